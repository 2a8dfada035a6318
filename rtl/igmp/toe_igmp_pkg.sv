// Sockwire - IGMP as a host: entries, events and the record (RFC 2236, RFC 3376, RFC 5790).
//
// What each event does is told in docs/rules/igmp.md.
package toe_igmp_pkg;
  import toe_pkg::*;

  localparam logic [7:0] TypeQuery    = 8'h11;
  localparam logic [7:0] TypeReportV1 = 8'h12;
  localparam logic [7:0] TypeReportV2 = 8'h16;
  localparam logic [7:0] TypeLeave    = 8'h17;
  localparam logic [7:0] TypeReportV3 = 8'h22;

  // RFC 3376 4.2.12: kinds of group record.
  localparam logic [7:0] IsExclude = 8'd2;
  localparam logic [7:0] ToInclude = 8'd3;
  localparam logic [7:0] ToExclude = 8'd4;

  localparam ip_t AllSystems   = 32'hE000_0001;
  localparam ip_t AllRouters   = 32'hE000_0002;  // who is told of a leave (version 2)
  localparam ip_t AllV3Routers = 32'hE000_0016;

  // In ticks of 1,024 us.
  localparam logic [31:0] UnsolicitedV2 = 32'd9_766;    // 10 s (RFC 2236 8.10)
  localparam logic [31:0] UnsolicitedV3 = 32'd977;      // 1 s (RFC 3376 8.11)
  localparam logic [31:0] OlderQuerier  = 32'd253_906;  // 260 s (RFC 3376 8.12)

  localparam int unsigned MessageQueue = 4;  // messages that wait

  typedef enum logic [2:0] {
    IgmpNone    = 3'd0,
    IgmpJoin    = 3'd1,  // a group has its first member
    IgmpLeave   = 3'd2,  // a group has lost its last member
    IgmpMessage = 3'd3,  // a message arrived
    IgmpTimer   = 3'd4,  // an entry's time has come
    IgmpMode    = 3'd5   // a querier of an older version has not been heard for long
  } igmp_event_e;

  typedef enum logic [2:0] {
    IgmpUnjudged = 3'd0,
    IgmpQuery    = 3'd1,
    IgmpReport   = 3'd2,  // another host has reported the group
    IgmpIgnored  = 3'd3,
    IgmpChecksum = 3'd4,  // dropped: bad checksum, or too short
    IgmpBusy     = 3'd5   // dropped: no room to keep it
  } igmp_verdict_e;

  typedef enum logic [1:0] {
    ModeV3 = 2'd0,
    ModeV2 = 2'd1,
    ModeV1 = 2'd2
  } igmp_mode_e;

  typedef enum logic [2:0] {
    IgmpSendNone  = 3'd0,
    IgmpSendV1    = 3'd1,
    IgmpSendV2    = 3'd2,
    IgmpSendLeave = 3'd3,
    IgmpSendV3    = 3'd4
  } igmp_send_e;

  typedef enum logic [1:0] {
    EntryFree    = 2'd0,
    EntryMember  = 2'd1,
    EntryLeaving = 2'd2
  } igmp_state_e;

  // One that is Free is all zero.
  typedef struct packed {
    igmp_state_e state;
    ip_t         group;
    logic        last_reporter;  // the last report of the group was ours
    logic        repeats;        // a change is yet to be told once more
    logic        armed;
    logic [31:0] deadline;       // in ticks; 0 unless armed
  } igmp_entry_t;

  // One record an event, in the order in which IGMP takes them.
  typedef struct packed {
    logic          valid;
    logic [63:0]   order;
    logic [63:0]   now;
    igmp_event_e   kind;
    igmp_verdict_e verdict;   // IgmpMessage
    ip_t           src;       // IgmpMessage: who sent it
    logic [15:0]   length;    // IgmpMessage: its octets
    logic [7:0]    msg_type;  // IgmpMessage: its first octet, 0 with IgmpChecksum and IgmpBusy
    logic [7:0]    code;      // IgmpMessage: its second octet, likewise
    ip_t           group;     // whose event it is; IgmpMessage: octets 4 to 7, likewise; IgmpMode: 0
    logic [2:0]    entry;     // IgmpJoin, IgmpLeave, IgmpTimer: which; else 0
    igmp_entry_t   post;      // IgmpJoin, IgmpLeave, IgmpTimer: that entry after the event; else 0
    igmp_mode_e    mode;
    igmp_send_e    send;
    logic [7:0]    record_type;  // IgmpSendV3, else 0
  } igmp_record_t;

  // What is counted: one-clock pulses.
  typedef struct packed {
    logic in_queries;
    logic in_reports;
    logic in_errors;
    logic out_reports;
    logic out_leaves;
  } igmp_stat_t;

endpackage
