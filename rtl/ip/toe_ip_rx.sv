// IPv4 in: checks the header while the datagram streams, takes it off with its options, trims the padding,
// and puts fragments together (RFC 791, RFC 1122 3.2.1, 3.3.2; docs/rules/network.md, "IPv4 in").
//
//   frame -> toe_prim_strip (20 octets) -> toe_prim_skip (options) -> toe_prim_trim -+-> ICMP | TCP | echo | IGMP
//                                                                       toe_ip_replay ^   (direct)
//                                                                       toe_ip_keep <-'   UDP, fragments
//
// A datagram that must be dropped is swallowed; one that turns out to be shorter than it says is
// ended with err. A frame begins when the one before it has its record, if that one was kept: what is kept
// makes its record some clocks after its last beat.
//
// 1. Nothing but a datagram to our address, with a right header, reaches ICMP, TCP or the echo application
//    directly; IGMP also one to a group.
// 2. A replayed segment and the direct ones follow each other, beats are not mixed.
module toe_ip_rx #(
    parameter type stream_t = logic,
    parameter int unsigned Pages = 16,       // of the datagram memory
    parameter int unsigned ReasmSlots = 2,   // datagrams that are put together at the same time
    parameter int unsigned Mtu = 1500,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    input  logic [63:0]               now_i,
    input  toe_pkg::port_t            echo_port_i,    // of UDP's echo application, 0: none
    input  logic                      valid_i,
    output logic                      ready_o,
    input  toe_pkg::eth_header_t      header_i,
    input  stream_t                   data_i,
    output toe_pkg::ip_t              group_o,
    input  logic                      group_hit_i,
    // to ICMP, TCP, the echo application and IGMP
    output toe_pkg::ip_rx_meta_t      meta_o,
    output stream_t                   payload_o,
    output logic                      icmp_valid_o,
    input  logic                      icmp_ready_i,
    output logic                      tcp_valid_o,
    input  logic                      tcp_ready_i,
    output logic                      echo_valid_o,
    input  logic                      echo_ready_i,
    output logic                      igmp_valid_o,
    input  logic                      igmp_ready_i,
    // datagrams that lie in memory
    output logic                      udp_valid_o,
    input  logic                      udp_ready_i,
    output logic                      icmp_datagram_valid_o,
    input  logic                      icmp_datagram_ready_i,
    output toe_pkg::datagram_t        datagram_o,
    // what a sender is to be told
    output logic                      fault_valid_o,
    input  logic                      fault_ready_i,
    output toe_pkg::icmp_fault_t      fault_o,
    output logic                      fault_lost_o,   // pulse: one more found no room
    // the datagram memory: opener 0, writer 0, reader 2, free 0
    input  logic                      open_available_i,
    input  logic [7:0]                open_slot_i,
    output logic                      open_take_o,
    output logic                      w_valid_o,
    input  logic                      w_ready_i,
    output logic [7:0]                w_slot_o,
    output logic [15:0]               w_at_o,
    output logic [CountBits-1:0]      w_count_o,
    output logic [8*DataBytes-1:0]    w_data_o,
    input  logic                      w_full_i,
    output logic                      r_valid_o,
    input  logic                      r_ready_i,
    output logic [7:0]                r_slot_o,
    output logic [15:0]               r_at_o,
    input  logic                      r_data_valid_i,
    input  logic [8*DataBytes-1:0]    r_data_i,
    output logic                      free_valid_o,
    input  logic                      free_ready_i,
    output logic [7:0]                free_slot_o,
    output toe_ip_pkg::ip_record_t    record_o,
    output toe_ip_pkg::ip_stat_t      stat_o
);

  // ---------------------------------------------------------------- the frame, and what it meets first

  logic                    taken, begins, ends, end_waits, malformed, group_mac, missing, own_err;
  logic                    trim_valid, trim_ready, hold, unused;
  stream_t                 trim_data;
  toe_pkg::ipv4_header_t   header;
  logic             [15:0] length;
  toe_pkg::ipv4_header_t   header_q;
  logic             [15:0] length_q;
  toe_ip_rx_pkg::frame_t   frame;
  toe_ip_rx_pkg::told_t    told, told_q;
  toe_ip_pkg::ip_verdict_e verdict;
  logic                    to_icmp, to_tcp, to_echo, to_igmp, keep, fault;
  logic                    to_icmp_q, to_tcp_q, to_echo_q, to_igmp_q, keep_q, fault_q, own_err_q;
  toe_pkg::port_t          port, echo_port, echo_port_q;
  logic             [63:0] first;
  assign unused = &{1'b0, header_i, verdict};

  toe_ip_parse #(
      .stream_t(stream_t)
  ) u_parse (
      .clk_i,
      .rst_ni,
      .hold_i     (hold),
      .valid_i,
      .ready_o,
      .group_mac_i(header_i.dst[40]),
      .data_i,
      .taken_o    (taken),
      .begins_o   (begins),
      .ends_o     (ends),
      .end_waits_o(end_waits),
      .header_o   (header),
      .length_o   (length),
      .malformed_o(malformed),
      .group_mac_o(group_mac),
      .missing_o  (missing),
      .own_err_o  (own_err),
      .port_o     (port),
      .first_o    (first),
      .valid_o    (trim_valid),
      .ready_i    (trim_ready),
      .payload_o  (trim_data)
  );

  // The host may write it while a frame passes: as it is when the frame begins.
  assign echo_port = begins ? echo_port_i : echo_port_q;
  always_ff @(posedge clk_i) echo_port_q <= echo_port;

  assign group_o = header.dst;
  toe_ip_verdict u_verdict (
      .network_i,
      .header_i   (header),
      .length_i   (length),
      .malformed_i(malformed),
      .group_mac_i(group_mac),
      .group_hit_i,
      .port_i     (port),
      .echo_port_i(echo_port),
      .verdict_o  (verdict),
      .to_icmp_o  (to_icmp),
      .to_tcp_o   (to_tcp),
      .to_echo_o  (to_echo),
      .to_igmp_o  (to_igmp),
      .keep_o     (keep),
      .fault_o    (fault),
      .told_o     (told)
  );

  always_ff @(posedge clk_i) begin
    if (taken) begin
      {to_icmp_q, to_tcp_q, to_echo_q, to_igmp_q, keep_q} <= {to_icmp, to_tcp, to_echo, to_igmp, keep};
      told_q   <= told;
      header_q <= header;
      length_q <= length;
    end
    if (ends) own_err_q <= own_err;
    fault_q <= rst_ni && ends && fault && !missing && !own_err;
  end
  assign frame = '{header: header_q, length: length_q, first: first};

  // ---------------------------------------------------------------- the direct way, and replays

  logic                   replay_valid, replay_ready, replay_q, replay_grant, direct, direct_open_q;
  logic                   kept_ready, kept_told_valid;
  stream_t                replay_data;
  toe_pkg::ip_rx_meta_t   replay_meta;

  assign direct       = trim_valid && (to_icmp_q || to_tcp_q || to_echo_q || to_igmp_q);
  assign icmp_valid_o = trim_valid && to_icmp_q && !replay_q;
  assign echo_valid_o = trim_valid && to_echo_q && !replay_q;
  assign igmp_valid_o = trim_valid && to_igmp_q && !replay_q;
  assign tcp_valid_o  = replay_q ? replay_valid : trim_valid && to_tcp_q;
  assign replay_ready = replay_q && tcp_ready_i;
  assign payload_o    = replay_q ? replay_data : trim_data;
  assign meta_o       = replay_q ? replay_meta : '{
      src: header_q.src, dst: header_q.dst, protocol: header_q.protocol, length: length_q,
      tos: header_q.tos
  };
  always_comb begin
    if (keep_q) trim_ready = kept_ready;
    else if (to_icmp_q) trim_ready = icmp_ready_i && !replay_q;
    else if (to_echo_q) trim_ready = echo_ready_i && !replay_q;
    else if (to_igmp_q) trim_ready = igmp_ready_i && !replay_q;
    else trim_ready = !to_tcp_q || (tcp_ready_i && !replay_q);
  end

  // A direct segment whose record is told already goes first.
  assign replay_grant = replay_valid && !replay_q && !direct && !direct_open_q && !end_waits && !kept_told_valid;
  always_ff @(posedge clk_i) begin
    if (direct && trim_ready) direct_open_q <= !trim_data.last;
    if (replay_grant) replay_q <= 1'b1;
    else if (replay_valid && replay_ready && replay_data.last) replay_q <= 1'b0;
    if (!rst_ni) begin
      direct_open_q <= 1'b0;
      replay_q      <= 1'b0;
    end
  end

  // ---------------------------------------------------------------- what is kept

  logic                 push, room, replay_push, replay_room, timeout_fault, direct_told;
  logic                 free, free_room, replay_free, replay_free_ready;
  logic           [7:0] free_slot, replay_free_slot;
  toe_ip_rx_pkg::told_t kept_told, replay_told;
  toe_ip_rx_pkg::head_t timeout_head;
  toe_pkg::datagram_t   datagram;

  toe_ip_keep #(
      .stream_t  (stream_t),
      .Pages     (Pages),
      .ReasmSlots(ReasmSlots),
      .Mtu       (Mtu)
  ) u_keep (
      .clk_i, .rst_ni, .network_i, .now_i,
      .start_i(begins && keep), .busy_o(hold), .frame_i(frame), .told_i(told_q), .bad_i(own_err_q),
      .valid_i(trim_valid && keep_q), .ready_o(kept_ready), .data_i(trim_data),
      .told_valid_o(kept_told_valid), .told_ready_i(!direct_told), .told_o(kept_told),
      .datagram_push_o(push), .datagram_room_i(room), .replay_push_o(replay_push),
      .replay_room_i(replay_room), .datagram_o(datagram),
      .fault_o(timeout_fault), .fault_head_o(timeout_head),
      .open_available_i, .open_slot_i, .open_take_o,
      .w_valid_o, .w_ready_i, .w_slot_o, .w_at_o, .w_count_o, .w_data_o, .w_full_i,
      .free_o(free), .free_ready_i(free_room), .free_slot_o(free_slot)
  );

  toe_ip_replay #(.stream_t(stream_t)) u_replay (
      .clk_i, .rst_ni,
      .push_i(replay_push), .room_o(replay_room), .datagram_i(datagram),
      .valid_o(replay_valid), .ready_i(replay_ready), .meta_o(replay_meta), .data_o(replay_data),
      .told_o(replay_told),
      .free_valid_o(replay_free), .free_ready_i(replay_free_ready), .free_slot_o(replay_free_slot),
      .r_valid_o, .r_ready_i, .r_slot_o, .r_at_o, .r_data_valid_i, .r_data_i
  );

  toe_ip_rx_queues u_queues (
      .clk_i, .rst_ni,
      .push_i(push), .room_o(room), .datagram_i(datagram),
      .udp_valid_o, .udp_ready_i,
      .icmp_valid_o(icmp_datagram_valid_o), .icmp_ready_i(icmp_datagram_ready_i), .datagram_o,
      .protocol_fault_i(fault_q), .protocol_head_i('{header: frame.header, first: frame.first}),
      .timeout_fault_i(timeout_fault), .timeout_head_i(timeout_head),
      .fault_valid_o, .fault_ready_i, .fault_o, .fault_lost_o,
      .free_i(free), .free_slot_i(free_slot), .free_room_o(free_room),
      .replay_free_i(replay_free), .replay_free_ready_o(replay_free_ready),
      .replay_free_slot_i(replay_free_slot),
      .free_valid_o, .free_ready_i, .free_slot_o
  );

  // ---------------------------------------------------------------- records

  // A frame with err of its own is nothing; one that is shorter than it says has no sound header.
  toe_ip_rx_pkg::told_t tells;
  assign direct_told = ends && !keep && !own_err;
  always_comb begin
    tells = replay_told;
    if (direct_told) tells = missing ? '{verdict: toe_ip_pkg::IpHeader, default: '0} : told;
    else if (kept_told_valid) tells = kept_told;
  end

  toe_ip_trace u_trace (
      .clk_i, .rst_ni, .now_i,
      .valid_i(direct_told || kept_told_valid || replay_grant), .told_i(tells),
      .record_o, .stat_o
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!(icmp_valid_o || echo_valid_o || (tcp_valid_o && !replay_q))
              || (meta_o.dst == network_i.ip && meta_o.dst != '0)) else $error("invariant 1");
      assert (!igmp_valid_o || meta_o.dst == network_i.ip || toe_pkg::is_group(meta_o.dst))
      else $error("invariant 1");
      assert (!(replay_q && direct_open_q)) else $error("invariant 2");
    end
  end
`endif

endmodule
