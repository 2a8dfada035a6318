// Drives and watches the streams of a Verilated wrapper (docs/contracts.md, "Streams").
//
// A wrapper has its streams as plain ports of the greatest width: data[127:0], keep[15:0], last,
// err. A Source idles and a Sink stalls by chance with a given seed; bits that do not count (data
// while not valid, octets not kept) are random. A Sink checks the rules of a stream.
#pragma once

#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace sockwire::test {

using Octets = std::vector<std::uint8_t>;

// 32-bit numbers, the same everywhere.
struct Random {
  using result_type = std::uint32_t;
  explicit Random(unsigned seed) : engine(seed) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~0u; }
  result_type operator()() { return static_cast<result_type>(engine()); }
  std::mt19937 engine;
};

// Octets of a packet, and what stands beside it, as the wrapper's words (side).
struct Packet {
  Octets octets;
  bool err = false;
  bool empty_tail = false;  // the last beat keeps nothing
  std::vector<std::uint32_t> side{};
  std::uint64_t first_cycle = 0, last_cycle = 0;  // of its transfers; set by Source and Sink
};

inline Octets random_octets(std::size_t count, Random& random) {
  Octets octets(count);
  for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
  return octets;
}

struct StreamPins {
  CData* valid;
  CData* ready;
  VlWide<4>* data;
  SData* keep;
  CData* last;
  CData* err;
};

// How often it pauses, in percent of the clocks.
struct Pace {
  unsigned idle = 0;
  unsigned stall = 0;
};

class Source {
 public:
  Source(StreamPins pins, unsigned data_bytes, unsigned seed = 1)
      : pins_(pins), data_bytes_(data_bytes), random_(seed) {}

  unsigned idle = 0;
  std::function<void(const Packet&)> drive_side = [](const Packet&) {};

  void push(Packet packet) { waiting_.push_back(std::move(packet)); }
  bool empty() const { return waiting_.empty(); }
  const std::vector<Packet>& sent() const { return sent_; }

  void drive() {
    if (!waiting_.empty() && !offered_) offered_ = random_() % 100 >= idle;
    *pins_.valid = offered_;
    for (auto& word : pins_.data->m_storage) word = static_cast<EData>(random_());
    *pins_.keep = static_cast<SData>(random_() & ((1u << data_bytes_) - 1));
    *pins_.last = random_() & 1;
    *pins_.err = random_() & 1;
    if (!offered_) return;
    const Packet& packet = waiting_.front();
    drive_side(packet);
    const std::size_t left = packet.octets.size() - offset_;
    count_ = left < data_bytes_ ? left : data_bytes_;
    for (std::size_t i = 0; i < count_; ++i) {
      EData& word = pins_.data->at(i / 4);
      const unsigned shift = static_cast<unsigned>(8 * (i % 4));
      word = (word & ~(0xFFu << shift)) |
             (static_cast<EData>(packet.octets[offset_ + i]) << shift);
    }
    last_ = packet.empty_tail ? count_ < data_bytes_ : left <= data_bytes_;
    *pins_.keep = static_cast<SData>((1u << count_) - 1);
    *pins_.last = last_;
    if (last_) *pins_.err = packet.err;
  }

  void sample(std::uint64_t cycle) {
    if (!offered_ || !*pins_.ready) return;
    offered_ = false;
    if (!begun_) waiting_.front().first_cycle = cycle;
    begun_ = !last_;
    offset_ += count_;
    if (!last_) return;
    waiting_.front().last_cycle = cycle;
    sent_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
    offset_ = 0;
  }

 private:
  StreamPins pins_;
  unsigned data_bytes_;
  Random random_;
  std::deque<Packet> waiting_;
  std::vector<Packet> sent_;
  bool offered_ = false, last_ = false, begun_ = false;
  std::size_t offset_ = 0, count_ = 0;
};

class Sink {
 public:
  Sink(StreamPins pins, unsigned data_bytes, std::string name = "stream", unsigned seed = 2)
      : pins_(pins), data_bytes_(data_bytes), name_(std::move(name)), random_(seed) {}

  unsigned stall = 0;
  std::function<std::vector<std::uint32_t>()> side = [] { return std::vector<std::uint32_t>{}; };
  std::vector<Packet> packets;  // complete ones, also those with err

