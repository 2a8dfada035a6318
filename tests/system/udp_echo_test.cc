// The echo application of UDP (RFC 862): what it sends back, what it leaves to sockets, and whom it does not
// answer.
#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class UdpEchoSystem : public DatagramTest {
 protected:
  static constexpr std::uint16_t kEcho = 7;
  static constexpr std::uint32_t kGroup = 0xE0010203;

  void start(std::uint16_t port = kEcho) {
    bench().write32(reg::kUdpEcho, port);
    EXPECT_EQ(bench().read32(reg::kUdpEcho), port);
    peer().announce();
  }
  Ip asked(const Octets& text, std::uint16_t from = kOurs, std::uint16_t to = kEcho) {
    return Udp{.src_port = from, .dst_port = to, .payload = text}.in(peer().ip(), engine_ip());
  }
  void expect_echo(const Octets& text, std::uint16_t to = kOurs, std::uint16_t from = kEcho) {
    const Udp reply = peer().expect_udp();
    EXPECT_EQ(reply.payload, text);
    EXPECT_EQ(reply.src_port, from);
    EXPECT_EQ(reply.dst_port, to);
    EXPECT_EQ(reply.dst, peer().ip());
  }
  void ask(const Octets& text) {
    peer().send_ip(asked(text));
    expect_echo(text);
  }
};
SOCKWIRE_ENGINES(UdpEchoSystem);

TEST_P(UdpEchoSystem, EverySizeComesBack) {
  proves("862-01");
  start();
  std::vector<std::size_t> sizes{0, 1, 2, 3, 4, 5, 15, 16, 17, 18, 19, 20, 31, 32, 33, 100, 575, 1023, 1024, 1025, 1400};
  for (std::size_t size = 1464; size <= 1472; ++size) sizes.push_back(size);
  unsigned seed = 0;
  for (const std::size_t size : sizes) {
    Ip ip = asked(pattern(size, ++seed));
    ip.tos = static_cast<std::uint8_t>(seed * 5), ip.id = 77, ip.ttl = 3;
    peer().send_ip(ip);
    expect_echo(pattern(size, seed));
    const Ip reply = peer().datagrams.back();
    EXPECT_EQ(get(reply.payload, 6, 2), get(ip.payload, 6, 2)) << "the sum does not change";
    EXPECT_EQ(reply.tos, ip.tos);
    EXPECT_EQ(reply.ttl, 64);
    EXPECT_EQ(reply.id, 0);
    EXPECT_EQ(reply.fragment, 0x4000) << "DF";
    EXPECT_TRUE(reply.options.empty());
  }
  EXPECT_EQ(count(reg::kUdpEchos), sizes.size());
  EXPECT_EQ(count(reg::kUdpInDatagrams), 0U) << "no socket has seen them";
  EXPECT_EQ(count(reg::kUdpNoPorts), 0U);
  EXPECT_EQ(count(reg::kIpOutRequests), sizes.size());
}

// RFC 768: a sum of 0 says that there is none; the computed one is 0xFFFF in its place.
TEST_P(UdpEchoSystem, TheChecksumIsAsItCame) {
  proves("768-03 U02");
  peer_options.without_sum = true;
  start();
  for (const std::size_t size : {0U, 9U, 40U}) {
    Udp udp{.src_port = kOurs, .dst_port = kEcho, .payload = pattern(size), .checksum = 0};
    peer().send_ip(udp.in(peer().ip(), engine_ip()));
    EXPECT_EQ(peer().expect_udp().checksum, 0);
    udp.payload.insert(udp.payload.end(), {0, 0});
    udp.payload.resize(2 * ((udp.payload.size() + 1) / 2));
    udp.checksum.reset();
    const auto sum = get(udp.build(peer().ip(), engine_ip()), 6, 2);
    udp.payload[udp.payload.size() - 2] = static_cast<std::uint8_t>(sum >> 8);  // now it is 0xFFFF
    udp.payload[udp.payload.size() - 1] = static_cast<std::uint8_t>(sum);
    ASSERT_EQ(get(udp.build(peer().ip(), engine_ip()), 6, 2), 0xFFFFU);
    peer().send_ip(udp.in(peer().ip(), engine_ip()));
    const Udp reply = peer().expect_udp();
    EXPECT_EQ(reply.checksum, 0xFFFF);
    EXPECT_EQ(reply.payload, udp.payload);
  }
}

