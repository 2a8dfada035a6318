#include "sim/wire.h"

#include <cmath>
#include <systemc>

#include "model/sc/line_modules.h"
#include "sim/kernel.h"

namespace sockwire {

namespace {

class MiiWire final : public Wire, public Observer {
 public:
  MiiWire(RtlSim& sim, FarEnd& far) : sim_(sim), far_(far) {
    sim.observe(*this);
    sim.set_link_up(true);
    far.send = [this](const std::vector<std::uint8_t>& frame) { sim_.send(good_frame(frame)); };
    far.send_damaged = [this](const std::vector<std::uint8_t>& frame) {
      WireFrame damaged = good_frame(frame);
      damaged.octets.back() ^= 0xFF;
      sim_.send(std::move(damaged));
    };
    sim.on_advance([this](std::uint64_t ps) {
      const std::uint64_t us = ps / 1'000'000;
      if (us == last_us_) return;
      wait_until_ps(ps);
      far_.advance(last_us_ = us);
    });
  }
  void on_frame_from_rtl(const SeenFrame& frame) override {
    if (frame.problem(sim_.cfg().MiiBits, sim_.cfg().Mtu).empty()) far_.receive(frame.body());
  }
  void set_time_shift(unsigned shift) override { far_.set_time_shift(shift); }

 private:
  RtlSim& sim_;
  FarEnd& far_;
  std::uint64_t last_us_ = 0;
};

class LineWire final : public Wire {
 public:
  LineWire(RtlSim& sim, FarEnd& far, const model::Cable::Config& cable, LineViewer viewer)
      : far_(far), viewer_(std::move(viewer)), outward_("pair_out", cable), inward_("pair_in", other_pair(cable)),
        station_("peer_station", sc_core::sc_time(kPeerPhaseNs, sc_core::SC_NS)) {
    outward_.driven(driven_by_us_);
    outward_.seen(seen_by_peer_);
    outward_.driver_volts(out_driver_);
    outward_.receiver_volts(out_receiver_);
    inward_.driven(driven_by_peer_);
    inward_.seen(seen_by_us_);
    inward_.driver_volts(in_driver_);
    inward_.receiver_volts(in_receiver_);
    station_.line_in(seen_by_peer_);
    station_.line_out(driven_by_peer_);

    station_.on_frame([this](const model::MacRx::Frame& frame) {
      if (frame.status == FrameStatus::FrameGood || frame.status == FrameStatus::FrameFiltered) {
        far_.receive(frame.octets);  // whose frame it is, the far end decides
      }
    });
    far.send = [this](std::vector<std::uint8_t> frame) { station_.send(std::move(frame)); };
    outward_.on_step([this](const model::Cable& shown) {
      if (viewer_.transmit) viewer_.transmit(sc_core::sc_time_stamp() / sc_core::sc_time(1, sc_core::SC_NS), shown);
    });
    sim.connect_line([this, &sim](LinePins driven) { return clock(sim, driven); });
  }
  void set_time_shift(unsigned shift) override {
    station_.set_time_shift(static_cast<std::uint8_t>(shift));
    far_.set_time_shift(shift);
  }

 private:
  static constexpr double kPeerPhaseNs = 3.7;  // the peer's clock has nothing to do with ours

  static model::Cable::Config other_pair(model::Cable::Config config) {
    config.seed += 1;
    return config;
  }
  static int millivolts(double volts) { return static_cast<int>(std::lround(volts * 1000)); }

  // Once a clock of our transceiver: SystemC's time catches up, the line has its new symbol.
  LinePins clock(const RtlSim& sim, LinePins driven) {
    driven_by_us_.write((driven.p ? 1 : 0) - (driven.n ? 1 : 0));
    wait_until_ps(sim.time_ps());
    const std::uint64_t us = sim.time_ps() / 1'000'000;
    if (us != last_us_) far_.advance(last_us_ = us);
    if (viewer_.pins) viewer_.pins(millivolts(out_driver_.read()), millivolts(in_receiver_.read()));
    const int seen = seen_by_us_.read();
    return {.p = seen > 0, .n = seen < 0};
  }

  FarEnd& far_;
  LineViewer viewer_;
  sc_core::sc_signal<int> driven_by_us_{"driven_by_us"}, driven_by_peer_{"driven_by_peer"},
      seen_by_us_{"seen_by_us"}, seen_by_peer_{"seen_by_peer"};
  sc_core::sc_signal<double> out_driver_{"out_driver"}, out_receiver_{"out_receiver"}, in_driver_{"in_driver"},
      in_receiver_{"in_receiver"};
  model::ScPair outward_, inward_;
  model::ScStation station_;
  std::uint64_t last_us_ = 0;
};

}  // namespace

std::unique_ptr<Wire> make_mii_wire(RtlSim& sim, FarEnd& far) { return std::make_unique<MiiWire>(sim, far); }

std::unique_ptr<Wire> make_line_wire(RtlSim& sim, FarEnd& far, const model::Cable::Config& cable, LineViewer viewer) {
  return std::make_unique<LineWire>(sim, far, cable, std::move(viewer));
}

}  // namespace sockwire
