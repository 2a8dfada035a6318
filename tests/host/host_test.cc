// The host library on the model: what a program that uses sockets relies on.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "host/address.h"
#include "host/poller.h"
#include "host/socket.h"
#include "tests/host/pair.h"

namespace sockwire {
namespace {

constexpr std::uint32_t kA = 0x0A000001, kB = 0x0A000002;

class HostTest : public testing::Test {
 protected:
  HostTest() : a_(*Device::open(pair_.a)), b_(*Device::open(pair_.b)) {
    a_.configure({.mac = 0x020000000001, .ip = kA, .mask = 0xFFFFFF00, .gateway = 0, .secret = {1, 2, 3, 4}});
    b_.configure({.mac = 0x020000000002, .ip = kB, .mask = 0xFFFFFF00, .gateway = 0, .secret = {5, 6, 7, 8}});
  }

  // A connection from a to b's port 80.
  std::pair<Socket, Socket> connected() {
    auto listener = b_.listen(80).value();
    auto client = a_.connect(kB, 80, Microseconds{100'000}).value();
    auto server = listener.accept().value();
    return {std::move(client), std::move(server)};
  }

  static std::span<const std::byte> octets(const std::string& text) { return std::as_bytes(std::span(text)); }
  static std::string text(std::span<const std::byte> octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
  }
  static std::string receive_some(Socket& socket) {
    std::vector<std::byte> buffer(4096);
    const auto got = socket.receive(buffer);
    return got ? text(std::span(buffer).first(*got)) : got.error().message();
  }

  ModelPair pair_;
  Device a_, b_;
};

TEST_F(HostTest, DiscoversTheDevice) {
  EXPECT_EQ(a_.capabilities().sockets, kSmall.Sockets);
  EXPECT_EQ(a_.capabilities().buffer_octets, kSmall.BufBytes);
  EXPECT_EQ(a_.capabilities().window_octets, kWindowBytes);
}

TEST_F(HostTest, NoDeviceIsAnErrorNotAHang) {
  struct Nothing : Bus {
    std::uint32_t read32(std::uint32_t) override { return 0xFFFFFFFF; }
    void write32(std::uint32_t, std::uint32_t) override {}
    bool wait_interrupt(Microseconds) override { return false; }
    Microseconds now() override { return {}; }
  } nothing;
  EXPECT_EQ(Device::open(nothing).error(), std::errc::no_such_device);
}

TEST_F(HostTest, SendsAndReceivesBothWays) {
  auto [client, server] = connected();
  ASSERT_TRUE(client.send_all(octets("ping")));
  EXPECT_EQ(receive_some(server), "ping");
  ASSERT_TRUE(server.send_all(octets("pong")));
  EXPECT_EQ(receive_some(client), "pong");
}

TEST_F(HostTest, EndOfStreamIsZeroOctets) {
  auto [client, server] = connected();
  ASSERT_TRUE(client.shutdown(Socket::How::Send));
  std::vector<std::byte> buffer(16);
  EXPECT_EQ(server.receive(buffer).value(), 0U);
  ASSERT_TRUE(server.send_all(octets("still open")));  // half closed
  EXPECT_EQ(receive_some(client), "still open");
}

TEST_F(HostTest, SentMeansTakenAndDrainMeansAcknowledged) {
  auto [client, server] = connected();
  pair_.cable_cut = true;
  ASSERT_TRUE(client.send_all(octets("abc")));
  EXPECT_EQ(client.info()->unsent + client.info()->unacked, 3U);
  client.set_limit(Microseconds{5000});
  EXPECT_EQ(client.drain().error(), std::errc::timed_out);
  pair_.cable_cut = false;
  client.set_limit(Microseconds{5'000'000});
  EXPECT_TRUE(client.drain());
  EXPECT_EQ(receive_some(server), "abc");
}

TEST_F(HostTest, RefusedConnection) {
  EXPECT_EQ(a_.connect(kB, 81, Microseconds{100'000}).error(), std::errc::connection_refused);
}

TEST_F(HostTest, TimeLimitOfAConnectionThatNobodyAnswers) {
  pair_.cable_cut = true;
  const auto begin = a_.now();
  EXPECT_EQ(a_.connect(kB, 80, Microseconds{30'000}).error(), std::errc::timed_out);
  EXPECT_LT(a_.now() - begin, Microseconds{40'000});
}

TEST_F(HostTest, NonBlockingReceiveAnswersAtOnceAndLaterBringsData) {
  auto [client, server] = connected();
  server.set_limit(Microseconds{0});
  std::vector<std::byte> buffer(16);
  EXPECT_EQ(server.receive(buffer).error(), std::errc::resource_unavailable_try_again);
  ASSERT_TRUE(client.send_all(octets("x")));
  pair_.a.wait_interrupt(Microseconds{0});
  for (int i = 0; i < 100; ++i) pair_.tick();
  EXPECT_EQ(server.receive(buffer).value(), 1U);
}

TEST_F(HostTest, PollerTellsReadinessThatCameBeforeItWaited) {
  auto [client, server] = connected();
  Poller poller(b_);
  poller.watch(server, kReadable);
  EXPECT_TRUE(poller.wait(Microseconds{100}).empty());
  ASSERT_TRUE(client.send_all(octets("x")));
  for (int i = 0; i < 100; ++i) pair_.tick();
  const auto events = poller.wait(Microseconds{0});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].descriptor, server.descriptor());
  EXPECT_EQ(poller.wait(Microseconds{0}).size(), 1U);  // as long as it holds
}

TEST_F(HostTest, AClosedSocketSaysSoAndADroppedOneIsClosed) {
  auto socket = a_.socket().value();
  const auto descriptor = socket.descriptor();
  ASSERT_TRUE(socket.close());
  EXPECT_EQ(socket.send(octets("x")).error(), std::errc::bad_file_descriptor);
  EXPECT_EQ(socket.close().error(), std::errc::bad_file_descriptor);
  EXPECT_FALSE(a_.info(descriptor));
  Descriptor dropped = 0;
  { dropped = a_.socket()->descriptor(); }
  EXPECT_FALSE(a_.info(dropped));
}

TEST_F(HostTest, EveryDescriptorComesBack) {
  for (int round = 0; round < 3; ++round) {
    std::vector<Socket> all;
    for (unsigned i = 0; i < kSmall.Sockets; ++i) all.push_back(a_.socket().value());
    EXPECT_EQ(a_.socket().error(), std::errc::too_many_files_open);
  }
}

TEST_F(HostTest, PortInUse) {
  auto first = b_.listen(80).value();
  EXPECT_EQ(b_.listen(80).error(), std::errc::address_in_use);
}

TEST_F(HostTest, AResetIsToldOnce) {
  auto [client, server] = connected();
  ASSERT_TRUE(server.abort());
  std::vector<std::byte> buffer(16);
  EXPECT_EQ(client.receive(buffer).error(), std::errc::connection_reset);
  EXPECT_NE(client.receive(buffer).error(), std::errc::connection_reset);
}

TEST_F(HostTest, LargeTransferThroughSmallBuffers) {
  auto [client, server] = connected();
  client.set_limit(Microseconds{0});
  server.set_limit(Microseconds{0});
  std::vector<std::byte> data(200'000);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i * 2654435761U >> 13);
  std::vector<std::byte> got;
  std::span<const std::byte> left(data);
  std::vector<std::byte> buffer(3000);
  for (int rounds = 0; got.size() < data.size() && rounds < 1'000'000; ++rounds) {
    if (const auto sent = client.send(left)) left = left.subspan(*sent);
    if (const auto count = server.receive(buffer)) got.insert(got.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count));
    pair_.tick();
  }
  EXPECT_TRUE(got == data);
}

TEST(Address, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_ip("10.0.0.1"), 0x0A000001U);
  EXPECT_EQ(parse_mac("02:00:00:00:00:ff"), 0x0200000000FFU);
  EXPECT_EQ(parse_prefix("192.168.1.2/24")->mask, 0xFFFFFF00U);
  EXPECT_EQ(parse_prefix("1.2.3.4/0")->mask, 0U);
  for (const auto* bad : {"", "10.0.0", "10.0.0.256", "10.0.0.1.", "a.b.c.d", "10.0.0.1 ", "-1.0.0.1"}) {
    EXPECT_FALSE(parse_ip(bad)) << bad;
  }
  EXPECT_FALSE(parse_prefix("10.0.0.1/33"));
  EXPECT_FALSE(parse_mac("02:00:00:00:00"));
  EXPECT_EQ(format_ip(0x0A0000FE), "10.0.0.254");
  EXPECT_EQ(format_mac(0x020000000001), "02:00:00:00:00:01");
}

}  // namespace
}  // namespace sockwire
