// The views of the waveform: what of the design they show, read from a dump that it has written,
// and opened by GTKWave itself. SOCKWIRE_WAVE_FST=<file> checks another dump instead.
#include "sim/waves/waves.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <type_traits>

#include "sim/failure.h"
#include "sim/waves/wave_layout.h"
#include "verif/cosim/dut.h"

namespace sockwire {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Waves : public testing::Test {
 protected:
  Waves() { fs::create_directories(directory_); }
  ~Waves() override { fs::remove_all(directory_); }

  // A few microseconds after reset, a sine on the line.
  fs::path dump() {
    if (const char* other = std::getenv("SOCKWIRE_WAVE_FST"); other != nullptr) return other;
    const auto file = directory_ / "a dump.fst";
    const auto dut = make_dut_small_wave({});
    const auto& pins = dut->pins();
    EXPECT_TRUE(dut->open_trace(file));
    for (unsigned i = 0; i < 2000; ++i) {
      *pins.clk_core = *pins.clk_host = *pins.clk_phy = i & 1U;
      *pins.rst_core_n = *pins.rst_host_n = *pins.rst_phy_n = i > 40;
      using Millivolts = std::remove_reference_t<decltype(*pins.line_tx_mv)>;
      *pins.line_tx_mv = static_cast<Millivolts>(std::lround(2500 * std::sin(i / 50.0)));
      dut->eval();
      dut->dump(std::uint64_t{i} * 6250);
    }
    dut->close_trace();
    return file;
  }

  fs::path directory_ = fs::temp_directory_path() / ("sockwire_waves_" + std::to_string(getpid()));
};

TEST_F(Waves, show_every_layer_in_the_order_of_the_data_path) {
  std::vector<std::string> names;
  std::size_t shown = 0;
  for (const auto& group : wave_layout(read_fst_names(dump()).signals)) {
    names.push_back(group.name);
    shown += group.items.size();
  }
  EXPECT_THAT(names, testing::ElementsAre("Host: AXI4-Lite registers", "Socket: calls and answers",
                                          "TCP: the last event", "TCP: the socket after it",
                                          "TCP: all of its control block", "TCP: segment in",
                                          "TCP: segment out", "IP, ICMP", "UDP's echo application, IGMP", "ARP", "MAC: MII",
                                          "PHY: line pins", "Line: millivolts"));
  EXPECT_GE(shown, 135U) << "a signal was renamed, and the view has lost it";
}

TEST_F(Waves, know_which_signals_have_names_for_their_values) {
  const auto dump_names = read_fst_names(dump());
  const auto find = [&](const std::string& end) -> WaveSignal {
    for (const auto& signal : dump_names.signals) {
      if (signal.path.ends_with(end)) return signal;
    }
    ADD_FAILURE() << end << " is not in the dump";
    return {};
  };
  for (const auto* name : {".toe_wave.event_kind", ".toe_wave.state_after", ".toe_wave.tcb.state",
                           ".toe_wave.tcb.error"}) {
    EXPECT_TRUE(find(name).is_enum) << name;
  }
  EXPECT_FALSE(find(".toe_wave.tcb.snd_una").is_enum);
  EXPECT_EQ(find(".toe_wave.tcb.snd_una").width, 32U);
  EXPECT_EQ(find(".toe_wave.tcb.snd_una").range, "[31:0]");
  EXPECT_EQ(find(".toe_wave.i_toe.irq_o").range, "");
  EXPECT_EQ(find(".toe_wave.line_tx_mv_i").width, 16U);
  EXPECT_GT(dump_names.end, dump_names.begin);
  EXPECT_EQ(dump_names.unit_exponent, -12);
}

TEST_F(Waves, draw_the_line_as_an_analog_trace_over_several_rows) {
  write_wave_views(dump(), directory_ / "a.gtkw", directory_ / "a.sucl");
  const auto gtkw = content(directory_ / "a.gtkw");
  EXPECT_THAT(
      gtkw,
      testing::ContainsRegex(
          "@98420\n\\+\\{driver's end \\(mV\\)\\} [a-z_.]*line_tx_mv_i\\[15:0\\]\n@20000\n-\n-\n"));
  EXPECT_THAT(gtkw, testing::ContainsRegex("@20\n\\+\\{state after\\} "))
      << "not in hex, or no name is shown";
  const auto sucl = content(directory_ / "a.sucl");
  EXPECT_THAT(sucl, testing::ContainsRegex("variable_add [a-z_.]*line_tx_mv_i\n"));
  EXPECT_THAT(sucl, HasSubstr("item_set_analog interpolated\n"));
}

// A focus names a row by letters: the row must be the one that is meant.
TEST_F(Waves, format_the_rows_that_they_mean_in_surfer) {
  const auto sucl = content([&] {
    write_wave_views(dump(), directory_ / "a.gtkw", directory_ / "a.sucl");
    return directory_ / "a.sucl";
  }());
  std::vector<std::string> rows;
  std::string focused;
  std::vector<std::string> analog;
  std::istringstream lines(sucl);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("divider_add ") || line.starts_with("variable_add ")) {
      ASSERT_EQ(focused, "") << "a row added while one is focused lands elsewhere";
      rows.push_back(line);
    } else if (line.starts_with("item_focus ")) {
      std::size_t row = 0;
      for (const char letter : line.substr(11))
        row = row * 26 + static_cast<std::size_t>(letter - 'a');
      ASSERT_LT(row, rows.size());
      focused = rows[row];
    } else if (line == "item_set_analog interpolated") {
      analog.push_back(focused.substr(focused.rfind('.') + 1));
    }
  }
  EXPECT_THAT(analog, testing::ElementsAre("line_tx_mv_i", "line_rx_mv_i"));
}

