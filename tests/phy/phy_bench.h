// A Verilated toe_phy_10baset, its MII and its line, sample by sample at 80 MHz. What is sent goes
// through a channel (delay, drift, jitter, drop-outs) and back in, or the line is driven by a
// script.
#pragma once

#include <gtest/gtest.h>
#include <verilated.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "Vtoe_phy_10baset.h"

namespace sockwire::test {

using Nibbles = std::vector<std::uint8_t>;
using Line = std::vector<int>;  // +1, 0, -1, one entry a sample

constexpr int bit_samples = 8, half_bit = 4, nibble_samples = 32;

inline Nibbles preamble() {
  Nibbles nibbles(15, 0x5);
  nibbles.push_back(0xD);
  return nibbles;
}

inline Nibbles frame_of(std::size_t octets, std::mt19937& random) {
  Nibbles nibbles = preamble();
  for (std::size_t i = 0; i < 2 * octets; ++i) nibbles.push_back(random() & 15);
  return nibbles;
}

// What the receiver makes of it: the preamble shrinks to one nibble.
inline Nibbles received(const Nibbles& sent) { return {sent.begin() + 14, sent.end()}; }

// IEEE 802.3 7.3.1.1: a 1 rises in the middle of its bit. Written from the clause, for comparison.
inline Line manchester(const Nibbles& nibbles) {
  Line line;
  for (auto nibble : nibbles) {
    for (int bit = 0; bit < 4; ++bit) {
      const int second = nibble >> bit & 1 ? 1 : -1;
      line.insert(line.end(), half_bit, -second);
      line.insert(line.end(), half_bit, second);
    }
  }
  line.insert(line.end(), 24, 1);
  return line;
}

// Times in samples of 12.5 ns.
struct Channel {
  double delay = 0;
  double drift = 0;       // by how much the sender's clock is faster, in ppm
  double jitter = 0;      // each change comes up to this much late
  unsigned dropouts = 0;  // per mille of samples below both thresholds, more than a bit apart
};

class PhyBench {
 public:
  VerilatedContext context;
  std::unique_ptr<Vtoe_phy_10baset> top;
  Channel channel;
  std::mt19937 random{1};
  bool loop = true;
  std::deque<int> line_in;      // with loop = false
  Line line_out;                // all that was sent
  std::vector<Nibbles> frames;  // received on the MII
  std::vector<std::uint64_t> link_changes;

  PhyBench() {
    context.randReset(2);
    context.randSeed(7);
    top = std::make_unique<Vtoe_phy_10baset>(&context, "");
    top->rst_ni = 0;
    top->time_shift_i = 0;
    top->mii_tx_en_i = 0;
    top->mii_txd_i = 0;
    top->mii_tx_er_i = 0;
    for (int i = 0; i < 4; ++i) step();
    top->rst_ni = 1;
    line_out.clear();
    clock_ = 0;
  }
  ~PhyBench() { top->final(); }

  void send(const Nibbles& nibbles, unsigned gap = 24) {
    for (auto nibble : nibbles) to_send_.push_back(nibble);
    to_send_.insert(to_send_.end(), gap, -1);
  }

  void step() {
    top->clk_i = 0;
    const int in = loop ? through_channel() : scripted();
    top->line_rx_p_i = in > 0;
    top->line_rx_n_i = in < 0;
    top->eval();
    const bool before = top->mii_rx_clk_o, link_before = top->link_up_o;
    const bool dv = top->mii_rx_dv_o;
    const auto nibble = static_cast<std::uint8_t>(top->mii_rxd_o);
    top->clk_i = 1;
    top->eval();
    ++clock_;
    line_out.push_back(top->line_tx_p_o - top->line_tx_n_o);
    if (top->link_up_o != link_before) link_changes.push_back(clock_);
    EXPECT_EQ(top->mii_rx_clk_o, top->mii_tx_clk_o);
    if (before || !top->mii_rx_clk_o) return;
    // A rising edge of the MII clocks: the MAC samples what was there, and drives the next nibble.
    EXPECT_EQ(top->mii_rx_er_o, 0);
    if (dv) {
      current_.push_back(nibble);
    } else {
      EXPECT_EQ(nibble, 0);
      if (!current_.empty()) frames.push_back(std::move(current_));
      current_ = {};
    }
    const int next = to_send_.empty() ? -1 : to_send_.front();
    if (!to_send_.empty()) to_send_.pop_front();
    top->mii_tx_en_i = next >= 0;
    top->mii_txd_i = static_cast<CData>(next >= 0 ? next : 0);
  }

  void steps(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) step();
  }
  void settle() {
    while (!to_send_.empty() || (!loop && !line_in.empty())) step();
    steps(40 * nibble_samples + static_cast<std::uint64_t>(channel.delay));
  }
  std::uint64_t clock() const { return clock_; }

 private:
  int scripted() {
    if (line_in.empty()) return 0;
    const int sample = line_in.front();
    line_in.pop_front();
    return sample;
  }

  int through_channel() {
    const int now = line_out.empty() ? 0 : line_out.back();
    const auto sender = static_cast<double>(line_out.size());
    if (now != sent_) {
      const double late = channel.jitter * static_cast<double>(random()) / 4294967296.0;
      changes_.push_back({std::max(sender + late, changes_.empty() ? 0 : changes_.back().at), now});
      sent_ = now;
    }
    ahead_ += channel.drift * 1e-6;  // by now, in samples
    const double receiver = sender + ahead_ - channel.delay;
    while (!changes_.empty() && changes_.front().at <= receiver) {
      arrives_ = changes_.front().level;
      changes_.pop_front();
    }
    const bool dropout = sender > dropout_ + bit_samples && random() % 1000 < channel.dropouts;
    if (dropout) dropout_ = sender;
    return dropout ? 0 : arrives_;
  }

  struct Change {
    double at;
    int level;
  };
  std::uint64_t clock_ = 0;
  std::deque<int> to_send_;
  Nibbles current_;
  std::deque<Change> changes_;
  int sent_ = 0, arrives_ = 0;
  double ahead_ = 0, dropout_ = 0;
};

}  // namespace sockwire::test
