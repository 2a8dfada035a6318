// Words of the trade, explained where they occur.
const GLOSSARY = {
  ACK: "Acknowledgment: “I have everything up to here.” The number is the next octet that is expected. (RFC 9293, 3.4)",
  ARP: "Address Resolution Protocol: asks everybody on the cable which Ethernet address belongs to an IP address. (RFC 826)",
  "bit cell": "The time that one bit takes on the line: 100 ns at 10 Mb/s.",
  "checksum": "One's complement sum over header and payload; whoever receives it adds up again and drops what does not fit. (RFC 1071)",
  "congestion window": "How much may be under way before an acknowledgment comes back: what the network is trusted to carry. It grows with each acknowledgment and shrinks when something is lost. (RFC 5681)",
  descriptor: "The small number by which the host names a socket.",
  EINPROGRESS: "“Not an error: the connection is being made.” The host is told by an event when it stands.",
  engine: "The part of the hardware that holds TCP: takes one event at a time, reads the socket's control block, decides, writes it back.",
  Ethernet: "The frame on the wire: destination, source, type, payload, and a check sequence. (IEEE 802.3)",
  FCS: "Frame check sequence: a CRC-32 over the whole frame, sent last. A frame whose FCS is wrong is dropped whole. (IEEE 802.3, 3.2.9)",
  FIN: "“I have nothing more to send.” Takes one sequence number, so that it can be acknowledged. (RFC 9293, 3.6)",
  frame: "What travels on the cable as one piece: from the destination address to the FCS, 64 to 1518 octets.",
  ISN: "Initial sequence number: where a side starts to count its octets. Hard to guess, so that no stranger can join in. (RFC 9293, 3.4.1; RFC 6528)",
  lockstep: "A model written from the RFCs, apart from the hardware, is given every event that the hardware took; every field of both results must be equal.",
  MAC: "Media access control: puts preamble, padding and FCS around a frame, and takes them off again.",
  Manchester: "Line code of 10BASE-T: each bit is an edge in the middle of its cell. Up is 1, down is 0; so the clock travels with the data.",
  MII: "Media independent interface: four data lines between MAC and transceiver, 2.5 MHz at 10 Mb/s.",
  MSS: "Maximum segment size: the most octets of payload that a side wants in one segment; told in the SYN. (RFC 9293, 3.7.1)",
  octet: "Eight bits.",
  preamble: "Seven octets 0x55, a plain 5 MHz wave on the line, from which the receiver finds the clock.",
  register: "A 32-bit word of the hardware that the host reads or writes. All that the host asks for goes through registers.",
  "round trip": "From sending something until its acknowledgment is back.",
  RTO: "Retransmission time-out: how long to wait for an acknowledgment before sending again. (RFC 6298)",
  segment: "One TCP header with its payload.",
  "sequence number": "Each octet of a connection is counted; the number in a segment is that of its first octet, modulo 2^32.",
  SACK: "Selective acknowledgment: “these octets beyond the gap have come, too.” (RFC 2018)",
  SFD: "Start frame delimiter, 0xD5: the two 1 bits at its end say that the frame begins.",
  socket: "One end of a connection, as the host sees it: made by socket(), used through a descriptor.",
  SYN: "“Let us talk; my octets start at this number.” The first segment of each side. (RFC 9293, 3.5)",
  TCB: "Transmission control block: all that TCP keeps about one connection. (RFC 9293, 3.3.1)",
  "TIME-WAIT": "The side that closes first stays here for a while, in case its last ACK was lost or old segments are still under way. (RFC 9293, 3.6.1)",
  timestamps: "An option of two numbers: the sender's clock, and the clock value that it echoes. They measure the round trip and unmask segments of long ago. (RFC 7323)",
  volts: "Between the two wires of the pair: +2.5 V one way, -2.5 V the other way, 0 V when idle.",
  "window scale": "An option of the SYN: the window field counts in units of so many powers of two. (RFC 7323)",
  window: "How many octets beyond the acknowledged ones the receiver has room for. The sender keeps within. (RFC 9293, 3.8.6)",
};

