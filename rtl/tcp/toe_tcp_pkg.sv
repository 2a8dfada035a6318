// Sockwire - TCP: control block, events and the commit record (RFC 9293).
//
// This file is the one source of these layouts: the C++ views, the waveform's names and
// docs/records.md are generated from it. What each event does is told in docs/rules/tcp.md.
package toe_tcp_pkg;
  import toe_pkg::*;

  typedef logic [31:0] seq_t;  // a sequence number, modulo 2^32

  // RFC 9293 section 3.4: "a is before b" on the circle of sequence numbers.
  function automatic logic seq_lt(seq_t a, seq_t b);
    seq_t difference;
    difference = a - b;
    return difference[31];
  endfunction
  function automatic logic seq_leq(seq_t a, seq_t b);
    return !seq_lt(b, a);
  endfunction

  // RFC 9293 section 3.3.2
  typedef enum logic [3:0] {
    Closed      = 4'd0,
    Listen      = 4'd1,
    SynSent     = 4'd2,
    SynReceived = 4'd3,
    Established = 4'd4,
    FinWait1    = 4'd5,
    FinWait2    = 4'd6,
    CloseWait   = 4'd7,
    Closing     = 4'd8,
    LastAck     = 4'd9,
    TimeWait    = 4'd10
  } tcp_state_e;

  typedef enum logic [2:0] {
    EventNone     = 3'd0,
    EventUser     = 3'd1,  // a call of the host
    EventSegment  = 3'd2,  // a segment that arrived, checksum verified
    EventTimeout  = 3'd3,  // a deadline that has passed
    EventTransmit = 3'd4,  // a socket's turn to send
    EventIcmp     = 3'd5   // an ICMP error about a segment of ours (RFC 9293 3.9.2.2)
  } event_kind_e;

  typedef enum logic [3:0] {
    CallNone     = 4'd0,
    CallSocket   = 4'd1,
    CallBind     = 4'd2,   // port
    CallListen   = 4'd3,   // length = backlog
    CallAccept   = 4'd4,
    CallConnect  = 4'd5,   // addr, port
    CallSend     = 4'd6,   // length octets from the send window; port[0]: they are urgent
    CallRecv     = 4'd7,   // up to length octets into the receive window
    CallShutdown = 4'd8,   // length = 0 receiving, 1 sending, 2 both
    CallClose    = 4'd9,
    CallAbort    = 4'd10,
    CallOption   = 4'd11   // port = option_e, length = its value
  } call_e;

  // What CallOption sets. Values of time are in ticks of 1,024 us. TCP has those up to OptionTos, UDP
  // those from OptionTtl on (docs/rules/udp.md).
  typedef enum logic [3:0] {
    OptionNone         = 4'd0,
    OptionNoDelay      = 4'd1,  // 1: small segments do not wait (Nagle off, RFC 9293 3.7.4)
    OptionKeepIdle     = 4'd2,  // 0: no keep-alives; else ticks of silence before the first (3.8.4)
    OptionUserTimeout  = 4'd3,  // 0: by retries; else ticks without progress that end it (3.8.3)
    OptionCongestion   = 4'd4,  // 0: NewReno; 1: CUBIC (RFC 9438)
    OptionReuse        = 4'd5,  // 1: BIND takes a port that another socket has (RFC 9293 MUST-42)
    OptionTtl          = 4'd6,  // 1 to 255; 0: DefaultTtl
    OptionTos          = 4'd7,  // DSCP in bits 7:2; bits 1:0 (ECN) are 0 for TCP
    OptionBroadcast    = 4'd8,  // 1: may send to a broadcast address
    OptionNoFragment   = 4'd9,  // 1: DF is set, and what is larger than the MTU is refused
    OptionMulticastTtl = 4'd10, // 1 to 255; 1 for a new socket (RFC 1112 6.1)
    OptionJoin         = 4'd11, // the group, as a number
    OptionLeave        = 4'd12  // the group
  } option_e;

  // In the order in which they are served when several are due.
  typedef enum logic [2:0] {
    TimerNone       = 3'd0,
    TimerRetransmit = 3'd1,  // also probes a closed window
    TimerTimeWait   = 3'd2,
    TimerDelayedAck = 3'd3,  // RFC 9293 3.8.6.3
    TimerKeepalive  = 3'd4   // RFC 9293 3.8.4; its deadline is in ticks of 1,024 us
  } timer_e;

  // The numbers of Linux's errno.
  typedef enum logic [7:0] {
    Ok              = 8'd0,
    Ebadf           = 8'd9,
    Eagain          = 8'd11,
    Eacces          = 8'd13,
    Einval          = 8'd22,
    Emfile          = 8'd24,
    Epipe           = 8'd32,
    Edestaddrreq    = 8'd89,
    Emsgsize        = 8'd90,
    Eopnotsupp      = 8'd95,
    Eaddrinuse      = 8'd98,
    Eaddrnotavail   = 8'd99,
    Enetunreach     = 8'd101,
    Econnreset      = 8'd104,
    Enobufs         = 8'd105,
    Eisconn         = 8'd106,
    Enotconn        = 8'd107,
    Etimedout       = 8'd110,
    Econnrefused    = 8'd111,
    Ehostunreach    = 8'd113,
    Ealready        = 8'd114,
    Einprogress     = 8'd115
  } errno_e;

  // Why a segment changed nothing.
  typedef enum logic [3:0] {
    DropNone         = 4'd0,
    DropNoConnection = 4'd1,  // no socket of ours; answered by RST unless it was one
    DropUnacceptable = 4'd2,  // outside the window; acknowledged unless it was RST
    DropChallenge    = 4'd3,  // RFC 5961: answered by a challenge ACK
    DropNoAck        = 4'd4,  // the ACK bit is missing
    DropBadAck       = 4'd5,  // it acknowledges what was never sent
    DropBacklog      = 4'd6,  // the listener's backlog is full
    DropNoSocket     = 4'd7,  // no descriptor is left
    DropNoBuffer     = 4'd8,  // no buffer memory is left
    DropIgnored      = 4'd9,  // the state has no use for it (RST in LISTEN, no SYN in SYN-SENT, ...)
    DropNoListener   = 4'd10, // the listener of this half-open connection is gone
    DropPaws         = 4'd11, // RFC 7323: its timestamp is older than what we have seen
    DropNoTimestamp  = 4'd12, // RFC 7323 3.2: timestamps were agreed upon, and it has none
    DropCookie       = 4'd13  // RFC 4987: answered by a SYN cookie, nothing is kept
  } drop_e;

  // Control bits, RFC 9293 section 3.1.
  typedef struct packed {
    logic cwr;
    logic ece;
    logic urg;
    logic ack;
    logic psh;
    logic rst;
    logic syn;
    logic fin;
  } tcp_flags_t;

  // What has become ready; raised for a descriptor, kept until the host takes it.
  typedef struct packed {
    logic urgent;       // urgent octets are ahead of what the host has read (RFC 9293 3.8.5)
    logic error;        // an error waits to be read
    logic peer_closed;  // the peer's FIN was taken
    logic acceptable;   // a connection waits to be accepted
    logic connected;    // connect() has succeeded
    logic writable;     // octets of the send buffer became free
    logic readable;     // octets or the end of the stream can be received
  } ready_t;

  // The header on the wire, RFC 9293 section 3.1, without options, first octet in the high bits.
  typedef struct packed {
    port_t       src_port;
    port_t       dst_port;
    seq_t        seq;
    seq_t        ack;
    logic [3:0]  data_offset;
    logic [3:0]  reserved;
    tcp_flags_t  flags;
    logic [15:0] wnd;
    logic [15:0] checksum;
    logic [15:0] urgent;
  } tcp_header_t;

  // Octets of the sequence space from left up to, not including, right; none if they are equal.
  typedef struct packed {
    seq_t left;
    seq_t right;
  } range_t;

  // A segment that arrived, as the engine sees it.
  typedef struct packed {
    ip_t         addr;      // whom it comes from
    port_t       src_port;
    port_t       dst_port;
    seq_t        seq;
    seq_t        ack;
    tcp_flags_t  flags;
    logic [15:0] wnd;
    logic        has_mss;   // a well-formed MSS option was there
    logic [15:0] mss;       // its value, 0 without one
    logic        has_wscale;  // RFC 7323: a well-formed window scale option was there
    logic [3:0]  wscale;    // its shift, at most 14 (larger ones are told as 14), 0 without one
    logic        has_sackok;  // RFC 2018: SACK permitted was there
    logic        has_ts;    // RFC 7323: a well-formed timestamps option was there
    logic [31:0] tsval;     // 0 without one
    logic [31:0] tsecr;     // 0 without one
    logic [2:0]  sacks;     // RFC 2018: blocks of a well-formed SACK option, 0 to 4; 0 in a SYN
    range_t      sack0;     // zero where there is none
    range_t      sack1;
    range_t      sack2;
    range_t      sack3;
    logic [15:0] urgent;    // urgent pointer; 0 without URG
    logic [15:0] length;    // octets of payload (SYN and FIN not counted)
  } segment_t;

  // A segment to send.
  typedef struct packed {
    logic        valid;
    ip_t         addr;      // whom it goes to
    port_t       src_port;
    port_t       dst_port;
    seq_t        seq;
    seq_t        ack;       // 0 without the ACK bit
    tcp_flags_t  flags;
    logic [15:0] wnd;
    logic        has_mss;
    logic [15:0] mss;       // 0 without one
    logic        has_wscale;
    logic [3:0]  wscale;    // 0 without one
    logic        has_sackok;
    logic        has_ts;
    logic [31:0] tsval;     // 0 without one
    logic [31:0] tsecr;     // 0 without one
    logic [2:0]  sacks;     // blocks of the SACK option: 0 to 4, 0 to 3 beside timestamps
    range_t      sack0;     // zero where there is none
    range_t      sack1;
    range_t      sack2;
    range_t      sack3;
    logic [15:0] urgent;    // urgent pointer; 0 without URG
    logic [15:0] length;    // octets of payload
    logic [7:0]  ttl;       // of its datagram; 0: DefaultTtl
    logic [7:0]  tos;
  } emit_t;

  // A call of the host.
  typedef struct packed {
    call_e       call;
    desc_t       desc;
    ip_t         addr;
    port_t       port;      // SEND: bit 0 set if the octets are urgent; SOCKET: 0 stream, 1 datagram
    logic [31:0] length;
  } user_call_t;

  // What the host is answered.
  typedef struct packed {
    logic        valid;
    errno_e      error;
    logic [31:0] value;
  } answer_t;

  // Which octets of the segment go to the receive buffer: length octets after the first skip, to the
  // place of sequence number seq. All zero for none.
  typedef struct packed {
    seq_t        seq;
    logic [15:0] skip;
    logic [15:0] length;
  } take_t;

  // Transmission control block. A socket that is not allocated is all zero.
  typedef struct packed {
    logic        allocated;     // socket() or an arriving SYN has made it
    logic        attached;      // the host holds the descriptor
    logic        bound;         // local_port is this socket's
    logic        shared;        // it was another's already: this socket does not give it back
    logic        reuse;         // BIND takes a port that another socket has
    logic        passive;       // opened by a SYN that met a listener
    logic        queued;        // waits in the accept queue
    tcp_state_e  state;         // RFC 9293 3.3.2
    logic [15:0] parent;        // passive: generation and slot of the listener
    ip_t         remote_addr;   // whom we talk to
    port_t       remote_port;   // the peer's port
    port_t       local_port;    // our port
    logic        has_buffer;    // a block of the buffer pool is held
    logic [15:0] buffer;        // its number
    logic        syn_acked;     // the peer has acknowledged our SYN
    seq_t        iss;           // initial send sequence number
    seq_t        snd_una;       // oldest octet not acknowledged
    seq_t        snd_nxt;       // first octet never sent
    seq_t        snd_rtx;       // octet that the next turn sends; before snd_nxt after a timeout
    seq_t        snd_end;       // one past the last octet that the host has given
    logic        fin_queued;    // the host has closed: FIN follows snd_end
    logic        snd_urgent;    // RFC 9293 3.8.5: urgent octets are not acknowledged yet
    seq_t        snd_up;        // SND.UP: one past the last of them
    logic [31:0] snd_wnd;       // the peer's window, in octets
    logic [31:0] snd_wnd_max;   // the largest that it has been
    logic        wscale_ok;     // RFC 7323: the peer's SYN had a window scale option
    logic [3:0]  snd_wscale;    // RFC 7323: the peer's windows are shifted left by this
    seq_t        snd_wl1;       // sequence number of the last window update
    seq_t        snd_wl2;       // acknowledgment number of the last window update
    logic [15:0] snd_mss;       // octets of payload of a segment at the most, room for timestamps deducted
    logic [7:0]  ttl;           // of what we send; 0: DefaultTtl
    logic [7:0]  tos;           // DSCP of what we send, in its upper six bits
    logic        nodelay;       // Nagle is off
    logic [31:0] cwnd;          // RFC 5681: congestion window, in octets
    logic [31:0] ssthresh;      // RFC 5681: slow start below, congestion avoidance from here on
    logic [31:0] ca_acked;      // octets acknowledged towards the next step of congestion avoidance
    logic        cubic;         // RFC 9438: CUBIC decides, not NewReno
    logic [31:0] w_max;         // W_max: cwnd before the last reduction, in octets; 0: none
    logic [31:0] cwnd_prior;    // cwnd before the last reduction
    logic        epoch;         // an epoch of congestion avoidance has begun
    logic [31:0] epoch_at;      // tick at which it began
    logic [15:0] cubic_k;       // K: ticks until W_max is reached again
    logic [31:0] w_est;         // W_est: what Reno would have by now
    logic [31:0] est_acked;     // octets acknowledged towards its next step
    logic [7:0]  dup_acks;      // duplicate ACKs since the last progress
    logic        recovering;    // RFC 6582: in fast recovery
    logic        partial;       // RFC 6582: a partial ACK has come in this recovery
    seq_t        recover;       // RFC 6582: highest octet sent when loss was last noticed
    logic        resend;        // the next turn sends the segment at snd_una again
    range_t      sacked0;       // RFC 2018: octets that the peer holds beyond snd_una, in their order
    range_t      sacked1;
    range_t      sacked2;
    range_t      sacked3;
    logic [31:0] last_data;     // when we last sent text, in microseconds of now
    logic        rtt_timing;    // RFC 6298: a segment's round trip is being measured
    seq_t        rtt_seq;       // the ACK that ends the measurement, or a later one
    logic [31:0] rtt_start;     // in microseconds of now
    logic        rtt_valid;     // srtt and rttvar hold a measurement
    logic [31:0] srtt;          // eight times SRTT, in microseconds
    logic [31:0] rttvar;        // four times RTTVAR, in microseconds
    logic        sack_ok;       // RFC 2018: both have sent SACK permitted
    logic        ts_ok;         // RFC 7323: both have sent timestamps
    logic [31:0] ts_offset;     // TSval is the tick plus this
    logic [31:0] ts_recent;     // RFC 7323: TS.Recent
    logic [31:0] ts_recent_at;  // tick at which it was taken
    seq_t        irs;           // the peer's initial sequence number
    seq_t        rcv_nxt;       // next octet that we expect
    seq_t        rcv_user;      // next octet that the host will read
    seq_t        rcv_adv;       // right edge of the window that we have advertised
    seq_t        rcv_acked;     // the acknowledgment number that we sent last (Last.ACK.sent)
    logic        rcv_urgent;    // urgent octets are ahead of rcv_user
    seq_t        rcv_up;        // RCV.UP: one past the last of them
    range_t      held0;         // octets received beyond a gap, in the buffer; the latest first
    range_t      held1;
    range_t      held2;
    range_t      held3;
    logic        fin_held;      // a FIN has come beyond a gap
    seq_t        fin_seq;       // its sequence number
    logic        fin_rcvd;      // the peer's FIN has been taken; it counts in rcv_nxt
    logic        delack_armed;  // an ACK is owed, and may wait
    logic [31:0] delack_deadline;  // in microseconds of now
    logic        rtx_armed;     // retransmission timer runs
    logic [31:0] rtx_deadline;  // in microseconds of now
    logic [31:0] rto;           // present time-out, in microseconds
    logic [7:0]  retries;       // time-outs since the last progress
    logic [31:0] stalled_at;    // tick of the first of them
    logic [31:0] user_timeout;  // ticks without progress that end the connection; 0: by retries
    logic [31:0] keep_idle;     // ticks of silence before a keep-alive; 0: none
    logic        keep_armed;    // keep-alive timer runs
    logic [31:0] keep_deadline; // in ticks
    logic [7:0]  keep_probes;   // keep-alives since the peer was last heard
    logic [3:0]  challenges;    // challenge ACKs sent in the present period (RFC 5961 section 7)
    logic [31:0] challenge_at;  // tick at which the period began
    logic        tw_armed;      // TIME-WAIT timer runs; also limits a FIN-WAIT-2 that nobody holds
    logic [31:0] tw_deadline;   // in microseconds of now
    logic        active;        // waits for a turn to transmit
    errno_e      error;         // pending error, told once
    errno_e      soft_error;    // RFC 1122 4.2.3.9: the last soft error of ICMP since progress was made
    logic [31:0] last_sent;     // when we last sent a segment, in microseconds of now
    logic [31:0] segs_in;       // segments received for this socket
    logic [31:0] segs_out;      // segments sent
    logic [31:0] segs_again;    // of them, those that only repeat
    logic [31:0] drops;         // segments received that changed nothing
    logic [7:0]  backlog;       // LISTEN: connections that may wait
  } tcb_t;

  // One record an event, in the order in which the engine takes them.
  typedef struct packed {
    logic        valid;
    logic [63:0] order;       // 0, 1, 2, ... without a gap
    logic [63:0] now;         // microseconds since reset (scaled by the time register)
    desc_t       conn;        // the socket that was read and written, NoDesc for none
    event_kind_e kind;
    user_call_t  call;        // EventUser
    segment_t    segment;     // EventSegment
    timer_e      timer;       // EventTimeout
    icmp_error_t icmp;        // EventIcmp
    drop_e       drop;        // EventSegment, EventIcmp: why it changed nothing
    tcb_t        pre;
    tcb_t        post;
    emit_t       emit;
    take_t       take;
    answer_t     answer;
    desc_t       ready_desc;  // for whom ready is raised, NoDesc for none
    ready_t      ready;
  } tcp_record_t;

  // ---------------------------------------------------------------- between the engine and its neighbours

  // What the socket layer has found out for a call before the engine takes it.
  typedef struct packed {
    logic  port_free;    // BIND: the port was free and is now reserved; CONNECT of an unbound socket: one was found
    port_t port;         // BIND: the port; CONNECT: the local port, found or already bound
    logic  child_valid;  // ACCEPT: a connection waits
    desc_t child;        // ACCEPT: which
    logic  internal;     // ABORT of a queued connection: the descriptor need not be attached
  } call_grant_t;

  typedef enum logic [1:0] {
    MoveTake = 2'd0,  // staging -> receive buffer; what is not taken is thrown away
    MoveSend = 2'd1,  // send window -> send buffer
    MoveRecv = 2'd2   // receive buffer -> receive window
  } move_e;

  // Octets to move; done strictly in the order in which they are asked for.
  typedef struct packed {
    move_e       kind;
    logic [15:0] buffer;  // block of the pool
    logic [15:0] offset;  // in its ring: of the first octet moved
    logic [15:0] length;  // octets to move
    logic [15:0] skip;    // MoveTake: octets of the segment in front of them
    logic [15:0] total;   // MoveTake: octets of the segment
  } move_t;

  // A segment to build, and where its payload lies.
  typedef struct packed {
    emit_t       emit;
    logic [15:0] buffer;    // block of the pool
    logic [15:0] offset;    // of the first octet of payload in the send ring
    logic [7:0]  move_tag;  // payload is read only when this many moves (modulo 256) are done
  } tx_request_t;

  // What is counted: one-clock pulses. RFC 4022.
  typedef struct packed {
    logic active_opens;
    logic passive_opens;
    logic attempt_fails;
    logic estab_resets;
    logic out_segs;
    logic retrans_segs;
    logic out_rsts;
    logic drop_backlog;
    logic drop_no_socket;
    logic drop_no_buffer;
    logic drop_no_connection;
    logic drop_unacceptable;
    logic drop_challenge;
    logic drop_no_ack;
    logic drop_bad_ack;
    logic drop_ignored;
    logic drop_no_listener;
    logic drop_paws;
    logic drop_no_timestamp;
    logic cookies_sent;   // DropCookie
    logic cookies_taken;  // a cookie came back and made a connection
    logic rsts_limited;   // a RST for no connection that stayed away (ResetLimit)
  } tcp_stat_t;

  typedef struct packed {
    logic in_segs;      // all that IP has delivered
    logic in_errs;      // bad header or checksum
    logic in_discards;  // no room in staging
    logic stale;        // a segment that was out of date before it left
    logic out_discards; // no neighbour
  } tcp_io_stat_t;

  // Constants. Times in microseconds.
  localparam logic [31:0] RtoInitial   = 32'd1_000_000;   // RFC 6298 2.1
  localparam logic [31:0] RtoMax       = 32'd60_000_000;  // RFC 6298 2.5
  localparam logic [7:0]  SynRetries   = 8'd8;            // RFC 9293 3.8.3: at least three minutes
  localparam logic [7:0]  DataRetries  = 8'd10;           // RFC 9293 3.8.3: R2 at least 100 s
  localparam logic [31:0] RtoMin       = 32'd1_000_000;   // RFC 6298 2.4
  localparam logic [31:0] RtoAfterSyn  = 32'd3_000_000;   // RFC 6298 5.7: the SYN was lost
  localparam logic [31:0] RttMax       = 32'h0400_0000;   // a longer round trip is taken for this one
  localparam logic [31:0] ClockGrain   = 32'd1024;        // RFC 6298: G
  localparam logic [31:0] DelayedAck   = 32'd40_000;      // RFC 9293 3.8.6.3: below 500 ms
  localparam logic [31:0] WindowLimit  = 32'h4000_0000;   // cwnd and ssthresh never pass this
  localparam logic [31:0] InitialWindow = 32'd14600;      // RFC 6928
  localparam logic [31:0] KeepInterval = 32'd73_242;      // ticks between keep-alives: 75 s
  localparam logic [7:0]  KeepProbes   = 8'd9;            // unanswered ones that end the connection
  localparam logic [31:0] TsMaxIdle    = 32'd2_025_000_000;  // ticks, 24 days (RFC 7323 5.5)
  localparam logic [31:0] FinWait2Limit = 32'd60_000_000; // a FIN-WAIT-2 that nobody holds ends after this
  localparam logic [31:0] ChallengePeriod = 32'd977;      // ticks, one second
  localparam logic [3:0]  ChallengeLimit  = 4'd10;        // challenge ACKs in a period
  localparam logic [31:0] ResetPeriod  = 32'd977;         // ticks, one second
  localparam logic [9:0]  ResetLimit   = 10'd1000;        // RSTs for no connection in a period
  localparam logic [7:0]  AdviceRetries = 8'd3;           // RFC 9293 3.8.3: R1
  localparam logic [15:0] MssDefault   = 16'd536;         // RFC 9293 3.7.1
  localparam logic [15:0] MtuFloor     = 16'd552;         // RFC 5927 7: a smaller one is not believed
  localparam logic [15:0] MtuUnknown   = 16'd576;         // RFC 1191 5: the router did not say
  localparam logic [15:0] MssFloor     = 16'd64;          // smaller values are raised to this
  localparam logic [15:0] EphemeralMin = 16'd49152;       // RFC 6335: the dynamic ports

  // The segment sizes that a SYN cookie can remember.
  function automatic logic [15:0] cookie_mss(logic [2:0] index);
    unique case (index)
      3'd0:    return 16'd64;
      3'd1:    return 16'd216;
      3'd2:    return 16'd536;
      3'd3:    return 16'd1024;
      3'd4:    return 16'd1220;
      3'd5:    return 16'd1360;
      3'd6:    return 16'd1440;
      default: return 16'd1460;
    endcase
  endfunction

endpackage
