// How the network layers of other engines break, each as a test that says it.
#include <algorithm>

#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class Rivals : public DatagramTest {
 protected:
  static Octets framed(std::uint64_t to, std::uint64_t from, const Ip& ip) {
    return ethernet(to, from, kEtherTypeIpv4, ip.build());
  }
};
SOCKWIRE_ENGINES(Rivals);

// An empty datagram, one of 15 or 16 octets, or one above 1472 hangs the core.
TEST_P(Rivals, NoSizeHangsTheCore) {
  peer().announce();
  const unsigned desc = bound();
  for (const std::size_t size : {0U, 15U, 16U, 1473U, 1480U, 1481U, 0U}) {
    tell(pattern(size));
    EXPECT_EQ(bench().send_to(desc, pattern(size), peer().ip(), kOurs).error, Errno::Ok);
    EXPECT_EQ(arrival(desc).octets.size(), size);
    EXPECT_EQ(peer().expect_udp().payload.size(), size);
    peer().ping(1, pattern(20));
    EXPECT_EQ(peer().expect_icmp().type, 0);
  }
}

// Receive blocked by transmit blocked by ARP whose reply waits in receive.
TEST_P(Rivals, WhoWaitsForArpDoesNotKeepItsReplyFromComing) {
  peer_options.answer_arp = false;
  const unsigned desc = bound();
  for (std::uint32_t i = 0; i < 12; ++i) {
    EXPECT_EQ(bench().send_to(desc, pattern(30), peer().ip(), kOurs).error == Errno::Ok || i > 4, true);
  }
  bench().connect(bench().socket(), peer().ip(), 80);
  for (std::uint16_t i = 0; i < 20; ++i) {
    peer().ping(i, pattern(1000));
    peer().send_ip(udp_of(pattern(8), i, 9));
    tell(pattern(500));
  }
  peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = peer().ip(),
                   .target_mac = options.network.mac, .target_ip = engine_ip()});
  EXPECT_EQ(peer().expect_udp().payload, pattern(30));
  EXPECT_EQ(peer().expect_tcp("a SYN").flags, kSyn);
  bench().drain();
  EXPECT_EQ(bench().state(desc).waiting, kQueueDepth);
  peer().forget();
  peer().ping(99, pattern(10));
  EXPECT_EQ(peer().expect_icmp().sequence, 99);
}

// An ICMP unreachable locks the core; an echo larger than a frame kills the stack after an answer.
TEST_P(Rivals, UnreachablesAndLargeEchoesDoNotStopIt) {
  peer().announce();
  const unsigned desc = bound();
  expect_alive(desc);
  const Ip sent = peer().datagrams.back();
  for (std::uint16_t i = 1; i <= 3; ++i) {
    for (int burst = 0; burst < 6; ++burst) peer().send_error(packet::error(3, 3, sent));
    peer().send_pieces(fragments_of(echo_of(pattern(3000), i), 1480));
    EXPECT_EQ(peer().expect_icmp().payload, pattern(3000));
    expect_alive(desc);
  }
  EXPECT_EQ(count(reg::kIcmpInDestUnreachs), 18U);
}

// Header FIFO overflow sends old payload under a new header.
TEST_P(Rivals, NoHeaderMeetsThePayloadOfAnother) {
  peer().announce();
  const unsigned desc = bound();
  const auto tagged = [](unsigned i) { return pattern(40 + i % 7, i); };
  unsigned taken = 0;
  for (unsigned i = 0; i < 40; ++i) {
    peer().send_udp({.src_port = static_cast<std::uint16_t>(kOurs + i), .dst_port = kPort, .payload = tagged(i)});
    peer().ping(static_cast<std::uint16_t>(i), tagged(i));
  }
  bench().drain();
  while (const auto got = bench().recv_from(desc)) {
    EXPECT_EQ(got->octets, tagged(got->port - kOurs));
    ++taken;
  }
  EXPECT_EQ(taken, kQueueDepth);
  unsigned replies = 0;
  for (; peer().has_icmp(); ++replies) {
    const Icmp reply = peer().expect_icmp();
    EXPECT_EQ(reply.payload, tagged(reply.sequence));
  }
  EXPECT_EQ(count(reg::kUdpInOverflows) + count(reg::kIpInDiscards), 40 - kQueueDepth);
  EXPECT_EQ(replies + count(reg::kIcmpInDiscards), 40U);
  expect_alive(desc);
}

