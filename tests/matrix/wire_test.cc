// Rows about headers, seen at the pins: what is taken, what is dropped, and what is sent.
#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

constexpr std::uint32_t kOurs = 0x0A000001;

class Wire : public EngineTest {
 protected:
  Octets echo(std::uint16_t sequence, std::size_t size = 40) {
    return Icmp{.id = 7, .sequence = sequence, .payload = pattern(size)}.build();
  }
  Ip datagram(Octets payload, std::uint8_t protocol = kProtocolIcmp) {
    return {.src = peer().ip(), .dst = kOurs, .protocol = protocol, .payload = std::move(payload)};
  }
  void send(const Octets& ip, std::uint64_t mac) {
    bench().send_frame(ethernet(mac, peer().mac(), kEtherTypeIpv4, ip));
  }
  void send(const Octets& ip) { send(ip, bench().options().network.mac); }
  void expect_nothing() {
    bench().drain();
    EXPECT_FALSE(peer().has_tcp());
    peer().ping(999, pattern(3));
    EXPECT_EQ(peer().expect_icmp().sequence, 999);  // nothing was answered before
  }
};
SOCKWIRE_ENGINES(Wire);

// Ip::parse and Tcp::parse check every length and checksum.
TEST_P(Wire, EverythingThatIsSentIsWellFormed) {
  proves(
      "9293-MUST-2 9293-MUST-65 1122-IP-04 1122-IP-11 1122-IP-22 1122-ETH-01 1122-ETH-05 791-07");
  const unsigned listener = listening(80);
  std::vector<Octets> frames;
  bench().on_frame([&](std::span<const std::uint8_t> frame) {
    frames.emplace_back(frame.begin(), frame.end());
  });
  peer().send_arp({.sender_mac = peer().mac(), .sender_ip = peer().ip(), .target_ip = kOurs}, true);
  send(datagram(echo(1)).build());
  peer().send_tcp({.src_port = 9, .dst_port = 9, .flags = kSyn});
  peer().send_tcp(
      {.src_port = 5000, .dst_port = 80, .seq = 99, .flags = kSyn, .options = mss_option(1460)});
  bench().drain();
  ASSERT_EQ(frames.size(), 4U);
  const Tcp syn_ack = Tcp::parse(Ip::parse(std::span(frames.back()).subspan(14)));
  peer().send_tcp({.src_port = 5000,
                   .dst_port = 80,
                   .seq = 100,
                   .ack = syn_ack.seq + 1,
                   .flags = kAck,
                   .payload = pattern(5)});
  const unsigned desc = accepted(listener);
  bench().send(desc, pattern(1001));
  bench().abort(desc);
  bench().drain();
  ASSERT_GE(frames.size(), 6U);
  for (const auto& frame : frames) {
    EXPECT_EQ(get(frame, 6, 6), bench().options().network.mac);
    const auto type = get(frame, 12, 2);
    EXPECT_TRUE(type == kEtherTypeIpv4 || type == kEtherTypeArp) << type;  // never a length
    if (type != kEtherTypeIpv4) continue;
    const Ip ip = Ip::parse(std::span(frame).subspan(14));
    EXPECT_EQ(ip.src, kOurs);
    EXPECT_GT(ip.ttl, 0);
    EXPECT_EQ(ip.fragment, 0x4000);  // whole, and not to be cut
    if (ip.protocol != kProtocolTcp) continue;
    const Tcp tcp = Tcp::parse(ip);
    EXPECT_TRUE(tcp.has(kSyn) || tcp.options.empty()) << tcp.text();
  }
  bench().on_frame({});  // what comes from now on
}

TEST_P(Wire, WhateverTheHeaderSaysOfItsWayIsTaken) {
  proves("1122-IP-12 1122-IP-14 791-02 791-10 9293-MUST-50 F04 I06 I07");
  peer().announce();
  std::uint16_t sequence = 0;
  const auto expect_echo = [&](const Octets& ip) {
    send(ip);
    EXPECT_EQ(peer().expect_icmp().sequence, sequence);
  };
  for (const unsigned ttl : {0U, 1U, 255U}) {
    Ip ip = datagram(echo(++sequence));
    ip.ttl = static_cast<std::uint8_t>(ttl);
    expect_echo(ip.build());
  }
  for (const Octets& odd : {Octets{0x83, 3, 4, 0},
                            {7, 7, 4, 1, 2, 3, 4, 0},
                            {0x99, 0, 0, 0},
                            {0x99, 1, 1, 1},
                            {0x99, 40, 1, 1},
                            {0, 5, 5, 5},
                            {1, 1, 1, 0x44}}) {
    Ip ip = datagram(echo(++sequence));
    ip.options = odd;
    expect_echo(ip.build());
  }
  for (const std::size_t trailer : {1U, 2U, 17U, 200U}) {
    Octets ip = datagram(echo(++sequence)).build();
    ip.resize(ip.size() + trailer, 0xEE);
    expect_echo(ip);
  }
}

TEST_P(Wire, EachFlippedBitOfAHeaderIsSeen) {
  proves("1122-IP-02 I02");
  peer().announce();
  const Octets good = datagram(echo(1, 2)).build();
  for (std::size_t bit = 0; bit < 160; ++bit) {
    Octets bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    send(bad);
  }
  expect_nothing();
  EXPECT_EQ(count(reg::kIpInHdrErrors), 160U);
}

