// Takes the Ethernet header off, and a VLAN tag that is ours, and hands the rest to ARP or IPv4 by
// EtherType (IEEE 802.3 3.2.6, 802.1Q; docs/rules/network.md, "Ethernet").
//
// header_o stands beside both streams, its EtherType that of what follows. What has another EtherType,
// is of another VLAN or ends inside the header is swallowed; unknown_o and filtered_o tell of the first
// two at its end, unless it ends with err.
module toe_mac_eth_rx #(
    parameter type stream_t = logic
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  toe_mac_pkg::vlan_t    vlan_i,       // quasi-static
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
    output logic                  unknown_o,
    output logic                  filtered_o
);
  localparam int unsigned HeaderBytes = $bits(toe_pkg::eth_header_t) / 8;
  localparam int unsigned TagBytes    = toe_mac_pkg::TagOctets;

  toe_pkg::eth_header_t header;
  logic    valid, ready, short_frame, skip_valid, skip_ready, short_tag;
  logic    first_q, has_tag, ours, lost, is_arp, is_ip;
  logic [8*TagBytes-1:0] tag, tag_q;  // control information and the EtherType behind it
  stream_t data, rest;
  logic    unused;

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
      .header_o(header),
      .short_o (short_frame)
  );

  assign has_tag = !short_frame && header.ether_type == toe_mac_pkg::EtherTypeVlan;

  // The tag lies in the first beat, whatever its width.
  always_comb begin
    tag = tag_q;
    if (first_q) begin
      for (int unsigned i = 0; i < TagBytes; i++) tag[8*(TagBytes-1-i)+:8] = data.data[8*i+:8];
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid && ready) first_q <= data.last;
    if (!rst_ni) first_q <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (valid && first_q) tag_q <= tag;
  end

  toe_prim_skip #(
      .stream_t(stream_t)
  ) u_tag (
      .clk_i,
      .rst_ni,
      .valid_i(valid),
      .ready_o(ready),
      .data_i (data),
      .skip_i (has_tag ? 6'(TagBytes) : 6'd0),
      .valid_o(skip_valid),
      .ready_i(skip_ready),
      .data_o (rest),
      .short_o(short_tag)
  );

  always_comb begin
    header_o = header;
    if (has_tag) header_o.ether_type = tag[15:0];
  end
  assign ours   = has_tag ? (tag[27:16] == (vlan_i.enabled ? vlan_i.id : 12'd0)) : !vlan_i.enabled;
  assign lost   = short_frame || short_tag;
  assign is_arp = !lost && ours && header_o.ether_type == toe_pkg::EtherTypeArp;
  assign is_ip  = !lost && ours && header_o.ether_type == toe_pkg::EtherTypeIpv4;
  assign unused = &{1'b0, vlan_i.pcp, tag[31:28]};

  assign arp_o       = rest;
  assign arp_valid_o = skip_valid && is_arp;
  assign ip_o        = rest;
  assign ip_valid_o  = skip_valid && is_ip;
  assign skip_ready  = (!is_arp || arp_ready_i) && (!is_ip || ip_ready_i);
  assign unknown_o   = skip_valid && rest.last && !rest.err && !lost && ours && !is_arp && !is_ip;
  assign filtered_o  = skip_valid && rest.last && !rest.err && !lost && !ours;

endmodule
