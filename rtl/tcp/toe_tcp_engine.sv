// Sockwire - TCP: the engine. One event at a time, as RFC 9293 section 3.10 describes TCP.
//
// An event is a user call, a segment, an ICMP error, a timeout or a turn to transmit. Each reads one socket's control
// block, applies one rule, and commits: block, segment, octets to move, answer, what became ready and
// the record, all in the same cycle. The rules are in modules of their own; this file is the sequence.
//
// Two blocks are at hand: the one before the event, as the memory shows it from Fetch on (thus what Check
// makes of it has two clocks), and the one that the event makes of it, in step_q, one register that the
// stages from Update on change in their turn.
//
//   Idle -> Find -> Read -> Fetch -> Check -> Update -> Follow -> Output -> Settle -> Commit -> Idle
//    |               ^                 |        `-- a port must be looked for first -> Idle (call_retry_o)
//    |               |                 `-- timer not due, no turn wanted -> Idle, no record
//    |               `-- the descriptor is known: all but segments, ICMP errors and CONNECT skip Find
//    `-- one of the five kinds, round robin, once its outputs are free (toe_tcp_accept)
//
// Invariants:
//   1. From acceptance to commit, both cycles counted, an event takes at most ten cycles.
//   2. Outputs have room at commit: nothing that an event asks for is lost.
// What holds of every commit is told and asserted in toe_tcp_trace.
module toe_tcp_engine #(
  parameter int unsigned Sockets  = 8,
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           enable_i,          // all memories are cleared
  input  toe_pkg::network_t              network_i,
  input  logic [31:0]                    msl_i,
  input  logic [63:0]                    now_i,
  // the five kinds of event
  input  logic                           seg_valid_i,
  output logic                           seg_ready_o,
  input  toe_tcp_pkg::segment_t          seg_i,
  input  logic [63:0]                    seg_hash_i,        // for a SYN
  input  logic [23:0]                    seg_cookie_i,      // for a SYN, and for an ACK
  input  logic                           call_valid_i,
  output logic                           call_ready_o,
  input  toe_tcp_pkg::user_call_t        call_i,
  input  toe_tcp_pkg::call_grant_t       call_grant_i,
  input  logic [63:0]                    call_hash_i,
  output logic                           call_retry_o,
  input  logic                           icmp_valid_i,
  output logic                           icmp_ready_o,
  input  toe_pkg::icmp_error_t       icmp_i,
  input  logic                           timeout_valid_i,
  output logic                           timeout_ready_o,
  input  toe_pkg::desc_t                 timeout_desc_i,
  input  toe_tcp_pkg::timer_e            timeout_i,
  input  logic                           turn_valid_i,
  output logic                           turn_ready_o,
  input  toe_pkg::desc_t                 turn_desc_i,
  // lookup
  output logic                           find_o,
  output toe_pkg::ip_t                   find_addr_o,
  output toe_pkg::port_t                 find_remote_port_o,
  output toe_pkg::port_t                 find_local_port_o,
  input  logic                           find_hit_i,
  input  toe_pkg::desc_t                 find_desc_i,
  input  logic                           find_room_i,
  // control blocks: the word comes in the next cycle and stays until the event has ended
  output logic                           tcb_read_o,
  output toe_pkg::desc_t                 tcb_desc_o,
  input  toe_tcp_pkg::tcb_t              tcb_i,
  output logic                           tcb_idle_o,        // no word is needed
  // socket resources, answered in the same cycle
  input  logic                           desc_available_i,
  input  toe_pkg::desc_t                 desc_next_i,
  input  logic                           buf_available_i,
  input  logic [15:0]                    buf_next_i,
  output toe_pkg::port_t                 listen_port_o,
  input  logic                           listen_hit_i,
  input  logic                           listen_full_i,
  input  logic [15:0]                    listen_parent_i,
  output logic [15:0]                    check_parent_o,
  input  logic                           check_alive_i,
  input  toe_pkg::desc_t                 check_desc_i,
  input  logic                           slot_free_i,
  input  logic                           reset_left_i,      // toe_tcp_reset_limit
  // the commit: one cycle; what it means for the neighbours is told by toe_tcp_effects. The result stays until
  // the next event has passed Check, what is sent and told to the host in it until that settles.
  input  logic                           outputs_free_i,
  output logic                           commit_o,
  output toe_tcp_engine_pkg::event_t     event_o,
  output toe_tcp_pkg::tcb_t              pre_o,
  output toe_tcp_engine_pkg::result_t    result_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  typedef enum logic [3:0] {Idle, Find, Read, Fetch, Check, Update, Follow, Output, Settle, Commit} state_e;

  state_e        state_q, state_d;
  logic          accept, needs_find, fresh, nobodys;
  event_t        accepted, event_q;
  toe_pkg::desc_t target, conn_q;
  logic          target_exists, exists_q;
  facts_t        facts, facts_q;
  check_t        check, check_q;
  step_t         step, received, followed, sent, settled, step_q;
  rtt_t          rtt, rtt_q;
  assembled_t    assembled, assembled_q;
  board_t        board;                 // this and fresh are there in Follow
  loss_t         loss, loss_q;
  output_t       out;
  text_t         text, text_q;
  told_t         told, told_q;

  // ---------------------------------------------------------------- Idle: which event is next

  toe_tcp_accept u_accept (
    .clk_i,
    .rst_ni,
    .take_i(state_q == Idle && enable_i && outputs_free_i),
    .now_i,
    .timeout_valid_i,
    .timeout_ready_o,
    .timeout_desc_i,
    .timeout_i,
    .turn_valid_i,
    .turn_ready_o,
    .turn_desc_i,
    .seg_valid_i,
    .seg_ready_o,
    .seg_i,
    .seg_hash_i,
    .seg_cookie_i,
    .call_valid_i,
    .call_ready_o,
    .call_i,
    .call_grant_i,
    .call_hash_i,
    .icmp_valid_i,
    .icmp_ready_o,
    .icmp_i,
    .accept_o    (accept),
    .event_o     (accepted),
    .needs_find_o(needs_find)
  );

  // ---------------------------------------------------------------- Find and Read: whose event it is

  toe_tcp_whose #(
    .Sockets(Sockets)
  ) u_whose (
    .event_i (event_q),
    .find_addr_o,
    .find_remote_port_o,
    .find_local_port_o,
    .find_hit_i,
    .find_desc_i,
    .desc_o  (target),
    .exists_o(target_exists)
  );

  assign find_o     = state_q == Find;
  assign tcb_read_o = (state_q == Read) && target_exists;
  assign tcb_desc_o = target;
  assign tcb_idle_o = state_q inside {Idle, Find};

  // ---------------------------------------------------------------- Check: facts and comparisons

  assign listen_port_o  = (event_q.kind == EventSegment) ? event_q.segment.dst_port : tcb_i.local_port;
  assign check_parent_o = exists_q ? tcb_i.parent : facts_q.listener_parent;  // of a child that is made: from Update on
  assign facts = '{
    found: exists_q, tuple_known: find_hit_i, tuple_room: find_room_i,
    desc_free: desc_available_i, desc_next: desc_next_i, buffer_free: buf_available_i, buffer_next: buf_next_i,
    slot_free: slot_free_i, listener: listen_hit_i, listener_full: listen_full_i, listener_parent: listen_parent_i,
    parent_alive: check_alive_i, parent_desc: check_desc_i, reset_left: reset_left_i
  };

  toe_tcp_check #(
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_check (
    .event_i(event_q),
    .tcb_i,
    .check_o(check)
  );

  toe_tcp_scoreboard u_scoreboard (
    .clk_i,
    .first_i (state_q == Check),
    .second_i(state_q == Update),
    .seg_i   (event_q.segment),
    .tcb_i,
    .board_o (board),
    .fresh_o (fresh)
  );

  // ---------------------------------------------------------------- Update: the rule

  toe_tcp_update #(
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_update (
    .event_i    (event_q),
    .facts_i    (facts_q),
    .check_i    (check_q),
    .network_i,
    .msl_i,
    .conn_i     (conn_q),
    .tcb_i,
    .step_o     (step),
    .rtt_o      (rtt),
    .assembled_o(assembled)
  );

  assign call_retry_o = (state_q == Update) && step.retry;

  // ---------------------------------------------------------------- Follow: text, FIN; what is learned

  toe_tcp_text u_text (
    .event_i    (event_q),
    .check_i    (check_q),
    .assembled_i(assembled_q),
    .msl_i,
    .step_i     (step_q),
    .step_o     (received)
  );

  toe_tcp_learn #(
    .Mtu(Mtu)
  ) u_learn (
    .clk_i,
    .now_i  (event_q.now),
    .acked_i(check.acked),
    .pre_i  (tcb_i),
    .rtt_i  (rtt_q),
    .board_i(board),
    .fresh_i(fresh),
    .step_i (received),
    .loss_o (loss),
    .step_o (followed)
  );

  // ---------------------------------------------------------------- Output and Settle

  // One for both: what leaves in this turn, and whether the socket has something to send next.
  toe_tcp_output u_output (
    .tcb_i   (step_q.tcb),
    .loss_i  (loss_q),
    .probe_i (step_q.send == SendAgain),
    .output_o(out)
  );

  toe_tcp_send u_send (
    .now_i   (event_q.now[31:0]),
    .step_i  (step_q),
    .output_i(out),
    .step_o  (sent),
    .text_o  (text)
  );

  toe_tcp_settle #(
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_settle (
    .event_i      (event_q),
    .check_i      (check_q),
    .parent_desc_i(facts_q.parent_desc),
    .step_i       (step_q),
    .output_i     (out),
    .text_i       (text_q),
    .step_o       (settled),
    .told_o       (told)
  );

  // ---------------------------------------------------------------- the sequence

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:    if (accept) state_d = needs_find ? Find : Read;
      Find:    state_d = Read;
      Read:    state_d = Fetch;
      Fetch:   state_d = Check;
      Check:   state_d = (event_q.kind inside {EventTimeout, EventTransmit} && !check.due) ? Idle : Update;
      Update:  state_d = step.retry ? Idle : Follow;
      Follow:  state_d = Output;
      Output:  state_d = Settle;
      Settle:  state_d = Commit;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) state_q <= Idle;
    else         state_q <= state_d;
    if (accept) event_q <= accepted;
    if (state_q == Read) begin
      conn_q   <= target_exists ? target : toe_pkg::NoDesc;
      exists_q <= target_exists;
    end
    facts_q     <= facts;
    check_q     <= check;
    rtt_q       <= rtt;
    assembled_q <= assembled;
    unique case (state_q)
      Update: step_q <= step;
      Follow: begin
        step_q <= followed;
        loss_q <= loss;
      end
      Output: begin
        step_q <= sent;
        text_q <= text;
      end
      Settle: begin
        step_q <= settled;
        told_q <= told;
      end
      default: ;
    endcase
    if (!rst_ni || nobodys) step_q.tcb <= '0;  // in reset for the memory, which is cleared with it
  end

  // A block that is given back, and that of no socket: what was read for it means nothing.
  assign nobodys  = (state_q == Update && step.conn == toe_pkg::NoDesc) || (state_q == Settle && settled.free);

  assign commit_o = state_q == Commit;
  assign event_o  = event_q;
  assign pre_o    = exists_q ? tcb_i : '0;
  assign result_o = '{
    conn: step_q.conn, post: step_q.tcb, emit: told_q.emit, again: told_q.again, drop: step_q.drop, take: step_q.take,
    answer: step_q.answer, ready_desc: told_q.ready_desc, ready: told_q.ready
  };

`ifndef SYNTHESIS
  logic [3:0] cycles_q;
  always_ff @(posedge clk_i) begin
    cycles_q <= accept ? 4'd2 : cycles_q + 4'd1;
    if (rst_ni && commit_o) begin
      a_1 : assert (cycles_q <= 4'd10) else $error("1: an event took %0d cycles", cycles_q);
      a_2 : assert (outputs_free_i) else $error("2: an output was lost");
    end
  end
`endif
endmodule
