// Sockwire - the host's commands, one at a time: gather the grant, call the engine, finish, answer.
//
// A BIND or CONNECT that may need a port has one reserved before the engine sees the call, so that
// the engine can decide in one event; whether the port stays is known from the answer. For ACCEPT
// the head of the accept queue is part of the grant, live. A call for UDP goes to the UDP engine and
// needs none of that (docs/rules/udp.md says which). The host sees its answer only when all is
// done: a port given back, the accept queue popped, the queue of a closed listener drained by
// internal ABORTs (docs/rules/tcp.md section 3, CLOSE), the octets of a SEND or RECV moved.
// A go while busy is ignored; a call that is none is answered EINVAL.
//
//   Idle --go--> Check --CONNECT--> Peek --unbound--> Reserve --> Call --> Wait --> Finish --> Idle
//                  |--BIND--> Reserve   `--bound, or not a socket--> Call    |         |
//                  |--others--> Call                                       retry     Drain <--> DrainCall
//                  `--no call--> Idle                                    to Check      |--> Forget --> Idle
//                                                                                   UDP'
//   Finish --SEND, RECV with octets--> Move --user_done--> Idle
//
// Invariants:
//   1. An answer comes only while one is waited for.
//   2. No reservation is open outside Reserve, Call, Wait and Finish.
module toe_socket_command #(
  parameter int unsigned Sockets    = 8,
  parameter int unsigned UdpSockets = 4
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  // the host
  input  logic                     go_i,            // pulse
  input  toe_tcp_pkg::user_call_t  go_call_i,
  input  logic [7:0]               go_tag_i,
  output toe_socket_pkg::command_status_t status_o,  // done until the next go
  output logic                     done_pulse_o,
  // a look at a control block
  output logic                     peek_valid_o,
  output toe_pkg::desc_t           peek_desc_o,
  input  logic                     peek_done_i,
  input  toe_tcp_pkg::tcb_t        peek_tcb_i,
  // ports
  input  logic                     reserve_ready_i,
  output logic                     reserve_o,
  output toe_pkg::port_t           reserve_port_o,
  output toe_pkg::ip_t             reserve_addr_o,    // whom the port is for: CONNECT
  output toe_pkg::port_t           reserve_remote_o,
  input  logic                     reserve_done_i,
  input  logic                     reserve_free_i,
  input  toe_pkg::port_t           reserve_port_i,
  output logic                     finish_o,
  output logic                     finish_keep_o,
  output logic                     finish_move_o,
  // the accept queue of head_desc_o
  output toe_pkg::desc_t           head_desc_o,
  input  logic                     head_valid_i,
  input  toe_pkg::desc_t           head_child_i,
  input  logic [15:0]              head_count_i,
  output logic                     pop_o,
  // events of a descriptor that is gone
  input  logic                     forget_ready_i,
  output logic                     forget_o,
  output toe_pkg::desc_t           forget_desc_o,
  // the engine
  output logic                     call_valid_o,
  input  logic                     call_ready_i,
  output toe_tcp_pkg::user_call_t  call_o,
  output toe_tcp_pkg::call_grant_t call_grant_o,
  input  logic                     call_retry_i,
  input  logic                     answer_valid_i,
  input  toe_tcp_pkg::answer_t     answer_i,
  // the payload's way: a MoveSend or MoveRecv is complete
  input  logic                     user_done_i,
  // the UDP engine; call_o is for both
  output logic                     udp_call_valid_o,
  input  logic                     udp_call_ready_i,
  input  logic                     udp_answer_valid_i,
  input  toe_tcp_pkg::answer_t     udp_answer_i,
  input  toe_pkg::ip_t             udp_from_addr_i,
  input  toe_pkg::port_t           udp_from_port_i,
  input  toe_pkg::ip_t             udp_to_addr_i,
  input  logic                     udp_user_done_i,
  output logic                     udp_window_o     // the last RECV was for UDP: so is the receive window
);
  typedef enum logic [3:0] {
    Idle, Check, Peek, Reserve, Call, Wait, Finish, Drain, DrainCall, DrainWait, Forget, Move
  } state_e;

  state_e                  state_d, state_q;
  toe_tcp_pkg::user_call_t call_q;
  logic [7:0]              tag_q;
  logic                    done_d, done_q;
  toe_tcp_pkg::errno_e     error_d, error_q;
  logic [31:0]             value_d, value_q;
  logic                    looked_d, looked_q;      // a port was looked for
  toe_pkg::port_t          local_d, local_q;        // port of a socket that is bound
  logic                    moved_d, moved_q;        // user_done_i has come
  toe_pkg::desc_t          child_q;                 // to be aborted
  logic                    take;
  logic                    known, in_range, succeeded, past_checks;
  logic                    udp;                     // the call is for UDP
  logic                    call_ready, answer_valid, user_done, told;
  toe_tcp_pkg::errno_e     answer_error;
  logic [31:0]             answer_value;
  logic                    udp_window_q;
  toe_pkg::ip_t            from_addr_q, to_addr_q;
  toe_pkg::port_t          from_port_q;

  assign take     = (state_q == Idle) && go_i;
  assign known    = (call_q.call != toe_tcp_pkg::CallNone) && (call_q.call <= toe_tcp_pkg::CallOption);
  assign in_range = 32'(call_q.desc) < Sockets;

  // docs/rules/udp.md: SOCKET names no descriptor.
  assign udp = (call_q.call == toe_tcp_pkg::CallSocket) ? (call_q.port == 16'd1)
               : (32'(call_q.desc) >= Sockets && 32'(call_q.desc) < Sockets + UdpSockets);
  assign call_ready   = udp ? udp_call_ready_i : call_ready_i;
  assign answer_valid = udp ? udp_answer_valid_i : answer_valid_i;
  assign answer_error = udp ? udp_answer_i.error : answer_i.error;
  assign answer_value = udp ? udp_answer_i.value : answer_i.value;
  assign user_done    = udp ? udp_user_done_i : user_done_i;
  assign told         = (state_q == Wait) && answer_valid;

  // The call was carried out; the rules came as far as looking for a port.
  assign succeeded   = (error_q == toe_tcp_pkg::Ok) || (error_q == toe_tcp_pkg::Einprogress);
  assign past_checks = succeeded || (error_q inside {toe_tcp_pkg::Eaddrinuse, toe_tcp_pkg::Enobufs});

  always_comb begin
    state_d        = state_q;
    done_d         = done_q && !take;
    error_d        = error_q;
    value_d        = value_q;
    looked_d       = looked_q;
    local_d        = local_q;
    moved_d        = moved_q || user_done;
    done_pulse_o   = 1'b0;
    reserve_o      = 1'b0;
    finish_o       = 1'b0;
    pop_o          = 1'b0;

    unique case (state_q)
      Idle: if (go_i) state_d = Check;
      // which preparations does this call need?
      Check: begin
        looked_d = 1'b0;
        local_d  = '0;
        moved_d  = 1'b0;
        error_d  = toe_tcp_pkg::Einval;
        value_d  = '0;
        if (!known) begin
          state_d      = Idle;
          done_d       = 1'b1;
          done_pulse_o = 1'b1;
        end else if (in_range && call_q.call == toe_tcp_pkg::CallConnect) begin
          state_d = Peek;
        end else if (in_range && call_q.call == toe_tcp_pkg::CallBind) begin
          state_d = Reserve;
        end else begin
          state_d = Call;
        end
      end
      // CONNECT: a bound socket keeps its port; being bound changes only by calls
      Peek: if (peek_done_i) begin
        if (peek_tcb_i.bound) local_d = peek_tcb_i.local_port;
        state_d = (peek_tcb_i.attached && !peek_tcb_i.bound) ? Reserve : Call;
      end
      Reserve: begin
        reserve_o = reserve_ready_i;
        if (reserve_done_i) begin
          looked_d = 1'b1;
          state_d  = Call;
        end
      end
      Call: if (call_ready) state_d = Wait;
      // the engine decides
      Wait: begin
        if (call_retry_i) begin
          finish_o = looked_q;
          state_d  = Check;
        end else if (answer_valid) begin
          error_d = answer_error;
          value_d = answer_value;
          state_d = Finish;
        end
      end
      // what the answer entails
      Finish: begin
        finish_o = looked_q;
        pop_o    = !udp && (call_q.call == toe_tcp_pkg::CallAccept) && succeeded;
        state_d  = Idle;
        if (succeeded) begin
          unique case (call_q.call)
            toe_tcp_pkg::CallClose, toe_tcp_pkg::CallAbort: state_d = udp ? Forget : Drain;
            toe_tcp_pkg::CallSend, toe_tcp_pkg::CallRecv: if (value_q != '0) state_d = Move;
            default: ;
          endcase
        end
        if (state_d == Idle) begin
          done_d       = 1'b1;
          done_pulse_o = 1'b1;
        end
      end
      // a listener is gone: its queue is aborted, head first
      Drain: begin
        if (head_count_i == '0) begin
          state_d = Forget;
        end else if (head_valid_i) begin
          pop_o   = 1'b1;
          state_d = DrainCall;
        end
      end
      DrainCall: if (call_ready_i) state_d = DrainWait;
      DrainWait: if (answer_valid_i) state_d = Drain;
      Forget: if (forget_ready_i) begin
        state_d      = Idle;
        done_d       = 1'b1;
        done_pulse_o = 1'b1;
      end
      default: begin  // Move: the octets are on their way
        if (moved_q || user_done) begin
          state_d      = Idle;
          done_d       = 1'b1;
          done_pulse_o = 1'b1;
        end
      end
    endcase
  end

  assign finish_keep_o  = (state_q == Finish) && succeeded;
  assign finish_move_o  = (state_q == Finish) && past_checks;
  assign reserve_port_o = (call_q.call == toe_tcp_pkg::CallBind) ? call_q.port : '0;
  assign {reserve_addr_o, reserve_remote_o} =
    (call_q.call == toe_tcp_pkg::CallConnect) ? {call_q.addr, call_q.port} : '0;
  assign peek_valid_o   = (state_q == Peek);
  assign peek_desc_o    = call_q.desc;
  assign head_desc_o    = call_q.desc;
  assign forget_o       = (state_q == Forget);
  assign forget_desc_o  = call_q.desc;

  always_comb begin
    call_valid_o = (state_q == Call && !udp) || (state_q == DrainCall);
    udp_call_valid_o = (state_q == Call) && udp;
    call_o       = call_q;
    call_grant_o = '{
      port_free: looked_q && reserve_free_i, port: looked_q ? reserve_port_i : local_q,
      child_valid: head_valid_i, child: head_child_i, internal: 1'b0
    };
    if (state_q inside {DrainCall, DrainWait}) begin
      call_o       = '{call: toe_tcp_pkg::CallAbort, desc: child_q, addr: '0, port: '0, length: '0};
      call_grant_o = '{internal: 1'b1, default: '0};
    end
  end

  assign status_o = '{busy: state_q != Idle, done: done_q, tag: tag_q, error: error_q, value: value_q,
                      from_addr: from_addr_q, from_port: from_port_q, to_addr: to_addr_q};
  assign udp_window_o = udp_window_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= Idle;
      done_q   <= 1'b0;
      looked_q <= 1'b0;
      moved_q  <= 1'b0;
      tag_q    <= '0;
      error_q  <= toe_tcp_pkg::Ok;
      value_q  <= '0;
      from_addr_q  <= '0;
      from_port_q  <= '0;
      to_addr_q    <= '0;
      udp_window_q <= 1'b0;
    end else begin
      state_q  <= state_d;
      done_q   <= done_d;
      looked_q <= looked_d;
      moved_q  <= moved_d;
      error_q  <= error_d;
      value_q  <= value_d;
      if (take) tag_q <= go_tag_i;
      if (told && call_q.call == toe_tcp_pkg::CallRecv) begin
        udp_window_q <= udp;
        if (udp) begin
          from_addr_q <= udp_from_addr_i;
          from_port_q <= udp_from_port_i;
          to_addr_q   <= udp_to_addr_i;
        end
      end
    end
  end
  always_ff @(posedge clk_i) begin
    local_q <= local_d;
    if (take) call_q <= go_call_i;
    if (state_q == Drain) child_q <= head_child_i;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!answer_valid_i || (answer_i.valid && ((state_q == Wait && !udp) || state_q == DrainWait)))
        else $error("1: nobody waits for an answer");
      a_1_udp : assert (!udp_answer_valid_i || (udp_answer_i.valid && state_q == Wait && udp))
        else $error("1: nobody waits for an answer of UDP");
      a_2 : assert (!reserve_done_i || state_q inside {Reserve, Call, Wait, Finish})
        else $error("2: a reservation was left open");
    end
  end
`endif
endmodule
