// Sockwire - UDP: header and job of a datagram of ours (RFC 768). Combinational.
module toe_udp_emit (
  input  toe_pkg::ip_t             src_i,
  input  toe_udp_pkg::udp_emit_t   emit_i,
  input  logic [15:0]              checksum_i,    // what checksum_o was
  input  logic [15:0]              sum_i,         // over the payload
  input  logic [7:0]               slot_i,
  input  toe_pkg::desc_t           owner_i,
  output logic [15:0]              checksum_o,
  output toe_udp_pkg::udp_header_t header_o,
  output toe_pkg::send_job_t       job_o
);
  logic [15:0] length;
  logic [19:0] total;
  logic [16:0] folded;

  assign length = emit_i.length + 16'(toe_udp_engine_pkg::HeaderOctets);

  // Pseudo-header (the length is in it too), header, payload. The second folding cannot carry again.
  assign total = 20'(src_i[31:16]) + 20'(src_i[15:0]) + 20'(emit_i.dst[31:16]) + 20'(emit_i.dst[15:0])
               + 20'(toe_pkg::ProtocolUdp) + {3'd0, length, 1'b0} + 20'(emit_i.src_port) + 20'(emit_i.dst_port)
               + 20'(sum_i);
  assign folded = {1'b0, total[15:0]} + 17'(total[19:16]);

  always_comb begin
    checksum_o = ~(folded[15:0] + 16'(folded[16]));
    if (checksum_o == '0) checksum_o = '1;  // 0 would mean none
  end

  assign header_o = '{src_port: emit_i.src_port, dst_port: emit_i.dst_port, length: length, checksum: checksum_i};
  assign job_o    = '{slot: slot_i, dst: emit_i.dst, protocol: toe_pkg::ProtocolUdp, length: length,
                      ttl: emit_i.ttl, tos: emit_i.tos, dont_fragment: emit_i.dont_fragment, owner: owner_i};
endmodule
