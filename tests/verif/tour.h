// A short tour of the engine that passes every rule at which a planted bug bites: opening both ways,
// data with every kind of octet, a time-out, the wrap of sequence numbers, a FIN with data, closing.
#pragma once

#include "tests/system/engine_test.h"

namespace sockwire {

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
  bench.drain();
  bench.finish();
}

}  // namespace sockwire
