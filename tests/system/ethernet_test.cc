// Groups, tags of VLANs and pauses at registers and wire (RFC 1112 6.4, IEEE 802.1Q, 802.3 annex 31B).
#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

constexpr std::uint16_t control(unsigned priority, unsigned id) {
  return static_cast<std::uint16_t>(priority << 13 | id);
}

class Ethernet : public EngineTest {
 protected:
  static constexpr unsigned kId = 0x123;
  static constexpr std::uint64_t kPauseTo = 0x0180C2'000001;

  // We and the peer are in VLAN kId; what the peer sends has another priority than what we send.
  void enter_vlan() {
    bench().write32(reg::kEthVlan, reg::kEthVlanEnable | control(5, kId));
    peer().options().tag = control(2, kId);
    peer().options().tag_back = control(5, kId);
  }
  void expect_ping(std::uint16_t sequence, std::size_t octets = 56) {
    const Octets text = pattern(octets, sequence);
    peer().ping(sequence, text);
    const Icmp reply = peer().expect_icmp();
    EXPECT_EQ(reply.sequence, sequence);
    EXPECT_EQ(reply.payload, text);
  }
  void ping_with(std::optional<std::uint16_t> tag) {
    const auto before = std::exchange(peer().options().tag, tag);
    peer().ping(99, pattern(56));
    peer().options().tag = before;
  }
  void pause(unsigned quanta, std::uint64_t to = kPauseTo, unsigned operation = 1) {
    Octets payload;
    put(payload, operation, 2);
    put(payload, quanta, 2);
    bench().send_frame(ethernet(to, peer().mac(), 0x8808, payload));
  }
  // Microseconds from now until the answer to a ping that is sent now.
  double wait_for_ping(std::uint16_t sequence) {
    const double asked = bench().time_us();
    expect_ping(sequence);
    return bench().time_us() - asked;
  }
  double quanta_us(unsigned quanta) { return quanta * 512.0 / bench().cfg().LineMbps; }
};
SOCKWIRE_ENGINES(Ethernet);

TEST_P(Ethernet, APriorityTagIsTakenOff) {
  peer_options.tag = control(6, 0);
  peer().announce();
  for (std::uint16_t i = 0; i < 10; ++i) expect_ping(i, i);  // answered without a tag
  expect_ping(11, 1472);
  EXPECT_EQ(count(reg::kVlanFiltered), 0U);
}

TEST_P(Ethernet, FramesOfOtherVlansAreDroppedAndCounted) {
  proves("F05");
  peer().announce();
  for (const unsigned id : {1U, kId, 0xFFFU}) ping_with(control(0, id));
  bench().drain();
  EXPECT_EQ(count(reg::kVlanFiltered), 3U);
  EXPECT_EQ(count(reg::kIcmpInMsgs), 0U);
  expect_ping(1);
}

TEST_P(Ethernet, InAVlanOnlyItsFramesAreAnsweredAndWithItsTag) {
  bench();
  enter_vlan();
  peer().announce();
  for (std::uint16_t i = 0; i < 10; ++i) expect_ping(i, i);
  expect_ping(11, 1472);  // 1522 octets with FCS, both ways
  ping_with({});
  ping_with(control(5, 0));
  ping_with(control(5, kId + 1));
  bench().drain();
  EXPECT_EQ(count(reg::kVlanFiltered), 3U);
  EXPECT_EQ(count(reg::kIcmpOutEchoReps), 11U);
  EXPECT_EQ(count(reg::kMacGiants), 0U);
}

TEST_P(Ethernet, AConnectionInAVlan) {
  bench();
  enter_vlan();
  const unsigned listener = listening(80);
  PeerConnection passive{peer(), 5000};
  passive.open_to(80);
  const unsigned desc = accepted(listener);
  const Octets there = pattern(1460, 1), back = pattern(1460, 2);
  passive.send_data(there);
  EXPECT_EQ(received(desc, there.size()), there);
  bench().send(desc, back);
  EXPECT_EQ(passive.expect_data(back.size()), back);
  PeerConnection active{peer(), 8080};
  connected(active);
}