TEST_P(Wire, AddressesThatCannotBeOpenNothing) {
  proves(
      "9293-MUST-57 9293-MUST-63 1122-IP-05 1122-IP-06 1122-IP-25 1122-IP-26 1122-ICMP-25 "
      "1122-ETH-07");
  proves("I03 I04 I05 C02 F07");
  const unsigned listener = listening(80);
  peer().announce();
  const auto expect_no_syn = [&](std::uint32_t src, std::uint32_t dst, std::uint64_t mac) {
    Ip ip =
        datagram(Tcp{.src_port = 80, .dst_port = 80, .flags = kSyn}.build(src, dst), kProtocolTcp);
    ip.src = src, ip.dst = dst;
    send(ip.build(), mac);
    ip.protocol = kProtocolIcmp;
    ip.payload = echo(3);
    send(ip.build(), mac);
  };
  const std::uint64_t ours = bench().options().network.mac;
  for (const std::uint32_t src :
       {kOurs, 0x00000000U, 0x7F000001U, 0xE0000001U, 0xF0000001U, 0xFFFFFFFFU, 0x0A0000FFU}) {
    expect_no_syn(src, kOurs, ours);
  }
  for (const std::uint32_t dst :
       {0x0A000003U, 0xFFFFFFFFU, 0x0A0000FFU, 0xE0000001U, 0x00000000U}) {
    expect_no_syn(peer().ip(), dst, ours);
    expect_no_syn(peer().ip(), dst, kMacBroadcast);
  }
  expect_no_syn(peer().ip(), kOurs, kMacBroadcast);
  expect_nothing();
  EXPECT_EQ(count(reg::kTcpPassiveOpens), 0U);
  EXPECT_EQ(state(listener), TcpState::Listen);
}

TEST_P(Wire, NoMessageButAnEchoRequestIsAnswered) {
  proves(
      "9293-MUST-55 9293-MUST-56 792-04 1122-ICMP-01 1122-ICMP-06 1122-ICMP-14 1122-ICMP-31 "
      "1122-ICMP-36");
  proves("C04 C05 C07 C09 C10");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  // What the engine has sent, as an error would quote it: whole, cut, and of nobody.
  const Octets quoted =
      Ip{.src = kOurs,
         .dst = peer().ip(),
         .protocol = kProtocolTcp,
         .payload =
             Tcp{.src_port = connection.engine_port(), .dst_port = 80, .seq = connection.rcv_nxt()}
                 .build(kOurs, peer().ip())}
          .build();
  for (unsigned type = 0; type < 256; ++type) {
    if (type == 8) continue;
    for (const std::size_t kept : {quoted.size(), std::size_t{24}, std::size_t{0}}) {
      if (kept < quoted.size() && type > 18) continue;
      const Icmp message{
          .type = static_cast<std::uint8_t>(type),
          .code = static_cast<std::uint8_t>(type == 3 ? kept % 5 : 0),
          .id = 0,
          .sequence = 0,
          .payload = Octets(quoted.begin(), quoted.begin() + static_cast<long>(kept))};
      send(datagram(message.build()).build());
    }
  }
  expect_nothing();
  EXPECT_EQ(state(desc), TcpState::Established);
}

TEST_P(Wire, NoPartOfADatagramIsTakenForAWhole) {
  proves("I08 I09 I10 I13");
  listening(80);
  peer().announce();
  const Octets syn = Tcp{.src_port = 7, .dst_port = 80, .flags = kSyn}.build(peer().ip(), kOurs);
  // Tiny first ones, overlaps, one past 65,535 octets, ends that differ.
  for (const unsigned field :
       {0x2000U, 0x0001U, 0x2001U, 0x0001U, 0x0002U, 0x1FFFU, 0x3FFFU, 0x0000U | 0x2000U}) {
    for (const std::size_t size : {8U, 13U, 20U}) {
      Ip ip = datagram(Octets(syn.begin(), syn.begin() + static_cast<long>(size)), kProtocolTcp);
      ip.fragment = static_cast<std::uint16_t>(field);
      send(ip.build());
    }
  }
  expect_nothing();
  EXPECT_GT(count(reg::kIpReasmFails), 0U);
  EXPECT_EQ(count(reg::kTcpInSegs), count(reg::kTcpInErrs)) << "what was put together is no segment";
}

// Minimum frames without a pause: each is answered or dropped as a whole, and the next one is
// served.
TEST_P(Wire, FramesWithoutAPauseAreServedOrDroppedWhole) {
  proves("F08");
  peer().announce();
  for (std::uint16_t i = 1; i <= 400; ++i) peer().ping(i, pattern(18, i));
  bench().drain();
  std::uint16_t last = 0;
  for (unsigned left = count(reg::kIcmpOutEchoReps); left > 0; --left) {
    const Icmp reply = peer().expect_icmp();
    EXPECT_GT(reply.sequence, last);
    EXPECT_EQ(reply.payload, pattern(18, last = reply.sequence));
  }
  EXPECT_EQ(count(reg::kIcmpInEchos) + count(reg::kMacOverflows), 400U);
  expect_nothing();
}

}  // namespace
}  // namespace sockwire
