// Sockwire - TCP: the engine and what serves it, joined. The payload's way is toe_tcp_path.
//
// engine - one event at a time      tcb    - control blocks       lookup - 4-tuple to socket
// timer  - finds deadlines          active - whose turn it is     isn    - initial sequence numbers
// effects - what a commit means for descriptors, buffers, ports, listeners, moves, counters
// trace  - tells every commit       reset_limit - RSTs for no connection
//
// Outputs to the payload's way are registers; the engine takes an event only while both are free.
// Ports: docs/contracts.md.
module toe_tcp #(
  parameter int unsigned Sockets  = 8,
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500  // of this link
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  output logic                     init_done_o,
  input  toe_pkg::network_t        network_i,
  input  logic [31:0]              msl_i,
  input  logic [127:0]             secret_i,
  input  logic [63:0]              now_i,
  // from toe_tcp_rx
  input  logic                     seg_valid_i,
  output logic                     seg_ready_o,
  input  toe_tcp_pkg::segment_t    seg_i,
  input  logic [63:0]              seg_hash_i,
  input  logic [23:0]              seg_cookie_i,
  // from toe_icmp
  input  logic                     icmp_valid_i,
  output logic                     icmp_ready_o,
  input  toe_pkg::icmp_error_t icmp_i,
  // to toe_tcp_mover and toe_tcp_tx
  output logic                     move_valid_o,
  input  logic                     move_ready_i,
  output toe_tcp_pkg::move_t       move_o,
  output logic                     emit_valid_o,
  input  logic                     emit_ready_i,
  output toe_tcp_pkg::tx_request_t emit_o,
  output logic                     floor_valid_o,
  output logic                     floor_release_o,
  output logic [15:0]              floor_buffer_o,
  output toe_tcp_pkg::seq_t        floor_seq_o,
  // the socket layer: calls, answers, readiness
  input  logic                     call_valid_i,
  output logic                     call_ready_o,
  input  toe_tcp_pkg::user_call_t  call_i,
  input  toe_tcp_pkg::call_grant_t call_grant_i,
  output logic                     call_retry_o,
  output logic                     answer_valid_o,
  output toe_tcp_pkg::answer_t     answer_o,
  output logic                     ready_valid_o,
  output toe_pkg::desc_t           ready_desc_o,
  output toe_tcp_pkg::ready_t      ready_o,
  input  logic                     snap_valid_i,
  input  toe_pkg::desc_t           snap_desc_i,
  output logic                     snap_valid_o,
  output toe_tcp_pkg::tcb_t        snap_tcb_o,
  // the two toe_socket_alloc, and ports
  input  logic                     desc_available_i,
  input  toe_pkg::desc_t           desc_next_i,
  output logic                     desc_take_o,
  output logic                     desc_release_o,
  output toe_pkg::desc_t           desc_release_id_o,
  input  logic                     buf_available_i,
  input  logic [15:0]              buf_next_i,
  output logic                     buf_take_o,
  output logic                     buf_release_o,
  output logic [15:0]              buf_release_id_o,
  output logic                     port_release_o,
  output toe_pkg::port_t           port_release_port_o,
  // toe_socket_listen
  output toe_pkg::port_t           find_port_o,
  input  logic                     find_hit_i,
  input  logic                     find_full_i,
  input  logic [15:0]              find_parent_i,
  output logic [15:0]              check_parent_o,
  input  logic                     check_alive_i,
  input  toe_pkg::desc_t           check_desc_i,
  input  logic                     slot_free_i,
  output logic                     open_o,
  output toe_pkg::desc_t           open_desc_o,
  output toe_pkg::port_t           open_port_o,
  output logic [7:0]               open_backlog_o,
  output logic                     close_o,
  output toe_pkg::desc_t           close_desc_o,
  output logic                     count_up_o,
  output logic                     count_down_o,
  output logic [15:0]              count_parent_o,
  output logic                     push_o,
  output logic [15:0]              push_parent_o,
  output toe_pkg::desc_t           push_child_o,
  // RFC 9293 3.8.3, R1: the way to this next hop may be dead; a pulse for ARP
  output logic                     advice_valid_o,
  output toe_pkg::ip_t             advice_ip_o,
  // told to the outside
  output toe_tcp_pkg::tcp_stat_t   stat_o,
  output toe_tcp_pkg::tcp_record_t record_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  if (BufBytes > 32768 || (BufBytes & (BufBytes - 1)) != 0) begin : gen_bad_buffer
    $fatal(1, "toe_tcp: BufBytes must be a power of two, at most 32768");
  end

  logic           tcb_done, lookup_done;
  logic           call_valid, call_ready;
  logic [63:0]    call_hash;
  logic           timeout_valid, timeout_ready, turn_valid, turn_ready;
  toe_pkg::desc_t timeout_desc, turn_desc;
  timer_e         timeout;
  logic           find, find_hit, find_room, insert, remove;
  toe_pkg::ip_t   find_addr;
  toe_pkg::port_t find_remote_port, find_local_port;
  toe_pkg::desc_t find_desc;
  logic           tcb_read, tcb_idle, scan;
  toe_pkg::desc_t tcb_desc, scan_desc;
  tcb_t           tcb;
  deadlines_t     scan_deadlines;
  logic           commit;
  event_t         event_now;
  tcb_t           pre;
  result_t        result;
  logic           move_valid, emit_valid, active, advice;
  logic           reset_left, no_one;
  move_t          move;
  logic [15:0]    emit_buffer, emit_buffer_q, emit_offset, emit_offset_q;
  logic [7:0]     emit_tag, emit_tag_q;
  logic           floor_valid, floor_release;
  logic [15:0]    floor_buffer;
  seq_t           floor_seq;
  tcp_stat_t      stat;
  logic [7:0]     moves_q;

  assign init_done_o = tcb_done && lookup_done;

  toe_tcp_isn u_isn (
    .clk_i,
    .rst_ni,
    .secret_i,
    .local_addr_i(network_i.ip),
    .call_valid_i,
    .call_ready_o,
    .call_i,
    .call_grant_i,
    .call_valid_o(call_valid),
    .call_ready_i(call_ready),
    .call_hash_o (call_hash)
  );

  toe_tcp_engine #(
    .Sockets (Sockets),
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_engine (
    .clk_i,
    .rst_ni,
    .enable_i          (init_done_o),
    .network_i,
    .msl_i,
    .now_i,
    .seg_valid_i,
    .seg_ready_o,
    .seg_i,
    .seg_hash_i,
    .seg_cookie_i,
    .icmp_valid_i,
    .icmp_ready_o,
    .icmp_i,
    .call_valid_i      (call_valid),
    .call_ready_o      (call_ready),
    .call_i,
    .call_grant_i,
    .call_hash_i       (call_hash),
    .call_retry_o,
    .timeout_valid_i   (timeout_valid),
    .timeout_ready_o   (timeout_ready),
    .timeout_desc_i    (timeout_desc),
    .timeout_i         (timeout),
    .turn_valid_i      (turn_valid),
    .turn_ready_o      (turn_ready),
    .turn_desc_i       (turn_desc),
    .find_o            (find),
    .find_addr_o       (find_addr),
    .find_remote_port_o(find_remote_port),
    .find_local_port_o (find_local_port),
    .find_hit_i        (find_hit),
    .find_desc_i       (find_desc),
    .find_room_i       (find_room),
    .tcb_read_o        (tcb_read),
    .tcb_desc_o        (tcb_desc),
    .tcb_i             (tcb),
    .tcb_idle_o        (tcb_idle),
    .desc_available_i,
    .desc_next_i,
    .buf_available_i,
    .buf_next_i,
    .listen_port_o     (find_port_o),
    .listen_hit_i      (find_hit_i),
    .listen_full_i     (find_full_i),
    .listen_parent_i   (find_parent_i),
    .check_parent_o,
    .check_alive_i,
    .check_desc_i,
    .slot_free_i,
    .reset_left_i      (reset_left),
    .outputs_free_i    (!(move_valid_o && !move_ready_i) && !(emit_valid_o && !emit_ready_i)),
    .commit_o          (commit),
    .event_o           (event_now),
    .pre_o             (pre),
    .result_o          (result)
  );

  toe_tcp_reset_limit u_reset_limit (
    .clk_i,
    .rst_ni,
    .now_i   (event_now.now),
    .wanted_i(no_one),
    .left_o  (reset_left)
  );

  toe_tcp_trace #(
    .Mtu(Mtu)
  ) u_trace (
    .clk_i,
    .rst_ni,
    .commit_i(commit),
    .event_i (event_now),
    .pre_i   (pre),
    .result_i(result),
    .record_o
  );

  toe_tcp_lookup #(
    .Sockets(Sockets)
  ) u_lookup (
    .clk_i,
    .rst_ni,
    .init_done_o       (lookup_done),
    .secret_i,
    .find_i            (find),
    .find_addr_i       (find_addr),
    .find_remote_port_i(find_remote_port),
    .find_local_port_i (find_local_port),
    .hit_o             (find_hit),
    .desc_o            (find_desc),
    .room_o            (find_room),
    .insert_i          (insert),
    .insert_desc_i     (result.conn),
    .select_i          (tcb_read),
    .select_desc_i     (tcb_desc),
    .remove_i          (remove)
  );

  toe_tcp_tcb #(
    .Sockets(Sockets)
  ) u_tcb (
    .clk_i,
    .rst_ni,
    .init_done_o (tcb_done),
    .read_i      (tcb_read),
    .read_desc_i (tcb_desc),
    .read_tcb_o  (tcb),
    .idle_i      (tcb_idle),
    .write_i     (commit && result.conn != toe_pkg::NoDesc),
    .write_desc_i(result.conn),
    .write_tcb_i (result.post),
    .snap_valid_i,
    .snap_desc_i,
    .snap_valid_o,
    .snap_tcb_o,
    .scan_i      (scan),
    .scan_desc_i (scan_desc),
    .scan_deadlines_o(scan_deadlines)
  );

  toe_tcp_timer #(
    .Sockets(Sockets)
  ) u_timer (
    .clk_i,
    .rst_ni,
    .enable_i       (init_done_o),
    .now_i,
    .read_o         (scan),
    .read_desc_o    (scan_desc),
    .read_deadlines_i(scan_deadlines),
    .timeout_valid_o(timeout_valid),
    .timeout_ready_i(timeout_ready),
    .timeout_desc_o (timeout_desc),
    .timeout_o      (timeout)
  );

  toe_tcp_active #(
    .Sockets(Sockets)
  ) u_active (
    .clk_i,
    .rst_ni,
    .push_i     (active),
    .push_desc_i(result.conn),
    .valid_o    (turn_valid),
    .desc_o     (turn_desc),
    .pop_i      (turn_ready)
  );

  toe_tcp_effects #(
    .BufBytes(BufBytes)
  ) u_effects (
    .commit_i    (commit),
    .event_i     (event_now),
    .pre_i       (pre),
    .result_i    (result),
    .moves_i     (moves_q),
    .desc_take_o,
    .desc_release_o,
    .desc_release_id_o,
    .buf_take_o,
    .buf_release_o,
    .buf_release_id_o,
    .port_release_o,
    .port_release_port_o,
    .insert_o    (insert),
    .remove_o    (remove),
    .open_o,
    .open_desc_o,
    .open_port_o,
    .open_backlog_o,
    .close_o,
    .close_desc_o,
    .count_up_o,
    .count_down_o,
    .count_parent_o,
    .push_o,
    .push_parent_o,
    .push_child_o,
    .move_valid_o(move_valid),
    .move_o      (move),
    .emit_valid_o(emit_valid),
    .emit_buffer_o(emit_buffer),
    .emit_offset_o(emit_offset),
    .emit_tag_o  (emit_tag),
    .floor_valid_o  (floor_valid),
    .floor_release_o(floor_release),
    .floor_buffer_o (floor_buffer),
    .floor_seq_o    (floor_seq),
    .active_o    (active),
    .no_one_o    (no_one),
    .advice_o    (advice),
    .stat_o      (stat)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      move_valid_o    <= 1'b0;
      emit_valid_o    <= 1'b0;
      floor_valid_o   <= 1'b0;
      floor_release_o <= 1'b0;
      answer_valid_o  <= 1'b0;
      ready_valid_o   <= 1'b0;
      advice_valid_o  <= 1'b0;
      stat_o          <= '0;
      moves_q         <= '0;
    end else begin
      move_valid_o    <= move_valid || (move_valid_o && !move_ready_i);
      emit_valid_o    <= emit_valid || (emit_valid_o && !emit_ready_i);
      floor_valid_o   <= floor_valid;
      floor_release_o <= floor_release;
      answer_valid_o  <= commit && result.answer.valid;
      ready_valid_o   <= commit && (result.ready != '0);
      advice_valid_o  <= advice;
      stat_o          <= stat;
      moves_q         <= moves_q + 8'(move_valid);
    end
  end
  always_ff @(posedge clk_i) begin
    if (move_valid) move_o <= move;
    if (emit_valid) {emit_buffer_q, emit_offset_q, emit_tag_q} <= {emit_buffer, emit_offset, emit_tag};
    floor_buffer_o <= floor_buffer;
    floor_seq_o    <= floor_seq;
    if (advice) advice_ip_o <= toe_pkg::next_hop(pre.remote_addr, network_i);
  end

  // These stand in the engine until it takes the next event.
  assign emit_o       = '{emit: result.emit, buffer: emit_buffer_q, offset: emit_offset_q, move_tag: emit_tag_q};
  assign answer_o     = result.answer;
  assign ready_desc_o = result.ready_desc;
  assign ready_o      = result.ready;
endmodule
