// Sockwire - what the parts of the socket layer tell each other.
package toe_socket_pkg;

  // What is counted in all layers: one-clock pulses.
  typedef struct packed {
    toe_tcp_pkg::tcp_stat_t    tcp;
    toe_tcp_pkg::tcp_io_stat_t tcp_io;
    toe_udp_pkg::udp_stat_t    udp;
    toe_udp_pkg::udp_echo_stat_t udp_echo;
    toe_ip_pkg::ip_stat_t      ip;
    toe_icmp_pkg::icmp_stat_t  icmp;
    toe_arp_pkg::arp_stat_t    arp;
    toe_mac_pkg::mac_stat_t    mac;
    toe_igmp_pkg::igmp_stat_t  igmp;
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
    logic [31:0] cwnd;
    logic [31:0] ssthresh;
    logic [31:0] srtt;
    logic [31:0] rttvar;
    logic [31:0] rto;
    logic [15:0] snd_mss;
    logic [7:0]  retries;
    logic        sack_ok;
    logic        ts_ok;
    logic        wscale_ok;
    logic        recovering;
    logic [3:0]  snd_wscale;
    logic [31:0] segs_in;
    logic [31:0] segs_out;
    logic [31:0] segs_again;
    logic [31:0] drops;
    logic [7:0]  soft_error;
    logic        cubic;
    logic [31:0] urgent;
  } window_t;

  // The answer that the host reads.
  typedef struct packed {
    logic                busy;
    logic                done;
    logic [7:0]          tag;
    toe_tcp_pkg::errno_e error;
    logic [31:0]         value;
    toe_pkg::ip_t        from_addr;  // of the last RECV for UDP
    toe_pkg::port_t      from_port;
    toe_pkg::ip_t        to_addr;    // to whom the datagram was sent
  } command_status_t;

  localparam int unsigned Counters = 81;

endpackage
