// Stands around toe_icmp (icmp_tb): IP on both sides, ARP, and TCP for the errors.
#pragma once

#include "tests/ip/frames.h"

#include "Vicmp_tb.h"

#include <array>

namespace sockwire::test {

enum Verdict { none, answered, bad_checksum, ignored, busy, no_route, error_for_tcp };

struct Record {
  std::uint64_t order;
  unsigned verdict;
  std::uint32_t src;
  unsigned length;
  bool operator==(const Record&) const = default;
};

// What TCP is told of an error.
struct TcpError {
  std::uint32_t addr, seq;
  unsigned remote_port, local_port, type, code, mtu;
  bool operator==(const TcpError&) const = default;
};

// in_msgs, in_errors, in_echos, out_echo_reps, in_discards, and by type: 3, 11, 12, 4
using Counts = std::array<unsigned, 9>;

struct Icmp : Bench<Vicmp_tb> {
  explicit Icmp(unsigned width, Pace pace = {})
      : data_bytes(4u << width),
        rx(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 31 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, , o, i), data_bytes, "tx", 32),
        random(33) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx};
    sinks = {&tx};
    rx.idle = pace.idle;
    tx.stall = pace.stall;
    tx.side = [this] { return words(top.meta_o); };
    rx.drive_side = [this](const Packet& packet) {
      set_bits(top.meta_i, 56, 32, packet.side[0]);
      set_bits(top.meta_i, 24, 32, Network{}.ip);
      set_bits(top.meta_i, 16, 8, 1);
      set_bits(top.meta_i, 0, 16, packet.octets.size());
    };
    // ARP: the MAC address of a neighbour is its IP address with 0x0200 in front.
    drive = [this] {
      top.error_ready_i = tcp_runs && random() % 2;
      top.req_ready_i = arp_runs && random() % 2 && !asked;
      top.rsp_valid_i = asked && random() % 3 == 0;
      top.rsp_hit_i = top.rsp_valid_i && asked_ip != missing_ip;
      set_mac(top.rsp_hit_i ? 0x020000000000 | asked_ip : 0);
      if (top.rsp_valid_i) asked = false;
    };
    sample = [this] {
      EXPECT_TRUE(top.ready_o);
      if (top.req_valid_o && top.req_ready_i) {
        asked = true;
        asked_ip = top.req_ip_o;
        questions.push_back(asked_ip);
      }
      if (top.record_valid_o)
        records.push_back(
            {top.record_order_o, top.record_verdict_o, top.record_src_o, top.record_length_o});
      for (unsigned i = 0; i < 9; ++i) count[i] += top.stat_o >> (8 - i) & 1;
      if (top.error_valid_o && top.error_ready_i)
        errors.push_back({top.error_addr_o, top.error_seq_o, top.error_remote_port_o,
                          top.error_local_port_o, top.error_type_o, top.error_code_o,
                          top.error_mtu_o});
    };
    set_network(top.network_i, {});
    reset();
  }
  void set_mac(std::uint64_t mac) { top.rsp_mac_i = mac; }
  void message(Octets octets, std::uint32_t src = peer_ip, bool err = false, bool tail = false) {
    rx.push({.octets = std::move(octets), .err = err, .empty_tail = tail, .side = {src}});
  }
  void settle() {
    ASSERT_TRUE(run([&] { return rx.empty(); }));
    step(600 + 1500 * (tx.stall != 0));
    EXPECT_FALSE(tx.inside_packet());
  }

  unsigned data_bytes;
  Source rx;
  Sink tx;
  Random random;
  bool tcp_runs = true, arp_runs = true, asked = false;
  std::uint32_t asked_ip = 0, missing_ip = 0;
  std::vector<std::uint32_t> questions;
  std::vector<Record> records;
  std::vector<TcpError> errors;
  Counts count{};
};

}  // namespace sockwire::test
