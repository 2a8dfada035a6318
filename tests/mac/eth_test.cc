// toe_mac_eth_rx and toe_mac_eth_tx: who gets a frame, and the header off and on.
#include "tests/ip/frames.h"
#include "tests/requirement.h"

#include "Veth_tb.h"

#include <array>

namespace sockwire::test {
namespace {

constexpr std::array<Pace, 4> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}};

struct Eth : Bench<Veth_tb> {
  Eth(unsigned width, Pace pace)
      : rx(SOCKWIRE_STREAM_PINS(top, , i, o), 4u << width, 1 + pace.idle),
        arp(SOCKWIRE_STREAM_PINS(top, arp_, o, i), 4u << width, "arp", 2),
        ip(SOCKWIRE_STREAM_PINS(top, ip_, o, i), 4u << width, "ip", 3),
        tx_arp(SOCKWIRE_STREAM_PINS(top, tx_arp_, i, o), 4u << width, 4 + pace.idle),
        tx_ip(SOCKWIRE_STREAM_PINS(top, tx_ip_, i, o), 4u << width, 5 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, tx_, o, i), 4u << width, "tx", 6) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx, &tx_arp, &tx_ip};
    sinks = {&arp, &ip, &tx};
    for (auto* source : sources) source->idle = pace.idle;
    for (auto* sink : sinks) sink->stall = pace.stall;
    arp.side = ip.side = [this] { return words(top.header_o); };
    tx_arp.drive_side = [this](const Packet& packet) { drive(top.tx_arp_header_i, packet); };
    tx_ip.drive_side = [this](const Packet& packet) { drive(top.tx_ip_header_i, packet); };
    sample = [this] { unknown += top.unknown_o, filtered += top.filtered_o; };
    reset();
  }
  static void drive(VlWide<4>& port, const Packet& packet) {
    std::copy(packet.side.begin(), packet.side.end(), port.m_storage);
  }
  Source rx;
  Sink arp, ip;
  Source tx_arp, tx_ip;
  Sink tx;
  unsigned unknown = 0, filtered = 0;
};

// The side of a packet: its Ethernet header in words, the last first.
std::vector<std::uint32_t> header_side(const Octets& frame) {
  std::vector<std::uint32_t> side;
  for (unsigned w = 0; w < 4; ++w)
    side.push_back(static_cast<std::uint32_t>(w < 3 ? get(frame, 14 - 4 * (w + 1), 4) : get(frame, 0, 2)));
  return side;
}

// The same frame with a VLAN tag.
Octets with_tag(Octets frame, unsigned priority, unsigned id) {
  const unsigned control = priority << 13 | id;
  const std::uint8_t tag[] = {0x81, 0x00, static_cast<std::uint8_t>(control >> 8), static_cast<std::uint8_t>(control)};
  frame.insert(frame.begin() + 12, std::begin(tag), std::end(tag));
  return frame;
}

constexpr unsigned vlan_of(bool enabled, unsigned priority, unsigned id) {
  return (enabled ? 1U : 0U) << 15 | priority << 12 | id;
}

class EthTest : public testing::TestWithParam<unsigned> {};

