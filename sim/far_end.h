// What is at the other end of the cable, as frames without preamble and FCS.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/device.h"
#include "sim/apps.h"
#include "sim/tap.h"
#include "verif/cosim/dut.h"

namespace sockwire {

class FarEnd {
 public:
  virtual ~FarEnd() = default;
  // A good frame that our RTL has sent.
  virtual void receive(std::span<const std::uint8_t> frame) = 0;
  // Simulated time has come to this point; called at least each microsecond or so.
  virtual void advance(std::uint64_t now_us) = 0;
  // Its timers run 2^shift times as fast, too.
  virtual void set_time_shift(unsigned shift) = 0;
  [[nodiscard]] virtual std::string name() const = 0;

  // Frames towards our RTL.
  std::function<void(std::vector<std::uint8_t>)> send;
  // The same with a wrong FCS; empty where the wire cannot do that.
  std::function<void(std::vector<std::uint8_t>)> send_damaged;
};

// The Linux kernel behind a TAP device.
class TapFarEnd final : public FarEnd {
 public:
  explicit TapFarEnd(const std::string& interface) : tap_(interface) {}
  void receive(std::span<const std::uint8_t> frame) override { tap_.send(frame); }
  void advance(std::uint64_t now_us) override;
  void set_time_shift(unsigned) override {}  // the kernel's time is the wall's
  [[nodiscard]] std::string name() const override { return "tap:" + tap_.interface(); }
  // Nothing moves: sleeps until a frame comes, at most so long.
  void nap(std::chrono::milliseconds limit) { tap_.wait(limit); }
  // From now on no frame is taken from the kernel.
  void mute() { muted_ = true; }

 private:
  static constexpr std::uint64_t kPollUs = 10;
  Tap tap_;
  std::uint64_t polled_ = 0;
  bool muted_ = false;
};

// The model as a peer: a SystemC virtual platform with one of the small servers on it. To be made
// before SystemC's elaboration ends.
std::unique_ptr<FarEnd> make_model_far_end(const NetworkConfig& network, AppKind app);

// A second instance of the RTL, pins at the MII, likewise.
std::unique_ptr<FarEnd> make_rtl_far_end(std::unique_ptr<Dut> dut, const NetworkConfig& network, AppKind app,
                                         std::uint64_t seed);

}  // namespace sockwire
