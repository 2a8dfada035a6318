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

int sockwire_socket(sockwire_device* device);
int sockwire_bind(sockwire_device* device, int fd, uint16_t port);
int sockwire_listen(sockwire_device* device, int fd, int backlog);
int sockwire_accept(sockwire_device* device, int fd, uint32_t* peer_ip, uint16_t* peer_port);
int sockwire_connect(sockwire_device* device, int fd, uint32_t ip, uint16_t port);
ssize_t sockwire_send(sockwire_device* device, int fd, const void* octets, size_t count);
ssize_t sockwire_recv(sockwire_device* device, int fd, void* octets, size_t count);
int sockwire_shutdown(sockwire_device* device, int fd, int how); /* SHUT_RD, SHUT_WR, SHUT_RDWR */
int sockwire_close(sockwire_device* device, int fd);
/* setsockopt(): level and name as in <sys/socket.h> and <netinet/tcp.h>, value an int.
 * SOL_SOCKET SO_KEEPALIVE (off), IPPROTO_TCP TCP_NODELAY (off), TCP_KEEPIDLE (seconds, 7200),
 * TCP_USER_TIMEOUT (milliseconds, 0: by retransmissions). Anything else is ENOPROTOOPT. Sockets that
 * listen take none (EINVAL), and accepted ones begin with what is in brackets. */
int sockwire_setsockopt(sockwire_device* device, int fd, int level, int name, const void* value,
                        size_t length);
/* Microseconds that blocking calls wait; 0: non-blocking. */
int sockwire_set_limit(sockwire_device* device, int fd, uint64_t microseconds);

#ifdef __cplusplus
}
#endif
#endif
