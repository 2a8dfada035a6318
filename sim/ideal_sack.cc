#include "sim/ideal_sack.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace sockwire {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr std::ptrdiff_t kDupThresh = 3;  // RFC 6675 2

class Sender {
 public:
  Sender(const IdealPath& path, std::uint32_t segments, const Losses& losses)
      : path_{path}, losses_{losses}, segments_(segments), cwnd_{path.initial_window}, rto_us_{path.rto_us} {}

  IdealOutcome run() {
    fill();
    while (una_ < segments_.size()) {
      if (!answers_.empty() && answers_.front().at_us <= timer_us_) {
        const Answer answer = answers_.front();
        answers_.pop_front();
        now_us_ = answer.at_us;
        acknowledged(answer);
      } else {
        now_us_ = timer_us_;
        timeout();
      }
      fill();
    }
    return outcome_;
  }

 private:
  struct Segment {
    std::uint32_t sent = 0;      // times
    std::uint64_t order = 0;     // the last time's place among all that was sent
    bool acknowledged = false;   // by number or by SACK
    bool lost = false;           // the last time; the path's knowledge
    bool missing = false;        // and now the sender's
    [[nodiscard]] bool under_way() const { return sent > 0 && !acknowledged && !missing; }
  };
  struct Answer {
    double at_us;
    std::uint32_t segment;
    std::uint64_t order;
  };

  void send(std::uint32_t index) {
    Segment& segment = segments_[index];
    line_free_us_ = std::max(now_us_, line_free_us_) + path_.segment_us;
    segment.lost = losses_(index, segment.sent);
    if (segment.sent++ > 0) ++outcome_.again;
    segment.missing = false;
    segment.order = ++order_;
    if (segment.lost) {
      ++outcome_.lost;
    } else {
      outcome_.us = line_free_us_ + path_.there_us;
      answers_.push_back({outcome_.us + path_.back_us, index, segment.order});
    }
    if (timer_us_ == kNever) restart();
  }

  void acknowledged(const Answer& answer) {
    Segment& segment = segments_[answer.segment];
    segment.acknowledged = true;
    if (segment.sent == 1) rto_us_ = path_.rto_us;
    arrived_.push_back(answer.order);
    const std::uint32_t before = una_;
    while (una_ < nxt_ && segments_[una_].acknowledged) ++una_;
    notice();
    if (una_ > before) {
      retries_ = 0;
      timer_us_ = kNever;
      if (una_ < nxt_) restart();
    }
    if (recovering_ && una_ >= recover_) {
      recovering_ = false;
      credit_ = 0;
    } else if (!recovering_ && una_ > before) {
      grow((una_ - before) * path_.mss);
    }
    const auto missing = first_missing();
    if (missing && !recovering_ && una_ >= recover_) {
      halve();
      cwnd_ = ssthresh_;
      recovering_ = true;
      recover_ = nxt_;
      restart();
      send(*missing);  // whatever the congestion window says, RFC 6675 5 (4.3)
    }
  }

  // What is missing by the answers so far. The path keeps the order, so they are sorted by it.
  void notice() {
    for (std::uint32_t i = una_; i < nxt_; ++i) {
      Segment& segment = segments_[i];
      if (!segment.under_way()) continue;
      segment.missing = arrived_.end() - std::ranges::upper_bound(arrived_, segment.order) >= kDupThresh;
    }
  }

  void timeout() {
    bool any = false;
    for (std::uint32_t i = una_; i < nxt_; ++i) {
      segments_[i].missing = !segments_[i].acknowledged && segments_[i].lost;
      any = any || segments_[i].missing;
    }
    if (!any) return restart();
    ++outcome_.timeouts;
    if (retries_++ == 0) halve();
    cwnd_ = path_.mss;
    credit_ = 0;
    recovering_ = false;
    recover_ = nxt_;
    rto_us_ *= 2;
    restart();
    send(*first_missing());
  }

  void grow(std::uint32_t acked) {
    if (cwnd_ < ssthresh_) {
      cwnd_ += std::min(acked, path_.mss);
      return;
    }
    credit_ += acked;
    if (credit_ < cwnd_) return;
    credit_ -= cwnd_;
    cwnd_ += path_.mss;
  }
  void halve() {
    const std::uint64_t flight = std::min(std::uint64_t{nxt_ - una_} * path_.mss, cwnd_);
    ssthresh_ = std::max(flight / 2, std::uint64_t{2} * path_.mss);
    credit_ = 0;
  }
  void restart() { timer_us_ = now_us_ + rto_us_; }

  void fill() {
    while (pipe() + path_.mss <= cwnd_) {
      if (const auto missing = first_missing()) {
        send(*missing);
      } else if (nxt_ < segments_.size() && nxt_ - una_ < path_.window) {
        send(nxt_++);
      } else {
        return;
      }
    }
  }
  [[nodiscard]] std::uint64_t pipe() const {
    return static_cast<std::uint64_t>(std::count_if(segments_.begin() + una_, segments_.begin() + nxt_,
                                                    [](const Segment& segment) { return segment.under_way(); })) * path_.mss;
  }
  [[nodiscard]] std::optional<std::uint32_t> first_missing() const {
    for (std::uint32_t i = una_; i < nxt_; ++i) {
      if (segments_[i].missing) return i;
    }
    return {};
  }

  const IdealPath path_;
  const Losses& losses_;
  IdealOutcome outcome_;
  std::vector<Segment> segments_;
  std::deque<Answer> answers_;          // on their way
  std::vector<std::uint64_t> arrived_;  // what was answered
  std::uint64_t order_ = 0;
  std::uint32_t una_ = 0, nxt_ = 0, recover_ = 0;  // recover: where the last loss's window ends
  std::uint64_t cwnd_, ssthresh_ = std::numeric_limits<std::uint64_t>::max(), credit_ = 0;
  bool recovering_ = false;
  unsigned retries_ = 0;
  double now_us_ = 0, line_free_us_ = 0, timer_us_ = kNever, rto_us_;
};

}  // namespace

Losses seeded_losses(std::uint64_t seed, double share) {
  return [seed, share](std::uint32_t segment, std::uint32_t attempt) {
    std::uint64_t x = seed << 40 ^ std::uint64_t{attempt} << 32 ^ segment;
    for (int i = 0; i < 2; ++i) {  // a mixer whose every bit depends on all
      x = (x ^ x >> 32) * 0xD6E8FEB86659FD93U + 0x9E3779B97F4A7C15U;
    }
    x ^= x >> 32;
    return static_cast<double>(x >> 11) < share * static_cast<double>(std::uint64_t{1} << 53);
  };
}

IdealOutcome ideal_sack(const IdealPath& path, std::uint32_t segments, const Losses& losses) {
  return Sender{path, segments, losses}.run();
}

}  // namespace sockwire
