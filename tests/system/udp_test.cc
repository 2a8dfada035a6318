// UDP sockets (RFC 768, RFC 1122 4.1): datagrams whole or not at all, and what becomes of those that
// nobody wants.
#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class UdpSystem : public DatagramTest {
 protected:
  // Connected to the peer, which has had a datagram of it.
  unsigned connected_udp(Ip& sent) {
    const unsigned desc = bound();
    EXPECT_EQ(bench().udp_connect(desc, peer().ip(), kOurs).error, Errno::Ok);
    EXPECT_EQ(bench().send_to(desc, pattern(20)).error, Errno::Ok);
    peer().expect_udp();
    sent = peer().datagrams.back();
    return desc;
  }
};
SOCKWIRE_ENGINES(UdpSystem);

// Lessons 18: an empty one, 15 or 16 octets, more than a frame holds.
TEST_P(UdpSystem, ADatagramOfEverySizeComesAndGoesWhole) {
  proves("768-01 768-02 1122-UDP-04 1122-UDP-07 1122-UDP-13 1122-IP-04");
  peer().announce();
  const unsigned desc = bound();
  const std::vector<std::size_t> sizes{0, 1, 7, 8, 15, 16, 17, 1471, 1472, 1473, 2047, 2048, 2049, 4000};
  unsigned seed = 0;
  for (const std::size_t size : sizes) {
    const Octets text = pattern(size, ++seed);
    tell(text);
    const auto got = arrival(desc);
    EXPECT_EQ(got.octets, text) << size;
    EXPECT_EQ(got.addr, peer().ip());
    EXPECT_EQ(got.port, kOurs);
    EXPECT_EQ(bench().send_to(desc, text, peer().ip(), kOurs), (Bench::Answered{Errno::Ok, static_cast<std::uint32_t>(size)}));
    const Udp sent = peer().expect_udp();
    EXPECT_EQ(sent.payload, text) << size;
    EXPECT_EQ(sent.src_port, kPort);
    EXPECT_EQ(sent.dst_port, kOurs);
  }
  EXPECT_EQ(count(reg::kUdpInDatagrams), sizes.size());
  EXPECT_EQ(count(reg::kUdpOutDatagrams), sizes.size());
  EXPECT_TRUE(is_empty(desc));
}

TEST_P(UdpSystem, TheLargestDatagramComesBack) {
  proves("768-01");
  peer().announce();
  const unsigned desc = bound();
  const Octets text = pattern(GetParam() == Engine::Rtl ? 9000 : 65507);
  tell(text);
  EXPECT_EQ(arrival(desc).octets, text);
  EXPECT_EQ(bench().send_to(desc, text, peer().ip(), kOurs).error, Errno::Ok);
  EXPECT_EQ(peer().expect_udp().payload, text);
}

TEST_P(UdpSystem, BoundariesAreKeptAndTruncationIsTold) {
  peer().announce();
  const unsigned desc = bound();
  for (const std::size_t size : {10U, 0U, 60U}) tell(pattern(size));
  bench().drain();
  EXPECT_EQ(bench().state(desc).waiting, 3U);
  EXPECT_EQ(bench().state(desc).readable, 10U);
  EXPECT_EQ(bench().recv_piece(desc, 100).octets, pattern(10));
  const auto empty = bench().recv_piece(desc, 100);
  EXPECT_EQ(empty.error, Errno::Ok);
  EXPECT_EQ(empty.length, 0U);
  EXPECT_EQ(empty.port, kOurs);
  const auto later = bench().recv_piece(desc, 100, 48, true);
  const Octets whole = pattern(60);
  EXPECT_EQ(later.octets, Octets(whole.begin() + 48, whole.end()));
  EXPECT_EQ(bench().recv_piece(desc, 100, 8, true).error, Errno::Einval);
  const auto cut = bench().recv_piece(desc, 4);
  EXPECT_EQ(cut.length, 60U) << "four were asked for";
  EXPECT_EQ(cut.octets.size(), 4U);
  EXPECT_TRUE(is_empty(desc)) << "the rest of it is gone";
}

// RFC 1122 4.1.3.1; 3.2.2: the header and eight octets, as they came.
TEST_P(UdpSystem, AClosedPortIsTold) {
  proves("U03 1122-UDP-01 1122-ICMP-02 1122-ICMP-05 1122-ICMP-11 792-03");
  peer().announce();
  const Ip ip = udp_of(pattern(30), 0x1234, 9);
  peer().send_ip(ip);
  const Icmp error = peer().expect_icmp();
  EXPECT_EQ(error.type, 3);
  EXPECT_EQ(error.code, 3);
  EXPECT_EQ(error.payload, quoted(ip));
  EXPECT_EQ(peer().datagrams.back().tos, 0);
  EXPECT_EQ(count(reg::kUdpNoPorts), 1U);
  EXPECT_EQ(count(reg::kIcmpOutDestUnreachs), 1U);
  peer().send_ip_to(kMacBroadcast, Udp{.src_port = 1, .dst_port = 9}.in(peer().ip(), 0xFFFFFFFF));
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpNoPorts), 2U);
}

