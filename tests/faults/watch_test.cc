// The watch at the engine's pins: what is right passes, what may never be is told.
#include "tests/faults/watch.h"

#include <gmock/gmock.h>

#include "tests/faults/reference_options.h"

namespace sockwire {
namespace {

using namespace packet;
using testing::HasSubstr;

Tcp segment(std::uint32_t seq, std::uint32_t ack, std::uint16_t wnd, std::size_t octets = 0, std::uint8_t flags = kAck) {
  return {.src_port = 80, .dst_port = 5, .seq = seq, .ack = ack, .flags = flags, .wnd = wnd, .payload = Octets(octets)};
}

TEST(EngineWatch, LetsPassWhatIsRight) {
  EngineWatch watch{100, false};
  constexpr std::uint32_t kBelow = 0xFFFFFFF0;  // over the wrap
  EXPECT_EQ(watch.look(segment(9, kBelow, 50, 0, kSyn | kAck)), "");
  EXPECT_EQ(watch.look(segment(10, kBelow, 50, 100)), "");
  EXPECT_EQ(watch.look(segment(10, kBelow + 40, 10, 100)), "");
  EXPECT_EQ(watch.look(segment(110, kBelow + 40, 60, 3, kAck | kFin)), "");
  EXPECT_EQ(watch.look(segment(10, kBelow + 40, 60, 100)), "") << "again";
  EXPECT_EQ(watch.look(segment(110, kBelow + 40, 60, 3, kAck | kFin)), "");
  EXPECT_EQ(watch.look(segment(114, kBelow + 40, 60)), "") << "an ACK after the FIN";
  EXPECT_EQ(watch.look(segment(0, 0, 0, 0, kRst)), "");
  EXPECT_EQ(watch.look(segment(500, 7, 5, 0, kSyn | kAck)), "") << "another connection";
}

TEST(EngineWatch, TellsWhatMayNeverBe) {
  const auto after = [](const Tcp& first, const Tcp& second) {
    EngineWatch watch{100, false};
    EXPECT_EQ(watch.look(first), "");
    return watch.look(second);
  };
  EXPECT_THAT(after(segment(9, 100, 50), segment(9, 99, 51)), HasSubstr("it had acknowledged 100"));
  EXPECT_THAT(after(segment(9, 100, 50), segment(9, 101, 48)), HasSubstr("edge goes back from 150 to 149"));
  EXPECT_THAT(after(segment(9, 100, 50), segment(9, 100, 50, 101)), HasSubstr("101 octets of text"));
  EXPECT_THAT(after(segment(9, 1, 5, 2, kAck | kFin), segment(9, 1, 5, 3)), HasSubstr("its FIN was at 11"));
  EXPECT_THAT(after(segment(9, 1, 5, 2, kAck | kFin), segment(9, 1, 5, 1, kAck | kFin)), HasSubstr("its FIN was at 11"));
  Tcp stamped = segment(9, 1, 5, 89);
  stamped.options = TcpOptions{.timestamps = TcpOptions::Timestamps{}}.build();
  EXPECT_THAT(after(segment(9, 1, 5), stamped), HasSubstr("101 octets of text and options"));
}

// RFC 7323 2.4: what the scale rounds off may go, no more.
TEST(EngineWatch, KnowsTheScaleWhereBothNameIt) {
  Tcp syn = segment(9, 100, 800, 0, kSyn | kAck);
  syn.options = TcpOptions{.window_scale = std::uint8_t{3}}.build();
  for (const bool both : {true, false}) {
    EngineWatch watch{100, both};
    EXPECT_EQ(watch.look(syn), "");
    EXPECT_EQ(watch.look(segment(10, 101, 100)) == "", both);  // 901 or 201, after 900
    EXPECT_EQ(watch.look(segment(10, 102, 99)) == "", both);   // 894
    EXPECT_NE(watch.look(segment(10, 102, 98)), "");           // 886
  }
}

}  // namespace
}  // namespace sockwire
