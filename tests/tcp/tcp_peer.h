// The other end of one connection, in sequence numbers: what a test says, it sends.
#pragma once

#include "tests/tcp/tcp_bench.h"

namespace sockwire::test {

constexpr TcpFlags flags(const char* letters) {
  TcpFlags set{};
  for (; *letters; ++letters) {
    set.syn |= *letters == 'S', set.ack |= *letters == '.', set.fin |= *letters == 'F';
    set.rst |= *letters == 'R', set.psh |= *letters == 'P', set.urg |= *letters == 'U';
  }
  return set;
}

class Peer {
 public:
  Peer(TcpBench& bench, std::uint16_t port, std::uint16_t their_port,
       std::uint32_t first_seq = 5000)
      : seq(first_seq), bench_(&bench), port_(port), their_port_(their_port) {}

  std::uint32_t seq;      // the next octet that we send
  std::uint32_t ack = 0;  // the next octet that we expect
  std::uint16_t wnd = 8192;
  std::optional<std::uint16_t> mss = 1460;  // in SYNs
  std::optional<std::uint8_t> wscale;       // in SYNs
  bool sack = false;                        // in SYNs
  std::optional<std::uint32_t> tsval;       // timestamps, in every segment
  std::uint32_t tsecr = 0;

  Segment make(const char* letters, std::uint32_t length = 0) const {
    Segment segment{.addr = kPeer,
                    .src_port = port_,
                    .dst_port = their_port_,
                    .seq = seq,
                    .flags = flags(letters),
                    .wnd = wnd,
                    .length = std::uint16_t(length)};
    if (segment.flags.ack) segment.ack = ack;
    if (segment.flags.syn && mss) segment.has_mss = true, segment.mss = *mss;
    if (segment.flags.syn && wscale) segment.has_wscale = true, segment.wscale = *wscale;
    if (segment.flags.syn) segment.has_sackok = sack;
    if (tsval) segment.has_ts = true, segment.tsval = tsval.value_or(0), segment.tsecr = tsecr;
    return segment;
  }
  // Sends, and counts what was sent.
  TcpRecord send(const char* letters, std::uint32_t length = 0) {
    const Segment segment = make(letters, length);
    seq += length + segment.flags.syn + segment.flags.fin;
    return bench_->segment(segment);
  }
  // Sends from another place than the next octet; nothing is counted.
  TcpRecord send_at(std::uint32_t at, const char* letters, std::uint32_t length = 0) {
    Segment segment = make(letters, length);
    segment.seq = at;
    return bench_->segment(segment);
  }
  TcpRecord acknowledge(std::uint32_t upto) {
    ack = upto;
    return send(".");
  }
  // Acknowledges, and tells what it holds beyond; nothing is counted.
  TcpRecord acknowledge(std::uint32_t upto, const std::vector<Range>& blocks,
                        std::uint32_t length = 0) {
    ack = upto;
    Segment segment = make(".", length);
    Range* const places[] = {&segment.sack0, &segment.sack1, &segment.sack2, &segment.sack3};
    for (const Range& block : blocks) *places[segment.sacks++] = block;
    return bench_->segment(segment);
  }

 private:
  TcpBench* bench_;
  std::uint16_t port_, their_port_;
};

// Segments with text or FIN that have left since `from`.
inline std::vector<Emit> texts(const TcpBench& bench, std::size_t from) {
  std::vector<Emit> found;
  for (std::size_t i = from; i < bench.sent.size(); ++i)
    if (bench.sent[i].emit.length || bench.sent[i].emit.flags.fin)
      found.push_back(bench.sent[i].emit);
  return found;
}

// An established connection that the host has opened, or that it has accepted from a listener.
struct Connection {
  std::uint16_t desc;
  std::uint32_t iss;
  Peer peer;
};

inline TcpRecord option(TcpBench& bench, std::uint16_t desc, Option what, std::uint32_t value) {
  return bench.call(Call::CallOption, desc, value, 0, std::uint16_t(what));
}
// Small segments of ours do not wait (for tests that are not about that).
inline void no_delay(TcpBench& bench, const Connection& connection) {
  EXPECT_EQ(option(bench, connection.desc, Option::OptionNoDelay, 1).answer.error, Errno::Ok);
}

inline Connection connect(TcpBench& bench, std::uint16_t remote_port = 80,
                          std::uint32_t peer_seq = 5000) {
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, remote_port);
  EXPECT_EQ(open.answer.error, Errno::Einprogress);
  Connection made{desc, open.post.iss, Peer(bench, remote_port, open.post.local_port, peer_seq)};
  made.peer.ack = made.iss + 1;
  EXPECT_EQ(made.peer.send("S.").post.state, TcpState::Established);
  return made;
}

// The handshake of a peer that a test has set up, taken by this listener.
inline Connection accept(TcpBench& bench, std::uint16_t listener, Peer peer,
                         std::uint64_t round_trip = 0) {
  const TcpRecord syn = peer.send("S");
  bench.now += round_trip;
  peer.ack = syn.post.iss + 1;
  EXPECT_EQ(peer.send(".").post.state, TcpState::Established);
  const TcpRecord accepted = bench.call(Call::CallAccept, listener);
  EXPECT_EQ(accepted.answer.error, Errno::Ok);
  return {std::uint16_t(accepted.answer.value), syn.post.iss, peer};
}
inline Connection accept(TcpBench& bench, std::uint16_t listener, std::uint16_t port = 80,
                         std::uint16_t from = 4000, std::uint32_t peer_seq = 5000) {
  return accept(bench, listener, Peer(bench, from, port, peer_seq));
}

}  // namespace sockwire::test