// RFC 1122 4.1.3.3, and lessons 20: an unreachable locks the core.
TEST_P(UdpSystem, AConnectedSocketLearnsWhatIsToldOfIt) {
  proves("1122-UDP-03 1122-ICMP-04 1122-ICMP-12 1122-ICMP-20 1122-ICMP-22");
  peer().announce();
  Ip sent;
  const unsigned desc = connected_udp(sent);
  const struct { std::uint8_t type, code; Errno error; } errors[] = {
      {3, 3, Errno::Econnrefused}, {3, 2, Errno::Econnrefused}, {3, 0, Errno::Enetunreach}, {3, 1, Errno::Ehostunreach},
      {3, 4, Errno::Emsgsize}, {11, 0, Errno::Ehostunreach}, {12, 0, Errno::Ehostunreach}};
  for (const auto& [type, code, error] : errors) {
    peer().send_error(packet::error(type, code, sent, 1000));
    bench().drain();
    EXPECT_EQ(bench().state(desc).error, error) << int{type} << '/' << int{code};
    const bool sending = code == 1;
    EXPECT_EQ(sending ? bench().send_to(desc, pattern(4)).error : bench().recv_piece(desc, 4).error, error);
    EXPECT_TRUE(is_empty(desc)) << "it is told once";
  }
  Ip other = sent;
  other.payload[1] ^= 1;  // not its port
  peer().send_error(packet::error(3, 3, other));
  EXPECT_TRUE(is_empty(desc));
  const unsigned stranger = bound(5001);
  const Ip not_connected = Udp{.src_port = 5001, .dst_port = kOurs}.in(engine_ip(), peer().ip());
  peer().send_error(packet::error(3, 3, not_connected));
  EXPECT_TRUE(is_empty(stranger)) << "who is not connected hears nothing";
  expect_alive(desc);
}

TEST_P(UdpSystem, ConnectedItHearsItsPeerAlone) {
  peer().announce();
  const unsigned desc = bound();
  tell(pattern(5));
  bench().drain();
  ASSERT_EQ(bench().udp_connect(desc, peer().ip(), kOurs).error, Errno::Ok);
  EXPECT_EQ(bench().state(desc).peer, peer().ip());
  EXPECT_EQ(arrival(desc).octets, pattern(5)) << "what was queued stays";
  peer().send_udp({.src_port = kOurs + 1, .dst_port = kPort, .payload = pattern(6)});
  peer().send_ip(Udp{.src_port = kOurs, .dst_port = kPort}.in(0x0A000003, engine_ip()));
  EXPECT_TRUE(is_empty(desc));
  EXPECT_EQ(count(reg::kUdpNoPorts), 2U);
  peer().forget();
  tell(pattern(7));
  EXPECT_EQ(arrival(desc).octets, pattern(7));
  EXPECT_EQ(bench().udp_connect(desc, 0, 0).error, Errno::Ok) << "undone";
  peer().send_udp({.src_port = kOurs + 1, .dst_port = kPort, .payload = pattern(8)});
  EXPECT_EQ(arrival(desc).port, kOurs + 1);
  EXPECT_EQ(bench().send_to(desc, pattern(8)).error, Errno::Edestaddrreq);
}

TEST_P(UdpSystem, AnOverflowLosesWholeDatagrams) {
  proves("U04");
  peer().announce();
  const unsigned desc = bound();
  for (unsigned i = 0; i < kQueueDepth + 3; ++i) tell(pattern(100 + i, i));
  bench().drain();
  EXPECT_EQ(count(reg::kUdpInOverflows), 3U);
  EXPECT_EQ(bench().state(desc).waiting, kQueueDepth);
  EXPECT_EQ(count(reg::kSockDrops), 3U);
  for (unsigned i = 0; i < kQueueDepth; ++i) EXPECT_EQ(arrival(desc).octets, pattern(100 + i, i));
  expect_alive(desc);
  EXPECT_TRUE(is_empty(desc));
}

// A flood of datagrams while a connection is served.
TEST_P(UdpSystem, TcpGoesOnInAFlood) {
  proves("U04");
  PeerConnection connection{peer(), 80};
  const unsigned tcp = connected(connection);
  bound();
  for (unsigned round = 0; round < 10; ++round) {
    for (unsigned i = 0; i < 10; ++i) tell(pattern(400, i));
    connection.send_data(pattern(200, round));
    EXPECT_EQ(received(tcp, 200), pattern(200, round));
    connection.expect_ack();
  }
  EXPECT_EQ(count(reg::kUdpInDatagrams) + count(reg::kUdpInOverflows), 100U);
}

// Datagrams that are queued, composed or on their way when their socket closes leave no trace.
TEST_P(UdpSystem, ClosingGivesUpWhatIsQueued) {
  peer().announce();
  for (unsigned round = 0; round < 4; ++round) {
    const unsigned desc = bound();
    for (unsigned i = 0; i < 3; ++i) tell(pattern(9000, i));
    bench().drain();
    EXPECT_EQ(bench().state(desc).waiting, 3U);
    EXPECT_EQ(bench().send_to(desc, pattern(3000), peer().ip(), kOurs).error, Errno::Ok);
    EXPECT_EQ(bench().send_piece(desc, pattern(1024), peer().ip(), kOurs, true).error, Errno::Ok);
    EXPECT_EQ(bench().close(desc).error, Errno::Ok);
    EXPECT_EQ(peer().expect_udp().payload, pattern(3000)) << "what is being sent leaves";
    EXPECT_EQ(bench().recv_piece(desc, 4).error, Errno::Ebadf);
    tell(pattern(4));
    EXPECT_EQ(peer().expect_icmp().code, 3) << "nobody has the port";
  }
  EXPECT_EQ(count(reg::kUdpInDatagrams), 12U);
  const unsigned desc = bound();
  EXPECT_TRUE(is_empty(desc));
  expect_alive(desc);
}

}  // namespace
}  // namespace sockwire
