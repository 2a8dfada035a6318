// Sockwire - TCP engine, stage Commit: what a change of the control block means for everything around it.
//
// Combinational. Nothing here knows the rules: descriptors, buffers, ports, lookup, listeners, octets to
// move and counters follow from the block before and after the event (pre, post). All outputs are
// strobes for the one cycle of commit_i. docs/rules/tcp.md sections 2 and 7; RFC 4022.
module toe_tcp_effects #(
  parameter int unsigned BufBytes = 4096
) (
  input  logic                        commit_i,
  input  toe_tcp_engine_pkg::event_t  event_i,
  input  toe_tcp_pkg::tcb_t           pre_i,
  input  toe_tcp_engine_pkg::result_t result_i,
  input  logic [7:0]                  moves_i,     // asked for before this event
  // descriptors, buffers, ports
  output logic                        desc_take_o,
  output logic                        desc_release_o,
  output toe_pkg::desc_t              desc_release_id_o,
  output logic                        buf_take_o,
  output logic                        buf_release_o,
  output logic [15:0]                 buf_release_id_o,
  output logic                        port_release_o,
  output toe_pkg::port_t              port_release_port_o,
  // lookup
  output logic                        insert_o,
  output logic                        remove_o,
  // listeners
  output logic                        open_o,
  output toe_pkg::desc_t              open_desc_o,
  output toe_pkg::port_t              open_port_o,
  output logic [7:0]                  open_backlog_o,
  output logic                        close_o,
  output toe_pkg::desc_t              close_desc_o,
  output logic                        count_up_o,
  output logic                        count_down_o,
  output logic [15:0]                 count_parent_o,
  output logic                        push_o,
  output logic [15:0]                 push_parent_o,
  output toe_pkg::desc_t              push_child_o,
  // octets and segments
  output logic                        move_valid_o,
  output toe_tcp_pkg::move_t          move_o,
  output logic                        emit_valid_o,    // the result's segment leaves; tx_request_t
  output logic [15:0]                 emit_buffer_o,
  output logic [15:0]                 emit_offset_o,
  output logic [7:0]                  emit_tag_o,
  output logic                        floor_valid_o,   // octets before floor_seq_o may be overwritten
  output logic                        floor_release_o, // the block is given back
  output logic [15:0]                 floor_buffer_o,
  output toe_tcp_pkg::seq_t           floor_seq_o,
  output logic                        active_o,    // the socket waits for a turn
  output logic                        no_one_o,    // a RST is wanted for a segment of no connection
  output logic                        advice_o,    // RFC 9293 3.8.3, R1: the way to the peer may be dead
  output toe_tcp_pkg::tcp_stat_t      stat_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  // Where an octet lies in its ring: the first octet after the SYN is octet 0.
  function automatic logic [15:0] ring_offset(seq_t seq, seq_t initial_seq);
    seq_t offset;
    offset = seq - initial_seq - 32'd1;
    return offset[15:0] & 16'(BufBytes - 1);
  endfunction

  tcb_t post;
  logic freed, lost, gives_text, takes_text, has_child;
  drop_e drop;

  assign post  = result_i.post;
  assign freed = commit_i && pre_i.allocated && !post.allocated;

  assign desc_take_o         = commit_i && !pre_i.allocated && post.allocated;
  assign desc_release_o      = freed;
  assign desc_release_id_o   = result_i.conn;
  assign buf_take_o          = commit_i && !pre_i.has_buffer && post.has_buffer;
  assign buf_release_o       = commit_i && pre_i.has_buffer && !post.has_buffer;
  assign buf_release_id_o    = pre_i.buffer;
  assign port_release_o      = freed && pre_i.bound && !pre_i.shared;
  assign port_release_port_o = pre_i.local_port;

  assign insert_o = commit_i && !has_tuple(pre_i.state) && has_tuple(post.state);
  assign remove_o = commit_i && has_tuple(pre_i.state) && !has_tuple(post.state);

  assign open_o         = commit_i && event_i.call.call == CallListen && result_i.answer.error == Ok;
  assign open_desc_o    = result_i.conn;
  assign open_port_o    = post.local_port;
  assign open_backlog_o = post.backlog;
  assign close_o        = commit_i && pre_i.state == Listen && post.state != Listen;
  assign close_desc_o   = result_i.conn;
  assign count_up_o     = commit_i && !is_counted(pre_i) && is_counted(post);
  assign count_down_o   = commit_i && is_counted(pre_i) && !is_counted(post);
  assign count_parent_o = is_counted(pre_i) ? pre_i.parent : post.parent;
  assign push_o         = commit_i && !pre_i.queued && post.queued;
  assign push_parent_o  = post.parent;
  assign push_child_o   = result_i.conn;

  assign gives_text   = event_i.call.call == CallSend && result_i.answer.error == Ok && result_i.answer.value != '0;
  assign takes_text   = event_i.call.call == CallRecv && result_i.answer.error == Ok && result_i.answer.value != '0;
  assign move_valid_o = commit_i && (gives_text || takes_text || event_i.segment.length != '0);
  always_comb begin
    move_o        = '0;
    move_o.buffer = pre_i.buffer;
    if (gives_text) begin
      move_o.kind   = MoveSend;
      move_o.offset = ring_offset(pre_i.snd_end, pre_i.iss);
      move_o.length = result_i.answer.value[15:0];
    end else if (takes_text) begin
      move_o.kind   = MoveRecv;
      move_o.offset = ring_offset(pre_i.rcv_user, pre_i.irs);
      move_o.length = result_i.answer.value[15:0];
    end else begin
      move_o.kind   = MoveTake;
      move_o.offset = ring_offset(result_i.take.seq, pre_i.irs);
      move_o.length = result_i.take.length;
      move_o.skip   = result_i.take.skip;
      move_o.total  = event_i.segment.length;
    end
  end

  assign emit_valid_o  = commit_i && result_i.emit.valid;
  assign emit_buffer_o = pre_i.buffer;
  assign emit_offset_o = ring_offset(result_i.emit.seq, pre_i.iss);
  assign emit_tag_o    = moves_i + 8'(move_valid_o);

  assign floor_valid_o   = commit_i && post.has_buffer;
  assign floor_release_o = buf_release_o || (stat_o.active_opens && pre_i.has_buffer);
  assign floor_buffer_o  = post.has_buffer ? post.buffer : pre_i.buffer;
  assign floor_seq_o     = post.snd_una;

  assign active_o = commit_i && post.active;

  // docs/rules/tcp.md section 4, "Limit": every other drop for this reason is an ICMP error's
  assign no_one_o = commit_i && event_i.kind == EventSegment && result_i.drop == DropNoConnection
                    && !event_i.segment.flags.rst;

  assign advice_o = commit_i && event_i.kind == EventTimeout && event_i.timer == TimerRetransmit
                    && post.state != Closed && pre_i.retries == AdviceRetries && pre_i.snd_una != pre_i.snd_nxt
                    && (pre_i.snd_wnd != '0 || !pre_i.syn_acked);  // else it is a probe

  assign lost      = commit_i && post.state == Closed;  // freed or shut
  assign has_child = commit_i && event_i.kind == EventSegment && !pre_i.allocated && post.allocated;
  assign drop      = (commit_i && event_i.kind == EventSegment) ? result_i.drop : DropNone;
  always_comb begin
    stat_o                = '0;
    stat_o.active_opens   = commit_i && pre_i.state == Closed && post.state == SynSent;
    stat_o.passive_opens  = has_child;
    stat_o.attempt_fails  = lost && (pre_i.state inside {SynSent, SynReceived});
    stat_o.estab_resets   = lost && (pre_i.state inside {Established, CloseWait});
    stat_o.out_segs       = emit_valid_o && !result_i.again;
    stat_o.retrans_segs   = emit_valid_o && result_i.again;
    stat_o.out_rsts       = emit_valid_o && result_i.emit.flags.rst;
    stat_o.cookies_taken  = has_child && post.state == Established;
    stat_o.rsts_limited   = no_one_o && !result_i.emit.valid;
    unique case (drop)
      DropNoConnection: stat_o.drop_no_connection = 1'b1;
      DropUnacceptable: stat_o.drop_unacceptable  = 1'b1;
      DropChallenge:    stat_o.drop_challenge     = 1'b1;
      DropNoAck:        stat_o.drop_no_ack        = 1'b1;
      DropBadAck:       stat_o.drop_bad_ack       = 1'b1;
      DropBacklog:      stat_o.drop_backlog       = 1'b1;
      DropNoSocket:     stat_o.drop_no_socket     = 1'b1;
      DropNoBuffer:     stat_o.drop_no_buffer     = 1'b1;
      DropIgnored:      stat_o.drop_ignored       = 1'b1;
      DropNoListener:   stat_o.drop_no_listener   = 1'b1;
      DropPaws:         stat_o.drop_paws          = 1'b1;
      DropNoTimestamp:  stat_o.drop_no_timestamp  = 1'b1;
      DropCookie:       stat_o.cookies_sent       = 1'b1;
      default: ;
    endcase
  end
endmodule
