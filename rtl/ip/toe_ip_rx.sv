// IPv4 in: checks the header while the datagram streams, takes it off with its options and trims the
// padding (RFC 791 3.1, RFC 1122 3.2.1; docs/rules/network.md, "IPv4 in").
//
//   frame -> toe_prim_strip (20 octets) -> toe_prim_skip (options) -> toe_prim_trim -> ICMP | TCP
//
// A datagram that must be dropped is swallowed; one that turns out to be shorter than it says is
// ended with err. Each good frame is counted once, at its end, as what it met first.
//
// 1. Nothing but a datagram for us, with a right header, reaches ICMP or TCP.
module toe_ip_rx #(
    parameter type stream_t = logic
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  toe_pkg::network_t     network_i,
    input  logic                  valid_i,
    output logic                  ready_o,
    input  toe_pkg::eth_header_t  header_i,
    input  stream_t               data_i,
    output toe_pkg::ip_rx_meta_t  meta_o,
    output stream_t               payload_o,
    output logic                  icmp_valid_o,
    input  logic                  icmp_ready_i,
    output logic                  tcp_valid_o,
    input  logic                  tcp_ready_i,
    output toe_ip_pkg::ip_stat_t  stat_o
);
  localparam int unsigned HeaderBytes = $bits(toe_pkg::ipv4_header_t) / 8;
  localparam int unsigned MaxOptions  = 40;

  // Why a datagram is dropped, in the order in which it counts.
  typedef enum logic [2:0] {
    DropNone,
    DropHeader,
    DropAddress,
    DropFragment,
    DropProtocol,
    DropBroadcast
  } drop_e;

  // ---------------------------------------------------------------- header and options off

  logic                  strip_valid, strip_ready, strip_short;
  logic                  skip_valid, skip_ready, skip_short, missing;
  logic                  trim_valid, trim_ready;
  stream_t               strip_data, skip_data;
  toe_pkg::ipv4_header_t header;
  logic                  ihl_bad, length_bad;
  logic           [15:0] payload_length;
  logic                  unused;
  assign unused = &{1'b0, header, header_i};

  toe_prim_strip #(
      .stream_t   (stream_t),
      .HeaderBytes(HeaderBytes)
  ) u_strip (
      .clk_i,
      .rst_ni,
      .valid_i,
      .ready_o,
      .data_i,
      .valid_o (strip_valid),
      .ready_i (strip_ready),
      .data_o  (strip_data),
      .header_o(header),
      .short_o (strip_short)
  );

  assign ihl_bad        = header.ihl < 4'd5;
  assign length_bad     = header.total_length < {10'b0, header.ihl, 2'b0};
  assign payload_length = header.total_length - {10'b0, header.ihl, 2'b0};

  toe_prim_skip #(
      .stream_t(stream_t),
      .MaxSkip (MaxOptions)
  ) u_skip (
      .clk_i,
      .rst_ni,
      .valid_i(strip_valid),
      .ready_o(strip_ready),
      .data_i (strip_data),
      .skip_i (ihl_bad || strip_short ? 6'd0 : {header.ihl - 4'd5, 2'b0}),
      .valid_o(skip_valid),
      .ready_i(skip_ready),
      .data_o (skip_data),
      .short_o(skip_short)
  );

  toe_prim_trim #(
      .stream_t(stream_t)
  ) u_trim (
      .clk_i,
      .rst_ni,
      .valid_i  (skip_valid),
      .ready_o  (skip_ready),
      .data_i   (skip_data),
      .length_i (payload_length),
      .missing_o(missing),
      .valid_o  (trim_valid),
      .ready_i  (trim_ready),
      .data_o   (payload_o)
  );

  // ---------------------------------------------------------------- what is known at the input

  // The sum is complete before the first octet behind the options leaves u_skip.
  logic sum_good, broadcast, checked_last;
  assign checked_last = skip_valid && skip_ready && skip_data.last;

  toe_ip_check #(
      .stream_t(stream_t)
  ) u_check (
      .clk_i,
      .rst_ni,
      .accept_i   (valid_i && ready_o),
      .data_i,
      .broadcast_i(header_i.dst == toe_pkg::MacBroadcast),
      .out_more_i (strip_valid && !strip_data.last),
      .out_ends_i (checked_last),
      .sum_good_o (sum_good),
      .broadcast_o(broadcast)
  );

  // ---------------------------------------------------------------- the verdict

  drop_e drop, drop_q;
  logic  own_source;
  assign own_source = header.src == network_i.ip;

  always_comb begin
    drop = DropNone;
    if (strip_short || header.version != 4'd4 || ihl_bad || length_bad || skip_short || !sum_good) begin
      drop = DropHeader;
    end else if (network_i.ip == '0 || own_source
                 || !toe_pkg::is_host_address(header.src, network_i)
                 || header.dst != network_i.ip) begin
      drop = DropAddress;
    end else if (header.more_fragments || header.fragment_offset != '0) begin
      drop = DropFragment;
    end else if (header.protocol != toe_pkg::ProtocolIcmp
                 && header.protocol != toe_pkg::ProtocolTcp) begin
      drop = DropProtocol;
    end else if (broadcast) begin
      drop = DropBroadcast;
    end
  end

  always_ff @(posedge clk_i) begin
    if (skip_valid && skip_ready) begin
      drop_q <= drop;
      meta_o <= '{src: header.src, dst: header.dst, protocol: header.protocol, length: payload_length};
    end
  end

  logic for_icmp, for_tcp;
  assign for_icmp     = drop_q == DropNone && meta_o.protocol == toe_pkg::ProtocolIcmp;
  assign for_tcp      = drop_q == DropNone && meta_o.protocol == toe_pkg::ProtocolTcp;
  assign icmp_valid_o = trim_valid && for_icmp;
  assign tcp_valid_o  = trim_valid && for_tcp;
  assign trim_ready   = (!for_icmp || icmp_ready_i) && (!for_tcp || tcp_ready_i);

  // ---------------------------------------------------------------- counters

  // A frame that ends inside its header has err of strip or skip; one with err of its own counts as
  // nothing at all.
  logic  good_frame, frame_err_q;
  drop_e counted;
  always_ff @(posedge clk_i) begin
    if (valid_i && ready_o && data_i.last) frame_err_q <= data_i.err;
  end
  assign good_frame = checked_last && !frame_err_q;
  assign counted    = missing ? DropHeader : drop;

  always_ff @(posedge clk_i) begin
    stat_o                   <= '0;
    stat_o.in_receives       <= good_frame;
    stat_o.in_hdr_errors     <= good_frame && counted == DropHeader;
    stat_o.in_addr_errors    <= good_frame && counted == DropAddress;
    stat_o.reasm_fails       <= good_frame && counted == DropFragment;
    stat_o.in_unknown_protos <= good_frame && counted == DropProtocol;
    stat_o.in_discards       <= good_frame && counted == DropBroadcast;
    if (!rst_ni) stat_o <= '0;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && (icmp_valid_o || tcp_valid_o)) begin
      assert (meta_o.dst == network_i.ip && meta_o.dst != '0) else $error("invariant 1");
    end
  end
`endif

endmodule
