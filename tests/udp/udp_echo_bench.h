// Stands around toe_udp_echo (udp_echo_tb): IP on both sides, and ARP. What becomes of each
// datagram is written here apart from the design (docs/rules/udp.md, "The echo application").
#pragma once

#include "model/generated/toe_types.h"
#include "tests/ip/sent.h"

#include "Vudp_echo_tb.h"

namespace sockwire::test {

constexpr unsigned kEchoPort = 7;

// A datagram with its header: its own length and its checksum are right unless given.
struct Udp {
  unsigned src_port = 5000, dst_port = kEchoPort;
  Octets payload{};
  std::optional<unsigned> length{}, sum{};
  std::uint32_t src = peer_ip, dst = Network{}.ip;
  Octets behind{};  // octets that its own length does not count

  Octets build() const {
    const unsigned own = length.value_or(static_cast<unsigned>(payload.size()) + 8);
    Octets octets;
    put(octets, src_port, 2), put(octets, dst_port, 2), put(octets, own, 2);
    put(octets, sum.value_or(0), 2);
    octets = octets + payload;
    if (sum) return octets + behind;
    Octets pseudo;
    put(pseudo, src, 4), put(pseudo, dst, 4), put(pseudo, 17, 2), put(pseudo, own, 2);
    const unsigned value = checksum(pseudo + octets);
    octets[6] = static_cast<std::uint8_t>(value ? value >> 8 : 0xFF);
    octets[7] = static_cast<std::uint8_t>(value ? value : 0xFF);
    return octets + behind;
  }
};

struct Echo : Bench<Vudp_echo_tb> {
  explicit Echo(unsigned width, Pace pace = {})
      : n(4u << width),
        rx(SOCKWIRE_STREAM_PINS(top, , i, o), n, 61 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, , o, i), n, "tx", 62) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx};
    sinks = {&tx};
    rx.idle = pace.idle;
    tx.stall = pace.stall;
    tx.side = [this] { return words(top.meta_o); };
    rx.drive_side = [this](const Packet& packet) {
      set_bits(top.meta_i, 64, 32, packet.side[0]);
      set_bits(top.meta_i, 32, 32, packet.side[1]);
      set_bits(top.meta_i, 24, 8, 17);
      set_bits(top.meta_i, 8, 16, packet.octets.size());
      set_bits(top.meta_i, 0, 8, packet.side[2]);
    };
    drive = [this] { drive_arp(); };
    sample = [this] { watch(); };
    set_network(top.network_i, {});
    reset();
  }

  // To the application; what must become of it is expected unless it is nothing.
  void give(const Udp& udp, unsigned tos = 0, bool err = false, bool tail = false) {
    const Octets octets = udp.build();
    rx.push({.octets = octets,
             .err = err,
             .empty_tail = tail && octets.size() % n == 0,
             .side = {udp.src, udp.dst, tos}});
    if (err) return;
    UdpEchoRecord r{};
    r.valid = true;
    r.src = udp.src, r.src_port = static_cast<std::uint16_t>(udp.src_port);
    const std::size_t own = get(octets, 4, 2);
    r.verdict = UdpEchoVerdict::EchoAnswered;
    if (own < 8 || own > octets.size()) {
      r.verdict = UdpEchoVerdict::EchoLength;
    } else {
      r.length = static_cast<std::uint16_t>(own - 8);
      Octets pseudo;
      put(pseudo, udp.src, 4), put(pseudo, udp.dst, 4), put(pseudo, 17, 2), put(pseudo, own, 2);
      if (get(octets, 6, 2) != 0 && checksum(pseudo + slice(octets, 0, own)) != 0)
        r.verdict = UdpEchoVerdict::EchoChecksum;
      else if (udp.src_port < 1024 || udp.src_port == udp.dst_port)
        r.verdict = UdpEchoVerdict::EchoRefused;
    }
    owed.push_back({r,
                    TxMeta{.mac = 0x020000000000u | udp.src,
                           .dst = udp.src,
                           .protocol = 17,
                           .length = static_cast<unsigned>(own),
                           .ttl = 0,
                           .tos = tos,
                           .dont_fragment = true},
                    octets});
  }
  // Each datagram has its record and its reply, in their order.
  void settle() {
    ASSERT_TRUE(run([&] { return rx.empty(); }));
    step(600 + 1500 * (tx.stall != 0));
    EXPECT_FALSE(tx.inside_packet());
    EXPECT_TRUE(owed.empty());
    ASSERT_EQ(tx.packets.size(), replies.size());
    for (std::size_t i = 0; i < replies.size(); ++i) {
      EXPECT_EQ(tx.packets[i].octets, replies[i].second) << i;
      EXPECT_EQ(get_meta(wide<4>(tx.packets[i].side)), replies[i].first) << i;
      EXPECT_FALSE(tx.packets[i].err);
    }
    EXPECT_TRUE(kept.empty());
    EXPECT_EQ(count, expected_count);
  }

  unsigned n;  // octets a beat
  Source rx;
  Sink tx;
  Random random{63};
  bool arp_runs = true, arp_at_once = false, may_be_busy = false;
  std::uint32_t missing_ip = 0;
  std::vector<std::uint32_t> questions;
  std::vector<UdpEchoRecord> records;
  std::array<unsigned, 3> count{}, expected_count{};  // answered, in_errors, discards
  std::vector<std::pair<TxMeta, Octets>> replies;     // that must have left
  unsigned busy = 0, lost = 0;

 private:
  struct Owed {
    UdpEchoRecord record;
    TxMeta meta;
    Octets octets;
  };
  std::deque<Owed> owed, kept;  // no record yet; no answer of ARP yet
  std::deque<Owed> without_neighbour;
  bool asked_ = false;

  // The MAC address of a neighbour is its IP address with 0x0200 in front.
  void drive_arp() {
    top.req_ready_i = arp_runs && !asked_ && (arp_at_once || random() % 2);
    top.rsp_valid_i = asked_ && (arp_at_once || random() % 3 == 0);
    top.rsp_hit_i = 0, top.rsp_mac_i = 0;
    if (!top.rsp_valid_i) return;
    top.rsp_hit_i = questions.back() != missing_ip;
    if (top.rsp_hit_i) top.rsp_mac_i = 0x020000000000u | questions.back();
  }
  void watch() {
    EXPECT_TRUE(top.ready_o);
    for (unsigned i = 0; i < 3; ++i) count[i] += top.stat_o >> (2 - i) & 1;
    const auto r = UdpEchoRecord::from_words(top.record_o.data());
    if (r.valid) record(r);
    if (top.rsp_valid_i) answer();
    if (top.req_valid_o && top.req_ready_i) {
      asked_ = true;
      questions.push_back(top.req_ip_o);
    }
  }
  void answer() {
    asked_ = false;
    ASSERT_FALSE(kept.empty());
    Owed k = kept.front();
    kept.pop_front();
    if (!top.rsp_hit_i) {
      without_neighbour.push_back(k);
      return;
    }
    Octets reply = slice(k.octets, 0, k.meta.length);
    std::swap(reply[0], reply[2]), std::swap(reply[1], reply[3]);
    k.meta.mac = top.rsp_mac_i;
    replies.emplace_back(k.meta, reply);
    ++expected_count[0];
  }
  void record(UdpEchoRecord r) {
    EXPECT_EQ(r.order, records.size());
    records.push_back(r);
    r.order = 0;
    if (r.verdict == UdpEchoVerdict::EchoNoRoute) {
      ASSERT_FALSE(without_neighbour.empty());
      UdpEchoRecord expected = without_neighbour.front().record;
      without_neighbour.pop_front();
      expected.verdict = r.verdict;
      EXPECT_EQ(r, expected);
      ++lost, ++expected_count[2];
      return;
    }
    ASSERT_FALSE(owed.empty());
    Owed o = owed.front();
    owed.pop_front();
    if (r.verdict == UdpEchoVerdict::EchoBusy && may_be_busy &&
        o.record.verdict == UdpEchoVerdict::EchoAnswered)
      o.record.verdict = r.verdict, ++busy;
    EXPECT_EQ(r, o.record) << records.size() - 1;
    expected_count[1] +=
        r.verdict == UdpEchoVerdict::EchoLength || r.verdict == UdpEchoVerdict::EchoChecksum;
    expected_count[2] +=
        r.verdict == UdpEchoVerdict::EchoRefused || r.verdict == UdpEchoVerdict::EchoBusy;
    if (r.verdict == UdpEchoVerdict::EchoAnswered) kept.push_back(o);
  }
};

}  // namespace sockwire::test
