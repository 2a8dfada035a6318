// The bench on Verilated RTL, alone or in lockstep, with the far end of the wire that its pins need.
#include <fmt/format.h>

#include <stdexcept>

#include "verif/cosim/bench.h"
#include "verif/cosim/line.h"

namespace sockwire {
namespace {

class RtlPlatform final : public Platform, private Observer {
 public:
  RtlPlatform(std::unique_ptr<Dut> dut, std::uint64_t seed, const Lockstep::Options* lockstep)
      : sim_{std::move(dut), {.seed = seed}},
        receiver_{[this](const SeenFrame& frame, const std::string& problem) {
          if (!problem.empty()) throw std::runtime_error("a frame on the line is wrong: " + problem);
          deliver(frame);
        }} {
    if (lockstep != nullptr) lockstep_ = std::make_unique<Lockstep>(sim_, *lockstep);
    sim_.observe(*this);
    if (sim_.has_phy()) {
      sim_.connect_line([this](LinePins from_rtl) {
        receiver_.clock(from_rtl, sim_.time_ps());
        return driver_.clock();
      });
    }
  }

  std::uint32_t read32(std::uint32_t address) override { return sim_.read32(address); }
  void write32(std::uint32_t address, std::uint32_t value) override { sim_.write32(address, value); }
  bool interrupt() const override { return sim_.interrupt(); }
  void run_us(double us) override { sim_.run_us(us); }
  double time_us() const override { return static_cast<double>(sim_.time_ps()) * 1e-6; }
  void send(const WireFrame& frame) override {
    if (sim_.has_phy()) {
      driver_.push(frame);
    } else {
      sim_.send(frame);
    }
  }
  bool wire_idle() const override { return sim_.wire_idle() && driver_.idle() && receiver_.idle(); }
  void finish() override {
    if (lockstep_) lockstep_->finish();
  }
  std::uint64_t tcp_events() const override { return tcp_events_; }

 private:
  void on_tcp(const TcpRecord&) override { ++tcp_events_; }
  void on_frame_from_rtl(const SeenFrame& frame) override {
    if (sim_.has_phy()) return;  // it counts when it has crossed the cable
    deliver(frame);
  }
  void deliver(const SeenFrame& frame) {
    const std::string problem = frame.problem(sim_.cfg().MiiBits, sim_.cfg().Mtu);
    if (!problem.empty()) throw std::runtime_error("a frame from the RTL is wrong: " + problem);
    if (on_frame) on_frame(frame.body());
  }

  std::uint64_t tcp_events_ = 0;
  RtlSim sim_;
  LineDriver driver_;
  LineReceiver receiver_;
  std::unique_ptr<Lockstep> lockstep_;
};

}  // namespace

std::unique_ptr<Platform> make_rtl_platform(std::unique_ptr<Dut> dut, std::uint64_t seed,
                                            const Lockstep::Options* lockstep) {
  return std::make_unique<RtlPlatform>(std::move(dut), seed, lockstep);
}

}  // namespace sockwire
