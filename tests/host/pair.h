// Two models joined by frames, each behind a bus of its own: the host library without any RTL.
#pragma once

#include <deque>
#include <vector>

#include "host/bus.h"
#include "model/socket/registers.h"

namespace sockwire {

class ModelPair {
 public:
  class Side : public Bus {
   public:
    explicit Side(ModelPair& pair) : pair_(pair), registers_(Config::small()) {}
    std::uint32_t read32(std::uint32_t address) override { return registers_.read32(address); }
    void write32(std::uint32_t address, std::uint32_t value) override { registers_.write32(address, value); }
    bool wait_interrupt(Microseconds limit) override {
      for (Microseconds passed{0}; passed < limit && !registers_.interrupt(); passed += pair_.step)
        pair_.tick();
      return registers_.interrupt();
    }
    Microseconds now() override { return Microseconds{static_cast<Microseconds::rep>(pair_.now_)}; }
    model::Registers& registers() { return registers_; }

   private:
    ModelPair& pair_;
    model::Registers registers_;
  };

  Side a{*this}, b{*this};
  bool cable_cut = false;
  Microseconds step{1};  // that time advances by

  // A step for both. A frame is for whom it is addressed; the models have no MAC in front.
  void tick() {
    const auto us = static_cast<std::uint64_t>(step.count());
    now_ += us;
    for (Side* side : {&a, &b}) side->registers().advance(us);
    pass(a, b);
    pass(b, a);
  }

 private:
  void pass(Side& from, Side& to) {
    while (const auto frame = from.registers().next_frame()) {
      if (!cable_cut) to.registers().frame(*frame);
    }
  }
  std::uint64_t now_ = 0;
};

}  // namespace sockwire
