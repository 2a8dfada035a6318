// Takes ARP packets out of the stream: the first 28 octets of a good frame (RFC 826). A frame with
// err or with fewer octets is nothing, nor is one that is not about Ethernet and IPv4, is neither
// request nor reply, or comes from no single station. What the packet says is judged by toe_arp_cache.
module toe_arp_rx #(
    parameter type stream_t = logic
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic                     valid_i,
    output logic                     ready_o,
    input  stream_t                  data_i,
    output logic                     packet_valid_o,
    input  logic                     packet_ready_i,
    output toe_arp_pkg::arp_packet_t packet_o
);
  localparam int unsigned PacketBytes = $bits(toe_arp_pkg::arp_packet_t) / 8;

  logic    valid, ready, short_packet, sound, good_end, unused;
  stream_t padding;

  toe_prim_strip #(
      .stream_t   (stream_t),
      .HeaderBytes(PacketBytes)
  ) u_strip (
      .clk_i,
      .rst_ni,
      .valid_i,
      .ready_o,
      .data_i,
      .valid_o (valid),
      .ready_i (ready),
      .data_o  (padding),
      .header_o(packet_o),
      .short_o (short_packet)
  );

  assign sound = packet_o.hardware_type == 16'd1 && packet_o.protocol_type == toe_pkg::EtherTypeIpv4
                 && packet_o.hardware_length == 8'd6 && packet_o.protocol_length == 8'd4
                 && (packet_o.operation == toe_arp_pkg::OpRequest
                     || packet_o.operation == toe_arp_pkg::OpReply)
                 && packet_o.sender_mac != '0 && !packet_o.sender_mac[40];

  // The padding's last beat waits until the packet is taken, and the header with it.
  assign good_end       = padding.last && !padding.err && !short_packet && sound;
  assign packet_valid_o = valid && good_end;
  assign ready          = !good_end || packet_ready_i;
  assign unused         = &{1'b0, padding};

endmodule
