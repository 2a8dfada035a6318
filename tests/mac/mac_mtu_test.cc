// toe_mac on a link with other frames: the longest one that is good, and that none is cut short.
#include "Vmac_mtu_576.h"
#include "Vmac_mtu_9000.h"
#include "tests/mac/mac_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

template <typename Bench, unsigned kMtu>
struct Link {
  using Mac = Bench;
  static constexpr unsigned longest = kMtu + 18;  // with its FCS
};

template <typename Link>
class MacMtu : public ::testing::Test {
 protected:
  void SetUp() override { bench.reset(); }

  Octets frame(std::size_t octets, unsigned type) {
    Octets made = random_octets(octets, random);
    for (unsigned i = 0; i < 6; ++i)
      made[i] = static_cast<std::uint8_t>(Link::Mac::our_mac >> (40 - 8 * i));
    made[12] = static_cast<std::uint8_t>(type >> 8), made[13] = static_cast<std::uint8_t>(type);
    return made;
  }

  typename Link::Mac bench;
  Random random{98};
};
using Links = ::testing::Types<Link<MacBench<Vmac_mtu_576, 4, 4>, 576>,
                               Link<MacBench<Vmac_mtu_9000, 8, 8>, 9000>>;
TYPED_TEST_SUITE(MacMtu, Links);

TYPED_TEST(MacMtu, FramesUpToTheLongestAreGood) {
  proves("F02");
  std::vector<Octets> expected;
  std::vector<Record> records;
  for (const unsigned tag : {0u, 4u}) {
    const unsigned longest = TypeParam::longest + tag;
    for (const unsigned total :
         {64u, 500u, longest - 5, longest - 1, longest, longest + 1, longest + 4, longest + 5}) {
      const Octets octets = this->frame(total - 4, tag != 0 ? 0x8100 : 0x0800);
      this->bench.receive(with_fcs(octets));
      records.push_back({total > longest ? giant : good, total});
      if (total <= longest) expected.push_back(octets);
    }
  }
  this->bench.settle();
  std::vector<Octets> passed;
  for (const auto& packet : this->bench.sink.packets)
    if (!packet.err) passed.push_back(packet.octets);
  EXPECT_TRUE(passed == expected) << passed.size() << " of " << expected.size();
  EXPECT_EQ(this->bench.records, records);
}

TYPED_TEST(MacMtu, FramesOfEveryLengthLeaveWhole) {
  this->bench.loop = true;
  std::vector<Octets> expected;
  for (const unsigned length : {60u, 61u, 1500u, TypeParam::longest - 5, TypeParam::longest - 4}) {
    if (length > TypeParam::longest - 4) continue;
    expected.push_back(this->frame(length, 0x0800));
    this->bench.source.push({expected.back()});
  }
  this->bench.settle();
  this->bench.cycles(400000);
  ASSERT_EQ(this->bench.sink.packets.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_FALSE(this->bench.sink.packets[i].err) << i;
    EXPECT_EQ(this->bench.sink.packets[i].octets == expected[i], true) << i;
  }
}

}  // namespace
}  // namespace sockwire::test
