// toe_mac, receive: every length, every kind of bad frame, no room; the next good frame is served.
#include "tests/mac/mac_variants.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

template <typename Bench>
class MacRx : public ::testing::Test {
 protected:
  void SetUp() override { bench.reset(); }

  Octets frame(std::size_t octets) { return addressed(Bench::our_mac, octets); }
  Octets addressed(std::uint64_t mac, std::size_t octets) {
    Octets made = random_octets(octets, random);
    for (std::size_t i = 0; i < 6 && i < octets; ++i)
      made[i] = static_cast<std::uint8_t>(mac >> (40 - 8 * i));
    return made;
  }
  void wire(const Octets& octets, unsigned gap = 12) { bench.receive(octets, gap); }

  // The packets without err are these, every other frame left one with err or none.
  void expect_good(const std::vector<Octets>& frames) {
    bench.settle();
    std::vector<Octets> passed;
    for (const auto& packet : bench.sink.packets)
      if (!packet.err) passed.push_back(packet.octets);
    EXPECT_EQ(passed == frames, true) << passed.size() << " of " << frames.size();
    EXPECT_FALSE(bench.sink.inside_packet());
    std::array<unsigned, 9> seen{};
    for (const auto& record : bench.records) ++seen[record.status];
    const auto& stat = bench.stats;
    EXPECT_EQ(seen[good], frames.size());
    EXPECT_EQ((std::array{stat[0], stat[2], stat[3], stat[4], stat[5], stat[6], stat[7], stat[8], stat[9]}),
              seen);
  }
  std::vector<Record> statuses(unsigned status, unsigned length, std::size_t count) {
    return std::vector<Record>(count, {status, length});
  }

  Bench bench;
  Random random{99};
};
TYPED_TEST_SUITE(MacRx, MacVariants);

// What only MII has: half an octet.
template <class Bench>
class MacRxNibbles : public MacRx<Bench> {};
TYPED_TEST_SUITE(MacRxNibbles, MiiVariants);

TYPED_TEST(MacRx, EveryLengthFrom1To1600) {
  proves("F01 F02");
  std::vector<Octets> expected;
  std::vector<Record> records;
  for (unsigned length = 1; length <= 1600; ++length) {
    const Octets octets = this->frame(length);
    this->wire(with_fcs(octets));
    const unsigned total = length + 4;
    records.push_back({total < 64 ? runt : total > 1518 ? giant : good, total});
    if (records.back().status == good) expected.push_back(octets);
  }
  this->expect_good(expected);
  EXPECT_EQ(this->bench.records, records);
  EXPECT_EQ(this->bench.sink.packets.size(), 1600u);
}

TYPED_TEST(MacRx, ALengthStopsAt65535) {
  this->wire(with_fcs(this->frame(70000)));
  this->wire(with_fcs(this->frame(40000 - 4)));
  const Octets after = this->frame(60);
  this->wire(with_fcs(after));
  this->expect_good({after});
  EXPECT_EQ(this->bench.records, (std::vector<Record>{{giant, 65535}, {giant, 40000}, {good, 64}}));
}

// What follows of it on the line is no frame.
TYPED_TEST(MacRx, AResetEndsAFrame) {
  const Sink at_rest = this->bench.sink;
  this->wire(Octets(1500));
  this->bench.cycles(200 * TypeParam::units);
  this->bench.top.rst_ni = 0;
  this->bench.cycles(60 * TypeParam::units);
  this->bench.top.rst_ni = 1;
  this->bench.sink = at_rest;
  this->bench.records.clear();
  this->bench.stats = {};
  this->bench.settle();
  EXPECT_TRUE(this->bench.records.empty());
  EXPECT_TRUE(this->bench.sink.packets.empty());
  const Octets after = this->frame(60);
  this->wire(with_fcs(after));
  this->expect_good({after});
}

TYPED_TEST(MacRx, FramesOfLessThanAnFcs) {
  proves("F01");
  std::vector<Record> records;
  for (unsigned length = 0; length < 5; ++length) {
    this->wire(random_octets(length, this->random), 1);
    records.push_back({runt, length});
  }
  const Octets last = this->frame(60);
  this->wire(with_fcs(last));
  records.push_back({good, 64});
  this->expect_good({last});
  EXPECT_EQ(this->bench.records, records);
}

