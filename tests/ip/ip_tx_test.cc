// toe_ip_tx: headers, pieces, identification, turns and records (docs/rules/network.md, "IPv4 out").
#include "tests/ip/sent.h"
#include "tests/requirement.h"

#include "Vip_tx_tb.h"

#include <array>

namespace sockwire::test {
namespace {

enum Client : unsigned { tcp, icmp, fault, echo, send, igmp };
constexpr unsigned all_clients = 6;
constexpr std::array<unsigned, all_clients> protocols{6, 1, 99, 98, 17, 2};  // of each client, to tell them apart

struct Sent {  // toe_ip_pkg::ip_sent_t
  std::uint64_t order;
  std::uint32_t dst;
  unsigned protocol, id, length, at;
  bool more, dont_fragment;
  unsigned ttl, tos;
  bool operator==(const Sent&) const = default;
};

struct Tx : Bench<Vip_tx_tb> {
  explicit Tx(unsigned width, Pace pace = {})
      : n(4u << width), clients{Source(SOCKWIRE_STREAM_PINS(top, tcp_, i, o), n, 21 + pace.idle),
                Source(SOCKWIRE_STREAM_PINS(top, icmp_, i, o), n, 22 + pace.idle),
                Source(SOCKWIRE_STREAM_PINS(top, fault_, i, o), n, 23 + pace.idle),
                Source(SOCKWIRE_STREAM_PINS(top, echo_, i, o), n, 26 + pace.idle),
                Source(SOCKWIRE_STREAM_PINS(top, send_, i, o), n, 24 + pace.idle),
                Source(SOCKWIRE_STREAM_PINS(top, igmp_, i, o), n, 27 + pace.idle)},
        out(SOCKWIRE_STREAM_PINS(top, , o, i), n, "tx", 25) {
    top.width_i = static_cast<CData>(width);
    const std::array metas{&top.tcp_meta_i,  &top.icmp_meta_i, &top.fault_meta_i,
                           &top.echo_meta_i, &top.send_meta_i, &top.igmp_meta_i};
    for (unsigned c = 0; c < all_clients; ++c) {
      sources.push_back(&clients[c]);
      clients[c].idle = pace.idle;
      clients[c].drive_side = [port = metas[c]](const Packet& packet) { *port = wide<4>(packet.side); };
    }
    sinks = {&out};
    out.stall = pace.stall;
    out.side = [this] { return words(top.header_o); };
    drive = [this] {
      top.secret_set_i = secret.has_value();
      if (secret) set_bits(top.secret_i, 16, 16, *secret);
      secret.reset();
    };
    sample = [this] { watch(); };
    for (auto& word : top.secret_i.m_storage) word = random();
    set_network(top.network_i, {});
    reset();
  }
  void give(Client client, TxMeta meta, const Octets& octets) {
    meta.protocol = protocols[client];
    meta.router_alert = client == igmp;
    meta.length = static_cast<unsigned>(octets.size());
    VlWide<4> words_of{};
    set_meta(words_of, meta);
    clients[client].push({.octets = octets, .side = words(words_of)});
    owed[client].push_back({meta, octets});
  }
  // Compares all that has come out with what was given; `next` is the counter before.
  void expect_frames(unsigned next = 0) {
    std::array<std::pair<unsigned, unsigned>, all_clients> at{};  // of the client's datagram under way; its identification
    std::uint64_t order = records.empty() ? 0 : records.front().order;
    ASSERT_EQ(out.packets.size(), records.size());
    for (std::size_t i = 0; i < out.packets.size(); ++i) {
      const Packet& packet = out.packets[i];
      ASSERT_GE(packet.octets.size(), 20u);
      const unsigned client = static_cast<unsigned>(
          std::find(protocols.begin(), protocols.end(), packet.octets[9]) - protocols.begin());
      ASSERT_LT(client, all_clients);
      const unsigned header_size = client == igmp ? 24 : 20;
      ASSERT_FALSE(owed[client].empty());
      const auto& [meta, octets] = owed[client].front();
      auto& [place, id] = at[client];
      if (place == 0) id = meta.dont_fragment ? 0 : next++ & 0xFFFF;
      ASSERT_EQ(packet.octets, piece_frame(meta, octets, place, id)) << "frame " << i;
      EXPECT_EQ(checksum(slice(packet.octets, 0, header_size)), 0);
      const unsigned length = static_cast<unsigned>(packet.octets.size()) - header_size;
      const bool more = place + length < octets.size();
      EXPECT_EQ(records[i], (Sent{order++, meta.dst, meta.protocol, id, length, place, more,
                                  meta.dont_fragment, meta.ttl ? meta.ttl : 64, meta.tos}));
      const auto header = wide<4>(packet.side);
      EXPECT_EQ(bits(header, 64, 48), meta.mac);
      EXPECT_EQ(bits(header, 16, 48), Network{}.mac);
      EXPECT_EQ(bits(header, 0, 16), 0x0800u);
      place = more ? place + length : 0;
      if (!more) owed[client].pop_front();
    }
  }
  bool all_out() const { return std::all_of(clients.begin(), clients.end(), [](const auto& c) { return c.empty(); }); }
  void run_out() {
    ASSERT_TRUE(run([&] { return all_out(); }, 2000000));
    ASSERT_TRUE(run([&] { return !out.inside_packet(); }, 20000));
    step(40);
  }

