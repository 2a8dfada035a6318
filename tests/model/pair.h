// Two engines on one wire, in simulated time: what one sends the other gets after a delay, unless
// the wire loses, doubles or delays it. Deterministic by seed.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/toe.h"
#include "verif/cosim/checks/properties.h"

namespace sockwire::model {

inline constexpr std::uint32_t kLeftIp = 0x0A000001;
inline constexpr std::uint32_t kRightIp = 0x0A000002;
inline constexpr std::uint64_t kLeftMac = 0x02'00'00'00'00'01;
inline constexpr std::uint64_t kRightMac = 0x02'00'00'00'00'02;

struct Faults {
  unsigned lost = 0;     // of a thousand frames
  unsigned doubled = 0;  // of a thousand frames
  unsigned delayed = 0;  // of a thousand frames; they arrive behind later ones
};

class Pair {
 public:
  explicit Pair(Config config = Config::small(), Faults faults = {}, unsigned seed = 1,
                std::uint64_t start = 0)
      : left(config), right(config), now(start), faults_(faults), random_(seed) {
    left.set_network({kLeftMac, kLeftIp, 0xFFFFFF00, 0});
    right.set_network({kRightMac, kRightIp, 0xFFFFFF00, 0});
    left.set_secret({seed, 2, 3, 4});
    right.set_secret({5, seed, 7, 8});
    left.set_msl(kMsl);
    right.set_msl(kMsl);
    watch(left);
    watch(right);
  }

  // A call of one side's host, carried out at once.
  Answer call(Toe& toe, const UserCall& call, std::span<const std::uint8_t> octets = {}) {
    toe.call(call, octets);
    if (toe.is_udp(call)) return (udp_record = toe.udp_call_event(now)).answer;
    const Answer answer = toe.call_event(now).answer;
    while (toe.resources().orphans.size() > 0) toe.call_event(now);
    return answer;
  }

  // Both sides do what they can, for so many microseconds.
  void advance(std::uint64_t us) {
    for (const std::uint64_t until = now + us; now < until; now += kStep) exchange();
    exchange();
  }

  // Until `done` or until `limit` microseconds have passed; says whether `done`.
  template <class Done>
  bool advance_until(Done&& done, std::uint64_t limit) {
    for (const std::uint64_t until = now + limit; now < until; now += kStep) {
      exchange();
      if (done()) return true;
    }
    return false;
  }

  Answer call(Toe& toe, Call what, std::uint16_t desc, std::uint32_t length = 0) {
    return call(toe, {.call = what, .desc = desc, .length = length});
  }
  std::uint16_t socket(Toe& toe) {
    return static_cast<std::uint16_t>(call(toe, Call::CallSocket, 0).value);
  }
  // The listener on the right; it stays.
  std::uint16_t listener() {
    if (!listening_) {
      listening_ = socket(right);
      call(right, {.call = Call::CallBind, .desc = *listening_, .port = kPort});
      call(right, Call::CallListen, *listening_, 4);
    }
    return *listening_;
  }
  void close_listener() {
    if (listening_) call(right, Call::CallClose, *listening_);
    listening_.reset();
  }
  // A connection that left asks for; from a port that is given, or from an ephemeral one.
  std::uint16_t begin_connect(std::uint16_t from = 0) {
    const std::uint16_t client = socket(left);
    if (from != 0) call(left, {.call = Call::CallBind, .desc = client, .port = from});
    call(left, {.call = Call::CallConnect, .desc = client, .addr = kRightIp, .port = kPort});
    return client;
  }
  // A connection between both. {left, right} descriptors.
  std::array<std::uint16_t, 2> connect(std::uint16_t from = 0) {
    listener();
    const std::uint16_t client = begin_connect(from);
    Answer accepted;
    advance_until(
        [&] {
          accepted = call(right, Call::CallAccept, *listening_);
          return accepted.error == Errno::Ok;
        },
        100'000'000);
    return {client, static_cast<std::uint16_t>(accepted.value)};
  }

  static constexpr std::uint64_t kStep = 100;  // microseconds; also the wire's delay
  static constexpr std::uint32_t kMsl = 200;   // microseconds
  static constexpr std::uint16_t kPort = 80;

  Toe left;
  Toe right;
  std::uint64_t now;
  UdpRecord udp_record{};  // of the last call of UDP

  // A frame for which it says so is lost.
  std::function<bool(std::span<const std::uint8_t>)> swallow;
  // Sees each record of both sides.
  std::function<void(const Toe&, const TcpRecord&)> on_record;

 private:
  void watch(Toe& toe) {
    toe.on_record(
        [this, &toe, properties = Properties(toe.config().sockets)](const TcpRecord& r) mutable {
          const auto wrong = properties.check(r);
          ASSERT_FALSE(wrong) << *wrong;
          if (on_record) on_record(toe, r);
        });
  }
  void exchange() {
    for (auto& [to, in_flight] : wire_) {
      while (!in_flight.empty() && in_flight.begin()->first <= now) {
        to->frame(in_flight.begin()->second);
        in_flight.erase(in_flight.begin());
      }
    }
    left.run(now);
    right.run(now);
    carry(left, right);
    carry(right, left);
  }
  void carry(Toe& from, Toe& to) {
    for (const FrameKind kind : kFrameKinds) {
      while (auto frame = from.next_frame(kind)) {
        if (chance(faults_.lost) || (swallow && swallow(*frame))) continue;
        const unsigned copies = chance(faults_.doubled) ? 2 : 1;
        const std::uint64_t delay = chance(faults_.delayed) ? 1 + random_() % 50 : 1;
        for (unsigned i = 0; i < copies; ++i) wire_[&to].emplace(now + delay * kStep, *frame);
      }
    }
  }
  bool chance(unsigned per_mille) { return random_() % 1000 < per_mille; }

  Faults faults_;
  std::mt19937 random_;
  std::map<Toe*, std::multimap<std::uint64_t, Octets>> wire_;
  std::optional<std::uint16_t> listening_;
};

// Everything that connections held has come back; only listeners are left.
inline void expect_all_returned(const Toe& toe, unsigned listeners) {
  const Resources& have = toe.resources();
  EXPECT_EQ(have.descriptors.left(), toe.config().sockets - listeners);
  EXPECT_EQ(have.buffers.left(), toe.config().buffers);
  EXPECT_EQ(have.ports.taken(), listeners);
  EXPECT_EQ(have.listeners.open_slots(), listeners);
  EXPECT_EQ(have.listeners.children(), 0u);
  EXPECT_TRUE(have.connections.empty());
  EXPECT_THAT(toe.owed(), ::testing::IsEmpty());
  for (std::uint16_t desc = 0; desc < toe.config().sockets; ++desc)
    EXPECT_TRUE(toe.tcb(desc).allocated || toe.tcb(desc) == Tcb{}) << desc;
}

}  // namespace sockwire::model