TYPED_TEST(MacRx, EveryFlippedBitIsAnFcsError) {
  proves("F03");
  const Octets octets = with_fcs(this->frame(61));
  for (unsigned bit = 0; bit < 8 * octets.size(); ++bit) {
    Octets flipped = octets;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    this->wire(flipped);
  }
  const Octets after = this->frame(100);
  this->wire(with_fcs(after));
  this->expect_good({after});
  auto records = this->statuses(fcs, 65, 8 * octets.size());
  records.push_back({good, 104});
  EXPECT_EQ(this->bench.records, records);
}

TYPED_TEST(MacRx, AFrameCutAtAnyOctetIsDroppedAndTheNextServed) {
  proves("F01 F03");
  const Octets octets = with_fcs(this->frame(120));
  std::vector<Octets> expected;
  for (std::size_t cut = 0; cut < octets.size(); ++cut) {
    this->wire(Octets(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(cut)));
    expected.push_back(this->frame(60 + cut));
    this->wire(with_fcs(expected.back()));
  }
  this->expect_good(expected);
}

TYPED_TEST(MacRx, RxErInTheFrameIsAnErrorAndBeforeItIsNot) {
  proves("F03");
  const Octets octets = with_fcs(this->frame(60));
  auto& line = this->bench.line();
  for (unsigned at = 0; at < TypeParam::units * (8 + 64); ++at) {
    const std::size_t base = line.size();
    this->wire(octets);
    line[base + at].er = true;
  }
  // rx_er while rx_dv is 0 means something else (false carrier) and is no business of ours.
  line.push_back({false, true, 0x0E});
  const std::size_t before = 8 * TypeParam::units;
  this->expect_good(std::vector<Octets>(before, Octets(octets.begin(), octets.end() - 4)));
  auto records = this->statuses(good, 64, before);
  const auto errors = this->statuses(error, 64, 64 * TypeParam::units);
  records.insert(records.end(), errors.begin(), errors.end());
  EXPECT_EQ(this->bench.records, records);
}

TYPED_TEST(MacRxNibbles, AnOddNibbleIsAnAlignmentError) {
  const Octets octets = with_fcs(this->frame(60));
  auto& line = this->bench.line();
  this->bench.receive(octets, 0);
  line.push_back({true, false, 3});
  this->bench.silence(12);
  this->wire(octets);
  this->expect_good({Octets(octets.begin(), octets.end() - 4)});
  EXPECT_EQ(this->bench.records, (std::vector<Record>{{alignment, 64}, {good, 64}}));
}

TYPED_TEST(MacRx, OnlyOurAddressAndBroadcastPass) {
  proves("F06");
  std::vector<Octets> expected;
  for (unsigned bit = 0; bit < 48; ++bit) {
    this->wire(with_fcs(this->addressed(TypeParam::our_mac ^ (1ull << bit), 64)));
    this->wire(with_fcs(this->addressed(0xFFFFFFFFFFFF ^ (1ull << bit), 64)));
  }
  expected.push_back(this->addressed(0xFFFFFFFFFFFF, 64));
  this->wire(with_fcs(expected.back()));
  expected.push_back(this->frame(64));
  this->wire(with_fcs(expected.back()));
  this->expect_good(expected);
  auto records = this->statuses(filtered, 68, 96);
  records.insert(records.end(), 2, {good, 68});
  EXPECT_EQ(this->bench.records, records);
}

TYPED_TEST(MacRx, PreambleOfAnyLengthAndNothingElse) {
  const Octets octets = this->frame(80);
  std::vector<Octets> expected;
  for (unsigned preamble = 0; preamble < 20; ++preamble) {
    this->bench.receive(with_fcs(octets), 12, preamble);
    // The SFD's own low nibble is preamble on MII; on GMII an octet of it must come first.
    if (preamble > 0 || TypeParam::mii_bits == 4) expected.push_back(octets);
  }
  for (unsigned octet : {0x50u, 0x05u, 0xDDu, 0x57u, 0x00u, 0xFFu}) {  // broken preamble
    this->bench.unit_octet(0x55);
    this->bench.unit_octet(static_cast<std::uint8_t>(octet));
    this->bench.receive(with_fcs(octets));
  }
  for (unsigned i = 0; i < 30; ++i) this->bench.unit_octet(0x55);  // no SFD at all
  this->bench.silence(2);
  this->wire(with_fcs(octets));
  expected.push_back(octets);
  // 0xDD and the like end MII's preamble with a 0xD: what follows is a frame, and a bad one.
  this->bench.settle();
  std::erase_if(this->bench.records, [](const Record& record) { return record.status == fcs; });
  this->bench.stats[5] = 0;
  this->expect_good(expected);
}

