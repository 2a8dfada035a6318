// Proof of toe_mac_eth_rx: its outputs keep the rules of streams if its input does, only one of them
// takes a packet, and the header stands still beside it.
module formal_eth_rx #(
    parameter int unsigned DataBytes = 4
) (
    input logic                   clk_i,
    input logic                   vlan_i,
    input logic                   valid_i,
    input logic [8*DataBytes-1:0] data_i,
    input logic [DataBytes-1:0]   keep_i,
    input logic                   last_i,
    input logic                   err_i,
    input logic                   arp_ready_i,
    input logic                   ip_ready_i
);
  typedef struct packed {logic [8*DataBytes-1:0] data; logic [DataBytes-1:0] keep; logic last; logic err;} stream_t;

  logic                 rst_n = 1'b0;
  logic                 vlan_q, ready, arp_valid, ip_valid, unknown, filtered;
  stream_t              in, arp, ip;
  toe_pkg::eth_header_t header, header_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;
  always_ff @(posedge clk_i) if (!rst_n) vlan_q <= vlan_i;
  assign in = '{data: data_i, keep: keep_i, last: last_i, err: err_i};

  toe_mac_eth_rx #(.stream_t(stream_t)) u_dut (
      .clk_i, .rst_ni(rst_n), .vlan_i('{enabled: vlan_q, id: 12'd5, pcp: '0}), .valid_i, .ready_o(ready), .data_i(in), .header_o(header),
      .arp_valid_o(arp_valid), .arp_ready_i, .arp_o(arp), .ip_valid_o(ip_valid), .ip_ready_i, .ip_o(ip),
      .unknown_o(unknown), .filtered_o(filtered)
  );
  formal_stream_rules #(.stream_t(stream_t), .Assume(1'b1)) u_in (.clk_i, .rst_ni(rst_n), .valid_i, .ready_i(ready), .data_i(in));
  formal_stream_rules #(.stream_t(stream_t)) u_arp (.clk_i, .rst_ni(rst_n), .valid_i(arp_valid), .ready_i(arp_ready_i), .data_i(arp));
  formal_stream_rules #(.stream_t(stream_t)) u_ip (.clk_i, .rst_ni(rst_n), .valid_i(ip_valid), .ready_i(ip_ready_i), .data_i(ip));

  logic open_q, to_arp_q;  // a packet has begun, towards ARP
  always_ff @(posedge clk_i) begin
    header_q <= header;
    if (!rst_n) begin
      open_q <= 1'b0;
    end else if (arp_valid || ip_valid) begin
      open_q   <= !(arp_valid ? arp_ready_i && arp.last : ip_ready_i && ip.last);
      to_arp_q <= arp_valid;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      one_of_them : assert (!(arp_valid && ip_valid));
      if (open_q && (arp_valid || ip_valid)) header_stands : assert (header == header_q && to_arp_q == arp_valid);
      with_tag : cover (ip_valid && ip.last && vlan_q && open_q);
      plain : cover (arp_valid && arp.last && !vlan_q && open_q);
      passed_over : cover (filtered);
    end
  end
endmodule
