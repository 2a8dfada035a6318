// Stands around toe_igmp (igmp_tb): IP on both sides, UDP's memberships, time and the secret. Every
// record is compared with the reference in its clock, every message that leaves with its record;
// what is due must come soon.
#pragma once

#include "tests/igmp/igmp_reference.h"
#include "tests/ip/sent.h"

#include "Vigmp_tb.h"

namespace sockwire::test {

struct Igmp : Bench<Vigmp_tb> {
  static constexpr unsigned patience = 100;  // clocks

  explicit Igmp(unsigned width, Pace pace = {})
      : data_bytes(4u << width),
        rx(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 61 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, , o, i), data_bytes, "tx", 62) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx};
    sinks = {&tx};
    rx.idle = pace.idle;
    tx.stall = pace.stall;
    tx.side = [this] { return words(top.meta_o); };
    rx.drive_side = [this](const Packet& packet) {
      set_bits(top.meta_i, 64, 32, packet.side[0]);
      set_bits(top.meta_i, 32, 32, all_systems);
      set_bits(top.meta_i, 24, 8, 2);
      set_bits(top.meta_i, 8, 16, packet.octets.size());
    };
    drive = [this] {
      now += now_step;
      top.now_i = now;
      top.groups_valid_i = 0;
      for (unsigned i = 0; i < 8; ++i) {
        if (groups[i]) top.groups_valid_i |= static_cast<CData>(1u << i);
        top.groups_i[i] = groups[i].value_or(all_v3_routers);
      }
      top.secret_set_i = seed.has_value();
      top.secret_i = seed.value_or(0xDEADBEEF);
    };
    sample = [this] { watch(); };
    reset();
  }

  void message(Octets octets, std::uint32_t src = peer_ip, bool err = false, bool tail = false) {
    rx.push({.octets = std::move(octets), .err = err, .empty_tail = tail, .side = {src}});
  }
  // Everything that can happen now has happened.
  void settle() {
    ASSERT_TRUE(run([&] { return rx.empty() && next == rx.sent().size(); }, 200000));
    since = 0;
    ASSERT_TRUE(
        run([&] { return since > 2 * patience && (owed.empty() || tx.stall == 100); }, 200000));
    EXPECT_EQ(counts, reference.counts);
  }
  void wait(std::uint64_t ticks) {
    settle();
    now += ticks * tick_us;
    settle();
  }
  // The records since the last call.
  std::vector<IgmpRecord> told() {
    settle();
    return std::exchange(records, {});
  }
  bool member(std::uint32_t group) const {
    return std::find(groups.begin(), groups.end(), std::optional(group)) != groups.end();
  }

  unsigned data_bytes;
  Source rx;
  Sink tx;
  Packet last_frame;
  std::uint64_t now = 1000;                              // microseconds
  std::uint64_t now_step = 0;                            // a clock
  std::array<std::optional<std::uint32_t>, 8> groups{};  // memberships of UDP
  std::optional<std::uint32_t> seed{};                   // in the next clock
  IgmpReference reference;
  std::vector<IgmpRecord> records;
  std::array<unsigned, 5> counts{};

 private:
  std::size_t next = 0;         // message to be told
  std::deque<IgmpRecord> owed;  // whose message has not left
  std::uint64_t order = 0, before = 0;
  unsigned since = 0;  // clocks without a record
  unsigned late = 0;

  void watch() {
    for (unsigned i = 0; i < counts.size(); ++i) counts[i] += top.stat_o >> (4 - i) & 1;
    if (!tx.packets.empty()) {
      ASSERT_FALSE(owed.empty()) << "a message of no record";
      check_frame(tx.packets.front(), owed.front());
      last_frame = tx.packets.front();
      tx.packets.clear();
      owed.pop_front();
    }
    while (next < rx.sent().size() && rx.sent()[next].err) ++next;  // nothing
    const auto record = IgmpRecord::from_words(top.record_o.m_storage);
    ++since;
    if (record.valid)
      check_record(record);
    else
      EXPECT_EQ(record, IgmpRecord{});
    late = due() ? late + 1 : 0;
    EXPECT_LE(late, patience);
    if (seed) reference.x = *seed | 1;
    seed.reset();
  }
  void check_record(const IgmpRecord& record) {
    since = late = 0;
    IgmpRecord expected;
    switch (record.kind) {
      case IgmpEvent::IgmpJoin:
        EXPECT_TRUE(member(record.group) && record.group != all_systems);
        expected = reference.join(record.group, record.now);
        break;
      case IgmpEvent::IgmpLeave:
        EXPECT_FALSE(member(record.group));
        expected = reference.leave(record.group, record.now);
        break;
      case IgmpEvent::IgmpTimer:
        expected = reference.timer(record.entry, record.now);
        break;
      case IgmpEvent::IgmpMode:
        expected = reference.older_gone(record.now);
        break;
      default:
        ASSERT_LT(next, rx.sent().size()) << "a record of no message";
        const Packet& packet = rx.sent()[next++];
        expected = reference.message(packet.octets, packet.side[0],
                                     record.verdict == IgmpVerdict::IgmpBusy, record.now);
    }
    if (record.kind != IgmpEvent::IgmpMode) {
      EXPECT_FALSE(reference.mode_due(record.now)) << "overtakes a mode";
    }
    expected.valid = true, expected.order = order++, expected.now = record.now;
    EXPECT_TRUE(record.now >= before && record.now <= now);
    before = record.now;
    expect_equal(record, expected);
    records.push_back(record);
    if (record.send == IgmpSend::IgmpSendNone) return;
    EXPECT_TRUE(owed.empty()) << "two messages wait";
    owed.push_back(record);
  }
  static void expect_equal(const IgmpRecord& record, const IgmpRecord& expected) {
    if (record == expected) return;
    std::vector<std::pair<std::string, std::uint64_t>> fields;
    expected.for_each_field([&](const std::string& name, std::uint64_t value, int) {
      fields.emplace_back(name, value);
    });
    std::size_t i = 0;
    record.for_each_field([&](const std::string& name, std::uint64_t value, int) {
      EXPECT_EQ(value, fields[i++].second)
          << "record " << record.order << ", " << to_string(record.kind) << ": " << name;
    });
  }
  static void check_frame(const Packet& packet, const IgmpRecord& record) {
    EXPECT_EQ(packet.octets, IgmpReference::sent(record));
    EXPECT_FALSE(packet.err);
    const std::uint32_t dst = IgmpReference::destination(record);
    const TxMeta meta{std::uint64_t{0x01005E000000} | (dst & 0x7FFFFF),
                      dst,
                      2,
                      static_cast<unsigned>(packet.octets.size()),
                      1,
                      0xC0,
                      true,
                      true};
    EXPECT_EQ(get_meta(wide<4>(packet.side)), meta);
  }
  // Is something to be done that waits for nothing?
  bool due() {
    if (reference.mode_due(now)) return true;
    if (next < rx.sent().size()) return true;
    if (!owed.empty()) return false;
    for (const auto& group : groups)
      if (group && *group != all_systems && !reference.member(*group)) return true;
    for (const IgmpEntry& e : reference.entries)
      if (IgmpReference::due(e, now) || (e.state == IgmpState::EntryMember && !member(e.group)))
        return true;
    return false;
  }
};

// An IGMP message with a sound checksum: type, code, group, and what follows.
inline Octets igmp(unsigned type, unsigned code, std::uint32_t group, const Octets& rest = {}) {
  Octets octets;
  put(octets, group, 4);
  return icmp(type, code, octets + rest);
}
inline Octets query_v1(std::uint32_t group = 0) { return igmp(0x11, 0, group); }
inline Octets query_v2(std::uint32_t group = 0, unsigned code = 100) {
  return igmp(0x11, code, group);
}
inline Octets query_v3(std::uint32_t group = 0, unsigned code = 100) {
  return igmp(0x11, code, group, {2, 125, 0, 0});
}

}  // namespace sockwire::test
