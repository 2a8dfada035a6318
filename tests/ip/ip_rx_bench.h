// toe_ip_rx with its datagram memory: frames in; out come packets, datagrams, faults, records, counts.
#pragma once

#include "model/generated/toe_types.h"
#include "tests/ip/frames.h"

#include "Vip_rx_tb.h"

#include <array>

namespace sockwire::test {

// The counters in the order of ip_stat_t, first field first.
enum Counter {
  received,
  header_errors,
  address_errors,
  unknown_protocols,
  discarded,
  fragments,
  reassembled,
  reassembly_failed,
  counters
};
using Counts = std::array<unsigned, counters>;

// A datagram that lies in memory (toe_pkg::datagram_t), and its octets.
struct Datagram {
  Octets header, octets;
  std::uint64_t first = 0;
  unsigned sum = 0;
  bool whole = false, udp = false;
  bool operator==(const Datagram&) const = default;
};

struct Fault {
  unsigned what = 0;  // type and code
  Octets header;
  std::uint64_t first = 0;
  bool operator==(const Fault&) const = default;
};

template <std::size_t Words>
Octets octets_of(const VlWide<Words>& wide, unsigned count) {
  Octets octets;
  for (unsigned i = 0; i < count; ++i)
    octets.push_back(static_cast<std::uint8_t>(bits(wide, 8 * (count - 1 - i), 8)));
  return octets;
}

struct Rx : Bench<Vip_rx_tb> {
  explicit Rx(unsigned width, Pace pace = {})
      : data_bytes(4u << width),
        pages(width == 0 ? 96 : 16),
        slots(width == 0 ? 4 : 2),
        source(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 11 + pace.idle),
        icmp_sink(SOCKWIRE_STREAM_PINS(top, icmp_, o, i), data_bytes, "icmp", 12),
        tcp_sink(SOCKWIRE_STREAM_PINS(top, tcp_, o, i), data_bytes, "tcp", 13),
        echo_sink(SOCKWIRE_STREAM_PINS(top, echo_, o, i), data_bytes, "echo", 16),
        igmp_sink(SOCKWIRE_STREAM_PINS(top, igmp_, o, i), data_bytes, "igmp", 17),
        reader(SOCKWIRE_STREAM_PINS(top, read_, o, i), data_bytes, "read", 14) {
    top.width_i = static_cast<CData>(width);
    sources = {&source};
    sinks = {&icmp_sink, &tcp_sink, &echo_sink, &igmp_sink, &reader};
    source.idle = pace.idle;
    for (Sink* sink : {&icmp_sink, &tcp_sink, &echo_sink, &igmp_sink}) {
      sink->stall = pace.stall;
      sink->side = [this] { return words(top.meta_o); };
    }
    source.drive_side = [this](const Packet& p) { top.mac_i = p.side[0] | std::uint64_t{p.side[1]} << 32; };
    Bench::drive = [this] { drive_others(); };
    Bench::sample = [this] { sample_others(); };
    set_network({});
    reset();
    EXPECT_TRUE(run([this] { return top.init_done_o; }));
  }

  void set_network(const Network& n) { test::set_network(top.network_i, n); }
  // The largest datagram that can be put together here.
  unsigned limit() const { return std::min(65515u, pages * 1024); }

  void frame(Octets octets, bool err = false, std::uint64_t mac = Network{}.mac, bool tail = false) {
    source.push({.octets = std::move(octets), .err = err, .empty_tail = tail,
                 .side = {static_cast<std::uint32_t>(mac), static_cast<std::uint32_t>(mac >> 32)}});
  }
  // All that was sent has gone through, and what is taken from memory too.
  void settle() {
    ASSERT_TRUE(run([&] { return source.empty(); }));
    step(40 + 40 * (icmp_sink.stall != 0));
    ASSERT_TRUE(run([&] { return quiet >= 60; }));
    for (const Sink* sink : {&icmp_sink, &tcp_sink, &echo_sink, &igmp_sink}) EXPECT_FALSE(sink->inside_packet());
  }
  Counts counted() { return std::exchange(count, {}); }
  void clear() {
    records.clear(), datagrams.clear(), faults.clear();
    for (Sink* sink : {&icmp_sink, &tcp_sink, &echo_sink, &igmp_sink}) sink->packets.clear();
    count = {};
  }
  // How many pages receiving can have: UDP datagrams of one page until there is no room.
  unsigned free_pages() {
    clear();
    take = true;
    settle();
    const auto kept = std::exchange(hold, true);
    unsigned taken = 0;
    for (bool room = true; room;) {
      frame(Ipv4{.protocol = 17, .payload = Octets(1024)}.build());
      settle();
      room = records.back().verdict == IpVerdict::IpDelivered;
      taken += room;
    }
    hold = kept;
    settle();
    clear();
    return taken;
  }

