// Every kind of segment in every state: all 512 sets of control bits, sequence numbers around both
// edges of the window, acknowledgments from ancient to future, with text and without. The model
// plays the whole product; RTL and lockstep play every set of control bits in every state at one
// point (each another one), and a sample of the rest by seed. Expected is what
// tests/matrix/oracle.cc says.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/matrix/judge.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using oracle::Arrival;
using oracle::Block;

enum class SeqPoint { Below, JustBelow, Next, Inside, Last, Edge, Beyond, FarBeyond, Count };
enum class AckPoint { Ancient, Old, Una, Before, Next, Future, Count };
constexpr std::uint32_t kTexts[] = {0, 8};

struct Cell {
  std::uint16_t controls;
  SeqPoint seq;
  AckPoint ack;
  std::uint32_t text;
};

std::uint32_t at(const Block& t, SeqPoint point) {
  const std::uint32_t edge = t.rcv_nxt + t.rcv_wnd;
  switch (point) {
    case SeqPoint::Below:
      return t.rcv_nxt - 100;
    case SeqPoint::JustBelow:
      return t.rcv_nxt - 1;
    case SeqPoint::Next:
      return t.rcv_nxt;
    case SeqPoint::Inside:
      return t.rcv_nxt + 100;
    case SeqPoint::Last:
      return edge - 1;
    case SeqPoint::Edge:
      return edge;
    case SeqPoint::Beyond:
      return edge + 1;
    default:
      return edge + 100'000;
  }
}
std::uint32_t at(const Block& t, AckPoint point) {
  switch (point) {
    case AckPoint::Ancient:
      return t.snd_una - t.max_snd_wnd - 5000;
    case AckPoint::Old:
      return t.snd_una - 5;
    case AckPoint::Una:
      return t.snd_una;
    case AckPoint::Before:
      return t.snd_nxt - 1;  // all text, but not the FIN
    case AckPoint::Next:
      return t.snd_nxt;
    default:
      return t.snd_nxt + 1;
  }
}

std::string text(const Cell& cell) {
  constexpr const char* kSeqs[] = {"below", "just below", "RCV.NXT", "inside",
                                   "last",  "edge",       "beyond",  "far beyond"};
  constexpr const char* kAcks[] = {"ancient", "old", "SND.UNA", "SND.NXT-1", "SND.NXT", "future"};
  std::string controls;
  for (int i = 0; i < 9; ++i) {
    if ((cell.controls >> i & 1) != 0) controls += "FSRPAUECN"[i];
  }
  return fmt::format("[{}] seq {}, ack {}, {} octets", controls, kSeqs[static_cast<int>(cell.seq)],
                     kAcks[static_cast<int>(cell.ack)], cell.text);
}

class Segments : public testing::TestWithParam<std::tuple<Engine, Place>> {
 protected:
  static constexpr unsigned kFaults = 10, kReuse = 2000, kChallenges = 10, kResets = 900;

  Engine engine() const { return std::get<0>(GetParam()); }
  Place place() const { return std::get<1>(GetParam()); }

  // The times run as they are: no timer of a connection that lives a millisecond ever fires.
  // TIME-WAIT lasts two seconds, short against a rest.
  void renew() {
    stage_ = std::make_unique<Stage>(engine(), Bench::Options{.msl_us = 1'000'000}, place());
    open_ = false;
  }
  void play(const Cell& cell) {
    if (faults_ == kFaults) return;
    if (!stage_) renew();
    if (!judged(cell)) {
      ++faults_;
      renew();
    }
  }
  void finish() {
    close();
    stage_->count_resources();
    stage_->bench().finish();
  }

