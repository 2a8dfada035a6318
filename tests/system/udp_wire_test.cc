// UDP on the wire and its calls: lengths and checksums (RFC 768), broadcasts and groups (RFC 1122
// 4.1.3.5, RFC 1112), options, errors of calls.
#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class UdpWire : public DatagramTest {
 protected:
  static constexpr std::uint32_t kGroup = 0xE0010203, kSubnet = 0x0A0000FF;

  void set(unsigned desc, Option option, std::uint32_t value, Errno error = Errno::Ok) {
    EXPECT_EQ(bench().set_option(desc, option, value).error, error) << to_string(option) << ' ' << value;
  }
  void to_group(const Octets& text) {
    peer().send_ip_to(0x01'00'5E'01'02'03,
                      Udp{.src_port = kOurs, .dst_port = kPort, .payload = text}.in(peer().ip(), kGroup));
  }
};
SOCKWIRE_ENGINES(UdpWire);

TEST_P(UdpWire, LengthsThatLie) {
  proves("U01 768-05");
  peer().announce();
  const unsigned desc = bound();
  for (const std::uint16_t length : std::initializer_list<std::uint16_t>{0, 7, 29, 0xFFFF}) {
    peer().send_udp({.src_port = kOurs, .dst_port = kPort, .payload = pattern(20), .length = length});
    EXPECT_TRUE(is_empty(desc)) << length;
  }
  Ip cut = udp_of(pattern(20));
  cut.payload.resize(7);
  peer().send_ip(cut);
  EXPECT_TRUE(is_empty(desc)) << "not even a header";
  EXPECT_EQ(count(reg::kUdpInErrors), 5U);
  const Octets text = pattern(20);
  peer().send_udp({.src_port = kOurs, .dst_port = kPort, .payload = text, .length = 18});
  EXPECT_EQ(arrival(desc).octets, Octets(text.begin(), text.begin() + 10));
  expect_nothing();
}

// RFC 768: who wants no answer may leave its port out; RFC 1122 4.1.3.6: who cannot be is not heard.
TEST_P(UdpWire, SendersWithoutAPortAreHeardThoseWithoutAnAddressAreNot) {
  proves("1122-UDP-12 768-04");
  peer().announce();
  const unsigned desc = bound();
  peer().send_udp({.src_port = 0, .dst_port = kPort, .payload = pattern(5)});
  const auto got = arrival(desc);
  EXPECT_EQ(got.octets, pattern(5));
  EXPECT_EQ(got.port, 0);
  for (const std::uint32_t src : {0U, 0x7F000001U, 0xE0000001U, 0xFFFFFFFFU, kSubnet, engine_ip()}) {
    peer().send_ip(Udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(6)}.in(src, engine_ip()));
    EXPECT_TRUE(is_empty(desc)) << std::hex << src;
  }
  EXPECT_EQ(count(reg::kIpInAddrErrors), 6U);
}

// The computed sum that is zero goes as 0xFFFF; zero means that there is none.
TEST_P(UdpWire, ChecksumsNoneWrongAndZero) {
  proves("U02 768-02 768-03 1122-UDP-05");
  peer().announce();
  const unsigned desc = bound();
  Udp udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(21), .checksum = 0};
  peer().send_udp(udp);
  EXPECT_EQ(arrival(desc).octets, udp.payload) << "none";
  udp.checksum.reset();
  const auto right = static_cast<std::uint16_t>(get(udp.build(peer().ip(), engine_ip()), 6, 2));
  for (const unsigned wrong : {right ^ 1U, right ^ 0x8000U, 0xFFFFU}) {
    udp.checksum = static_cast<std::uint16_t>(wrong);
    peer().send_udp(udp);
    EXPECT_TRUE(is_empty(desc)) << wrong;
  }
  EXPECT_EQ(count(reg::kUdpInErrors), 3U);

  // The text that makes the sum zero is what it would be without that text.
  const auto zero = [](Udp of, std::uint32_t from, std::uint32_t to) {
    of.payload = {0, 0};
    const Octets built = of.build(from, to);
    of.payload = {built[6], built[7]};
    return of;
  };
  const Udp in = zero({.src_port = kOurs, .dst_port = kPort}, peer().ip(), engine_ip());
  ASSERT_EQ(get(in.build(peer().ip(), engine_ip()), 6, 2), 0xFFFFU);
  peer().send_udp(in);
  EXPECT_EQ(arrival(desc).octets, in.payload);
  const Udp out = zero({.src_port = kPort, .dst_port = kOurs}, engine_ip(), peer().ip());
  bench().send_to(desc, out.payload, peer().ip(), kOurs);
  EXPECT_EQ(peer().expect_udp().checksum, 0xFFFF);
  expect_nothing();
}

