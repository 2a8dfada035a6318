// Rows about windows, segments and neighbours, seen at the pins.
#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

class Windows : public EngineTest {
 protected:
  // Connected to a peer that takes segments of this size.
  unsigned connected_with_mss(PeerConnection& connection, const Octets& tcp_options) {
    const unsigned desc = bench().socket();
    bench().connect(desc, peer().ip(), connection.port());
    connection.expect_syn();
    Tcp syn_ack = connection.segment(kSyn | kAck);
    syn_ack.options = tcp_options;
    peer().send_tcp(syn_ack);
    connection.set_snd_nxt(syn_ack.seq + 1);
    connection.expect_ack();
    return desc;
  }
  // Octets of text that come before nothing moves any more.
  std::size_t text_that_came() {
    bench().drain();
    std::size_t octets = 0;
    while (const auto tcp = peer().poll_tcp()) octets += tcp->payload.size();
    return octets;
  }
};
SOCKWIRE_ENGINES(Windows);

TEST_P(Windows, OnlyNewerSegmentsMoveTheWindow) {
  proves("9293-SEC-10");
  options.time_shift = 0;
  PeerConnection connection{peer(), 80};
  connection.wnd = 1000;
  const unsigned desc = connected_with_mss(connection, mss_option(500));
  connection.send_data(pattern(10));
  connection.send_data(pattern(10));
  text_that_came();
  Tcp old = connection.segment(kAck, pattern(20));
  old.seq -= 15;  // it reaches into the window, but begins before the last one
  old.wnd = 9000;
  peer().send_tcp(old);
  text_that_came();
  bench().send(desc, pattern(2000));
  EXPECT_EQ(text_that_came(), 1000U);
  connection.set_snd_nxt(old.seq + 20);
  connection.wnd = 9000;
  connection.set_rcv_nxt(connection.rcv_nxt() + 500);  // not all of it, and then less of it
  connection.send_ack();
  EXPECT_EQ(text_that_came(), 1000U);
  connection.set_rcv_nxt(connection.rcv_nxt() - 200);
  connection.send_ack();
  bench().drain();
  EXPECT_EQ(bench().state(desc).unacked, 1500U);
}

TEST_P(Windows, NoSillySegmentIsSent) {
  proves("9293-MUST-38 9293-SHLD-28 T16");
  options.time_shift = 0;
  PeerConnection connection{peer(), 80};
  connection.wnd = 1500;
  const unsigned desc = connected_with_mss(connection, mss_option(1000));
  bench().send(desc, pattern(2048));
  EXPECT_EQ(text_that_came(), 1000U);  // 500 more would fit
  for (std::uint16_t more = 1501; more < 1510; ++more) {
    connection.wnd = more;
    connection.send_ack();
    EXPECT_EQ(text_that_came(), 0U) << more;
  }
  connection.wnd = 2000;
  connection.set_rcv_nxt(connection.rcv_nxt() + 1000);
  connection.send_ack();
  EXPECT_GE(text_that_came(), 1000U);
}

TEST_P(Windows, NoSillyWindowIsOffered) {
  proves("9293-MUST-39 9293-SHLD-14 T16");
  options.time_shift = 0;
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (std::uint32_t left = bench().cfg().BufBytes; left > 0;) {
    const std::uint32_t size = std::min(left, 1024U);
    connection.send_data(pattern(size));
    left -= size;
  }
  text_that_came();
  EXPECT_EQ(bench().recv(desc, 1459)->size(), 1459U);
  peer().expect_silence(20);
  EXPECT_EQ(bench().recv(desc, 1)->size(), 1U);
  EXPECT_EQ(connection.expect_ack().wnd, 1460);
}

// Longer than R2: each answer to a probe shows that the peer lives.
TEST_P(Windows, AWindowMayStayClosedForEver) {
  proves("9293-MUST-37 T15");
  options.time_shift = 15;
  PeerConnection connection{peer(), 80};
  connection.wnd = 0;
  const unsigned desc = connected(connection);
  bench().send(desc, pattern(100));
  for (int i = 0; i < 11; ++i) {
    EXPECT_EQ(peer().expect_tcp("a probe").payload.size(), 1U);
    connection.send_ack();
  }
  EXPECT_EQ(state(desc), TcpState::Established);
}

TEST_P(Windows, TheLastSegmentIsPushed) {
  proves("9293-MUST-60 9293-MUST-61 9293-SHLD-27 9293-SHLD-28");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().send(desc, pattern(2000));
  const Tcp first = connection.expect(kAck, "text");
  EXPECT_EQ(first.payload.size(), 1460U);
  EXPECT_FALSE(first.has(kPsh));
  connection.send_ack();
  const Tcp last = connection.expect(kAck, "text");
  EXPECT_EQ(last.payload.size(), 540U);
  EXPECT_TRUE(last.has(kPsh));
}

