// ICMP errors about segments of ours (RFC 9293 3.9.2.2, RFC 5461, RFC 5927) and the path MTU
// (RFC 1191).
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class IcmpErrors : public FlowTest {
 protected:
  explicit IcmpErrors(unsigned time_shift = 10) : FlowTest(time_shift) {}

  PeerConnection connection{peer(), 80};
  unsigned desc = 0;

  // What a router or the peer says of a segment that it has seen. `octets`: of its header.
  void report(std::uint8_t type, std::uint8_t code, const Tcp& about, std::uint16_t mtu = 0,
              std::size_t octets = 8) {
    const std::uint32_t ours = bench().options().network.ip;
    Octets seen = Ip{.src = ours, .dst = peer().ip(), .protocol = kProtocolTcp,
                     .payload = about.build(ours, peer().ip()), .fragment = 0x4000}.build();
    seen.resize(20 + octets);
    const Icmp message{.type = type, .code = code, .sequence = mtu, .payload = seen};
    peer().send_ip({.src = peer().ip(), .dst = ours, .protocol = kProtocolIcmp, .payload = message.build()});
    bench().drain();
  }
  Tcp ours(std::uint32_t seq) const {
    return {.src_port = connection.engine_port(), .dst_port = 80, .seq = seq, .flags = kAck};
  }
  Tcp connecting() {
    desc = bench().socket();
    bench().connect(desc, peer().ip(), 80);
    return connection.expect_syn();
  }
  // In ESTABLISHED with 100 octets in flight, the first of them.
  std::uint32_t in_flight() {
    desc = connected(connection);
    bench().send(desc, pattern(100));
    return connection.expect(kAck, "text").seq;
  }
};
SOCKWIRE_ENGINES(IcmpErrors);

class LongIcmpErrors : public IcmpErrors {
 protected:
  LongIcmpErrors() : IcmpErrors(15) {}
};
SOCKWIRE_ENGINES(LongIcmpErrors);

// RFC 1122 4.2.3.9: port and protocol unreachable end what is not open yet.
TEST_P(IcmpErrors, APortThatCannotBeReachedRefusesAConnection) {
  proves("9293-MUST-54 9293-SHLD-26 5927-02 C06");
  report(3, 3, connecting());
  EXPECT_EQ(state(desc), TcpState::Closed);
  EXPECT_EQ(bench().state(desc).error, Errno::Econnrefused);
  EXPECT_EQ(count(reg::kIcmpInDestUnreachs), 1U);
}

// RFC 5461: no route may be one later; what is told when the time is over is why.
TEST_P(LongIcmpErrors, ARouteThatIsMissingIsTriedAgain) {
  proves("9293-MUST-47 9293-MUST-54 9293-SHLD-25 5927-02 C07");
  const Tcp syn = connecting();
  report(3, 1, syn);
  EXPECT_EQ(state(desc), TcpState::SynSent);
  EXPECT_EQ(bench().state(desc).soft_error, Errno::Ehostunreach);
  EXPECT_TRUE(reaches(desc, TcpState::Closed, 30'000));
  EXPECT_EQ(bench().state(desc).error, Errno::Ehostunreach);
  peer().forget();
}

// RFC 5927 4: about what is not in flight it is forged, or of long ago.
TEST_P(IcmpErrors, WhoDoesNotKnowWhatIsInFlightIsNotBelieved) {
  proves("5927-01 C05");
  const std::uint32_t una = in_flight();
  for (const std::uint32_t seq : {una - 1, una + 100, una + 0x80000000}) {
    report(3, 1, ours(seq));
    report(3, 4, ours(seq), 600);
  }
  EXPECT_EQ(bench().state(desc).soft_error, Errno::Ok);
  Tcp other = ours(una);
  other.dst_port = 81;
  report(3, 3, other);
  EXPECT_EQ(state(desc), TcpState::Established);
  EXPECT_EQ(bench().state(desc).soft_error, Errno::Ok);
}

TEST_P(IcmpErrors, NoErrorEndsAConnectionThatIsOpen) {
  proves("5927-02 C07 9293-MUST-54 9293-SHLD-25");
  const std::uint32_t una = in_flight();
  const struct { std::uint8_t type, code; Errno soft; } errors[] = {
      {3, 0, Errno::Enetunreach}, {3, 1, Errno::Ehostunreach}, {3, 2, Errno::Econnrefused},
      {3, 3, Errno::Econnrefused}, {3, 5, Errno::Ehostunreach}, {3, 6, Errno::Enetunreach},
      {3, 11, Errno::Enetunreach}, {3, 13, Errno::Ehostunreach}, {11, 0, Errno::Ehostunreach},
      {11, 1, Errno::Ehostunreach}, {12, 0, Errno::Ehostunreach}};
  for (const auto& error : errors) {
    report(error.type, error.code, ours(una));
    EXPECT_EQ(state(desc), TcpState::Established);
    EXPECT_EQ(bench().state(desc).soft_error, error.soft) << int{error.type} << '/' << int{error.code};
  }
  connection.send_ack();
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).unacked == 0; }));
  EXPECT_EQ(bench().state(desc).soft_error, Errno::Ok) << "there was progress";
}

