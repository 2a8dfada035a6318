// The engine's address and those of its neighbours: probe, announcement and defence (RFC 5227), who is
// asked for, who does not answer, and advice that makes ARP ask again (RFC 1122 2.3.2, 3.3.1.4).
#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class ArpClaim : public DatagramTest {
 protected:
  static constexpr std::uint32_t kProbe = 1, kAnnounce = 2, kConflict = 1, kProbeConflict = 2;
  static constexpr std::uint32_t kWanted = 0x0A000063;

  explicit ArpClaim(unsigned time_shift = 10) : DatagramTest(time_shift) {}

  Arp claim(std::uint32_t ip, std::uint32_t how) {
    bench().write32(reg::kArpClaimAddr, ip);
    bench().write32(reg::kArpClaim, how);
    return peer().expect_arp();
  }
  void say(std::uint16_t operation, std::uint32_t sender, std::uint32_t target) {
    peer().send_arp({.operation = operation, .sender_mac = peer().mac(), .sender_ip = sender, .target_ip = target}, true);
    bench().drain();
  }
  std::uint32_t status() { return count(reg::kArpStatus); }
  // The answer of the neighbour with this address; its Ethernet address is the peer's.
  void answer(std::uint32_t ip) {
    peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = ip,
                     .target_mac = options.network.mac, .target_ip = engine_ip()});
  }
};
SOCKWIRE_ENGINES(ArpClaim);

class LongArpClaim : public ArpClaim {
 protected:
  LongArpClaim() : ArpClaim(15) {}
};
SOCKWIRE_ENGINES(LongArpClaim);

// RFC 5227 2.1.1: before there is an address.
TEST_P(ArpClaim, AProbeAsksForTheAddressAndWatchesIt) {
  proves("5227-01 1122-ARP-03");
  bench().write32(reg::kIpAddr, 0);
  const Arp probe = claim(kWanted, kProbe);
  EXPECT_EQ(probe.operation, 1);
  EXPECT_EQ(probe.sender_mac, options.network.mac);
  EXPECT_EQ(probe.sender_ip, 0U);
  EXPECT_EQ(probe.target_mac, 0U);
  EXPECT_EQ(probe.target_ip, kWanted);
  EXPECT_EQ(count(reg::kArpOutRequests), 1U);
  say(1, 0x0A000005, 0x0A000006);
  say(1, 0, 0x0A000006);
  EXPECT_EQ(status(), 0U) << "others talk of others";
  say(2, kWanted, 0);
  EXPECT_EQ(status(), kProbeConflict) << "somebody has it";
  bench().write32(reg::kArpStatus, kProbeConflict);
  EXPECT_EQ(status(), 0U);
  say(1, 0, kWanted);
  EXPECT_EQ(status(), kProbeConflict) << "somebody probes it as well";
  EXPECT_EQ(count(reg::kArpProbeConflicts), 2U);
  EXPECT_FALSE(peer().has_arp());
}

TEST_P(ArpClaim, AnAnnouncementEndsTheWatch) {
  proves("5227-02");
  claim(kWanted, kProbe);
  const Arp said = claim(engine_ip(), kAnnounce);
  EXPECT_EQ(said.operation, 1);
  EXPECT_EQ(said.sender_ip, engine_ip());
  EXPECT_EQ(said.target_ip, engine_ip());
  EXPECT_EQ(said.target_mac, 0U);
  say(2, kWanted, 0);
  EXPECT_EQ(status(), 0U);
  EXPECT_EQ(claim(kWanted, kProbe | kAnnounce).sender_ip, 0U) << "both at once: a probe";
}

// RFC 5227 2.4 (b): once in ten seconds.
TEST_P(LongArpClaim, AConflictIsToldAndTheAddressDefended) {
  proves("5227-03 A04");
  say(1, engine_ip(), engine_ip());
  const Arp defence = peer().expect_arp();
  EXPECT_EQ(defence.sender_ip, engine_ip());
  EXPECT_EQ(defence.target_ip, engine_ip());
  EXPECT_EQ(defence.sender_mac, options.network.mac);
  EXPECT_EQ(status(), kConflict);
  bench().run_engine_us(5e6);
  say(2, engine_ip(), 0x0A000005);
  EXPECT_FALSE(peer().has_arp()) << "two who defend at once would never end";
  EXPECT_EQ(count(reg::kArpConflicts), 2U);
  bench().run_engine_us(6.5e6);
  say(1, engine_ip(), 0x0A000005);
  EXPECT_EQ(peer().expect_arp().sender_ip, engine_ip());
  EXPECT_EQ(count(reg::kArpConflicts), 3U);
}

