// Minimum frames without a pause between them, 1.488 million a second at 1 Gb/s: nothing is lost that there
// was room for, and what was lost is counted where it was.
#include <algorithm>
#include <map>

#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class LineRate : public DatagramTest {
 protected:
  static constexpr std::uint32_t kBurst = 500;
  static constexpr std::uint16_t kEcho = 7;
  static constexpr std::size_t kMinimum = 18;  // octets of UDP in a frame of 64

  LineRate() : DatagramTest(0) {}

  // The line is full from the first frame to the last; then everything comes to rest.
  void burst(std::uint32_t frames, const std::function<void(std::uint32_t)>& send) {
    for (std::uint32_t i = 0; i < frames; ++i) send(i);
    bench().drain();
  }
  Octets text(std::uint32_t i) { return pattern(kMinimum, i + 1); }
  void udp(std::uint32_t i, std::uint16_t port) {
    peer().send_ip(Udp{.src_port = static_cast<std::uint16_t>(kOurs + i), .dst_port = port, .payload = text(i)}
                       .in(peer().ip(), engine_ip()));
  }
  void ping(std::uint32_t i) { peer().ping(static_cast<std::uint16_t>(i), text(i)); }
  void ask_arp() {
    peer().send_arp({.operation = 1, .sender_mac = peer().mac(), .sender_ip = peer().ip(), .target_ip = engine_ip()});
  }
  void syn(std::uint32_t i, std::uint16_t port) {
    peer().send_tcp({.src_port = static_cast<std::uint16_t>(2000 + i), .dst_port = port, .seq = 77 * i, .flags = kSyn});
  }
  void query(std::uint32_t group) {
    peer().send_ip_to(0x01'00'5E'00'00'01, igmp_query(3, group, 100).in(peer().ip(), kAllSystems));
  }
  void hold_the_line(double us) {
    Octets pause;
    put(pause, 1, 2);
    put(pause, static_cast<std::uint64_t>(us * bench().cfg().LineMbps / 512), 2);
    bench().send_frame(ethernet(0x0180C2'000001, peer().mac(), 0x8808, pause));
  }
  void expect_no_loss() {
    for (const std::uint32_t address : {reg::kMacOverflows, reg::kIpInDiscards, reg::kIpReasmFails, reg::kIcmpInDiscards,
                                        reg::kUdpInOverflows, reg::kUdpEchoDiscards, reg::kIgmpInErrors,
                                        reg::kTcpInDiscards, reg::kTcpOutDiscards}) {
      EXPECT_EQ(count(address), 0U) << "counter " << std::hex << address;
    }
  }
};
SOCKWIRE_ENGINES(LineRate);

TEST_P(LineRate, DatagramsForSocketsWithRoom) {
  peer().announce();
  std::vector<unsigned> sockets;
  for (std::uint16_t i = 0; i < bench().cfg().UdpSockets; ++i) sockets.push_back(bound(static_cast<std::uint16_t>(kPort + i)));
  constexpr std::uint32_t kEach = 5;  // of the eight that a socket keeps; a page each
  const auto all = static_cast<std::uint32_t>(kEach * sockets.size());
  burst(all, [&](std::uint32_t i) { udp(i, static_cast<std::uint16_t>(kPort + i % sockets.size())); });
  for (std::uint32_t i = 0; i < all; ++i) {
    const auto got = bench().recv_piece(sockets[i % sockets.size()], 100);
    EXPECT_EQ(got.octets, text(i));
    EXPECT_EQ(got.port, kOurs + i);
  }
  EXPECT_EQ(count(reg::kUdpInDatagrams), all);
  expect_no_loss();
}

TEST_P(LineRate, DatagramsForASocketThatIsFull) {
  proves("U04");
  peer().announce();
  const unsigned desc = bound();
  burst(kBurst, [&](std::uint32_t i) { udp(i, kPort); });
  EXPECT_EQ(count(reg::kUdpInDatagrams), kQueueDepth);
  EXPECT_EQ(count(reg::kUdpInOverflows) + count(reg::kIpInDiscards), kBurst - kQueueDepth);
  EXPECT_EQ(count(reg::kIpInReceives), kBurst);
  for (std::uint32_t i = 0; i < kQueueDepth; ++i) EXPECT_EQ(arrival(desc).octets, text(i)) << "the first ones stay";
  expect_alive(desc);
}

TEST_P(LineRate, TheEchoApplicationAnswersEach) {
  bench().write32(reg::kUdpEcho, kEcho);
  peer().announce();
  burst(kBurst, [&](std::uint32_t i) { udp(i, kEcho); });
  for (std::uint32_t i = 0; i < kBurst; ++i) {
    const Udp reply = peer().expect_udp();
    ASSERT_EQ(reply.dst_port, kOurs + i);
    ASSERT_EQ(reply.payload, text(i));
  }
  EXPECT_EQ(count(reg::kUdpEchos), kBurst);
  expect_no_loss();
}

TEST_P(LineRate, EachPingIsAnswered) {
  peer().announce();
  burst(kBurst, [&](std::uint32_t i) { ping(i); });
  for (std::uint32_t i = 0; i < kBurst; ++i) {
    const Icmp reply = peer().expect_icmp();
    ASSERT_EQ(reply.sequence, i);
    ASSERT_EQ(reply.payload, text(i));
  }
  EXPECT_EQ(count(reg::kIcmpOutEchoReps), kBurst);
  expect_no_loss();
}

TEST_P(LineRate, SegmentsOfOneOctetAreAllTaken) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets all = pattern(kBurst);
  burst(kBurst, [&](std::uint32_t i) { connection.send_data(std::span(all).subspan(i, 1)); });
  EXPECT_EQ(received(desc, kBurst), all);
  std::uint32_t acks = 0;
  std::uint32_t last = 0;
  for (bench().run_us(500); peer().has_tcp(); ++acks) last = peer().expect_tcp().ack;
  EXPECT_EQ(last, connection.snd_nxt());
  EXPECT_GE(acks, kBurst / 2) << "RFC 1122 4.2.3.2: one for two of them at least";
  expect_no_loss();
}

// Those beyond the backlog get a cookie.
TEST_P(LineRate, EachSynIsAnswered) {
  constexpr unsigned kBacklog = 4;
  peer().announce();
  listening(80, kBacklog);
  burst(kBurst, [&](std::uint32_t i) { syn(i, 80); });
  std::map<std::uint16_t, std::uint32_t> answers;
  while (peer().has_tcp()) {
    const Tcp answer = peer().expect_tcp();
    EXPECT_EQ(answer.flags, kSyn | kAck);
    answers.emplace(answer.dst_port, answer.ack);
  }
  ASSERT_EQ(answers.size(), kBurst);
  for (const auto& [port, ack] : answers) EXPECT_EQ(ack, 77U * (port - 2000U) + 1);
  EXPECT_EQ(count(reg::kTcpCookiesSent), kBurst - kBacklog);
  expect_no_loss();
  for (std::uint32_t i = 0; i < kBacklog; ++i) {
    peer().send_tcp({.src_port = static_cast<std::uint16_t>(2000 + i), .dst_port = 80, .seq = 77 * i + 1, .flags = kRst});
  }
}

TEST_P(LineRate, EachSynForNobodyIsRefusedOrCounted) {
  peer().announce();
  burst(kBurst, [&](std::uint32_t i) { syn(i, 81); });
  std::uint32_t resets = 0;
  for (; peer().has_tcp(); ++resets) EXPECT_TRUE(peer().expect_tcp().has(kRst));
  EXPECT_GT(resets, 0U);
  EXPECT_EQ(resets, count(reg::kTcpOutRsts));
  EXPECT_EQ(resets + count(reg::kTcpRstsLimited), kBurst);
  expect_no_loss();
}

TEST_P(LineRate, EachArpRequestIsAnswered) {
  peer().announce();
  burst(kBurst, [&](std::uint32_t) { ask_arp(); });
  std::uint32_t replies = 0;
  for (; peer().has_arp(); ++replies) EXPECT_EQ(peer().expect_arp().operation, 2);
  EXPECT_EQ(replies, kBurst);
  EXPECT_EQ(count(reg::kArpInRequests), kBurst + 1);
  expect_no_loss();
}

TEST_P(LineRate, FragmentsComeTogether) {
  peer().announce();
  constexpr unsigned kSockets = 4;
  std::vector<unsigned> sockets;
  for (std::uint16_t i = 0; i < kSockets; ++i) sockets.push_back(bound(static_cast<std::uint16_t>(kPort + i)));
  constexpr std::uint32_t kDatagrams = kSockets * 7;
  std::vector<Ip> pieces;
  for (std::uint32_t i = 0; i < kDatagrams; ++i) {
    const auto id = static_cast<std::uint16_t>(i + 1);
    const auto port = static_cast<std::uint16_t>(kPort + i % kSockets);
    for (const Ip& piece : fragments_of(udp_of(pattern(64, i), id, port), 24)) pieces.push_back(piece);
  }
  std::swap(pieces[1], pieces[2]);
  burst(static_cast<std::uint32_t>(pieces.size()), [&](std::uint32_t i) { peer().send_ip(pieces[i]); });
  EXPECT_EQ(count(reg::kIpReasmReqds), pieces.size());
  EXPECT_EQ(count(reg::kIpReasmOks), kDatagrams);
  for (std::uint32_t i = 0; i < kDatagrams; ++i) EXPECT_EQ(arrival(sockets[i % kSockets]).octets, pattern(64, i));
  expect_no_loss();
}

TEST_P(LineRate, EachQueryIsHeard) {
  proves("G01");
  const unsigned desc = bound();
  for (std::uint32_t i = 0; i < kMemberships; ++i) bench().set_option(desc, Option::OptionJoin, 0xE0010200 + i);
  bench().drain();
  burst(kBurst, [&](std::uint32_t i) { query(i % 3 == 0 ? 0 : 0xE0010200 + i % 11); });
  EXPECT_EQ(count(reg::kIgmpInQueries), kBurst);
  expect_no_loss();
}

// While nothing can leave for longer than anything has room for: of each protocol what was answered and what
// was lost are all that came.
TEST_P(LineRate, WhatFindsNoRoomIsCountedWhereItIs) {
  bench().write32(reg::kUdpEcho, kEcho);
  peer().announce();
  listening(80, 4);
  const auto lost_of = [&](const std::vector<std::uint32_t>& counters, const std::function<void(std::uint32_t)>& send,
                           const std::function<std::uint32_t()>& answers) {
    std::uint32_t before = count(reg::kMacOverflows), after = 0;
    for (const std::uint32_t address : counters) before += count(address);
    peer().forget();
    hold_the_line(450);  // 500 frames take 336 us
    burst(kBurst, send);
    bench().run_us(500);
    bench().drain();
    after = count(reg::kMacOverflows);
    for (const std::uint32_t address : counters) after += count(address);
    const std::uint32_t answered = answers();
    EXPECT_GT(answered, 0U);
    EXPECT_EQ(answered + after - before, kBurst);
    return after - before;
  };
  const auto every = [&](auto has, auto take) {
    return [this, has, take] {
      std::uint32_t n = 0;
      for (; (peer().*has)(); ++n) take();
      return n;
    };
  };
  const std::uint32_t echoes = lost_of({reg::kUdpEchoDiscards}, [&](std::uint32_t i) { udp(i, kEcho); },
                                       every(&ScriptedPeer::has_udp, [this] { peer().expect_udp(); }));
  const std::uint32_t pings = lost_of({reg::kIcmpInDiscards}, [&](std::uint32_t i) { ping(i); },
                                      every(&ScriptedPeer::has_icmp, [this] { peer().expect_icmp(); }));
  const std::uint32_t requests = lost_of({}, [&](std::uint32_t) { ask_arp(); },
                                         every(&ScriptedPeer::has_arp, [this] { peer().expect_arp(); }));
  const std::uint32_t syns = lost_of({reg::kTcpInDiscards, reg::kTcpOutDiscards}, [&](std::uint32_t i) { syn(i, 80); },
                                     every(&ScriptedPeer::has_tcp, [this] { peer().expect_tcp(); }));
  RecordProperty("lost", testing::PrintToString(std::vector{echoes, pings, requests, syns}));
  const bool in_hardware = GetParam() != Engine::Model;
  EXPECT_TRUE(!in_hardware || echoes + pings + requests + syns > 0) << "nothing was full";
  for (std::uint32_t i = 0; i < kBurst; ++i) {
    peer().send_tcp({.src_port = static_cast<std::uint16_t>(2000 + i), .dst_port = 80, .seq = 77 * i + 1, .flags = kRst});
  }
}

// A frame of each kind in turn.
class LineRateMix : public LineRate {
 protected:
  static constexpr std::uint32_t kKinds = 8;
  static constexpr std::uint16_t kSockets = 8;
  static constexpr std::uint32_t kGroup = 0xE0010203;

  void prepare() {
    bench().write32(reg::kUdpEcho, kEcho);
    peer().announce();
    for (std::uint16_t i = 0; i < kSockets; ++i) sockets.push_back(bound(static_cast<std::uint16_t>(kPort + i)));
    EXPECT_EQ(bench().set_option(sockets[0], Option::OptionJoin, kGroup).error, Errno::Ok);
    connection.emplace(peer(), std::uint16_t{80});
    tcp = connected(*connection);
    bench().drain();
    peer().forget();
    for (const std::uint32_t address : kCounted) before[address] = count(address);
  }
  void send(std::uint32_t i) {
    const std::uint32_t round = i / kKinds;
    switch (i % kKinds) {
      case 0: return udp(round, static_cast<std::uint16_t>(kPort + round % kSockets));
      case 1: return udp(round, kEcho);
      case 2: return ping(round);
      case 3: return connection->send_data(pattern(1, round));
      case 4: return ask_arp();
      case 5: return syn(round, 81);
      case 6: return query(round % 2 == 0 ? kGroup : 0);
      default: {
        const auto pieces = fragments_of(echo_of(pattern(16, round / 2), static_cast<std::uint16_t>(round / 2 + 1)), 16);
        return peer().send_ip(pieces[round % 2]);  // the other half comes next time
      }
    }
  }
  std::uint32_t since(std::uint32_t address) { return count(address) - before.at(address); }
  // Each frame is somewhere, once: what has come is what was taken and what was lost, in every layer.
  void expect_the_sum_of(std::uint32_t frames) {
    EXPECT_EQ(since(reg::kArpInRequests) + since(reg::kIpInReceives) + since(reg::kMacOverflows), frames);
    const std::uint32_t udp = since(reg::kUdpInDatagrams) + since(reg::kUdpInOverflows);
    const std::uint32_t echo = since(reg::kUdpEchos) + since(reg::kUdpEchoDiscards);
    const std::uint32_t igmp = since(reg::kIgmpInQueries) + since(reg::kIgmpInErrors);
    // Of an echo in two fragments two frames have come, and one message.
    EXPECT_EQ(udp + echo + igmp + since(reg::kIcmpInMsgs) - since(reg::kIpReasmOks) + since(reg::kTcpInSegs) +
                  since(reg::kIpReasmReqds) + since(reg::kIpInDiscards),
              since(reg::kIpInReceives));
    EXPECT_EQ(since(reg::kIcmpOutEchoReps) + since(reg::kIcmpInDiscards), since(reg::kIcmpInMsgs));
    EXPECT_EQ(since(reg::kArpOutReplies), since(reg::kArpInRequests));
  }

  static constexpr std::array kCounted{
      reg::kArpInRequests, reg::kArpOutReplies, reg::kIpInReceives, reg::kMacOverflows, reg::kUdpInDatagrams,
      reg::kUdpInOverflows, reg::kUdpEchos, reg::kUdpEchoDiscards, reg::kIgmpInQueries, reg::kIgmpInErrors,
      reg::kIcmpInMsgs, reg::kIpReasmReqds, reg::kIpReasmOks, reg::kIpReasmFails, reg::kTcpInSegs, reg::kIpInDiscards,
      reg::kIcmpOutEchoReps, reg::kIcmpInDiscards, reg::kTcpInDiscards};
  std::map<std::uint32_t, std::uint32_t> before;
  std::vector<unsigned> sockets;
  std::optional<PeerConnection> connection;
  unsigned tcp = 0;
};
SOCKWIRE_ENGINES(LineRateMix);

TEST_P(LineRateMix, EverythingInTurnIsTakenWithoutLoss) {
  prepare();
  constexpr std::uint32_t kRounds = 40;
  burst(kRounds * kKinds, [&](std::uint32_t i) { send(i); });
  expect_the_sum_of(kRounds * kKinds);
  expect_no_loss();
  EXPECT_EQ(since(reg::kUdpInDatagrams), kRounds);
  EXPECT_EQ(since(reg::kUdpEchos), kRounds);
  EXPECT_EQ(since(reg::kIcmpOutEchoReps), kRounds + kRounds / 2);
  EXPECT_EQ(since(reg::kTcpInSegs), 2 * kRounds);
  EXPECT_EQ(since(reg::kArpInRequests), kRounds);
  EXPECT_EQ(since(reg::kIgmpInQueries), kRounds);
  EXPECT_EQ(received(tcp, kRounds).size(), kRounds);
  for (std::uint32_t i = 0; i < kRounds; ++i) EXPECT_EQ(arrival(sockets[i % kSockets]).octets, text(i));
}

// The same while nothing can leave, longer than anything has room for.
TEST_P(LineRateMix, WhatIsLostWhileTheLineStandsStillIsCounted) {
  prepare();
  constexpr std::uint32_t kRounds = 100;
  hold_the_line(700);
  burst(kRounds * kKinds, [&](std::uint32_t i) { send(i); });
  bench().run_us(800);
  bench().drain();
  expect_the_sum_of(kRounds * kKinds);
  // Then it is as if nothing had been.
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    while (bench().recv_from(sockets[i])) continue;
  }
  peer().forget();
  expect_alive(sockets[1]);
  ping(7);
  EXPECT_EQ(peer().expect_icmp().sequence, 7);
  udp(3, kEcho);
  EXPECT_EQ(peer().expect_udp().payload, text(3));
}

}  // namespace
}  // namespace sockwire
