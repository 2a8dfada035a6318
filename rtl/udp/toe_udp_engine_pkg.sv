// Sockwire - UDP engine: what its parts hand to each other. What the host and the model see is in
// toe_udp_pkg; this package stays inside rtl/udp. Behaviour: docs/rules/udp.md.
package toe_udp_engine_pkg;
  import toe_pkg::*;
  import toe_tcp_pkg::*;
  import toe_udp_pkg::*;

  localparam int unsigned HeaderOctets = 8;  // of a datagram's slot: the payload begins behind them

  // A word of the table: the control block, and where the datagram lies that is being composed.
  typedef struct packed {
    ucb_t        ucb;
    logic        held;    // it has a slot
    logic [7:0]  slot;
    logic [15:0] sum;     // one's complement sum over its payload so far
  } entry_t;

  // A datagram that waits for the host.
  typedef struct packed {
    logic [7:0]  slot;
    logic [15:0] length;  // octets of payload
    ip_t         src;
    port_t       src_port;
    ip_t         dst;
  } waiting_t;

  // What became of the octets of a SEND.
  typedef struct packed {
    logic        valid;   // they were moved, or found no room
    logic        full;    // no room
    logic        opened;  // slot is the datagram's
    logic [7:0]  slot;
    logic [15:0] sum;     // over the whole payload with them
  } composed_t;

  // What the tables around the engine answer for a call.
  typedef struct packed {
    logic desc_free;      // SOCKET
    logic port_taken;     // BIND: a socket has this port
    logic member;         // OPTION: the socket is in this group
    logic members_full;
  } facts_t;

  // Octets that go to the host.
  typedef struct packed {
    logic [15:0] at;      // the first octet of payload wanted
    logic [15:0] length;
    logic        gone;    // the datagram leaves its queue
    logic        tell;    // the answer is not 0: the host waits for the octets
  } fetch_t;

  // What a call comes to.
  typedef struct packed {
    ucb_t        post;
    answer_t     answer;
    ip_t         from_addr;
    port_t       from_port;
    ip_t         to_addr;
    logic        take_port;       // post has taken the ephemeral port that was offered
    logic        append;          // SEND: nothing speaks against its octets
    logic        no_room;
    logic        keep;            // SEND: more follows
    logic        forget;          // what was composed is given up
    udp_emit_t   emit;            // without its checksum
    logic        deliver;         // RECV
    fetch_t      fetch;
    logic        join_group;
    logic        leave_group;
    logic        close;
  } outcome_t;

endpackage
