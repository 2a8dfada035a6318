// toe_ip_tx: the header of what is sent, turns, and what stands beside it (docs/rules/network.md).
#include "tests/ip/frames.h"
#include "tests/requirement.h"

#include "Vip_tb.h"

#include <array>

namespace sockwire::test {
namespace {

struct Tx : Bench<Vip_tb> {
  Tx(unsigned width, Pace pace)
      : tcp(SOCKWIRE_STREAM_PINS(top, tx_tcp_, i, o), 4u << width, 21 + pace.idle),
        icmp(SOCKWIRE_STREAM_PINS(top, tx_icmp_, i, o), 4u << width, 22 + pace.idle),
        out(SOCKWIRE_STREAM_PINS(top, tx_, o, i), 4u << width, "tx", 23) {
    top.width_i = static_cast<CData>(width);
    sources = {&tcp, &icmp};
    sinks = {&out};
    tcp.idle = icmp.idle = pace.idle;
    out.stall = pace.stall;
    out.side = [this] { return words(top.tx_header_o); };
    tcp.drive_side = [this](const Packet& packet) { drive_meta(top.tx_tcp_meta_i, packet); };
    icmp.drive_side = [this](const Packet& packet) { drive_meta(top.tx_icmp_meta_i, packet); };
    sample = [this] { sent += top.tx_stat_o & 1; };
    set_network(top.network_i, {});
    reset();
  }
  // side: destination MAC's high 16 and low 32 bits, IP, protocol
  void drive_meta(VlWide<4>& port, const Packet& packet) {
    set_bits(port, 88, 16, packet.side[0]);
    set_bits(port, 56, 32, packet.side[1]);
    set_bits(port, 24, 32, packet.side[2]);
    set_bits(port, 16, 8, packet.side[3]);
    set_bits(port, 0, 16, packet.octets.size());
  }
  Source tcp, icmp;
  Sink out;
  unsigned sent = 0;
};

class IpTx : public testing::TestWithParam<unsigned> {};

TEST_P(IpTx, BuildsTheHeaderAndKeepsTheAddressesBesideIt) {
  proves("1122-IP-04 1122-IP-11 791-07 1122-IP-22");
  for (const Pace pace : {Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}}) {
    Tx tx(GetParam(), pace);
    Random random(GetParam() + 5);
    std::array<std::vector<Packet>, 2> sent;
    for (unsigned i = 0; i < 200; ++i) {
      for (const unsigned protocol : {6u, 1u}) {
        const unsigned size = i < 60 ? i : random() % 1481;
        Packet packet{.octets = random_octets(size, random),
                      .side = {random() & 0xFFFF, random(), random(), protocol}};
        sent[protocol == 1].push_back(packet);
        (protocol == 1 ? tx.icmp : tx.tcp).push(packet);
      }
    }
    ASSERT_TRUE(tx.run([&] { return tx.out.packets.size() == 400; }, 1000000));
    tx.step(20);
    EXPECT_EQ(tx.out.packets.size(), 400u);
    EXPECT_EQ(tx.sent, 400u);
    std::array<std::size_t, 2> taken{};
    for (const Packet& packet : tx.out.packets) {
      ASSERT_GE(packet.octets.size(), 20u);
      const bool is_icmp = packet.octets[9] == 1;
      ASSERT_LT(taken[is_icmp], sent[is_icmp].size());
      const Packet& in = sent[is_icmp][taken[is_icmp]++];
      const Ipv4 expected{.protocol = in.side[3], .src = Network{}.ip, .dst = in.side[2],
                          .payload = in.octets};
      EXPECT_EQ(packet.octets, expected.build());
      EXPECT_EQ(checksum(slice(packet.octets, 0, 20)), 0);
      VlWide<4> header;
      std::copy(packet.side.begin(), packet.side.end(), header.m_storage);
      EXPECT_EQ(bits(header, 64, 48), std::uint64_t{in.side[0]} << 32 | in.side[1]);
      EXPECT_EQ(bits(header, 16, 48), Network{}.mac);
      EXPECT_EQ(bits(header, 0, 16), 0x0800u);
    }
  }
}

TEST_P(IpTx, GivesBothTheirTurn) {
  Tx tx(GetParam(), {});
  for (unsigned i = 0; i < 20; ++i) {
    tx.tcp.push({.octets = Octets(40), .side = {1, 2, 3, 6}});
    tx.icmp.push({.octets = Octets(40), .side = {1, 2, 3, 1}});
  }
  ASSERT_TRUE(tx.run([&] { return tx.out.packets.size() == 40; }));
  for (unsigned i = 0; i + 1 < 40; ++i)
    EXPECT_NE(tx.out.packets[i].octets[9], tx.out.packets[i + 1].octets[9]);
}

INSTANTIATE_TEST_SUITE_P(Widths, IpTx, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