 private:
  void close() {
    if (open_) stage_->discard();
    open_ = false;
  }
  bool judged(const Cell& cell, unsigned tries = 0) {
    if (!open_) stage_->open(), used_ = 0;
    open_ = true;
    const Block before = stage_->block();
    const oracle::Arrival arrival{.seq = at(before, cell.seq),
                          .ack = at(before, cell.ack),
                          .controls = cell.controls,
                          .text = cell.text};
    const auto allowed = oracle::arrives(before, arrival);
    Seen seen = stage_->play(arrival);
    if (allowed.front().may_delay && seen.replies.empty()) stage_->wait_for_ack(seen);
    std::string why;
    const oracle::Outcome* outcome = judge(allowed, before, stage_->readable(), seen, why);
    if (outcome == nullptr) {
      // RFC 5961 7: ten have been sent within five seconds, of this connection or of all.
      const bool throttled = seen.replies.empty() && challenges_ >= kChallenges &&
                             std::ranges::any_of(allowed, &oracle::Outcome::challenge);
      if (throttled && tries < 2) {
        close();
        if (tries == 1) {
          stage_->rest();
          challenges_ = 0;
        }
        return judged(cell, tries + 1);
      }
      ADD_FAILURE() << text(cell) << ": " << why;
      return false;
    }
    challenges_ += outcome->challenge && outcome->reply;
    for (const packet::Tcp& reply : seen.replies) resets_ += reply.has(packet::kRst);
    stage_->become(outcome->block);
    const bool changed = outcome->block.state != before.state ||
                         outcome->block.snd_una != before.snd_una ||
                         outcome->block.rcv_nxt != before.rcv_nxt || outcome->child ||
                         outcome->gone || outcome->told != Errno::Ok || outcome->remembers;
    if (changed || ++used_ == kReuse) close();
    if (resets_ >= kResets) {  // a thousand in a second answer for no connection
      close();
      stage_->rest();
      resets_ = 0;
    }
    return true;
  }

  std::unique_ptr<Stage> stage_;
  bool open_ = false;
  unsigned faults_ = 0, used_ = 0, challenges_ = 0, resets_ = 0;
};

TEST_P(Segments, AreAnsweredAsTheRfcSays) {
  proves("9293-SEC-01 9293-SEC-02 9293-SEC-03 9293-SEC-04 9293-SEC-05 9293-SEC-06 9293-SEC-07");
  proves("9293-SEC-08 9293-SEC-09 9293-SEC-11 9293-SEC-14 9293-SHLD-2 9293-SHLD-14 9293-MUST-40");
  proves(
      "9293-MUST-65 9293-MUST-66 2018-02 5681-23 5961-01 5961-02 5961-03 5961-04 5961-05 5681-24 "
      "1337-01");
  proves("9293-MUST-11 T04 T07 T08 T11 T20 T22 T25 T26");
  constexpr auto kSeqs = static_cast<unsigned>(SeqPoint::Count),
                 kAcks = static_cast<unsigned>(AckPoint::Count);
  if (engine() == Engine::Model) {
    for (unsigned point = 0; point < kSeqs * kAcks * std::size(kTexts); ++point) {
      for (std::uint16_t controls = 0; controls < oracle::kControls; ++controls) {
        play({.controls = controls,
              .seq = static_cast<SeqPoint>(point % kSeqs),
              .ack = static_cast<AckPoint>(point / kSeqs % kAcks),
              .text = kTexts[point / kSeqs / kAcks]});
      }
    }
  } else {
    for (std::uint16_t controls = 0; controls < oracle::kControls; ++controls) {
      play({.controls = controls,
            .seq = SeqPoint::Next,
            .ack = AckPoint::Next,
            .text = kTexts[engine() == Engine::Lockstep]});
    }
    std::mt19937 random{static_cast<unsigned>(place()) + 1};
    for (int i = 0; i < 64; ++i) {
      play({.controls = static_cast<std::uint16_t>(random() % oracle::kControls),
            .seq = static_cast<SeqPoint>(random() % kSeqs),
            .ack = static_cast<AckPoint>(random() % kAcks),
            .text = kTexts[random() % std::size(kTexts)]});
    }
  }
  if (!HasFailure()) finish();
}

INSTANTIATE_TEST_SUITE_P(Engines, Segments,
                         testing::Combine(testing::Values(Engine::Model, Engine::Rtl,
                                                          Engine::Lockstep),
                                          testing::ValuesIn(kPlaces)),
                         [](const auto& cell) {
                           return to_string(std::get<0>(cell.param)) + "_" +
                                  to_string(std::get<1>(cell.param));
                         });

}  // namespace
}  // namespace sockwire
