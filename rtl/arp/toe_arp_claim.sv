// Our address against others' (RFC 5227; docs/rules/network.md, "ARP": ArpPacket 1 and 2, ArpClaim):
// the address that the host probes is watched, the one that is ours is defended, at most once in
// DefendTicks ticks.
//
// What it says of a packet is combinational; the cache commits later.
module toe_arp_claim (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  toe_pkg::mac_t            own_mac_i,
    input  toe_pkg::ip_t             own_ip_i,
    input  toe_arp_pkg::arp_packet_t packet_i,
    output logic                     awake_o,           // there is an address to listen for
    output logic                     probe_conflict_o,  // another has, or wants, the one that is watched
    output logic                     conflict_o,        // another has ours
    output logic                     may_defend_o,
    // the commit
    input  logic                     tick_i,
    input  logic                     defend_i,
    input  logic                     claim_i,
    input  toe_pkg::ip_t             claim_ip_i,
    input  logic                     claim_probe_i      // else it is announced
);
  toe_pkg::ip_t watched_q;  // 0: none
  logic   [3:0] since_q;    // ticks since the last defence; stays at DefendTicks
  logic         wanted;     // somebody else probes it, too

  assign awake_o = own_ip_i != '0 || watched_q != '0;
  assign wanted  = packet_i.sender_ip == '0 && packet_i.operation == toe_arp_pkg::OpRequest
                   && packet_i.target_ip == watched_q;
  assign probe_conflict_o = watched_q != '0 && packet_i.sender_mac != own_mac_i
                            && (packet_i.sender_ip == watched_q || wanted);
  assign conflict_o   = !probe_conflict_o && own_ip_i != '0 && packet_i.sender_ip == own_ip_i;
  assign may_defend_o = since_q == toe_arp_pkg::DefendTicks;

  always_ff @(posedge clk_i) begin
    if (claim_i) watched_q <= claim_probe_i ? claim_ip_i : '0;
    if (defend_i) since_q <= '0;
    else if (tick_i && !may_defend_o) since_q <= since_q + 1'b1;
    if (!rst_ni) begin
      watched_q <= '0;
      since_q   <= toe_arp_pkg::DefendTicks;
    end
  end

  logic unused;
  assign unused = &{1'b0, packet_i};

endmodule