// RFC 1191 3: what is in flight goes again at once, in smaller pieces.
TEST_P(IcmpErrors, ASmallerPathMtuIsUsedAtOnce) {
  proves("1191-01 9293-SHLD-6 C08");
  connection.wnd = 60'000;
  desc = open(connection, mss_option(1460));
  bench().send(desc, pattern(2000));
  bench().send(desc, pattern(920));
  const auto first = arrivals();
  ASSERT_EQ(places(connection, first), (Places{0, 1460}));
  report(3, 4, first[0], 1000);
  const auto again = arrivals();
  ASSERT_EQ(places(connection, again), (Places{0, 960, 1920, 2880}));
  EXPECT_EQ(again[0].payload.size(), 1000U - 40);
  ack(connection, 2920);
  report(3, 4, first[0], 1400);
  bench().send(desc, pattern(2000));
  EXPECT_EQ(peer().expect_tcp("text").payload.size(), 960U) << "it never grows again";
  arrivals();
}

// RFC 1191 5, RFC 5927 7: a router that does not say it, one that says too little, one that lies.
TEST_P(IcmpErrors, WhatIsNotBelievedOfAPathMtu) {
  proves("1191-02 1191-03 1191-04 C08");
  connection.wnd = 60'000;
  desc = open(connection, mss_option(1460));
  bench().send(desc, pattern(1460));
  const auto first = arrivals();
  report(3, 4, first[0], 1500);
  report(3, 4, first[0], 9000);
  EXPECT_EQ(places(connection, arrivals()), Places{}) << "it would grow";
  report(3, 4, first[0], 0);
  auto again = arrivals();
  ASSERT_FALSE(again.empty());
  EXPECT_EQ(again[0].payload.size(), 576U - 40);
  report(3, 4, again[0], 67);
  again = arrivals();
  ASSERT_FALSE(again.empty());
  EXPECT_EQ(again[0].payload.size(), 552U - 40) << "no smaller one is believed";
}

TEST_P(IcmpErrors, WhatIsNoErrorOfOursIsIgnored) {
  proves("9293-MUST-55 C09 C10 C04");
  const std::uint32_t una = in_flight();
  report(4, 0, ours(una));             // source quench
  report(5, 1, ours(una));             // redirect
  report(3, 1, ours(una), 0, 7);       // cut off
  report(3, 1, ours(una), 0, 0);
  EXPECT_EQ(bench().state(desc).soft_error, Errno::Ok);
  EXPECT_EQ(state(desc), TcpState::Established);
  EXPECT_EQ(count(reg::kIcmpInSrcQuenchs), 1U);
  EXPECT_EQ(count(reg::kIcmpInDestUnreachs), 2U);
  connection.send_ack();
}

}  // namespace
}  // namespace sockwire
