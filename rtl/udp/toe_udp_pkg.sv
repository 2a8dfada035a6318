// Sockwire - UDP: control block, events and the record (RFC 768, RFC 1122 section 4.1).
//
// What each event does is told in docs/rules/udp.md. Calls and answers are those of toe_tcp_pkg.
package toe_udp_pkg;
  import toe_pkg::*;
  import toe_tcp_pkg::*;

  localparam int unsigned QueueDepth  = 8;           // datagrams that one socket holds for its host
  localparam int unsigned Memberships = 8;           // groups that all sockets together are in
  localparam logic [15:0] MaxPayload  = 16'd65507;   // octets of the largest datagram (RFC 768)
  localparam logic [15:0] PeekBit     = 16'd1;       // RECV, port: the datagram stays
  localparam int unsigned MoreBit     = 31;          // SEND, length: more of this datagram follows
  localparam logic [31:0] ChunkMask   = 32'd15;      // pieces of one datagram begin at multiples of 16 octets

  typedef struct packed {
    port_t       src_port;
    port_t       dst_port;
    logic [15:0] length;    // with this header
    logic [15:0] checksum;  // 0: none
  } udp_header_t;

  typedef enum logic [2:0] {
    UdpNone    = 3'd0,
    UdpUser    = 3'd1,  // a call of the host
    UdpArrival = 3'd2,  // a datagram that arrived
    UdpIcmp    = 3'd3,  // an ICMP error about a datagram of ours
    UdpDone    = 3'd4   // a datagram of ours has left, or was given up
  } udp_event_e;

  // Why a datagram, or an error, changed nothing.
  typedef enum logic [2:0] {
    UdpDropNone     = 3'd0,
    UdpDropLength   = 3'd1,  // its lengths contradict each other
    UdpDropChecksum = 3'd2,
    UdpDropNoPort   = 3'd3,  // no socket; answered by an ICMP error if it was for us alone
    UdpDropQueue    = 3'd4   // the socket holds QueueDepth datagrams
  } udp_drop_e;

  // A datagram that arrived, as the engine sees it.
  typedef struct packed {
    ip_t         src;
    ip_t         dst;
    port_t       src_port;
    port_t       dst_port;
    logic [15:0] length;     // octets of payload; 0 if UdpDropLength
  } arrival_t;

  // A datagram to send.
  typedef struct packed {
    logic        valid;
    ip_t         dst;
    port_t       src_port;
    port_t       dst_port;
    logic [15:0] length;     // octets of payload
    logic [15:0] checksum;
    logic [7:0]  ttl;        // as it stands in the header
    logic [7:0]  tos;
    logic        dont_fragment;
  } udp_emit_t;

  // Control block of a UDP socket. One that is not allocated is all zero.
  typedef struct packed {
    logic        allocated;
    logic        bound;
    port_t       local_port;
    logic        connected;
    ip_t         remote_addr;
    port_t       remote_port;
    logic [7:0]  ttl;           // 0: DefaultTtl
    logic [7:0]  tos;
    logic [7:0]  multicast_ttl;
    logic        broadcast;     // may send to a broadcast address
    logic        no_fragment;   // sends with DF
    errno_e      error;         // pending error, told once
    logic [15:0] composed;      // octets of the datagram that the host is giving piece by piece
    logic [7:0]  queued;        // datagrams that wait for the host
    logic [7:0]  sending;       // datagrams given and not yet gone
    logic [31:0] datagrams_in;
    logic [31:0] datagrams_out;
    logic [31:0] drops;         // UdpDropQueue
  } ucb_t;

  // One record an event, in the order in which the engine takes them.
  typedef struct packed {
    logic        valid;
    logic [63:0] order;
    logic [63:0] now;
    desc_t       conn;        // the descriptor that was read and written, NoDesc for none
    udp_event_e  kind;
    user_call_t  call;        // UdpUser
    logic        no_room;     // UdpUser: SEND found no room for its octets or its datagram
    arrival_t    arrival;     // UdpArrival
    icmp_error_t icmp;        // UdpIcmp
    logic        failed;      // UdpDone: it was given up
    udp_drop_e   drop;
    ucb_t        pre;
    ucb_t        post;
    udp_emit_t   emit;
    answer_t     answer;
    ip_t         from_addr;   // RECV: who sent the datagram
    port_t       from_port;
    ip_t         to_addr;     // RECV: to whom: our address, a broadcast or a group
    ready_t      ready;       // raised for conn
  } udp_record_t;

  // What is counted: one-clock pulses. RFC 4113.
  typedef struct packed {
    logic in_datagrams;   // to a socket
    logic no_ports;
    logic in_errors;      // UdpDropLength, UdpDropChecksum
    logic in_overflows;   // UdpDropQueue
    logic out_datagrams;
    logic out_discards;   // no neighbour
  } udp_stat_t;

  // What became of a datagram for the echo application (RFC 862).
  typedef enum logic [2:0] {
    EchoNone     = 3'd0,
    EchoAnswered = 3'd1,  // the reply was queued
    EchoLength   = 3'd2,  // dropped: its own length is wrong
    EchoChecksum = 3'd3,  // dropped
    EchoRefused  = 3'd4,  // dropped: from a port that may itself answer everything
    EchoBusy     = 3'd5,  // dropped: no room to keep it
    EchoNoRoute  = 3'd6   // a kept reply was dropped: the neighbour is not known
  } udp_echo_verdict_e;

  // One record for each datagram that came for it, and for each reply that found no neighbour.
  typedef struct packed {
    logic              valid;
    logic [63:0]       order;
    udp_echo_verdict_e verdict;
    ip_t               src;       // who sent the datagram
    port_t             src_port;
    logic [15:0]       length;    // octets of payload; 0 with EchoLength
  } udp_echo_record_t;

  // What the echo application counts: one-clock pulses.
  typedef struct packed {
    logic answered;       // replies whose neighbour was known
    logic in_errors;      // EchoLength, EchoChecksum
    logic discards;       // EchoRefused, EchoBusy, EchoNoRoute
  } udp_echo_stat_t;

endpackage
