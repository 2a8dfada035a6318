// The rules of docs/rules/igmp.md, said once more in C++: an event in, its record out. It is told
// which event comes next, and that there was no room; whether the event may come is its own to say.
#pragma once

#include "model/generated/toe_types.h"
#include "tests/ip/frames.h"

#include <array>
#include <optional>

namespace sockwire::test {

inline constexpr std::uint32_t all_systems = 0xE0000001, all_routers = 0xE0000002,
                               all_v3_routers = 0xE0000016;
inline constexpr std::uint64_t tick_us = 1024;

struct IgmpReference {
  std::array<IgmpEntry, 8> entries{};
  std::optional<std::uint32_t> v1{}, v2{};  // deadlines that run
  std::uint32_t x = 1;
  // in_queries, in_reports, in_errors, out_reports, out_leaves
  std::array<unsigned, 5> counts{};

  static std::uint32_t tick(std::uint64_t now) { return static_cast<std::uint32_t>(now >> 10); }
  static bool passed(std::uint32_t tick, std::uint32_t deadline) {
    return static_cast<std::int32_t>(tick - deadline) >= 0;
  }

  IgmpMode mode() const { return v1 ? IgmpMode::ModeV1 : v2 ? IgmpMode::ModeV2 : IgmpMode::ModeV3; }
  std::uint32_t draw(std::uint64_t max) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    return static_cast<std::uint32_t>(1 + ((x >> 16) * max >> 16));
  }
  std::uint32_t unsolicited() const { return mode() == IgmpMode::ModeV3 ? 977 : 9766; }
  IgmpEntry* member(std::uint32_t group) {
    for (IgmpEntry& e : entries)
      if (e.state == IgmpState::EntryMember && e.group == group) return &e;
    return nullptr;
  }
  bool mode_due(std::uint64_t now) const {
    return (v1 && passed(tick(now), *v1)) || (v2 && passed(tick(now), *v2));
  }
  static bool due(const IgmpEntry& e, std::uint64_t now) {
    return e.armed && passed(tick(now), e.deadline);
  }

  IgmpRecord join(std::uint32_t group, std::uint64_t now) {
    EXPECT_FALSE(member(group)) << "a join of what we are in";
    IgmpEntry* place = nullptr;
    for (IgmpEntry& e : entries)
      if (!place && e.state == IgmpState::EntryLeaving && e.group == group) place = &e;
    for (const IgmpState state : {IgmpState::EntryFree, IgmpState::EntryLeaving})
      for (IgmpEntry& e : entries)
        if (!place && e.state == state) place = &e;
    IgmpRecord r{.kind = IgmpEvent::IgmpJoin, .group = group};
    if (!place) {
      ADD_FAILURE() << "a join without room";
      return r;
    }
    *place = {IgmpState::EntryMember, group, false, true, true, tick(now) + draw(unsolicited())};
    report(r, *place, 4);
    return told(r, *place);
  }
  IgmpRecord leave(std::uint32_t group, std::uint64_t now) {
    IgmpRecord r{.kind = IgmpEvent::IgmpLeave, .group = group};
    IgmpEntry* e = member(group);
    if (!e) {
      ADD_FAILURE() << "a leave of what we are not in";
      return r;
    }
    const bool last = e->last_reporter;
    *e = {};
    if (mode() == IgmpMode::ModeV3) {
      *e = {IgmpState::EntryLeaving, group, false, true, true, tick(now) + draw(977)};
      send(r, IgmpSend::IgmpSendV3, 3);
    } else if (mode() == IgmpMode::ModeV2 && last) {
      send(r, IgmpSend::IgmpSendLeave);
    }
    return told(r, *e);
  }
  IgmpRecord timer(unsigned at, std::uint64_t now) {
    IgmpEntry& e = entries.at(at);
    EXPECT_TRUE(due(e, now)) << "a timer that is not due";
    IgmpRecord r{.kind = IgmpEvent::IgmpTimer, .group = e.group};
    if (e.state == IgmpState::EntryLeaving) {
      e = {};
      send(r, IgmpSend::IgmpSendV3, 3);
    } else {
      const unsigned type = e.repeats ? 4 : 2;
      e.repeats = e.armed = false;
      e.deadline = 0;
      report(r, e, type);
    }
    return told(r, e);
  }
  IgmpRecord older_gone(std::uint64_t now) {
    EXPECT_TRUE(mode_due(now)) << "a mode that is not due";
    const IgmpMode before = mode();
    if (v1 && passed(tick(now), *v1)) v1.reset();
    if (v2 && passed(tick(now), *v2)) v2.reset();
    calm(before);
    return {.kind = IgmpEvent::IgmpMode, .mode = mode()};
  }
  IgmpRecord message(const Octets& octets, std::uint32_t src, bool busy, std::uint64_t now) {
    IgmpRecord r{.kind = IgmpEvent::IgmpMessage,
                 .src = src,
                 .length = static_cast<std::uint16_t>(octets.size())};
    r.mode = mode();
    const auto dropped = [&](IgmpVerdict verdict) {
      r.verdict = verdict;
      ++counts[2];
      return r;
    };
    if (busy) return dropped(IgmpVerdict::IgmpBusy);
    if (octets.size() < 8 || checksum(octets) != 0) return dropped(IgmpVerdict::IgmpChecksum);
    r.msg_type = octets[0], r.code = octets[1],
    r.group = static_cast<std::uint32_t>(get(octets, 4, 4));
    r.verdict = IgmpVerdict::IgmpIgnored;
    if (octets[0] == 0x11 && (octets.size() == 8 || octets.size() > 11)) {
      r.verdict = IgmpVerdict::IgmpQuery;
      ++counts[0];
      query(octets.size() > 8 ? 3 : octets[1] ? 2 : 1, octets[1], r.group, tick(now));
      r.mode = mode();
    } else if ((octets[0] == 0x12 || octets[0] == 0x16) && mode() != IgmpMode::ModeV3) {
      r.verdict = IgmpVerdict::IgmpReport;
      ++counts[1];
      if (IgmpEntry* e = member(r.group))
        *e = {IgmpState::EntryMember, r.group, false, false, false, 0};
    }
    return r;
  }