  unsigned data_bytes, pages, slots;
  Source source;
  Sink icmp_sink, tcp_sink, echo_sink, igmp_sink, reader;
  Counts count{};
  std::uint64_t now = 1000;   // microseconds
  unsigned now_step = 0;      // a clock
  bool take = true;           // datagrams are taken ...
  bool hold = false;          // ... and their slots kept
  unsigned take_percent = 100;  // how quickly
  bool take_faults = true;
  unsigned faults_lost = 0;
  std::vector<IpRecord> records;
  std::vector<std::uint64_t> record_cycles;
  std::vector<Datagram> datagrams;
  std::vector<Fault> faults;
  unsigned quiet = 0;  // clocks since anything has happened

 private:
  enum { Idle, Start, Reading, Free } state_ = Idle;
  Datagram datagram_;
  unsigned slot_ = 0, length_ = 0;
  std::vector<unsigned> held_;
  std::uint64_t order_ = 0, before_ = 0;
  Random random_{15};

  void drive_others() {
    before_ = top.now_i;
    now += now_step;
    top.now_i = now;
    const bool ready = state_ == Idle && take && random_() % 100 < take_percent;
    top.udp_ready_i = top.icmp_datagram_ready_i = ready;
    top.fault_ready_i = take_faults;
    top.start_valid_i = state_ == Start;
    top.start_slot_i = static_cast<CData>(slot_);
    top.start_length_i = static_cast<SData>(length_);
    top.free_valid_i = state_ == Free || (!hold && !held_.empty());
    top.free_slot_i = static_cast<CData>(state_ == Free ? slot_ : held_.empty() ? 0 : held_.back());
  }

  void sample_others() {
    ++quiet;
    const bool direct = top.tcp_valid_o || top.icmp_valid_o || top.echo_valid_o || top.igmp_valid_o;
    if (top.valid_i || direct || top.free_valid_i || state_ != Idle) quiet = 0;
    if (take && (top.udp_valid_o || top.icmp_datagram_valid_o)) quiet = 0;
    EXPECT_FALSE(top.udp_valid_o && top.icmp_datagram_valid_o);
    for (unsigned i = 0; i < counters; ++i) count[i] += top.stat_o >> (10 - i) & 1;
    faults_lost += top.fault_lost_o;
    if (top.fault_valid_o && take_faults)
      faults.push_back({top.fault_what_o, octets_of(top.fault_header_o, 20), top.fault_first_o});
    sample_record();
    if ((top.udp_valid_o && top.udp_ready_i) || (top.icmp_datagram_valid_o && top.icmp_datagram_ready_i)) {
      datagram_ = {octets_of(top.header_o, 20), {}, top.first_o, top.sum_o, static_cast<bool>(top.whole_o),
                   static_cast<bool>(top.udp_valid_o)};
      slot_ = top.slot_o;
      length_ = top.length_o;
      state_ = Start;
    } else if (state_ == Start && top.start_ready_o) {
      state_ = Reading;
    } else if (state_ == Reading && !reader.packets.empty()) {
      datagram_.octets = std::move(reader.packets.back().octets);
      reader.packets.clear();
      EXPECT_EQ(datagram_.octets.size(), length_);
      datagrams.push_back(std::move(datagram_));
      if (hold) held_.push_back(slot_);
      state_ = hold ? Idle : Free;
    } else if (state_ == Free && top.free_ready_o) {
      state_ = Idle;
    } else if (state_ != Free && !hold && !held_.empty() && top.free_ready_o) {
      held_.pop_back();
    }
  }

  void sample_record() {
    const auto record = IpRecord::from_words(top.record_o.m_storage);
    if (!record.valid) {
      EXPECT_EQ(record, IpRecord{});
      return;
    }
    quiet = 0;
    EXPECT_EQ(record.order, order_++);
    EXPECT_EQ(record.now, before_);
    records.push_back(record);
    record_cycles.push_back(cycle());
  }
};

}  // namespace sockwire::test
