// What a socket tells of itself, urgent text, and what ICMP has told: between two models.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "host/c_api.h"
#include "host/poller.h"
#include "host/registers.h"
#include "tests/host/pair.h"
#include "tests/requirement.h"
#include "verif/cosim/packet.h"

namespace sockwire {
namespace {

using namespace std::chrono_literals;

std::span<const std::byte> octets(std::string_view text) { return std::as_bytes(std::span(text)); }

class InfoPair : public testing::Test {
 protected:
  static constexpr std::uint32_t kIpA = 0x0A000001, kIpB = 0x0A000002;

  static Device configured(ModelPair::Side& side, std::uint64_t mac, std::uint32_t ip) {
    Device device = Device::open(side).value();
    device.configure({.mac = mac, .ip = ip, .mask = 0xFFFFFF00, .gateway = 0, .secret = {1, 2, 3, ip}});
    return device;
  }
  void tick(unsigned count) {
    while (count--) pair_.tick();
  }
  // A router tells A that nothing from this number on arrives.
  void unreachable(const Socket& socket, std::uint8_t code) {
    const auto info = socket.info().value();
    packet::Tcp tcp = {.src_port = info.local_port, .dst_port = info.peer_port, .seq = info.snd_una};
    packet::Octets segment = tcp.build(kIpA, kIpB);
    segment.resize(8);
    const packet::Ip lost = {.src = kIpA, .dst = kIpB, .protocol = 6, .payload = segment};
    const packet::Icmp message = {.type = 3, .code = code, .payload = lost.build()};
    const packet::Ip ip = {.src = 0x0A0000FE, .dst = kIpA, .protocol = 1, .payload = message.build()};
    pair_.a.registers().frame(packet::ethernet(0x020000000001, 0x0200000000FE, 0x0800, ip.build()));
  }

