#include "verif/cosim/checks/phy.h"

namespace sockwire {
namespace {

const char* symbol(bool p, bool n) { return p ? (n ? "both" : "+") : (n ? "-" : "idle"); }

}  // namespace

void PhyCheck::clock(const PhyClock& rtl) {
  const auto out = phy_.clock({.tx_en = rtl.tx_en_before,
                               .txd = rtl.txd_before,
                               .line = {rtl.line_rx_before.p, rtl.line_rx_before.n},
                               .time_shift = static_cast<std::uint8_t>(context_.time_shift)});
  const std::uint64_t number = context_.counts.symbols++;
  if (out.line.p != rtl.line_tx.p || out.line.n != rtl.line_tx.n) {
    context_.fail(fmt::format("phy clock {}: field line_tx is {} in the RTL and {} in the model", number,
                              symbol(rtl.line_tx.p, rtl.line_tx.n), symbol(out.line.p, out.line.n)));
  }
  const auto same = [&](const char* field, unsigned theirs, unsigned mine) {
    if (theirs != mine) {
      context_.fail(fmt::format("phy clock {}: field {} is {} in the RTL and {} in the model", number,
                                field, theirs, mine));
    }
  };
  same("mii_clk", rtl.mii_clk, out.mii_clk);
  same("rx_dv", rtl.rx_dv, out.rx_dv);
  same("rxd", rtl.rxd, out.rxd & 0xFU);
  same("link_up", rtl.link_up, out.link_up);
}

}  // namespace sockwire
