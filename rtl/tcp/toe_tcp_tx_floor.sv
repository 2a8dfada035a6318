// Which octets of the send buffers may be overwritten, and who held each block: tells whether a segment
// is out of date (docs/rules/tcp.md section 6, "What has left the buffer").
//
// Per block: its floor (snd_una of the connection that holds it) and its tenure, a count of releases. A
// segment takes the tenure along when the engine asks for it; it is out of date when the tenure has
// changed or its first octet lies before the floor. Between two releases of a block there is a SYN or
// SYN,ACK that waits behind it, so that the count cannot go round while a segment is on its way; only
// one that is parked may wait longer, and toe_tcp_tx_resolve watches that one itself.
// Answers are combinational and count what was told up to the clock before.
//
// 1. Between two releases a floor never goes back.
module toe_tcp_tx_floor #(
    parameter int unsigned Buffers = 4
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    // from the engine
    input  logic                    floor_valid_i,
    input  logic                    floor_release_i,  // comes first if both
    input  logic [15:0]             floor_buffer_i,
    input  toe_tcp_pkg::seq_t       floor_seq_i,
    // the tenure of a block
    input  logic [15:0]             stamp_buffer_i,
    output toe_tcp_tx_pkg::tenure_t stamp_o,
    // is this segment out of date?
    input  logic [15:0]             look_buffer_i,
    input  toe_tcp_pkg::seq_t       look_seq_i,
    input  toe_tcp_tx_pkg::tenure_t look_tenure_i,
    output logic                    look_stale_o
);
  localparam int unsigned IndexBits = (Buffers > 1) ? $clog2(Buffers) : 1;
  typedef logic [IndexBits-1:0] index_t;

  toe_tcp_pkg::seq_t       floor_q  [Buffers];
  toe_tcp_tx_pkg::tenure_t tenure_q [Buffers];
  index_t                  told, look;
  logic                    unused;

  assign told         = index_t'(floor_buffer_i);
  assign look         = index_t'(look_buffer_i);
  assign unused       = ^{floor_buffer_i, look_buffer_i, stamp_buffer_i};
  assign stamp_o      = tenure_q[index_t'(stamp_buffer_i)];
  assign look_stale_o = (tenure_q[look] != look_tenure_i)
                        || toe_tcp_pkg::seq_lt(look_seq_i, floor_q[look]);

  always_ff @(posedge clk_i) begin
    if (floor_valid_i) floor_q[told] <= floor_seq_i;
  end

  always_ff @(posedge clk_i) begin
    if (floor_release_i) tenure_q[told] <= tenure_q[told] + 1'b1;
    if (!rst_ni) begin
      for (int unsigned i = 0; i < Buffers; i++) tenure_q[i] <= '0;
    end
  end

`ifndef SYNTHESIS
  logic [Buffers-1:0] held_q;  // its floor counts
  always_ff @(posedge clk_i) begin
    if (floor_release_i) held_q[told] <= 1'b0;
    if (floor_valid_i) held_q[told] <= 1'b1;
    if (!rst_ni) held_q <= '0;
    if (rst_ni) begin
      assert (!floor_valid_i || floor_release_i || !held_q[told]
              || toe_tcp_pkg::seq_leq(floor_q[told], floor_seq_i))
      else $error("invariant 1");
      assert (!(floor_valid_i || floor_release_i) || 32'(floor_buffer_i) < Buffers)
      else $error("a block that does not exist");
    end
  end
`endif

endmodule
