// Puts an option of IPv4 (Router Alert, RFC 2113) in front of a datagram's octets: behind the header,
// which is the same for all but its IHL, its length and its checksum.
//
// Combinational. Where the option makes a beat more, the packet's last beat is taken with the second of
// the two that it fills: what stands beside the packet stands until the end.
module toe_ip_alert #(
    parameter type stream_t = logic,
    parameter logic [31:0] Option = '0  // first octet in the high bits
) (
    input  logic    clk_i,
    input  logic    rst_ni,
    input  logic    valid_i,
    output logic    ready_o,
    input  stream_t data_i,
    output logic    valid_o,
    input  logic    ready_i,
    output stream_t data_o
);
  localparam int unsigned DataBytes   = ($bits(stream_t) - 2) / 9;
  localparam int unsigned OptionBytes = $bits(Option) / 8;
  localparam int unsigned Room        = DataBytes - OptionBytes;  // octets of a beat behind what goes in front

  logic                     first_q, second_q, spill;
  logic [8*OptionBytes-1:0] front, carry_q;  // octet 0 in the low bits

  always_comb begin
    for (int unsigned i = 0; i < OptionBytes; i++) begin
      front[8*i+:8] = Option[8*(OptionBytes-1-i)+:8];
    end
  end

  assign spill   = data_i.last && data_i.keep[Room];
  assign valid_o = valid_i;
  assign ready_o = ready_i && (second_q || !spill);

  always_comb begin
    data_o.data = (8*DataBytes)'({data_i.data, first_q ? front : carry_q});
    data_o.keep = DataBytes'({data_i.keep, {OptionBytes{1'b1}}});
    data_o.last = data_i.last && !spill;
    data_o.err  = data_i.err && !spill;
    if (second_q) begin
      data_o.data = data_i.data >> (8 * Room);
      data_o.keep = data_i.keep >> Room;
      data_o.last = 1'b1;
      data_o.err  = data_i.err;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_i) begin
      first_q  <= data_o.last;
      second_q <= spill && !second_q;
    end
    if (!rst_ni) begin
      first_q  <= 1'b1;
      second_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i && ready_i) carry_q <= data_i.data[8*Room+:8*OptionBytes];
  end

endmodule
