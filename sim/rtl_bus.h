// The registers of a Verilated design as a host's bus: waiting lets the simulation run.
#pragma once

#include <functional>

#include "host/bus.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

class RtlBus final : public Bus {
 public:
  explicit RtlBus(RtlSim& sim) : sim_(sim) {}

  std::uint32_t read32(std::uint32_t address) override { return sim_.read32(address); }
  void write32(std::uint32_t address, std::uint32_t value) override { sim_.write32(address, value); }
  bool wait_interrupt(Microseconds limit) override {
    const std::uint64_t end = sim_.time_ps() + static_cast<std::uint64_t>(limit.count()) * 1'000'000;
    while (!sim_.interrupt() && sim_.time_ps() < end) {
      sim_.run_until(std::min(end, sim_.time_ps() + kSlicePs));
      if (between_) between_();
    }
    return sim_.interrupt();
  }
  Microseconds now() override { return Microseconds{static_cast<Microseconds::rep>(sim_.time_ps() / 1'000'000)}; }

  // Called now and then while the host waits: what feeds the simulation from outside does it here.
  void between(std::function<void()> action) { between_ = std::move(action); }

 private:
  static constexpr std::uint64_t kSlicePs = 1'000'000;  // how late an interrupt may be seen

  RtlSim& sim_;
  std::function<void()> between_;
};

}  // namespace sockwire
