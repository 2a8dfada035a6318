// Sockwire - TCP engine, stage Update: a segment for a connection (RFC 9293 3.10.7.4, "other states"),
// up to and including its acknowledgment.
//
// Combinational. The steps stand in the order of the RFC and carry its ordinals: timestamps (RFC 7323),
// first the sequence number, second RST, fourth SYN, fifth ACK (third, security, does nothing).
// RFC 5961 challenges, RFC 1337 protects TIME-WAIT. What each step compares
// was computed in Check; go_on says that text, URG and FIN count: toe_tcp_text. Behaviour: docs/rules/tcp.md section 4.
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
  logic        half_open;  // our SYN is not acknowledged yet, and the state says so
  logic [31:0] now, tick, time_wait_end;
  step_t       refused, heard, acked;

  assign seg           = event_i.segment;
  assign now           = event_i.now[31:0];
  assign tick          = tick_of(event_i.now);
  assign time_wait_end = now + (msl_i << 1);
  assign half_open     = tcb_i.state == SynReceived;

  // second: what a reset in the window does to a connection
  function automatic errno_e reset_error(tcb_t tcb);
    unique case (tcb.state)
      SynReceived:                                return tcb.passive ? Ok : Econnrefused;
      Established, FinWait1, FinWait2, CloseWait: return Econnreset;
      default:                                    return Ok;  // CLOSING, LAST-ACK: all was said
    endcase
  endfunction

  // RFC 5961 section 7: no more than so many in a period
  function automatic step_t challenge(step_t step, drop_e drop, check_t check, logic [31:0] time_tick);
    challenge      = step;
    challenge.drop = drop;
    if (check.challenge_new) begin
      challenge.send             = SendAck;
      challenge.tcb.challenges   = 4'd1;
      challenge.tcb.challenge_at = time_tick;
    end else if (check.challenge_left) begin
      challenge.send           = SendAck;
      challenge.tcb.challenges = step.tcb.challenges + 4'd1;
    end
  endfunction

  // An acceptable segment: the peer lives, and its timestamp may be TS.Recent.
  always_comb begin
    heard                 = '0;
    heard.conn            = conn_i;
    heard.tcb             = tcb_i;
    heard.tcb.keep_probes = '0;
    if (tcb_i.keep_armed) heard.tcb.keep_deadline = tick + tcb_i.keep_idle;
    if (check_i.paws.recent) begin
      heard.tcb.ts_recent    = seg.tsval;
      heard.tcb.ts_recent_at = tick;
    end
  end

  // What comes before that: timestamps, first, second.
  always_comb begin
    refused      = '0;
    refused.conn = conn_i;
    refused.tcb  = tcb_i;
    if (check_i.paws.missing) begin
      refused.drop = DropNoTimestamp;
    end else if (check_i.paws.old) begin
      refused.drop = DropPaws;
      refused.send = SendAck;
    end else if (!check_i.acceptable) begin
      refused.drop = DropUnacceptable;
      if (check_i.answerable) begin
        refused.send = SendAck;
        if (tcb_i.state == TimeWait && seg.flags.fin) refused.tcb.tw_deadline = time_wait_end;
      end
    end else if (tcb_i.state == TimeWait) begin
      refused.drop = DropIgnored;
    end else if (!check_i.seq_is_next) begin
      refused = challenge(refused, DropChallenge, check_i, tick);
    end else begin
      refused.tcb         = shut(tcb_i, reset_error(tcb_i));
      refused.raise.error = reset_error(tcb_i) != Ok;
    end
  end

  // fifth: SND.UNA =< SEG.ACK =< SND.NXT, or an old one
  always_comb begin
    acked       = heard;
    acked.go_on = 1'b1;
    if (half_open) begin
      acked.tcb.state       = Established;
      acked.tcb.queued      = tcb_i.passive;
      acked.acceptable      = tcb_i.passive;
      acked.raise.connected = 1'b1;
      acked.raise.writable  = 1'b1;
    end
    acked.learn.board = check_i.ack_of_board;
    if (check_i.ack_duplicate) begin
      acked.learn.congest = CongestDuplicate;
      acked.learn.restart = 1'b1;
    end
    if (half_open || check_i.window_newer) begin
      acked.tcb.snd_wnd     = check_i.window;
      acked.tcb.snd_wnd_max = check_i.window_max;
      acked.tcb.snd_wl1     = seg.seq;
      acked.tcb.snd_wl2     = seg.ack;
      if (!half_open && check_i.window_opens) begin  // what went as a probe goes again
        acked.tcb.snd_rtx = check_i.ack_advances ? seg.ack : tcb_i.snd_una;
        acked.tcb.retries = '0;
        acked.tcb.rto     = check_i.rto_fresh;
        if (tcb_i.rtx_armed) acked.tcb.rtx_deadline = now + check_i.rto_fresh;
      end
    end else if (check_i.ack_advances) begin
      acked.tcb.snd_wnd = check_i.window_kept;  // an old offer: the peer's edge stays where it was
    end
    if (check_i.ack_advances) begin
      acked.tcb.snd_una = seg.ack;
      if (check_i.ack_passes_rtx) acked.tcb.snd_rtx = seg.ack;
      acked.tcb.retries    = '0;
      acked.tcb.soft_error = Ok;
      if (check_i.ack_of_urgent) acked.tcb.snd_urgent = 1'b0;
      if (!tcb_i.syn_acked) begin
        acked = opened(acked, tick);
      end else begin
        acked.learn.congest = CongestAck;
        acked.learn.acked   = check_i.acked;
        acked.learn.sample  = check_i.ack_of_timed;
        if (check_i.ack_of_timed) acked.tcb.rtt_timing = 1'b0;
      end
      if (check_i.ack_is_all) acked.tcb.rtx_armed = 1'b0;  // RFC 6298 5.2
      else acked.learn.restart = 1'b1;                     // RFC 6298 5.3
      if (check_i.ack_of_data) acked.raise.writable = 1'b1;
    end else if (acked.tcb.snd_wnd == '0) begin
      acked.tcb.retries = '0;  // the peer lives, though its window is closed: 3.8.6.1
    end
    if (check_i.ack_of_fin) begin
      unique case (tcb_i.state)
        FinWait1: begin
          acked.tcb.state = FinWait2;
          if (!tcb_i.attached) acked.tcb = limit_fin_wait_2(acked.tcb, now);
        end
        Closing:  acked.tcb = enter_time_wait(acked.tcb, time_wait_end);
        LastAck: begin
          acked.tcb   = shut(acked.tcb, Ok);
          acked.go_on = 1'b0;
        end
        default: ;
      endcase
    end
  end

  always_comb begin
    step_o = heard;
    if (check_i.paws.missing || check_i.paws.old || !check_i.acceptable || seg.flags.rst) begin
      step_o = refused;
    end else if (seg.flags.syn) begin                                                    // fourth
      step_o = challenge(heard, DropChallenge, check_i, tick);
    end else if (!seg.flags.ack) begin                                                   // fifth
      step_o.drop = DropNoAck;
    end else if (half_open && (!check_i.ack_advances || check_i.ack_beyond)) begin
      step_o.drop = DropBadAck;
      step_o.send = SendRstSeq;
    end else if (half_open && tcb_i.passive && !facts_i.parent_alive) begin
      step_o.drop = DropNoListener;
      step_o.send = SendRst;
      step_o.free = 1'b1;
    end else if (check_i.ack_beyond || check_i.ack_ancient) begin
      step_o = challenge(heard, DropBadAck, check_i, tick);
    end else begin
      step_o = acked;
    end
  end
endmodule
