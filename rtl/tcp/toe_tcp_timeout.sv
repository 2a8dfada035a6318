// Sockwire - TCP engine, stage Update: a deadline has passed (RFC 9293 3.10.8), or a socket has its turn.
//
// Combinational; only for a timer that Check found armed and due, or a socket that waits. What is sent
// again is decided in Output. RFC 6298 5.4 to 5.6: the oldest segment goes again, the time-out doubles;
// RFC 9293 3.8.6.1: the same timer probes a closed window. docs/rules/tcp.md sections 5 and 6.
module toe_tcp_timeout (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_pkg::desc_t             conn_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::step_t  timeout_o,
  output toe_tcp_engine_pkg::step_t  turn_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  logic        opening;      // the SYN itself is what was not acknowledged
  logic        given_up;
  logic [31:0] rto;

  assign opening  = tcb_i.state inside {SynSent, SynReceived};
  assign given_up = tcb_i.retries == (opening ? SynRetries : DataRetries);
  assign rto      = rto_doubled(tcb_i.rto);

  always_comb begin
    timeout_o      = '0;
    timeout_o.conn = conn_i;
    timeout_o.tcb  = tcb_i;
    if (event_i.timer == TimerTimeWait) begin
      timeout_o.tcb = shut(tcb_i, Ok);
    end else if (given_up) begin
      timeout_o.tcb         = shut(tcb_i, Etimedout);
      timeout_o.raise.error = 1'b1;
    end else begin
      timeout_o.tcb.retries      = tcb_i.retries + 8'd1;
      timeout_o.tcb.rto          = rto;
      timeout_o.tcb.rtx_armed    = 1'b1;
      timeout_o.tcb.rtx_deadline = event_i.now[31:0] + rto;
      if (tcb_i.state == SynSent) begin
        timeout_o.send = SendSyn;
      end else if (tcb_i.state == SynReceived || tcb_i.snd_una == tcb_i.iss) begin
        timeout_o.send = SendSynAck;  // also when the host closed in SYN-RECEIVED
      end else begin
        timeout_o.send        = SendAgain;
        timeout_o.tcb.snd_rtx = tcb_i.snd_una;
      end
    end
  end

  always_comb begin
    turn_o            = '0;
    turn_o.conn       = conn_i;
    turn_o.tcb        = tcb_i;
    turn_o.tcb.active = 1'b0;
    turn_o.send       = SendTurn;
  end
endmodule
