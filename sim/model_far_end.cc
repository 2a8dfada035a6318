// The model as the far end: a SystemC platform with host software of its own on it.
#include <fmt/format.h>

#include "model/sc/platform.h"
#include "sim/failure.h"
#include "sim/far_end.h"

namespace sockwire {

namespace {

// A SystemC platform: the model behind a TLM socket, and host software on it in a thread.
class ModelFarEnd final : public FarEnd, public sc_core::sc_module {
 public:
  ModelFarEnd(const sc_core::sc_module_name& name, const NetworkConfig& network, AppKind app)
      : sc_module(name), network_(network), app_(app) {
    bus_.socket.bind(platform_.registers);
    platform_.interrupt(interrupt_);
    bus_.interrupt(interrupt_);
    platform_.on_send([this](std::vector<std::uint8_t> frame) { send(std::move(frame)); });
    sc_core::sc_spawn([this] { serve(); }, "server");
  }

  void receive(std::span<const std::uint8_t> frame) override { platform_.receive(frame); }
  void advance(std::uint64_t) override {}  // SystemC's time is its time
  void set_time_shift(unsigned shift) override {
    if (device_) device_->set_time_shift(shift);
  }
  [[nodiscard]] std::string name() const override { return "model"; }

 private:
  void serve() {
    auto device = Device::open(bus_);
    if (!device) throw Failure(kExitMismatch, "the model does not answer as a device");
    device_ = std::move(*device);
    device_->configure(network_);
    AppServer server(*device_, app_);
    for (;;) server.serve(Microseconds{1000});
  }

  NetworkConfig network_;
  AppKind app_;
  model::ScPlatform platform_{"platform", Config::small()};
  model::TlmBus bus_{"bus"};
  sc_core::sc_signal<bool> interrupt_{"interrupt"};
  std::optional<Device> device_;
};

}  // namespace

std::unique_ptr<FarEnd> make_model_far_end(const NetworkConfig& network, AppKind app) {
  return std::make_unique<ModelFarEnd>("peer", network, app);
}

}  // namespace sockwire
