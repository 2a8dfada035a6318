// Proof of the engine's rules (stages Update to Settle, without time): whatever the event and whatever
// the control block, its state changes along an arc of the diagram of RFC 9293 (3.3.2) or not at all, and
// what is written is the block of the socket that was read, or of a new one.
//
// What Check would have found out is free here: the rules take only arcs whatever the numbers are.
// Learn, Send and Output, between Text and Settle, touch neither state nor owner.
module formal_tcp_arcs (
    input logic                            clk_i,
    input toe_tcp_engine_pkg::event_t      event_i,
    input toe_tcp_engine_pkg::facts_t      facts_i,
    input toe_tcp_engine_pkg::check_t      check_i,
    input toe_pkg::network_t               network_i,
    input logic [31:0]                     msl_i,
    input toe_pkg::desc_t                  conn_i,
    input toe_tcp_pkg::tcb_t               tcb_i,
    input toe_tcp_engine_pkg::output_t     output_i,
    input toe_tcp_engine_pkg::text_t       text_i
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  step_t      step, owned, received, settled;
  rtt_t       rtt;
  assembled_t assembled;
  told_t      told;
  tcb_t       pre, post;
  toe_tcp_update u_update (
      .event_i, .facts_i, .check_i, .network_i, .msl_i, .conn_i, .tcb_i, .step_o(step), .rtt_o(rtt), .assembled_o(assembled)
  );
  toe_tcp_text u_text (.event_i, .check_i, .assembled_i(assembled), .msl_i, .step_i(owned), .step_o(received));
  toe_tcp_settle u_settle (
      .event_i, .check_i, .parent_desc_i(facts_i.parent_desc), .step_i(received), .output_i, .text_i, .step_o(settled),
      .told_o(told)
  );

  // As the engine does it: the block of no socket is zero, whatever was read, and one that is given back.
  assign pre  = facts_i.found ? tcb_i : '0;
  always_comb begin
    owned = step;
    if (step.conn == toe_pkg::NoDesc) owned.tcb = '0;
  end
  assign post = settled.free ? '0 : settled.tcb;

  function automatic logic is_arc(tcp_state_e from, tcp_state_e to);
    if (from == to || to == Closed) return 1'b1;  // also RST, ABORT, time-out
    unique case (from)
      Closed:      return to inside {Listen, SynSent, SynReceived, Established};  // the last by a SYN cookie
      SynSent:     return to inside {SynReceived, Established};  // a FIN in the same segment comes again
      SynReceived: return to inside {Established, FinWait1, CloseWait};  // with a FIN in the same segment
      Established: return to inside {FinWait1, CloseWait};
      FinWait1:    return to inside {FinWait2, Closing, TimeWait};
      FinWait2:    return to == TimeWait;
      CloseWait:   return to == LastAck;
      Closing:     return to == TimeWait;
      default:     return 1'b0;
    endcase
  endfunction

  logic segment_or_error, opens;
  assign segment_or_error = event_i.kind inside {EventSegment, EventIcmp};
  assign opens            = !facts_i.found && post.allocated;

  always_ff @(posedge clk_i) begin
    assume (event_i.kind inside {EventUser, EventSegment, EventTimeout, EventTransmit, EventIcmp});
    // A block that exists, of another socket if nothing was found; the lookup knows those with a 4-tuple.
    assume (tcb_i.state <= TimeWait && (tcb_i.allocated || tcb_i == '0));
    assume (facts_i.found ? (tcb_i.allocated || !segment_or_error) && conn_i != toe_pkg::NoDesc
                          : conn_i == toe_pkg::NoDesc);
    // A timer that is due and a turn that is wanted belong to a socket; SOCKET has none yet.
    assume (pre.allocated || !(event_i.kind inside {EventTimeout, EventTransmit}));
    assume (!facts_i.found || event_i.kind != EventUser || event_i.call.call != CallSocket);
    assume (!(facts_i.found && segment_or_error) || has_tuple(tcb_i.state));
    assume (facts_i.desc_next != toe_pkg::NoDesc);
    if (!step.retry) begin
      state_exists : assert (post.state <= TimeWait);
      only_arcs : assert (is_arc(pre.state, post.state));
      if (facts_i.found && post != pre) own_block : assert (settled.conn == conn_i);
      if (opens) new_block : assert (settled.conn == facts_i.desc_next && facts_i.desc_free);
      if (!facts_i.found && !opens) nobodys_block : assert (post == '0);
      if (event_i.kind == EventTransmit) turns_keep_state : assert (post.state == pre.state);
      with_fin : cover (pre.state == SynReceived && post.state == CloseWait);
      both_closed : cover (pre.state == FinWait1 && post.state == TimeWait);
      made : cover (opens && post.state == SynReceived);
      by_cookie : cover (opens && post.state == Established);
      timed_out : cover (event_i.kind == EventTimeout && pre.state == Established && post.state == Closed);
    end
  end
endmodule
