// Sockwire - ARP: packet and record (RFC 826). What each event does is told in docs/rules/network.md.
package toe_arp_pkg;
  import toe_pkg::*;

  localparam logic [15:0] OpRequest = 16'd1;
  localparam logic [15:0] OpReply   = 16'd2;

  // RFC 826, for Ethernet and IPv4; first octet in the high bits.
  typedef struct packed {
    logic [15:0] hardware_type;
    logic [15:0] protocol_type;
    logic [7:0]  hardware_length;
    logic [7:0]  protocol_length;
    logic [15:0] operation;
    mac_t        sender_mac;
    ip_t         sender_ip;
    mac_t        target_mac;
    ip_t         target_ip;
  } arp_packet_t;

  typedef enum logic [2:0] {
    ArpNone    = 3'd0,
    ArpPacket  = 3'd1,  // a packet arrived
    ArpResolve = 3'd2,  // somebody asks for a neighbour
    ArpTick    = 3'd3,  // about a second has passed: entries age
    ArpWait    = 3'd4,  // the same, for a pending slot
    ArpAdvise  = 3'd5,  // TCP doubts that this neighbour is alive (RFC 1122 3.3.1.4)
    ArpClaim   = 3'd6   // the host asks whether an address is free, or says that it is ours (RFC 5227)
  } arp_event_e;

  typedef enum logic [2:0] {
    ClientTcp   = 3'd0,
    ClientIcmp  = 3'd1,
    ClientSend  = 3'd2,  // datagrams from the datagram memory
    ClientFault = 3'd3,  // ICMP errors of ours
    ClientEcho  = 3'd4   // the echo application of UDP
  } arp_client_e;

  typedef enum logic [2:0] {
    SendNone     = 3'd0,
    SendRequest  = 3'd1,
    SendReply    = 3'd2,
    SendProbe    = 3'd3,  // RFC 5227 2.1.1: a request with sender address 0
    SendAnnounce = 3'd4   // RFC 5227 2.3: a request for our own address
  } arp_send_e;

  // What became of a neighbour that was being asked for.
  typedef enum logic [1:0] {
    PendingNone     = 2'd0,
    PendingResolved = 2'd1,
    PendingFailed   = 2'd2
  } arp_pending_e;

  // One record an event, in the order in which the cache takes them.
  typedef struct packed {
    logic         valid;
    logic [63:0]  order;
    arp_event_e   kind;
    arp_packet_t  packet;    // ArpPacket: what arrived
    arp_client_e  client;    // ArpResolve: who asks
    ip_t          ip;        // ArpResolve, ArpWait, ArpAdvise: the neighbour; ArpClaim: the address
    logic         hit;       // ArpResolve: it is known
    mac_t         mac;       // ArpResolve: its address, 0 on a miss
    logic         learned;   // ArpPacket: the sender was entered or refreshed
    logic         conflict;  // ArpPacket: another station has our address
    logic         probe_conflict;  // ArpPacket: another station has, or wants, the address that is probed
    logic         forgotten; // ArpAdvise: an entry became invalid
    arp_send_e    send;      // what is sent in answer
    ip_t          send_ip;   // SendRequest: the neighbour asked for; SendReply: whom we answer; else the address
    mac_t         send_mac;  // for SendReply whom we answer, 0 otherwise
    arp_pending_e pending;   // the pending slot was freed by this event
    ip_t          pending_ip;  // whose slot it was, 0 otherwise
  } arp_record_t;

  // What is counted: one-clock pulses.
  typedef struct packed {
    logic in_requests;
    logic in_replies;
    logic out_requests;
    logic out_replies;
    logic conflicts;
    logic probe_conflicts;
  } arp_stat_t;

  // A neighbour that was being asked for is known now, or was given up: one-clock pulses.
  typedef struct packed {
    logic resolved;
    logic failed;
    ip_t  ip;
  } arp_pending_t;

  localparam int unsigned TickBit      = 20;     // a tick whenever this bit of now (us) changes
  localparam logic [9:0]  AgeLimit     = 10'd300;  // ticks until an entry is forgotten
  localparam logic [2:0]  RequestLimit = 3'd4;   // requests for one neighbour before giving up
  localparam int unsigned PendingSlots = 4;      // neighbours that are asked for at the same time
  localparam logic [3:0]  DefendTicks  = 4'd10;  // RFC 5227 2.4: we defend our address no more often

endpackage
