// IPv4 out: puts the header before what TCP and ICMP send, in turn (RFC 791 3.1; docs/rules/network.md,
// "IPv4 out"). The Ethernet header that the datagram needs stands beside the output.
module toe_ip_tx #(
    parameter type stream_t = logic
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  toe_pkg::network_t     network_i,
    input  logic                  tcp_valid_i,
    output logic                  tcp_ready_o,
    input  toe_pkg::ip_tx_meta_t  tcp_meta_i,
    input  stream_t               tcp_i,
    input  logic                  icmp_valid_i,
    output logic                  icmp_ready_o,
    input  toe_pkg::ip_tx_meta_t  icmp_meta_i,
    input  stream_t               icmp_i,
    output logic                  valid_o,
    input  logic                  ready_i,
    output toe_pkg::eth_header_t  header_o,
    output stream_t               data_o,
    output toe_ip_pkg::ip_stat_t  stat_o
);
  localparam int unsigned HeaderBytes = $bits(toe_pkg::ipv4_header_t) / 8;

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  logic                  valid, ready;
  stream_t               data;
  toe_pkg::ip_tx_meta_t  meta;
  toe_pkg::ipv4_header_t header;
  toe_pkg::eth_header_t  eth, eth_q;
  logic           [15:0] own_sum_q, variable_sum;  // parts of the checksum
  logic                  unused;
  logic                  first_q;                  // the next beat out is a datagram's first

  toe_prim_join #(
      .stream_t(stream_t),
      .side_t  (toe_pkg::ip_tx_meta_t),
      .Ports   (2)
  ) u_join (
      .clk_i,
      .rst_ni,
      .valid_i({icmp_valid_i, tcp_valid_i}),
      .ready_o({icmp_ready_o, tcp_ready_o}),
      .data_i ({icmp_i, tcp_i}),
      .side_i ({icmp_meta_i, tcp_meta_i}),
      .valid_o(valid),
      .ready_i(ready),
      .data_o (data),
      .side_o (meta)
  );

  always_comb begin
    header               = '0;
    header.version       = 4'd4;
    header.ihl           = 4'd5;
    header.total_length  = meta.length + 16'(HeaderBytes);
    header.dont_fragment = 1'b1;
    header.ttl           = toe_ip_pkg::DefaultTtl;
    header.protocol      = meta.protocol;
    header.src           = network_i.ip;
    header.dst           = meta.dst;

    variable_sum    = add(add(header.total_length, {8'b0, meta.protocol}),
                          add(meta.dst[31:16], meta.dst[15:0]));
    header.checksum = ~add(own_sum_q, variable_sum);
  end

  always_ff @(posedge clk_i) begin
    own_sum_q <= add(add(16'h4500, 16'h4000),
                     add({toe_ip_pkg::DefaultTtl, 8'h00},
                         add(network_i.ip[31:16], network_i.ip[15:0])));
  end

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

  // A turn ends before the end of its datagram has gone out, but never before its first beat has.
  assign unused   = &{1'b0, network_i};
  assign eth      = '{dst: meta.dst_mac, src: network_i.mac, ether_type: toe_pkg::EtherTypeIpv4};
  assign header_o = first_q ? eth : eth_q;

  always_ff @(posedge clk_i) begin
    if (valid_o && ready_i) first_q <= data_o.last;
    if (!rst_ni) first_q <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (first_q) eth_q <= eth;
  end

  always_ff @(posedge clk_i) begin
    stat_o              <= '0;
    stat_o.out_requests <= rst_ni && valid && ready && data.last;
  end

endmodule
