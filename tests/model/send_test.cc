// What is sent and when: RFC 9293 3.8.6, RFC 6298, RFC 1122 4.2.3.
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum TcpState;

TEST(ModelSend, TextLeavesInFullSegmentsAndTheLastIsPushed) {
  Script s;
  s.established({.mss = 1000});
  EXPECT_EQ(s.send(text(2048)).value, 2048u);
  EXPECT_EQ(s.turns(),
            ". 1(1000) ack 1 win 4096\n"
            ". 1001(1000) ack 1 win 4096\n");
  s.in(".", 1, 2001);
  EXPECT_EQ(s.turns(), "P. 2001(48) ack 1 win 4096\n") << "Nagle";
}
// Defect 6: the peer's MSS is not ignored, nor its window.
TEST(ModelSend, NothingLeavesBeyondThePeersWindow) {
  proves("9293-MUST-38");
  Script s;
  s.established({.wnd = 1500, .mss = 1000});
  s.send(text(2048));
  EXPECT_EQ(s.turns(), ". 1(1000) ack 1 win 4096\n") << "500 would be a silly segment";
  s.in(".", 1, 1001, {.wnd = 1500});
  EXPECT_EQ(s.turns(), ". 1001(1000) ack 1 win 4096\n");
}
TEST(ModelSend, WithNothingInFlightASmallWindowIsUsed) {
  Script s;
  s.established({.wnd = 100, .mss = 1000});
  s.send(text(300));
  EXPECT_EQ(s.turns(), ". 1(100) ack 1 win 4096\n");
  s.in(".", 1, 101, {.wnd = 50});
  EXPECT_EQ(s.turns(), ". 101(50) ack 1 win 4096\n");
}
TEST(ModelSend, TheBufferTakesWhatItHasRoomFor) {
  Script s;
  s.established({.wnd = 0});
  EXPECT_EQ(s.send(text(2048)).value, 2048u);
  EXPECT_EQ(s.send(text(2000)).value, 2000u);
  EXPECT_EQ(s.send(text(2048)).value, 48u);
  EXPECT_EQ(s.send("x"), (Answer{true, Errno::Eagain, 0}));
  EXPECT_EQ(s.send(""), (Answer{true, Errno::Ok, 0}));
  EXPECT_EQ(s.call(Call::CallSend, s.desc, 2049).error, Errno::Einval);
}

// ---------------------------------------------------------------- closed window

// Defect 8: the peer closes its window, and the sender does not stall for ever.
TEST(ModelSend, AClosedWindowIsProbed) {
  proves("9293-MUST-36 9293-MUST-37 T15");
  Script s;
  s.established({.wnd = 0});
  s.send(text(100));
  EXPECT_FALSE(s.tcb().active);
  EXPECT_TRUE(s.tcb().rtx_armed);
  EXPECT_EQ(s.timeout(), ". 1(1) ack 1 win 4096");
  for (unsigned i = 0; i < 3 * kDataRetries; ++i) {  // the peer lives: no reason to give up
    EXPECT_EQ(s.in(".", 1, 1, {.wnd = 0}), "-");
    EXPECT_EQ(s.timeout(), ". 1(1) ack 1 win 4096");
  }
  EXPECT_EQ(s.tcb().rto, kRtoMax);
  s.in(".", 1, 2, {.wnd = 1000});
  EXPECT_EQ(s.turns(), "P. 2(99) ack 1 win 4096\n");
}
TEST(ModelSend, ASilentPeerWithAClosedWindowIsGivenUp) {
  proves("9293-SHLD-11");
  Script s;
  s.established({.wnd = 0});
  s.send("x");
  const std::uint64_t begin = s.now;
  for (unsigned i = 0; i < kDataRetries; ++i) EXPECT_EQ(s.timeout(), "P. 1(1) ack 1 win 4096");
  EXPECT_EQ(s.timeout(), "-");
  EXPECT_EQ(s.tcb().error, Errno::Etimedout);
  EXPECT_GE(s.now - begin, 100 * Script::kSecond);  // RFC 9293 3.8.3, R2
}
TEST(ModelSend, AWindowThatShrinksHoldsBackWhatIsNew) {
  proves("9293-MUST-34 9293-SHLD-15 9293-SHLD-16 T14");
  Script s;
  s.established({.wnd = 3000, .mss = 1000});
  s.send(text(2000));
  s.turns();
  s.in(".", 1, 1, {.wnd = 500});
  s.send(text(500));
  EXPECT_EQ(s.turns(), "");
  EXPECT_EQ(s.timeout(), ". 1(500) ack 1 win 4096");
}

