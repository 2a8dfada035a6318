// Sockwire - TCP engine, stage Update: a deadline has passed (RFC 9293 3.10.8), or a socket has its turn.
//
// Combinational; only for a timer that Check found armed and due, or a socket that waits. What is sent
// again is decided in Output. RFC 6298 5.4 to 5.6: the oldest segment goes again, the time-out doubles;
// RFC 9293 3.8.6.1: the same timer probes a closed window, which is no sign of congestion; 3.8.4:
// keep-alives. docs/rules/tcp.md sections 5 and 6.
module toe_tcp_timeout (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_engine_pkg::check_t check_i,
  input  toe_pkg::desc_t             conn_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::step_t  timeout_o,
  output toe_tcp_engine_pkg::step_t  turn_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  step_t       unchanged, retransmit, keepalive;
  logic [31:0] tick, rto;

  assign tick = tick_of(event_i.now);
  assign rto  = rto_doubled(tcb_i.rto);

  always_comb begin
    unchanged      = '0;
    unchanged.conn = conn_i;
    unchanged.tcb  = tcb_i;
  end

  function automatic step_t give_up(step_t step);
    give_up             = step;
    give_up.tcb         = shut(step.tcb, (step.tcb.soft_error != Ok) ? step.tcb.soft_error : Etimedout);
    give_up.raise.error = 1'b1;
  endfunction

  always_comb begin
    retransmit = unchanged;
    if (check_i.given_up) begin
      retransmit = give_up(unchanged);
    end else begin
      if (tcb_i.retries == '0) retransmit.tcb.stalled_at = tick;
      if (tcb_i.retries != '1) retransmit.tcb.retries = tcb_i.retries + 8'd1;
      retransmit.tcb.rto          = rto;
      retransmit.tcb.rtx_armed    = 1'b1;
      retransmit.tcb.rtx_deadline = event_i.now[31:0] + rto;
      if (tcb_i.state == SynSent || tcb_i.state == SynReceived || !tcb_i.syn_acked) begin
        retransmit.send           = (tcb_i.state == SynSent) ? SendSyn : SendSynAck;
        retransmit.tcb.rtt_timing = 1'b0;
      end else begin
        retransmit.send        = SendAgain;
        retransmit.tcb.snd_rtx = tcb_i.snd_una;
        retransmit.tcb.resend  = 1'b0;
        retransmit.tcb         = with_board(retransmit.tcb, '0);  // RFC 2018 8: the peer may have reneged
        if (!tcb_i.ts_ok) retransmit.tcb.rtt_timing = 1'b0;
        if (check_i.in_flight && tcb_i.snd_wnd != '0) begin  // a loss, not a probe
          retransmit.learn.congest = CongestTimeout;
          retransmit.learn.first   = tcb_i.retries == '0;
        end
      end
    end
  end

  always_comb begin
    keepalive = unchanged;
    if (!(tcb_i.state inside {Established, CloseWait})) begin
      keepalive.tcb.keep_armed = 1'b0;
    end else if (check_i.outstanding) begin
      keepalive.tcb.keep_deadline = tick + tcb_i.keep_idle;
    end else if (tcb_i.keep_probes == KeepProbes) begin
      keepalive      = give_up(unchanged);
      keepalive.send = SendRst;
    end else begin
      keepalive.send              = SendKeep;
      keepalive.tcb.keep_probes   = tcb_i.keep_probes + 8'd1;
      keepalive.tcb.keep_deadline = tick + KeepInterval;
    end
  end

  always_comb begin
    timeout_o = unchanged;
    unique case (event_i.timer)
      TimerTimeWait:   timeout_o.tcb  = shut(tcb_i, Ok);
      TimerDelayedAck: timeout_o.send = SendAck;
      TimerKeepalive:  timeout_o      = keepalive;
      default:         timeout_o      = retransmit;
    endcase
  end

  always_comb begin
    turn_o            = unchanged;
    turn_o.tcb.active = 1'b0;
    turn_o.send       = SendTurn;
    if (check_i.rested) turn_o.learn.congest = CongestRested;
  end
endmodule
