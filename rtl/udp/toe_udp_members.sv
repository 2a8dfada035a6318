// Sockwire - UDP: which socket is in which group (RFC 1112). Memberships places for all sockets.
module toe_udp_members #(
  parameter int unsigned Sockets = 4,
  localparam int unsigned IndexBits = $clog2(Sockets),
  localparam int unsigned Count     = toe_udp_pkg::Memberships
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // is anybody in this group? for IP, in the same clock
  input  toe_pkg::ip_t         any_group_i,
  output logic                 any_hit_o,
  output logic                 any_o,      // there is a membership; a flop: other clocks look at it
  output logic [Count-1:0]     groups_valid_o,  // all of them, for IGMP
  output toe_pkg::ip_t [Count-1:0] groups_o,
  // one socket and one group
  input  toe_pkg::ip_t         group_i,
  input  logic [IndexBits-1:0] index_i,
  output logic                 member_o,
  output logic                 full_o,
  input  logic                 join_i,     // only if it is no member, and not full
  input  logic                 leave_i,
  input  logic                 close_i     // all of this socket are given up
);
  logic [Count-1:0]     used_q, used_d, mine, same, first_free;
  toe_pkg::ip_t [Count-1:0] groups_q;
  logic [IndexBits-1:0] owners_q [Count];

  always_comb begin
    any_hit_o = 1'b0;
    for (int unsigned i = 0; i < Count; i++) begin
      mine[i]   = used_q[i] && owners_q[i] == index_i;
      same[i]   = mine[i] && groups_q[i] == group_i;
      any_hit_o |= used_q[i] && groups_q[i] == any_group_i;
    end
  end
  assign first_free = ~used_q & (used_q + Count'(1));
  assign groups_valid_o = used_q;
  assign groups_o       = groups_q;
  assign member_o   = |same;
  assign full_o     = &used_q;

  always_comb begin
    used_d = used_q;
    if (join_i) used_d = used_q | first_free;
    else if (leave_i) used_d = used_q & ~same;
    else if (close_i) used_d = used_q & ~mine;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used_q <= '0;
      any_o  <= 1'b0;
    end else begin
      used_q <= used_d;
      any_o  <= |used_d;
    end
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < Count; i++) begin
      if (join_i && first_free[i]) begin
        groups_q[i] <= group_i;
        owners_q[i] <= index_i;
      end
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_join : assert (!join_i || (!member_o && !full_o)) else $error("joined twice, or without room");
      a_once : assert ($onehot0(same)) else $error("a membership is there twice");
    end
  end
`endif
endmodule
