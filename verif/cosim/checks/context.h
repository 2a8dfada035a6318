// What the checkers of lockstep share: the two sides, what was compared, and how a disagreement is
// told.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "model/toe.h"
#include "verif/cosim/event_log.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

// RTL and model disagree. what() is the whole story; sentence() names event, field and values.
class Mismatch : public std::runtime_error {
 public:
  Mismatch(std::string sentence, const std::string& story)
      : runtime_error{sentence + '\n' + story}, sentence_{std::move(sentence)} {}
  [[nodiscard]] const std::string& sentence() const { return sentence_; }

 private:
  std::string sentence_;
};

struct LockstepCounts {
  std::uint64_t events = 0, fields = 0;          // records and their fields
  std::uint64_t frames_in = 0, frames_out = 0;   // on the wire, good or not
  std::uint64_t octets_out = 0;                  // of frames, compared
  std::uint64_t octets_received = 0;             // in the receive window, compared
  std::uint64_t answers = 0;                     // that the host read
  std::uint64_t symbols = 0;                     // PHY clocks in which all pins were compared
  std::uint64_t discards = 0;                    // segments, echoes and messages without room
  std::uint64_t stale = 0;                       // segments that were out of date and stayed away
  std::uint64_t overflows = 0;                   // frames for which the MAC had no room
};

struct CheckContext {
  model::Toe& model;
  RtlSim& sim;
  std::string repeat;            // command that repeats this run
  double late_us = 100;          // real microseconds that a timer may be late
  unsigned time_shift = 0;       // as the host has set it
  Network network{};             // likewise
  History rtl_history{}, model_history{};
  LockstepCounts counts{};

  // That the longest frame takes on the line, with preamble and gap.
  [[nodiscard]] double frame_us() const { return (sim.cfg().Mtu + 38) * 8.0 / sim.cfg().LineMbps; }
  [[noreturn]] void fail(const std::string& sentence) const;
  // Of the network that the host has set.
  [[nodiscard]] bool is_broadcast(std::uint32_t address) const {
    return address == 0xFFFFFFFF || (network.ip != 0 && network.mask < 0xFFFFFFFE &&
                                     address == (network.ip | ~network.mask));
  }
  // A record's time is that of the RTL's clock, or a moment before it.
  void check_now(const std::string& event, std::uint64_t now) const;
};

template <class V>
std::string value_text(V value) {
  if constexpr (std::is_enum_v<V>) {
    return fmt::format("{} ({})", to_string(value), static_cast<unsigned>(value));
  } else {
    return fmt::format("{} ({:#x})", static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value));
  }
}

// Every field of a record; `event` names it in the sentence.
template <class Record>
void compare(CheckContext& context, const std::string& event, const Record& rtl, const Record& mine) {
  std::uint64_t fields = 0;
  if (rtl != mine) {
    std::vector<std::uint64_t> numbers;
    std::vector<std::string> texts;
    mine.for_each_field([&]<class V>(const std::string&, V value, int) {
      numbers.push_back(static_cast<std::uint64_t>(value));
      texts.push_back(value_text(value));
    });
    std::size_t index = 0;
    rtl.for_each_field([&]<class V>(const std::string& name, V value, int) {
      if (static_cast<std::uint64_t>(value) != numbers[index]) {
        context.fail(fmt::format("{}: field {} is {} in the RTL and {} in the model", event, name,
                                 value_text(value), texts[index]));
      }
      ++index;
    });
  }
  static const std::uint64_t kFields = [] {
    std::uint64_t count = 0;
    Record{}.for_each_field([&](const std::string&, std::uint64_t, int) { ++count; });
    return count;
  }();
  fields += kFields;
  context.counts.events += 1;
  context.counts.fields += fields;
}

}  // namespace sockwire
