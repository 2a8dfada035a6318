// Sockwire - TCP engine, stage Update: segments that find no connection, and segments in SYN-SENT
// (RFC 9293 3.10.7.1 CLOSED, 3.10.7.2 LISTEN, 3.10.7.3 SYN-SENT).
//
// Combinational. CLOSED means that nobody has this 4-tuple and nobody listens on the port. In LISTEN a
// SYN makes a child, never the connection itself. Behaviour: docs/rules/tcp.md section 4.
module toe_tcp_arrival_open #(
  parameter int unsigned BufBytes = 4096
) (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_engine_pkg::facts_t facts_i,
  input  toe_tcp_engine_pkg::check_t check_i,
  input  toe_pkg::desc_t             conn_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,      // SYN-SENT
  output toe_tcp_engine_pkg::step_t  closed_o,
  output toe_tcp_engine_pkg::step_t  listen_o,
  output toe_tcp_engine_pkg::step_t  syn_sent_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  segment_t    seg;
  tcb_t        child;
  logic        ack_acceptable;

  assign seg = event_i.segment;

  function automatic step_t nothing(drop_e drop);
    nothing      = '0;
    nothing.conn = toe_pkg::NoDesc;
    nothing.drop = drop;
  endfunction

  // 3.10.7.1: "all data in the incoming segment is discarded", and a reset unless it is one
  always_comb begin
    closed_o = nothing(DropNoConnection);
    if (seg.flags.rst)      closed_o.send = SendNone;
    else if (seg.flags.ack) closed_o.send = SendRstSeq;
    else                    closed_o.send = SendRstAck;
  end

  // 3.10.7.2
  always_comb begin
    child             = told_by_syn(started(event_i), event_i, check_i.peer_mss, BufBytes);
    child.passive     = 1'b1;
    child.state       = SynReceived;
    child.parent      = facts_i.listener_parent;
    child.remote_addr = seg.addr;
    child.remote_port = seg.src_port;
    child.local_port  = seg.dst_port;
    child.buffer      = facts_i.buffer_next;

    listen_o = nothing(DropIgnored);
    if (seg.flags.rst) begin
      listen_o.drop = DropIgnored;
    end else if (seg.flags.ack) begin
      listen_o.drop = DropNoConnection;
      listen_o.send = SendRstSeq;
    end else if (!seg.flags.syn) begin
      listen_o.drop = DropIgnored;
    end else if (facts_i.listener_full) begin
      listen_o.drop = DropBacklog;
    end else if (!facts_i.desc_free) begin
      listen_o.drop = DropNoSocket;
    end else if (!facts_i.buffer_free || !facts_i.tuple_room) begin
      listen_o.drop = DropNoBuffer;
    end else begin
      listen_o.drop = DropNone;
      listen_o.conn = facts_i.desc_next;
      listen_o.tcb  = child;
      listen_o.send = SendSynAck;
    end
  end

  // 3.10.7.3
  assign ack_acceptable = check_i.ack_advances && !check_i.ack_beyond;
  always_comb begin
    syn_sent_o      = '0;
    syn_sent_o.conn = conn_i;
    syn_sent_o.tcb  = tcb_i;
    if (seg.flags.ack && !ack_acceptable) begin  // first
      syn_sent_o.drop = DropBadAck;
      if (!seg.flags.rst) syn_sent_o.send = SendRstSeq;
    end else if (seg.flags.rst) begin            // second
      if (seg.flags.ack) begin
        syn_sent_o.tcb         = shut(tcb_i, Econnrefused);
        syn_sent_o.raise.error = 1'b1;
      end else begin
        syn_sent_o.drop = DropIgnored;
      end
    end else if (!seg.flags.syn) begin           // fifth
      syn_sent_o.drop = DropIgnored;
    end else begin                               // fourth
      syn_sent_o.tcb = told_by_syn(tcb_i, event_i, check_i.peer_mss, BufBytes);
      if (seg.flags.ack) begin
        syn_sent_o                 = opened(syn_sent_o, tick_of(event_i.now));
        syn_sent_o.tcb.snd_wl2     = seg.ack;
        syn_sent_o.tcb.snd_una     = seg.ack;
        syn_sent_o.tcb.state       = Established;
        syn_sent_o.tcb.rtx_armed   = 1'b0;
        syn_sent_o.tcb.retries     = '0;
        syn_sent_o.send            = SendAck;
        syn_sent_o.raise.connected = 1'b1;
        syn_sent_o.raise.writable  = 1'b1;
      end else begin                             // simultaneous open
        syn_sent_o.tcb.state        = SynReceived;
        syn_sent_o.tcb.rtx_deadline = event_i.now[31:0] + tcb_i.rto;
        syn_sent_o.send             = SendSynAck;
      end
    end
  end
endmodule
