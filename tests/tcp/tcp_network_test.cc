// What TCP tells the network layer and hears from it: TTL and DSCP of a socket, advice at R1, a
// neighbour that does not answer, and how many RSTs strangers get. RFC 9293 3.8.3, 3.9.1, 3.10.7.1;
// RFC 1122 2.3.2.2, 3.2.1.6; docs/rules/tcp.md sections 1, 3, 4, 4b and 5.
#include "tests/requirement.h"
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

constexpr std::uint64_t kTick = 1024;

class TcpNetwork : public ::testing::Test {
 protected:
  TcpBench bench;

  Errno set(std::uint16_t desc, Option what, std::uint32_t value) {
    return option(bench, desc, what, value).answer.error;
  }
};

TEST_F(TcpNetwork, EverySegmentHasTheTtlAndTheDscpOfItsSocket) {
  proves("9293-MUST-48 9293-MUST-49 9293-SHLD-21 9293-SHLD-22 1122-IP-09 1122-IP-13");
  const std::uint16_t desc = bench.socket();
  EXPECT_EQ(set(desc, Option::OptionTtl, 3), Errno::Ok);
  EXPECT_EQ(set(desc, Option::OptionTos, 0xB8), Errno::Ok);
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 90);
  Connection c{desc, open.post.iss, Peer(bench, 90, open.post.local_port)};
  bench.after(1'000'000);  // the SYN again
  c.peer.ack = c.iss + 1;
  c.peer.send("S.");
  bench.call(Call::CallSend, desc, 100);
  bench.after(3'000'000);  // the text again
  c.peer.send(".", 5);
  bench.after(1'000'000);  // an acknowledgment that waited
  EXPECT_EQ(set(desc, Option::OptionTtl, 255), Errno::Ok) << "at any time";
  EXPECT_EQ(set(desc, Option::OptionTos, 0xFC), Errno::Ok);
  c.peer.send_at(c.peer.seq, "S");  // challenged
  bench.call(Call::CallAbort, desc);
  bench.quiet();
  std::set<std::string> kinds;
  ASSERT_GE(bench.sent.size(), 7u);
  for (std::size_t i = 0; i < bench.sent.size(); ++i) {
    const Emit& emit = bench.sent[i].emit;
    const bool late = i + 2 >= bench.sent.size();
    EXPECT_EQ(emit.ttl, late ? 255 : 3) << i;
    EXPECT_EQ(emit.tos, late ? 0xFC : 0xB8) << i;
    kinds.insert(emit.flags.syn ? "SYN" : emit.flags.rst ? "RST" : emit.length ? "text" : "ACK");
  }
  EXPECT_EQ(kinds.size(), 4u);
}

TEST_F(TcpNetwork, WhatNobodyHasSetIsZero) {
  const std::uint16_t listener = bench.listener(80);
  EXPECT_EQ(set(listener, Option::OptionTtl, 3), Errno::Einval);
  const Connection child = accept(bench, listener);
  Peer(bench, 9, 9).send("S");
  bench.quiet();
  for (const Request& request : bench.sent) {
    EXPECT_EQ(request.emit.ttl, 0);
    EXPECT_EQ(request.emit.tos, 0);
  }
  EXPECT_EQ(set(child.desc, Option::OptionTtl, 9), Errno::Ok);
  EXPECT_EQ(bench.call(Call::CallAbort, child.desc).emit.ttl, 9);
}

TEST_F(TcpNetwork, ValuesOfTtlAndDscpHaveLimits) {
  const std::uint16_t desc = bench.socket();
  EXPECT_EQ(set(desc, Option::OptionTtl, 256), Errno::Einval);
  EXPECT_EQ(set(desc, Option::OptionTtl, 0x80000001), Errno::Einval);
  EXPECT_EQ(set(desc, Option::OptionTos, 0x100), Errno::Einval);
  for (const std::uint32_t ecn : {1u, 2u, 3u, 0xFDu})
    EXPECT_EQ(set(desc, Option::OptionTos, ecn), Errno::Einval) << ecn;
  EXPECT_EQ(set(desc, Option::OptionTtl, 0), Errno::Ok);
  EXPECT_EQ(bench.tcb(desc).ttl, 0);
}

TEST_F(TcpNetwork, AtTheFourthTimeOutTheNetworkIsAdvised) {
  proves("9293-MUST-20 9293-SHLD-10");
  Connection c = connect(bench);
  bench.call(Call::CallSend, c.desc, 100);
  bench.quiet();
  for (int retries = 1; retries <= 5; ++retries) {
    bench.after(std::uint64_t{1'000'000} << (retries - 1));
    ASSERT_EQ(bench.tcb(c.desc).retries, retries);
    EXPECT_EQ(bench.advised.size(), retries >= 4 ? 1u : 0u) << retries;
  }
  EXPECT_EQ(bench.advised, std::vector<std::uint32_t>{kPeer});
}

