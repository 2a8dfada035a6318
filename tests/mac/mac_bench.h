// Three clocks around a Verilated mac_tb: the core's streams, and pins that are driven and watched
// unit by unit (a nibble on MII, an octet on GMII). zlib judges the FCS.
#pragma once

#include "tests/prim/stream_bench.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace sockwire::test {

enum Status { good, runt, giant, alignment, fcs, error, filtered, overflow, pause };

struct Record {
  unsigned status, length;
  bool operator==(const Record&) const = default;
};

struct Unit {  // what the receive pins carry in one clock
  bool dv = false, er = false;
  std::uint8_t data = 0;
};

// What the transmit pins carried from tx_en to its fall.
struct Burst {
  Octets octets;            // preamble and SFD included
  unsigned gap = 0;         // clocks with tx_en = 0 in front of it
  std::uint64_t start = 0;  // clock of the first unit
};

inline std::uint32_t crc32_of(const Octets& octets) {
  return static_cast<std::uint32_t>(::crc32(0, octets.data(), static_cast<uInt>(octets.size())));
}

inline Octets with_fcs(Octets octets, std::uint32_t flip = 0) {
  const std::uint32_t fcs = crc32_of(octets) ^ flip;
  for (unsigned i = 0; i < 4; ++i) octets.push_back(static_cast<std::uint8_t>(fcs >> (8 * i)));
  return octets;
}

template <typename Top_, unsigned DataBytes, unsigned MiiBits>
class MacBench {
 public:
  using Top = Top_;
  static constexpr unsigned data_bytes = DataBytes, mii_bits = MiiBits, units = 8 / MiiBits;
  static constexpr std::uint64_t our_mac = 0x02005E'102030;

  VerilatedContext context;
  Top top;
  Source source;
  Sink sink;
  bool loop = false;  // transmit pins into receive pins
  bool rx_clock_runs = true;
  std::vector<Record> records;
  std::array<unsigned, 12> stats{};  // in the order of mac_stat_t, first field first
  std::vector<Burst> bursts;

  // Periods in ps; a GMII's line takes 8 ns an octet and an MII's 80 ns. What flops hold at power-up
  // follows from the last one.
  explicit MacBench(std::uint64_t core = 8000, std::uint64_t tx = MiiBits == 8 ? 8000 : 40000,
                    std::uint64_t rx = MiiBits == 8 ? 8000 : 40000, int power_up = 4711)
      : top(prepare(context, power_up), ""),
        source(SOCKWIRE_STREAM_PINS(top, tx_, i, o), DataBytes),
        sink(SOCKWIRE_STREAM_PINS(top, rx_, o, i), DataBytes),
        half_{core / 2, tx / 2, rx / 2} {
    top.mac_addr_i = our_mac;
    top.rst_ni = 0;
    for (unsigned i = 0; i < 3; ++i) next_[i] = half_[i] + 7 * i;
  }
  ~MacBench() { top.final(); }

  void reset() {
    top.rst_ni = 0;
    cycles(4);
    top.rst_ni = 1;
    cycles(40 * static_cast<unsigned>(half_[1] / half_[0] + 1));
    records.clear();
    stats = {};
    bursts.clear();
    watching_ = true;
  }

  void cycles(unsigned count) {
    const std::uint64_t end = core_cycle_ + count;
    while (core_cycle_ < end) event();
  }

  bool run(const std::function<bool()>& done, std::uint64_t limit = 1000000) {
    const std::uint64_t end = core_cycle_ + limit;
    while (!done() && core_cycle_ < end) event();
    return done();
  }

  // Queues one burst on the receive pins: `preamble` octets of 0x55, SFD, octets, a gap.
  void receive(const Octets& octets, unsigned gap = 12, unsigned preamble = 7) {
    for (unsigned i = 0; i < preamble; ++i) unit_octet(0x55);
    unit_octet(0xD5);
    for (auto octet : octets) unit_octet(octet);
    silence(gap);
  }
  void unit_octet(std::uint8_t octet, bool er = false) {
    if (MiiBits == 8) return unit({true, er, octet});
    unit({true, er, static_cast<std::uint8_t>(octet & 15)});
    unit({true, er, static_cast<std::uint8_t>(octet >> 4)});
  }
  void unit(Unit unit) { line_.push_back(unit); }
  void silence(unsigned octets) {
    for (unsigned i = 0; i < octets * units; ++i) line_.push_back({});
  }
  bool line_empty() const { return line_.empty(); }
  std::deque<Unit>& line() { return line_; }