TEST_P(Windows, AnAckOfNewTextRestartsTheTimer) {
  proves("6298-5.3");
  peer_options.patience_us = 6000;
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().send(desc, pattern(1460));
  connection.expect(kAck, "text");
  bench().send(desc, pattern(1460));
  const std::uint32_t second = connection.rcv_nxt();
  bench().run_engine_us(600'000);
  connection.set_rcv_nxt(second);
  connection.send_ack();
  bench().drain();
  const double start = bench().time_us();
  peer().forget();
  EXPECT_EQ(peer().expect_tcp("the second again").seq, second);
  EXPECT_GE((bench().time_us() - start) * 1024, 0.95e6);
}

TEST_P(Windows, TheMssIsFoundAmongOtherOptions) {
  proves("9293-MUST-4 9293-MUST-6 9293-MUST-14 9293-MUST-64 9293-MUST-68");
  std::uint16_t port = 100;
  for (const Octets& around :
       {Octets{}, {1}, {1, 1}, {1, 1, 1}, {254, 3, 9}, {253, 2, 254, 5, 1, 2, 3}}) {
    Octets tcp_options = around;
    for (const std::uint8_t octet : mss_option(300)) tcp_options.push_back(octet);
    tcp_options.push_back(0);  // the end; what follows is no option
    for (const std::uint8_t octet : mss_option(77)) tcp_options.push_back(octet);
    PeerConnection connection{peer(), ++port};
    const unsigned desc = connected_with_mss(connection, tcp_options);
    bench().send(desc, pattern(1000));
    EXPECT_EQ(connection.expect(kAck, "text").payload.size(), 300U);
    bench().abort(desc);
    text_that_came();
  }
}

// RFC 6528: without the secret nothing can be foretold.
TEST_P(Windows, TheSecretIsInTheInitialSequenceNumber) {
  proves("9293-MUST-8 9293-MUST-9 6528-02 6528-04");
  const auto initial = [&](unsigned secret) {
    Bench::Options other = options;
    other.time_shift = 0;
    other.secret = {secret, 2, 3, 4};
    Bench fresh{GetParam(), other};
    ScriptedPeer host{fresh};
    const unsigned desc = fresh.socket();
    fresh.bind(desc, 5000);
    fresh.connect(desc, host.ip(), 80);
    return PeerConnection{host, 80}.expect_syn().seq;
  };
  const std::uint32_t one = initial(1), again = initial(1), two = initial(2);
  EXPECT_LT(one - again + 1000, 2000U);  // the clock alone: a tick each 4 us
  EXPECT_GT(one - two + 100'000, 200'000U);
}

TEST_P(Windows, ANewListenerDisturbsNobody) {
  proves("9293-MUST-41");
  const unsigned first = listening(80);
  PeerConnection connection{peer(), 4000};
  connection.open_to(80);
  const unsigned desc = accepted(first);
  bench().close(first);
  listening(80);
  connection.send_data(pattern(50));
  EXPECT_EQ(received(desc, 50), pattern(50));
  EXPECT_EQ(bench().state(desc).remote_port, 4000);
}

// RFC 826: who is known is believed a new address, whatever the packet is about; others are not.
TEST_P(Windows, AKnownNeighbourMovesAndAStrangersReplyIsIgnored) {
  proves("826-02 A08");
  peer().announce();
  const std::uint64_t moved = 0x02AABBCCDD77;
  peer().send_arp({.operation = 2,
                   .sender_mac = 0x02AABBCCDD66,
                   .sender_ip = 0x0A000055,
                   .target_mac = 0x02AABBCCDD02,
                   .target_ip = peer().ip()});
  peer().send_arp(
      {.operation = 1, .sender_mac = moved, .sender_ip = peer().ip(), .target_ip = 0x0A000077},
      true);
  bench().drain();
  std::vector<Octets> frames;
  bench().on_frame([&](std::span<const std::uint8_t> frame) {
    frames.emplace_back(frame.begin(), frame.end());
  });
  bench().connect(bench().socket(), peer().ip(), 80);
  bench().connect(bench().socket(), 0x0A000055, 80);
  bench().drain();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(get(frames[0], 0, 6), moved);
  EXPECT_EQ(get(frames[1], 12, 2), kEtherTypeArp);  // nobody has told who that is
  bench().on_frame({});                             // what comes from now on
}

// RFC 1122 2.3.2.1: about one request a second and destination; entries are forgotten.
TEST_P(Windows, NeighboursAreAskedForOncePerSecond) {
  proves("1122-ARP-03 A07");
  options.time_shift = 12;
  peer_options.answer_arp = false;
  bench().connect(bench().socket(), peer().ip(), 80);
  peer().expect_arp();
  for (int i = 0; i < 3; ++i) {
    const double before = bench().time_us();
    peer().expect_arp();
    EXPECT_GE((bench().time_us() - before) * 4096, 0.99e6);
  }
}

TEST_P(Windows, NeighboursAreForgotten) {
  proves("1122-ARP-01");
  options.time_shift = 15;
  peer().announce();
  bench().run_engine_us(320e6);
  bench().connect(bench().socket(), peer().ip(), 80);
  EXPECT_EQ(peer().expect_arp().target_ip, peer().ip());
  EXPECT_EQ(peer().expect_tcp().flags, kSyn);
}

}  // namespace
}  // namespace sockwire
