// An AXI4-Lite host on the pins s_axil_*: channels are independent of each other, each stalls at
// random. One step() is one clock: drive, let the design answer, note what was handed over, tick.
// An offer that was made stands until it is taken, as the protocol demands.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <stdexcept>

#include "tests/socket/bench.h"

namespace sockwire::test {

struct ReadAnswer {
  std::uint32_t data;
  unsigned resp;
};

template <typename Top>
class AxilHost {
 public:
  // `settle` evaluates the design, `tick` is one edge of the host's clock.
  AxilHost(Top& top, std::function<void()> settle, std::function<void()> tick, unsigned seed = 1)
      : top_(top), settle_(std::move(settle)), tick_(std::move(tick)), random_(seed) {}

  struct Stalls {  // percent of the cycles in which a channel waits
    unsigned aw = 0, w = 0, b = 0, ar = 0, r = 0;
  } stalls;

  void post_write(std::uint32_t address, std::uint32_t data, unsigned strobe = 0xF) {
    aw_.push_back(address);
    w_.push_back({data, strobe});
  }
  void post_read(std::uint32_t address) { ar_.push_back(address); }

  std::deque<unsigned> written;  // answers, oldest first
  std::deque<ReadAnswer> answered;

  void step() {
    top_.s_axil_awvalid_i = offer(top_.s_axil_awvalid_i, !aw_.empty(), stalls.aw);
    if (!aw_.empty()) top_.s_axil_awaddr_i = static_cast<std::uint16_t>(aw_.front() & 0x1FFF);
    top_.s_axil_wvalid_i = offer(top_.s_axil_wvalid_i, !w_.empty(), stalls.w);
    if (!w_.empty()) {
      top_.s_axil_wdata_i = w_.front().data;
      top_.s_axil_wstrb_i = static_cast<std::uint8_t>(w_.front().strobe);
    }
    top_.s_axil_arvalid_i = offer(top_.s_axil_arvalid_i, !ar_.empty(), stalls.ar);
    if (!ar_.empty()) top_.s_axil_araddr_i = static_cast<std::uint16_t>(ar_.front() & 0x1FFF);
    top_.s_axil_bready_i = !random_.chance(stalls.b);
    top_.s_axil_rready_i = !random_.chance(stalls.r);
    settle_();
    if (top_.s_axil_bvalid_o && top_.s_axil_bready_i) written.push_back(top_.s_axil_bresp_o);
    if (top_.s_axil_rvalid_o && top_.s_axil_rready_i)
      answered.push_back({top_.s_axil_rdata_o, top_.s_axil_rresp_o});
    const bool aw = top_.s_axil_awvalid_i && top_.s_axil_awready_o;
    const bool w = top_.s_axil_wvalid_i && top_.s_axil_wready_o;
    const bool ar = top_.s_axil_arvalid_i && top_.s_axil_arready_o;
    tick_();
    if (aw) aw_.pop_front(), top_.s_axil_awvalid_i = 0;
    if (w) w_.pop_front(), top_.s_axil_wvalid_i = 0;
    if (ar) ar_.pop_front(), top_.s_axil_arvalid_i = 0;
  }

  // One access at a time; gives the response. No answer within 10,000 clocks throws.
  unsigned write(std::uint32_t address, std::uint32_t data, unsigned strobe = 0xF) {
    post_write(address, data, strobe);
    wait([&] { return !written.empty(); });
    const unsigned resp = written.front();
    written.pop_front();
    return resp;
  }
  ReadAnswer read_answer(std::uint32_t address) {
    post_read(address);
    wait([&] { return !answered.empty(); });
    const ReadAnswer answer = answered.front();
    answered.pop_front();
    return answer;
  }
  std::uint32_t read(std::uint32_t address) { return read_answer(address).data; }

  template <typename Condition>
  void wait(Condition condition, unsigned limit = 10'000) {
    for (unsigned i = 0; !condition(); ++i) {
      if (i == limit) throw std::runtime_error("the design does not answer");
      step();
    }
  }

 private:
  struct Write {
    std::uint32_t data;
    unsigned strobe;
  };
  bool offer(bool offered, bool something, unsigned stall) {
    return offered || (something && !random_.chance(stall));
  }

  Top& top_;
  std::function<void()> settle_, tick_;
  Random random_;
  std::deque<std::uint32_t> aw_, ar_;
  std::deque<Write> w_;
};

}  // namespace sockwire::test
