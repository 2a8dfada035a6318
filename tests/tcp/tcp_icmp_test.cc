// ICMP errors that tell of a segment of ours: which are believed, and what each class does.
// RFC 1191, RFC 5461, RFC 5927, RFC 9293 3.9.2.2; docs/rules/tcp.md section 4b.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpIcmp : public ::testing::Test {
 protected:
  TcpBench bench;

  // About the octet `offset` of what the connection has in flight.
  TcpRecord error(const Connection& c, int type, int code, std::uint16_t mtu = 0,
                  std::uint32_t offset = 0) {
    const Tcb socket = bench.tcb(c.desc);
    return bench.icmp({.addr = kPeer,
                       .remote_port = socket.remote_port,
                       .local_port = socket.local_port,
                       .seq = socket.snd_una + offset,
                       .msg_type = std::uint8_t(type),
                       .code = std::uint8_t(code),
                       .mtu = mtu});
  }
  Connection sending(std::uint32_t octets, bool timestamps = false) {
    Connection c = timestamps ? stamped() : connect(bench);
    no_delay(bench, c);
    EXPECT_EQ(bench.call(Call::CallSend, c.desc, octets).answer.value, octets);
    bench.quiet();
    return c;
  }
  Connection stamped() {
    Peer peer(bench, 4000, 80);
    peer.tsval = 1;
    return accept(bench, bench.listener(80), peer);
  }
  std::vector<std::uint32_t> lengths(std::size_t before) {
    bench.quiet();
    std::vector<std::uint32_t> found;
    for (const Emit& emit : texts(bench, before)) found.push_back(emit.length);
    return found;
  }
};

TEST_F(TcpIcmp, NobodysError) {
  const IcmpError error{.addr = kPeer, .remote_port = 1, .local_port = 2, .seq = 3, .msg_type = 3};
  const TcpRecord record = bench.icmp(error);
  EXPECT_EQ(record.icmp, error);
  EXPECT_EQ(record.conn, kNoDesc);
  EXPECT_EQ(record.drop, Drop::DropNoConnection);
  EXPECT_EQ(record.pre, Tcb{});
  EXPECT_EQ(record.post, Tcb{});
  EXPECT_FALSE(record.emit.valid);
  bench.quiet();
  EXPECT_EQ(bench.counted, (std::array<int, 22>{})) << "it is no segment";
}

TEST_F(TcpIcmp, OnlyWhatIsInFlightIsBelieved) {
  const Connection c = sending(100);
  for (const std::uint32_t offset : {~0u, 100u, 0x80000000u}) {
    const TcpRecord record = error(c, 11, 0, 0, offset);
    EXPECT_EQ(record.drop, Drop::DropUnacceptable);
    EXPECT_EQ(record.conn, c.desc);
    EXPECT_EQ(record.post, record.pre);
  }
  EXPECT_EQ(error(c, 11, 0, 0, 99).drop, Drop::DropNone);
}

TEST_F(TcpIcmp, SoftErrorsAreKeptUntilProgress) {
  Connection c = sending(100);
  const std::tuple<int, int, Errno> errors[] = {
      {3, 0, Errno::Enetunreach},   {3, 6, Errno::Enetunreach},   {3, 11, Errno::Enetunreach},
      {3, 1, Errno::Ehostunreach},  {3, 2, Errno::Econnrefused},  {3, 3, Errno::Econnrefused},
      {3, 5, Errno::Ehostunreach},  {3, 13, Errno::Ehostunreach}, {11, 0, Errno::Ehostunreach},
      {11, 1, Errno::Ehostunreach}, {12, 0, Errno::Ehostunreach}};
  for (const auto& [type, code, expected] : errors) {
    const TcpRecord record = error(c, type, code);
    Tcb post = record.pre;
    post.soft_error = expected;
    EXPECT_EQ(record.post, post) << type << "." << code << ": nothing else changes";
    EXPECT_EQ(record.ready_desc, kNoDesc);
  }
  EXPECT_EQ(c.peer.send(".", 1).post.soft_error, Errno::Ehostunreach);
  EXPECT_EQ(c.peer.acknowledge(c.iss + 2).post.soft_error, Errno::Ok);
}