  void drive() { *pins_.ready = random_() % 100 >= stall; }

  void sample(std::uint64_t cycle) {
    const bool valid = *pins_.valid;
    if (held_ && !valid) ADD_FAILURE() << name_ << ": valid fell without ready, cycle " << cycle;
    if (!valid) return;
    Octets beat;
    unsigned kept = 0;
    while (kept < data_bytes_ && (*pins_.keep >> kept & 1)) {
      beat.push_back(
          static_cast<std::uint8_t>(pins_.data->at(kept / 4) >> (8 * (kept % 4)) & 0xFF));
      ++kept;
    }
    const bool last = *pins_.last, err = last && *pins_.err;
    if (*pins_.keep >> kept) ADD_FAILURE() << name_ << ": keep has a gap, cycle " << cycle;
    if (!last && kept != data_bytes_)
      ADD_FAILURE() << name_ << ": an inner beat is not full, cycle " << cycle;
    const auto beside = side();
    if (held_ && (beat != held_beat_ || last != held_last_ || err != held_err_))
      ADD_FAILURE() << name_ << ": a waiting beat changed, cycle " << cycle;
    if ((held_ || !first_) && beside != current_.side)
      ADD_FAILURE() << name_ << ": what stands beside the packet changed, cycle " << cycle;
    current_.side = beside;
    held_ = !*pins_.ready;
    held_beat_ = beat, held_last_ = last, held_err_ = err;
    if (held_) return;
    if (first_) current_.first_cycle = cycle;
    first_ = last;
    current_.octets.insert(current_.octets.end(), beat.begin(), beat.end());
    if (!last) return;
    current_.err = err;
    current_.last_cycle = cycle;
    packets.push_back(std::move(current_));
    current_ = {};
  }

  bool inside_packet() const { return !first_ || held_; }

 private:
  StreamPins pins_;
  unsigned data_bytes_;
  std::string name_;
  Random random_;
  Packet current_;
  bool held_ = false, first_ = true, held_last_ = false, held_err_ = false;
  Octets held_beat_;
};

// One clock (clk_i) and reset (rst_ni); each step is one cycle.
template <typename Top>
class Bench {
 public:
  Top top{""};
  std::vector<Source*> sources;
  std::vector<Sink*> sinks;
  std::function<void()> drive = [] {};   // the wrapper's other inputs
  std::function<void()> sample = [] {};  // the wrapper's other outputs, before the edge

  ~Bench() { top.final(); }

  void reset() {
    top.rst_ni = 0;
    for (int i = 0; i < 3; ++i) clock();
    top.rst_ni = 1;
  }

  void step() {
    top.clk_i = 0;
    for (auto* source : sources) source->drive();
    for (auto* sink : sinks) sink->drive();
    drive();
    top.eval();
    for (auto* source : sources) source->sample(cycle_);
    for (auto* sink : sinks) sink->sample(cycle_);
    sample();
    top.clk_i = 1;
    top.eval();
    ++cycle_;
  }

  void step(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) step();
  }

  // Steps until done() or for at most `limit` cycles; says whether it was done.
  bool run(const std::function<bool()>& done, std::uint64_t limit = 1000000) {
    for (std::uint64_t i = 0; i < limit; ++i) {
      if (done()) return true;
      step();
    }
    return done();
  }

  std::uint64_t cycle() const { return cycle_; }

 private:
  void clock() {
    top.clk_i = 0;
    top.eval();
    top.clk_i = 1;
    top.eval();
    ++cycle_;
  }
  std::uint64_t cycle_ = 0;
};

}  // namespace sockwire::test

// The pins of a stream whose ports are called <prefix>valid_<in>, <prefix>data_<in>, ... with
// <in>, <out> the directions of the stream's own signals and of ready.
#define SOCKWIRE_STREAM_PINS(top, prefix, in, out)                                          \
  ::sockwire::test::StreamPins {                                                            \
    &(top).prefix##valid_##in, &(top).prefix##ready_##out, &(top).prefix##data_##in,        \
        &(top).prefix##keep_##in, &(top).prefix##last_##in, &(top).prefix##err_##in         \
  }