  // Everything that is on its way arrives.
  void settle() {
    ASSERT_TRUE(run([&] { return line_.empty() && source.empty(); }, 100000000));
    cycles(64 * static_cast<unsigned>(half_[1] / half_[0] + 1) + 600);
  }

  std::uint64_t tx_clock() const { return tx_clock_; }
  std::uint64_t core_cycle() const { return core_cycle_; }

 private:
  static VerilatedContext* prepare(VerilatedContext& context, int power_up) {
    context.randReset(2);  // flops power up as they like
    context.randSeed(power_up);
    return &context;
  }

  void event() {
    const std::uint64_t now = std::min({next_[0], next_[1], next_[2]});
    std::array<CData*, 3> clocks{&top.clk_i, &top.mii_tx_clk_i, &top.mii_rx_clk_i};
    std::array<bool, 3> due{};
    for (unsigned i = 0; i < 3; ++i) due[i] = next_[i] == now && (i != 2 || rx_clock_runs);
    for (unsigned i = 0; i < 3; ++i)  // rising: look before the edge
      if (due[i] && !*clocks[i]) look(i);
    for (unsigned i = 0; i < 3; ++i) {
      if (next_[i] == now) next_[i] += half_[i];
      if (!due[i]) continue;
      *clocks[i] = !*clocks[i];
      if (!*clocks[i]) drive(i);
    }
    top.eval();
  }

  void drive(unsigned clock) {
    if (clock == 0) source.drive(), sink.drive();
    if (clock != 2) return;
    Unit unit;
    if (loop) {
      unit = {static_cast<bool>(top.mii_tx_en_o), static_cast<bool>(top.mii_tx_er_o),
              top.mii_txd_o};
    } else if (!line_.empty()) {
      unit = line_.front();
      line_.pop_front();
    }
    top.mii_rx_dv_i = unit.dv;
    top.mii_rx_er_i = unit.er;
    top.mii_rxd_i = unit.data;
    if (MiiBits == 4) top.mii_rxd_i |= 0xA0;  // not connected
  }

  void look(unsigned clock) {
    if (clock == 0) {
      ++core_cycle_;
      if (top.rst_ni) source.sample(core_cycle_), sink.sample(core_cycle_);
      for (unsigned i = 0; i < 12; ++i) stats[i] += top.stat_o >> (11 - i) & 1;
    } else if (clock == 1) {
      transmit_pins();
    } else if (top.record_valid_o) {
      records.push_back({top.record_status_o, top.record_length_o});
    }
  }

  void transmit_pins() {
    ++tx_clock_;
    EXPECT_EQ(top.mii_tx_er_o, 0);
    if (!top.mii_tx_en_o) {
      EXPECT_EQ(watching_ ? top.mii_txd_o : 0, 0);
      EXPECT_TRUE(!watching_ || nibbles_ % units == 0) << "half an octet";
      if (nibbles_) bursts.push_back(burst_), burst_ = {}, nibbles_ = 0;
      ++burst_.gap;
      return;
    }
    if (nibbles_ == 0) burst_.start = tx_clock_;
    EXPECT_EQ(MiiBits == 4 ? top.mii_txd_o >> 4 : 0, 0);
    if (nibbles_++ % units == 0) {
      burst_.octets.push_back(top.mii_txd_o);
    } else {
      burst_.octets.back() |= static_cast<std::uint8_t>(top.mii_txd_o << 4);
    }
  }

  std::array<std::uint64_t, 3> half_, next_{};
  std::uint64_t core_cycle_ = 0, tx_clock_ = 0;
  unsigned nibbles_ = 0;
  bool watching_ = false;  // from the end of reset on; before, the flops hold anything
  Burst burst_;
  std::deque<Unit> line_;
};

}  // namespace sockwire::test
