// ICMP errors about segments of ours: RFC 9293 3.9.2.2, RFC 1191, RFC 5461, RFC 5927.
#include "model/icmp/message.h"
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum TcpState;

constexpr std::uint8_t kNet = 0, kHost = 1, kProtocol = 2, kPort = 3, kTooBig = 4;

class ModelIcmpError : public ::testing::Test {
 protected:
  // An open connection with octets 1 to 300 under way.
  void in_flight(More syn = {.mss = 1460}) {
    s.established(syn);
    s.send(text(300));
    s.turns();
  }
  Script s;
};

TEST_F(ModelIcmpError, OutsideOfWhatIsUnderWayItIsForged) {
  proves("C05 5927-01");
  in_flight();
  const Tcb before_it = s.tcb();
  for (const std::uint8_t code : {kProtocol, kPort, kTooBig, kHost})
    for (const std::uint32_t seq : {0u, 301u, 1000u, 0x8000'0001u, 0xFFFF'FFFFu})
      EXPECT_EQ(s.icmp(3, code, seq, 600), Drop::DropUnacceptable) << seq;
  EXPECT_EQ(s.tcb(), before_it);
  EXPECT_EQ(s.icmp(3, kPort, 1), Drop::DropNone);
  EXPECT_EQ(s.icmp(3, kPort, 300), Drop::DropNone);
}
TEST_F(ModelIcmpError, ForNobodyItChangesNothing) {
  in_flight();
  s.peer_port = 9;
  EXPECT_EQ(s.icmp(3, kPort, 1), Drop::DropNoConnection);
  EXPECT_EQ(s.r.conn, kNoDesc);
  EXPECT_EQ(s.toe.counters().tcp_drop_no_connection, 0u) << "no segment was dropped";
}

// RFC 5461: only a connection that is being opened believes it.
TEST_F(ModelIcmpError, ARefusalEndsAnOpeningConnection) {
  proves("C06 9293-SHLD-26");
  for (const std::uint8_t code : {kProtocol, kPort}) {
    Script one;
    one.syn_sent();
    EXPECT_EQ(one.icmp(3, code, 0), Drop::DropNone);
    EXPECT_EQ(one.state(), Closed);
    EXPECT_TRUE(one.r.ready.error);
    EXPECT_EQ(one.send("x").error, Errno::Econnrefused);
    EXPECT_EQ(one.toe.counters().tcp_attempt_fails, 1u);
  }
}
TEST_F(ModelIcmpError, AHalfOpenPassiveOneIsForgotten) {
  s.syn_received();
  EXPECT_EQ(s.icmp(3, kPort, 0), Drop::DropNone);
  EXPECT_EQ(s.r.post, Tcb{});
  EXPECT_EQ(s.toe.resources().listeners.children(), 0u);
}
TEST_F(ModelIcmpError, AnOpenConnectionIsNeverEnded) {
  proves("C07 5927-02");
  for (unsigned type : {3u, 11u, 12u}) {
    for (unsigned code = 0; code < 16; ++code) {
      if (type == 3 && code == kTooBig) continue;
      Script one;
      one.established();
      one.send("abc");
      one.turns();
      const Tcb before_it = one.tcb();
      EXPECT_EQ(one.icmp(static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code), 1),
                Drop::DropNone);
      const Errno expected = type == 3 && (code == 0 || code == 6 || code == 11)
                                 ? Errno::Enetunreach
                             : type == 3 && (code == 2 || code == 3) ? Errno::Econnrefused
                                                                     : Errno::Ehostunreach;
      Tcb after = one.tcb();
      EXPECT_EQ(after.soft_error, expected) << type << '/' << code;
      after.soft_error = Errno::Ok;
      EXPECT_EQ(after, before_it);
      EXPECT_EQ(one.r.ready, Ready{});
    }
  }
}
TEST_F(ModelIcmpError, ASoftErrorEndsWithProgress) {
  in_flight();
  s.icmp(3, kHost, 1);
  s.in(".", 1, 1);
  EXPECT_EQ(s.tcb().soft_error, Errno::Ehostunreach);
  s.in(".", 1, 101);
  EXPECT_EQ(s.tcb().soft_error, Errno::Ok);
}
TEST_F(ModelIcmpError, ItIsWhatAGivenUpConnectionTells) {
  s.syn_sent();
  s.icmp(3, kNet, 0);
  EXPECT_EQ(s.state(), SynSent);
  for (unsigned i = 0; i <= kSynRetries; ++i) s.timeout();
  EXPECT_EQ(s.tcb().error, Errno::Enetunreach);
}

