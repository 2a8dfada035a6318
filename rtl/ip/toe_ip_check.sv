// Sums an IPv4 header with its options while it arrives (RFC 791 3.1, RFC 1071), and remembers what
// the Ethernet header said, for the datagram that leaves the header strip at that time.
//
// The next datagram may begin to arrive while the end of the one before still leaves (one beat at
// most): the answers below are always those of the one that leaves.
module toe_ip_check #(
    parameter type stream_t = logic
) (
    input  logic    clk_i,
    input  logic    rst_ni,
    input  logic    accept_i,     // a beat goes into the strip
    input  stream_t data_i,
    input  logic    group_i,      // to a group MAC address (all of them: the broadcast)
    input  logic    out_more_i,   // the strip shows a beat that is not its packet's last
    input  logic    out_ends_i,   // the last beat is taken
    output logic    sum_good_o,
    output logic    group_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;
  localparam int unsigned Words     = DataBytes / 4;  // of 32 bits, as IHL counts

  typedef struct packed {
    logic group;
    logic sum_good;
  } known_t;

  logic                 first_q, ahead_q;  // ahead: the input is in the next datagram already
  logic           [3:0] left_q, left;      // words of header from this beat on
  logic          [15:0] sum_q, sum;
  logic          [16:0] total;
  logic                 group_q;
  known_t               here, before_q;
  logic [DataBytes-1:0] mask;
  logic                 unused;
  assign unused = &{1'b0, data_i};

  assign left = first_q ? data_i.data[3:0] : left_q;

  always_comb begin
    for (int unsigned i = 0; i < DataBytes; i++) mask[i] = 4'(i / 4) < left;
  end

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_sum (
      .data_i(data_i.data),
      .keep_i(data_i.keep & mask),
      .sum_o (sum)
  );
  assign total = {1'b0, first_q ? 16'h0 : sum_q} + {1'b0, sum};

  assign here        = '{group: group_q, sum_good: sum_q == '1};
  assign sum_good_o  = ahead_q ? before_q.sum_good : here.sum_good;
  assign group_o = ahead_q ? before_q.group : here.group;

  always_ff @(posedge clk_i) begin
    if (accept_i) first_q <= data_i.last;
    if (accept_i && first_q && out_more_i) ahead_q <= 1'b1;
    else if (out_ends_i) ahead_q <= 1'b0;
    if (!rst_ni) begin
      first_q <= 1'b1;
      ahead_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept_i) begin
      left_q <= (left > 4'(Words)) ? left - 4'(Words) : '0;
      sum_q  <= total[15:0] + {15'b0, total[16]};
      if (first_q) group_q <= group_i;
      if (first_q) before_q <= here;
    end
  end

endmodule
