// A memory behind the AXI4 port of a Verilated design: sparse, with latency and stalls by seed.
//
// As unkind as AXI4 allows: what is written can be read when B is there and not before; answers of
// different IDs overtake one another beat by beat; what does not count is random. A read sees the memory
// as it is when its address is taken or when its beat leaves, by chance. What the port's rules
// (AXI4 A3) forbid throws; toe_prim_axi_check looks closer.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <random>
#include <unordered_map>
#include <vector>

namespace sockwire {

class AxiMemory {
 public:
  // The manager's pins; data and strobes are octets in the order of their numbers.
  struct Pins {
    std::uint8_t *awvalid{}, *awready{}, *awid{}, *awlen{}, *awsize{}, *awburst{};
    std::uint8_t *wvalid{}, *wready{}, *wlast{}, *bvalid{}, *bready{}, *bid{}, *bresp{};
    std::uint8_t *arvalid{}, *arready{}, *arid{}, *arlen{}, *arsize{}, *arburst{};
    std::uint8_t *rvalid{}, *rready{}, *rid{}, *rresp{}, *rlast{};
    std::uint32_t *awaddr{}, *araddr{};
    void *wdata{}, *wstrb{}, *rdata{};
  };
  struct Options {
    std::uint64_t seed = 1;
    unsigned latency = 20, spread = 21;  // clocks from the last handshake to the answer: latency + [0, spread)
    unsigned stall = 10;                 // percent of the clocks in which a channel pauses
    std::uint32_t base = 0;              // what lies outside throws
    std::uint64_t size = std::uint64_t{1} << 32;
  };
  struct Counts {
    std::uint64_t write_bursts = 0, read_bursts = 0, words_written = 0, words_read = 0;
    unsigned most_outstanding = 0;       // bursts taken and not answered, all together
  };
  static constexpr std::uint8_t kSlverr = 2, kDecerr = 3;

  AxiMemory(const Pins& pins, unsigned data_bytes, const Options& options);

  void reset();   // silent; what it holds stays
  void drive();   // after a rising edge: our side of the pins for the next one
  void sample();  // just before it: which handshakes it completes

  [[nodiscard]] std::uint8_t read(std::uint32_t address);
  void write(std::uint32_t address, std::uint8_t octet);
  [[nodiscard]] bool idle() const;
  [[nodiscard]] const Counts& counts() const { return counts_; }

  // The response of a burst to this address; OKAY unless told.
  std::function<std::uint8_t(bool write, std::uint32_t address)> respond;
  Options options;  // latency, spread and stall may change while it runs

 private:
  struct Word {
    std::array<std::uint8_t, 16> data{};
    std::uint16_t strb = 0;
  };
  struct Burst {
    std::uint32_t addr = 0;
    unsigned id = 0, words = 0;
    std::uint64_t due = 0;
    std::uint8_t resp = 0;
    bool early = false;  // a read that sees the memory of now
    std::vector<Word> data{};
  };
  using Page = std::array<std::uint8_t, 4096>;

  Burst burst(std::uint32_t addr, unsigned len, unsigned size, unsigned type, unsigned id, bool write);
  Word word_at(std::uint32_t addr);
  std::uint8_t& at(std::uint32_t address);
  bool pause() { return options.stall != 0 && random_() % 100 < options.stall; }
  std::uint64_t later() { return cycle_ + options.latency + (options.spread ? random_() % options.spread : 0); }
  void commit(const Burst& write);

  Pins pins_;
  unsigned data_bytes_;
  std::minstd_rand random_;
  std::uint64_t cycle_ = 0;
  std::unordered_map<std::uint32_t, Page> pages_;
  std::deque<Burst> writes_;                  // addresses taken, words to come
  std::deque<Burst> answers_;                 // whole, B to come
  std::array<std::deque<Burst>, 2> reads_;    // by ID
  bool b_offered_ = false, r_offered_ = false;
  unsigned r_id_ = 0;
  Counts counts_;
};

}  // namespace sockwire
