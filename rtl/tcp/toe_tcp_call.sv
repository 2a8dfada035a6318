// Sockwire - TCP engine, stage Update: the calls of the host (RFC 9293 3.10.1 to 3.10.6).
//
// Combinational: one call, the socket's control block, what the tables answered; out comes what the
// call makes of the socket, the answer and what is emitted. Ports were reserved by the socket layer
// beforehand (call_grant_t). Behaviour and order of the checks: docs/rules/tcp.md section 3.
module toe_tcp_call (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_engine_pkg::facts_t facts_i,
  input  toe_tcp_engine_pkg::check_t check_i,
  input  toe_pkg::network_t          network_i,
  input  toe_pkg::desc_t             conn_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::step_t  step_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  // Beyond these lengths SEND and RECV do not reach the data windows.
  localparam logic [31:0] SendMax = toe_pkg::WindowBytes;

  user_call_t  call;
  call_grant_t grant;
  tcb_t        connecting;  // what CONNECT makes
  logic        unlooked;    // a port is needed, and nobody looked for one
  logic        may_send;

  assign call     = event_i.call;
  assign grant    = event_i.grant;
  assign unlooked = !grant.port_free && (grant.port == '0);
  assign may_send = (tcb_i.state inside {Established, CloseWait}) && !tcb_i.fin_queued;

  always_comb begin
    connecting              = started(event_i, event_i.isn);
    connecting.attached     = 1'b1;
    connecting.bound        = 1'b1;
    connecting.state        = SynSent;
    connecting.remote_addr  = call.addr;
    connecting.remote_port  = call.port;
    connecting.local_port   = tcb_i.bound ? tcb_i.local_port : grant.port;
    connecting.buffer       = tcb_i.has_buffer ? tcb_i.buffer : facts_i.buffer_next;
    connecting.snd_mss      = MssDefault;
    connecting.cwnd         = 32'(MssDefault);
    connecting.nodelay      = tcb_i.nodelay;
    connecting.keep_idle    = tcb_i.keep_idle;
    connecting.user_timeout = tcb_i.user_timeout;
    connecting.cubic        = tcb_i.cubic;
    connecting.reuse        = tcb_i.reuse;
    connecting.shared       = tcb_i.shared;
    connecting.ttl          = tcb_i.ttl;
    connecting.tos          = tcb_i.tos;
  end

  // CallOption: options are kept from before a connection on; keep-alives of one that stands begin at once.
  function automatic step_t set_option(step_t step, user_call_t user_call, logic [31:0] tick);
    set_option = step;
    unique case (user_call.port)
      16'(OptionNoDelay): set_option.tcb.nodelay = user_call.length[0];
      16'(OptionKeepIdle): begin
        set_option.tcb.keep_idle = user_call.length;
        if (step.tcb.state inside {Established, CloseWait}) begin
          set_option.tcb.keep_armed    = user_call.length != '0;
          set_option.tcb.keep_deadline = tick + user_call.length;
          set_option.tcb.keep_probes   = '0;
        end
      end
      16'(OptionCongestion): begin
        set_option.tcb.cubic = user_call.length[0];
        set_option.tcb.w_max = '0;
        set_option.tcb.epoch = 1'b0;
      end
      16'(OptionReuse): set_option.tcb.reuse = user_call.length[0];
      16'(OptionTtl):   set_option.tcb.ttl   = user_call.length[7:0];
      16'(OptionTos):   set_option.tcb.tos   = user_call.length[7:0];
      default: set_option.tcb.user_timeout = user_call.length;
    endcase
  endfunction

  // The options that TCP has, and the values that they take. What is bound has chosen its port.
  function automatic logic is_option(user_call_t user_call, logic bound);
    unique case (user_call.port)
      16'(OptionNoDelay), 16'(OptionKeepIdle), 16'(OptionUserTimeout): return !user_call.length[31];
      16'(OptionCongestion): return user_call.length <= 32'd1;
      16'(OptionReuse):      return user_call.length <= 32'd1 && !bound;
      16'(OptionTtl):        return user_call.length <= 32'd255;
      16'(OptionTos):        return user_call.length <= 32'd255 && user_call.length[1:0] == '0;  // no ECN
      default:               return 1'b0;
    endcase
  endfunction

  // The answer to a call that changes nothing.
  function automatic step_t refuse(toe_pkg::desc_t conn, tcb_t tcb, errno_e error);
    refuse              = '0;
    refuse.conn         = conn;
    refuse.tcb          = tcb;
    refuse.answer.valid = 1'b1;
    refuse.answer.error = error;
  endfunction

  // The answer of a call that succeeds; what it changes is added.
  function automatic step_t accept(toe_pkg::desc_t conn, tcb_t tcb, logic [31:0] value);
    accept              = refuse(conn, tcb, Ok);
    accept.answer.value = value;
  endfunction

  // 3.10.4: the FIN follows what the host has given.
  function automatic tcb_t queue_fin(tcb_t tcb);
    queue_fin            = tcb;
    queue_fin.fin_queued = 1'b1;
    queue_fin.state      = (tcb.state == CloseWait) ? LastAck : FinWait1;
  endfunction

  // A pending error is told once.
  function automatic step_t tell_error(toe_pkg::desc_t conn, tcb_t tcb);
    tell_error           = refuse(conn, tcb, tcb.error);
    tell_error.tcb.error = Ok;
  endfunction

  always_comb begin
    step_o = refuse(conn_i, tcb_i, Ebadf);

    if (call.call == CallSocket) begin
      step_o = refuse(toe_pkg::NoDesc, '0, Emfile);
      if (facts_i.desc_free) begin
        step_o = accept(facts_i.desc_next, '0, 32'(facts_i.desc_next));
        step_o.tcb.allocated = 1'b1;
        step_o.tcb.attached  = 1'b1;
      end
    end else if (call.call == CallAccept && facts_i.found && grant.child_valid) begin
      // conn_i is the child: its listener exists, or it would not have a queue
      step_o = accept(conn_i, tcb_i, 32'(conn_i));
      step_o.tcb.queued   = 1'b0;
      step_o.tcb.attached = 1'b1;
    end else if (facts_i.found && tcb_i.allocated && (tcb_i.attached || (call.call == CallAbort && grant.internal)))
    begin
      step_o = refuse(conn_i, tcb_i, Einval);
      unique case (call.call)
        CallBind: begin
          if (tcb_i.state != Closed || tcb_i.bound) step_o.answer.error = Einval;
          else if (unlooked) step_o.retry = 1'b1;
          else if (!grant.port_free && call.port == '0) step_o.answer.error = Eaddrnotavail;
          else if (!grant.port_free && !tcb_i.reuse) step_o.answer.error = Eaddrinuse;
          else begin
            step_o = accept(conn_i, tcb_i, 32'(grant.port));
            step_o.tcb.bound      = 1'b1;
            step_o.tcb.shared     = !grant.port_free;  // 3.9.1.1 MUST-42: another has it too
            step_o.tcb.local_port = grant.port;
          end
        end

        CallListen: begin
          if (tcb_i.state != Listen && (tcb_i.state != Closed || !tcb_i.bound || tcb_i.has_buffer)) begin
            step_o.answer.error = Einval;
          end else if (tcb_i.state != Listen && facts_i.listener) begin
            step_o.answer.error = Eaddrinuse;
          end else if (tcb_i.state != Listen && !facts_i.slot_free) begin
            step_o.answer.error = Enobufs;
          end else begin
            step_o = accept(conn_i, tcb_i, '0);
            step_o.tcb.state   = Listen;
            step_o.tcb.backlog = (call.length == '0) ? 8'd1 : (call.length > 32'd255) ? 8'd255 : call.length[7:0];
          end
        end

        CallOption: begin
          if (is_option(call, tcb_i.bound) && tcb_i.state != Listen) begin
            step_o = set_option(accept(conn_i, tcb_i, '0), call, tick_of(event_i.now));
          end
        end

        CallAccept: step_o.answer.error = (tcb_i.state == Listen) ? Eagain : Einval;

        CallConnect: begin
          if (tcb_i.state == Listen) step_o.answer.error = Eopnotsupp;
          else if (tcb_i.state inside {SynSent, SynReceived}) step_o.answer.error = Ealready;
          else if (tcb_i.state != Closed) step_o.answer.error = Eisconn;
          else if (call.port == '0 || !toe_pkg::is_host_address(call.addr, network_i)
                   || call.addr == network_i.ip) step_o.answer.error = Einval;
          else if (!tcb_i.bound && unlooked) step_o.retry = 1'b1;
          else if (!tcb_i.bound && !grant.port_free) step_o.answer.error = Eaddrnotavail;
          else if (facts_i.tuple_known) step_o.answer.error = Eaddrinuse;
          else if ((!tcb_i.has_buffer && !facts_i.buffer_free) || !facts_i.tuple_room) begin
            step_o.answer.error = Enobufs;
          end else begin
            step_o = accept(conn_i, connecting, 32'(connecting.local_port));
            step_o.answer.error = Einprogress;
            step_o.send = SendSyn;
          end
        end

        CallSend: begin
          if (tcb_i.error != Ok) step_o = tell_error(conn_i, tcb_i);
          else if (call.length > SendMax) step_o.answer.error = Einval;
          else if (tcb_i.state inside {Closed, Listen}) step_o.answer.error = Enotconn;
          else if (tcb_i.state inside {SynSent, SynReceived}) step_o.answer.error = Eagain;
          else if (!may_send) step_o.answer.error = Epipe;
          else if (call.length != '0 && check_i.send_full) step_o.answer.error = Eagain;
          else begin
            step_o = accept(conn_i, tcb_i, check_i.send_count);
            step_o.tcb.snd_end = tcb_i.snd_end + check_i.send_count;
            if (call.port[0] && check_i.send_count != '0) begin  // 3.8.5
              step_o.tcb.snd_urgent = 1'b1;
              step_o.tcb.snd_up     = step_o.tcb.snd_end;
            end
          end
        end

        CallRecv: begin
          if (check_i.recv_some) begin
            step_o = accept(conn_i, tcb_i, check_i.recv_count);
            step_o.tcb.rcv_user = tcb_i.rcv_user + check_i.recv_count;
            if (check_i.recv_of_urgent) step_o.tcb.rcv_urgent = 1'b0;
            if ((tcb_i.state inside {Established, FinWait1, FinWait2}) && check_i.recv_reveals) begin
              step_o.send = SendAck;
            end
          end
          else if (tcb_i.error != Ok) step_o = tell_error(conn_i, tcb_i);
          else if (tcb_i.fin_rcvd) step_o.answer.error = Ok;
          else if (tcb_i.state inside {SynSent, SynReceived, Established, FinWait1, FinWait2}) begin
            step_o.answer.error = Eagain;
          end
          else step_o.answer.error = Enotconn;
        end

        CallShutdown: begin
          if (call.length > 32'd2) step_o.answer.error = Einval;
          else if (tcb_i.state inside {Closed, Listen, SynSent, SynReceived}) step_o.answer.error = Enotconn;
          else begin
            step_o = accept(conn_i, tcb_i, '0);
            if (call.length != '0 && may_send) step_o.tcb = queue_fin(tcb_i);
          end
        end

        CallClose: begin
          step_o = accept(conn_i, tcb_i, '0);
          unique case (tcb_i.state)
            Closed, Listen, SynSent: step_o.free = 1'b1;
            Established, FinWait1, FinWait2, CloseWait: begin
              if (check_i.recv_some) begin  // RFC 1122 4.2.2.13: text that nobody will read
                step_o.send = SendRst;
                step_o.free = 1'b1;
              end else if (tcb_i.state == FinWait2) begin
                step_o.tcb = limit_fin_wait_2(tcb_i, event_i.now[31:0]);
              end else if (!tcb_i.fin_queued) begin
                step_o.tcb = queue_fin(tcb_i);
              end
            end
            SynReceived: step_o.tcb = queue_fin(tcb_i);
            default: ;
          endcase
          step_o.tcb.attached = 1'b0;
        end

        CallAbort: begin
          step_o = accept(conn_i, tcb_i, '0);
          step_o.free = 1'b1;
          if (tcb_i.state inside {SynReceived, Established, FinWait1, FinWait2, CloseWait}) step_o.send = SendRst;
        end

        default: ;
      endcase
    end
  end
endmodule
