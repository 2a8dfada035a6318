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
  localparam logic [7:0] CodeFragmentation = 8'd4;

  localparam int unsigned ErrorQueue = 4;  // errors that wait for TCP

  // RFC 792, echo and echo reply; first octet in the high bits.
  typedef struct packed {
    logic [7:0]  msg_type;
    logic [7:0]  code;
    logic [15:0] checksum;
  } icmp_header_t;

  typedef enum logic [2:0] {
    IcmpNone     = 3'd0,
    IcmpAnswered = 3'd1,  // the reply was queued
    IcmpChecksum = 3'd2,  // dropped: bad checksum, or shorter than eight octets
    IcmpIgnored  = 3'd3,  // dropped: neither an echo request nor an error for TCP
    IcmpBusy     = 3'd4,  // dropped: no room to keep the request or the error
    IcmpNoRoute  = 3'd5,  // a kept reply was dropped: the neighbour is not known
    IcmpError    = 3'd6   // an error about a TCP segment of ours, handed to TCP
  } icmp_verdict_e;

  // One record for each message that arrived, and one for each kept reply that found no neighbour.
  typedef struct packed {
    logic          valid;
    logic [63:0]   order;
    icmp_verdict_e verdict;
    ip_t           src;     // who sent the request
    logic [15:0]   length;  // octets of the ICMP message
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
  } icmp_stat_t;

endpackage