// Both encodings of zero in a one's complement sum: valid headers refused.
TEST_P(Rivals, BothZerosOfAHeaderChecksumAreRight) {
  peer().announce();
  const unsigned desc = bound();
  Ip ip = udp_of(pattern(10));
  ip.id = 0;
  const Octets without = ip.build();
  ip.id = static_cast<std::uint16_t>(get(without, 10, 2));  // now the sum is zero
  Octets frame = framed(options.network.mac, peer().mac(), ip);
  ASSERT_EQ(get(frame, 24, 2) % 0xFFFF, 0U);
  for (const std::uint8_t zero : std::initializer_list<std::uint8_t>{0x00, 0xFF}) {
    frame[24] = frame[25] = zero;
    bench().send_frame(frame);
    EXPECT_EQ(arrival(desc).octets, pattern(10)) << int{zero};
  }
  EXPECT_EQ(count(reg::kIpInHdrErrors), 0U);
}

// Frames with bad FCS or bad UDP/ICMP checksum are answered all the same.
TEST_P(Rivals, WhatIsSpoiltIsNotAnswered) {
  proves("F03 U02 792-01");
  peer().announce();
  const unsigned desc = bound();
  for (const Ip& good : {udp_of(pattern(40)), udp_of(pattern(40), 1, 9), echo_of(pattern(40))}) {
    WireFrame bad_fcs = good_frame(framed(options.network.mac, peer().mac(), good));
    bad_fcs.octets.back() ^= 0x10;
    bench().send_wire(bad_fcs);
    Ip bad_sum = good;
    bad_sum.payload.back() ^= 0x10;
    peer().send_ip(bad_sum);
    const auto pieces = fragments_of(bad_sum, 24);
    peer().send_pieces(pieces);
    expect_nothing();
    EXPECT_TRUE(is_empty(desc));
  }
  EXPECT_EQ(count(reg::kMacFcsErrors), 3U);
  EXPECT_EQ(count(reg::kUdpInErrors), 4U);
  EXPECT_EQ(count(reg::kIcmpInErrors), 2U);
}

// ARP cache indexed by the last octet of the address; emptied each second.
TEST_P(Rivals, NeighboursAreKnownByTheWholeAddressAndForMinutes) {
  options.network.mask = 0xFFFF0000;
  options.time_shift = 15;
  peer_options.answer_arp = false;
  peer().announce();
  const unsigned desc = bound();
  bench().run_engine_us(30e6);
  bench().send_to(desc, pattern(4), peer().ip(), kOurs);
  EXPECT_EQ(peer().expect_udp().payload, pattern(4));
  EXPECT_FALSE(peer().has_arp());
  bench().send_to(desc, pattern(5), peer().ip() + 0x100, kOurs);
  EXPECT_EQ(peer().expect_arp().target_ip, peer().ip() + 0x100);
  EXPECT_FALSE(peer().has_udp());
}

// A broadcast that gives a false checksum error.
TEST_P(Rivals, ABroadcastHasARightChecksum) {
  const unsigned desc = bound();
  for (const std::size_t size : {0U, 1U, 2U, 17U, 300U}) {
    for (const std::uint32_t to : {0xFFFFFFFFU, 0x0A0000FFU}) {
      peer().send_ip_to(kMacBroadcast,
                        Udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(size)}.in(peer().ip(), to));
      EXPECT_EQ(arrival(desc).octets, pattern(size));
    }
  }
  EXPECT_EQ(count(reg::kUdpInErrors), 0U);
}

}  // namespace
}  // namespace sockwire
