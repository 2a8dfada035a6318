// Puts the Ethernet header in front of what ARP and IPv4 send, in turn, and the tag of our VLAN if we are
// in one (IEEE 802.3 3.2, 802.1Q).
//
// Headers stand beside their streams. A frame is begun as soon as its first octets are there; a tag takes
// a clock more.
module toe_mac_eth_tx #(
    parameter type stream_t = logic
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  toe_mac_pkg::vlan_t   vlan_i,       // quasi-static
    input  logic                 arp_valid_i,
    output logic                 arp_ready_o,
    input  toe_pkg::eth_header_t arp_header_i,
    input  stream_t              arp_i,
    input  logic                 ip_valid_i,
    output logic                 ip_ready_o,
    input  toe_pkg::eth_header_t ip_header_i,
    input  stream_t              ip_i,
    output logic                 valid_o,
    input  logic                 ready_i,
    output stream_t              data_o
);
  localparam int unsigned HeaderBytes = $bits(toe_pkg::eth_header_t) / 8;

  logic                 valid, ready, tag_valid, tag_ready, out_valid, out_ready;
  stream_t              data, tag_data;
  toe_pkg::eth_header_t header, out_header, tag_header_q;
  logic                 first_q, next_first;  // the next beat out of the tag is a frame's first

  toe_prim_join #(
      .stream_t(stream_t),
      .side_t  (toe_pkg::eth_header_t),
      .Ports   (2)
  ) u_join (
      .clk_i,
      .rst_ni,
      .valid_i({arp_valid_i, ip_valid_i}),
      .ready_o({arp_ready_o, ip_ready_o}),
      .data_i ({arp_i, ip_i}),
      .side_i ({arp_header_i, ip_header_i}),
      .valid_o(valid),
      .ready_i(ready),
      .data_o (data),
      .side_o (header)
  );

  // What follows EtherType 0x8100: control information and the frame's own EtherType.
  toe_prim_prepend #(
      .stream_t   (stream_t),
      .HeaderBytes(toe_mac_pkg::TagOctets)
  ) u_tag (
      .clk_i,
      .rst_ni,
      .valid_i (valid && vlan_i.enabled),
      .ready_o (tag_ready),
      .data_i  (data),
      .header_i({vlan_i.pcp, 1'b0, vlan_i.id, header.ether_type}),
      .valid_o (tag_valid),
      .ready_i (out_ready),
      .data_o  (tag_data)
  );

  // The input may be in its next frame while this one is still in the tag: its header is kept from when
  // its first beat was taken.
  assign next_first = tag_valid ? tag_data.last : first_q;

  always_ff @(posedge clk_i) begin
    if (tag_valid && out_ready) first_q <= tag_data.last;
    if (!rst_ni) first_q <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if ((!tag_valid || out_ready) && next_first) begin
      tag_header_q <= '{dst: header.dst, src: header.src, ether_type: toe_mac_pkg::EtherTypeVlan};
    end
  end

  assign out_header = vlan_i.enabled ? tag_header_q : header;
  assign out_valid = vlan_i.enabled ? tag_valid : valid;
  assign ready     = vlan_i.enabled ? tag_ready : out_ready;

  toe_prim_prepend #(
      .stream_t   (stream_t),
      .HeaderBytes(HeaderBytes)
  ) u_prepend (
      .clk_i,
      .rst_ni,
      .valid_i (out_valid),
      .ready_o (out_ready),
      .data_i  (vlan_i.enabled ? tag_data : data),
      .header_i(out_header),
      .valid_o,
      .ready_i,
      .data_o
  );

endmodule
