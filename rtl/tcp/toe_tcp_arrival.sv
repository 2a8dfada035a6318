// Sockwire - TCP engine, stage Update: a segment for a connection (RFC 9293 3.10.7.4, "other states").
//
// Combinational. The steps stand in the order of the RFC and carry its ordinals: first the sequence
// number, second RST, fourth SYN, fifth ACK, seventh text, eighth FIN (third, security, and sixth,
// URG, do nothing here). RFC 5961 challenges, RFC 1337 protects TIME-WAIT. What each step compares was
// computed in Check. Behaviour: docs/rules/tcp.md section 4.
module toe_tcp_arrival (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_engine_pkg::facts_t facts_i,
  input  toe_tcp_engine_pkg::check_t check_i,
  input  logic [31:0]                msl_i,
  input  toe_pkg::desc_t             conn_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::step_t  step_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  segment_t    seg;
  logic        has_text;
  logic        go_on;        // the segment was not disposed of by an earlier step
  logic        ack_due;
  logic [31:0] now, time_wait_end;

  assign seg           = event_i.segment;
  assign has_text      = seg.length != '0;
  assign now           = event_i.now[31:0];
  assign time_wait_end = now + (msl_i << 1);

  // second: what a reset in the window does to a connection
  function automatic errno_e reset_error(tcb_t tcb);
    unique case (tcb.state)
      SynReceived:                                return tcb.passive ? Ok : Econnrefused;
      Established, FinWait1, FinWait2, CloseWait: return Econnreset;
      default:                                    return Ok;  // CLOSING, LAST-ACK: all was said
    endcase
  endfunction

  function automatic tcb_t enter_time_wait(tcb_t tcb, logic [31:0] deadline);
    enter_time_wait             = tcb;
    enter_time_wait.state       = TimeWait;
    enter_time_wait.rtx_armed   = 1'b0;
    enter_time_wait.tw_armed    = 1'b1;
    enter_time_wait.tw_deadline = deadline;
  endfunction

  // fifth: SND.WND as of this segment
  function automatic tcb_t update_window(tcb_t tcb, segment_t segment);
    update_window         = tcb;
    update_window.snd_wnd = 32'(segment.wnd);
    update_window.snd_wl1 = segment.seq;
    update_window.snd_wl2 = segment.ack;
  endfunction

  // fifth: SND.UNA < SEG.ACK =< SND.NXT; the retransmission timer as RFC 6298 5.2 and 5.3
  function automatic tcb_t acknowledge(tcb_t tcb, seq_t ack, check_t check, logic [31:0] time_now);
    acknowledge              = tcb;
    acknowledge.snd_una      = ack;
    acknowledge.snd_rtx      = check.ack_passes_rtx ? ack : tcb.snd_rtx;
    acknowledge.retries      = '0;
    acknowledge.rto          = RtoInitial;
    acknowledge.rtx_armed    = !check.ack_is_all;
    acknowledge.rtx_deadline = check.ack_is_all ? tcb.rtx_deadline : time_now + RtoInitial;
  endfunction

  always_comb begin
    step_o      = '0;
    step_o.conn = conn_i;
    step_o.tcb  = tcb_i;
    go_on       = 1'b1;
    ack_due     = 1'b0;

    // first: sequence number
    if (!check_i.acceptable) begin
      go_on       = 1'b0;
      step_o.drop = DropUnacceptable;
      if (check_i.answerable) begin
        step_o.send = SendAck;
        if (tcb_i.state == TimeWait && seg.flags.fin) step_o.tcb.tw_deadline = time_wait_end;
      end
    end

    // second: RST
    else if (seg.flags.rst) begin
      go_on = 1'b0;
      if (tcb_i.state == TimeWait) begin
        step_o.drop = DropIgnored;
      end else if (!check_i.seq_is_next) begin
        step_o.drop = DropChallenge;
        step_o.send = SendAck;
      end else begin
        step_o.tcb         = shut(tcb_i, reset_error(tcb_i));
        step_o.raise.error = reset_error(tcb_i) != Ok;
      end
    end

    // fourth: SYN
    else if (seg.flags.syn) begin
      go_on       = 1'b0;
      step_o.drop = DropChallenge;
      step_o.send = SendAck;
    end

    // fifth: ACK
    else if (!seg.flags.ack) begin
      go_on       = 1'b0;
      step_o.drop = DropNoAck;
    end else if (tcb_i.state == SynReceived && (!check_i.ack_advances || check_i.ack_beyond)) begin
      go_on       = 1'b0;
      step_o.drop = DropBadAck;
      step_o.send = SendRstSeq;
    end else if (tcb_i.state == SynReceived && tcb_i.passive && !facts_i.parent_alive) begin
      go_on       = 1'b0;
      step_o.drop = DropNoListener;
      step_o.send = SendRst;
      step_o.free = 1'b1;
    end else if (check_i.ack_beyond) begin
      go_on       = 1'b0;
      step_o.drop = DropBadAck;
      step_o.send = SendAck;
    end

    if (go_on) begin
      if (tcb_i.state == SynReceived) begin
        step_o.tcb             = update_window(tcb_i, seg);
        step_o.tcb.state       = Established;
        step_o.tcb.queued      = tcb_i.passive;
        step_o.acceptable      = tcb_i.passive;
        step_o.raise.connected = 1'b1;
        step_o.raise.writable  = 1'b1;
      end
      // SND.UNA =< SEG.ACK
      if (!seq_lt(seg.ack, tcb_i.snd_una) && check_i.window_newer) step_o.tcb = update_window(step_o.tcb, seg);
      if (check_i.ack_advances) begin
        step_o.tcb = acknowledge(step_o.tcb, seg.ack, check_i, now);
        if (check_i.ack_of_data) step_o.raise.writable = 1'b1;
      end else if (step_o.tcb.snd_wnd == '0) begin
        step_o.tcb.retries = '0;  // the peer lives, though its window is closed: 3.8.6.1
      end
      if (check_i.ack_of_fin) begin
        unique case (tcb_i.state)
          FinWait1: step_o.tcb.state = FinWait2;
          Closing:  step_o.tcb = enter_time_wait(step_o.tcb, time_wait_end);
          LastAck: begin
            step_o.tcb = shut(step_o.tcb, Ok);
            go_on      = 1'b0;
          end
          default: ;
        endcase
      end
    end

    // seventh: text
    if (go_on && has_text && step_o.tcb.state inside {Established, FinWait1, FinWait2}) begin
      if (check_i.text.length != '0 && !step_o.tcb.attached && !step_o.tcb.queued) begin
        go_on       = 1'b0;  // RFC 1122 4.2.2.13: nobody is left to read it
        step_o.send = SendRst;
        step_o.free = 1'b1;
      end else begin
        step_o.take           = check_i.text;
        step_o.tcb.rcv_nxt    = tcb_i.rcv_nxt + 32'(check_i.text.length);
        step_o.raise.readable = check_i.text.length != '0;
        ack_due               = 1'b1;
      end
    end

    // eighth: FIN
    if (go_on && seg.flags.fin) begin
      if (!(step_o.tcb.state inside {Established, FinWait1, FinWait2})) begin
        ack_due = 1'b1;
        if (step_o.tcb.state == TimeWait) step_o.tcb.tw_deadline = time_wait_end;
      end else if (check_i.fin_in_order && !tcb_i.fin_rcvd) begin
        ack_due                  = 1'b1;
        step_o.tcb.rcv_nxt       = step_o.tcb.rcv_nxt + 32'd1;
        step_o.tcb.fin_rcvd      = 1'b1;
        step_o.raise.peer_closed = 1'b1;
        step_o.raise.readable    = 1'b1;
        unique case (step_o.tcb.state)
          Established: step_o.tcb.state = CloseWait;
          FinWait1:    step_o.tcb.state = Closing;
          default:     step_o.tcb       = enter_time_wait(step_o.tcb, time_wait_end);  // FIN-WAIT-2
        endcase
      end
    end

    if (go_on && ack_due) step_o.send = SendAck;
  end
endmodule
