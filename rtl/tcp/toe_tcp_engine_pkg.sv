// Sockwire - TCP engine: what its stages hand to each other.
//
// An event passes Check (compare), Update (the rule of RFC 9293 section 3.10), Output (what a turn
// to transmit sends) and Settle (window, timers, the segment itself). What the host and the model
// see of it is in toe_tcp_pkg; this package stays inside rtl/tcp. Behaviour: docs/rules/tcp.md.
package toe_tcp_engine_pkg;
  import toe_pkg::*;
  import toe_tcp_pkg::*;

  // One event, as it was accepted. What its kind does not use is zero.
  typedef struct packed {
    event_kind_e kind;
    logic [63:0] now;
    user_call_t  call;
    call_grant_t grant;
    segment_t    segment;
    timer_e      timer;
    desc_t       desc;     // EventTimeout, EventTransmit: whose
    seq_t        isn;      // the initial sequence number of a connection that this event opens
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
    logic        listener;       // somebody listens on the segment's port
    logic        listener_full;
    logic [15:0] listener_parent;
    logic        parent_alive;   // the listener of this passive socket still listens
    desc_t       parent_desc;
  } facts_t;

  // What the rules need to know of numbers, so that they are left with decisions.
  typedef struct packed {
    // RFC 9293 3.10.7.4
    logic        acceptable;     // first: the sequence number
    logic        answerable;     // if it is not: an acknowledgment is sent, and cannot be answered for ever
    logic        seq_is_next;    // SEG.SEQ = RCV.NXT
    logic        ack_advances;   // SND.UNA < SEG.ACK
    logic        ack_beyond;     // SND.NXT < SEG.ACK
    logic        ack_is_all;     // SEG.ACK = SND.NXT
    logic        ack_of_data;    // it acknowledges octets, not only SYN or FIN
    logic        ack_of_fin;     // our FIN is acknowledged, by this segment or before
    logic        ack_passes_rtx; // what was to be sent again is acknowledged
    logic        window_newer;   // SND.WL1 and SND.WL2 allow the update
    logic        text_in_order;  // SEG.SEQ =< RCV.NXT
    take_t       text;           // what of it is new and inside the window
    logic        fin_in_order;   // all text before the FIN is taken with it, and the window reaches to it
    seq_t        seg_end;        // SEG.SEQ + SEG.LEN, SYN and FIN counted
    logic [15:0] peer_mss;       // effective MSS from this SYN
    // user calls
    logic [31:0] send_count;     // octets of SEND that find room
    logic        send_full;      // there is none
    logic [31:0] recv_count;     // octets that RECV hands out
    logic        recv_some;      // something is readable
    logic        recv_reveals;   // handing them out moves the advertised window
    // timers and turns
    logic        due;            // the timer is armed and due, the socket waits for its turn
  } check_t;

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
    SendAgain  = 4'd8,  // one segment from snd_rtx, whatever the window says
    SendText   = 4'd9   // a segment of text, a FIN or both: SendTurn and SendAgain become it
  } send_e;

  // What a rule makes of an event.
  typedef struct packed {
    desc_t   conn;        // the socket, NoDesc for none
    tcb_t    tcb;
    logic    free;        // the socket and all that it holds returns
    send_e   send;
    drop_e   drop;
    take_t   take;
    answer_t answer;
    ready_t  raise;       // told only if the host holds the socket
    logic    acceptable;  // told to the listener
    logic    retry;       // the socket layer has to look for a port first: nothing happens
  } step_t;

  // What output(t) finds.
  typedef struct packed {
    logic        due;
    logic [15:0] length;
    logic        fin;
    logic        last;      // the text ends with this segment: PSH
    logic        unsent;    // text or FIN wait ahead of snd_rtx
  } output_t;

  // The text of SendText.
  typedef struct packed {
    seq_t        seq;
    logic [15:0] length;
    logic        psh;
    logic        fin;
    logic        again;     // for the counters: it was sent before
  } text_t;

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
    shut           = tcb;
    shut.state     = Closed;
    shut.rtx_armed = 1'b0;
    shut.retries   = '0;
    shut.tw_armed  = 1'b0;
    shut.active    = 1'b0;
    shut.error     = error;
  endfunction

  function automatic logic is_due(logic [31:0] now, logic [31:0] deadline);
    return !seq_lt(now, deadline);
  endfunction

  function automatic logic [31:0] min32(logic [31:0] a, logic [31:0] b);
    return (a < b) ? a : b;
  endfunction

  // RFC 6298 5.5: back off.
  function automatic logic [31:0] rto_doubled(logic [31:0] rto);
    return min32(rto << 1, RtoMax);
  endfunction

endpackage
