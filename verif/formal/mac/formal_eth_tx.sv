// Proof of toe_mac_eth_tx: its output keeps the rules of streams if its inputs do, with and without a
// VLAN tag.
module formal_eth_tx #(
    parameter int unsigned DataBytes = 4
) (
    input logic                   clk_i,
    input logic                   vlan_i,
    input logic                   arp_valid_i,
    input logic                   ip_valid_i,
    input logic [DataBytes-1:0]   arp_data_i,  // each octet is 00 or FF
    input logic [DataBytes-1:0]   ip_data_i,
    input logic [DataBytes-1:0]   arp_keep_i,
    input logic [DataBytes-1:0]   ip_keep_i,
    input logic                   arp_last_i,
    input logic                   ip_last_i,
    input logic                   ready_i
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;

  logic    rst_n = 1'b0;
  logic    vlan_q, arp_ready, ip_ready, valid;
  stream_t arp, ip, out;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_ff @(posedge clk_i) if (!rst_n) vlan_q <= vlan_i;
  always_comb begin
    arp = '{data: '0, keep: arp_keep_i, last: arp_last_i, err: 1'b0};
    ip  = '{data: '0, keep: ip_keep_i, last: ip_last_i, err: 1'b0};
    for (int unsigned i = 0; i < DataBytes; i++) begin
      arp.data[8*i+:8] = {8{arp_data_i[i]}};
      ip.data[8*i+:8]  = {8{ip_data_i[i]}};
    end
  end

  toe_mac_eth_tx #(.stream_t(stream_t)) u_dut (
      .clk_i, .rst_ni(rst_n), .vlan_i('{enabled: vlan_q, id: 12'd5, pcp: '0}),
      .arp_valid_i, .arp_ready_o(arp_ready), .arp_header_i('{dst: '1, src: '0, ether_type: toe_pkg::EtherTypeArp}), .arp_i(arp),
      .ip_valid_i, .ip_ready_o(ip_ready), .ip_header_i('{dst: '1, src: '1, ether_type: toe_pkg::EtherTypeIpv4}), .ip_i(ip),
      .valid_o(valid), .ready_i, .data_o(out)
  );
  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_arp (.clk_i, .rst_ni(rst_n), .valid_i(arp_valid_i), .ready_i(arp_ready), .data_i(arp));
  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_ip (.clk_i, .rst_ni(rst_n), .valid_i(ip_valid_i), .ready_i(ip_ready), .data_i(ip));
  formal_stream_rules #(.stream_t(stream_t)) u_out (.clk_i, .rst_ni(rst_n), .valid_i(valid), .ready_i, .data_i(out));

  logic [4:0] beats_q;  // of this frame that are out
  always_ff @(posedge clk_i) begin
    if (!rst_n) beats_q <= '0;
    else if (valid && ready_i) beats_q <= out.last ? '0 : (beats_q == '1) ? beats_q : beats_q + 5'd1;
    if (rst_n) begin
      if (valid && out.last) header_before_end : assert (32'(beats_q) >= (vlan_q ? 18 : 14) / DataBytes);
      with_tag : cover (valid && out.last && vlan_q && 32'(beats_q) * DataBytes > 20);
      plain : cover (valid && out.last && !vlan_q && 32'(beats_q) * DataBytes > 16);
    end
  end
endmodule
