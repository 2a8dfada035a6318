// Urgent text (RFC 9293 3.8.5): in the stream, with a pointer to what follows it.
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Urgent : public FlowTest {
 protected:
  PeerConnection connection{peer(), 80};
  unsigned desc = 0;

  void start() {
    connection.wnd = 60'000;
    desc = open(connection, mss_option(100));
  }
  // Our text with this urgent pointer, at the next place of our stream.
  void urgent_text(std::size_t octets, std::uint16_t pointer) {
    Tcp tcp = connection.segment(kAck | kUrg, pattern(octets));
    tcp.urgent = pointer;
    peer().send_tcp(tcp);
    connection.set_snd_nxt(tcp.seq + static_cast<std::uint32_t>(octets));
    bench().drain();
  }
  bool told() {
    bool urgent = false;
    while (const auto event = bench().take_event()) urgent |= event->desc == desc && event->ready.urgent;
    return urgent;
  }
};
SOCKWIRE_ENGINES(Urgent);

// The pointer means the first octet after the urgent ones; all segments before it carry it.
TEST_P(Urgent, EverySegmentBeforeItsEndPointsThere) {
  proves("9293-MUST-30 9293-MUST-31 9293-MUST-62");
  start();
  const auto plain = [&] { return peer().expect_tcp("text"); };
  bench().send(desc, pattern(100));
  EXPECT_FALSE(plain().has(kUrg));
  bench().send(desc, pattern(250), true);
  bench().send(desc, pattern(100));
  ack(connection, 100);
  const std::uint32_t base = connection.engine_iss() + 1;
  for (const Tcp& tcp : arrivals()) {
    const std::uint32_t at = tcp.seq - base;
    EXPECT_EQ(tcp.has(kUrg), at < 350) << at;
    EXPECT_EQ(tcp.urgent, at < 350 ? 350 - at : 0) << at;
  }
  ack(connection, 350);
  bench().drain();
  bench().send(desc, pattern(10));
  ack(connection, 450);
  for (const Tcp& tcp : arrivals()) EXPECT_FALSE(tcp.has(kUrg));
}

TEST_P(Urgent, TheHostIsToldAndCanAskHowMuch) {
  proves("9293-MUST-30 9293-MUST-32 9293-MUST-33");
  start();
  told();
  urgent_text(10, 5);
  EXPECT_TRUE(told());
  EXPECT_EQ(bench().state(desc).urgent, 5U);
  EXPECT_EQ(bench().recv(desc, 3)->size(), 3U);
  EXPECT_EQ(bench().state(desc).urgent, 2U);
  urgent_text(10, 7);  // it advances
  EXPECT_TRUE(told());
  EXPECT_EQ(bench().state(desc).urgent, 14U);
  urgent_text(10, 0xFFFF);  // more is to come
  EXPECT_TRUE(told());
  EXPECT_EQ(received(desc, 27).size(), 27U);
  EXPECT_EQ(bench().state(desc).urgent, 0xFFFFU - 10);
  EXPECT_EQ(bench().state(desc).readable, 0U);
}

// What is not ahead of what the host has read is no news, nor what it knows.
TEST_P(Urgent, NothingIsToldTwice) {
  proves("9293-MUST-32 T25");
  start();
  told();
  urgent_text(10, 10);
  EXPECT_TRUE(told());
  urgent_text(0, 0);
  EXPECT_FALSE(told());
  EXPECT_EQ(received(desc, 10).size(), 10U);
  EXPECT_EQ(bench().state(desc).urgent, 0U);
  urgent_text(0, 0);
  EXPECT_FALSE(told());
  Tcp pointer_alone = connection.segment(kAck, pattern(5));
  pointer_alone.urgent = 3;  // without URG it means nothing
  peer().send_tcp(pointer_alone);
  EXPECT_EQ(received(desc, 5).size(), 5U);
  EXPECT_EQ(bench().state(desc).urgent, 0U);
}

// RFC 9293 3.10.7.4: also in a window of zero.
TEST_P(Urgent, AFullBufferLetsThePointerThrough) {
  proves("9293-MUST-66");
  connection.wnd = 60'000;
  desc = open(connection, mss_option(1460));
  for (std::uint32_t left = bench().cfg().BufBytes; left > 0;) {
    const std::uint32_t size = std::min(left, 1024U);
    connection.send_data(pattern(size));
    left -= size;
  }
  bench().drain();
  told();
  urgent_text(0, 100);
  EXPECT_TRUE(told());
  EXPECT_EQ(bench().state(desc).urgent, bench().cfg().BufBytes + 100);
}

}  // namespace
}  // namespace sockwire
