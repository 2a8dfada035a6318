// A design with each kind of cell and its netlist, with the same inputs and different states at power-up:
// the same outputs in every clock.
#include <verilated.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "Vgates_cells.h"
#include "Vgates_cells_netlist.h"

namespace sockwire {
namespace {

using Random = std::mt19937_64;

// One of the two, and what it shows.
template <class Top>
class Side {
 public:
  explicit Side(int seed, const char* planted = "") {
    context_.randReset(2);
    context_.randSeed(seed);
    const std::string argument = std::string{"+planted="} + planted;
    std::array<const char*, 2> arguments{"gates_cells", argument.c_str()};
    context_.commandArgs(static_cast<int>(arguments.size()), arguments.data());
    top_ = std::make_unique<Top>(&context_);
    top_->clk_i = top_->other_clk_i = 0;
  }
  void drive(std::uint64_t data, unsigned controls, unsigned waddr, unsigned raddr) {
    top_->data_i = data & 0xF'FFFF'FFFF;
    top_->rst_ni = controls & 1U, top_->we_i = controls >> 1U & 1U, top_->re_i = controls >> 2U & 1U, top_->clear_ni = controls >> 3U & 1U;
    top_->waddr_i = static_cast<SData>(waddr), top_->raddr_i = static_cast<SData>(raddr);
    top_->eval();
  }
  void clocks(unsigned levels) {
    top_->clk_i = levels & 1U, top_->other_clk_i = levels >> 1U & 1U;
    top_->eval();
  }
  [[nodiscard]] std::vector<std::uint64_t> shown() const {
    const auto& top = *top_;
    return {top.logic_o, top.sum_o, top.held_o, top.product_o, top.signed_o, top.small_o[0], top.small_o[1], top.small_o[2],
            top.wide_o, top.lanes_o, top.rom_o, top.falling_o, top.crossed_o};
  }

 private:
  VerilatedContext context_;
  std::unique_ptr<Top> top_;
};

// The first clock after the set-up in which something differs, and what; 0: none.
std::pair<unsigned, std::size_t> first_difference(const char* planted, unsigned clocks) {
  Side<Vgates_cells> rtl{1};
  Side<Vgates_cells_netlist> netlist{2, planted};
  Random random{3};
  // Every word of every memory is written, then everything happens at once.
  constexpr unsigned kWords = 512, kSetUp = 2 * kWords + 4;
  for (unsigned clock = 1; clock < kSetUp + clocks; ++clock) {
    const bool set_up = clock < kSetUp;
    const std::uint64_t data = set_up ? random() | 0xC'0000 : random();
    const unsigned controls = clock < 3 ? 0U : set_up ? 15U : static_cast<unsigned>(random() % 16 == 0 ? random() % 16 : 9 + 2 * (random() % 4));
    const unsigned waddr = set_up ? clock % kWords : static_cast<unsigned>(random() % kWords);
    const unsigned raddr = random() % 4 == 0 ? waddr : static_cast<unsigned>(random() % kWords);
    const unsigned edge = 1 + static_cast<unsigned>(random() % 3);  // which clocks rise
    rtl.drive(data, controls, waddr, raddr), netlist.drive(data, controls, waddr, raddr);
    for (const unsigned levels : {set_up ? 3 : edge, 0U}) {
      rtl.clocks(levels), netlist.clocks(levels);
      if (set_up) continue;
      const auto wanted = rtl.shown(), found = netlist.shown();
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] != found[i]) return {clock - kSetUp + 1, i};
      }
    }
  }
  return {0, 0};
}

TEST(Netlist, DoesWhatTheRtlDoesInEveryClock) {
  const auto [clock, output] = first_difference("", 20'000);
  EXPECT_EQ(clock, 0U) << "output " << output << " differs";
}

TEST(Netlist, AGateTurnedRoundIsSeen) {
  const auto [clock, output] = first_difference("gate", 20'000);
  EXPECT_NE(clock, 0U);
  EXPECT_EQ(output, 0U);
}

}  // namespace
}  // namespace sockwire
