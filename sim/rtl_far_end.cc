// A second instance of the RTL as the far end.
#include "host/socket.h"
#include "sim/apps.h"
#include "sim/failure.h"
#include "sim/far_end.h"
#include "sim/kernel.h"
#include "sim/rtl_bus.h"

#include <systemc>

namespace sockwire {

namespace {

// A second instance of the RTL with its pins at the MII, its host software in a thread of its own.
// Shared bugs may cancel between two of the same: this shows, it does not judge.
class RtlFarEnd final : public FarEnd, public Observer {
 public:
  RtlFarEnd(std::unique_ptr<Dut> dut, const NetworkConfig& network, AppKind app, std::uint64_t seed)
      : network_(network), app_(app), sim_(std::move(dut), {.seed = seed + 1, .trace = {}}), bus_(sim_) {
    sim_.observe(*this);
    sim_.set_link_up(true);
    sc_core::sc_spawn_options options;
    options.set_stack_size(1 << 20);
    sc_core::sc_spawn([this] { serve(); }, "peer_host", &options);
  }

  void receive(std::span<const std::uint8_t> frame) override { sim_.send(good_frame(frame)); }
  void advance(std::uint64_t) override {}
  void set_time_shift(unsigned shift) override { wanted_shift_ = shift; }
  [[nodiscard]] std::string name() const override { return "rtl"; }
  void on_frame_from_rtl(const SeenFrame& frame) override {
    const auto body = frame.body();
    send({body.begin(), body.end()});
  }

 private:
  void serve() {
    sim_.on_advance([this](std::uint64_t ps) {
      if (ps / kSyncPs == last_sync_) return;
      last_sync_ = ps / kSyncPs;
      wait_until_ps(ps);
    });
    auto device = Device::open(bus_);
    if (!device) throw Failure(kExitMismatch, "the peer's RTL does not answer as a device");
    if (!device->wait_ready(Microseconds{100'000})) throw Failure(kExitMismatch, "the peer's RTL never gets ready");
    device->configure(network_);
    AppServer server(*device, app_);
    for (unsigned shift = 0;;) {
      if (shift != wanted_shift_) device->set_time_shift(shift = wanted_shift_);
      server.serve(Microseconds{50});
    }
  }

  static constexpr std::uint64_t kSyncPs = 500'000;

  NetworkConfig network_;
  AppKind app_;
  RtlSim sim_;
  RtlBus bus_;
  std::uint64_t last_sync_ = 0;
  unsigned wanted_shift_ = 0;
};

}  // namespace

std::unique_ptr<FarEnd> make_rtl_far_end(std::unique_ptr<Dut> dut, const NetworkConfig& network, AppKind app,
                                         std::uint64_t seed) {
  return std::make_unique<RtlFarEnd>(std::move(dut), network, app, seed);
}

}  // namespace sockwire
