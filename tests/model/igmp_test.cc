// IGMP: groups that are joined and left, and what is said of them (RFC 3376 as a host, RFC 5790;
// docs/rules/igmp.md), event by event.
#include "tests/model/igmp.h"
#include "host/registers.h"
#include "model/socket/registers.h"

namespace sockwire::model {
namespace {

// ---------------------------------------------------------------- chance

// The first numbers of this generator from 1 on: 270369, 67634689, 2647435461, 307599695.
TEST(ModelIgmpChance, DrawsWhatTheGeneratorGives) {
  Chance chance;
  for (const std::uint32_t ticks : {1u, 16u, 603u, 70u}) EXPECT_EQ(chance.draw(977), ticks);
  chance.start(0);
  EXPECT_EQ(chance.draw(977), 1u);
  EXPECT_EQ(chance.draw(0), 1u);
  EXPECT_EQ(chance.draw(3'100'000), 1u + (40396ull * 3'100'000 >> 16)) << "more than 32 bits";
}
TEST(ModelIgmpChance, StaysWithinItsLimit) {
  Chance chance;
  chance.start(0xDEADBEEF);
  std::uint32_t lowest = 1000, highest = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint32_t ticks = chance.draw(977);
    lowest = std::min(lowest, ticks);
    highest = std::max(highest, ticks);
  }
  EXPECT_EQ(lowest, 1u);
  EXPECT_EQ(highest, 977u);
}

// ---------------------------------------------------------------- version 3

TEST_F(ModelIgmp, AGroupThatIsJoinedIsReportedTwice) {
  const IgmpRecord r = join(kGroup);
  const IgmpEntry entry = {.state = IgmpState::EntryMember,
                           .group = kGroup,
                           .last_reporter = true,
                           .repeats = true,
                           .armed = true,
                           .deadline = tick() + draw(977)};
  EXPECT_EQ(r, (IgmpRecord{.valid = true,
                           .now = n.now,
                           .kind = IgmpEvent::IgmpJoin,
                           .group = kGroup,
                           .post = entry,
                           .send = IgmpSendV3,
                           .record_type = 4}));
  n.now = (std::uint64_t{entry.deadline} << 10) - 1;
  EXPECT_THROW(n.toe.igmp_timer_event(0, n.now), std::logic_error);
  EXPECT_FALSE(n.toe.igmp_overdue(n.now));
  const IgmpRecord again = timer(entry);
  EXPECT_EQ(
      again,
      (IgmpRecord{.valid = true,
                  .order = 1,
                  .now = n.now,
                  .kind = IgmpEvent::IgmpTimer,
                  .group = kGroup,
                  .post = {.state = IgmpState::EntryMember, .group = kGroup, .last_reporter = true},
                  .send = IgmpSendV3,
                  .record_type = 4}));
  EXPECT_FALSE(n.toe.igmp_overdue(n.now + 1000 * Net::kSecond));
  EXPECT_THROW(n.toe.igmp_timer_event(0, n.now + 1000 * Net::kSecond), std::logic_error);
  EXPECT_EQ(n.toe.counters().igmp_out_reports, 2u);
}
TEST_F(ModelIgmp, AReportOfVersion3IsThese) {
  join(kGroup);
  const IpSent sent = n.toe.next_sent(FrameKind::Igmp).value();
  EXPECT_EQ(sent, (IpSent{.valid = true,
                          .dst = 0xE0000016,
                          .protocol = 2,
                          .length = 16,
                          .dont_fragment = true,
                          .ttl = 1,
                          .tos = 0xC0}));
  const packet::Ip ip = n.sent(FrameKind::Igmp);
  Octets header = {0x46, 0xC0, 0, 40, 0,   0, 0x40, 0,  1,    2, 0, 0,
                   10,   0,    0, 1,  224, 0, 0,    22, 0x94, 4, 0, 0};
  const std::uint16_t header_sum = packet::checksum(header);
  header[10] = static_cast<std::uint8_t>(header_sum >> 8);
  header[11] = static_cast<std::uint8_t>(header_sum);
  Octets octets = {0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 0xE0, 1, 2, 3};
  const std::uint16_t sum = packet::checksum(octets);
  octets[2] = static_cast<std::uint8_t>(sum >> 8);
  octets[3] = static_cast<std::uint8_t>(sum);
  Octets frame = {0x01, 0, 0x5E, 0, 0, 0x16, 2, 0, 0, 0, 0, 1, 8, 0};
  frame.insert(frame.end(), header.begin(), header.end());
  frame.insert(frame.end(), octets.begin(), octets.end());
  EXPECT_EQ(n.last_frame, frame);
  EXPECT_EQ(n.toe.counters().ip_out_requests, 1u);
}
TEST_F(ModelIgmp, AGroupThatIsLeftIsReportedTwice) {
  const IgmpRecord joined = join(kGroup);
  draw(977);
  timer(joined.post);
  forget_frames();
  const IgmpRecord r = leave(kGroup);
  EXPECT_EQ(r.post, (IgmpEntry{.state = IgmpState::EntryLeaving,
                               .group = kGroup,
                               .repeats = true,
                               .armed = true,
                               .deadline = tick() + draw(977)}));
  EXPECT_EQ(r.send, IgmpSendV3);
  EXPECT_EQ(r.record_type, 3);
  const packet::Ip ip = n.sent(FrameKind::Igmp);
  EXPECT_EQ(ip.dst, 0xE0000016u);
  EXPECT_EQ(packet::get(ip.payload, 8, 1), 3u);
  EXPECT_EQ(packet::get(ip.payload, 12, 4), kGroup);
  EXPECT_EQ(packet::checksum(ip.payload), 0);
  const IgmpRecord again = timer(r.post);
  EXPECT_EQ(again.group, kGroup);
  EXPECT_EQ(again.post, IgmpEntry{});
  EXPECT_EQ(again.record_type, 3);
  EXPECT_EQ(n.toe.counters().igmp_out_reports, 4u);
  EXPECT_EQ(n.toe.counters().igmp_out_leaves, 0u);
  EXPECT_FALSE(n.toe.igmp_overdue(n.now + 1000 * Net::kSecond));
}
TEST_F(ModelIgmp, JoinedAgainWhileItIsBeingLeft) {
  join(kOther);
  join(kGroup);
  EXPECT_EQ(leave(kOther).entry, 0);
  EXPECT_EQ(leave(kGroup).entry, 1);
  const IgmpRecord r = join(kGroup);
  EXPECT_EQ(r.entry, 1) << "its own";
  EXPECT_EQ(r.post.state, IgmpState::EntryMember);
  EXPECT_EQ(r.record_type, 4);
}

// ---------------------------------------------------------------- whose groups

TEST_F(ModelIgmp, OnlyTheFirstAndTheLastMemberCount) {
  const std::uint16_t other = n.socket(54);
  EXPECT_THROW(n.toe.igmp_join_event(kGroup, n.now), std::logic_error);
  join(kGroup);
  option(other, Option::OptionJoin, kGroup);
  EXPECT_THROW(n.toe.igmp_join_event(kGroup, n.now), std::logic_error);
  option(desc, Option::OptionLeave, kGroup);
  EXPECT_THROW(n.toe.igmp_leave_event(kGroup, n.now), std::logic_error);
  n.call({.call = Call::CallClose, .desc = other});
  EXPECT_EQ(n.toe.owed().size(), 2u) << "the leave, and a frame";
  EXPECT_EQ(n.toe.igmp_leave_event(kGroup, n.now).kind, IgmpEvent::IgmpLeave);
  EXPECT_THROW(n.toe.igmp_leave_event(kGroup, n.now), std::logic_error);
}
TEST_F(ModelIgmp, AllSystemsAreNeverTold) {
  option(desc, Option::OptionJoin, kAllHosts);
  EXPECT_THROW(n.toe.igmp_join_event(kAllHosts, n.now), std::logic_error);
  EXPECT_THAT(n.toe.owed(), ::testing::IsEmpty());
  option(desc, Option::OptionLeave, kAllHosts);
  EXPECT_THROW(n.toe.igmp_leave_event(kAllHosts, n.now), std::logic_error);
}
// What UDP undoes before IGMP acts makes no event, unless that had begun.
TEST_F(ModelIgmp, WhatIsUndoneInTimeIsNotTold) {
  option(desc, Option::OptionJoin, kGroup);
  option(desc, Option::OptionLeave, kGroup);
  EXPECT_THAT(n.toe.owed(), ::testing::IsEmpty());
  EXPECT_EQ(n.toe.igmp_join_event(kGroup, n.now).entry, 0) << "it had begun";
  EXPECT_EQ(n.toe.igmp_leave_event(kGroup, n.now).entry, 0);
  option(desc, Option::OptionJoin, kGroup);
  option(desc, Option::OptionLeave, kGroup);
  join(kOther);
  EXPECT_THROW(n.toe.igmp_join_event(kGroup, n.now), std::logic_error) << "another came between";
}
TEST_F(ModelIgmp, EachGroupHasAnEntry) {
  for (std::uint32_t i = 0; i < kMemberships; ++i) EXPECT_EQ(join(kGroup + i).entry, i);
  option(desc, Option::OptionLeave, kGroup + 3);
  option(desc, Option::OptionJoin, kOther);
  EXPECT_THROW(n.toe.igmp_join_event(kOther, n.now), std::logic_error) << "no entry yet";
  const IgmpRecord left = n.toe.igmp_leave_event(kGroup + 3, n.now);
  EXPECT_EQ(left.entry, 3);
  EXPECT_EQ(n.toe.igmp_join_event(kOther, n.now).entry, 3) << "the lowest that is being left";
  leave(kGroup + 5);
  const IgmpRecord lower = leave(kGroup + 4);
  timer(lower.post, 4);
  EXPECT_EQ(join(kGroup + 99).entry, 4) << "a free one first";
}

// ---------------------------------------------------------------- stand-alone

TEST_F(ModelIgmp, RunActsOnUdpAtOnceAndOnTimersWhenTheyAreDue) {
  option(desc, Option::OptionJoin, kGroup);
  n.toe.run(n.now);
  EXPECT_EQ(n.toe.counters().igmp_out_reports, 1u);
  n.toe.run(n.now + Net::kSecond);
  n.now += Net::kSecond + 1024;
  n.toe.run(n.now);
  EXPECT_EQ(n.toe.counters().igmp_out_reports, 2u);
  option(desc, Option::OptionLeave, kGroup);
  option(desc, Option::OptionJoin, kOther);
  arrives(in_ip(message(0x11, 10, 0)));
  n.toe.run(n.now);
  EXPECT_EQ(n.toe.counters().igmp_out_reports, 4u);
  EXPECT_EQ(n.toe.counters().igmp_in_queries, 1u);
  n.now += 2 * Net::kSecond;
  n.toe.run(n.now);
  EXPECT_EQ(n.toe.counters().igmp_out_reports, 5u) << "the answer";
  forget_frames();
  EXPECT_THAT(n.toe.owed(), ::testing::IsEmpty());
}
TEST(ModelIgmpRegisters, CountWhatIsSaid) {
  Registers registers{Config::small()};
  const auto call = [&](Call what, std::uint32_t desc, std::uint32_t port, std::uint32_t length) {
    registers.write32(SOCKWIRE_ADDRESS(CMD_CALL), static_cast<std::uint32_t>(what) | desc << 16);
    registers.write32(SOCKWIRE_ADDRESS(CMD_PORT), port);
    registers.write32(SOCKWIRE_ADDRESS(CMD_LENGTH), length);
    registers.write32(SOCKWIRE_ADDRESS(CMD_GO), 1);
  };
  call(Call::CallSocket, 0, 1, 0);
  const std::uint32_t desc = registers.read32(SOCKWIRE_ADDRESS(CMD_VALUE));
  call(Call::CallOption, desc, static_cast<std::uint32_t>(Option::OptionJoin), Net::kGroup);
  const auto report = registers.next_frame();
  ASSERT_TRUE(report);
  EXPECT_EQ(packet::Ip::parse(std::span(*report).subspan(14)).src, 0u) << "also without an address";
  registers.advance(1'100'000);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(IGMP_OUT_REPORTS)), 2u);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(IGMP_OUT_LEAVES)), 0u);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(IGMP_IN_QUERIES)), 0u);
}

}  // namespace
}  // namespace sockwire::model