// Lessons 26: a broadcast that gives a false checksum error.
TEST_P(UdpWire, BroadcastsInAndOut) {
  proves("1122-IP-26");
  const unsigned desc = bound();
  for (const std::uint32_t to : {0xFFFFFFFFU, kSubnet}) {
    EXPECT_EQ(bench().send_to(desc, pattern(9), to, kOurs).error, Errno::Eacces);
    EXPECT_EQ(bench().udp_connect(desc, to, kOurs).error, Errno::Eacces);
  }
  set(desc, Option::OptionBroadcast, 1);
  for (const std::uint32_t to : {0xFFFFFFFFU, kSubnet}) {
    EXPECT_EQ(bench().send_to(desc, pattern(9), to, kOurs).error, Errno::Ok);
    const Udp sent = peer().expect_udp();
    EXPECT_EQ(sent.payload, pattern(9));
    EXPECT_EQ(sent.dst, to);
    peer().send_ip_to(kMacBroadcast,
                      Udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(11)}.in(peer().ip(), to));
    EXPECT_EQ(arrival(desc).octets, pattern(11));
  }
  EXPECT_FALSE(peer().has_arp()) << "nobody is asked for a broadcast's address";
  EXPECT_EQ(count(reg::kUdpInErrors), 0U);
}

TEST_P(UdpWire, AGroupJoinedAndLeft) {
  const unsigned desc = bound();
  to_group(pattern(10));
  EXPECT_TRUE(is_empty(desc)) << "no member yet";
  set(desc, Option::OptionJoin, kGroup);
  set(desc, Option::OptionJoin, kGroup, Errno::Eaddrinuse);
  set(desc, Option::OptionJoin, 0x0A000005, Errno::Einval);
  set(desc, Option::OptionLeave, kGroup + 1, Errno::Eaddrnotavail);
  to_group(pattern(12));
  EXPECT_EQ(arrival(desc).octets, pattern(12));
  EXPECT_EQ(bench().send_to(desc, pattern(13), kGroup, kOurs).error, Errno::Ok);
  const Udp first = peer().expect_udp();
  EXPECT_EQ(first.payload, pattern(13));
  EXPECT_EQ(first.ttl, 1) << "RFC 1112 6.1";
  set(desc, Option::OptionMulticastTtl, 9);
  bench().send_to(desc, pattern(13), kGroup, kOurs);
  EXPECT_EQ(peer().expect_udp().ttl, 9);
  set(desc, Option::OptionLeave, kGroup);
  to_group(pattern(14));
  EXPECT_TRUE(is_empty(desc));
  // Eight memberships there are, and closing gives them back.
  for (std::uint32_t i = 0; i < kMemberships; ++i) set(desc, Option::OptionJoin, kGroup + i);
  const unsigned other = bound(5001);
  set(other, Option::OptionJoin, kGroup, Errno::Enobufs);
  bench().close(desc);
  set(other, Option::OptionJoin, kGroup);
  EXPECT_FALSE(peer().has_arp());
}

// RFC 1122 4.1.3.5; also of a datagram that came in fragments, and for each look at it.
TEST_P(UdpWire, WhomADatagramWasSentToIsTold) {
  proves("1122-UDP-09");
  peer().announce();
  const unsigned desc = bound(), other = bound(kPort + 1);
  set(desc, Option::OptionJoin, kGroup);
  for (const std::uint32_t to : {engine_ip(), 0xFFFFFFFFU, kSubnet, kGroup, engine_ip()}) {
    const std::uint64_t mac = to == kGroup ? 0x01'00'5E'01'02'03 : to == engine_ip() ? options.network.mac : kMacBroadcast;
    const Ip whole = Udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(60)}.in(peer().ip(), to, 9);
    peer().send_ip_to(mac, whole);
    for (const Ip& piece : fragments_of(whole, 24)) peer().send_ip_to(mac, piece);
    bench().drain();
    EXPECT_EQ(bench().recv_piece(desc, 16, 0, true).to, to);
    EXPECT_EQ(bench().recv_piece(desc, 16, 32, true).to, to) << "another stretch of it";
    EXPECT_EQ(arrival(desc).to, to);
    EXPECT_EQ(arrival(desc).to, to) << "it came in fragments";
  }
  tell(pattern(5), kPort + 1);
  EXPECT_EQ(arrival(other).to, engine_ip());
  EXPECT_TRUE(is_empty(desc));
}

TEST_P(UdpWire, TtlAndTosAreAsTheSocketSays) {
  proves("1122-UDP-14 1122-IP-09 1122-IP-11 1122-IP-13");
  peer().announce();
  const unsigned desc = bound();
  const auto sent = [&] {
    bench().send_to(desc, pattern(3), peer().ip(), kOurs);
    return peer().expect_udp();
  };
  EXPECT_EQ(sent().ttl, 64);
  EXPECT_EQ(peer().datagrams.back().tos, 0);
  set(desc, Option::OptionTtl, 5);
  set(desc, Option::OptionTos, 0xB9);
  const Udp udp = sent();
  EXPECT_EQ(udp.ttl, 5);
  EXPECT_EQ(udp.tos, 0xB9);
  set(desc, Option::OptionTtl, 0);
  EXPECT_EQ(sent().ttl, 64) << "never 0";
  for (const Option option : {Option::OptionTtl, Option::OptionTos, Option::OptionMulticastTtl}) {
    set(desc, option, 256, Errno::Einval);
  }
  set(desc, Option::OptionMulticastTtl, 0, Errno::Einval);
  set(desc, Option::OptionBroadcast, 2, Errno::Einval);
  set(desc, Option::OptionNoDelay, 1, Errno::Einval);
}