TEST_F(TcpIcmp, WhoGivesUpTellsTheSoftError) {
  const Connection c = sending(100);
  option(bench, c.desc, Option::OptionUserTimeout, 2000);
  error(c, 3, 1);
  for (int i = 0; i < 3; ++i) bench.after(8'000'000);
  EXPECT_EQ(bench.tcb(c.desc).state, TcpState::Closed);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 1).answer.error, Errno::Ehostunreach);
}

TEST_F(TcpIcmp, AnUnreachablePortRefusesConnect) {
  for (const int code : {2, 3}) {
    const std::uint16_t desc = bench.socket();
    const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
    const Connection c{desc, open.post.iss, Peer(bench, 80, open.post.local_port)};
    EXPECT_EQ(error(c, 3, 1).post.soft_error, Errno::Ehostunreach);
    EXPECT_EQ(error(c, 3, 4, 600).drop, Drop::DropIgnored) << "nothing of ours was too long";
    const TcpRecord refused = error(c, 3, code);
    EXPECT_EQ(refused.post.state, TcpState::Closed);
    EXPECT_TRUE(refused.ready.error);
    EXPECT_EQ(bench.call(Call::CallSend, desc, 1).answer.error, Errno::Econnrefused);
  }
}

TEST_F(TcpIcmp, AHalfOpenChildVanishes) {
  bench.listener(80);
  Peer peer(bench, 4000, 80);
  const TcpRecord syn = peer.send("S");
  EXPECT_EQ(error({syn.conn, syn.post.iss, peer}, 3, 3).post, Tcb{});
  bench.quiet();
}

TEST_F(TcpIcmp, APathThatTakesLessGetsSmallerSegments) {
  const Connection c = sending(2048);
  const Tcb pre = bench.tcb(c.desc);
  const std::size_t before = bench.sent.size();
  const TcpRecord record = error(c, 3, 4, 1000);
  EXPECT_EQ(record.post.snd_mss, 960);
  EXPECT_EQ(record.post.snd_rtx, record.post.snd_una);
  EXPECT_TRUE(record.post.active);
  EXPECT_FALSE(record.post.rtt_timing);
  EXPECT_EQ(record.post.cwnd, pre.cwnd) << "no congestion";
  EXPECT_EQ(record.post.retries, 0);
  EXPECT_EQ(lengths(before), (std::vector<std::uint32_t>{960, 960, 128}));
  EXPECT_EQ(error(c, 3, 4, 1000).drop, Drop::DropIgnored);
  EXPECT_EQ(error(c, 3, 4, 1500).drop, Drop::DropIgnored) << "it never grows";
}

TEST_F(TcpIcmp, AnMtuThatIsNotToldOrNotBelieved) {
  const Connection c = sending(100);
  EXPECT_EQ(error(c, 3, 4, 0).post.snd_mss, 536);
  EXPECT_EQ(error(c, 3, 4, 68).post.snd_mss, 512);
  const Connection with_timestamps = sending(100, true);
  const TcpRecord record = error(with_timestamps, 3, 4, 1000);
  EXPECT_EQ(record.post.snd_mss, 948);
  EXPECT_TRUE(record.post.rtt_timing);
}

TEST_F(TcpIcmp, WhatThePeerHoldsIsNotSentAgainInSmallerPieces) {
  Peer peer(bench, 4000, 80);
  peer.sack = true;
  const Connection c = accept(bench, bench.listener(80), peer);
  no_delay(bench, c);
  bench.call(Call::CallSend, c.desc, 2048), bench.call(Call::CallSend, c.desc, 1952);
  bench.quiet();
  Peer told = c.peer;
  told.acknowledge(c.iss + 1, {{c.iss + 1 + 1460, c.iss + 1 + 2920}});
  bench.quiet();
  const std::size_t before = bench.sent.size();
  EXPECT_NE(error(c, 3, 4, 1000).post.sacked0, Range{});
  EXPECT_EQ(lengths(before), (std::vector<std::uint32_t>{960, 500, 960, 120}));
}

}  // namespace
}  // namespace sockwire::test
