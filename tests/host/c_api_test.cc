// The BSD calls, as a C program would use them.
#include <gtest/gtest.h>

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

  const int listener = sockwire_socket(b);
  ASSERT_GE(listener, 0);
  ASSERT_EQ(sockwire_bind(b, listener, 7), 0);
  ASSERT_EQ(sockwire_listen(b, listener, 4), 0);
  const int client = sockwire_socket(a);
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

}  // namespace
}  // namespace sockwire
