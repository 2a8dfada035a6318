/* The BSD socket calls on a Sockwire device, for C.
 *
 * Each call answers -1 and sets errno on failure, as in POSIX; names carry the prefix, so that
 * nothing clashes with libc. A device is used from one thread; a process may have several. */
#ifndef SOCKWIRE_C_API_H
#define SOCKWIRE_C_API_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How registers are reached. Each function gets `context`. */
typedef struct sockwire_bus {
  void* context;
  uint32_t (*read32)(void* context, uint32_t address);
  void (*write32)(void* context, uint32_t address, uint32_t value);
  /* Until the interrupt (1) or the end of the time (0). */
  int (*wait_interrupt)(void* context, uint64_t microseconds);
  uint64_t (*now_microseconds)(void* context);
} sockwire_bus;

typedef struct sockwire_device sockwire_device;

/* NULL and errno (ENODEV, EPROTONOSUPPORT) where no device is found. The bus is copied. */
sockwire_device* sockwire_open(const sockwire_bus* bus);
void sockwire_shut(sockwire_device* device); /* every socket of it is closed */

/* Addresses in the host's byte order: 10.0.0.1 is 0x0A000001. mac: six octets. secret: four words. */
void sockwire_configure(sockwire_device* device, const uint8_t mac[6], uint32_t ip, uint32_t mask,
                        uint32_t gateway, const uint32_t secret[4]);

/* Datagrams to this UDP port are sent back by the device itself (RFC 862); 0: to none. */
void sockwire_set_udp_echo(sockwire_device* device, uint16_t port);
/* Octets of an IPv4 datagram that one frame holds. */
unsigned sockwire_mtu(const sockwire_device* device);

/* type: SOCK_STREAM (TCP) or SOCK_DGRAM (UDP); others: EPROTOTYPE. On a UDP socket: bind, connect (ip 0
 * undoes it), send, recv, close, setsockopt, set_limit, and the three below. */
int sockwire_socket(sockwire_device* device, int type);
/* One datagram, to whom the socket is connected if ip is 0. All of its octets leave, or -1. */
ssize_t sockwire_sendto(sockwire_device* device, int fd, const void* octets, size_t count,
                        uint32_t ip, uint16_t port);
/* flags: 0, MSG_PEEK: it stays, MSG_TRUNC: the datagram's length is answered, not how much of it was
 * copied (the rest is lost). ip and port may be NULL. */
ssize_t sockwire_recvfrom(sockwire_device* device, int fd, void* octets, size_t count, int flags,
                          uint32_t* ip, uint16_t* port);
/* The same, and to whom the datagram was sent: our address, a broadcast or a group (IP_PKTINFO's
 * ipi_addr). `to` may be NULL. */
ssize_t sockwire_recvfromto(sockwire_device* device, int fd, void* octets, size_t count, int flags,
                            uint32_t* ip, uint16_t* port, uint32_t* to);
int sockwire_bind(sockwire_device* device, int fd, uint16_t port);
int sockwire_listen(sockwire_device* device, int fd, int backlog);
int sockwire_accept(sockwire_device* device, int fd, uint32_t* peer_ip, uint16_t* peer_port);
int sockwire_connect(sockwire_device* device, int fd, uint32_t ip, uint16_t port);
ssize_t sockwire_send(sockwire_device* device, int fd, const void* octets, size_t count);
/* flags: 0, or MSG_OOB: the octets are urgent. They stay in the stream (as with SO_OOBINLINE), and all of
 * them are urgent, not the last alone. Other flags: EOPNOTSUPP. */
ssize_t sockwire_send_flags(sockwire_device* device, int fd, const void* octets, size_t count, int flags);
ssize_t sockwire_recv(sockwire_device* device, int fd, void* octets, size_t count);
int sockwire_shutdown(sockwire_device* device, int fd, int how); /* SHUT_RD, SHUT_WR, SHUT_RDWR */
int sockwire_close(sockwire_device* device, int fd);
/* setsockopt(): level and name as in <sys/socket.h> and <netinet/tcp.h>, value an int.
 * SOL_SOCKET SO_KEEPALIVE (off), SO_REUSEADDR (off; before bind()), IPPROTO_IP IP_TTL (64; 1 to 255, -1 for
 * 64), IP_TOS (0; DSCP in the upper six bits, the lower two, ECN, are dropped as by Linux), IPPROTO_TCP TCP_NODELAY (off), TCP_KEEPIDLE (seconds, 7200),
 * TCP_USER_TIMEOUT (milliseconds, 0: by retransmissions), TCP_CONGESTION (a name: "reno", or "cubic";
 * ENOENT for others). Anything else is ENOPROTOOPT. Sockets that listen take none (EINVAL), and
 * accepted ones begin with what is in brackets, and "reno". */
/* Of a UDP socket: SOL_SOCKET SO_BROADCAST (off), IPPROTO_IP IP_TTL, IP_TOS (with ECN),
 * IP_MULTICAST_TTL (1), IP_MTU_DISCOVER (IP_PMTUDISC_DONT, or _DO: DF), IP_ADD_MEMBERSHIP and
 * IP_DROP_MEMBERSHIP (struct ip_mreq). */
int sockwire_setsockopt(sockwire_device* device, int fd, int level, int name, const void* value,
                        size_t length);
/* What the device knows of a socket, in the spirit of Linux's struct tcp_info. Times in microseconds,
 * windows in octets; the counts wrap. */
typedef struct sockwire_tcp_info {
  uint8_t state;        /* 0 CLOSED, 1 LISTEN, 2 SYN-SENT, 3 SYN-RECEIVED, 4 ESTABLISHED, 5 FIN-WAIT-1,
                           6 FIN-WAIT-2, 7 CLOSE-WAIT, 8 CLOSING, 9 LAST-ACK, 10 TIME-WAIT */
  uint8_t retries;      /* time-outs since the last progress */
  uint8_t sack, timestamps, window_scale; /* agreed upon */
  uint8_t recovering;   /* in fast recovery */
  uint8_t peer_window_shift;
  uint8_t cubic;        /* TCP_CONGESTION: 0 "reno", 1 "cubic" */
  int error, soft_error; /* errno, 0: none; the soft one is what ICMP has told, and ends nothing */
  uint32_t rtt, rttvar, rto;
  uint32_t cwnd, ssthresh, mss;
  uint32_t peer_window, window; /* the peer's, ours */
  uint32_t readable, urgent;    /* octets to be received, of them up to the last urgent one */
  uint32_t unsent, unacked;     /* octets that never left, that left and are not acknowledged */
  uint32_t segments_in, segments_out, segments_again, drops;
} sockwire_tcp_info;
int sockwire_info(sockwire_device* device, int fd, sockwire_tcp_info* info);
/* Octets up to and including the last urgent one, not received yet; 0: none. */
ssize_t sockwire_urgent(sockwire_device* device, int fd);
/* Microseconds that blocking calls wait; 0: non-blocking. */
int sockwire_set_limit(sockwire_device* device, int fd, uint64_t microseconds);

#ifdef __cplusplus
}
#endif
#endif
