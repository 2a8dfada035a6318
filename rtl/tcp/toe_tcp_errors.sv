// Errors about our segments, to the engine one at a time: from ICMP and from ARP (toe_tcp_tx_park), in
// turn. Each of the two in its order; combinational, so that what the engine has not taken waits in its
// source. docs/rules/tcp.md section 4b.
module toe_tcp_errors (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic                 icmp_valid_i,
    output logic                 icmp_ready_o,
    input  toe_pkg::icmp_error_t icmp_i,
    input  logic                 arp_valid_i,
    output logic                 arp_ready_o,
    input  toe_pkg::icmp_error_t arp_i,
    output logic                 valid_o,
    input  logic                 ready_i,
    output toe_pkg::icmp_error_t error_o
);
  logic [1:0] grant;

  toe_prim_arbiter #(
      .Ports(2)
  ) u_turn (
      .clk_i,
      .rst_ni,
      .request_i({arp_valid_i, icmp_valid_i}),
      .grant_o  (grant),
      .advance_i(ready_i)
  );

  assign valid_o                     = grant != '0;
  assign error_o                     = grant[1] ? arp_i : icmp_i;
  assign {arp_ready_o, icmp_ready_o} = ready_i ? grant : '0;

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && valid_o) begin
      assert (error_o.from_arp == grant[1]) else $error("an error does not say whose word it is");
    end
  end
`endif
endmodule
