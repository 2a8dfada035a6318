// SYN cookies (RFC 4987 3.6): when a listener is full, nothing is kept of a SYN.
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Cookie : public FlowTest {
 protected:
  unsigned listener = 0;
  unsigned first = 0;

  // A listener whose only place is taken.
  void fill_backlog() {
    listener = listening(80, 1);
    PeerConnection one{peer(), 4001};
    one.open_to(80);
    EXPECT_TRUE(bench().run_until([&] { return bench().state(listener).waiting == 1; }));
  }
  void make_room() { first = accepted(listener); }
  std::uint32_t used() {
    std::uint32_t sockets = 0;
    for (unsigned i = 0; i < bench().cfg().Sockets; ++i) sockets += bench().state(i).allocated;
    return sockets;
  }
};
SOCKWIRE_ENGINES(Cookie);

TEST_P(Cookie, ComesBackAndMakesAConnection) {
  proves("4987-01 T05");
  fill_backlog();
  const std::uint32_t before = used();
  PeerConnection connection{peer(), 4002, 0xFFFFFFFF};
  connection.send_syn(80, 1000);
  const Tcp answer = connection.expect_syn_ack();
  EXPECT_EQ(answer.mss(), 1460);
  EXPECT_EQ(answer.options.size(), 4U) << "a cookie remembers no other option";
  EXPECT_EQ(used(), before);
  EXPECT_EQ(count(reg::kTcpCookiesSent), 1U);
  make_room();
  connection.send_ack();
  const unsigned desc = accepted(listener);
  EXPECT_EQ(count(reg::kTcpCookiesTaken), 1U);
  EXPECT_EQ(bench().state(desc).remote_port, 4002);
  connection.send_data(pattern(50));
  EXPECT_EQ(received(desc, 50), pattern(50));
  connection.expect_ack();
  bench().send(desc, pattern(1500));
  EXPECT_EQ(connection.expect(kAck, "text").payload.size(), 536U) << "the next smaller size that fits";
}

// The ACK finds no room; the text that follows it brings the cookie too.
TEST_P(Cookie, TextBringsItAgain) {
  fill_backlog();
  PeerConnection connection{peer(), 4002};
  connection.open_to(80);
  peer().expect_silence(100);
  EXPECT_EQ(count(reg::kTcpDropBacklog), 1U);
  make_room();
  const Tcp text = connection.segment(kAck, pattern(50));
  peer().send_tcp(text);
  const unsigned desc = accepted(listener);
  peer().send_tcp(text);
  EXPECT_EQ(received(desc, 50), pattern(50));
}

TEST_P(Cookie, AForgedOneIsRefused) {
  fill_backlog();
  PeerConnection connection{peer(), 4002};
  connection.send_syn(80);
  connection.expect_syn_ack();
  make_room();
  const Tcp good = connection.segment(kAck);
  std::vector<Tcp> forged(4, good);
  forged[0].ack += 1;                      // another number
  forged[1].seq += 1;                      // another peer's sequence number
  forged[2].src_port += 1;                 // another connection
  forged[3].ack += 2U << 27;               // of the future
  for (const Tcp& tcp : forged) {
    peer().send_tcp(tcp);
    const Tcp reset = peer().expect_tcp("a RST");
    EXPECT_EQ(reset.flags, kRst);
    EXPECT_EQ(reset.seq, tcp.ack);
  }
  EXPECT_EQ(bench().accept(listener).error, Errno::Eagain);
  EXPECT_EQ(count(reg::kTcpCookiesTaken), 0U);
  peer().send_tcp(good);
  EXPECT_EQ(bench().state(accepted(listener)).remote_port, 4002);
}

TEST_P(Cookie, AnOldOneIsRefused) {
  options.time_shift = 15;
  fill_backlog();
  PeerConnection connection{peer(), 4002};
  connection.send_syn(80);
  connection.expect_syn_ack();
  make_room();
  bench().run_engine_us(140e6);  // two periods of 67 s
  peer().send_tcp(connection.segment(kAck));
  EXPECT_EQ(peer().expect_tcp("a RST").flags, kRst);
  EXPECT_EQ(bench().accept(listener).error, Errno::Eagain);
}

// A flood from many addresses leaves who was connected alone, and takes nothing.
TEST_P(Cookie, AFloodLeavesTheOthersAlone) {
  proves("T05 4987-01");
  fill_backlog();
  make_room();
  PeerConnection old{peer(), 80};
  const unsigned desc = connected(old);
  listener = listening(81, 2);
  const std::uint32_t before = used();
  for (unsigned i = 0; i < 100; ++i) {
    peer().send_tcp({.src_port = static_cast<std::uint16_t>(5000 + i), .dst_port = 81, .seq = i, .flags = kSyn});
    bench().run_us(5);
  }
  bench().drain();
  peer().forget();
  EXPECT_EQ(used(), before + 2);
  EXPECT_EQ(count(reg::kTcpCookiesSent), 98U);
  bench().send(desc, pattern(100));
  EXPECT_EQ(old.expect(kAck, "text").payload, pattern(100));
  old.send_ack();
  PeerConnection late{peer(), 4002};
  late.send_syn(81);
  late.expect_syn_ack();
}

}  // namespace
}  // namespace sockwire
