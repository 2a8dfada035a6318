// Sockwire - TCP engine, stage Update: segments that find no connection, and segments in SYN-SENT
// (RFC 9293 3.10.7.1 CLOSED, 3.10.7.2 LISTEN, 3.10.7.3 SYN-SENT).
//
// Combinational. CLOSED means that nobody has this 4-tuple and nobody listens on the port. In LISTEN a
// SYN makes a child, never the connection itself; where there is no room for one it is answered by a
// cookie (RFC 4987 3.6), and the ACK that brings it back makes the child. docs/rules/tcp.md section 4.
module toe_tcp_arrival_open #(
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500
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

  localparam logic [15:0] LocalMss = 16'(local_mss(Mtu));

  segment_t    seg;
  tcb_t        child, returned;  // of a SYN; of a cookie
  logic        ack_acceptable, has_room;

  logic [2:0]  cookie_index;

  assign seg          = event_i.segment;
  assign cookie_index = 3'((seg.ack - 32'd1) >> 24);

  function automatic step_t nothing(drop_e drop);
    nothing      = '0;
    nothing.conn = toe_pkg::NoDesc;
    nothing.drop = drop;
  endfunction

  // 3.10.7.1: "all data in the incoming segment is discarded", and a reset unless it is one
  always_comb begin
    closed_o = nothing(DropNoConnection);
    if (seg.flags.rst || !facts_i.reset_left) closed_o.send = SendNone;
    else if (seg.flags.ack)                   closed_o.send = SendRstSeq;
    else                                      closed_o.send = SendRstAck;
  end

  function automatic tcb_t as_child(tcb_t tcb, segment_t segment, facts_t facts);
    as_child             = tcb;
    as_child.passive     = 1'b1;
    as_child.parent      = facts.listener_parent;
    as_child.remote_addr = segment.addr;
    as_child.remote_port = segment.src_port;
    as_child.local_port  = segment.dst_port;
    as_child.buffer      = facts.buffer_next;
  endfunction

  always_comb begin
    child       = as_child(told_by_syn(started(event_i, event_i.isn), event_i, check_i.peer_mss, BufBytes),
                           seg, facts_i);
    child.state = SynReceived;
  end

  // The SYN is long gone: it stood before this segment, and had no options that were kept.
  always_comb begin
    returned             = as_child(started(event_i, seg.ack - 32'd1), seg, facts_i);
    returned.state       = Established;
    returned.queued      = 1'b1;
    returned.syn_acked   = 1'b1;
    returned.rtt_timing  = 1'b0;
    returned.rtx_armed   = 1'b0;
    returned.last_sent   = event_i.now[31:0];
    returned.snd_una     = seg.ack;
    returned.snd_wnd     = 32'(seg.wnd);
    returned.snd_wnd_max = 32'(seg.wnd);
    returned.snd_wl1     = seg.seq;
    returned.snd_wl2     = seg.ack;
    returned.snd_mss     = (cookie_mss(cookie_index) < LocalMss) ? cookie_mss(cookie_index) : LocalMss;
    returned.cwnd        = 32'(returned.snd_mss);
    returned.irs         = seg.seq - 32'd1;
    returned.rcv_nxt     = seg.seq;
    returned.rcv_user    = seg.seq;
    returned.rcv_acked   = seg.seq;
    returned.rcv_adv     = seg.seq + BufBytes;
  end

  // 3.10.7.2
  assign has_room = !facts_i.listener_full && facts_i.desc_free && facts_i.buffer_free && facts_i.tuple_room;
  always_comb begin
    listen_o = nothing(DropIgnored);
    if (seg.flags.rst) begin
      listen_o.drop = DropIgnored;
    end else if (seg.flags.ack && (seg.flags.syn || !check_i.cookie_good)) begin
      listen_o.drop = DropNoConnection;
      if (facts_i.reset_left) listen_o.send = SendRstSeq;
    end else if (seg.flags.ack && has_room) begin
      listen_o.drop          = DropNone;
      listen_o.conn          = facts_i.desc_next;
      listen_o.tcb           = returned;
      listen_o.acceptable    = 1'b1;
      listen_o.learn.congest = CongestOpen;
      listen_o.learn.first   = 1'b1;
    end else if (seg.flags.ack) begin  // the peer will send again
      listen_o.drop = facts_i.listener_full ? DropBacklog : !facts_i.desc_free ? DropNoSocket : DropNoBuffer;
    end else if (!seg.flags.syn) begin
      listen_o.drop = DropIgnored;
    end else if (!has_room) begin
      listen_o.drop = DropCookie;
      listen_o.send = SendCookie;
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
        syn_sent_o.tcb.soft_error  = Ok;
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