TEST_P(EthTest, HandsFramesOutByEtherType) {
  proves("1122-ETH-01 F05 F09");
  for (const Pace pace : paces) {
    Eth eth(GetParam(), pace);
    Random random(7);
    std::array<std::vector<Packet>, 2> expected;  // ARP, IP
    unsigned unknown = 0;
    for (unsigned i = 0; i < 400; ++i) {
      const unsigned types[] = {0x0806, 0x0800, 0x86DD, 0x0801, 0x0008, 46};
      const unsigned which = random() % 6;
      const bool err = random() % 4 == 0;
      const Octets data = random_octets(46 + (i < 60 ? i : random() % 1454), random);
      const Octets frame = ethernet(random(), random(), types[which], data);
      eth.rx.push({frame, err});
      if (which < 2) {
        Packet packet{data, err};
        for (unsigned w = 0; w < 4; ++w)
          packet.side.push_back(static_cast<std::uint32_t>(
              w < 3 ? get(frame, 14 - 4 * (w + 1), 4) : get(frame, 0, 2)));
        expected[which].push_back(packet);
      } else {
        unknown += !err;
      }
    }
    ASSERT_TRUE(eth.run([&] { return eth.rx.empty(); }, 1000000));
    eth.step(100);
    EXPECT_EQ(eth.unknown, unknown);
    for (unsigned which = 0; which < 2; ++which) {
      const Sink& sink = which ? eth.ip : eth.arp;
      ASSERT_EQ(sink.packets.size(), expected[which].size());
      for (std::size_t i = 0; i < sink.packets.size(); ++i) {
        EXPECT_EQ(sink.packets[i].octets, expected[which][i].octets);
        EXPECT_EQ(sink.packets[i].err, expected[which][i].err);
        EXPECT_EQ(sink.packets[i].side, expected[which][i].side);
      }
    }
  }
}

TEST_P(EthTest, SwallowsWhatEndsInsideTheHeader) {
  Eth eth(GetParam(), {});
  for (unsigned size = 0; size < 14; ++size) {
    eth.rx.push({Octets(size, 0x08)});
    eth.rx.push({ethernet(1, 2, 0x0800, Octets(46, static_cast<std::uint8_t>(size)))});
  }
  ASSERT_TRUE(eth.run([&] { return eth.rx.empty(); }));
  eth.step(50);
  EXPECT_EQ(eth.unknown, 0u);
  EXPECT_TRUE(eth.arp.packets.empty());
  ASSERT_EQ(eth.ip.packets.size(), 14u);
  for (unsigned size = 0; size < 14; ++size)
    EXPECT_EQ(eth.ip.packets[size].octets, Octets(46, static_cast<std::uint8_t>(size)));
}

// Without a VLAN of our own tags with identifier 0 are taken off; with one, ours alone.
TEST_P(EthTest, TakesOffTheTagThatIsOursAndLeavesOthers) {
  for (const Pace pace : paces) {
    for (const unsigned vlan : {vlan_of(false, 0, 0), vlan_of(false, 5, 77), vlan_of(true, 5, 77), vlan_of(true, 0, 0)}) {
      Eth eth(GetParam(), pace);
      eth.top.vlan_i = static_cast<SData>(vlan);
      const bool enabled = vlan >> 15 != 0;
      const unsigned ours = enabled ? vlan & 0xFFF : 0;
      Random random(11);
      std::array<std::vector<Packet>, 2> expected;
      unsigned filtered = 0, unknown = 0;
      for (unsigned i = 0; i < 300; ++i) {
        const unsigned types[] = {0x0806, 0x0800, 0x86DD, 0x8100};
        const unsigned which = random() % 4;
        const Octets data = random_octets(42 + (i < 60 ? i : random() % 1454), random);
        const Octets plain = ethernet(random(), random(), types[which], data);
        const bool tagged = random() % 4 != 0;
        const unsigned ids[] = {0, 77, 78, 0x077, 4095};
        const unsigned id = ids[random() % 5];
        if (!tagged && which == 3) continue;  // it would be a tag
        eth.rx.push({tagged ? with_tag(plain, random() % 8, id) : plain, false});
        if (tagged ? id != ours : enabled) {
          ++filtered;
        } else if (which < 2) {
          Packet packet{data, false};
          packet.side = header_side(plain);
          expected[which].push_back(packet);
        } else {
          ++unknown;
        }
      }
      ASSERT_TRUE(eth.run([&] { return eth.rx.empty(); }, 1000000));
      eth.step(100);
      EXPECT_EQ(eth.filtered, filtered);
      EXPECT_EQ(eth.unknown, unknown);
      for (unsigned which = 0; which < 2; ++which) {
        const Sink& sink = which ? eth.ip : eth.arp;
        ASSERT_EQ(sink.packets.size(), expected[which].size());
        for (std::size_t i = 0; i < sink.packets.size(); ++i) {
          EXPECT_EQ(sink.packets[i].octets, expected[which][i].octets);
          EXPECT_EQ(sink.packets[i].side, expected[which][i].side);
        }
      }
    }
  }
}

