// The far end's line coding agrees with the model's transceiver, which was written apart from it.
#include <gtest/gtest.h>

#include "model/phy/phy_10baset.h"
#include "tests/system/engine_test.h"
#include "verif/cosim/line.h"

namespace sockwire {
namespace {

TEST(Line, DriverAndReceiverUnderstandEachOther) {
  std::vector<SeenFrame> seen;
  std::string problems;
  LineDriver driver;
  LineReceiver receiver{[&](const SeenFrame& f, const std::string& p) { seen.push_back(f), problems += p; }};
  for (const std::size_t size : {60, 61, 200}) driver.push(good_frame(pattern(size)));
  for (std::uint64_t i = 0; i < 60'000; ++i) receiver.clock(driver.clock(), i);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(problems, "");
  for (const auto& frame : seen) EXPECT_EQ(frame.problem(4, kSmall.Mtu), "");
  EXPECT_EQ(seen[2].octets, good_frame(pattern(200)).octets);
}

TEST(Line, TheModelsTransceiverReceivesWhatTheDriverSends) {
  std::vector<SeenFrame> seen;
  MiiMonitor monitor{4, [&](const SeenFrame& f) { seen.push_back(f); }};
  LineDriver driver;
  model::Phy10BaseT phy;
  for (const std::size_t size : {60, 61, 200}) driver.push(good_frame(pattern(size)));
  bool clock = false;
  for (std::uint64_t i = 0; i < 60'000; ++i) {
    const LinePins line = driver.clock();
    const auto out = phy.clock({.tx_en = false, .txd = 0, .line = {line.p, line.n}, .time_shift = 0});
    if (out.mii_clk && !clock) monitor.clock(out.rx_dv, out.rxd, out.rx_er, i);
    clock = out.mii_clk;
  }
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[1].octets, good_frame(pattern(61)).octets);
}

}  // namespace
}  // namespace sockwire
