// The bench on the model alone: its registers, and in place of MAC and wire the verdict on each frame
// and the time that it takes at line rate.
#include <cmath>
#include <deque>

#include "model/socket/registers.h"
#include "verif/cosim/bench.h"
#include "verif/cosim/checks/mac.h"

namespace sockwire {
namespace {

class ModelPlatform final : public Platform {
 public:
  explicit ModelPlatform(const Cfg& cfg) : cfg_{cfg}, registers_{Config::from(cfg)} {}

  std::uint32_t read32(std::uint32_t address) override {
    switch (address) {
      case reg::kMacInFrames: return count(FrameStatus::FrameGood);
      case reg::kMacOutFrames: return out_frames_;
      case reg::kMacRunts: return count(FrameStatus::FrameRunt);
      case reg::kMacGiants: return count(FrameStatus::FrameGiant);
      case reg::kMacAlignmentErrors: return count(FrameStatus::FrameAlignment);
      case reg::kMacFcsErrors: return count(FrameStatus::FrameFcs);
      case reg::kMacSymbolErrors: return count(FrameStatus::FrameError);
      case reg::kMacFiltered: return count(FrameStatus::FrameFiltered);
      case reg::kMacOverflows: return 0;
      case reg::kMacPauses: return count(FrameStatus::FramePause);
      default: return registers_.read32(address);
    }
  }
  void write32(std::uint32_t address, std::uint32_t value) override {
    if (address == reg::kMacLo) mac_ = (mac_ & 0xFFFF00000000) | value;
    if (address == reg::kMacHi) mac_ = (mac_ & 0xFFFFFFFF) | std::uint64_t{value & 0xFFFF} << 32;
    registers_.write32(address, value);
    collect();
  }
  bool interrupt() const override { return registers_.interrupt(); }

  void run_us(double us) override {
    wanted_us_ += us;
    while (time_us_ + 1 <= wanted_us_) {
      time_us_ += 1;
      registers_.advance(1);
      while (!in_.empty() && in_.front().at_us <= time_us_) {
        Flight flight = std::move(in_.front());
        in_.pop_front();
        start_frames(flight.at_us);  // a pause comes too late for them
        receive(flight);
      }
      collect();
      start_frames(time_us_);
      while (!out_.empty() && out_.front().at_us <= time_us_) {
        Flight flight = std::move(out_.front());
        out_.pop_front();
        ++out_frames_;
        if (on_frame) on_frame(flight.frame.octets);
      }
    }
  }
  double time_us() const override { return wanted_us_; }

  void send(const WireFrame& frame) override { depart(in_, in_free_us_, wanted_us_, frame); }
  bool wire_idle() const override { return in_.empty() && waiting_.empty() && out_.empty(); }
  void finish() override {}
  std::vector<std::string> owed() const override { return registers_.toe().owed(); }

 private:
  struct Flight {
    double at_us;  // when its last octet arrives, unless said otherwise
    WireFrame frame;
  };

  std::uint32_t count(FrameStatus status) const { return tally_[static_cast<std::size_t>(status)]; }

  // The frame takes the wire, which is free again at `free_us`, no earlier than at `from_us`.
  void depart(std::deque<Flight>& wire, double& free_us, double from_us, const WireFrame& frame) {
    const double octets = static_cast<double>(frame.octets.size() + frame.preamble + 1 + frame.gap);
    free_us = std::max(free_us, from_us) + octets * 8 / cfg_.LineMbps;
    wire.push_back({free_us, frame});
  }

  void collect() {
    while (auto frame = registers_.next_frame()) {
      frame->resize(std::max<std::size_t>(frame->size(), kMinFrame - 4));
      waiting_.push_back({wanted_us_, {.octets = std::move(*frame)}});
    }
  }

  // What may begin up to `now_us` does.
  void start_frames(double now_us) {
    while (!waiting_.empty()) {
      const double from_us = std::max(waiting_.front().at_us, pause_until_us_);
      if (std::max(from_us, out_free_us_) > now_us) return;
      depart(out_, out_free_us_, from_us, waiting_.front().frame);
      waiting_.pop_front();
    }
  }

  void receive(const Flight& flight) {
    const WireFrame& frame = flight.frame;
    if (!frame.sfd || frame.preamble == 0) return;
    const SeenFrame seen{.octets = frame.octets,
                         .sfd = true,
                         .error = frame.error_at >= 0,
                         .odd_nibble = frame.odd_nibble && cfg_.MiiBits == 4};
    const FrameStatus verdict = verdict_on(seen, mac_, registers_.toe().hears_groups(), cfg_.Mtu);
    ++tally_[static_cast<std::size_t>(verdict)];
    if (verdict == FrameStatus::FramePause) {
      pause_until_us_ = flight.at_us + quanta_of(seen) * kQuantumOctets * 8.0 / cfg_.LineMbps;
    }
    if (verdict == FrameStatus::FrameGood) {
      registers_.frame(seen.body());
      registers_.advance(0);
    }
  }

  Cfg cfg_;
  model::Registers registers_;
  std::uint64_t mac_ = 0;
  double time_us_ = 0, wanted_us_ = 0;
  double in_free_us_ = 0, out_free_us_ = 0;
  double pause_until_us_ = 0;
  std::deque<Flight> in_, out_;
  std::deque<Flight> waiting_;  // to go out, since at_us
  std::array<std::uint32_t, kFrameStatuses> tally_{};
  std::uint32_t out_frames_ = 0;
};

}  // namespace

std::unique_ptr<Platform> make_model_platform(const Cfg& cfg) {
  return std::make_unique<ModelPlatform>(cfg);
}

}  // namespace sockwire
