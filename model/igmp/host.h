// IGMP as a host: routers are told which groups somebody here listens to (RFC 2236, RFC 3376, RFC
// 5790; docs/rules/igmp.md).
//
// One event at a time, each answered by its record. What is sent follows from it (igmp_message()).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>

#include "model/config.h"
#include "model/counters.h"
#include "model/igmp/chance.h"
#include "model/ip/header.h"

namespace sockwire::model {

class IgmpHost {
 public:
  explicit IgmpHost(Counters& count) : count_(count) {}

  void set_secret(const std::array<std::uint32_t, 4>& secret) { chance_.start(secret[1]); }
  // The groups of UDP's sockets, now.
  void set_groups(std::set<std::uint32_t> groups);

  // ---- Changes that IGMP has not acted on yet: groups that are joined, or left. One that UDP has
  // undone meanwhile may still be acted on, as the next event: it had begun.
  std::size_t changes() const;
  std::optional<std::uint32_t> next_leave() const;
  std::optional<std::uint32_t> next_join() const;
  IgmpRecord join_event(std::uint32_t group, std::uint64_t now);
  IgmpRecord leave_event(std::uint32_t group, std::uint64_t now);

  // ---- Messages, the oldest first. `busy`: there was no room for it; without a word the model's
  // own account of MessageQueue decides.
  void receive(const Datagram&);
  std::size_t messages() const { return messages_.size(); }
  IgmpRecord message_event(std::uint64_t now, std::optional<bool> busy);

  // ---- Time. An IgmpMode comes before the timers and messages of later ticks.
  std::optional<unsigned> timer_due(std::uint64_t now) const;  // the lowest entry that is due
  bool mode_due(std::uint64_t now) const;
  IgmpRecord timer_event(unsigned entry, std::uint64_t now);
  IgmpRecord mode_event(std::uint64_t now);
  // By how many ticks the earliest of them is late; nothing if none is due.
  std::optional<std::uint32_t> overdue(std::uint64_t now) const;

  IgmpMode mode() const;

 private:
  struct Message {
    std::uint32_t src = 0;
    Octets octets;
    bool no_room = false;
  };
  using Entries = std::array<IgmpEntry, kMemberships>;

  IgmpRecord record(IgmpEvent, std::uint64_t now);
  void expect_mode_first(std::uint32_t tick) const;
  bool is_member(std::uint32_t group) const;
  bool is_owed(std::uint32_t group) const;
  Entries::iterator place_for(std::uint32_t group);
  Entries::iterator member(std::uint32_t group);
  void send(IgmpRecord&, IgmpSend, std::uint8_t record_type = 0);
  void report(IgmpRecord&, IgmpEntry&, std::uint8_t record_type);
  void arm(IgmpEntry&, std::uint32_t deadline);
  void finish(IgmpRecord&, Entries::iterator entry);
  void take_query(std::span<const std::uint8_t> message, std::uint32_t tick);
  void take_report(std::uint32_t group);
  void follow_mode(IgmpMode before);

  std::set<std::uint32_t> groups_;  // of UDP, without AllSystems
  std::set<std::uint32_t> undone_;  // changes, before they were acted on
  Entries entries_{};
  std::optional<std::uint32_t> v1_deadline_;  // ticks; while they run, a querier of this version is
  std::optional<std::uint32_t> v2_deadline_;  // there
  Chance chance_;
  std::deque<Message> messages_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
