// Shortens each packet to length_i octets and still ends it with its own last beat's err.
//
// length_i stands beside the packet. What is behind the length is swallowed; the packet's last beat
// (maybe with keep 0) goes out when the packet's own end has come. A packet with fewer octets than
// its length ends with err, and missing_o is set on the last beat that goes in. One clock of latency.
module toe_prim_trim #(
    parameter type stream_t = logic
) (
    input  logic        clk_i,
    input  logic        rst_ni,
    input  logic        valid_i,
    output logic        ready_o,
    input  stream_t     data_i,
    input  logic [15:0] length_i,
    output logic        missing_o,
    output logic        valid_o,
    input  logic        ready_i,
    output stream_t     data_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;

  logic                 first_q, ended_q, valid_q;  // ended: only the packet's end is missing
  logic [15:0]          left_q, left;
  logic [DataBytes-1:0] mask;                       // octets of this beat that count
  stream_t              out_q;
  logic                 accept;

  assign ready_o = !valid_q || ready_i;
  assign accept  = valid_i && ready_o;
  assign left    = first_q ? length_i : left_q;

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) mask[i] = 16'(i) < left;
  end
  assign missing_o = !ended_q && ((data_i.keep & mask) != mask || left > 16'(DataBytes));

  always_ff @(posedge clk_i) begin
    if (ready_o) valid_q <= accept && (data_i.last || (!ended_q && (&mask)));
    if (accept) begin
      first_q <= data_i.last;
      ended_q <= !data_i.last && (ended_q || !(&mask));
    end
    if (!rst_ni) begin
      valid_q <= 1'b0;
      first_q <= 1'b1;
      ended_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept) begin
      left_q     <= left - 16'(DataBytes);
      out_q.last <= data_i.last;
      out_q.err  <= data_i.err || missing_o;
      if (!ended_q) begin
        out_q.data <= data_i.data;
        out_q.keep <= data_i.keep & mask;
      end
    end
  end

  assign valid_o = valid_q;
  assign data_o  = out_q;

endmodule
