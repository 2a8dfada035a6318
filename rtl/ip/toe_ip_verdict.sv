// What a frame with IPv4 meets first (docs/rules/network.md, "IPv4 in", 1 to 6), combinational.
//
// IpDelivered: nothing speaks against it. Then it goes directly to ICMP, TCP, IGMP or the echo application
// of UDP, or it is kept in the datagram memory: other UDP, and every fragment.
module toe_ip_verdict (
    input  toe_pkg::network_t        network_i,
    input  toe_pkg::ipv4_header_t    header_i,
    input  logic [15:0]              length_i,       // octets behind header and options
    input  logic                     malformed_i,    // cut off, or a wrong checksum
    input  logic                     group_mac_i,    // it came to a group MAC address
    input  logic                     group_hit_i,    // the destination is a group that we are in
    input  toe_pkg::port_t           port_i,         // of UDP: to which it goes
    input  toe_pkg::port_t           echo_port_i,    // that of the echo application, 0: none
    output toe_ip_pkg::ip_verdict_e  verdict_o,
    output logic                     to_icmp_o,
    output logic                     to_tcp_o,
    output logic                     to_echo_o,
    output logic                     to_igmp_o,
    output logic                     keep_o,
    output logic                     fault_o,        // its sender is to be told that we lack the protocol
    output toe_ip_rx_pkg::told_t     told_o
);
  logic to_us, to_broadcast, to_group, for_us, is_udp, is_igmp, from_nobody, known, fragment, unused;
  assign unused = &{1'b0, network_i, header_i};

  assign to_us        = network_i.ip != '0 && header_i.dst == network_i.ip;
  assign to_broadcast = toe_pkg::is_broadcast(header_i.dst, network_i);
  assign to_group     = network_i.ip != '0 && toe_pkg::is_group(header_i.dst)
                        && (group_hit_i || (is_igmp && header_i.dst == toe_igmp_pkg::AllSystems));
  assign for_us       = to_us || to_broadcast || to_group;
  assign is_udp       = header_i.protocol == toe_pkg::ProtocolUdp;
  assign is_igmp      = header_i.protocol == toe_pkg::ProtocolIgmp;
  assign known        = is_udp || is_igmp || header_i.protocol == toe_pkg::ProtocolIcmp
                        || header_i.protocol == toe_pkg::ProtocolTcp;
  assign fragment     = header_i.more_fragments || header_i.fragment_offset != '0;
  assign from_nobody  = header_i.src == network_i.ip || !toe_pkg::is_host_address(header_i.src, network_i);

  always_comb begin
    verdict_o = toe_ip_pkg::IpDelivered;
    if (malformed_i || header_i.version != 4'd4 || header_i.ihl < 4'd5
        || header_i.total_length < {10'b0, header_i.ihl, 2'b0}) begin
      verdict_o = toe_ip_pkg::IpHeader;
    end else if (!for_us || (from_nobody && !(is_igmp && header_i.src == '0))) begin
      verdict_o = toe_ip_pkg::IpAddress;
    end else if ((to_us ? group_mac_i : !is_udp && !(is_igmp && to_group)) || (is_igmp && fragment)) begin
      verdict_o = toe_ip_pkg::IpDiscard;
    end else if (!known) begin
      verdict_o = toe_ip_pkg::IpProtocol;
    end
  end

  assign to_echo_o = verdict_o == toe_ip_pkg::IpDelivered && !fragment && is_udp && to_us && length_i >= 16'd8
                     && port_i == echo_port_i && echo_port_i != '0;
  assign keep_o    = verdict_o == toe_ip_pkg::IpDelivered && (fragment || is_udp) && !to_echo_o;
  assign to_icmp_o = verdict_o == toe_ip_pkg::IpDelivered && !fragment
                     && header_i.protocol == toe_pkg::ProtocolIcmp;
  assign to_tcp_o  = verdict_o == toe_ip_pkg::IpDelivered && !fragment
                     && header_i.protocol == toe_pkg::ProtocolTcp;
  assign to_igmp_o = verdict_o == toe_ip_pkg::IpDelivered && is_igmp;
  assign fault_o   = verdict_o == toe_ip_pkg::IpProtocol && to_us && header_i.fragment_offset == '0
                     && header_i.ihl == 4'd5 && length_i >= 16'd8;

  // Of a frame without a sound header nothing is told.
  always_comb begin
    told_o         = '0;
    told_o.verdict = verdict_o;
    if (verdict_o != toe_ip_pkg::IpHeader) begin
      told_o.src            = header_i.src;
      told_o.dst            = header_i.dst;
      told_o.protocol       = header_i.protocol;
      told_o.identification = header_i.identification;
      told_o.length         = length_i;
      told_o.at             = {header_i.fragment_offset, 3'b0};
      told_o.more           = header_i.more_fragments;
      told_o.fragment       = fragment && keep_o;
    end
  end

endmodule
