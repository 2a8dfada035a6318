// toe_ip_rx: UDP datagrams in one piece, that lie in the datagram memory; faults; and that nothing waits.
#include "tests/ip/ip_lockstep.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

constexpr std::array<Pace, 4> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}};

// A UDP datagram that says `length` of itself; neither its checksum nor its ports matter here.
Ipv4 udp(const Octets& data, unsigned length) {
  Octets payload;
  put(payload, 0x12345678, 4);
  put(payload, length, 2);
  put(payload, 0xABCD, 2);
  return {.protocol = 17, .payload = payload + data};
}
Ipv4 udp(const Octets& data) { return udp(data, static_cast<unsigned>(8 + data.size())); }

class IpDatagram : public testing::TestWithParam<unsigned> {};

TEST_P(IpDatagram, OfEverySizeLiesInMemoryAsItCame) {
  proves("791-02 791-06 1122-IP-18");
  for (const Pace pace : paces) {
    Lockstep rx(GetParam(), pace);
    Random random(GetParam() + 3);
    for (unsigned i = 0; i < 200; ++i) {
      Ipv4 datagram{.tos = random() % 256, .id = random() % 65536, .ttl = random() % 256, .protocol = 17};
      datagram.options = random_octets(random() % 3 ? 0 : 4 * (random() % 11), random);
      datagram.payload = random_octets(i < 70 ? i : random() % (1481 - 40), random);
      const Octets octets = datagram.build();
      rx.send(padded(octets, octets.size() + (random() % 2 ? 0 : random() % 60), 0xEE));
      if (i % 4 == 3) {
        EXPECT_EQ(rx.check(), 0u);
      }
    }
    EXPECT_EQ(rx.free_pages(), rx.pages - 2);
  }
}

// RFC 768: what is behind the datagram's own length is no part of it.
TEST_P(IpDatagram, SumsOnlyTheOctetsOfItsOwnLength) {
  Lockstep rx(GetParam());
  Random random(5);
  for (unsigned size = 0; size < 40; ++size) {
    for (unsigned length = 8; length < 52; ++length) {
      const Ipv4 datagram = udp(random_octets(size, random), length);
      rx.send(datagram);
      rx.settle();
      ASSERT_EQ(rx.datagrams.size(), 1u);
      const std::size_t counted = std::min<std::size_t>(length, 8 + size);
      EXPECT_EQ(rx.datagrams[0].sum, 0xFFFF & ~checksum(slice(datagram.payload, 0, counted))) << size << " " << length;
      EXPECT_EQ(rx.datagrams[0].first, get(datagram.payload, 0, 8));
      rx.check();
    }
  }
}

TEST_P(IpDatagram, LeavesNothingBehindWhenItEndsBadly) {
  proves("F03");
  for (const Pace pace : paces) {
    Lockstep rx(GetParam(), pace);
    for (unsigned size = 0; size < 120; ++size) {
      const Octets whole = udp(Octets(size * 12, 0x42)).build();
      rx.send(whole, true);                                  // the MAC says so
      rx.send(slice(whole, 0, whole.size() - 1 - size % 8));  // octets are missing
      rx.send(udp(Octets(5, 0x43)));
      rx.check();
    }
    EXPECT_EQ(rx.free_pages(), rx.pages - 2);
  }
}

// Neither receiving nor the way to TCP waits for UDP.
TEST_P(IpDatagram, FindsNoRoomWhenNobodyTakesIt) {
  Lockstep rx(GetParam());
  rx.take = false;
  for (unsigned i = 0; i < 20; ++i) {
    rx.send(udp(Octets(i, 0x44)));
    rx.send(Ipv4{.protocol = 6, .payload = Octets(i, 0x45)});
  }
  ASSERT_TRUE(rx.run([&] { return rx.source.empty(); }));
  rx.step(60);
  EXPECT_EQ(rx.tcp_sink.packets.size(), 20u);
  rx.take = true;
  const unsigned refused = rx.check();
  EXPECT_GT(refused, 0u);
  EXPECT_LE(refused, 16u);
  EXPECT_EQ(rx.free_pages(), rx.pages - 2);
}

// Pages that are left for sending are not taken (SendPages), and what does not fit leaves nothing.
TEST_P(IpDatagram, FindsNoRoomWhenMemoryIsFull) {
  Lockstep rx(GetParam());
  rx.hold = true;
  unsigned kept = 0, pages = 0;
  for (bool full = false; !full;) {
    rx.send(udp(Octets(1400, 0x46)));
    full = rx.check() == 1;
    if (!full) ++kept, pages += 2;
  }
  EXPECT_EQ(pages, rx.pages - 2);
  rx.send(udp(Octets(1, 0x47)));
  EXPECT_EQ(rx.check(), 1u);
  rx.send(Ipv4{.protocol = 17});  // needs no page
  EXPECT_EQ(rx.check(), 0u);
  rx.hold = false;
  EXPECT_EQ(rx.free_pages(), rx.pages - 2);
}