// The core stops for a while, in the middle of frames or between them.
TYPED_TEST(MacRx, WithoutRoomAFrameIsDroppedWholeAndTheNextServed) {
  proves("F08");
  std::vector<Octets> frames;
  for (unsigned i = 0; i < 400; ++i) {
    frames.push_back(this->frame(60 + this->random() % (i % 5 ? 100 : 1400)));
    this->wire(with_fcs(frames.back(), i % 7 == 3 ? 1 : 0), 12);
  }
  while (!this->bench.line_empty()) {
    this->bench.sink.stall = std::array{100u, 0u, 100u, 97u}[this->random() % 4];
    this->bench.cycles(this->random() % (TypeParam::mii_bits == 8 ? 3000 : 30000));
  }
  this->bench.sink.stall = 0;
  const Octets last = this->frame(70);
  this->bench.cycles(1000);
  this->wire(with_fcs(last));
  this->bench.settle();
  ASSERT_EQ(this->bench.records.size(), frames.size() + 1);
  std::vector<Octets> expected;
  unsigned lost = 0;
  frames.push_back(last);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const unsigned status = this->bench.records[i].status;
    if (status == good) expected.push_back(frames[i]);
    lost += status == overflow;
    EXPECT_EQ(status == fcs, i % 7 == 3 && i < 400) << i;
  }
  EXPECT_GT(lost, 20u);
  EXPECT_LT(lost, 380u);
  EXPECT_EQ(this->bench.records.back().status, static_cast<unsigned>(good));
  this->expect_good(expected);
}

// The room comes back in each of the clocks around the next frame's first words.
TYPED_TEST(MacRx, ThePacketThatLostItsEndIsEndedBeforeTheNextBegins) {
  std::vector<Octets> expected;
  for (unsigned wait = 0; wait < 100; ++wait) {
    const std::size_t before = this->bench.records.size();
    std::vector<Octets> frames{this->frame(700), this->frame(64), this->frame(100)};
    this->bench.sink.stall = 100;
    for (const auto& octets : frames) this->wire(with_fcs(octets));
    ASSERT_TRUE(this->bench.run([&] { return this->bench.records.size() == before + 1; }));
    this->bench.cycles(wait * (TypeParam::mii_bits == 8 ? 1 : 5));
    this->bench.sink.stall = 0;
    this->bench.settle();
    ASSERT_EQ(this->bench.records.size(), before + 3);
    EXPECT_EQ(this->bench.records[before].status, static_cast<unsigned>(overflow));
    EXPECT_EQ(this->bench.records[before + 2].status, static_cast<unsigned>(good)) << wait;
    for (unsigned i = 1; i < 3; ++i)
      if (this->bench.records[before + i].status == good) expected.push_back(frames[i]);
  }
  this->expect_good(expected);
}

TYPED_TEST(MacRx, AReceiveClockThatStartsLate) {
  TypeParam late;
  late.rx_clock_runs = false;
  late.top.rst_ni = 0;
  late.cycles(5);
  late.top.rst_ni = 1;
  late.cycles(500);
  EXPECT_TRUE(late.sink.packets.empty());
  EXPECT_FALSE(late.top.rx_valid_o);
  late.rx_clock_runs = true;
  late.cycles(1000);
  late.records.clear();
  const Octets octets = this->frame(90);
  late.receive(with_fcs(octets));
  late.settle();
  ASSERT_EQ(late.sink.packets.size(), 1u);
  EXPECT_EQ(late.sink.packets[0].octets, octets);
  EXPECT_FALSE(late.sink.packets[0].err);
}

}  // namespace
}  // namespace sockwire::test
