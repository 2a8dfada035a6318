// The BSD calls, as a C program would use them.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "host/c_api.h"
#include "tests/host/pair.h"

namespace sockwire {
namespace {

sockwire_bus c_bus(ModelPair::Side& side) {
  return {
      .context = &side,
      .read32 = [](void* context, std::uint32_t address) { return static_cast<ModelPair::Side*>(context)->read32(address); },
      .write32 = [](void* context, std::uint32_t address, std::uint32_t value) { static_cast<ModelPair::Side*>(context)->write32(address, value); },
      .wait_interrupt = [](void* context, std::uint64_t us) { return static_cast<ModelPair::Side*>(context)->wait_interrupt(Microseconds{static_cast<Microseconds::rep>(us)}) ? 1 : 0; },
      .now_microseconds = [](void* context) { return static_cast<std::uint64_t>(static_cast<ModelPair::Side*>(context)->now().count()); },
  };
}

TEST(CApi, EchoBetweenTwoDevicesOfOneProcess) {
  ModelPair pair;
  const auto bus_a = c_bus(pair.a);
  const auto bus_b = c_bus(pair.b);
  sockwire_device* a = sockwire_open(&bus_a);
  sockwire_device* b = sockwire_open(&bus_b);
  ASSERT_NE(a, nullptr);
  ASSERT_NE(b, nullptr);
  const std::uint8_t mac_a[6]{2, 0, 0, 0, 0, 1};
  const std::uint8_t mac_b[6]{2, 0, 0, 0, 0, 2};
  const std::uint32_t secret[4]{1, 2, 3, 4};
  sockwire_configure(a, mac_a, 0x0A000001, 0xFFFFFF00, 0, secret);
  sockwire_configure(b, mac_b, 0x0A000002, 0xFFFFFF00, 0, secret);

  const int listener = sockwire_socket(b, SOCK_STREAM);
  ASSERT_GE(listener, 0);
  ASSERT_EQ(sockwire_bind(b, listener, 7), 0);
  ASSERT_EQ(sockwire_listen(b, listener, 4), 0);
  const int client = sockwire_socket(a, SOCK_STREAM);
  ASSERT_EQ(sockwire_connect(a, client, 0x0A000002, 7), 0);
  std::uint32_t peer_ip = 0;
  std::uint16_t peer_port = 0;
  const int server = sockwire_accept(b, listener, &peer_ip, &peer_port);
  ASSERT_GE(server, 0);
  EXPECT_EQ(peer_ip, 0x0A000001U);
  EXPECT_GE(peer_port, 49152);

  EXPECT_EQ(sockwire_send(a, client, "hello", 5), 5);
  char buffer[16];
  ASSERT_EQ(sockwire_recv(b, server, buffer, sizeof buffer), 5);
  EXPECT_EQ(std::string(buffer, 5), "hello");

  EXPECT_EQ(sockwire_set_limit(b, server, 0), 0);
  errno = 0;
  EXPECT_EQ(sockwire_recv(b, server, buffer, sizeof buffer), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(sockwire_recv(b, 99, buffer, sizeof buffer), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(sockwire_shutdown(b, server, 9), -1);
  EXPECT_EQ(errno, EINVAL);

  EXPECT_EQ(sockwire_close(a, client), 0);
  EXPECT_EQ(sockwire_close(a, client), -1);
  EXPECT_EQ(errno, EBADF);
  sockwire_shut(a);
  sockwire_shut(b);
}

TEST(CApi, DatagramsBetweenTwoDevices) {
  ModelPair pair;
  const auto bus_a = c_bus(pair.a), bus_b = c_bus(pair.b);
  sockwire_device* a = sockwire_open(&bus_a);
  sockwire_device* b = sockwire_open(&bus_b);
  const std::uint8_t mac_a[6]{2, 0, 0, 0, 0, 1}, mac_b[6]{2, 0, 0, 0, 0, 2};
  const std::uint32_t secret[4]{1, 2, 3, 4};
  sockwire_configure(a, mac_a, 0x0A000001, 0xFFFFFF00, 0, secret);
  sockwire_configure(b, mac_b, 0x0A000002, 0xFFFFFF00, 0, secret);
  const auto error_of = [](ssize_t answer) { return answer == -1 ? errno : 0; };

  EXPECT_EQ(error_of(sockwire_socket(a, SOCK_RAW)), EPROTOTYPE);
  const int server = sockwire_socket(b, SOCK_DGRAM);
  const int client = sockwire_socket(a, SOCK_DGRAM);
  ASSERT_EQ(sockwire_bind(b, server, 53), 0);
  ASSERT_EQ(sockwire_sendto(a, client, "question", 8, 0x0A000002, 53), 8);
  char buffer[16];
  std::uint32_t ip = 0;
  std::uint16_t port = 0;
  EXPECT_EQ(sockwire_recvfrom(b, server, buffer, 3, MSG_PEEK | MSG_TRUNC, &ip, &port), 8);
  EXPECT_EQ(sockwire_recvfrom(b, server, buffer, 3, 0, &ip, &port), 3);
  EXPECT_EQ(std::string(buffer, 3), "que");
  EXPECT_EQ(ip, 0x0A000001U);
  ASSERT_EQ(sockwire_sendto(a, client, "again", 5, 0x0A000002, 53), 5);
  std::uint32_t to = 0;
  EXPECT_EQ(sockwire_recvfromto(b, server, buffer, sizeof buffer, 0, nullptr, nullptr, &to), 5);
  EXPECT_EQ(to, 0x0A000002U);
  ASSERT_EQ(sockwire_connect(b, server, ip, port), 0);
  ASSERT_EQ(sockwire_send(b, server, "answer", 6), 6);
  EXPECT_EQ(sockwire_recv(a, client, buffer, sizeof buffer), 6);
  EXPECT_EQ(sockwire_set_limit(b, server, 0), 0);
  EXPECT_EQ(error_of(sockwire_recv(b, server, buffer, sizeof buffer)), EAGAIN);

  int on = 1;
  EXPECT_EQ(error_of(sockwire_sendto(a, client, "x", 1, 0xFFFFFFFF, 53)), EACCES);
  EXPECT_EQ(sockwire_setsockopt(a, client, SOL_SOCKET, SO_BROADCAST, &on, sizeof on), 0);
  EXPECT_EQ(sockwire_sendto(a, client, "x", 1, 0xFFFFFFFF, 53), 1);
  EXPECT_EQ(error_of(sockwire_setsockopt(a, client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on)), ENOPROTOOPT);
  int ttl = 300;
  EXPECT_EQ(error_of(sockwire_setsockopt(a, client, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl)), EINVAL);
  ip_mreq request{.imr_multiaddr = {htonl(0xE0000105)}, .imr_interface = {}};
  EXPECT_EQ(sockwire_setsockopt(b, server, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request), 0);
  EXPECT_EQ(error_of(sockwire_setsockopt(b, server, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request)), EADDRINUSE);
  EXPECT_EQ(sockwire_mtu(a), 1500U);
  sockwire_set_udp_echo(b, 7);
  ASSERT_EQ(sockwire_sendto(a, client, "echo", 4, 0x0A000002, 7), 4);
  EXPECT_EQ(sockwire_recvfrom(a, client, buffer, sizeof buffer, 0, nullptr, &port), 4);
  EXPECT_EQ(port, 7);
  const int stream = sockwire_socket(a, SOCK_STREAM);
  EXPECT_EQ(error_of(sockwire_sendto(a, stream, "x", 1, ip, 1)), EOPNOTSUPP);
  EXPECT_EQ(sockwire_close(a, client), 0);
  EXPECT_EQ(error_of(sockwire_sendto(a, client, "x", 1, ip, 1)), EBADF);
  sockwire_shut(a);
  sockwire_shut(b);
}

}  // namespace
}  // namespace sockwire
