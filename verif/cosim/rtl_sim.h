// The Verilated `toe` in simulated time: clocks that are independent of each other, reset, an
// AXI4-Lite master, MII/GMII or the line as pins, the memory of the buffers where it is outside, and
// every record told to observers.
//
// Time is in picoseconds from 0. Clock phases come from the seed. Only rising edges are evaluated
// (the fall of a clock shares the next edge of another one), unless a waveform is written.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "host/bus.h"
#include "model/generated/toe_types.h"
#include "verif/cosim/dut.h"
#include "verif/cosim/mii.h"

namespace sockwire {

// The symbols on the two pairs of the cable.
struct LinePins {
  bool p = false, n = false;
  bool operator==(const LinePins&) const = default;
};

// One rising edge of the PHY clock. "before" is what was there just before the edge.
struct PhyClock {
  bool tx_en_before = false;
  std::uint8_t txd_before = 0;
  LinePins line_rx_before;
  LinePins line_tx;  // the rest is after the edge
  bool mii_clk = false, rx_dv = false, link_up = false;
  std::uint8_t rxd = 0;
};

// Whatever watches a simulation. All calls come between two evaluations of the RTL.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_tcp(const TcpRecord&) {}
  virtual void on_udp(const UdpRecord&) {}
  virtual void on_ip(const IpRecord&) {}
  virtual void on_ip_sent(const IpSent&) {}
  virtual void on_arp(const ArpRecord&) {}
  virtual void on_icmp(const IcmpRecord&) {}
  virtual void on_igmp(const IgmpRecord&) {}
  virtual void on_udp_echo(const UdpEchoRecord&) {}
  virtual void on_mac_rx(const MacRxRecord&) {}
  virtual void on_frame_to_rtl(const SeenFrame&) {}    // at the MII, after its last octet
  virtual void on_frame_from_rtl(const SeenFrame&) {}
  virtual void on_write(std::uint32_t /*address*/, std::uint32_t /*value*/) {}  // before it starts
  virtual void on_read(std::uint32_t /*address*/, std::uint32_t /*value*/) {}   // answered
  virtual void on_phy_clock(const PhyClock&) {}
};

class RtlSim {
 public:
  struct Options {
    std::uint64_t seed = 1;
    std::uint64_t host_period_ps = 10'000;
    unsigned bus_timeout = 20'000;  // host clocks that a register access may take
    std::filesystem::path trace{};   // waveform; empty: none
    AxiMemory::Options memory{};     // its seed comes on top of ours
  };

  RtlSim(std::unique_ptr<Dut> dut, const Options& options);
  ~RtlSim();
  RtlSim(const RtlSim&) = delete;
  RtlSim& operator=(const RtlSim&) = delete;

  void observe(Observer& observer) { observers_.push_back(&observer); }
  // The far end of the cable: symbol that the RTL drives, symbol that it sees; once a PHY clock.
  void connect_line(std::function<LinePins(LinePins)> far_end) { far_end_ = std::move(far_end); }

  // Holds reset on all clocks for two microseconds; the constructor has done it once.
  void reset();
  void step();  // to the next edge of any clock
  void run_ps(std::uint64_t ps) { run_until(time_ps_ + ps); }
  void run_us(double us) { run_ps(static_cast<std::uint64_t>(us * 1e6)); }
  void run_until(std::uint64_t ps);

  std::uint32_t read32(std::uint32_t address);  // throws BusError
  void write32(std::uint32_t address, std::uint32_t value);
  [[nodiscard]] bool interrupt() const { return *dut_->pins().irq != 0; }

  // A frame towards the RTL, at its MII pins (without a PHY).
  void send(WireFrame frame) { driver_.push(std::move(frame)); }
  // Nothing is on the MII in either direction, and nothing waits to be driven.
  [[nodiscard]] bool wire_idle() const;
  // Millivolts at the line, for the waveform; nothing where the variant does not show them.
  void show_line(int tx_mv, int rx_mv) {
    if (pins_.line_tx_mv == nullptr) return;
    *pins_.line_tx_mv = static_cast<std::uint16_t>(tx_mv);
    *pins_.line_rx_mv = static_cast<std::uint16_t>(rx_mv);
  }
  // The waveform is complete on disk; nothing more is written.
  void close_trace() {
    tracing_ = false;
    dut_->close_trace();
  }
  void set_link_up(bool up);  // the pin that stands for the PHY where there is none

  // Called before each edge with its time: where another kernel keeps time (SystemC), it waits here.
  void on_advance(std::function<void(std::uint64_t ps)> hook) { advance_ = std::move(hook); }

  [[nodiscard]] std::uint64_t time_ps() const { return time_ps_; }
  [[nodiscard]] std::uint64_t now_us() const { return *dut_->pins().now; }  // the RTL's own count
  [[nodiscard]] std::uint64_t core_cycles() const { return core_cycles_; }
  [[nodiscard]] std::uint64_t seed() const { return options_.seed; }
  [[nodiscard]] const Cfg& cfg() const { return dut_->cfg(); }
  [[nodiscard]] bool has_phy() const { return dut_->has_phy(); }
  [[nodiscard]] bool link_up() const { return *dut_->pins().link_up_out != 0; }
  [[nodiscard]] int failed_assertions() const { return dut_->failed_assertions(); }
  // The memory of the buffers; null where it is inside.
  [[nodiscard]] AxiMemory* memory() { return memory_ ? &*memory_ : nullptr; }

 private:
  struct Clock {
    std::uint8_t* pin = nullptr;
    std::uint64_t period = 0, next = 0;
    bool rising = false;
  };
  enum ClockIndex { kCore, kHost, kTx, kRx, kPhy, kClocks };

  void add_clock(ClockIndex index, std::uint8_t* pin, std::uint64_t period, std::uint64_t phase);
  void eval_at(std::uint64_t ps);
  void host_before();  // which handshakes the edge completes
  void host_after();
  void after_edges(bool phy_rise_tx, bool phy_rise_rx);
  void poll_core();
  void poll_mac();
  template <class F>
  void tell(F&& f) {
    for (Observer* observer : observers_) f(*observer);
  }

  std::unique_ptr<Dut> dut_;
  Dut::Pins pins_;
  Options options_;
  std::array<Clock, kClocks> clocks_{};
  std::vector<ClockIndex> present_;
  std::uint64_t time_ps_ = 0;
  std::uint64_t core_cycles_ = 0;
  std::uint64_t host_cycles_ = 0;
  bool tracing_ = false;
  bool in_reset_ = false;

  // AXI4-Lite: which handshakes of the present access are still to come.
  bool aw_ = false, w_ = false, b_ = false, ar_ = false, r_ = false;
  struct {
    bool aw, w, b, ar, r;
  } done_{};  // at the present edge
  std::uint32_t read_data_ = 0;
  std::uint8_t response_ = 0;

  std::optional<AxiMemory> memory_;
  MiiDriver driver_;
  MiiMonitor to_rtl_, from_rtl_;
  PhyClock phy_clock_;
  std::function<LinePins(LinePins)> far_end_;
  std::function<void(std::uint64_t)> advance_;
  std::vector<Observer*> observers_;
};

}  // namespace sockwire