  // The message that a record says is sent, and what stands beside it.
  static Octets sent(const IgmpRecord& r) {
    Octets octets;
    if (r.send == IgmpSend::IgmpSendV3) {
      for (const unsigned value : {0x2200u, 0u, 0u, 1u, r.record_type * 256u, 0u})
        put(octets, value, 2);
    } else {
      const unsigned type = r.send == IgmpSend::IgmpSendV1   ? 0x12
                            : r.send == IgmpSend::IgmpSendV2 ? 0x16
                                                             : 0x17;
      put(octets, type << 24, 4);
    }
    put(octets, r.group, 4);
    const unsigned sum = checksum(octets);
    octets[2] = static_cast<std::uint8_t>(sum >> 8), octets[3] = static_cast<std::uint8_t>(sum);
    return octets;
  }
  static std::uint32_t destination(const IgmpRecord& r) {
    return r.send == IgmpSend::IgmpSendV3      ? all_v3_routers
           : r.send == IgmpSend::IgmpSendLeave ? all_routers
                                               : r.group;
  }

 private:
  void send(IgmpRecord& r, IgmpSend what, unsigned type = 0) {
    r.send = what;
    if (what == IgmpSend::IgmpSendV3) r.record_type = static_cast<std::uint8_t>(type);
    ++counts[what == IgmpSend::IgmpSendLeave ? 4 : 3];
  }
  void report(IgmpRecord& r, IgmpEntry& e, unsigned type) {
    constexpr std::array what{IgmpSend::IgmpSendV3, IgmpSend::IgmpSendV2, IgmpSend::IgmpSendV1};
    send(r, what[static_cast<unsigned>(mode())], type);
    e.last_reporter = true;
  }
  IgmpRecord told(IgmpRecord r, const IgmpEntry& e) const {
    r.entry = static_cast<std::uint8_t>(&e - entries.data());
    r.post = e;
    r.mode = mode();
    return r;
  }
  void calm(IgmpMode before) {
    if (mode() == before) return;
    for (IgmpEntry& e : entries) {
      if (e.state == IgmpState::EntryLeaving) e = {};
      e.armed = e.repeats = false;
      e.deadline = 0;
    }
  }
  void query(unsigned version, unsigned code, std::uint32_t group, std::uint32_t tick) {
    const IgmpMode before = mode();
    if (version == 1) v1 = tick + 253906;
    if (version == 2) v2 = tick + 253906;
    calm(before);
    unsigned tenths = version == 1 ? 100 : code;
    if (version == 3 && code > 127) tenths = (code % 16 + 16) << (code / 16 % 8 + 3);
    for (IgmpEntry& e : entries) {
      if (e.state != IgmpState::EntryMember || (group != 0 && e.group != group)) continue;
      const std::uint32_t then = tick + draw(tenths * 3125 / 32);
      if (e.armed && passed(then, e.deadline)) continue;
      e.armed = true;
      e.deadline = then;
    }
  }
};

}  // namespace sockwire::test
