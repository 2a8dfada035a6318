// TCP options in the handshake and after it: RFC 9293 3.7.1, RFC 7323, RFC 2018.
#include "model/tcp/options.h"

#include "tests/model/script.h"

namespace sockwire::model {
namespace {

// ---------------------------------------------------------------- on the wire

TEST(ModelOptions, ASynAndADataSegmentOnTheWire) {
  const Emit syn = {.has_mss = true,
                    .mss = 1460,
                    .has_wscale = true,
                    .wscale = 7,
                    .has_sackok = true,
                    .has_ts = true,
                    .tsval = 0x01020304,
                    .tsecr = 0};
  EXPECT_EQ(build_options(syn),
            (Octets{2, 4, 5, 180, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7}));
  const Emit ack = {.has_ts = true,
                    .tsval = 1,
                    .tsecr = 2,
                    .sacks = 2,
                    .sack0 = {3, 4},
                    .sack1 = {0xFFFFFFFF, 5}};
  EXPECT_EQ(build_options(ack),
            (Octets{1, 1, 8, 10, 0, 0, 0, 1, 0,    0,    0,    2,    1, 1, 5, 18,
                    0, 0, 0, 3,  0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 5}));
}
// Each on its own, and all that may meet, in whole words.
TEST(ModelOptions, EveryCombinationComesBack) {
  for (unsigned set = 0; set < 16; ++set) {
    const Emit e = {.has_mss = (set & 1) != 0,
                    .mss = 1000,
                    .has_wscale = (set & 2) != 0,
                    .wscale = 3,
                    .has_sackok = (set & 4) != 0,
                    .has_ts = (set & 8) != 0,
                    .tsval = 11,
                    .tsecr = 12};
    const Octets octets = build_options(e);
    EXPECT_EQ(octets.size() % 4, 0u);
    EXPECT_LE(octets.size(), 40u);
    const Options found = parse_options(octets);
    EXPECT_EQ(found.mss.has_value(), e.has_mss);
    EXPECT_EQ(found.window_scale.has_value(), e.has_wscale);
    EXPECT_EQ(found.sack_permitted, e.has_sackok);
    EXPECT_EQ(found.timestamps.has_value(), e.has_ts);
  }
}
TEST(ModelOptions, TheFirstWellFormedOneCounts) {
  const Options found = parse_options(Octets{2, 3, 9, 2, 4, 1,  0, 2, 4, 2, 0, 3, 3, 15, 3,  3,
                                             1, 4, 3, 0, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2,  99, 2});
  EXPECT_EQ(found.mss, 256) << "not the one of three octets, and not the second";
  EXPECT_EQ(found.window_scale, 14) << "RFC 7323 2.3";
  EXPECT_FALSE(found.sack_permitted) << "of three octets";
  EXPECT_EQ(found.timestamps->value, 1u);
  EXPECT_EQ(found.timestamps->echo_reply, 2u);
}
TEST(ModelOptions, NothingIsFoundBehindTheEndOrAWrongLength) {
  EXPECT_FALSE(parse_options(Octets{0, 2, 4, 1, 0}).mss);
  for (const std::uint8_t length : std::initializer_list<std::uint8_t>{0, 1, 9})
    EXPECT_FALSE(parse_options(Octets{99, length, 2, 4, 1, 0}).mss);
  EXPECT_FALSE(parse_options(Octets{2, 4, 1}).mss);
  EXPECT_FALSE(parse_options(Octets{2}).mss);
}

// ---------------------------------------------------------------- the handshake

TEST(ModelOptions, OurSynOffersEverything) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.options(), "mss 1460,sackOK,TS val " + std::to_string(s.tick()) + " ecr 0,wscale 0");
  s.timeout();
  EXPECT_EQ(s.options(), "mss 1460,sackOK,TS val " + std::to_string(s.tick()) + " ecr 0,wscale 0");
}
TEST(ModelOptions, OurSynAckAgreesToWhatWasOffered) {
  for (unsigned set = 0; set < 8; ++set) {
    Script s;
    s.syn_received(
        {.wscale = set & 1 ? 2 : -1, .sack = (set & 2) != 0, .tsval = set & 4 ? 77 : -1});
    const auto expected = [&] {
      return std::string("mss 1460") + (set & 2 ? ",sackOK" : "") +
             (set & 4 ? ",TS val " + std::to_string(s.tick()) + " ecr 77" : "") +
             (set & 1 ? ",wscale 0" : "");
    };
    EXPECT_EQ(s.options(), expected());
    s.timeout();
    EXPECT_EQ(s.options(), expected()) << "and again";
  }
}
TEST(ModelOptions, TimestampsTakeTwelveOctetsOfEachSegment) {
  Script s;
  s.established({.wnd = 8192, .mss = 1460, .tsval = 1});
  EXPECT_EQ(s.tcb().snd_mss, 1448);
  Script small;
  small.established({.mss = 10, .tsval = 1});
  EXPECT_EQ(small.tcb().snd_mss, 64 - 12);
}
TEST(ModelOptions, AResetOfAConnectionHasTimestampsToo) {
  Script s;
  s.established({.tsval = 1});
  s.error(Call::CallAbort);
  EXPECT_EQ(s.options(), "TS val " + std::to_string(s.tick()) + " ecr 0");
}

