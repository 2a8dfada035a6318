// The collector of functional coverage: a record reaches its bins, and no other; counts are put together.
#include "verif/coverage/collector.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "verif/coverage/sink.h"

namespace sockwire::coverage {
namespace {

// Before anything asks whether coverage is wanted, and it is asked once. One process, one directory.
const std::string kDirectory = [] {
  std::string name = std::filesystem::temp_directory_path() / "sockwire_coverage_XXXXXX";
  const char* const made = mkdtemp(name.data());
  if (made == nullptr || setenv("SOCKWIRE_COVERAGE", made, 1) != 0) std::abort();
  return name;
}();
// It is destroyed after what writes there: it was made before. A child leaves it to its parent.
const struct Swept {
  pid_t maker = getpid();
  ~Swept() {
    std::error_code ignored;
    if (getpid() == maker) std::filesystem::remove_all(kDirectory, ignored);
  }
} kSwept;

// How often `bin` is reached by `what`.
template <class What>
std::uint64_t reached(const std::string& bin, const What& what) {
  const std::uint64_t before = count(bin);
  what();
  return count(bin) - before;
}

TcpRecord record(TcpState before, TcpState after) {
  TcpRecord r;
  r.valid = true;
  r.conn = 1;
  r.pre.allocated = r.post.allocated = true;
  r.pre.state = before, r.post.state = after;
  return r;
}

TEST(CoverageCollector, AChangeOfStateIsAnArc) {
  TcpRecord r = record(TcpState::Closed, TcpState::SynSent);
  r.kind = EventKind::EventUser;
  r.call.call = Call::CallConnect;
  r.answer.error = Errno::Einprogress;
  EXPECT_EQ(reached("tcp.arc.Closed.SynSent", [&] { collect(r); }), 1U);
  EXPECT_EQ(reached("tcp.call.CallConnect.Closed", [&] { collect(r); }), 1U);
  EXPECT_EQ(reached("tcp.answer.CallConnect.Einprogress", [&] { collect(r); }), 1U);
  EXPECT_EQ(reached("tcp.arc.Closed.Listen", [&] { collect(r); }), 0U);
}

TEST(CoverageCollector, ASegmentCountsByItsKindAndWhereItCame) {
  TcpRecord r = record(TcpState::Established, TcpState::Established);
  r.kind = EventKind::EventSegment;
  r.segment.flags.ack = true;
  EXPECT_EQ(reached("tcp.segment.Ack.Established", [&] { collect(r); }), 1U);
  r.segment.length = 8;
  EXPECT_EQ(reached("tcp.segment.Text.Established", [&] { collect(r); }), 1U);
  r.segment.flags.rst = true;
  EXPECT_EQ(reached("tcp.segment.RstAck.Established", [&] { collect(r); }), 1U);
  r.conn = kNoDesc, r.pre = r.post = Tcb{};
  r.drop = Drop::DropNoConnection;
  EXPECT_EQ(reached("tcp.segment.RstAck.NoConnection", [&] { collect(r); }), 1U);
}

TEST(CoverageCollector, RecoveryIsOfItsKind) {
  TcpRecord r = record(TcpState::Established, TcpState::Established);
  r.kind = EventKind::EventSegment;
  r.pre.syn_acked = r.post.syn_acked = true;
  r.post.recovering = true;
  r.post.dup_acks = 3, r.pre.dup_acks = 2;
  EXPECT_EQ(reached("tcp.recovery.begins.newreno", [&] { collect_congestion(r); }), 1U);
  r.pre.sack_ok = r.post.sack_ok = true;
  EXPECT_EQ(reached("tcp.recovery.begins.sack", [&] { collect_congestion(r); }), 1U);
  EXPECT_EQ(reached("tcp.duplicate.3", [&] { collect_congestion(r); }), 1U);
}

// A frame with a TCP header with these options.
SeenFrame frame(const std::vector<std::uint8_t>& options) {
  const std::size_t header = 20 + options.size();
  SeenFrame seen;
  seen.sfd = true;
  seen.octets.assign(14 + 20 + header + 4 + 40, 0);
  auto* const o = seen.octets.data();
  o[12] = 8, o[14] = 0x45, o[17] = static_cast<std::uint8_t>(20 + header), o[23] = 6;
  unsigned sum = 0;
  for (int i = 14; i < 34; i += 2) sum += o[i] << 8U | o[i + 1];
  sum = ~(sum + (sum >> 16U)) & 0xFFFFU;
  o[24] = static_cast<std::uint8_t>(sum >> 8U), o[25] = static_cast<std::uint8_t>(sum);
  o[34 + 12] = static_cast<std::uint8_t>(header / 4 << 4U);
  std::ranges::copy(options, o + 54);
  return seen;
}

TEST(CoverageCollector, OptionsAreReadFromTheWire) {
  EXPECT_EQ(reached("tcp.option.in.none", [] { collect_frame(frame({})); }), 1U);
  EXPECT_EQ(reached("tcp.option.malformed.length_below_2", [] { collect_frame(frame({1, 1, 9, 0})); }), 1U);
  EXPECT_EQ(reached("tcp.option.malformed.beyond_header", [] { collect_frame(frame({1, 1, 2, 4})); }), 1U);
  EXPECT_EQ(reached("tcp.option.malformed.wrong_length", [] { collect_frame(frame({2, 3, 1, 1})); }), 1U);
  EXPECT_EQ(reached("tcp.option.unknown", [] { collect_frame(frame({99, 4, 1, 1})); }), 1U);
  EXPECT_EQ(reached("tcp.option.in.wscale_beyond", [] { collect_frame(frame({3, 3, 15, 0})); }), 1U);
  EXPECT_EQ(reached("tcp.option.in.wscale_beyond", [] { collect_frame(frame({3, 3, 14, 0})); }), 0U);
}

TEST(CoverageCollector, IgmpModesAreSeenAsChanges) {
  IgmpRecord r;
  r.kind = IgmpEvent::IgmpMessage, r.verdict = IgmpVerdict::IgmpQuery, r.mode = IgmpMode::ModeV1;
  EXPECT_EQ(reached("igmp.mode.ModeV3.ModeV1", [&] { collect(r, IgmpMode::ModeV3); }), 1U);
  EXPECT_EQ(reached("igmp.query.general", [&] { collect(r, IgmpMode::ModeV1); }), 1U);
}

TEST(CoverageCollector, BitsOfAWideSignalAreCountedEachForItself) {
  const std::uint32_t before[2] = {0, 1}, now[2] = {2, 0};
  std::uint32_t counts[80] = {};
  count_wide(40, counts, now, before);
  for (int i = 0; i < 80; ++i) EXPECT_EQ(counts[i], i == 2 * 1 + 1 || i == 2 * 32 ? 1U : 0U) << i;
}

// What the process leaves is written at its end; a child's is read here.
TEST(CoverageCollector, CountsOfTwoObjectsArePutTogether) {
  testing::GTEST_FLAG(death_test_style) = "fast";  // a fork: in this directory
  const auto child = [] {
    keep("design", std::vector<std::uint32_t>{1, 0, 0, 0, 0});
    keep("design", std::vector<std::uint32_t>{0, 0, 0, 0, 7});
    hit("a.bin"), hit("a.bin");
    std::exit(0);
  };
  EXPECT_EXIT(child(), testing::ExitedWithCode(0), "");
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(kDirectory)) {
    all = (std::stringstream{} << std::ifstream{entry.path()}.rdbuf()).str();
  }
  EXPECT_NE(all.find("design design 5 11\n"), std::string::npos) << all;
  EXPECT_NE(all.find("bin a.bin 2\n"), std::string::npos) << all;
}

}  // namespace
}  // namespace sockwire::coverage
