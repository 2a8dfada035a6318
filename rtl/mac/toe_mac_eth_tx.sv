// Puts the Ethernet header in front of what ARP and IPv4 send, in turn (IEEE 802.3 3.2).
//
// Headers stand beside their streams. A frame is begun as soon as its first octets are there.
module toe_mac_eth_tx #(
    parameter type stream_t = logic
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
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

  logic                 valid, ready;
  stream_t              data;
  toe_pkg::eth_header_t header;

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

  toe_prim_prepend #(
      .stream_t   (stream_t),
      .HeaderBytes(HeaderBytes)
  ) u_prepend (
      .clk_i,
      .rst_ni,
      .valid_i (valid),
      .ready_o (ready),
      .data_i  (data),
      .header_i(header),
      .valid_o,
      .ready_i,
      .data_o
  );

endmodule
