// Sockwire - TCP engine, stage Check: every comparison that the rules need.
//
// Combinational. Sequence numbers are compared modulo 2^32 (RFC 9293 3.4); the acceptability test is
// that of 3.10.7.4 "first", text is trimmed to the window as there. Nothing is decided here.
module toe_tcp_check #(
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500
) (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::check_t check_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  localparam int unsigned LocalMss   = local_mss(Mtu);
  localparam logic [31:0] WindowStep = (BufBytes / 2 < LocalMss) ? BufBytes / 2 : LocalMss;

  segment_t    seg;
  logic [31:0] now, tick, rcv_wnd, seg_len, new_una, text_from, text_to;
  logic [31:0] readable, send_room, recv_count, edge_step, ts_age, span;
  logic        first_in, last_in, at_edge, opening, in_flight;
  logic [15:0] offered_mss, usable_mss, path_mtu;
  logic [7:0]  most_retries;
  seq_t        text_start, text_stop, text_end;
  range_t [HeldRanges-1:0] held;
  paws_t       paws;
  logic        cookie_good;
  seq_t        cookie;
  range_t      twice;

  // An octet inside the receive window.
  function automatic logic in_window(seq_t seq, seq_t rcv_nxt, logic [31:0] wnd);
    return (seq - rcv_nxt) < wnd;
  endfunction

  assign seg       = event_i.segment;
  assign now       = event_i.now[31:0];
  assign tick      = tick_of(event_i.now);
  assign rcv_wnd   = tcb_i.rcv_adv - tcb_i.rcv_nxt;
  assign seg_len   = 32'(seg.length) + 32'(seg.flags.syn) + 32'(seg.flags.fin);
  assign in_flight = tcb_i.snd_una != tcb_i.snd_nxt;

  toe_tcp_paws u_paws (
    .seg_i (seg),
    .tcb_i,
    .tick_i(tick),
    .paws_o(paws)
  );

  // 3.10.7.4 first: the four cases, and the allowance for ACKs of who has filled our window or probed it
  assign first_in = in_window(seg.seq, tcb_i.rcv_nxt, rcv_wnd);
  assign last_in  = in_window(seg.seq + seg_len - 32'd1, tcb_i.rcv_nxt, rcv_wnd);
  assign at_edge  = !seg.flags.rst && in_window(seg.seq, tcb_i.rcv_nxt, rcv_wnd + 32'd2);

  // fifth: what SND.UNA is once this acknowledgment is taken, and the octets that it newly covers
  assign new_una   = seq_lt(tcb_i.snd_una, seg.ack) ? seg.ack : tcb_i.snd_una;
  assign text_from = tcb_i.syn_acked ? tcb_i.snd_una : tcb_i.snd_una + 32'd1;
  assign text_to   = seq_min(tcb_i.snd_end, new_una);

  // RFC 6298 and RFC 7323 4.1: the round trip, from our own timestamp that comes back if there is one
  assign ts_age = tick + tcb_i.ts_offset - seg.tsecr;
  assign span   = now - tcb_i.rtt_start;

  toe_tcp_cookie u_cookie (
    .seg_i (seg),
    .hash_i(event_i.cookie),
    .tick_i(tick),
    .mss_i (usable_mss),
    .make_o(cookie),
    .good_o(cookie_good)
  );

  // seventh: text
  assign text_end   = seg.seq + 32'(seg.length);
  assign text_start = seq_max(seg.seq, tcb_i.rcv_nxt);
  assign text_stop  = seq_min(text_end, tcb_i.rcv_adv);
  assign held       = {tcb_i.held3, tcb_i.held2, tcb_i.held1, tcb_i.held0};

  // RFC 9293 3.7.1; RFC 6691: options of every segment are deducted
  assign offered_mss = seg.has_mss ? seg.mss : MssDefault;
  assign usable_mss  = (offered_mss < MssFloor) ? MssFloor
                       : (offered_mss > 16'(LocalMss)) ? 16'(LocalMss) : offered_mss;

  // RFC 2883: what of the payload had come before
  always_comb begin
    twice = '0;
    if (tcb_i.sack_ok && tcb_i.state != SynSent && seg.length != '0) begin
      if (seq_lt(seg.seq, tcb_i.rcv_nxt)) begin
        twice = '{left: seg.seq, right: seq_min(text_end, tcb_i.rcv_nxt)};
      end else begin
        for (int index = 0; index < HeldRanges; index++) begin
          if (is_range(held[index]) && seq_leq(held[index].left, seg.seq) && seq_leq(text_end, held[index].right)) begin
            twice = '{left: seg.seq, right: text_end};
          end
        end
      end
    end
  end

  // RFC 1191; RFC 5927 7: a very small MTU is not believed
  assign path_mtu = (event_i.icmp.mtu == '0) ? MtuUnknown
                    : (event_i.icmp.mtu < MtuFloor) ? MtuFloor : event_i.icmp.mtu;

  // user calls
  assign readable   = tcb_i.rcv_nxt - tcb_i.rcv_user - 32'(tcb_i.fin_rcvd);
  assign send_room  = BufBytes - (tcb_i.snd_end - tcb_i.snd_una);
  assign recv_count = min32(event_i.call.length, min32(readable, toe_pkg::WindowBytes));
  assign edge_step  = tcb_i.rcv_user + recv_count + BufBytes - tcb_i.rcv_adv;

  assign opening      = tcb_i.state inside {SynSent, SynReceived};
  assign most_retries = opening ? SynRetries : DataRetries;

  always_comb begin
    check_o      = '0;
    check_o.paws = paws;
    if (seg_len != '0)       check_o.acceptable = (rcv_wnd != '0) && (first_in || last_in);
    else if (rcv_wnd != '0)  check_o.acceptable = first_in || at_edge;
    else                     check_o.acceptable = (seg.seq == tcb_i.rcv_nxt) || at_edge;
    check_o.answerable     = !seg.flags.rst && (seg_len != '0 || seq_lt(seg.seq, tcb_i.rcv_nxt));
    check_o.seq_is_next    = seg.seq == tcb_i.rcv_nxt;
    check_o.seg_end        = seg.seq + seg_len;
    check_o.challenge_new  = (tcb_i.challenges == '0) || ((tick - tcb_i.challenge_at) >= ChallengePeriod);
    check_o.challenge_left = tcb_i.challenges < ChallengeLimit;

    check_o.ack_advances   = seq_lt(tcb_i.snd_una, seg.ack);
    check_o.ack_beyond     = seq_lt(tcb_i.snd_nxt, seg.ack);
    check_o.ack_ancient    = tcb_i.syn_acked && seq_lt(seg.ack, tcb_i.snd_una)
                             && ((tcb_i.snd_una - seg.ack) > tcb_i.snd_wnd_max);
    check_o.ack_is_all     = seg.ack == tcb_i.snd_nxt;
    check_o.ack_of_data    = seq_lt(text_from, text_to);
    check_o.ack_of_fin     = tcb_i.fin_queued && (new_una == tcb_i.snd_end + 32'd1);
    check_o.ack_passes_rtx = seq_lt(tcb_i.snd_rtx, seg.ack);
    check_o.ack_of_timed   = tcb_i.rtt_timing && seq_leq(tcb_i.rtt_seq, seg.ack);
    check_o.acked          = seg.ack - tcb_i.snd_una;
    check_o.rto_fresh      = tcb_i.rtt_valid ? rto_of('{srtt: tcb_i.srtt, rttvar: tcb_i.rttvar}) : RtoInitial;
    check_o.round_trip     = min32(span, RttMax);
    if (tcb_i.ts_ok && tcb_i.syn_acked) begin
      check_o.round_trip   = (ts_age[31:16] != '0) ? RttMax : {6'd0, ts_age[15:0], 10'd0};
    end

    check_o.window         = 32'(seg.wnd) << tcb_i.snd_wscale;
    check_o.window_max     = max32(check_o.window, tcb_i.snd_wnd_max);
    check_o.window_newer   = seq_leq(tcb_i.snd_una, seg.ack)
                             && (seq_lt(tcb_i.snd_wl1, seg.seq)
                                 || (tcb_i.snd_wl1 == seg.seq && seq_leq(tcb_i.snd_wl2, seg.ack)));
    check_o.window_opens   = (tcb_i.snd_wnd == '0) && (seg.wnd != '0);
    check_o.window_kept    = tcb_i.snd_wnd - min32(check_o.acked, tcb_i.snd_wnd);
    check_o.ack_duplicate  = tcb_i.syn_acked && in_flight && (seg.ack == tcb_i.snd_una)
                             && (tcb_i.sack_ok || ((seg.length == '0) && !seg.flags.fin
                                                   && (check_o.window == tcb_i.snd_wnd)));
    check_o.ack_of_urgent  = !seq_lt(seg.ack, tcb_i.snd_up);
    check_o.ack_of_board   = tcb_i.sack_ok && seq_leq(tcb_i.snd_una, seg.ack);

    check_o.text_start     = text_start;
    check_o.text_stop      = text_stop;
    check_o.text_end       = text_end;
    check_o.text_some      = seq_lt(text_start, text_stop);
    for (int index = 0; index < HeldRanges; index++) begin
      check_o.touches[index] = is_range(held[index]) && seq_leq(held[index].left, text_stop)
                               && seq_leq(text_start, held[index].right);
    end

    check_o.twice          = twice;
    check_o.urgent_up      = seg.seq + 32'(seg.urgent);
    check_o.urgent_news    = seg.flags.urg && seq_lt(tcb_i.rcv_user, check_o.urgent_up)
                             && (!tcb_i.rcv_urgent || seq_lt(tcb_i.rcv_up, check_o.urgent_up));

    check_o.peer_mss       = usable_mss - (seg.has_ts ? TimestampOctets : '0);
    check_o.cookie         = cookie;
    check_o.cookie_good    = cookie_good;

    check_o.icmp_in_flight = seq_leq(tcb_i.snd_una, event_i.icmp.seq) && seq_lt(event_i.icmp.seq, tcb_i.snd_nxt);
    check_o.icmp_mss       = path_mtu - HeaderOctets - (tcb_i.ts_ok ? TimestampOctets : '0);
    check_o.icmp_smaller   = check_o.icmp_mss < tcb_i.snd_mss;

    check_o.send_full      = send_room == '0;
    check_o.send_count     = min32(event_i.call.length, send_room);
    check_o.recv_some      = tcb_i.has_buffer && (readable != '0);
    check_o.recv_count     = recv_count;
    check_o.recv_reveals   = edge_step >= WindowStep;
    check_o.recv_of_urgent = !seq_lt(tcb_i.rcv_user + recv_count, tcb_i.rcv_up);

    check_o.in_flight      = in_flight;
    check_o.outstanding    = in_flight || seq_lt(tcb_i.snd_rtx, tcb_i.snd_end);
    check_o.rested         = !in_flight && (tcb_i.last_data != '0) && (tcb_i.rto < now - tcb_i.last_data);
    if (tcb_i.user_timeout == '0) check_o.given_up = tcb_i.retries >= most_retries;
    else check_o.given_up = (tcb_i.retries != '0) && (tick - tcb_i.stalled_at >= tcb_i.user_timeout);

    unique case (event_i.timer)
      TimerRetransmit: check_o.due = (opening || sends_text(tcb_i.state)) && tcb_i.rtx_armed
                                     && is_due(now, tcb_i.rtx_deadline);
      TimerTimeWait:   check_o.due = tcb_i.tw_armed && is_due(now, tcb_i.tw_deadline);
      TimerDelayedAck: check_o.due = tcb_i.delack_armed && is_due(now, tcb_i.delack_deadline);
      TimerKeepalive:  check_o.due = tcb_i.keep_armed && is_due(tick, tcb_i.keep_deadline);
      default:         check_o.due = tcb_i.active;
    endcase
  end
endmodule
