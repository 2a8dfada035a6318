// Builds ARP requests and replies (RFC 826): 28 octets, with the Ethernet header beside them. A probe
// is a request with sender address 0, an announcement a request from and for the address (RFC 5227).
module toe_arp_tx #(
    parameter type stream_t = logic
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  toe_pkg::mac_t          own_mac_i,
    input  toe_pkg::ip_t           own_ip_i,
    input  logic                   send_valid_i,
    output logic                   send_ready_o,
    input  toe_arp_pkg::arp_send_e send_kind_i,
    input  toe_pkg::ip_t           send_ip_i,
    input  toe_pkg::mac_t          send_mac_i,
    output logic                   valid_o,
    input  logic                   ready_i,
    output toe_pkg::eth_header_t   header_o,
    output stream_t                data_o
);
  localparam int unsigned DataBytes   = ($bits(stream_t) - 2) / 9;
  localparam int unsigned PacketBytes = $bits(toe_arp_pkg::arp_packet_t) / 8;
  localparam int unsigned Beats       = (PacketBytes + DataBytes - 1) / DataBytes;
  localparam int unsigned LastBytes   = PacketBytes - (Beats - 1) * DataBytes;
  localparam int unsigned IndexBits   = $clog2(Beats);

  logic                         is_reply;
  toe_pkg::ip_t                 sender_ip;
  logic         [IndexBits-1:0] index_q;
  toe_arp_pkg::arp_packet_t     packet;
  logic [8*DataBytes*Beats-1:0] octets;  // octet 0 in the low bits

  assign is_reply = send_kind_i == toe_arp_pkg::SendReply;
  always_comb begin
    unique case (send_kind_i)
      toe_arp_pkg::SendProbe:    sender_ip = '0;
      toe_arp_pkg::SendAnnounce: sender_ip = send_ip_i;
      default:                   sender_ip = own_ip_i;
    endcase
  end
  assign packet = '{
      hardware_type: 16'd1,
      protocol_type: toe_pkg::EtherTypeIpv4,
      hardware_length: 8'd6,
      protocol_length: 8'd4,
      operation: is_reply ? toe_arp_pkg::OpReply : toe_arp_pkg::OpRequest,
      sender_mac: own_mac_i,
      sender_ip: sender_ip,
      target_mac: is_reply ? send_mac_i : '0,
      target_ip: send_ip_i
  };
  assign header_o = '{
      dst: is_reply ? send_mac_i : toe_pkg::MacBroadcast,
      src: own_mac_i,
      ether_type: toe_pkg::EtherTypeArp
  };

  always_comb begin
    octets = '0;
    for (int unsigned i = 0; i < PacketBytes; i++) begin
      octets[8*i+:8] = packet[8*(PacketBytes-1-i)+:8];
    end
  end

  assign valid_o      = send_valid_i;
  assign data_o.data  = octets[8*DataBytes*index_q+:8*DataBytes];
  assign data_o.last  = index_q == IndexBits'(Beats - 1);
  assign data_o.keep  = data_o.last ? {DataBytes{1'b1}} >> (DataBytes - LastBytes) : '1;
  assign data_o.err   = 1'b0;
  assign send_ready_o = ready_i && data_o.last;

  always_ff @(posedge clk_i) begin
    if (valid_o && ready_i) index_q <= data_o.last ? '0 : index_q + 1'b1;
    if (!rst_ni) index_q <= '0;
  end

endmodule
