// IGMP with queriers of older versions, and when they are gone (RFC 1112 appendix I, RFC 2236,
// RFC 3376 7.2).
#include "tests/model/igmp.h"

namespace sockwire::model {
namespace {

// ---------------------------------------------------------------- older queriers

TEST_F(ModelIgmp, Version2IsSpokenToItsQuerier) {
  EXPECT_EQ(query(2).mode, ModeV2);
  const IgmpRecord r = join(kGroup);
  EXPECT_EQ(r.mode, ModeV2);
  EXPECT_EQ(r.send, IgmpSendV2);
  EXPECT_EQ(r.record_type, 0);
  EXPECT_EQ(r.post.deadline, tick() + draw(9766)) << "10 s";
  const packet::Ip report = n.sent(FrameKind::Igmp);
  EXPECT_EQ(report.dst, kGroup);
  EXPECT_EQ(packet::get(n.last_frame, 0, 6), 0x01005E010203u);
  EXPECT_EQ(report.ttl, 1);
  EXPECT_EQ(report.options, (Octets{0x94, 4, 0, 0}));
  EXPECT_EQ(report.payload, message(0x16, 0, kGroup));
  EXPECT_EQ(timer(r.post).send, IgmpSendV2);
  forget_frames();

  const IgmpRecord left = leave(kGroup);
  EXPECT_EQ(left.send, IgmpSendLeave);
  EXPECT_EQ(left.post, IgmpEntry{});
  const packet::Ip ip = n.sent(FrameKind::Igmp);
  EXPECT_EQ(ip.dst, 0xE0000002u);
  EXPECT_EQ(ip.payload, message(0x17, 0, kGroup));
  EXPECT_EQ(n.toe.counters().igmp_out_leaves, 1u);
}
TEST_F(ModelIgmp, Version1IsSpokenToItsQuerier) {
  EXPECT_EQ(query(1).mode, ModeV1);
  const IgmpRecord r = join(kGroup);
  EXPECT_EQ(r.send, IgmpSendV1);
  EXPECT_EQ(r.post.deadline, tick() + draw(9766));
  const packet::Ip report = n.sent(FrameKind::Igmp);
  EXPECT_EQ(report.dst, kGroup);
  EXPECT_EQ(report.payload, message(0x12, 0, kGroup));
  const IgmpRecord left = leave(kGroup);
  EXPECT_EQ(left.send, IgmpSendNone);
  EXPECT_EQ(left.post, IgmpEntry{});
  EXPECT_FALSE(n.toe.next_frame(FrameKind::Igmp));
}
// RFC 2236 3: who has not said it last need not take it back.
TEST_F(ModelIgmp, AnotherHostsReportIsEnough) {
  query(2);
  const IgmpRecord joined = join(kGroup);
  const IgmpRecord r = hears(message(0x16, 0, kGroup), kGroup);
  EXPECT_EQ(r.verdict, IgmpReport);
  EXPECT_EQ(r.group, kGroup);
  EXPECT_EQ(n.toe.counters().igmp_in_reports, 1u);
  n.now = std::uint64_t{joined.post.deadline} << 10;
  EXPECT_THROW(n.toe.igmp_timer_event(0, n.now), std::logic_error);
  EXPECT_EQ(leave(kGroup).send, IgmpSendNone);
  EXPECT_EQ(n.toe.counters().igmp_out_leaves, 0u);
}
TEST_F(ModelIgmp, WhoReportsAgainIsTheLast) {
  query(2);
  join(kGroup);
  hears(message(0x12, 0, kGroup), kGroup);
  query(2, kGroup, 1);
  draw(9766);
  const std::uint32_t deadline = tick() + draw(97);
  const IgmpRecord r = timer({.deadline = deadline});
  EXPECT_EQ(r.send, IgmpSendV2);
  EXPECT_TRUE(r.post.last_reporter);
  EXPECT_EQ(leave(kGroup).send, IgmpSendLeave);
}

// ---------------------------------------------------------------- queriers that are gone

TEST_F(ModelIgmp, AnOlderQuerierIsForgottenAfter260Seconds) {
  query(2);
  const std::uint32_t deadline = tick() + 253'906;
  const auto at = [](std::uint32_t tick) { return std::uint64_t{tick} << 10; };
  n.now = at(deadline) - 1;
  EXPECT_THROW(n.toe.igmp_mode_event(n.now), std::logic_error);
  n.now = at(deadline + 3);
  EXPECT_EQ(n.toe.igmp_overdue(n.now), 3u);
  const IgmpRecord r = n.toe.igmp_mode_event(n.now);
  EXPECT_EQ(r, (IgmpRecord{.valid = true, .order = 1, .now = n.now, .kind = IgmpEvent::IgmpMode}));
  EXPECT_FALSE(n.toe.igmp_overdue(n.now));
  EXPECT_THROW(n.toe.igmp_mode_event(n.now), std::logic_error);
}
TEST_F(ModelIgmp, ItIsHeardAgainInTime) {
  query(2);
  n.now += 200 * Net::kSecond;
  query(2);
  n.now += 200 * Net::kSecond;
  EXPECT_THROW(n.toe.igmp_mode_event(n.now), std::logic_error);
  n.now += 61 * Net::kSecond;
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV3);
}
TEST_F(ModelIgmp, TheOldestVersionWins) {
  query(1);
  n.now += 100 * Net::kSecond;
  EXPECT_EQ(query(2).mode, ModeV1);
  EXPECT_EQ(query(3).mode, ModeV1);
  n.now += 161 * Net::kSecond;
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV2) << "the other still runs";
  n.now += 100 * Net::kSecond;
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV3);
  query(1);
  query(2);
  n.now += 261 * Net::kSecond;
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV3) << "both at once";
  query(2);
  n.now += 100 * Net::kSecond;
  query(1);
  n.now += 161 * Net::kSecond;
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV1) << "the other alone";
  n.now += 100 * Net::kSecond;
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV3);
}
TEST_F(ModelIgmp, AnotherModeForgetsWhatWasToBeSaid) {
  const IgmpRecord left = (join(kGroup), leave(kGroup));
  const IgmpRecord joined = join(kOther);
  EXPECT_EQ(joined.entry, 1);
  query(2, 0xEFFFFFFF);  // no group of ours
  n.now = std::uint64_t{std::max(left.post.deadline, joined.post.deadline)} << 10;
  EXPECT_FALSE(n.toe.igmp_overdue(n.now));
  EXPECT_EQ(join(kGroup).entry, 0) << "its entry is free";
  EXPECT_EQ(query(3).mode, ModeV2) << "no other mode: nothing is forgotten";
  EXPECT_TRUE(n.toe.igmp_overdue(n.now + 11 * Net::kSecond));
  n.now += 261 * Net::kSecond;
  n.toe.igmp_mode_event(n.now);
  EXPECT_FALSE(n.toe.igmp_overdue(n.now)) << "forgotten again";
}
// What is said of a later tick is said in the mode of that tick.
TEST_F(ModelIgmp, AModeComesBeforeWhatIsLater) {
  query(1);
  join(kGroup);
  const std::uint64_t deadline = std::uint64_t{tick() + 253'906} << 10;
  arrives(in_ip(message(0x11, 100, 0)));
  n.now = deadline + 1024;
  EXPECT_THROW(n.toe.igmp_message_event(n.now), std::logic_error);
  EXPECT_THROW(n.toe.igmp_timer_event(0, n.now), std::logic_error);
  EXPECT_EQ(n.toe.igmp_message_event(deadline + 1023).mode, ModeV1) << "in the same tick";
  EXPECT_EQ(n.toe.igmp_mode_event(n.now).mode, ModeV2);
}

}  // namespace
}  // namespace sockwire::model