TEST_P(UdpEchoSystem, LengthsAndChecksumsThatAreWrong) {
  proves("U01 U02 768-05 1122-UDP-05");
  start();
  for (const std::uint16_t length : std::initializer_list<std::uint16_t>{0, 7, 29, 0xFFFF}) {
    peer().send_udp({.src_port = kOurs, .dst_port = kEcho, .payload = pattern(20), .length = length});
  }
  Ip bad = asked(pattern(20));
  bad.payload.back() ^= 1;
  peer().send_ip(bad);
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpInErrors), 5U);
  EXPECT_EQ(count(reg::kUdpEchos), 0U);
  // What is beyond its own length is no part of it, and not sent back.
  for (const std::uint16_t length : std::initializer_list<std::uint16_t>{8, 9, 18, 27, 28}) {
    peer().send_udp({.src_port = kOurs, .dst_port = kEcho, .payload = pattern(20), .length = length});
    const Octets text = pattern(20);
    expect_echo(Octets(text.begin(), text.begin() + length - 8));
  }
  Ip cut = asked(pattern(20));
  cut.payload.resize(7);
  peer().send_ip(cut);
  bench().drain();
  EXPECT_EQ(count(reg::kUdpInErrors), 6U) << "too short to name a port: UDP's to judge";
  expect_nothing();
}

// Two that answer everything would never stop.
TEST_P(UdpEchoSystem, WhoMayAnswerEverythingIsNotAnswered) {
  proves("U05");
  start();
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{0, 1, 7, 13, 19, 512, 1023}) {
    peer().send_ip(asked(pattern(20), port));
  }
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpEchoDiscards), 7U);
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{1024, 0x8000, 65535}) {
    peer().send_ip(asked(pattern(20), port));
    expect_echo(pattern(20), port);
  }
  start(5007);
  peer().send_ip(asked(pattern(20), 5007, 5007));
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpEchoDiscards), 8U);
  peer().send_ip(asked(pattern(20), 5008, 5007));
  expect_echo(pattern(20), 5008, 5007);
}

TEST_P(UdpEchoSystem, BroadcastsGroupsAndFragmentsAreForSockets) {
  proves("U05");
  start();
  const unsigned desc = bound(kEcho);
  EXPECT_EQ(bench().set_option(desc, Option::OptionJoin, kGroup).error, Errno::Ok);
  const Udp udp{.src_port = kOurs, .dst_port = kEcho, .payload = pattern(40)};
  for (const std::uint32_t to : {0xFFFFFFFFU, 0x0A0000FFU, kGroup}) {
    const std::uint64_t mac = to == kGroup ? 0x01'00'5E'01'02'03 : kMacBroadcast;
    peer().send_ip_to(mac, udp.in(peer().ip(), to));
    const auto got = arrival(desc);
    EXPECT_EQ(got.octets, pattern(40));
    EXPECT_EQ(got.to, to);
  }
  peer().send_pieces(fragments_of(asked(pattern(40)), 24));
  EXPECT_EQ(arrival(desc).octets, pattern(40));
  Ip lonely = asked(pattern(40));
  lonely.fragment = 0x2000, lonely.id = 55;  // of which no more comes
  peer().send_ip(lonely);
  ask(pattern(41));
  EXPECT_TRUE(is_empty(desc)) << "what is the application's is not the socket's";
  EXPECT_EQ(count(reg::kUdpEchos), 1U);
  peer().send_ip_to(kMacBroadcast, asked(pattern(20)));  // for us, in a frame for all (RFC 1122 3.3.6)
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpEchos), 1U);
  EXPECT_EQ(count(reg::kIpInDiscards), 1U);
  // Without a socket they are for nobody.
  bench().close(desc);
  peer().forget();
  peer().send_pieces(fragments_of(asked(pattern(40)), 24));
  EXPECT_EQ(peer().expect_icmp().code, 3);
  peer().send_ip_to(kMacBroadcast, udp.in(peer().ip(), 0xFFFFFFFF));
  expect_nothing();
}

TEST_P(UdpEchoSystem, ThePortCanBeMovedAndClosed) {
  start();
  ask(pattern(10));
  start(9007);
  peer().send_ip(asked(pattern(11)));
  EXPECT_EQ(peer().expect_icmp().code, 3) << "nobody has port 7 now";
  peer().send_ip(asked(pattern(12), kOurs, 9007));
  expect_echo(pattern(12), kOurs, 9007);
  start(0);
  peer().send_ip(asked(pattern(13), kOurs, 9007));
  EXPECT_EQ(peer().expect_icmp().code, 3);
  peer().send_ip(asked(pattern(14), kOurs, 0));
  EXPECT_EQ(peer().expect_icmp().code, 3);
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpEchos), 2U);
  EXPECT_EQ(count(reg::kUdpNoPorts), 3U);
}

