// Sockwire - what the parts of the socket layer tell each other.
package toe_socket_pkg;

  // All that the engine is asked to count, and what it and the layers below have counted.
  typedef struct packed {
    toe_tcp_pkg::tcp_stat_t    tcp;
    toe_tcp_pkg::tcp_io_stat_t tcp_io;
    toe_ip_pkg::ip_stat_t      ip_rx;
    toe_ip_pkg::ip_stat_t      ip_tx;   // out_requests
    toe_icmp_pkg::icmp_stat_t  icmp;
    toe_arp_pkg::arp_stat_t    arp;
    toe_mac_pkg::mac_stat_t    mac;
    logic                      unknown_proto;  // EtherType of nobody
  } stat_t;

  // The socket window: one snapshot. Names and meaning: toe_regs.rdl.
  typedef struct packed {
    logic [3:0]  state;
    logic        allocated;
    logic        attached;
    logic        fin_rcvd;
    logic        fin_queued;
    logic [7:0]  error;
    logic [7:0]  waiting;
    logic [31:0] peer;
    logic [15:0] local_port;
    logic [15:0] remote_port;
    logic [31:0] readable;
    logic [31:0] free;
    logic [31:0] unsent;
    logic [31:0] unacked;
    logic [31:0] idle;
    logic [31:0] snd_una;
    logic [31:0] snd_nxt;
    logic [31:0] snd_wnd;
    logic [31:0] rcv_nxt;
    logic [31:0] rcv_wnd;
  } window_t;

endpackage