// ---------------------------------------------------------------- retransmission

// Defect 7: across the end of the ring, the same octets.
TEST(ModelSend, WhatIsRepeatedIsWhatWasSent) {
  Script s;
  s.established({.mss = 1000});
  for (std::uint32_t round = 0; round < 8; ++round) {
    s.send(text(1000));
    EXPECT_EQ(s.turn(), "P. " + std::to_string(1 + 1000 * round) + "(1000) ack 1 win 4096");
    EXPECT_EQ(s.timeout(), "P. " + std::to_string(1 + 1000 * round) + "(1000) ack 1 win 4096");
    s.toe.run(s.now);
    std::optional<Octets> last;
    while (auto frame = s.toe.next_frame(FrameKind::Tcp)) last = frame;
    if (round == 0) {  // our first frames wait for the peer's address
      packet::Arp reply = {2, Script::kPeerMac, Script::kPeerIp, Script::kOurMac, Script::kOurIp};
      s.toe.frame(packet::ethernet(Script::kOurMac, Script::kPeerMac, 0x0806, reply.build()));
    } else {
      const auto octets = std::span(*last).subspan(14);
      const packet::Tcp tcp = packet::Tcp::parse(packet::Ip::parse(octets));
      EXPECT_EQ(std::string(tcp.payload.begin(), tcp.payload.end()), text(1000));
    }
    s.in(".", 1, 1001 + 1000 * round);
  }
}
// RFC 5681 3.1: from the loss window on, in slow start.
TEST(ModelSend, ALossIsRepairedFromThereOn) {
  Script s;
  s.established({.mss = 1000});
  s.send(text(2000));
  s.send(text(2000));
  s.turns();
  EXPECT_EQ(s.timeout(), ". 1(1000) ack 1 win 4096");
  EXPECT_EQ(s.turns(), "") << "one segment";
  s.in(".", 1, 1001);
  EXPECT_EQ(s.turn(), ". 1001(1000) ack 1 win 4096");
  s.in(".", 1, 4001);  // the peer had the rest
  EXPECT_EQ(s.turns(), "");
  EXPECT_EQ(s.ours(s.tcb().snd_rtx), 4001u);
  EXPECT_EQ(s.toe.counters().tcp_retrans_segs, 2u);
}
// RFC 6298 5.5, 5.7: it stays doubled until something can be measured again.
TEST(ModelSend, TheTimeOutDoublesAndFallsBack) {
  Script s;
  s.established();
  s.send("x");
  s.turn();
  for (const std::uint32_t rto : {2u, 4u, 8u, 16u, 32u, 60u, 60u}) {
    s.timeout();
    EXPECT_EQ(s.tcb().rto, rto * Script::kSecond);
  }
  s.in(".", 1, 2);
  EXPECT_EQ(s.tcb().rto, 60 * Script::kSecond);
  s.send("y");
  s.turn();
  s.in(".", 1, 3);
  EXPECT_EQ(s.tcb().rto, kRtoMin);
}
TEST(ModelSend, AFinIsRepeatedWithItsText) {
  Script s;
  s.established();
  s.send("bye");
  s.error(Call::CallShutdown, 1);
  EXPECT_EQ(s.turns(), "FP. 1(3) ack 1 win 4096\n");
  EXPECT_EQ(s.timeout(), "FP. 1(3) ack 1 win 4096");
  s.in(".", 1, 4);
  EXPECT_EQ(s.state(), FinWait1);
  EXPECT_EQ(s.timeout(), "F. 4(0) ack 1 win 4096");
  s.in(".", 1, 5);
  EXPECT_EQ(s.state(), FinWait2);
}
TEST(ModelSend, AFinWaitsForRoomInTheWindow) {
  Script s;
  s.established({.wnd = 3});
  s.send("bye");
  s.error(Call::CallShutdown, 1);
  EXPECT_EQ(s.turns(), "P. 1(3) ack 1 win 4096\n");
  s.in(".", 1, 4, {.wnd = 0});
  EXPECT_EQ(s.turns(), "");
  EXPECT_EQ(s.timeout(), "F. 4(0) ack 1 win 4096") << "it probes the window";
}

}  // namespace
}  // namespace sockwire::model