TEST_F(TcpNetwork, ASynIsARetransmissionTooAndTheNextHopIsNamed) {
  proves("9293-MUST-22");
  bench.dut().mask_i = 0xFFFFFFFF;  // nobody is a neighbour but the gateway
  bench.dut().gateway_i = 0x0A0000FE;
  const std::uint16_t desc = bench.socket();
  bench.call(Call::CallConnect, desc, 0, kPeer, 90);
  for (int i = 0; i < 4; ++i) bench.after(60'000'000);
  EXPECT_EQ(bench.advised, std::vector<std::uint32_t>{0x0A0000FE});
}

TEST_F(TcpNetwork, AProbeOfAClosedWindowIsNoReasonForAdvice) {
  Connection c = connect(bench);
  c.peer.wnd = 0;
  c.peer.send(".", 1);
  bench.call(Call::CallSend, c.desc, 100);
  for (int i = 0; i < 6; ++i) bench.after(60'000'000);
  EXPECT_GE(bench.tcb(c.desc).retries, 5);
  EXPECT_TRUE(bench.advised.empty());
}

TEST_F(TcpNetwork, WhoGivesUpGivesNoAdvice) {
  Connection c = connect(bench);
  EXPECT_EQ(set(c.desc, Option::OptionUserTimeout, 5000), Errno::Ok);  // ends at the fourth
  bench.call(Call::CallSend, c.desc, 100);
  for (int i = 0; i < 4; ++i) bench.after(8'000'000);
  EXPECT_EQ(bench.tcb(c.desc).state, TcpState::Closed);
  EXPECT_TRUE(bench.advised.empty());
}

TEST_F(TcpNetwork, ANeighbourThatDoesNotAnswerIsTheReasonThatIsTold) {
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 90);
  const TcpRecord told = bench.icmp({.addr = kPeer,
                                     .remote_port = 90,
                                     .local_port = open.post.local_port,
                                     .seq = open.post.iss,
                                     .msg_type = 3,
                                     .code = 1,
                                     .from_arp = true});
  EXPECT_TRUE(told.icmp.from_arp);
  EXPECT_EQ(told.post.state, TcpState::SynSent) << "soft";
  EXPECT_EQ(told.post.soft_error, Errno::Ehostunreach);
  for (int i = 0; i < 10; ++i) bench.after(60'000'000);
  EXPECT_EQ(bench.call(Call::CallRecv, desc, 1).answer.error, Errno::Ehostunreach);
}

// T06: a thousand a second and no more, and whoever has a connection does not suffer from it.
TEST_F(TcpNetwork, StrangersGetAThousandRstsASecond) {
  proves("T06");
  const std::uint16_t listener = bench.listener(80);
  Connection c = accept(bench, listener);
  bench.now = ((bench.now >> 10) + 1000) << 10;
  bench.quiet();
  bench.counted = {};
  int answered = 0;
  for (int i = 0; i < 1500; ++i) {  // to nobody, to nobody with ACK, to a listener with ACK
    Peer stranger(bench, std::uint16_t(10000 + i), i % 3 == 2 ? 80 : 9);
    const TcpRecord record = stranger.send(i % 3 ? "." : "S");
    EXPECT_EQ(record.drop, Drop::DropNoConnection);
    answered += record.emit.valid;
    ASSERT_EQ(record.emit.valid, i < 1000) << i;
    ASSERT_EQ(record.emit.flags.rst, record.emit.valid);
  }
  Peer(bench, 9999, 9).send("R");  // wants no answer: it counts for nothing
  bench.quiet();
  EXPECT_EQ(answered, 1000);
  EXPECT_EQ(bench.counted[0], 500) << "TCP_RSTS_LIMITED";
  EXPECT_EQ(bench.counted[15], 1000) << "tcpOutRsts";
  EXPECT_EQ(bench.counted[11], 1501) << "TCP_DROP_NO_CONNECTION";
  EXPECT_TRUE(c.peer.send(".", 1).post.delack_armed);
  EXPECT_TRUE(bench.call(Call::CallAbort, c.desc).emit.flags.rst) << "no answer to a stranger";
  const std::uint16_t opening = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, opening, 0, kPeer, 91);
  Peer peer(bench, 91, open.post.local_port);
  peer.ack = open.post.iss + 7;
  EXPECT_TRUE(peer.send(".").emit.flags.rst) << "nor is this";
}

TEST_F(TcpNetwork, TheNextSecondHasAThousandOfItsOwn) {
  bench.now = ((bench.now >> 10) + 1000) << 10;
  const auto answered = [&](int times) {
    int count = 0;
    while (times-- > 0) count += Peer(bench, 4000, 9).send("S").emit.valid;
    return count;
  };
  EXPECT_EQ(answered(1), 1) << "the period begins with it";
  bench.now += 976 * kTick;
  EXPECT_EQ(answered(1500), 999);
  bench.now += kTick;
  EXPECT_EQ(answered(1500), 1000);
}

}  // namespace
}  // namespace sockwire::test