TEST_P(Ethernet, AVlanCanBeLeftAgain) {
  bench();
  enter_vlan();
  peer().announce();
  expect_ping(1);
  bench().drain();
  bench().write32(reg::kEthVlan, 0);
  peer().options().tag = peer().options().tag_back = std::nullopt;
  expect_ping(2);
  EXPECT_EQ(count(reg::kVlanFiltered), 0U);
}

TEST_P(Ethernet, APauseHoldsAReplyForItsTime) {
  peer().announce();
  const double at_once = wait_for_ping(1);
  for (const unsigned quanta : {100U, 1000U}) {
    pause(quanta);
    const double waited = wait_for_ping(2);
    EXPECT_GE(waited, quanta_us(quanta));
    EXPECT_LE(waited, quanta_us(quanta) + at_once + 5);
  }
  bench().drain();
  EXPECT_LE(wait_for_ping(3), at_once + 2);
  EXPECT_EQ(count(reg::kMacPauses), 2U);
  EXPECT_EQ(count(reg::kMacFiltered), 0U);
}

TEST_P(Ethernet, APauseOfNothingReleases) {
  peer().announce();
  const double at_once = wait_for_ping(1);
  pause(0xFFFF);
  peer().ping(2, pattern(56));
  bench().run_us(200);
  const double released = bench().time_us();
  pause(0, bench().options().network.mac);  // to our own address it is one too
  EXPECT_EQ(peer().expect_icmp().sequence, 2);
  EXPECT_LE(bench().time_us() - released, at_once + 2);
  EXPECT_EQ(count(reg::kMacPauses), 2U);
}

TEST_P(Ethernet, ALaterPauseReplacesTheOneBefore) {
  peer().announce();
  const double at_once = wait_for_ping(1);
  pause(0xFFFF);
  pause(400);
  const double waited = wait_for_ping(2);
  EXPECT_GE(waited, quanta_us(400));
  EXPECT_LE(waited, quanta_us(400) + at_once + 5);
}

TEST_P(Ethernet, WhatOnlyLooksLikeAPauseHoldsNothing) {
  peer().announce();
  const double at_once = wait_for_ping(1);
  pause(0xFFFF, kPauseTo, 2);
  pause(0xFFFF, kPauseTo + 1);
  pause(0xFFFF, kMacBroadcast);
  bench().drain();
  EXPECT_LE(wait_for_ping(2), at_once + 2);
  EXPECT_EQ(count(reg::kMacPauses), 0U);
  EXPECT_EQ(count(reg::kMacFiltered), 2U);
  EXPECT_EQ(count(reg::kIfInUnknownProtos), 1U);
}

// RFC 1112 6.4: groups are heard from the first membership to the end of the last.
TEST_P(Ethernet, GroupsAreHeardWhileASocketIsInOne) {
  constexpr std::uint32_t kGroup = 0xE0010203;
  const auto group_frame = [&] {
    const Ip ip{.src = peer().ip(), .dst = kGroup, .protocol = 253, .payload = pattern(20)};
    bench().send_frame(ethernet(0x01005E'010203, peer().mac(), kEtherTypeIpv4, ip.build()));
    bench().drain();
  };
  group_frame();
  EXPECT_EQ(count(reg::kMacFiltered), 1U);
  const auto udp = bench().call(Call::CallSocket, 0, 0, 1);
  ASSERT_EQ(udp.error, Errno::Ok);
  const auto option = [&](Option which) {
    return bench().call(Call::CallOption, udp.value, 0, static_cast<std::uint16_t>(which), kGroup).error;
  };
  EXPECT_EQ(option(Option::OptionJoin), Errno::Ok);
  bench().run_us(10);
  group_frame();
  EXPECT_EQ(count(reg::kMacFiltered), 1U);
  EXPECT_EQ(count(reg::kIpInReceives), 1U);
  EXPECT_EQ(option(Option::OptionLeave), Errno::Ok);
  bench().run_us(10);
  group_frame();
  EXPECT_EQ(count(reg::kMacFiltered), 2U);
  EXPECT_EQ(count(reg::kIpInReceives), 1U);
}

}  // namespace
}  // namespace sockwire