  unsigned n;
  Random random{99};
  std::array<Source, all_clients> clients;
  Sink out;
  std::optional<unsigned> secret{};
  std::array<std::deque<std::pair<TxMeta, Octets>>, all_clients> owed{};
  std::vector<Sent> records;
  unsigned requests = 0, oks = 0, creates = 0;

 private:
  void watch() {
    requests += top.stat_o >> 2 & 1, oks += top.stat_o >> 1 & 1, creates += top.stat_o & 1;
    auto part = [&](unsigned low, unsigned count) { return bits(top.record_o, low, count); };
    auto number = [&](unsigned low, unsigned count) { return static_cast<unsigned>(part(low, count)); };
    if (!part(170, 1)) return;
    records.push_back({part(106, 64), number(74, 32), number(66, 8), number(50, 16), number(34, 16),
                       number(18, 16), part(17, 1) != 0, part(16, 1) != 0, number(8, 8), number(0, 8)});
  }
};

class IpTx : public testing::TestWithParam<unsigned> {};

TEST_P(IpTx, BuildsEachHeaderAndKeepsTheAddressesBesideIt) {
  proves("1122-IP-04 1122-IP-09 1122-IP-11 1122-IP-13 791-07");
  for (const Pace pace : {Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}}) {
    Tx tx(GetParam(), pace);
    Random random(GetParam() + 5);
    unsigned datagrams = 0, cut = 0, pieces = 0;
    for (unsigned i = 0; i < 100; ++i) {
      for (const Client client : {tcp, icmp, fault, echo, send, igmp}) {
        const bool whole = client != send || random() % 2;
        const unsigned size = i < 40 ? i : random() % (client == igmp ? 1477 : whole ? 1481 : 6000);
        tx.give(client, TxMeta::random(0, size, whole && random() % 2, random), random_octets(size, random));
        ++datagrams;
        if (size > max_piece) ++cut, pieces += (size + max_piece - 1) / max_piece;
      }
    }
    tx.run_out();
    tx.expect_frames();
    EXPECT_EQ(tx.requests, datagrams);
    EXPECT_EQ(tx.oks, cut);
    EXPECT_EQ(tx.creates, pieces);
  }
}

TEST_P(IpTx, GivesAllTheirTurn) {
  Tx tx(GetParam());
  for (unsigned i = 0; i < 20; ++i)
    for (const Client client : {tcp, icmp, fault, echo, send, igmp}) tx.give(client, {}, Octets(40));
  tx.run_out();
  for (unsigned i = all_clients; i < 19 * all_clients; ++i)
    EXPECT_EQ(tx.out.packets[i].octets[9], tx.out.packets[i - all_clients].octets[9]) << i;
}

TEST_P(IpTx, LetsOthersPassBetweenThePieces) {
  Tx tx(GetParam());
  tx.give(send, {}, random_octets(65515, tx.random));
  tx.run([&] { return tx.out.packets.size() == 2; });
  for (unsigned i = 0; i < 40; ++i) tx.give(tcp, {.dont_fragment = true}, random_octets(20, tx.random));
  for (unsigned i = 0; i < 20; ++i) tx.give(icmp, {}, random_octets(64, tx.random));
  tx.run_out();
  tx.expect_frames();
  for (std::size_t i = 3; i < 60; ++i)
    EXPECT_FALSE(tx.records[i].protocol == 17 && tx.records[i + 1].protocol == 17) << i;
  EXPECT_EQ(tx.records.back().protocol, 17u) << "nobody waited for all pieces";
}

TEST_P(IpTx, CountsTheIdentificationFromTheSecret) {
  proves("791-07 791-09");
  Tx tx(GetParam());
  auto burst = [&](unsigned next) {
    for (unsigned i = 0; i < 8; ++i) {
      tx.give(tcp, {.dont_fragment = true}, Octets(24));
      tx.give(send, {.dont_fragment = i % 4 == 3}, Octets(i % 4 == 1 ? 3000 : 100));
      tx.give(icmp, {.dont_fragment = i % 2 == 0}, Octets(8));
    }
    tx.run_out();
    tx.expect_frames(next);
    tx.out.packets.clear();
    tx.records.clear();
  };
  burst(0);
  burst(10);  // 6 of send's and 4 of ICMP's went before
  tx.secret = 0xFFFC;
  tx.step();
  burst(0xFFFC);
  burst(6);
}

// A frame under way keeps what it has; the next one begins anew.
TEST_P(IpTx, TakesTheSecretBetweenFrames) {
  for (unsigned wait = 0; wait < 30; ++wait) {
    Tx tx(GetParam());
    for (unsigned i = 0; i < 4; ++i) tx.give(icmp, {}, Octets(16));
    tx.step(wait);
    tx.secret = 0xABC0;
    tx.run_out();
    ASSERT_EQ(tx.records.size(), 4u);
    for (std::size_t i = 1; i < 4; ++i) {
      const unsigned before = tx.records[i - 1].id, id = tx.records[i].id;
      EXPECT_TRUE(id == before + 1 || (id == 0xABC0 && before < 4)) << wait << ": " << before << ", " << id;
    }
    for (const Packet& packet : tx.out.packets) EXPECT_EQ(checksum(slice(packet.octets, 0, 20)), 0);
    const unsigned last = tx.records.back().id;
    tx.records.clear();
    tx.give(icmp, {}, Octets(16));
    tx.run_out();
    EXPECT_TRUE(last >= 0xABC0 ? tx.records.back().id == last + 1 : tx.records.back().id == 0xABC0);
  }
}

// RFC 2113: routers look into what IGMP sends, and into nothing else.
TEST_P(IpTx, PutsRouterAlertIntoTheHeaderOfIgmpAlone) {
  Tx tx(GetParam(), {20, 20});
  for (const unsigned size : {8u, 16u, 0u, 1u, 12u, 13u, 1476u})
    for (const Client client : {igmp, icmp, igmp, tcp})
      tx.give(client, {.ttl = 1, .tos = 0xC0, .dont_fragment = true}, random_octets(size, tx.random));
  tx.run_out();
  tx.expect_frames();
  for (const Packet& packet : tx.out.packets) {
    const bool alert = packet.octets[9] == 2;
    EXPECT_EQ(packet.octets[0], alert ? 0x46 : 0x45);
    if (alert) { EXPECT_EQ(slice(packet.octets, 20, 24), (Octets{0x94, 4, 0, 0})); }
  }
  EXPECT_EQ(tx.requests, 28u);
}

// What TCP, ICMP and the echo application offer leaves in the next clock.
TEST_P(IpTx, CostsTheDirectClientsOneClock) {
  for (const Client client : {tcp, icmp, fault, echo, igmp}) {
    Tx tx(GetParam());
    tx.give(client, {.dont_fragment = true}, random_octets(40, tx.random));
    const auto begin = tx.cycle();
    tx.run_out();
    EXPECT_EQ(tx.out.packets.at(0).first_cycle - begin, 1u);
    EXPECT_EQ(tx.out.packets.at(0).last_cycle - begin, ((client == igmp ? 64 : 60) + tx.n - 1) / tx.n);
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, IpTx, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