// ---------------------------------------------------------------- path MTU

TEST_F(ModelIcmpError, TooBigSendsAgainInSmallerPiecesAtOnce) {
  proves("1191-01");
  s.established({.wnd = 60'000, .mss = 1460});
  s.option(Option::OptionNoDelay, 1);
  s.send(text(2000));
  s.turns();
  ASSERT_EQ(s.ours(s.tcb().snd_nxt), 2001u);
  const std::uint32_t cwnd = s.tcb().cwnd;
  EXPECT_EQ(s.icmp(3, kTooBig, 1, 1000), Drop::DropNone);
  EXPECT_EQ(s.tcb().snd_mss, 960);
  EXPECT_EQ(s.turns(),
            ". 1(960) ack 1 win 4096\n. 961(960) ack 1 win 4096\nP. 1921(80) ack 1 win 4096\n");
  EXPECT_EQ(s.tcb().cwnd, cwnd) << "it was no congestion";
  EXPECT_EQ(s.toe.counters().tcp_retrans_segs, 3u);
}
TEST_F(ModelIcmpError, WhatIsBelieved) {
  proves("C08 1191-02 1191-04");
  for (const auto& [mtu, mss] : {std::pair(0, 536),
                                 {1, 512},
                                 {20, 512},
                                 {67, 512},
                                 {68, 512},
                                 {551, 512},
                                 {552, 512},
                                 {553, 513},
                                 {1499, 1459},
                                 {1500, 1460},
                                 {1501, 1460},
                                 {65535, 1460}}) {
    Script one;
    one.established({.mss = 1460});
    one.send("abc");
    one.turns();
    const Drop drop = one.icmp(3, kTooBig, 1, static_cast<std::uint16_t>(mtu));
    EXPECT_EQ(one.tcb().snd_mss, mss) << mtu;
    EXPECT_EQ(drop, mss == 1460 ? Drop::DropIgnored : Drop::DropNone);
  }
}
TEST_F(ModelIcmpError, ThePathMtuNeverGrowsAgain) {
  proves("1191-03");
  in_flight();
  s.icmp(3, kTooBig, 1, 600);
  EXPECT_EQ(s.tcb().snd_mss, 560);
  EXPECT_EQ(s.icmp(3, kTooBig, 1, 600), Drop::DropIgnored);
  EXPECT_EQ(s.icmp(3, kTooBig, 1, 1400), Drop::DropIgnored);
  EXPECT_EQ(s.icmp(3, kTooBig, 1, 590), Drop::DropNone);
  EXPECT_EQ(s.tcb().snd_mss, 550);
}
TEST_F(ModelIcmpError, TimestampsTakeTheirRoom) {
  s.established({.mss = 1460, .tsval = 1});
  s.send("abc");
  s.turns();
  s.icmp(3, kTooBig, 1, 1000);
  EXPECT_EQ(s.tcb().snd_mss, 948);
}
TEST_F(ModelIcmpError, ASynIsNeverTooBig) {
  s.syn_sent();
  EXPECT_EQ(s.icmp(3, kTooBig, 0, 600), Drop::DropIgnored);
  EXPECT_EQ(s.state(), SynSent);
}

// ---------------------------------------------------------------- the message itself

packet::Octets error_message(packet::Ip lost, std::uint8_t type = 3, std::size_t octets = 8) {
  packet::Octets segment =
      packet::Tcp{.src_port = 80, .dst_port = 5000, .seq = 7}.build(lost.src, lost.dst);
  segment.resize(octets);
  lost.payload = segment;
  return packet::Icmp{.type = type, .code = 1, .payload = lost.build()}.build();
}

TEST(ModelIcmpMessage, OnlyAboutSegmentsOfOurs) {
  proves("C10");
  constexpr Network kNetwork = {Script::kOurMac, Script::kOurIp, 0xFFFFFF00, 0};
  const packet::Ip ours = {.src = Script::kOurIp, .dst = Script::kPeerIp, .protocol = 6};
  const auto verdict = [&](const packet::Octets& message) { return judge_icmp(message, kNetwork); };
  const auto about = [&](auto change) {
    packet::Ip lost = ours;
    change(lost);
    return verdict(error_message(lost));
  };
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{3, 11, 12})
    EXPECT_EQ(verdict(error_message(ours, type)), IcmpVerdict::IcmpError);
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{0, 4, 5, 13, 17})
    EXPECT_EQ(verdict(error_message(ours, type)), IcmpVerdict::IcmpIgnored);
  for (const std::size_t octets : {0u, 7u})
    EXPECT_EQ(verdict(error_message(ours, 3, octets)), IcmpVerdict::IcmpIgnored);
  using packet::Ip;
  EXPECT_EQ(about([](Ip& lost) { lost.src += 1; }), IcmpVerdict::IcmpIgnored);
  EXPECT_EQ(about([](Ip& lost) { lost.protocol = 17; }), IcmpVerdict::IcmpUdpError);
  EXPECT_EQ(about([](Ip& lost) { lost.protocol = 50; }), IcmpVerdict::IcmpIgnored);
  EXPECT_EQ(about([](Ip& lost) { lost.fragment = 1; }), IcmpVerdict::IcmpIgnored);
  EXPECT_EQ(about([](Ip& lost) { lost.options = {1, 1, 1, 1}; }), IcmpVerdict::IcmpIgnored);
  EXPECT_EQ(about([](Ip& lost) { lost.fragment = 0x4000; }), IcmpVerdict::IcmpError);
}
TEST(ModelIcmpMessage, CountsByTypeAndAQueueWithAnEnd) {
  proves("C09");
  Script s;
  const packet::Ip ours = {.src = Script::kOurIp, .dst = Script::kPeerIp, .protocol = 6};
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{4, 11, 12, 3, 3, 3})
    s.icmp_message(error_message(ours, type));
  EXPECT_EQ(s.toe.icmp_event().verdict, IcmpVerdict::IcmpIgnored);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(s.toe.icmp_event().verdict, IcmpVerdict::IcmpError);
  EXPECT_THROW(s.toe.discard_echo(), std::logic_error) << "there is room for a fourth";
  s.toe.icmp_event();
  EXPECT_EQ(s.toe.discard_echo().verdict, IcmpVerdict::IcmpBusy);
  EXPECT_THAT(s.toe.owed(), ::testing::Contains("4 ICMP errors that wait for TCP"));
  const Counters& count = s.toe.counters();
  EXPECT_EQ(count.icmp_in_msgs, 6u);
  EXPECT_EQ(count.icmp_in_src_quenchs, 1u);
  EXPECT_EQ(count.icmp_in_time_excds, 1u);
  EXPECT_EQ(count.icmp_in_parm_probs, 1u);
  EXPECT_EQ(count.icmp_in_dest_unreachs, 3u);
  EXPECT_EQ(count.icmp_in_discards, 1u);
  EXPECT_EQ(count.icmp_in_echos, 0u);
  s.toe.run(s.now);
  EXPECT_THAT(s.toe.owed(), ::testing::IsEmpty());
  EXPECT_THROW(s.toe.icmp_error_event(s.now), std::logic_error);
}

}  // namespace
}  // namespace sockwire::model