TEST_P(UdpWire, WhatIsTooLongIsRefused) {
  peer().announce();
  const unsigned desc = bound();
  set(desc, Option::OptionNoFragment, 1);
  EXPECT_EQ(bench().send_to(desc, pattern(1473), peer().ip(), kOurs).error, Errno::Emsgsize);
  EXPECT_EQ(bench().send_to(desc, pattern(1472), peer().ip(), kOurs).error, Errno::Ok);
  EXPECT_EQ(peer().expect_udp().payload, pattern(1472));
  EXPECT_EQ(peer().datagrams.back().fragment, 0x4000) << "DF";
  set(desc, Option::OptionNoFragment, 0);
  EXPECT_EQ(bench().send_piece(desc, pattern(1000), peer().ip(), kOurs, true).error, Errno::Einval) << "1000 % 16";
  if (GetParam() == Engine::Model) {  // many calls
    EXPECT_EQ(bench().send_to(desc, pattern(65508), peer().ip(), kOurs).error, Errno::Emsgsize);
  }
  expect_alive(desc);
}

TEST_P(UdpWire, ErrorsOfCalls) {
  peer().announce();
  const unsigned desc = bench().udp_socket();
  const auto error = [&](Call call, std::uint32_t addr = 0, std::uint16_t port = 0, std::uint32_t length = 0) {
    return bench().call(call, desc, addr, port, length).error;
  };
  EXPECT_EQ(error(Call::CallListen, 0, 0, 1), Errno::Eopnotsupp);
  EXPECT_EQ(error(Call::CallAccept), Errno::Eopnotsupp);
  EXPECT_EQ(error(Call::CallShutdown, 0, 0, 1), Errno::Eopnotsupp);
  EXPECT_EQ(error(Call::CallSend, 0, 0, 4), Errno::Edestaddrreq);
  EXPECT_EQ(error(Call::CallSend, peer().ip(), 0, 4), Errno::Einval);
  EXPECT_EQ(error(Call::CallSend, engine_ip(), 9, 4), Errno::Einval) << "ourselves";
  EXPECT_EQ(error(Call::CallSend, 0x7F000001, 9, 4), Errno::Einval);
  EXPECT_EQ(error(Call::CallSend, peer().ip(), 9, 2049), Errno::Einval);
  EXPECT_EQ(error(Call::CallConnect, peer().ip(), 0), Errno::Einval);
  EXPECT_EQ(error(Call::CallConnect, engine_ip(), 9), Errno::Einval);
  EXPECT_EQ(error(Call::CallRecv, 0, 0, 4), Errno::Eagain);
  EXPECT_EQ(bench().state(desc).local_port, 0) << "nothing has bound it";
  EXPECT_EQ(error(Call::CallBind, 0, kPort), Errno::Ok);
  EXPECT_EQ(error(Call::CallBind, 0, kPort + 1), Errno::Einval) << "it is bound";
  const unsigned other = bench().udp_socket();
  EXPECT_EQ(bench().call(Call::CallBind, other, 0, kPort).error, Errno::Eaddrinuse);
  listening(kPort);  // TCP's ports are others
  EXPECT_EQ(error(Call::CallClose), Errno::Ok);
  EXPECT_EQ(error(Call::CallClose), Errno::Ebadf);
  EXPECT_EQ(bench().call(Call::CallBind, other, 0, kPort).error, Errno::Ok) << "it is free again";
  for (unsigned i = 1; i < bench().cfg().UdpSockets; ++i) bench().udp_socket();
  EXPECT_EQ(bench().call(Call::CallSocket, 0, 0, 1).error, Errno::Emfile);
  expect_nothing();
}

TEST_P(UdpWire, PortZeroIsAnyPort) {
  peer().announce();
  const unsigned bound_one = bench().udp_socket(), connected_one = bench().udp_socket(), sender = bench().udp_socket();
  const std::uint16_t first = bench().bind(bound_one, 0);
  const std::uint32_t second = bench().udp_connect(connected_one, peer().ip(), kOurs).value;
  EXPECT_EQ(bench().send_to(sender, pattern(1), peer().ip(), kOurs).error, Errno::Ok);
  const std::uint16_t third = peer().expect_udp().src_port;
  EXPECT_GE(first, 49152);
  EXPECT_GE(second, 49152U);
  EXPECT_GE(third, 49152);
  EXPECT_NE(first, second);
  EXPECT_NE(second, third);
  EXPECT_NE(first, third);
  EXPECT_EQ(bench().state(connected_one).local_port, second);
  EXPECT_EQ(bench().state(sender).local_port, third);
  tell(pattern(2), 0);
  EXPECT_TRUE(is_empty(sender)) << "port 0 is nobody's";
  peer().forget();
  for (const unsigned desc : {bound_one, connected_one, sender}) expect_alive(desc);
}

}  // namespace
}  // namespace sockwire