TEST_P(EthTest, SwallowsWhatEndsInsideTheTag) {
  Eth eth(GetParam(), {});
  for (unsigned size = 14; size < 18; ++size) {
    Octets frame = with_tag(ethernet(1, 2, 0x0800, Octets(46, 1)), 0, 0);
    frame.resize(size);
    eth.rx.push({frame});
    eth.rx.push({ethernet(1, 2, 0x0800, Octets(46, static_cast<std::uint8_t>(size)))});
  }
  ASSERT_TRUE(eth.run([&] { return eth.rx.empty(); }));
  eth.step(50);
  EXPECT_EQ(eth.unknown + eth.filtered, 0u);
  EXPECT_EQ(eth.ip.packets.size(), 4u);
}

TEST_P(EthTest, SendsWithTheTagOfOurVlan) {
  for (const Pace pace : paces) {
    Eth eth(GetParam(), pace);
    eth.top.vlan_i = static_cast<SData>(vlan_of(true, 3, 0x123));
    Random random(13);
    std::array<std::vector<Octets>, 2> expected;
    for (unsigned i = 0; i < 150; ++i) {
      for (const bool is_ip : {false, true}) {
        const Octets data = random_octets(1 + random() % 60, random);
        const Octets frame = ethernet(random(), random(), is_ip ? 0x0800 : 0x0806, data);
        expected[is_ip].push_back(with_tag(frame, 3, 0x123));
        Packet packet{data};
        packet.side = header_side(frame);
        (is_ip ? eth.tx_ip : eth.tx_arp).push(packet);
      }
    }
    ASSERT_TRUE(eth.run([&] { return eth.tx.packets.size() == 300; }, 1000000));
    std::array<std::size_t, 2> taken{};
    for (const Packet& packet : eth.tx.packets) {
      const bool is_ip = packet.octets.at(17) == 0;
      ASSERT_LT(taken[is_ip], 150u);
      EXPECT_EQ(packet.octets, expected[is_ip][taken[is_ip]++]);
    }
  }
}

TEST_P(EthTest, SendsWhatBothGiveWithItsHeaderInTurn) {
  proves("1122-ETH-01 1122-ETH-05 F09");
  for (const Pace pace : paces) {
    Eth eth(GetParam(), pace);
    Random random(9);
    std::array<std::vector<Octets>, 2> expected;
    for (unsigned i = 0; i < 150; ++i) {
      for (const bool is_ip : {false, true}) {
        const std::uint64_t dst = random(), src = random();
        const Octets data = random_octets(is_ip ? 20 + random() % 1400 : 28, random);
        const Octets frame = ethernet(dst, src, is_ip ? 0x0800 : 0x0806, data);
        expected[is_ip].push_back(frame);
        Packet packet{data};
        for (unsigned w = 0; w < 4; ++w)
          packet.side.push_back(static_cast<std::uint32_t>(
              w < 3 ? get(frame, 14 - 4 * (w + 1), 4) : get(frame, 0, 2)));
        (is_ip ? eth.tx_ip : eth.tx_arp).push(packet);
      }
    }
    ASSERT_TRUE(eth.run([&] { return eth.tx.packets.size() == 300; }, 1000000));
    std::array<std::size_t, 2> taken{};
    for (std::size_t i = 0; i < 300; ++i) {
      const Octets& frame = eth.tx.packets[i].octets;
      const bool is_ip = frame.at(13) == 0;
      ASSERT_LT(taken[is_ip], 150u);
      EXPECT_EQ(frame, expected[is_ip][taken[is_ip]++]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, EthTest, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