// What is for the echo application passes as a stream, all else of UDP goes to the memory.
TEST_P(IpDatagram, ForTheEchoApplicationPassesAsAStream) {
  for (const Pace pace : paces) {
    Lockstep rx(GetParam(), pace);
    Random random(GetParam() + 6);
    std::size_t streams = 0;
    for (unsigned round = 0; round < 60; ++round) {
      rx.set_echo_port(std::array{7u, 0x1234u, 0u}[round % 3]);
      for (unsigned i = 0; i < 8; ++i) {
        Octets payload;
        put(payload, random(), 2);
        put(payload, std::array{7u, 0x1234u, 0u, 0x0700u}[random() % 4], 2);
        payload = payload + random_octets(random() % 3 ? random() % 40 : random() % 1400, random);
        if (random() % 8 == 0) payload.resize(random() % 9);  // eight octets are enough
        Ipv4 datagram{.tos = random() % 256, .id = random() % 65536, .protocol = 17, .payload = payload};
        datagram.options = random_octets(random() % 3 ? 0 : 4 * (random() % 11), random);
        if (random() % 8 == 0) datagram.dst = 0xFFFFFFFF;
        if (random() % 8 == 0) datagram.protocol = random() % 2 ? 1 : 6;
        if (random() % 8 == 0) datagram.flags_offset = random() % 2 ? 0x2000u | random() % 8 : 1 + random() % 8;
        const Octets octets = datagram.build();
        const bool cut = random() % 8 == 0;  // octets are missing
        rx.send(cut ? slice(octets, 0, octets.size() - random() % std::min<std::size_t>(30, octets.size())) : padded(octets, 46 + random() % 20, 0xEE),
                random() % 8 == 0);
      }
      rx.settle();
      streams += rx.echo_sink.packets.size();
      rx.check();
      rx.now += 61'000'000;  // fragments are given up
      rx.step(100);
    }
    rx.check();
    EXPECT_GT(streams, 40u);
    EXPECT_EQ(rx.free_pages(), rx.pages - 2);
  }
}

// A frame is treated by one value of the port, whenever the host writes it.
TEST_P(IpDatagram, TheEchoPortMayChangeInsideAFrame) {
  for (const Pace pace : paces) {
    Rx rx(GetParam(), pace);
    Random random(GetParam() + 7);
    std::size_t streams = 0, kept = 0;
    for (unsigned i = 0; i < 300; ++i) {
      Octets payload = random_octets(8 + random() % 60, random);
      payload[2] = 0, payload[3] = 7;
      rx.frame(padded(Ipv4{.protocol = 17, .payload = payload}.build(), 46));
      for (unsigned clock = 0; clock < 1000 && !rx.source.empty(); ++clock) {
        rx.top.echo_port_i = random() % 2 ? 7 : 8;
        rx.step();
      }
      ASSERT_TRUE(rx.source.empty()) << "the design stands still";
      rx.settle();
      ASSERT_EQ(rx.records.size(), i + 1);
      ASSERT_EQ(rx.records.back().verdict, IpVerdict::IpDelivered);
      const bool streamed = rx.echo_sink.packets.size() != streams;
      ASSERT_EQ(rx.datagrams.size() != kept, !streamed);
      EXPECT_EQ(streamed ? rx.echo_sink.packets.back().octets : rx.datagrams.back().octets, payload);
      streams = rx.echo_sink.packets.size(), kept = rx.datagrams.size();
    }
    EXPECT_GT(streams, 50u);
    EXPECT_GT(kept, 50u);
  }
}

// Minimum frames without a pause at 1 Gb/s: one in 84 clocks. Each is taken before the next one comes.
TEST_P(IpDatagram, MinimumFramesOfEveryKindAreTakenAtTheLineRate) {
  Lockstep rx(GetParam());
  const std::uint32_t everybody = 0xFFFFFFFF;
  rx.set_echo_port(7);
  for (unsigned kind = 0; kind < 10; ++kind) {
    for (unsigned i = 0; i < 24; ++i) {
      Ipv4 datagram = udp(Octets(18, static_cast<std::uint8_t>(i)));
      datagram.id = kind * 256 + i / 12;
      const unsigned at = i % 12, place = at < 9 ? 6 * at : 6 * (at - 9) + 3;  // gaps, then what fills them
      if (kind == 1) datagram.protocol = 1;
      if (kind == 2) datagram.protocol = 6;
      if (kind == 3) datagram.protocol = 99;
      if (kind == 4) datagram.dst = everybody;
      if (kind == 5) datagram.payload = Octets(24), datagram.flags_offset = 0x2000 | place;
      if (kind == 6) datagram.payload = Octets(24), datagram.flags_offset = 0x2000 | 2 * (i % 12);  // overlaps
      if (kind == 7) datagram.payload = Octets(24), datagram.flags_offset = 0x2000, datagram.id = 7000 + i;
      if (kind == 8) datagram.payload = Octets(23), datagram.flags_offset = i % 2 ? 3 : 0x2000, datagram.id = 7100 + i / 2;
      if (kind == 8 && i % 2 == 0) datagram.payload = Octets(24);
      if (kind == 9) datagram.payload[2] = 0, datagram.payload[3] = 7;  // for the echo application
      rx.send(padded(datagram.build(), 46));
      rx.step(84);
      EXPECT_TRUE(rx.source.empty()) << "kind " << kind << ", frame " << i;
    }
    rx.check();
    rx.now += 61'000'000;  // everything is given up
    rx.step(100);
  }
  rx.check();
  EXPECT_EQ(rx.free_pages(), rx.pages - 2);
}

