// IPv4 out: puts the header before what TCP, ICMP and the datagram memory send, in turn (RFC 791 3.1;
// docs/rules/network.md, "IPv4 out"). The Ethernet header that the datagram needs stands beside the
// output.
//
//   send --> toe_ip_cut --.
//   tcp, icmp, fault, echo +--> toe_prim_join --> header --> frame
//
// Only what comes from the datagram memory can be too long for a frame; others pass between its
// pieces. All pieces of one have the identification that its first one took from the counter.
//
// 1. Each frame has a record, in order, and only the pieces of one datagram share an identification.
// 2. The whole header stands still while its frame is under way.
module toe_ip_tx #(
    parameter type stream_t = logic,
    parameter int unsigned Mtu = 1500
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  toe_pkg::network_t     network_i,
    input  logic [127:0]          secret_i,
    input  logic                  secret_set_i,  // pulse: it was written
    input  logic                  tcp_valid_i,
    output logic                  tcp_ready_o,
    input  toe_pkg::ip_tx_meta_t  tcp_meta_i,
    input  stream_t               tcp_i,
    input  logic                  icmp_valid_i,
    output logic                  icmp_ready_o,
    input  toe_pkg::ip_tx_meta_t  icmp_meta_i,
    input  stream_t               icmp_i,
    input  logic                  fault_valid_i,
    output logic                  fault_ready_o,
    input  toe_pkg::ip_tx_meta_t  fault_meta_i,
    input  stream_t               fault_i,
    input  logic                  echo_valid_i,
    output logic                  echo_ready_o,
    input  toe_pkg::ip_tx_meta_t  echo_meta_i,
    input  stream_t               echo_i,
    input  logic                  igmp_valid_i,
    output logic                  igmp_ready_o,
    input  toe_pkg::ip_tx_meta_t  igmp_meta_i,
    input  stream_t               igmp_i,
    input  logic                  send_valid_i,
    output logic                  send_ready_o,
    input  toe_pkg::ip_tx_meta_t  send_meta_i,
    input  stream_t               send_i,
    output logic                  valid_o,
    input  logic                  ready_i,
    output toe_pkg::eth_header_t  header_o,
    output stream_t               data_o,
    output toe_ip_pkg::ip_sent_t  record_o,
    output toe_ip_pkg::ip_stat_t  stat_o
);
  localparam int unsigned HeaderBytes = $bits(toe_pkg::ipv4_header_t) / 8;
  localparam logic [31:0] RouterAlert = 32'h9404_0000;  // RFC 2113
  localparam int unsigned AlertBytes  = $bits(RouterAlert) / 8;

  // What stands beside a frame.
  typedef struct packed {
    toe_pkg::ip_tx_meta_t meta;
    logic [15:0]          at;
    logic                 more;
    logic                 first;
  } side_t;

  // ---------------------------------------------------------------- whose turn it is
  logic                  cut_valid, cut_ready, alert_valid, alert_ready, valid, ready, ends;
  stream_t               cut, alert, data;
  side_t                 cut_side, side;
  toe_pkg::ip_tx_meta_t  meta;
  logic                  unused;
  assign unused = &{1'b0, secret_i, network_i, meta};

  toe_ip_cut #(
      .stream_t(stream_t),
      .Mtu     (Mtu)
  ) u_cut (
      .clk_i,
      .rst_ni,
      .valid_i(send_valid_i),
      .ready_o(send_ready_o),
      .meta_i (send_meta_i),
      .data_i (send_i),
      .valid_o(cut_valid),
      .ready_i(cut_ready),
      .meta_o (cut_side.meta),
      .at_o   (cut_side.at),
      .more_o (cut_side.more),
      .first_o(cut_side.first),
      .data_o (cut)
  );

  toe_ip_alert #(
      .stream_t(stream_t),
      .Option  (RouterAlert)
  ) u_alert (
      .clk_i,
      .rst_ni,
      .valid_i(igmp_valid_i),
      .ready_o(igmp_ready_o),
      .data_i (igmp_i),
      .valid_o(alert_valid),
      .ready_i(alert_ready),
      .data_o (alert)
  );

  toe_prim_join #(
      .stream_t(stream_t),
      .side_t  (side_t),
      .Ports   (6)
  ) u_join (
      .clk_i,
      .rst_ni,
      .valid_i({alert_valid, cut_valid, echo_valid_i, fault_valid_i, icmp_valid_i, tcp_valid_i}),
      .ready_o({alert_ready, cut_ready, echo_ready_o, fault_ready_o, icmp_ready_o, tcp_ready_o}),
      .data_i ({alert, cut, echo_i, fault_i, icmp_i, tcp_i}),
      .side_i ({whole(igmp_meta_i), cut_side, whole(echo_meta_i), whole(fault_meta_i), whole(icmp_meta_i),
                whole(tcp_meta_i)}),
      .valid_o(valid),
      .ready_i(ready),
      .data_o (data),
      .side_o (side)
  );
  assign meta = side.meta;
  assign ends = valid && ready && data.last;

  function automatic side_t whole(toe_pkg::ip_tx_meta_t of);
    return '{meta: of, at: '0, more: 1'b0, first: 1'b1};
  endfunction

  // ---------------------------------------------------------------- identification
  // What the host writes counts from the next frame on.
  logic [15:0] next_q, cut_id_q, identification;
  logic        set_q, set, begun_q, counts;

  assign identification = meta.dont_fragment ? '0 : side.first ? next_q : cut_id_q;
  assign set            = secret_set_i || set_q;
  assign counts         = ends && side.first && !meta.dont_fragment;

  always_ff @(posedge clk_i) begin
    if (ends) begun_q <= 1'b0;
    else if (valid) begun_q <= 1'b1;
    set_q <= set && !ends && (valid || begun_q);
    if (set && (ends || !(valid || begun_q))) next_q <= secret_i[31:16];
    else if (counts) next_q <= next_q + 1'b1;
    if (!rst_ni) begin
      begun_q <= 1'b0;
      set_q   <= 1'b0;
      next_q  <= '0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (counts && side.more) cut_id_q <= next_q;
  end

  // ---------------------------------------------------------------- the header
  toe_pkg::ipv4_header_t header;
  toe_pkg::eth_header_t  eth, eth_q;
  logic                  first_q;  // the next beat out is a frame's first

  always_comb begin
    header                 = '0;
    header.version         = 4'd4;
    header.ihl             = meta.router_alert ? 4'd6 : 4'd5;
    header.tos             = meta.tos;
    header.total_length    = meta.length + 16'(HeaderBytes) + (meta.router_alert ? 16'(AlertBytes) : '0);
    header.identification  = identification;
    header.dont_fragment   = meta.dont_fragment;
    header.more_fragments  = side.more;
    header.fragment_offset = side.at[15:3];
    header.ttl             = (meta.ttl == '0) ? toe_ip_pkg::DefaultTtl : meta.ttl;
    header.protocol        = meta.protocol;
    header.src             = network_i.ip;
    header.dst             = meta.dst;
  end

  // With a beat of 16 octets the checksum leaves in the first one; else there is a clock to sum it.
  localparam int unsigned Halves = HeaderBytes / 2;
  localparam bit          Early  = ($bits(stream_t) - 2) / 9 > 10;
  logic [19:0] sum, sum_q, plain;
  logic [16:0] folded;
  logic [15:0] checksum;

  always_comb begin
    logic [Halves-1:0][15:0] words;
    words = header;  // its checksum is 0 here
    sum   = meta.router_alert ? 20'(RouterAlert[31:16]) : '0;
    for (int unsigned i = 0; i < Halves; i++) sum += 20'(words[i]);
  end
  always_ff @(posedge clk_i) sum_q <= sum;
  assign plain    = Early ? sum : sum_q;
  assign folded   = 17'(plain[15:0]) + 17'(plain[19:16]);
  assign checksum = ~(folded[15:0] + 16'(folded[16]));

  toe_pkg::ipv4_header_t sealed;
  always_comb begin
    sealed          = header;
    sealed.checksum = checksum;
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
      .header_i(sealed),
      .valid_o,
      .ready_i,
      .data_o
  );

  // A turn ends before the end of its frame has gone out, but never before its first beat has.
  assign eth      = '{dst: meta.dst_mac, src: network_i.mac, ether_type: toe_pkg::EtherTypeIpv4};
  assign header_o = first_q ? eth : eth_q;

  always_ff @(posedge clk_i) begin
    if (valid_o && ready_i) first_q <= data_o.last;
    if (!rst_ni) first_q <= 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (first_q) eth_q <= eth;
  end

  // ---------------------------------------------------------------- record and counters
  logic [63:0] order_q;
  always_ff @(posedge clk_i) begin
    record_o <= '0;
    stat_o   <= '0;
    if (ends) begin
      order_q  <= order_q + 1'b1;
      record_o <= '{
          valid: 1'b1,
          order: order_q,
          dst: meta.dst,
          protocol: meta.protocol,
          identification: identification,
          length: meta.length,
          at: side.at,
          more: side.more,
          dont_fragment: meta.dont_fragment,
          ttl: header.ttl,
          tos: meta.tos
      };
      stat_o.out_requests     <= side.first;
      stat_o.out_frag_oks     <= side.first && side.more;
      stat_o.out_frag_creates <= !side.first || side.more;
    end
    if (!rst_ni) begin
      order_q  <= '0;
      record_o <= '0;
      stat_o   <= '0;
    end
  end

`ifndef SYNTHESIS
  toe_pkg::ipv4_header_t header_q;
  logic                  cut_open_q;  // later pieces of a datagram are to come
  always_ff @(posedge clk_i) begin
    header_q <= header;
    if (ends && (side.more || side.at != '0)) cut_open_q <= side.more;
    if (!rst_ni) cut_open_q <= 1'b0;
    if (rst_ni && valid) begin
      assert (side.first || cut_open_q) else $error("invariant 1");
      assert (!begun_q || header == header_q) else $error("invariant 2");
    end
  end
`endif

endmodule
