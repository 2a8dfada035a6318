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

  typedef enum logic [1:0] {
    ArpNone    = 2'd0,
    ArpPacket  = 2'd1,  // a packet arrived
    ArpResolve = 2'd2,  // somebody asks for a neighbour
    ArpTick    = 2'd3   // about a second has passed
  } arp_event_e;

  typedef enum logic [0:0] {
    ClientTcp  = 1'b0,
    ClientIcmp = 1'b1
  } arp_client_e;

  typedef enum logic [1:0] {
    SendNone    = 2'd0,
    SendRequest = 2'd1,
    SendReply   = 2'd2
  } arp_send_e;

  // What became of the one neighbour that is being asked for.
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
    ip_t          ip;        // ArpResolve: the neighbour asked for
    logic         hit;       // ArpResolve: it is known
    mac_t         mac;       // ArpResolve: its address, 0 on a miss
    logic         learned;   // ArpPacket: the sender was entered or refreshed
    arp_send_e    send;      // what is sent in answer
    ip_t          send_ip;   // for SendRequest the neighbour asked for, for SendReply whom we answer
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
  } arp_stat_t;

  // The neighbour being asked for is known now, or was given up: one-clock pulses.
  typedef struct packed {
    logic resolved;
    logic failed;
    ip_t  ip;
  } arp_pending_t;

  localparam int unsigned TickBit      = 20;     // a tick whenever this bit of now (us) changes
  localparam logic [9:0]  AgeLimit     = 10'd300;  // ticks until an entry is forgotten
  localparam logic [2:0]  RequestLimit = 3'd4;   // requests for one neighbour before giving up

endpackage
