// Packets, questions, ticks, advice and claims for toe_arp; collects its records, answers and frames.
#pragma once

#include "tests/ip/frames.h"

#include "Varp_tb.h"

#include <array>

namespace sockwire::test {

enum ArpKind : unsigned {
  kind_none, kind_packet, kind_resolve, kind_tick, kind_wait, kind_advise, kind_claim
};
enum ArpClient : unsigned { client_tcp, client_icmp, client_send, client_fault, client_echo };
enum ArpSend : unsigned { send_none, send_request, send_reply, send_probe, send_announce };
enum ArpOutcome : unsigned { pending_none, pending_resolved, pending_failed };

struct ArpRecord {
  unsigned kind = 0;
  Octets packet = Octets(28);
  unsigned client = 0;
  std::uint32_t ip = 0;
  bool hit = false;
  std::uint64_t mac = 0;
  bool learned = false, conflict = false, probe_conflict = false, forgotten = false;
  unsigned send = 0;
  std::uint32_t send_ip = 0;
  std::uint64_t send_mac = 0;
  unsigned pending = 0;
  std::uint32_t pending_ip = 0;
  bool operator==(const ArpRecord&) const = default;
};

struct ArpAnswer {
  bool hit = false, waiting = false;
  std::uint64_t mac = 0;
  bool operator==(const ArpAnswer&) const = default;
};

inline constexpr std::uint32_t other_ip = 0x0A000163;  // a neighbour that nobody has heard of
inline constexpr ArpAnswer miss{}, waiting{.waiting = true};
inline ArpAnswer hit(std::uint64_t mac) { return {.hit = true, .mac = mac}; }
// The i-th of many neighbours.
inline std::uint32_t ip(unsigned i) { return 0x0A000110 + i; }
inline std::uint64_t mac(unsigned i) { return 0x020000000100 + i; }

struct ArpBench : Bench<Varp_tb> {
  static constexpr unsigned entries = 8, age_limit = 300, slots = 4, defend_ticks = 10, clients = 5;
  // The counters in the order of arp_stat_t.
  enum Counter { in_requests, in_replies, out_requests, out_replies, conflicts, probe_conflicts };
  using Counts = std::array<unsigned, 6>;

