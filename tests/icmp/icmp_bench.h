// Stands around toe_icmp (icmp_tb): IP on both sides, ARP, TCP and UDP for the errors, and the
// datagram memory with its sender.
#pragma once

#include "tests/ip/frames.h"

#include "Vicmp_tb.h"

#include <array>
#include <map>

namespace sockwire::test {

enum Verdict {
  none, answered, bad_checksum, ignored, busy, no_route, error_for_tcp, error_for_udp, fault_queued,
  fault_limited, fault_lost
};

struct Record {
  std::uint64_t order;
  unsigned verdict;
  std::uint32_t src;
  unsigned length;
  bool datagram = false;
  unsigned type = 0, code = 0;
  std::uint64_t now = 0;
  bool operator==(const Record&) const = default;
};

// What TCP or UDP is told of an error.
struct ToldError {
  std::uint32_t addr, seq;
  unsigned remote_port, local_port, type, code, mtu;
  bool operator==(const ToldError&) const = default;
};

// What is sent beside a message.
struct TxMeta {
  std::uint64_t dst_mac;
  std::uint32_t dst;
  unsigned protocol, length, ttl, tos;
  bool dont_fragment;
  bool operator==(const TxMeta&) const = default;
};

// A reply handed over to be sent from the datagram memory, as it lies there.
struct Job {
  std::uint32_t dst;
  unsigned ttl, tos;
  Octets octets;
  bool operator==(const Job&) const = default;
};

struct Datagram {
  Ipv4 header;
  Octets message;
};

struct Fault {
  unsigned type, code;
  Octets header;  // 20
  Octets first;   // 8
};

// in_msgs, in_errors, in_echos, out_echo_reps, in_discards, in by type: 3, 11, 12, 4, out by type: 3,
// 11, limited
using Counts = std::array<unsigned, 12>;

template <std::size_t Words>
void set_octets(VlWide<Words>& wide, unsigned low, const Octets& octets) {
  for (unsigned i = 0; i < octets.size(); ++i)
    set_bits(wide, low + 8 * (static_cast<unsigned>(octets.size()) - 1 - i), 8, octets[i]);
}

struct Icmp : Bench<Vicmp_tb> {
  explicit Icmp(unsigned width, Pace pace = {})
      : data_bytes(4u << width),
        rx(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 31 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, , o, i), data_bytes, "tx", 32),
        fault_tx(SOCKWIRE_STREAM_PINS(top, fault_tx_, o, i), data_bytes, "fault_tx", 34),
        random(33) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx};
    sinks = {&tx, &fault_tx};
    rx.idle = pace.idle;
    tx.stall = fault_tx.stall = pace.stall;
    tx.side = [this] { return words(top.meta_o); };
    fault_tx.side = [this] { return words(top.fault_tx_meta_o); };
    rx.drive_side = [this](const Packet& packet) {
      set_bits(top.meta_i, 64, 32, packet.side[0]);
      set_bits(top.meta_i, 32, 32, Network{}.ip);
      set_bits(top.meta_i, 24, 8, 1);
      set_bits(top.meta_i, 8, 16, packet.octets.size());
      set_bits(top.meta_i, 0, 8, packet.side[1]);
    };
    drive = [this] {
      top.now_i = now;
      top.error_ready_i = static_cast<CData>((tcp_runs && random() % 2) | (udp_runs && random() % 2) << 1);
      drive_arp();
      drive_datagrams();
      for (unsigned i = 0; i < 2; ++i) {
        if (!faults[i].empty() && random() % 2) fault_offered |= 1u << i;
        if (!(fault_offered >> i & 1)) continue;
        const Fault& fault = faults[i].front();
        set_bits(top.fault_i, 240 * i + 232, 8, fault.type);
        set_bits(top.fault_i, 240 * i + 224, 8, fault.code);
        set_octets(top.fault_i, 240 * i + 64, fault.header);
        set_octets(top.fault_i, 240 * i, fault.first);
      }
      top.fault_valid_i = static_cast<CData>(fault_offered);
    };
    sample = [this] { watch(); };
    set_network(top.network_i, {});
    reset();
  }
  // The MAC address of a neighbour is its IP address with 0x0200 in front.
  void drive_arp() {
    top.req_ready_i = 0, top.rsp_valid_i = 0, top.rsp_hit_i = 0, top.rsp_mac_i = 0;
    for (unsigned i = 0; i < 2; ++i) {
      if (arp_runs && !asked[i] && random() % 2) top.req_ready_i |= static_cast<CData>(1u << i);
      if (!asked[i] || top.rsp_valid_i || random() % 3) continue;
      top.rsp_valid_i = static_cast<CData>(1u << i);
      top.rsp_hit_i = asked_ip[i] != missing_ip;
      top.rsp_mac_i = top.rsp_hit_i ? 0x020000000000 | asked_ip[i] : 0;
      asked[i] = false;
    }
  }
  void drive_datagrams() {
    top.w_ready_i = random() % 2;
    top.free_ready_i = random() % 2;
    top.job_ready_i = job_runs && random() % 100 >= job_collisions;
    if (!datagrams.empty() && random() % 2) datagram_offered = true;
    top.datagram_valid_i = datagram_offered;
    if (!datagram_offered) return;
    const auto& [header, message] = datagrams.front();
    set_bits(top.datagram_i, 257, 8, slot);
    set_octets(top.datagram_i, 97, header.build());
    set_bits(top.datagram_i, 81, 16, message.size());
    set_octets(top.datagram_i, 17, slice(padded(message, 8, 0xA5), 0, 8));
    set_bits(top.datagram_i, 1, 16, checksum(message) ^ 0xFFFFu);
    set_bits(top.datagram_i, 0, 1, 0);
    if (memory.contains(slot)) return;
    memory[slot] = message;
  }
  void watch() {
    EXPECT_TRUE(top.ready_o);
    for (unsigned i = 0; i < 2; ++i) {
      if (!(top.req_valid_o & top.req_ready_i & 1u << i)) continue;
      asked[i] = true;
      asked_ip[i] = static_cast<std::uint32_t>(top.req_ip_o >> 32 * i);
      questions[i].push_back(asked_ip[i]);
    }
    if (top.record_valid_o)
      records.push_back({top.record_order_o, top.record_verdict_o, top.record_src_o, top.record_length_o,
                         top.record_datagram_o != 0, top.record_type_o, top.record_code_o,
                         top.record_now_o});
    for (unsigned i = 0; i < count.size(); ++i) count[i] += top.stat_o >> (11 - i) & 1;
    if (top.error_valid_o & top.error_ready_i & 1) tcp_errors.push_back(told(top.tcp_error_o));
    if (top.error_valid_o & top.error_ready_i & 2) udp_errors.push_back(told(top.udp_error_o));
    watch_datagrams();
    for (unsigned i = 0; i < 2; ++i) {
      if (!(top.fault_valid_i & top.fault_ready_o & 1u << i)) continue;
      faults[i].pop_front();
      fault_offered &= ~(1u << i);
    }
  }
  void watch_datagrams() {
    if (top.w_valid_o && top.w_ready_i) {
      ASSERT_EQ(top.w_slot_o, slot);
      for (unsigned i = 0; i < top.w_count_o; ++i)
        memory.at(slot).at(top.w_at_o + i) = static_cast<std::uint8_t>(top.w_data_o[i / 4] >> 8 * (i % 4));
    }
    const bool given = top.job_valid_o && top.job_ready_i, freed = top.free_valid_o && top.free_ready_i;
    if (given) {
      EXPECT_EQ(bits(top.job_o, 0, 16), 0xFFFFu);   // nobody asks what becomes of it
      EXPECT_EQ(bits(top.job_o, 16, 1), 0u);
      EXPECT_EQ(bits(top.job_o, 49, 8), 1u);
      EXPECT_EQ(bits(top.job_o, 89, 8), slot);
      EXPECT_EQ(bits(top.job_o, 33, 16), memory.at(slot).size());
      jobs.push_back({static_cast<std::uint32_t>(bits(top.job_o, 57, 32)),
                      static_cast<unsigned>(bits(top.job_o, 25, 8)),
                      static_cast<unsigned>(bits(top.job_o, 17, 8)), memory.at(slot)});
    }
    if (freed) { EXPECT_EQ(top.free_slot_o, slot); }
    EXPECT_FALSE(given && freed);
    const bool taken = top.datagram_valid_i && top.datagram_ready_o;
    EXPECT_EQ(taken, given || freed);  // one of the two, once
    if (!taken) return;
    memory.erase(slot);
    slot = (slot + 1) % 256;
    datagrams.pop_front();
    datagram_offered = false;
  }
  static ToldError told(const VlWide<5>& error) {
    const auto field = [&](unsigned low, unsigned count) {
      return static_cast<std::uint32_t>(bits(error, low, count));
    };
    EXPECT_EQ(field(0, 1), 0u);
    return {field(97, 32), field(33, 32), field(81, 16), field(65, 16), field(25, 8), field(17, 8), field(1, 16)};
  }
  static TxMeta meta(const Packet& packet) {
    VlWide<4> side;
    std::copy(packet.side.begin(), packet.side.end(), side.m_storage);
    const auto field = [&](unsigned low, unsigned count) {
      return static_cast<std::uint32_t>(bits(side, low, count));
    };
    EXPECT_EQ(field(0, 1), 0u);  // no router is to look into it
    return {bits(side, 74, 48), field(42, 32), field(34, 8), field(18, 16), field(10, 8), field(2, 8), field(1, 1) != 0};
  }
  void message(Octets octets, std::uint32_t src = peer_ip, bool err = false, bool tail = false,
               unsigned tos = 0) {
    rx.push({.octets = std::move(octets), .err = err, .empty_tail = tail, .side = {src, tos}});
  }
  void settle() {
    ASSERT_TRUE(run([&] { return rx.empty() && datagrams.empty() && faults[0].empty() && faults[1].empty(); }));
    step(600 + 1500 * (tx.stall != 0));
    EXPECT_FALSE(tx.inside_packet() || fault_tx.inside_packet());
    EXPECT_TRUE(memory.empty());
  }

  unsigned data_bytes;
  Source rx;
  Sink tx, fault_tx;
  Random random;
  std::uint64_t now = 0;
  bool tcp_runs = true, udp_runs = true, arp_runs = true, job_runs = true;
  unsigned job_collisions = 0;  // percent of the clocks in which somebody else hands a job over
  std::array<bool, 2> asked{};
  std::array<std::uint32_t, 2> asked_ip{};
  std::uint32_t missing_ip = 0;
  std::array<std::vector<std::uint32_t>, 2> questions;
  std::deque<Datagram> datagrams;
  unsigned slot = 250;  // of the first of them
  bool datagram_offered = false;
  std::map<unsigned, Octets> memory;  // by slot
  std::vector<Job> jobs;
  std::array<std::deque<Fault>, 2> faults;
  unsigned fault_offered = 0;
  std::vector<Record> records;
  std::vector<ToldError> tcp_errors, udp_errors;
  Counts count{};
};

}  // namespace sockwire::test