  ModelPair pair_;
  Device a_ = configured(pair_.a, 0x020000000001, kIpA);
  Device b_ = configured(pair_.b, 0x020000000002, kIpB);
  Listener listener_ = b_.listen(80).value();
  Socket client_ = a_.connect(kIpB, 80, 100ms).value();
  Socket server_ = listener_.accept().value();
};

TEST_F(InfoPair, AnOpenConnectionTellsWhatWasAgreedUpon) {
  const auto info = client_.info().value();
  EXPECT_EQ(info.state, TcpState::Established);
  EXPECT_TRUE(info.sack && info.timestamps && info.window_scale);
  EXPECT_EQ(info.mss, 1460U - 12);
  EXPECT_EQ(info.cwnd, 10U * 1448);
  EXPECT_EQ(info.ssthresh, 0x4000'0000U);
  EXPECT_EQ(info.retries, 0U);
  EXPECT_EQ(info.segments_in, 1U);   // SYN,ACK
  EXPECT_EQ(info.segments_out, 2U);  // SYN, ACK
  EXPECT_EQ(info.segments_again + info.drops, 0U);
  EXPECT_GT(info.rtt, 0us);
  EXPECT_LT(info.rtt, 1ms);
  EXPECT_EQ(info.rto, 1s);
  EXPECT_FALSE(info.recovering);
}

TEST_F(InfoPair, TimeOutsAndWhatIsSentAgainAreCounted) {
  pair_.cable_cut = true;
  ASSERT_TRUE(client_.send(octets("lost")));
  tick(1'000'500);
  const auto info = client_.info().value();
  EXPECT_EQ(info.retries, 1U);
  EXPECT_EQ(info.segments_again, 1U);
  EXPECT_EQ(info.segments_out, 4U);
  EXPECT_EQ(info.rto, 2s);
  EXPECT_EQ(info.cwnd, 1448U);
  EXPECT_EQ(info.unacked, 4U);
}

TEST_F(InfoPair, UrgentTextIsToldAheadAndReadInItsPlace) {
  proves("9293-MUST-31 9293-MUST-32 9293-MUST-33");
  Poller poller(b_);
  poller.watch(server_, kUrgent);
  ASSERT_TRUE(client_.send(octets("calm ")));
  EXPECT_TRUE(poller.wait(1ms).empty());
  EXPECT_EQ(client_.send_urgent(octets("now!")).value(), 4U);
  const auto events = poller.wait(100ms);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].ready, kUrgent);
  tick(200'000);
  EXPECT_EQ(server_.urgent().value(), 9U);
  std::byte some[7];
  ASSERT_EQ(server_.receive(some).value(), 7U);
  EXPECT_EQ(server_.urgent().value(), 2U);
  ASSERT_EQ(server_.receive(some).value(), 2U);
  EXPECT_EQ(server_.urgent().value(), 0U);
  EXPECT_TRUE(poller.wait(1ms).empty());
}

TEST_F(InfoPair, ASoftErrorIsToldAndForgottenWithProgress) {
  proves("5927-02");
  pair_.cable_cut = true;
  EXPECT_EQ(client_.soft_error().value(), std::error_code{});
  ASSERT_TRUE(client_.send(octets("lost")));
  tick(10);
  unreachable(client_, 1);
  tick(1);
  EXPECT_EQ(client_.soft_error().value(), std::errc::host_unreachable);
  unreachable(client_, 0);
  tick(1);
  EXPECT_EQ(client_.soft_error().value(), std::errc::network_unreachable);
  EXPECT_EQ(client_.info()->state, TcpState::Established);
  EXPECT_EQ(client_.info()->error, 0);
  pair_.cable_cut = false;
  tick(1'200'000);
  EXPECT_EQ(client_.soft_error().value(), std::error_code{});
}

TEST_F(InfoPair, TheSoftErrorIsWhatAGivenUpConnectionEndsWith) {
  ASSERT_TRUE(client_.set_user_timeout(1s));
  pair_.cable_cut = true;
  ASSERT_TRUE(client_.send(octets("lost")));
  tick(10);
  unreachable(client_, 1);
  a_.set_time_shift(8);
  tick(30'000);
  EXPECT_EQ(client_.info()->state, TcpState::Closed);
  EXPECT_EQ(client_.send(octets("x")).error(), std::errc::host_unreachable);
}

TEST_F(InfoPair, ClosedSocketsTellNothing) {
  ASSERT_TRUE(client_.close());
  EXPECT_EQ(client_.urgent().error(), std::errc::bad_file_descriptor);
  EXPECT_EQ(client_.soft_error().error(), std::errc::bad_file_descriptor);
  EXPECT_EQ(client_.send_urgent(octets("x")).error(), std::errc::bad_file_descriptor);
}

// ---------------------------------------------------------------- the same for C

TEST(CInfo, UrgentTextAndStatistics) {
  ModelPair pair;
  const auto c_bus = [](ModelPair::Side& side) {
    return sockwire_bus{
        .context = &side,
        .read32 = [](void* context, std::uint32_t address) { return static_cast<ModelPair::Side*>(context)->read32(address); },
        .write32 = [](void* context, std::uint32_t address, std::uint32_t value) { static_cast<ModelPair::Side*>(context)->write32(address, value); },
        .wait_interrupt = [](void* context, std::uint64_t us) { return static_cast<ModelPair::Side*>(context)->wait_interrupt(Microseconds{static_cast<Microseconds::rep>(us)}) ? 1 : 0; },
        .now_microseconds = [](void* context) { return static_cast<std::uint64_t>(static_cast<ModelPair::Side*>(context)->now().count()); },
    };
  };
  const auto bus_a = c_bus(pair.a), bus_b = c_bus(pair.b);
  sockwire_device* a = sockwire_open(&bus_a);
  sockwire_device* b = sockwire_open(&bus_b);
  const std::uint8_t mac_a[6]{2, 0, 0, 0, 0, 1}, mac_b[6]{2, 0, 0, 0, 0, 2};
  const std::uint32_t secret[4]{1, 2, 3, 4};
  sockwire_configure(a, mac_a, 0x0A000001, 0xFFFFFF00, 0, secret);
  sockwire_configure(b, mac_b, 0x0A000002, 0xFFFFFF00, 0, secret);
  const int listener = sockwire_socket(b, SOCK_STREAM);
  ASSERT_EQ(sockwire_bind(b, listener, 7), 0);
  ASSERT_EQ(sockwire_listen(b, listener, 4), 0);
  const int client = sockwire_socket(a, SOCK_STREAM);
  ASSERT_EQ(sockwire_connect(a, client, 0x0A000002, 7), 0);
  const int server = sockwire_accept(b, listener, nullptr, nullptr);
  ASSERT_GE(server, 0);

  EXPECT_EQ(sockwire_send_flags(a, client, "wow", 3, MSG_OOB), 3);
  for (int i = 0; i < 100; ++i) pair.tick();
  EXPECT_EQ(sockwire_urgent(b, server), 3);
  char buffer[8];
  EXPECT_EQ(sockwire_recv(b, server, buffer, 2), 2);
  EXPECT_EQ(sockwire_urgent(b, server), 1);
  EXPECT_EQ(sockwire_send_flags(a, client, "x", 1, MSG_PEEK), -1);
  EXPECT_EQ(errno, EOPNOTSUPP);

  sockwire_tcp_info info;
  ASSERT_EQ(sockwire_info(a, client, &info), 0);
  EXPECT_EQ(info.state, 4);
  EXPECT_EQ(info.mss, 1448U);
  EXPECT_EQ(info.segments_out, 3U);
  EXPECT_EQ(info.sack + info.timestamps + info.window_scale, 3);
  EXPECT_EQ(info.cubic, 0);
  ASSERT_EQ(sockwire_setsockopt(a, client, IPPROTO_TCP, TCP_CONGESTION, "cubic", 5), 0);
  ASSERT_EQ(sockwire_info(a, client, &info), 0);
  EXPECT_EQ(info.cubic, 1);
  ASSERT_EQ(sockwire_info(b, server, &info), 0);
  EXPECT_EQ(info.urgent, 1U);
  EXPECT_EQ(info.readable, 1U);
  EXPECT_EQ(sockwire_info(a, client, nullptr), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(sockwire_info(a, 99, &info), -1);
  EXPECT_EQ(errno, EBADF);
  sockwire_shut(a);
  sockwire_shut(b);
}

}  // namespace
}  // namespace sockwire