  explicit ArpBench(unsigned width, Pace pace = {})
      : rx(SOCKWIRE_STREAM_PINS(top, , i, o), 4u << width, 41 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, , o, i), 4u << width, "tx", 42) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx};
    sinks = {&tx};
    rx.idle = pace.idle;
    tx.stall = pace.stall;
    tx.side = [this] { return words(top.header_o); };
    drive = [this] {
      top.now_i = now;
      top.req_valid_i = 0;
      for (unsigned i = 0; i < clients; ++i) {
        top.req_valid_i |= static_cast<CData>(asks[i] << i);
        top.req_ip_i[i] = asks[i] ? ask_ip[i] : 0xDEADBEEF;
      }
      top.advice_valid_i = !advices.empty();
      top.advice_ip_i = advices.empty() ? 0xDEADBEEF : advices.front();
      if (!advices.empty()) advices.pop_front();
      top.claim_valid_i = !claims.empty();
      top.claim_ip_i = claims.empty() ? 0xDEADBEEF : claims.front().first;
      top.claim_probe_i = !claims.empty() && claims.front().second;
    };
    sample = [this] { watch(); };
    set_network(top.network_i, {});
    reset();
  }

  void packet(const Arp& arp, std::size_t size = 46, bool err = false) {
    rx.push({.octets = padded(arp.build(), size, 0xBB), .err = err});
  }
  void tick() {
    now += 1u << 20;
    step(40);
  }
  // TCP gives advice in the next clocks, one in each.
  void advise(std::uint32_t ip) { advices.push_back(ip); }
  void claim(std::uint32_t ip, bool probe) { claims.emplace_back(ip, probe); }
  // Asks and waits for the answer.
  ArpAnswer ask(std::uint32_t ip, ArpClient client = client_tcp) {
    asks[client] = true;
    ask_ip[client] = ip;
    const std::size_t before = answers[client].size();
    EXPECT_TRUE(run([&] { return answers[client].size() > before; }, 2000));
    return answers[client].back();
  }
  void settle() {
    ASSERT_TRUE(run([&] { return rx.empty() && advices.empty() && claims.empty(); }, 100000));
    step(100 + 400 * (tx.stall != 0));
    check_frames();
  }
  // Every record that says so has sent its frame, in order, and nothing else was sent.
  void check_frames() {
    std::size_t n = 0;
    for (const ArpRecord& record : records) {
      if (record.send == send_none) continue;
      ASSERT_LT(n, tx.packets.size());
      const Packet& sent = tx.packets[n++];
      const bool reply = record.send == send_reply;
      const Arp expected{.operation = reply ? 2u : 1u,
                         .sender_mac = network.mac,
                         .sender_ip = record.send == send_probe      ? 0
                                      : record.send == send_announce ? record.send_ip
                                                                     : network.ip,
                         .target_mac = reply ? record.send_mac : 0,
                         .target_ip = record.send_ip};
      EXPECT_EQ(sent.octets, expected.build());
      VlWide<4> header;
      std::copy(sent.side.begin(), sent.side.end(), header.m_storage);
      EXPECT_EQ(bits(header, 64, 48), reply ? record.send_mac : broadcast_mac);
      EXPECT_EQ(bits(header, 16, 48), network.mac);
      EXPECT_EQ(bits(header, 0, 16), 0x0806u);
    }
    EXPECT_EQ(n, tx.packets.size());
  }
  void watch() {
    for (unsigned i = 0; i < clients; ++i) {
      if (top.rsp_valid_o >> i & 1)
        answers[i].push_back({(top.rsp_o >> 49 & 1) != 0, (top.rsp_o >> 48 & 1) != 0, top.rsp_o & broadcast_mac});
      if (top.req_valid_i & top.req_ready_o & 1u << i) asks[i] = false;
    }
    EXPECT_EQ(top.req_ready_o & (top.req_ready_o - 1), 0);  // one question at a time
    if (top.claim_valid_i && top.claim_ready_o) claims.pop_front();
    for (unsigned i = 0; i < count.size(); ++i) count[i] += top.stat_o >> (5 - i) & 1;
    const unsigned pending = static_cast<unsigned>(top.pending_o >> 32);
    if (!top.record_valid_o) {
      EXPECT_EQ(pending, 0u);
      return;
    }
    ArpRecord record{.kind = top.record_kind_o,
                     .client = top.record_client_o,
                     .ip = top.record_ip_o,
                     .hit = top.record_hit_o != 0,
                     .mac = top.record_mac_o,
                     .learned = top.record_learned_o != 0,
                     .conflict = top.record_conflict_o != 0,
                     .probe_conflict = top.record_probe_conflict_o != 0,
                     .forgotten = top.record_forgotten_o != 0,
                     .send = top.record_send_o,
                     .send_ip = top.record_send_ip_o,
                     .send_mac = top.record_send_mac_o,
                     .pending = top.record_pending_o,
                     .pending_ip = top.record_pending_ip_o};
    for (unsigned i = 0; i < 28; ++i)
      record.packet[i] = static_cast<std::uint8_t>(bits(top.record_packet_o, 8 * (27 - i), 8));
    EXPECT_EQ(top.record_order_o, records.size());
    EXPECT_EQ(pending, record.pending == pending_none ? 0u : record.pending == pending_failed ? 1u : 2u);
    if (pending) { EXPECT_EQ(top.pending_o & 0xFFFFFFFF, record.pending_ip); }
    records.push_back(record);
  }

  Network network;
  Source rx;
  Sink tx;
  std::uint64_t now = 0;
  std::array<bool, clients> asks{};
  std::array<std::uint32_t, clients> ask_ip{};
  std::array<std::vector<ArpAnswer>, clients> answers;
  std::deque<std::uint32_t> advices;
  std::deque<std::pair<std::uint32_t, bool>> claims;
  std::vector<ArpRecord> records;
  Counts count{};
};

}  // namespace sockwire::test
