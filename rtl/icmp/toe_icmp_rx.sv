// Judges an ICMP message while it streams past: checksum, type, room (RFC 792; docs/rules/network.md).
//
// At the last beat verdict_o is known, and the checksum of the reply: the sum over the message with
// type 0 and without the checksum itself, computed anew so that both zeros come out as they should.
// keep_err_o tells the store on the same beat to forget it. A message that ends with err is nothing.
module toe_icmp_rx #(
    parameter type stream_t = logic
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic                         valid_i,           // taken at once
    input  toe_pkg::ip_rx_meta_t         meta_i,
    input  stream_t                      data_i,
    input  logic                         room_i,            // for one more message
    input  logic                         overflow_i,        // the store has no room for its octets
    output logic                         keep_err_o,
    output logic                         verdict_valid_o,
    output toe_icmp_pkg::icmp_verdict_e  verdict_o,
    output logic                  [15:0] reply_checksum_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;

  logic                  first_q, bad, echo_q, echo, unused;
  logic [DataBytes-1:0]  reply_keep;
  logic           [15:0] all_sum, all_q, all_d, reply_sum, reply_q, reply_d;

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  // In the first beat type and checksum do not count for the reply.
  assign reply_keep = data_i.keep & ~(first_q ? DataBytes'(4'b1101) : '0);

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_all (
      .data_i(data_i.data),
      .keep_i(data_i.keep),
      .sum_o (all_sum)
  );
  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_reply (
      .data_i(data_i.data),
      .keep_i(reply_keep),
      .sum_o (reply_sum)
  );

  assign all_d   = add(first_q ? 16'h0 : all_q, all_sum);
  assign reply_d = add(first_q ? 16'h0 : reply_q, reply_sum);
  assign echo    = first_q ? data_i.data[7:0] == toe_icmp_pkg::TypeEchoRequest : echo_q;
  assign bad     = all_d != '1 || meta_i.length < 16'd8;

  assign reply_checksum_o = ~reply_d;
  assign keep_err_o       = data_i.err || bad || !echo || !room_i;
  assign verdict_valid_o  = valid_i && data_i.last && !data_i.err;

  always_comb begin
    verdict_o = toe_icmp_pkg::IcmpAnswered;
    if (bad) verdict_o = toe_icmp_pkg::IcmpChecksum;
    else if (!echo) verdict_o = toe_icmp_pkg::IcmpIgnored;
    else if (!room_i || overflow_i) verdict_o = toe_icmp_pkg::IcmpBusy;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) first_q <= data_i.last;
    if (!rst_ni) first_q <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      all_q   <= all_d;
      reply_q <= reply_d;
      echo_q  <= echo;
    end
  end
  assign unused = &{1'b0, meta_i};

endmodule
