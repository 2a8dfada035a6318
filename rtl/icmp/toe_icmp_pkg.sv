// Sockwire - ICMP: header and record (RFC 792). What is answered is told in docs/rules/network.md.
package toe_icmp_pkg;
  import toe_pkg::*;

  localparam logic [7:0] TypeEchoReply    = 8'd0;
  localparam logic [7:0] TypeUnreachable  = 8'd3;
  localparam logic [7:0] TypeSourceQuench = 8'd4;
  localparam logic [7:0] TypeEchoRequest  = 8'd8;
  localparam logic [7:0] TypeTimeExceeded = 8'd11;
  localparam logic [7:0] TypeParameter    = 8'd12;

  localparam logic [7:0] CodeProtocol      = 8'd2;
  localparam logic [7:0] CodePort          = 8'd3;
  localparam logic [7:0] CodeReassembly    = 8'd1;  // of type 11
  localparam logic [7:0] CodeFragmentation = 8'd4;

  localparam int unsigned ErrorQueue = 4;  // errors that wait for TCP, and as many that wait for UDP

  // RFC 792, echo and echo reply; first octet in the high bits.
  typedef struct packed {
    logic [7:0]  msg_type;
    logic [7:0]  code;
    logic [15:0] checksum;
  } icmp_header_t;

  typedef enum logic [3:0] {
    IcmpNone     = 4'd0,
    IcmpAnswered = 4'd1,   // the reply was queued
    IcmpChecksum = 4'd2,   // dropped: bad checksum, or shorter than eight octets
    IcmpIgnored  = 4'd3,   // dropped: neither an echo request nor an error about something of ours
    IcmpBusy     = 4'd4,   // dropped: no room to keep the request or the error
    IcmpNoRoute  = 4'd5,   // a kept reply was dropped: the neighbour is not known
    IcmpError    = 4'd6,   // an error about a TCP segment of ours, handed to TCP
    IcmpUdpError = 4'd7,   // an error about a UDP datagram of ours, handed to UDP
    IcmpFault    = 4'd8,   // an error of ours was queued
    IcmpLimited  = 4'd9,   // an error of ours was not sent: FaultLimit, or no room
    IcmpLost     = 4'd10   // a queued error of ours was dropped: the neighbour is not known
  } icmp_verdict_e;

  // One record for each message that arrived, for each error of ours, and for each reply or error of
  // ours that found no neighbour.
  typedef struct packed {
    logic          valid;
    logic [63:0]   order;
    icmp_verdict_e verdict;
    logic          datagram; // it came in fragments and lies in the datagram memory
    ip_t           src;      // who sent the message; of an error of ours, to whom it goes
    logic [15:0]   length;   // octets of the ICMP message
    logic [63:0]   now;      // IcmpFault, IcmpLimited: when it was judged; else 0
    logic [7:0]    msg_type; // IcmpFault, IcmpLimited: of the error; else 0
    logic [7:0]    code;
  } icmp_record_t;

  // What is counted: one-clock pulses.
  typedef struct packed {
    logic in_msgs;
    logic in_errors;      // bad checksum or too short
    logic in_echos;
    logic out_echo_reps;
    logic in_discards;    // no room, or no neighbour for the reply
    logic in_unreachs;    // type 3 with a sound checksum
    logic in_time_excds;  // type 11
    logic in_parm_probs;  // type 12
    logic in_src_quenchs; // type 4, silently ignored (RFC 9293 3.9.2.2)
    logic out_unreachs;   // errors of ours that have left: type 3
    logic out_time_excds; // type 11
    logic out_limited;    // IcmpLimited, IcmpLost
  } icmp_stat_t;

  localparam logic [31:0] FaultPeriod = 32'd977;  // ticks of 1,024 us: one second (RFC 1812 4.3.2.8)
  localparam logic [7:0]  FaultLimit  = 8'd100;   // errors of ours in a period
  localparam int unsigned FaultQueue  = 2;        // errors of ours that wait to be sent
  localparam int unsigned FaultBytes  = 36;       // of such an error: header, IP header, eight octets

endpackage
