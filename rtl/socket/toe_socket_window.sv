// Sockwire - the socket window: one atomic snapshot of a control block, as the host reads it.
//
// select_i starts a snapshot: valid_o falls, the engine is asked for the whole control block, the
// registers are computed from that one copy, valid_o rises. A new select while one is on its way
// makes the answer on its way worthless; it is thrown away and asked again. The command sequencer
// peeks through the same port and goes first. A descriptor of UDP is asked of the UDP engine. One that
// does not exist shows zeros.
//
//   Idle --peek--> Peek --answer--> Idle --select--> Look, LookUdp --answer--> Compute --> Idle
//
// Invariants:
//   1. One question at a time; an answer comes only to a question.
module toe_socket_window #(
  parameter int unsigned Sockets    = 8,
  parameter int unsigned UdpSockets = 4,
  parameter int unsigned BufBytes   = 4096
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [31:0]             now_i,
  // the host
  input  logic                    select_i,       // pulse; the descriptor stands still until the next
  input  toe_pkg::desc_t          select_desc_i,
  output logic                    valid_o,
  output toe_socket_pkg::window_t window_o,
  // the command sequencer: held until the answer
  input  logic                    peek_valid_i,
  input  toe_pkg::desc_t          peek_desc_i,
  output logic                    peek_done_o,    // pulse, peek_tcb_o counts with it
  output toe_tcp_pkg::tcb_t       peek_tcb_o,
  // the engine
  output logic                    snap_valid_o,
  output toe_pkg::desc_t          snap_desc_o,
  input  logic                    snap_valid_i,
  input  toe_tcp_pkg::tcb_t       snap_tcb_i,
  // the UDP engine; snap_desc_o is for both
  output logic                    udp_snap_valid_o,
  input  logic                    udp_snap_valid_i,
  input  toe_udp_pkg::ucb_t       udp_snap_ucb_i,
  input  logic [15:0]             udp_snap_first_i,
  // the accept queues
  output toe_pkg::desc_t          waiting_desc_o,
  input  logic [15:0]             waiting_count_i
);
  typedef enum logic [2:0] { Idle, Peek, Look, LookUdp, Compute } state_e;

  state_e                  state_d, state_q;
  logic                    wanted_d, wanted_q;  // a snapshot is owed to the host
  logic                    valid_d, valid_q;
  logic                    exists, udp;  // the descriptor is TCP's, UDP's
  logic                    udp_q;        // the copy is UDP's
  toe_udp_pkg::ucb_t       ucb_q;
  logic [15:0]             first_q;
  toe_tcp_pkg::tcb_t       tcb_q;
  logic [7:0]              waiting_q;
  logic [31:0]             now_q;
  toe_socket_pkg::window_t computed, window_q;
  toe_tcp_pkg::seq_t       first, sent;  // of the host's octets: the oldest one sent, one past the newest

  assign exists = 32'(select_desc_i) < Sockets;
  assign udp    = !exists && 32'(select_desc_i) < Sockets + UdpSockets;

  always_comb begin
    state_d      = state_q;
    wanted_d     = wanted_q || select_i;
    valid_d      = valid_q && !select_i;
    snap_valid_o = 1'b0;
    snap_desc_o  = select_desc_i;
    peek_done_o  = 1'b0;
    udp_snap_valid_o = 1'b0;

    unique case (state_q)
      Idle: begin
        if (peek_valid_i) begin
          snap_valid_o = 1'b1;
          snap_desc_o  = peek_desc_i;
          state_d      = Peek;
        end else if (wanted_q && !select_i) begin
          wanted_d     = 1'b0;
          snap_valid_o = exists;
          state_d      = exists ? Look : udp ? LookUdp : Compute;
          udp_snap_valid_o = udp;
        end
      end
      Peek: begin
        peek_done_o = snap_valid_i;
        if (snap_valid_i) state_d = Idle;
      end
      Look: if (snap_valid_i) state_d = Compute;
      LookUdp: if (udp_snap_valid_i) state_d = Compute;
      default: begin  // Compute
        valid_d = !wanted_d;
        state_d = Idle;
      end
    endcase
  end

  // What the registers say, from the one copy in tcb_q.
  always_comb begin
    first = (tcb_q.snd_una == tcb_q.iss) ? tcb_q.iss + 32'd1 : tcb_q.snd_una;
    sent  = toe_tcp_pkg::seq_lt(tcb_q.snd_end, tcb_q.snd_nxt) ? tcb_q.snd_end : tcb_q.snd_nxt;
    computed = '{
      state: tcb_q.state, allocated: tcb_q.allocated, attached: tcb_q.attached,
      fin_rcvd: tcb_q.fin_rcvd, fin_queued: tcb_q.fin_queued, error: tcb_q.error, waiting: waiting_q,
      peer: tcb_q.remote_addr, local_port: tcb_q.local_port, remote_port: tcb_q.remote_port,
      readable: '0, free: '0, unsent: '0, unacked: '0, idle: '0,
      snd_una: tcb_q.snd_una, snd_nxt: tcb_q.snd_nxt, snd_wnd: tcb_q.snd_wnd,
      rcv_nxt: tcb_q.rcv_nxt, rcv_wnd: tcb_q.rcv_adv - tcb_q.rcv_nxt,
      cwnd: tcb_q.cwnd, ssthresh: tcb_q.ssthresh, srtt: tcb_q.srtt >> 3, rttvar: tcb_q.rttvar >> 2, rto: tcb_q.rto,
      snd_mss: tcb_q.snd_mss, retries: tcb_q.retries, sack_ok: tcb_q.sack_ok, ts_ok: tcb_q.ts_ok,
      wscale_ok: tcb_q.wscale_ok, recovering: tcb_q.recovering, snd_wscale: tcb_q.snd_wscale,
      segs_in: tcb_q.segs_in, segs_out: tcb_q.segs_out, segs_again: tcb_q.segs_again, drops: tcb_q.drops,
      soft_error: tcb_q.soft_error, cubic: tcb_q.cubic, urgent: tcb_q.rcv_urgent ? tcb_q.rcv_up - tcb_q.rcv_user : '0
    };
    if (tcb_q.has_buffer) begin
      computed.readable = tcb_q.rcv_nxt - tcb_q.rcv_user - 32'(tcb_q.fin_rcvd);
      if (!tcb_q.fin_queued && (tcb_q.state == toe_tcp_pkg::Established || tcb_q.state == toe_tcp_pkg::CloseWait)) begin
        computed.free = 32'(BufBytes) - (tcb_q.snd_end - tcb_q.snd_una);
      end
      if (toe_tcp_pkg::seq_lt(tcb_q.snd_nxt, tcb_q.snd_end)) computed.unsent = tcb_q.snd_end - tcb_q.snd_nxt;
      if (toe_tcp_pkg::seq_lt(first, sent)) computed.unacked = sent - first;
      computed.idle = now_q - tcb_q.last_sent;
    end
    if (udp_q) begin
      computed = '{
        allocated: ucb_q.allocated, attached: ucb_q.allocated, error: ucb_q.error, waiting: ucb_q.queued,
        peer: ucb_q.remote_addr, local_port: ucb_q.local_port, remote_port: ucb_q.remote_port,
        readable: 32'(first_q), segs_in: ucb_q.datagrams_in, segs_out: ucb_q.datagrams_out, drops: ucb_q.drops,
        default: '0
      };
    end
  end

  assign valid_o        = valid_q;
  assign window_o       = window_q;
  assign peek_tcb_o     = snap_tcb_i;
  assign waiting_desc_o = select_desc_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= Idle;
      wanted_q <= 1'b0;
      valid_q  <= 1'b0;
    end else begin
      state_q  <= state_d;
      wanted_q <= wanted_d;
      valid_q  <= valid_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (state_q == Idle) udp_q <= 1'b0;
    else if (state_q == LookUdp) udp_q <= 1'b1;
    if (udp_snap_valid_i) begin
      ucb_q   <= udp_snap_ucb_i;
      first_q <= udp_snap_first_i;
    end
    if (state_q == Idle) tcb_q <= '0;
    else if (state_q == Look && snap_valid_i) tcb_q <= snap_tcb_i;
    if (state_q != Compute) begin
      waiting_q <= (waiting_count_i > 16'd255) ? 8'd255 : waiting_count_i[7:0];
      now_q     <= now_i;
    end
    if (state_q == Compute) window_q <= computed;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!snap_valid_i || state_q inside {Peek, Look}) else $error("1: nobody asked");
      a_1_udp : assert (!udp_snap_valid_i || state_q == LookUdp) else $error("1: nobody asked UDP");
    end
  end
`endif
endmodule
