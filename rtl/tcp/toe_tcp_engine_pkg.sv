// Sockwire - TCP engine: what its stages hand to each other.
//
// An event passes Check (compare), Update (the rule of RFC 9293 section 3.10), Follow (what an
// acknowledgment teaches; text, URG and FIN), Output (what a turn to transmit sends) and Settle (window,
// timers, the segment itself). What the host and the model see of it is in toe_tcp_pkg; this package
// stays inside rtl/tcp. Behaviour: docs/rules/tcp.md.
package toe_tcp_engine_pkg;
  import toe_pkg::*;
  import toe_tcp_pkg::*;

  localparam int unsigned HeldRanges = 4;   // held0 to held3 of a control block
  localparam int unsigned BoardRanges = 4;  // sacked0 to sacked3
  localparam logic [15:0] HeaderOctets = 16'd40;     // of IP and TCP, without options
  localparam logic [15:0] TimestampOctets = 16'd12;  // of a header, with their padding
  localparam logic [3:0]  RcvScale = 4'd0;  // RFC 7323: our own windows fit 16 bits

  // The segment size that we offer on such a link (RFC 9293 3.7.1).
  function automatic int unsigned local_mss(int unsigned mtu);
    return mtu - 32'(HeaderOctets);
  endfunction

  // One event, as it was accepted. What its kind does not use is zero.
  typedef struct packed {
    event_kind_e kind;
    logic [63:0] now;
    user_call_t  call;
    call_grant_t grant;
    segment_t    segment;
    icmp_error_t icmp;
    timer_e      timer;
    desc_t       desc;       // EventTimeout, EventTransmit: whose
    seq_t        isn;        // the initial sequence number of a connection that this event opens
    logic [31:0] ts_offset;  // and what it adds to its timestamps
    logic [23:0] cookie;     // K of a SYN cookie for this segment (docs/rules/tcp.md section 4)
  } event_t;

  // What the tables around the engine answered for this event.
  typedef struct packed {
    logic        found;          // the descriptor exists; a segment's 4-tuple was found
    logic        tuple_known;    // CONNECT: the 4-tuple is in use
    logic        tuple_room;     // the lookup can take one more
    logic        desc_free;
    desc_t       desc_next;
    logic        buffer_free;
    logic [15:0] buffer_next;
    logic        slot_free;      // LISTEN: a listener's slot
    logic        listener;       // somebody listens on the segment's port, or the socket's own
    logic        listener_full;
    logic [15:0] listener_parent;
    logic        parent_alive;   // the listener of this passive socket still listens
    desc_t       parent_desc;
    logic        reset_left;     // a RST for no connection may be sent
  } facts_t;

  // Timestamps of a segment, RFC 7323 section 5.
  typedef struct packed {
    logic        missing;        // agreed upon, and not there
    logic        old;            // R1: before TS.Recent
    logic        recent;         // R3: it becomes TS.Recent, if the segment is acceptable
  } paws_t;

  // What the rules need to know of numbers, so that they are left with decisions.
  typedef struct packed {
    // RFC 9293 3.10.7.4
    paws_t       paws;
    logic        acceptable;     // first: the sequence number
    logic        answerable;     // if it is not: an acknowledgment is sent, and cannot be answered for ever
    logic        seq_is_next;    // SEG.SEQ = RCV.NXT
    logic        challenge_new;  // RFC 5961 7: a period of challenge ACKs begins
    logic        challenge_left; // in the present one another may be sent
    logic        ack_advances;   // SND.UNA < SEG.ACK
    logic        ack_beyond;     // SND.NXT < SEG.ACK
    logic        ack_ancient;    // RFC 5961 5.2: older than any window that the peer has had
    logic        ack_duplicate;  // RFC 5681 2; with SACK, RFC 6675 2: if the scoreboard learns from it
    logic        ack_of_urgent;  // all urgent octets are acknowledged
    logic        ack_of_board;   // the scoreboard follows this acknowledgment
    logic        ack_is_all;     // SEG.ACK = SND.NXT
    logic        ack_of_data;    // it acknowledges octets, not only SYN or FIN
    logic        ack_of_fin;     // our FIN is acknowledged, by this segment or before
    logic        ack_passes_rtx; // what was to be sent again is acknowledged
    logic        ack_of_timed;   // the segment whose round trip is measured is acknowledged
    logic [31:0] acked;          // SEG.ACK - SND.UNA
    logic [31:0] round_trip;     // RFC 6298: R, if this segment ends a measurement
    logic [31:0] rto_fresh;      // the time-out without back-off
    logic        window_newer;   // SND.UNA =< SEG.ACK, and SND.WL1 and SND.WL2 allow the update
    logic        window_opens;   // the peer's window was closed, and is not with this segment
    logic [31:0] window;         // the window that the segment offers, in octets
    logic [31:0] window_max;     // the largest, this one counted
    logic [31:0] window_kept;    // the window whose edge stays where it was
    seq_t        text_start;     // what of the text is new and inside the window: from here
    seq_t        text_stop;      // up to, not including, here
    seq_t        text_end;       // SEG.SEQ + octets of payload: the number of a FIN
    logic        text_some;      // text_start < text_stop
    logic [HeldRanges-1:0] touches;  // the held ranges that overlap it or border on it
    seq_t        seg_end;        // SEG.SEQ + SEG.LEN, SYN and FIN counted
    range_t      twice;          // RFC 2883: octets of this segment that had come before, zero for none
    seq_t        urgent_up;      // RFC 9293 3.8.5: SEG.SEQ + SEG.UP
    logic        urgent_news;    // urgent octets beyond those that are known, and not read
    logic [15:0] peer_mss;       // effective MSS from this SYN
    seq_t        cookie;         // RFC 4987: what answers a SYN that finds no room
    logic        cookie_good;    // the cookie that this segment brings back is one of ours
    // ICMP errors
    logic        icmp_in_flight; // the segment that it tells of is
    logic        icmp_smaller;   // RFC 1191: the path takes less than we thought
    logic [15:0] icmp_mss;       // segments that it takes
    // user calls
    logic [31:0] send_count;     // octets of SEND that find room
    logic        send_full;      // there is none
    logic [31:0] recv_count;     // octets that RECV hands out
    logic        recv_some;      // something is readable
    logic        recv_reveals;   // handing them out moves the advertised window
    logic        recv_of_urgent; // the last urgent octet is among them
    // timers and turns
    logic        due;            // the timer is armed and due, the socket waits for its turn
    logic        in_flight;      // SND.UNA < SND.NXT
    logic        outstanding;    // that, or text that was never sent
    logic        given_up;       // RFC 9293 3.8.3: it was tried long enough
    logic        rested;         // RFC 5681 4.1: nothing was sent for longer than a time-out
  } check_t;

  // What has happened, as congestion control sees it.
  typedef enum logic [2:0] {
    CongestNone      = 3'd0,
    CongestOpen      = 3'd1,  // our SYN is acknowledged
    CongestAck       = 3'd2,  // octets are acknowledged
    CongestDuplicate = 3'd3,  // a duplicate ACK
    CongestTimeout   = 3'd4,  // the retransmission timer tells of a loss
    CongestRested    = 3'd5   // a turn to transmit after a rest
  } congest_e;

  // What it keeps of a connection for CUBIC alone.
  typedef struct packed {
    logic [31:0] w_max;
    logic [31:0] cwnd_prior;
    logic        epoch;
    logic [31:0] epoch_at;
    logic [15:0] cubic_k;
    logic [31:0] w_est;
    logic [31:0] est_acked;
  } cubic_t;

  // What CUBIC makes of an acknowledgment in congestion avoidance.
  typedef struct packed {
    logic [31:0] cwnd;
    logic [31:0] ca_acked;
    cubic_t      cubic;
  } grown_t;

  // What it keeps of a connection.
  typedef struct packed {
    logic [31:0] cwnd;
    logic [31:0] ssthresh;
    logic [31:0] ca_acked;
    cubic_t      cubic;
    logic [7:0]  dup_acks;
    logic        recovering;
    logic        partial;
    seq_t        recover;
  } congestion_t;

  // RFC 6298: the round trip as it is known.
  typedef struct packed {
    logic [31:0] srtt;    // eight times SRTT
    logic [31:0] rttvar;  // four times RTTVAR
  } rtt_t;

  // The ranges of a scoreboard: sorted, those in use first, no two touch.
  typedef range_t [BoardRanges-1:0] board_t;

  // What a scoreboard tells of loss (RFC 6675). Gap i lies before range i; the lost gaps are the first.
  typedef struct packed {
    logic [BoardRanges-1:0]       lost;      // IsLost of the octets of gap i
    seq_t                         lost_end;  // no gap beyond is lost
    logic [31:0]                  beyond;    // octets of the ranges beyond
    logic [BoardRanges-1:0][31:0] upto;      // octets of the ranges up to range i
  } loss_t;

  // The octet that is next in its turn, and where it stands.
  typedef struct packed {
    seq_t        seq;
    logic        bounded;  // a range lies after it
    logic [31:0] hole;     // octets up to that range
    logic        lost;     // RFC 6675 IsLost
    logic [31:0] pipe;     // RFC 6675 SetPipe
  } next_t;

  // What stage Follow has to learn from an event.
  typedef struct packed {
    congest_e    congest;
    logic        board;    // the scoreboard that the segment makes counts
    logic [31:0] acked;    // CongestAck: octets
    logic        first;    // CongestOpen: our SYN was sent once; CongestTimeout: the first since progress
    logic        sample;   // the round trip that Check has computed counts
    logic        restart;  // the retransmission timer starts anew, if congestion control agrees
  } learn_t;

  // Text of a segment, put to what was received before.
  typedef struct packed {
    logic        in_order;  // RCV.NXT moves
    logic        ack_now;   // the sender must know at once (RFC 5681 4.2)
    seq_t        rcv_nxt;
    range_t [HeldRanges-1:0] held;
    take_t       take;      // what goes to the buffer, zero for nothing
  } assembled_t;

  // The segment that an event emits, in words.
  typedef enum logic [3:0] {
    SendNone   = 4'd0,
    SendAck    = 4'd1,  // the acknowledgment that is due
    SendSyn    = 4'd2,
    SendSynAck = 4'd3,
    SendRst    = 4'd4,  // this connection is aborted
    SendRstSeq = 4'd5,  // a bad acknowledgment is refused: <SEQ=SEG.ACK><CTL=RST>
    SendRstAck = 4'd6,  // nobody is here: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
    SendTurn   = 4'd7,  // what output(t) finds, if anything
    SendAgain  = 4'd8,  // one segment from snd_rtx, whatever the windows say
    SendText   = 4'd9,  // a segment of text, a FIN or both: SendTurn and SendAgain become it
    SendKeep   = 4'd10, // a keep-alive: an acknowledgment of one octet before SND.NXT
    SendCookie = 4'd11  // <SEQ=cookie><ACK=SEG.SEQ+1><CTL=SYN,ACK>, nothing is kept
  } send_e;

  // What a rule makes of an event, and what the stages behind it add.
  typedef struct packed {
    desc_t   conn;        // the socket, NoDesc for none
    tcb_t    tcb;
    logic    free;        // the socket and all that it holds returns; zero in the place of tcb
    send_e   send;
    drop_e   drop;
    take_t   take;
    answer_t answer;
    ready_t  raise;       // told only if the host holds the socket
    logic    acceptable;  // told to the listener
    logic    retry;       // the socket layer has to look for a port first: nothing happens
    logic    go_on;       // a segment: its text and FIN count
    learn_t  learn;
  } step_t;

  // What output(t) finds.
  typedef struct packed {
    logic        due;
    seq_t        seq;
    logic [15:0] length;
    logic        fin;
    logic        aside;     // snd_rtx does not move with it
    logic        last;      // the text ends with this segment: PSH
    logic        unsent;    // text or FIN wait ahead of seq
  } output_t;

  // The text of SendText.
  typedef struct packed {
    seq_t        seq;
    logic [15:0] length;
    logic        psh;
    logic        fin;
    logic        again;     // for the counters: it was sent before
  } text_t;

  // The deadlines of a control block, all that the timer looks at.
  typedef struct packed {
    logic        rtx_armed;
    logic [31:0] rtx_deadline;
    logic        tw_armed;
    logic [31:0] tw_deadline;
    logic        delack_armed;
    logic [31:0] delack_deadline;
    logic        keep_armed;
    logic [31:0] keep_deadline;
  } deadlines_t;

  // What leaves the engine beside the block, from Settle.
  typedef struct packed {
    emit_t   emit;
    logic    again;       // for the counters: it was sent before
    desc_t   ready_desc;
    ready_t  ready;
  } told_t;

  // What an event has come to: the record without its head.
  typedef struct packed {
    desc_t   conn;
    tcb_t    post;
    emit_t   emit;
    logic    again;
    drop_e   drop;
    take_t   take;
    answer_t answer;
    desc_t   ready_desc;
    ready_t  ready;
  } result_t;

  localparam tcp_flags_t FlagsAck    = '{ack: 1'b1, default: 1'b0};
  localparam tcp_flags_t FlagsSyn    = '{syn: 1'b1, default: 1'b0};
  localparam tcp_flags_t FlagsSynAck = '{syn: 1'b1, ack: 1'b1, default: 1'b0};
  localparam tcp_flags_t FlagsRst    = '{rst: 1'b1, default: 1'b0};
  localparam tcp_flags_t FlagsRstAck = '{rst: 1'b1, ack: 1'b1, default: 1'b0};

  // The states in which text or a FIN of ours may be on its way.
  function automatic logic sends_text(tcp_state_e state);
    return state inside {Established, FinWait1, CloseWait, Closing, LastAck};
  endfunction

  // The states in which the 4-tuple is in the lookup.
  function automatic logic has_tuple(tcp_state_e state);
    return !(state inside {Closed, Listen});
  endfunction

  // A child that its listener counts.
  function automatic logic is_counted(tcb_t tcb);
    return tcb.passive && (tcb.state != Closed) && (tcb.state == SynReceived || tcb.queued);
  endfunction

  // docs/rules/tcp.md section 1; whether the socket is free then is decided in Settle.
  function automatic tcb_t shut(tcb_t tcb, errno_e error);
    shut              = tcb;
    shut.state        = Closed;
    shut.rtx_armed    = 1'b0;
    shut.retries      = '0;
    shut.tw_armed     = 1'b0;
    shut.delack_armed = 1'b0;
    shut.keep_armed   = 1'b0;
    shut.resend       = 1'b0;
    shut.active       = 1'b0;
    shut.error        = error;
  endfunction

  function automatic tcb_t enter_time_wait(tcb_t tcb, logic [31:0] deadline);
    enter_time_wait             = tcb;
    enter_time_wait.state       = TimeWait;
    enter_time_wait.rtx_armed   = 1'b0;
    enter_time_wait.tw_armed    = 1'b1;
    enter_time_wait.tw_deadline = deadline;
  endfunction

  // Nobody holds it: a peer that never closes does not keep the socket for ever.
  function automatic tcb_t limit_fin_wait_2(tcb_t tcb, logic [31:0] now);
    limit_fin_wait_2             = tcb;
    limit_fin_wait_2.tw_armed    = 1'b1;
    limit_fin_wait_2.tw_deadline = now + FinWait2Limit;
  endfunction

  function automatic deadlines_t deadlines_of(tcb_t tcb);
    return '{rtx_armed: tcb.rtx_armed, rtx_deadline: tcb.rtx_deadline, tw_armed: tcb.tw_armed, tw_deadline: tcb.tw_deadline,
             delack_armed: tcb.delack_armed, delack_deadline: tcb.delack_deadline, keep_armed: tcb.keep_armed,
             keep_deadline: tcb.keep_deadline};
  endfunction

  function automatic logic is_due(logic [31:0] now, logic [31:0] deadline);
    return !seq_lt(now, deadline);
  endfunction

  function automatic logic [31:0] min32(logic [31:0] a, logic [31:0] b);
    return (a < b) ? a : b;
  endfunction
  function automatic logic [31:0] max32(logic [31:0] a, logic [31:0] b);
    return (a < b) ? b : a;
  endfunction
  function automatic seq_t seq_max(seq_t a, seq_t b);
    return seq_lt(a, b) ? b : a;
  endfunction
  function automatic seq_t seq_min(seq_t a, seq_t b);
    return seq_lt(a, b) ? a : b;
  endfunction

  // A tick is 1,024 us.
  function automatic logic [31:0] tick_of(logic [63:0] now);
    return now[41:10];
  endfunction

  function automatic logic is_range(range_t range);
    return range.left != range.right;
  endfunction

  function automatic board_t board_of(tcb_t tcb);
    return {tcb.sacked3, tcb.sacked2, tcb.sacked1, tcb.sacked0};
  endfunction
  function automatic tcb_t with_board(tcb_t tcb, board_t board);
    with_board = tcb;
    {with_board.sacked3, with_board.sacked2, with_board.sacked1, with_board.sacked0} = board;
  endfunction

  function automatic cubic_t cubic_of(tcb_t tcb);
    return '{w_max: tcb.w_max, cwnd_prior: tcb.cwnd_prior, epoch: tcb.epoch, epoch_at: tcb.epoch_at,
             cubic_k: tcb.cubic_k, w_est: tcb.w_est, est_acked: tcb.est_acked};
  endfunction
  function automatic congestion_t congestion_of(tcb_t tcb);
    return '{cwnd: tcb.cwnd, ssthresh: tcb.ssthresh, ca_acked: tcb.ca_acked, cubic: cubic_of(tcb),
             dup_acks: tcb.dup_acks, recovering: tcb.recovering, partial: tcb.partial, recover: tcb.recover};
  endfunction
  function automatic tcb_t with_congestion(tcb_t tcb, congestion_t congestion);
    with_congestion            = tcb;
    with_congestion.cwnd       = congestion.cwnd;
    with_congestion.ssthresh   = congestion.ssthresh;
    with_congestion.ca_acked   = congestion.ca_acked;
    with_congestion.dup_acks   = congestion.dup_acks;
    with_congestion.recovering = congestion.recovering;
    with_congestion.partial    = congestion.partial;
    with_congestion.recover    = congestion.recover;
    with_congestion.w_max      = congestion.cubic.w_max;
    with_congestion.cwnd_prior = congestion.cubic.cwnd_prior;
    with_congestion.epoch      = congestion.cubic.epoch;
    with_congestion.epoch_at   = congestion.cubic.epoch_at;
    with_congestion.cubic_k    = congestion.cubic.cubic_k;
    with_congestion.w_est      = congestion.cubic.w_est;
    with_congestion.est_acked  = congestion.cubic.est_acked;
  endfunction

  // RFC 2018: the blocks that a segment sent now would carry (twice: and one of RFC 2883), and the text
  // that fits beside them.
  function automatic logic [2:0] sack_blocks(tcb_t tcb, logic twice);
    logic [2:0] blocks;
    blocks = 3'(is_range(tcb.held0)) + 3'(is_range(tcb.held1)) + 3'(is_range(tcb.held2)) + 3'(is_range(tcb.held3))
             + 3'(twice);
    if (!tcb.sack_ok) return '0;
    if (tcb.ts_ok) return (blocks > 3'd3) ? 3'd3 : blocks;
    return (blocks > 3'd4) ? 3'd4 : blocks;
  endfunction
  function automatic logic [15:0] mss_now(tcb_t tcb);
    logic [2:0] blocks;
    blocks = sack_blocks(tcb, 1'b0);
    return tcb.snd_mss - ((blocks == '0) ? 16'd0 : 16'd4 + {10'd0, blocks, 3'd0});
  endfunction

  // What CONNECT and a SYN that meets a listener have in common: our SYN leaves now.
  function automatic tcb_t started(event_t event_now, seq_t iss);
    started              = '0;
    started.allocated    = 1'b1;
    started.has_buffer   = 1'b1;
    started.iss          = iss;
    started.snd_una      = iss;
    started.snd_nxt      = iss + 32'd1;
    started.snd_rtx      = iss + 32'd1;
    started.snd_end      = iss + 32'd1;
    started.snd_wl2      = iss;
    started.ssthresh     = WindowLimit;
    started.recover      = iss;
    started.rtt_timing   = 1'b1;
    started.rtt_seq      = iss + 32'd1;
    started.rtt_start    = event_now.now[31:0];
    started.ts_offset    = event_now.ts_offset;
    started.rto          = RtoInitial;
    started.rtx_armed    = 1'b1;
    started.rtx_deadline = event_now.now[31:0] + RtoInitial;
  endfunction

  // What the peer's SYN tells of the peer.
  function automatic tcb_t told_by_syn(tcb_t tcb, event_t event_now, logic [15:0] mss, logic [31:0] buffer);
    told_by_syn              = tcb;
    told_by_syn.snd_wnd      = 32'(event_now.segment.wnd);  // never scaled: RFC 7323 2.2
    told_by_syn.snd_wnd_max  = 32'(event_now.segment.wnd);
    told_by_syn.snd_wl1      = event_now.segment.seq;
    told_by_syn.wscale_ok    = event_now.segment.has_wscale;
    told_by_syn.snd_wscale   = event_now.segment.wscale;
    told_by_syn.sack_ok      = event_now.segment.has_sackok;
    told_by_syn.ts_ok        = event_now.segment.has_ts;
    if (event_now.segment.has_ts) begin
      told_by_syn.ts_recent    = event_now.segment.tsval;
      told_by_syn.ts_recent_at = tick_of(event_now.now);
    end
    told_by_syn.snd_mss      = mss;
    told_by_syn.cwnd         = 32'(mss);
    told_by_syn.irs          = event_now.segment.seq;
    told_by_syn.rcv_nxt      = event_now.segment.seq + 32'd1;
    told_by_syn.rcv_user     = event_now.segment.seq + 32'd1;
    told_by_syn.rcv_adv      = event_now.segment.seq + 32'd1 + buffer;
  endfunction

  // open(t): our SYN is acknowledged for the first time. If it was sent once its round trip counts;
  // RFC 6298 5.7 if not.
  function automatic step_t opened(step_t step, logic [31:0] tick);
    opened                = step;
    opened.tcb.syn_acked  = 1'b1;
    opened.tcb.rtt_timing = 1'b0;
    opened.learn.congest  = CongestOpen;
    opened.learn.first    = step.tcb.rtt_timing;
    opened.learn.sample   = step.tcb.rtt_timing;
    if (!step.tcb.rtt_timing) opened.tcb.rto = RtoAfterSyn;
    if (step.tcb.keep_idle != '0) begin
      opened.tcb.keep_armed    = 1'b1;
      opened.tcb.keep_deadline = tick + step.tcb.keep_idle;
      opened.tcb.keep_probes   = '0;
    end
  endfunction

  // RFC 6298 2.2 to 2.5: the time-out that the round trips tell.
  function automatic logic [31:0] rto_of(rtt_t rtt);
    return min32(max32((rtt.srtt >> 3) + max32(rtt.rttvar, ClockGrain), RtoMin), RtoMax);
  endfunction

  // RFC 6298 5.5: back off.
  function automatic logic [31:0] rto_doubled(logic [31:0] rto);
    return min32(rto << 1, RtoMax);
  endfunction

endpackage
