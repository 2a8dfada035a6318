// Bad input on the wire: counted and dropped, and the next good frame is served.
#include <random>

#include "tests/model/script.h"

namespace sockwire::model {
namespace {

Octets ip_frame_of(std::uint8_t protocol, Octets payload) {
  const packet::Ip ip = {.src = Script::kPeerIp,
                         .dst = Script::kOurIp,
                         .protocol = protocol,
                         .payload = std::move(payload)};
  return packet::ethernet(Script::kOurMac, Script::kPeerMac, kEtherTypeIpv4, ip.build());
}

// Does a ping come back?
void expect_alive(Script& s) {
  while (s.toe.next_frame(FrameKind::Icmp)) {
  }
  const packet::Arp here = {1, Script::kPeerMac, Script::kPeerIp, 0, Script::kOurIp};
  s.toe.frame(packet::ethernet(kMacBroadcast, Script::kPeerMac, kEtherTypeArp, here.build()));
  s.toe.frame(ip_frame_of(kProtocolIcmp, packet::Icmp{.payload = Octets(32, 'p')}.build()));
  s.toe.run(s.now);
  ASSERT_TRUE(s.toe.next_frame(FrameKind::Icmp));
}

// Attack F01.
TEST(ModelGarbage, FramesCutAtEveryOctet) {
  Script s;
  s.established();
  const Tcb before_it = s.tcb();
  const Octets segment = ip_frame_of(kProtocolTcp, packet::Tcp{.src_port = Script::kPeerPort,
                                                               .dst_port = Script::kOurPort,
                                                               .seq = before_it.rcv_nxt,
                                                               .ack = before_it.snd_nxt,
                                                               .flags = packet::kAck,
                                                               .payload = Octets(100, 'x')}
                                                       .build(Script::kPeerIp, Script::kOurIp));
  for (std::size_t length = 0; length < segment.size(); ++length)
    s.toe.frame(std::span(segment).first(length));
  s.toe.run(s.now);
  EXPECT_EQ(s.tcb().rcv_nxt, before_it.rcv_nxt);
  s.toe.frame(segment);
  s.toe.run(s.now);
  EXPECT_EQ(s.tcb().rcv_nxt, before_it.rcv_nxt + 100);
  expect_alive(s);
}

// Option lists that are right, wrong and cut off.
Octets random_options(std::mt19937& random) {
  Octets list;
  while (random() % 4 != 0) {
    const std::vector<Octets> kinds = {
        packet::mss_option(static_cast<std::uint16_t>(random())),
        packet::window_scale_option(static_cast<std::uint8_t>(random() % 20)),
        packet::sack_permitted_option(),
        packet::timestamps_option(static_cast<std::uint32_t>(random() % 8 * 0x2000'0000), 0),
        {5, 10, 0, 0, 0, 1, 0, 0, 0, 9},
        {1},
        Octets(random() % 12, static_cast<std::uint8_t>(random() % 10))};
    const Octets& one = kinds[random() % kinds.size()];
    list.insert(list.end(), one.begin(), one.end());
  }
  list.resize(std::min<std::size_t>(list.size(), 40));
  return list;
}

// Whatever octets come, with checksums right so that they get far.
TEST(ModelGarbage, RandomSegmentsNeverStopReception) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    Script s;
    s.listening(4);
    s.desc = s.socket();
    s.connect(s.desc);
    for (int i = 0; i < 100; ++i) {
      Octets octets =
          packet::Tcp{.src_port = static_cast<std::uint16_t>(Script::kPeerPort + random() % 3),
                      .dst_port = random() % 2 ? Script::kOurPort : s.tcb().local_port,
                      .seq = static_cast<std::uint32_t>(s.tcb().rcv_nxt + random() % 5 - 2),
                      .ack = static_cast<std::uint32_t>(s.tcb().snd_una + random() % 4 - 1),
                      .flags = static_cast<std::uint8_t>(random()),
                      .wnd = static_cast<std::uint16_t>(random()),
                      .options = random_options(random),
                      .payload = Octets(random() % 50)}
              .build(Script::kPeerIp, Script::kOurIp);
      if (random() % 8 == 0) octets[random() % octets.size()] ^= 1;
      s.toe.frame(ip_frame_of(random() % 16 ? kProtocolTcp : kProtocolIcmp, octets));
      s.now += random() % 100'000;
      s.toe.run(s.now);
    }
    ASSERT_NO_FATAL_FAILURE(expect_alive(s)) << round;
    for (std::uint16_t desc = 0; desc < 8; ++desc) s.call(Call::CallClose, desc);
    s.toe.run(s.now);
    for (int i = 0; i < 600; ++i) s.toe.run(s.now += 2 * Script::kSecond);
    EXPECT_EQ(s.toe.resources().descriptors.left(), 8u) << round;
    EXPECT_EQ(s.toe.resources().buffers.left(), 4u);
    EXPECT_TRUE(s.toe.resources().connections.empty());
    EXPECT_EQ(s.toe.resources().ports.taken(), 0u);
  }
}

TEST(ModelGarbage, EtherTypesOfNobodyAreCounted) {
  Script s;
  for (const std::uint16_t type :
       std::vector<std::uint16_t>{0x0000, 0x05DC, 0x8100, 0x86DD, 0xFFFF})
    s.toe.frame(packet::ethernet(Script::kOurMac, Script::kPeerMac, type, Octets(46)));
  EXPECT_EQ(s.toe.counters().if_in_unknown_protos, 5u);
  EXPECT_EQ(s.toe.counter(0x2A0), 5u);
  expect_alive(s);
}

}  // namespace
}  // namespace sockwire::model