// TCB fields, in groups; what each means.
const FIELDS = {
  "Socket": {
    state: "State of the connection (RFC 9293, 3.3.2)", allocated: "socket() or an arriving SYN has made it",
    attached: "the host holds the descriptor", bound: "the local port is reserved for this socket",
    passive: "opened by a SYN that met a listener", queued: "waits in the accept queue",
    parent: "passive: generation and slot of the listener", backlog: "LISTEN: connections that may wait",
    error: "pending error, told once", soft_error: "the last soft error of ICMP since progress was made",
    segs_in: "segments received for this socket", segs_out: "segments sent", segs_again: "of them, those that only repeat",
    drops: "segments received that changed nothing",
  },
  "Addresses": {
    remote_addr: "whom we talk to", remote_port: "the peer's port", local_port: "our port",
    has_buffer: "a block of the buffer pool is held", buffer: "its number",
  },
  "Sending": {
    iss: "our initial sequence number (ISN)", syn_acked: "the peer has acknowledged our SYN", snd_una: "oldest octet that is not acknowledged",
    snd_nxt: "first octet never sent", snd_rtx: "octet that the next turn sends; before snd_nxt after a time-out",
    snd_end: "one past the last octet that the host has given", fin_queued: "the host has closed: FIN follows snd_end",
    snd_wnd: "the peer's window, in octets", snd_wnd_max: "the largest that it has been",
    wscale_ok: "the peer's SYN had a window scale option", snd_wscale: "the peer's windows are shifted left by this",
    nodelay: "small segments do not wait (Nagle is off)", resend: "the next turn sends the segment at snd_una again",
    last_data: "when we last sent text, in microseconds", snd_wl1: "sequence number of the last window update",
    snd_wl2: "acknowledgment number of the last window update", snd_mss: "octets of payload that the peer takes at the most",
    active: "waits for a turn to transmit", snd_urgent: "urgent octets are not acknowledged yet",
    snd_up: "one past the last urgent octet that we send (SND.UP)",
  },
  "Congestion": {
    cwnd: "congestion window, in octets (RFC 5681)", ssthresh: "slow start below, congestion avoidance from here on",
    ca_acked: "octets acknowledged towards the next step of congestion avoidance", dup_acks: "duplicate ACKs since the last progress",
    recovering: "in fast recovery (RFC 6582)", partial: "a partial ACK has come in this recovery",
    recover: "highest octet sent when loss was last noticed", cubic: "CUBIC decides, not NewReno (RFC 9438)",
    w_max: "window before the last reduction, where CUBIC's curve is flat", cwnd_prior: "the congestion window before the last reduction",
    epoch: "an epoch of congestion avoidance has begun", epoch_at: "tick at which it began", cubic_k: "ticks until w_max is reached again (K)",
    w_est: "what Reno would have by now", est_acked: "octets acknowledged towards its next step",
    ...Object.fromEntries([0, 1, 2, 3].flatMap((i) => [[`sacked${i}.left`, "first octet that the peer has told to hold (SACK)"], [`sacked${i}.right`, "one past the last of them"]])),
  },
  "Round trip and timestamps": {
    rtt_timing: "a segment's round trip is being measured (RFC 6298)", rtt_seq: "the ACK that ends the measurement",
    rtt_start: "when it began, in microseconds", rtt_valid: "srtt and rttvar hold a measurement",
    srtt: "eight times the smoothed round trip, in microseconds", rttvar: "four times its variation, in microseconds",
    sack_ok: "both have sent SACK permitted (RFC 2018)", ts_ok: "both have sent timestamps (RFC 7323)",
    ts_offset: "our timestamps are the tick plus this", ts_recent: "the peer's timestamp that we echo", ts_recent_at: "tick at which it was taken",
  },
  "Receiving": {
    irs: "the peer's initial sequence number", rcv_nxt: "next octet that we expect", rcv_user: "next octet that the host will read",
    rcv_adv: "right edge of the window that we have advertised", fin_rcvd: "the peer's FIN has been taken; it counts in rcv_nxt",
    rcv_acked: "the acknowledgment number that we sent last", rcv_urgent: "urgent octets are ahead of what the host has read",
    rcv_up: "one past the last urgent octet (RCV.UP)",
    ...Object.fromEntries([0, 1, 2, 3].flatMap((i) => [[`held${i}.left`, "first octet received beyond a gap"], [`held${i}.right`, "one past the last of them"]])),
    fin_held: "a FIN has come beyond a gap", fin_seq: "its sequence number",
  },
  "Timers": {
    rtx_armed: "retransmission timer runs", rtx_deadline: "when it ends, in microseconds", rto: "present time-out, in microseconds",
    retries: "time-outs since the last progress", stalled_at: "tick of the first of them",
    user_timeout: "ticks without progress that end the connection; 0: by retries",
    delack_armed: "an ACK is owed, and may wait", delack_deadline: "until when, in microseconds",
    keep_idle: "ticks of silence before a keep-alive; 0: none", keep_armed: "keep-alive timer runs", keep_deadline: "when it ends, in ticks",
    keep_probes: "keep-alives since the peer was last heard", challenges: "challenge ACKs sent in the present period (RFC 5961)",
    challenge_at: "tick at which the period began", tw_armed: "TIME-WAIT timer runs; also limits a FIN-WAIT-2 that nobody holds", tw_deadline: "when it ends, in microseconds",
    last_sent: "when we last sent a segment, in microseconds",
  },
};
const FIELD_HELP = Object.assign({}, ...Object.values(FIELDS));

// "{SYN}" or "{ISN|first number}": the word with its explanation.
function prose(text) {
  return text.split(/(\{[^}]+\})/).map((part) => {
    if (!part.startsWith("{")) return part;
    const [word, shown] = part.slice(1, -1).split("|");
    return term(word, shown || word);
  });
}

function term(word, shown) {
  const meaning = GLOSSARY[word];
  if (!meaning) return shown || word;
  return el("span", { class: "term", tabindex: 0, "data-tip": meaning }, shown || word);
}

function glossarySection() {
  const entries = Object.entries(GLOSSARY).sort(([a], [b]) => a.localeCompare(b, "en"));
  section("glossary", "Glossary", "The words with a dotted line, in one place.",
    el("dl", { class: "glossary" }, entries.map(([word, meaning]) =>
      el("div", {}, el("dt", {}, word), el("dd", {}, meaning)))));
}