TEST_P(UdpEchoSystem, OptionsAreSkippedAndPaddingIsNotSentBack) {
  start();
  for (const std::size_t words : {1U, 2U, 10U}) {
    Ip ip = asked(pattern(3));
    ip.options.assign(4 * words, 1);
    peer().send_ip(ip);
    expect_echo(pattern(3));
    EXPECT_TRUE(peer().datagrams.back().options.empty());
  }
}

// The reply asks ARP like everybody; whom nobody has heard of is asked for and not answered.
TEST_P(UdpEchoSystem, WhoseNeighbourIsNotKnownIsAskedFor) {
  peer_options.answer_arp = false;
  bench().write32(reg::kUdpEcho, kEcho);
  peer().send_ip(asked(pattern(20)));
  const Arp request = peer().expect_arp();
  EXPECT_EQ(request.operation, 1);
  EXPECT_EQ(request.target_ip, peer().ip());
  expect_nothing();
  EXPECT_EQ(count(reg::kUdpEchoDiscards), 1U);
  EXPECT_EQ(count(reg::kUdpEchos), 0U);
  peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = peer().ip(),
                   .target_mac = options.network.mac, .target_ip = engine_ip()});
  ask(pattern(21));
  // What is not on the link goes to the gateway.
  Ip far = Udp{.src_port = kOurs, .dst_port = kEcho, .payload = pattern(9)}.in(0xC0000201, engine_ip());
  peer().send_ip(far);
  EXPECT_EQ(peer().expect_arp().target_ip, options.network.gateway);
  peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = options.network.gateway,
                   .target_mac = options.network.mac, .target_ip = engine_ip()});
  bench().drain();
  peer().send_ip(far);
  const Udp reply = peer().expect_udp();
  EXPECT_EQ(reply.dst, 0xC0000201U);
  EXPECT_EQ(reply.payload, pattern(9));
}

// While the line stands still, what finds no room is dropped whole and counted; the rest comes back.
TEST_P(UdpEchoSystem, WhatFindsNoRoomIsCounted) {
  start();
  Octets pause;
  put(pause, 1, 2);
  put(pause, 400, 2);  // 205 us at 1 Gb/s
  bench().send_frame(ethernet(0x0180C2'000001, peer().mac(), 0x8808, pause));
  constexpr unsigned kMany = 14;
  for (unsigned i = 0; i < kMany; ++i) peer().send_ip(asked(pattern(1472 - i, i), static_cast<std::uint16_t>(kOurs + i)));
  bench().run_us(600);
  bench().drain();
  unsigned echoed = 0;
  for (; peer().has_udp(); ++echoed) {
    const Udp reply = peer().expect_udp();
    const unsigned i = reply.dst_port - kOurs;
    EXPECT_EQ(reply.payload, pattern(1472 - i, i));
  }
  EXPECT_EQ(count(reg::kUdpEchos), echoed);
  EXPECT_EQ(count(reg::kUdpEchos) + count(reg::kUdpEchoDiscards), kMany);
  EXPECT_GE(echoed, 2U) << "so much it always keeps";
  ask(pattern(100));
}

// Between the frames of everybody else.
TEST_P(UdpEchoSystem, EveryoneIsServedBesideIt) {
  start();
  const unsigned desc = bound();
  PeerConnection connection{peer(), 80};
  const unsigned tcp = connected(connection);
  for (unsigned round = 0; round < 10; ++round) {
    peer().send_ip(asked(pattern(300 + round, round)));
    peer().ping(static_cast<std::uint16_t>(round), pattern(200, round));
    tell(pattern(50, round));
    connection.send_data(pattern(100, round));
    expect_echo(pattern(300 + round, round));
    EXPECT_EQ(peer().expect_icmp().payload, pattern(200, round));
    EXPECT_EQ(arrival(desc).octets, pattern(50, round));
    EXPECT_EQ(received(tcp, 100), pattern(100, round));
    connection.expect_ack();
  }
  EXPECT_EQ(count(reg::kUdpEchos), 10U);
}

TEST_P(UdpEchoSystem, InAVlanItAnswersWithItsTag) {
  bench().write32(reg::kEthVlan, reg::kEthVlanEnable | 5U << 13 | 0x123);
  peer().options().tag = static_cast<std::uint16_t>(2U << 13 | 0x123);
  peer().options().tag_back = static_cast<std::uint16_t>(5U << 13 | 0x123);
  start();
  for (const std::size_t size : {0U, 18U, 1472U}) ask(pattern(size));
}

}  // namespace
}  // namespace sockwire
