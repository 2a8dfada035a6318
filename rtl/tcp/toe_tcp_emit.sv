// Sockwire - TCP engine, stage Settle: header and options of the segment that an event emits.
//
// Combinational, from the control block as the event leaves it. What belongs to no socket answers whom
// it came from, without options (a cookie tells its MSS). Timestamps: RFC 7323; blocks of the held ranges:
// RFC 2018, of what came twice: RFC 2883; the urgent pointer: RFC 9293 3.8.5; the place in the sequence
// space: docs/rules/tcp.md section 1 ("wire_seq", "options", "urgent").
module toe_tcp_emit #(
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500
) (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_pkg::seq_t          seg_end_i,  // SEG.SEQ + SEG.LEN of the segment that is answered
  input  toe_tcp_pkg::seq_t          cookie_i,   // what answers it if there is no room
  input  toe_tcp_pkg::range_t        twice_i,    // octets of it that had come before, zero for none
  input  toe_tcp_engine_pkg::send_e  send_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,      // its rcv_adv is what is advertised now
  input  toe_tcp_engine_pkg::text_t  text_i,
  output toe_tcp_pkg::emit_t         emit_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  localparam int unsigned LocalMss = local_mss(Mtu);

  logic [31:0] rcv_wnd;
  logic        beyond;    // more is in flight than the peer would look at
  logic [2:0]  blocks;
  logic        twice, urges;
  range_t [HeldRanges-1:0] told;
  seq_t        wire_seq;
  emit_t       header, options;

  assign rcv_wnd  = tcb_i.rcv_adv - tcb_i.rcv_nxt;
  assign beyond   = tcb_i.syn_acked && ((tcb_i.snd_nxt - tcb_i.snd_una) > tcb_i.snd_wnd);
  assign wire_seq = beyond ? tcb_i.snd_una + tcb_i.snd_wnd : tcb_i.snd_nxt;
  assign twice    = is_range(twice_i);
  assign blocks   = sack_blocks(tcb_i, twice);
  assign told     = twice ? {tcb_i.held2, tcb_i.held1, tcb_i.held0, twice_i}
                          : {tcb_i.held3, tcb_i.held2, tcb_i.held1, tcb_i.held0};

  always_comb begin
    header          = '0;
    header.valid    = 1'b1;
    header.addr     = tcb_i.allocated ? tcb_i.remote_addr : event_i.segment.addr;
    header.src_port = tcb_i.allocated ? tcb_i.local_port : event_i.segment.dst_port;
    header.dst_port = tcb_i.allocated ? tcb_i.remote_port : event_i.segment.src_port;
    header.ttl      = tcb_i.ttl;  // 0 for no socket
    header.tos      = tcb_i.tos;
    unique case (send_i)
      SendAck: begin
        header.flags = FlagsAck;
        header.seq   = wire_seq;
      end
      SendKeep: begin
        header.flags = FlagsAck;
        header.seq   = tcb_i.snd_nxt - 32'd1;
      end
      SendSyn: begin
        header.flags = FlagsSyn;
        header.seq   = tcb_i.iss;
        header.wnd   = 16'(BufBytes);
      end
      SendSynAck: begin
        header.flags = FlagsSynAck;
        header.seq   = tcb_i.iss;
      end
      SendRst: begin
        header.flags = FlagsRst;
        header.seq   = wire_seq;
      end
      SendRstSeq: begin
        header.flags = FlagsRst;
        header.seq   = event_i.segment.ack;
      end
      SendRstAck: begin
        header.flags = FlagsRstAck;
        header.ack   = seg_end_i;
      end
      SendText: begin
        header.flags     = FlagsAck;
        header.flags.psh = text_i.psh;
        header.flags.fin = text_i.fin;
        header.seq       = text_i.seq;
        header.length    = text_i.length;
      end
      SendCookie: begin
        header.flags   = FlagsSynAck;
        header.seq     = cookie_i;
        header.has_mss = 1'b1;
        header.mss     = 16'(LocalMss);
      end
      default: header = '0;
    endcase
    if (send_i == SendCookie) begin
      header.ack = event_i.segment.seq + 32'd1;
      header.wnd = 16'(BufBytes);
    end else if (header.flags.ack && !header.flags.rst) begin
      header.ack = tcb_i.rcv_nxt;
      header.wnd = rcv_wnd[15:0];
    end
    urges = header.flags.ack && !header.flags.syn && !header.flags.rst && tcb_i.snd_urgent
            && seq_lt(header.seq, tcb_i.snd_up);
    if (urges) begin
      header.flags.urg = 1'b1;
      header.urgent    = 16'(tcb_i.snd_up - header.seq);
    end
  end

  always_comb begin
    options = '0;
    if (header.flags.syn) begin
      options.has_mss    = 1'b1;
      options.mss        = 16'(LocalMss);
      options.has_wscale = !header.flags.ack || tcb_i.wscale_ok;
      options.wscale     = options.has_wscale ? RcvScale : '0;
      options.has_sackok = !header.flags.ack || tcb_i.sack_ok;
      options.has_ts     = !header.flags.ack || tcb_i.ts_ok;
    end else begin
      options.has_ts = tcb_i.ts_ok;
      if (header.flags.ack) begin
        options.sacks = blocks;
        if (blocks >= 3'd1) options.sack0 = told[0];
        if (blocks >= 3'd2) options.sack1 = told[1];
        if (blocks >= 3'd3) options.sack2 = told[2];
        if (blocks >= 3'd4) options.sack3 = told[3];
      end
    end
    if (options.has_ts) begin
      options.tsval = tick_of(event_i.now) + tcb_i.ts_offset;
      options.tsecr = header.flags.ack ? tcb_i.ts_recent : '0;
    end
  end

  assign emit_o = header | ((header.valid && tcb_i.allocated) ? options : '0);
endmodule
