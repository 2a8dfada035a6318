// toe_ip_rx and the reference side by side: every record, packet, datagram, fault and counter.
#pragma once

#include "tests/ip/ip_reference.h"

namespace sockwire::test {

struct Lockstep : Rx {
  explicit Lockstep(unsigned width, Pace pace = {}) : Rx(width, pace), reference(slots, limit()) {}

  void send(const Octets& octets, bool err = false, std::uint64_t mac = Network{}.mac) {
    if (!err) sent_.push_back({octets, mac});
    frame(octets, err, mac, random_() % 2 && octets.size() % data_bytes == 0);
  }
  void send(const Ipv4& datagram) { send(datagram.build()); }
  void set_echo_port(unsigned port) {
    top.echo_port_i = static_cast<SData>(port);
    reference.echo_port = port;
  }

  // Lets all that was sent come through and compares it. Says how often there was no room in memory.
  unsigned check() {
    settle();
    unsigned no_room = 0;
    std::vector<Datagram> expected_datagrams;
    std::vector<Fault> expected_faults;
    std::vector<Octets> icmp, tcp, echo, igmp;
    for (const IpRecord& record : records) {
      Expected e;
      if (record.verdict == IpVerdict::IpTimeout) {
        const auto timeout = reference.timeout(record.now);
        EXPECT_TRUE(timeout) << "nothing is due";
        if (!timeout) return no_room;
        e = *timeout;
      } else if (record.verdict == IpVerdict::IpReplay) {
        EXPECT_FALSE(reference.replays.empty()) << "nothing to replay";
        if (reference.replays.empty()) return no_room;
        e.record = reference.replay_records.front();
        tcp.push_back(reference.replays.front().octets);
        reference.replays.erase(reference.replays.begin());
        reference.replay_records.erase(reference.replay_records.begin());
      } else {
        EXPECT_LT(next_, sent_.size()) << "a record of no frame";
        if (next_ == sent_.size()) return no_room;
        const Sent& frame = sent_[next_++];
        // Where time is made to run, a frame may take many ticks, and nothing is given up inside one.
        EXPECT_FALSE(reference.overdue(record.now, 2 + 4 * now_step));
        const bool full = record.verdict == IpVerdict::IpNoRoom;
        if (full) {
          Reference roomy = reference;
          no_room += roomy.frame(frame.octets, frame.mac, false, record.now).record.verdict != record.verdict;
        }
        e = reference.frame(frame.octets, frame.mac, full, record.now);
      }
      e.record.valid = true, e.record.order = record.order, e.record.now = record.now;
      EXPECT_EQ(record, e.record) << "record " << record.order << ": " << to_string(record.verdict) << ", not "
                                  << to_string(e.record.verdict);
      if (record != e.record) return no_room;
      if (e.datagram) expected_datagrams.push_back(*e.datagram);
      if (e.fault) expected_faults.push_back(*e.fault);
      if (e.direct) (record.protocol == 1 ? icmp : record.protocol == 2 ? igmp : record.protocol == 6 ? tcp : echo).push_back(*e.direct);
    }
    EXPECT_EQ(next_, sent_.size()) << "frames without a record";
    EXPECT_TRUE(reference.replays.empty());
    for (Datagram& d : datagrams)
      if (d.octets.size() < 8) d.first = 0;  // anything
    EXPECT_EQ(datagrams.size(), expected_datagrams.size());
    EXPECT_TRUE(datagrams == expected_datagrams);
    EXPECT_TRUE(faults == expected_faults) << faults.size() << " faults, not " << expected_faults.size();
    EXPECT_EQ(good(icmp_sink), icmp);
    EXPECT_EQ(good(tcp_sink), tcp);
    EXPECT_EQ(good(echo_sink), echo);
    EXPECT_EQ(good(igmp_sink), igmp);
    EXPECT_EQ(counted(), std::exchange(reference.count, {}));
    seen = {{}, std::move(datagrams), std::move(faults), tcp};
    for (const IpRecord& record : records) seen.verdicts.push_back(record.verdict);
    clear();
    return no_room;
  }

  Reference reference;
  struct Seen {
    std::vector<IpVerdict> verdicts;
    std::vector<Datagram> datagrams;
    std::vector<Fault> faults;
    std::vector<Octets> tcp;
  } seen;  // what the last check has found right

 private:
  struct Sent {
    Octets octets;
    std::uint64_t mac;
  };
  std::vector<Sent> sent_;
  std::size_t next_ = 0;
  Random random_{16};

  static std::vector<Octets> good(const Sink& sink) {
    std::vector<Octets> all;
    for (const Packet& packet : sink.packets)
      if (!packet.err) all.push_back(packet.octets);
    return all;
  }
};

// A datagram cut at these places (multiples of eight), each piece a datagram of its own.
inline std::vector<Ipv4> cut(const Ipv4& datagram, const std::vector<unsigned>& places) {
  std::vector<Ipv4> pieces;
  std::vector<unsigned> ends = places;
  ends.push_back(static_cast<unsigned>(datagram.payload.size()));
  unsigned from = 0;
  for (const unsigned end : ends) {
    Ipv4 piece = datagram;
    piece.payload = slice(datagram.payload, from, end);
    piece.flags_offset = from / 8 | (end == datagram.payload.size() ? 0u : 0x2000u);
    if (from != 0) piece.options.clear();
    pieces.push_back(piece);
    from = end;
  }
  return pieces;
}

// Likewise, into pieces of at most `size` octets.
inline std::vector<Ipv4> cut_by(const Ipv4& datagram, unsigned size = 1480) {
  std::vector<unsigned> places;
  for (unsigned at = size; at < datagram.payload.size(); at += size) places.push_back(at);
  return cut(datagram, places);
}

using Verdicts = std::vector<IpVerdict>;

// Octets [from, to) of a datagram as a fragment.
inline Ipv4 piece(const Ipv4& whole, unsigned from, unsigned to, bool more = true) {
  Ipv4 fragment = whole;
  fragment.flags_offset = from / 8 | (more ? 0x2000u : 0);
  fragment.payload = slice(whole.payload, from, to);
  return fragment;
}

struct Reassembly : Lockstep {
  using Lockstep::Lockstep;
  Random random{9};

  Ipv4 datagram(std::size_t size, unsigned protocol = 17, unsigned id = 1) {
    return {.tos = 0x28, .id = id, .protocol = protocol, .payload = random_octets(size, random)};
  }
  // What the pieces are found to be, one after the other.
  Verdicts verdicts(const std::vector<Ipv4>& pieces) {
    for (const Ipv4& p : pieces) send(p);
    check();
    return seen.verdicts;
  }
  void wait(unsigned seconds) {
    now += seconds * 1'000'000ull;
    step(20);
  }
  // Whatever is still being put together is given up, and every page is free.
  void expect_all_free() {
    wait(61);
    check();
    EXPECT_TRUE(reference.empty());
    EXPECT_EQ(free_pages(), pages - 2);
  }
};

}  // namespace sockwire::test