TEST_F(Waves, open_in_gtkwave_with_names_for_values) {
  const auto gtkw = directory_ / "view.gtkw";
  write_wave_views(dump(), gtkw, directory_ / "view.sucl");
  std::ofstream(directory_ / "ask.tcl")
      << "set out [open {" << (directory_ / "seen").string() << "} w]\n"
      << "gtkwave::setMarker 6250000\n"  // 1000 steps: 2500 mV * sin(20)
      << "foreach name {event {state after} {driver's end (mV)}} {\n"
      << "  puts $out \"$name = [gtkwave::getTraceValueAtMarkerFromName $name]\"\n}\n"
      << "puts $out \"[gtkwave::getTotalNumTraces] rows\"\nclose $out\nexit\n";
  const std::string command = "cd / && XDG_RUNTIME_DIR=" + directory_.string() +
                              " timeout 120 xvfb-run -a gtkwave -T '" +
                              (directory_ / "ask.tcl").string() + "' '" + gtkw.string() + "' >'" +
                              (directory_ / "log").string() + "' 2>&1";
  [[maybe_unused]] const int status =
      std::system(command.c_str());  // what it has left behind is judged
  const auto seen = content(directory_ / "seen");
  if (std::getenv("SOCKWIRE_WAVE_FST") == nullptr) {
    EXPECT_THAT(seen, HasSubstr("event = EventNone\n")) << content(directory_ / "log");
    EXPECT_THAT(seen, HasSubstr("state after = Closed\n"));
    EXPECT_THAT(seen, HasSubstr("driver's end (mV) = 2282\n"));
  }
  EXPECT_THAT(seen, testing::ContainsRegex("3[0-9][0-9] rows")) << content(directory_ / "log");
}

TEST_F(Waves, leave_out_what_a_dump_does_not_have) {
  const auto groups = wave_layout({{"TOP.toe.clk_core_i", "", 1, false},
                                   {"TOP.toe.s_axil_awvalid_i", "", 1, false},
                                   {"TOP.clk_core_i", "", 1, false},
                                   {"TOP.toe.mii_mon_txd_o", "[7:0]", 8, false}});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].items[0].signal.path, "TOP.toe.s_axil_awvalid_i");
  EXPECT_EQ(groups[1].items[0].format, WaveFormat::Hex);
  EXPECT_TRUE(wave_layout({}).empty());
}

TEST_F(Waves, say_in_a_sentence_what_is_wrong_with_a_file) {
  const auto complaint = [&](const fs::path& fst) -> std::string {
    try {
      write_wave_views(fst, directory_ / "x.gtkw", directory_ / "x.sucl");
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), kExitUsage);
      return failure.what();
    }
    return "nothing";
  };
  EXPECT_THAT(complaint(directory_ / "none.fst"), HasSubstr("cannot be opened"));
  std::ofstream(directory_ / "empty.fst");
  EXPECT_THAT(complaint(directory_ / "empty.fst"), HasSubstr("no finished FST"));
  std::ofstream(directory_ / "text.fst") << "this is no dump at all, whatever its name says";
  EXPECT_THAT(complaint(directory_ / "text.fst"), HasSubstr("cannot read the names"));
  EXPECT_FALSE(fs::exists(directory_ / "x.gtkw"));
}

// Wherever a dump ends, it is refused or read, never worse.
TEST_F(Waves, survive_a_dump_that_is_cut_off_or_damaged) {
  const auto whole = content(dump());
  const auto file = directory_ / "cut.fst";
  for (std::size_t step = 1; step < 60; ++step) {
    auto bytes = whole.substr(0, whole.size() * step / 60);
    std::ofstream(file, std::ios::binary) << bytes;
    try {
      read_fst_names(file);
    } catch (const Failure&) {
      SUCCEED();
    }
    bytes = whole;
    for (std::size_t k = 0; k < 16; ++k)
      bytes[(k * 7919 + step * 104729) % bytes.size()] ^= static_cast<char>(1 + step);
    std::ofstream(file, std::ios::binary) << bytes;
    try {
      read_fst_names(file);
    } catch (const Failure&) {
      SUCCEED();
    }
  }
}

}  // namespace
}  // namespace sockwire