// ---------------------------------------------------------------- window scale (RFC 7323 2)

TEST(ModelWindowScale, TheWindowIsShiftedButNotInASyn) {
  Script s;
  s.established({.wnd = 1000, .wscale = 14});
  EXPECT_EQ(s.tcb().snd_wnd, 1000u);
  s.in(".", 1, 1, {.wnd = 65535});
  EXPECT_EQ(s.tcb().snd_wnd, 65535u << 14);
  EXPECT_EQ(s.tcb().snd_wnd_max, 65535u << 14);
}
TEST(ModelWindowScale, AListenersPeerToo) {
  Script s;
  s.syn_received({.wnd = 500, .wscale = 3});
  EXPECT_EQ(s.tcb().snd_wnd, 500u);
  s.in(".", 1, 1, {.wnd = 500});
  EXPECT_EQ(s.tcb().snd_wnd, 4000u);
}
TEST(ModelWindowScale, WithoutTheOptionNothingIsShifted) {
  Script s;
  s.established();
  s.in(".", 1, 1, {.wnd = 500, .wscale = 3});
  EXPECT_EQ(s.tcb().snd_wnd, 500u);
}

// ---------------------------------------------------------------- timestamps and PAWS (RFC 7323 5)

TEST(ModelTimestamps, TheOneOfTheOctetThatWasAskedForIsEchoed) {
  Script s;
  s.established({.tsval = 100});
  s.in("P.", 1, 1, {.payload = "ab", .tsval = 101});
  EXPECT_EQ(s.tcb().ts_recent, 101u);
  s.in("P.", 5, 1, {.payload = "ef", .tsval = 103});
  EXPECT_EQ(s.options(), "TS val " + std::to_string(s.tick()) + " ecr 101") << "beyond a gap";
  s.in("P.", 3, 1, {.payload = "cd", .tsval = 102});
  EXPECT_EQ(s.options(), "TS val " + std::to_string(s.tick()) + " ecr 102");
}
// 4.3: with a delayed ACK the earliest segment counts, for RTT of the peer shall hold the delay.
TEST(ModelTimestamps, ADelayedAckEchoesTheFirst) {
  Script s;
  s.established({.tsval = 100});
  s.in("P.", 1, 1, {.payload = "ab", .tsval = 101});
  s.in("P.", 3, 1, {.payload = "cd", .tsval = 109});
  EXPECT_EQ(s.options(), "TS val " + std::to_string(s.tick()) + " ecr 101");
}
TEST(ModelTimestamps, AnOldSegmentIsNotTaken) {
  Script s;
  s.established({.tsval = 100});
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "old", .tsval = 99}), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.r.drop, Drop::DropPaws);
  EXPECT_EQ(s.in("R", 1, 0, {.tsval = 99}), "-") << "RST is not tested";
  EXPECT_EQ(s.state(), TcpState::Closed);
}
TEST(ModelTimestamps, TheyMayWrap) {
  Script s;
  s.established({.tsval = 0xFFFF'FFFE});
  s.in("P.", 1, 1, {.payload = "a", .tsval = 1});
  EXPECT_EQ(s.r.drop, Drop::DropNone);
  EXPECT_EQ(s.tcb().ts_recent, 1u);
  s.in("P.", 2, 1, {.payload = "b", .tsval = 0xFFFF'FFFF});
  EXPECT_EQ(s.r.drop, Drop::DropPaws);
}
// 5.5: a connection that was silent for more than 24 days: its peer's clock may have gone round
// half.
TEST(ModelTimestamps, After24DaysTheLastOneSaysNothing) {
  constexpr std::uint64_t k24Days = std::uint64_t{2'025'000'000} << 10;
  Script s;
  s.established({.tsval = 100});
  s.now += k24Days;
  s.in("P.", 1, 1, {.payload = "a", .tsval = 99});
  EXPECT_EQ(s.r.drop, Drop::DropPaws);
  s.now += 1 << 10;
  s.in("P.", 1, 1, {.payload = "a", .tsval = 99});
  EXPECT_EQ(s.r.drop, Drop::DropNone);
  EXPECT_EQ(s.tcb().ts_recent, 99u);
}
// 3.2: once agreed upon they must be there.
TEST(ModelTimestamps, ASegmentWithoutThemIsDropped) {
  Script s;
  s.established({.tsval = 100});
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "a"}), "-");
  EXPECT_EQ(s.r.drop, Drop::DropNoTimestamp);
  EXPECT_EQ(s.in("R", 1, 0), "-");
  EXPECT_EQ(s.state(), TcpState::Closed);
}
TEST(ModelTimestamps, UnlessTheyWereNotAgreedUpon) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = "a", .tsval = 5});
  EXPECT_EQ(s.r.drop, Drop::DropNone);
  EXPECT_EQ(s.tcb().ts_recent, 0u);
}

}  // namespace
}  // namespace sockwire::model
