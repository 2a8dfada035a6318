// A Verilated module with one clock: tick() is one rising edge. Inputs are set before it, outputs
// (also those that follow the inputs in the same cycle) are read after settle() or tick().
#pragma once

#include <verilated.h>

#include <cstdint>
#include <memory>
#include <random>

namespace sockwire::test {

template <typename Top>
class Bench {
 public:
  Bench() : top_(std::make_unique<Top>(&context_, "")) {
    top_->clk_i = 0;
    top_->rst_ni = 0;
    for (int i = 0; i < 4; ++i) tick();
    top_->rst_ni = 1;
    settle();
  }
  ~Bench() { top_->final(); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Top* operator->() { return top_.get(); }
  Top& top() { return *top_; }
  std::uint64_t cycle() const { return cycle_; }

  void settle() { top_->eval(); }
  void tick() {
    top_->eval();
    top_->clk_i = 1;
    context_.timeInc(1);
    top_->eval();
    top_->clk_i = 0;
    context_.timeInc(1);
    top_->eval();
    ++cycle_;
  }

 private:
  VerilatedContext context_;
  std::unique_ptr<Top> top_;
  std::uint64_t cycle_ = 0;
};

// Random numbers from a fixed seed.
class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned limit) {
    return std::uniform_int_distribution<unsigned>(0, limit - 1)(engine_);
  }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  std::mt19937 engine_;
};

}  // namespace sockwire::test