TEST_P(ArpClaim, FourNeighboursAreAskedForAtATime) {
  proves("1122-ARP-04");
  peer_options.answer_arp = false;
  const unsigned desc = bound();
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(bench().send_to(desc, pattern(10 + i), 0x0A00000A + i, kOurs).error, Errno::Ok);
    EXPECT_EQ(peer().expect_arp().target_ip, 0x0A00000A + i);
  }
  EXPECT_EQ(bench().send_to(desc, pattern(20), 0x0A00000E, kOurs).error, Errno::Ok);
  bench().drain();
  EXPECT_FALSE(peer().has_arp());
  EXPECT_EQ(count(reg::kUdpOutDiscards), 1U);
  EXPECT_EQ(bench().recv_piece(desc, 4).error, Errno::Ehostunreach) << "the fifth is given up";
  for (const std::uint32_t i : {2U, 0U, 3U, 1U}) {
    answer(0x0A00000A + i);
    const Udp udp = peer().expect_udp();
    EXPECT_EQ(udp.dst, 0x0A00000A + i);
    EXPECT_EQ(udp.payload, pattern(10 + i));
  }
  EXPECT_EQ(bench().send_to(desc, pattern(20), 0x0A00000E, kOurs).error, Errno::Ok);
  EXPECT_EQ(peer().expect_arp().target_ip, 0x0A00000EU) << "now there is room to ask";
  answer(0x0A00000E);
  EXPECT_EQ(peer().expect_udp().payload, pattern(20));
}

TEST_P(LongArpClaim, WhoDoesNotAnswerCannotBeReached) {
  proves("1122-ARP-03 1122-ETH-08 A07");
  peer_options.answer_arp = false;
  const unsigned desc = bound();
  EXPECT_EQ(bench().send_to(desc, pattern(3), peer().ip(), kOurs).error, Errno::Ok);
  EXPECT_EQ(bench().send_to(desc, pattern(4), peer().ip(), kOurs).error, Errno::Ok);
  const unsigned tcp = bench().socket();
  bench().connect(tcp, peer().ip(), 80);
  double last = 0;
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(peer().expect_arp().target_ip, peer().ip());
    const double now = bench().time_us();
    EXPECT_TRUE(i == 0 || (now - last) * 32768 > 0.9e6) << "once in a second";
    last = now;
  }
  EXPECT_TRUE(bench().run_until([&] { return count(reg::kUdpOutDiscards) == 2; }, 200));
  EXPECT_EQ(bench().state(desc).error, Errno::Ehostunreach);
  EXPECT_EQ(bench().send_to(desc, pattern(3), peer().ip(), kOurs).error, Errno::Ehostunreach);
  EXPECT_TRUE(bench().run_until([&] { return bench().state(tcp).soft_error == Errno::Ehostunreach; }, 200));
  EXPECT_EQ(state(tcp), TcpState::SynSent) << "it goes on trying";
  EXPECT_FALSE(peer().has_udp());
  bench().abort(tcp);
  peer().forget();
}

// R1 (RFC 9293 3.8.3): a neighbour that has another Ethernet address by now is found again.
TEST_P(LongArpClaim, AfterThreeRetransmissionsTheNeighbourIsAskedForAgain) {
  proves("9293-MUST-20 1122-ARP-01");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  peer().forget();
  bench().send(desc, pattern(100));
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(connection.expect(kAck, "text").payload, pattern(100));
    connection.set_rcv_nxt(connection.rcv_nxt() - 100);
    EXPECT_FALSE(peer().has_arp()) << i;
  }
  EXPECT_EQ(peer().expect_arp().target_ip, peer().ip());
  EXPECT_EQ(connection.expect(kAck, "text").payload, pattern(100));
  connection.send_ack();
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).unacked == 0; }));
}

}  // namespace
}  // namespace sockwire
