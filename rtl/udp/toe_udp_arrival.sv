// Sockwire - UDP: what a datagram that arrived says of itself (RFC 768; docs/rules/udp.md, "Arrivals",
// 1 and 2). Combinational.
module toe_udp_arrival (
  input  toe_pkg::datagram_t     datagram_i,
  output toe_udp_pkg::arrival_t  arrival_o,
  output toe_udp_pkg::udp_drop_e drop_o      // UdpDropLength, UdpDropChecksum, or none so far
);
  import toe_udp_pkg::*;

  udp_header_t header;
  logic        headless, bad_length;
  logic [19:0] sum;
  logic [16:0] folded;

  assign header     = datagram_i.first;
  assign headless   = datagram_i.length < 16'd8;
  assign bad_length = headless || header.length < 16'd8 || header.length > datagram_i.length
                      || (header.length != datagram_i.length && !datagram_i.whole);

  // Pseudo-header and datagram. The second folding cannot carry again.
  assign sum = 20'(datagram_i.header.src[31:16]) + 20'(datagram_i.header.src[15:0])
             + 20'(datagram_i.header.dst[31:16]) + 20'(datagram_i.header.dst[15:0])
             + 20'(toe_pkg::ProtocolUdp) + 20'(header.length) + 20'(datagram_i.sum);
  assign folded = {1'b0, sum[15:0]} + 17'(sum[19:16]);

  always_comb begin
    drop_o = UdpDropNone;
    if (bad_length) drop_o = UdpDropLength;
    else if (header.checksum != '0 && (folded[15:0] + 16'(folded[16])) != 16'hFFFF) drop_o = UdpDropChecksum;
    arrival_o = '{
      src: datagram_i.header.src, dst: datagram_i.header.dst,
      src_port: headless ? '0 : header.src_port, dst_port: headless ? '0 : header.dst_port,
      length: bad_length ? '0 : header.length - 16'd8
    };
  end
endmodule