// What goes directly is not slower than the header needs: one clock in the strip, one in the trim. Its record is
// there when the layer above sees its last beat.
TEST_P(IpDatagram, WhatGoesDirectlyLeavesTwoClocksLaterWithItsRecord) {
  Lockstep rx(GetParam());
  for (const unsigned protocol : {1u, 6u}) {
    rx.send(Ipv4{.protocol = 17, .payload = Octets(18)});
    rx.settle();
    rx.frame(Ipv4{.protocol = protocol, .payload = Octets(64)}.build());
    rx.settle();
    const Packet& packet = (protocol == 1 ? rx.icmp_sink : rx.tcp_sink).packets.at(0);
    const std::uint64_t in = rx.source.sent().back().last_cycle;
    RecordProperty("cycles", static_cast<int>(packet.last_cycle - in));
    // What does not end on a beat's border comes a beat later.
    EXPECT_LE(packet.last_cycle - in, rx.data_bytes == 4 ? 2u : 3u);
    EXPECT_LE(rx.record_cycles.back(), packet.last_cycle);
    rx.clear();
  }
}

// A segment that came in fragments goes to TCP while minimum frames arrive at the line rate: what waits
// meanwhile fits into the MAC's FIFO (512 octets).
TEST_P(IpDatagram, AReplayHoldsTheLineNoLongerThanTheMacCanWait) {
  Lockstep rx(GetParam());
  Ipv4 segment{.protocol = 6, .payload = Octets(1480, 0x48)};
  for (unsigned i = 0; i < 60; ++i) {
    if (i % 20 == 5) {
      segment.id = i;
      for (const Ipv4& p : cut_by(segment, 744)) rx.send(p);
    } else {
      rx.send(padded(Ipv4{.protocol = i % 2 ? 6u : 1u, .payload = Octets(20)}.build(), 46));
    }
    rx.step(i % 20 == 5 ? 1580 : 84);
    const std::size_t waiting = i + 1 + i / 20 + (i % 20 >= 5) - rx.source.sent().size();
    EXPECT_LE(60 * waiting, 512u) << i;
  }
  rx.check();
  EXPECT_EQ(std::ranges::count(rx.seen.verdicts, IpVerdict::IpReplay), 3);
}

// RFC 1122 3.2.2.1: the protocol is unreachable; 3.2.2: never for what was not sent to us alone, nor for any
// but a first fragment. We quote a header without options.
TEST_P(IpDatagram, OfAnUnknownProtocolIsToldToItsSender) {
  proves("1122-ICMP-11 1122-ICMP-07 1122-ICMP-08 1122-ICMP-09 I15");
  Lockstep rx(GetParam());
  const Octets data{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const Ipv4 told{.tos = 0x5C, .id = 0x1234, .ttl = 3, .protocol = 132, .payload = data};
  rx.send(padded(told.build(), 46));
  rx.settle();
  ASSERT_EQ(rx.faults.size(), 1u);
  EXPECT_EQ(rx.faults[0], (Fault{0x0302, slice(told.build(), 0, 20), 0x0102030405060708}));
  EXPECT_EQ(rx.counted(), (Counts{1, 0, 0, 1}));
  rx.clear();
  Ipv4 silent = told;
  silent.payload = slice(data, 0, 7);
  rx.frame(padded(silent.build(), 46));
  silent = told, silent.options = Octets(4, 1);
  rx.frame(silent.build());
  silent = told, silent.flags_offset = 1;
  rx.frame(silent.build());
  silent = told, silent.dst = 0xFFFFFFFF;
  rx.frame(silent.build(), false, broadcast_mac);
  rx.frame(told.build(), false, broadcast_mac);
  rx.frame(told.build(), true);
  silent = told, silent.total = 31;
  rx.frame(silent.build());
  rx.settle();
  EXPECT_EQ(rx.records.size(), 6u);
  EXPECT_TRUE(rx.faults.empty());
  silent = told, silent.flags_offset = 0x2000;
  rx.frame(silent.build());  // a first fragment is told
  rx.settle();
  EXPECT_EQ(rx.faults.size(), 1u);
}

TEST_P(IpDatagram, FaultsThatFindNoRoomAreLostAndNobodyWaits) {
  Lockstep rx(GetParam());
  rx.take_faults = false;
  for (unsigned i = 0; i < 10; ++i) rx.frame(Ipv4{.protocol = 99, .payload = Octets(8 + i)}.build());
  rx.settle();
  EXPECT_EQ(rx.records.size(), 10u);
  EXPECT_EQ(rx.faults_lost, 8u);
  rx.take_faults = true;
  rx.step(10);
  EXPECT_EQ(rx.faults.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(Widths, IpDatagram, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
