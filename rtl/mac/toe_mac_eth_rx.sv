// Takes the Ethernet header off and hands the rest to ARP or IPv4 by EtherType (IEEE 802.3 3.2.6).
//
// header_o stands beside both streams. What has another EtherType, or ends inside the header, is
// swallowed; unknown_o tells of the former at its end, unless it ends with err.
module toe_mac_eth_rx #(
    parameter type stream_t = logic
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  logic                  valid_i,
    output logic                  ready_o,
    input  stream_t               data_i,
    output toe_pkg::eth_header_t  header_o,
    output logic                  arp_valid_o,
    input  logic                  arp_ready_i,
    output stream_t               arp_o,
    output logic                  ip_valid_o,
    input  logic                  ip_ready_i,
    output stream_t               ip_o,
    output logic                  unknown_o
);
  localparam int unsigned HeaderBytes = $bits(toe_pkg::eth_header_t) / 8;

  logic    valid, ready, short_frame, is_arp, is_ip;
  stream_t data;

  toe_prim_strip #(
      .stream_t   (stream_t),
      .HeaderBytes(HeaderBytes)
  ) u_strip (
      .clk_i,
      .rst_ni,
      .valid_i,
      .ready_o,
      .data_i,
      .valid_o (valid),
      .ready_i (ready),
      .data_o  (data),
      .header_o(header_o),
      .short_o (short_frame)
  );

  assign is_arp = !short_frame && header_o.ether_type == toe_pkg::EtherTypeArp;
  assign is_ip  = !short_frame && header_o.ether_type == toe_pkg::EtherTypeIpv4;

  assign arp_o       = data;
  assign arp_valid_o = valid && is_arp;
  assign ip_o        = data;
  assign ip_valid_o  = valid && is_ip;
  assign ready       = (!is_arp || arp_ready_i) && (!is_ip || ip_ready_i);
  assign unknown_o   = valid && data.last && !data.err && !short_frame && !is_arp && !is_ip;

endmodule
