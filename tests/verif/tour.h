// A short tour of the engine that passes every rule at which a planted bug bites: opening both ways,
// data with every kind of octet, a time-out, the wrap of sequence numbers, a FIN with data, closing;
// then a group, the echo application of UDP, and the registers that tell of them.
#pragma once

#include "tests/system/engine_test.h"

namespace sockwire {

// A membership and what it tells, a datagram for the group, a querier, an echo.
inline void tour_of_datagrams(Bench& bench, ScriptedPeer& peer) {
  using namespace packet;
  constexpr std::uint32_t kGroup = 0xE0010203;
  constexpr std::uint64_t kGroupMac = 0x01'00'5E'01'02'03;
  constexpr std::uint16_t kEcho = 7;
  const std::uint32_t ours = bench.options().network.ip;
  // Where it does not come in time, lockstep says why.
  const auto expect_told = [&] {
    if (bench.run_until([&] { return peer.has_igmp(); }, 100'000)) return peer.expect_igmp();
    bench.finish();
    throw std::runtime_error("a group was not told");
  };
  bench.read32(reg::kMtu);
  const unsigned desc = bench.udp_socket();
  bench.bind(desc, 5000);
  bench.set_option(desc, Option::OptionJoin, kGroup);
  expect_told();
  expect_told();
  peer.send_ip_to(kGroupMac, igmp_query(2, kGroup, 10).in(peer.ip(), kGroup));
  expect_told();
  peer.send_ip_to(kGroupMac, Udp{.src_port = 9000, .dst_port = 5000, .payload = pattern(20)}.in(peer.ip(), kGroup));
  bench.run_until([&] { return bench.recv_from(desc).has_value(); });
  bench.write32(reg::kUdpEcho, kEcho);
  bench.read32(reg::kUdpEcho);
  for (const std::uint16_t port : {std::uint16_t{512}, std::uint16_t{9000}}) {
    peer.send_ip(Udp{.src_port = port, .dst_port = kEcho, .payload = pattern(21)}.in(peer.ip(), ours));
  }
  peer.expect_udp();
  bench.close(desc);
}

// 260 s without the querier of version 2 that was heard (RFC 3376 8.12), a group that is told at its end.
inline void take_tour_of_modes(Bench& bench) {
  using namespace packet;
  ScriptedPeer peer{bench};
  constexpr std::uint32_t kGroup = 0xE0010203;
  constexpr std::uint64_t kGroupMac = 0x01'00'5E'01'02'03;
  const unsigned desc = bench.udp_socket();
  bench.set_option(desc, Option::OptionJoin, kGroup);
  for (int twice = 0; twice < 2; ++twice) peer.expect_igmp();
  peer.send_ip_to(kGroupMac, igmp_query(2, kGroup, 10).in(peer.ip(), kGroup));
  peer.expect_igmp();
  bench.run_engine_us(265e6);
  peer.send_ip_to(kGroupMac, igmp_query(3, kGroup, 5).in(peer.ip(), kGroup));
  peer.expect_igmp();
  bench.finish();
}

inline void take_tour(Bench& bench) {
  using namespace packet;
  ScriptedPeer peer{bench};
  // An echo whose checksum carries in every word.
  peer.announce();
  peer.ping(1, Octets(40, 0xFF));
  peer.expect_icmp();
  // Three sockets, so that a neighbour can be hit.
  bench.socket();
  const unsigned listener = bench.socket();
  bench.bind(listener, 80);
  bench.listen(listener, 2);
  const unsigned desc = bench.socket();
  bench.connect(desc, peer.ip(), 8080);
  PeerConnection out{peer, 8080, 0xFFFFFF80};
  out.open_from_engine();

  // From us, with a segment lost.
  bench.send(desc, pattern(300));
  peer.expect_tcp("data");
  for (int again = 0; again < 2; ++again) peer.expect_tcp("the same data again");
  out.set_rcv_nxt(out.rcv_nxt() + 300);
  out.send_ack();
  bench.drain();

  // To us, across the wrap, the second segment overlapping the first.
  const Octets text = pattern(200, 2);
  out.send_data(std::span(text).first(150));
  out.expect_ack();
  Tcp overlap = out.segment(kAck, std::span(text).subspan(100));
  overlap.seq -= 50;
  peer.send_tcp(overlap);
  out.set_snd_nxt(out.snd_nxt() + 50);
  out.expect_ack();
  // A gap, and what fills it.
  Tcp ahead = out.segment(kAck, pattern(20, 4));
  ahead.seq += 40;
  peer.send_tcp(ahead);
  peer.expect_tcp("a duplicate ACK");
  out.send_data(pattern(40, 5));
  out.set_snd_nxt(out.snd_nxt() + 20);
  out.expect_ack();
  bench.recv(desc, 260);

  PeerConnection in{peer, 4000};
  in.open_to(80);
  bench.drain();
  const unsigned child = bench.accept(listener).value;
  in.send(kFin | kAck, pattern(30, 3));
  in.expect_ack();
  bench.recv(child, 30);
  bench.close(child);
  in.expect_fin();
  in.send_ack();

  bench.close(desc);
  out.expect_fin();
  out.send_fin();
  out.expect_ack();
  bench.close(listener);
  tour_of_datagrams(bench, peer);
  bench.drain();
  bench.finish();
}

}  // namespace sockwire
