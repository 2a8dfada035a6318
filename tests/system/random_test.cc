// Random traffic by seed: several connections at once, segments lost on both ways, odd segments among
// them, the host's calls in any order. In lockstep thousands of events are compared; alone, each
// engine must bring every octet through.
#include <random>

#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

// A peer that behaves like a small TCP: acknowledges what comes in order, sends what it has, again
// until it is acknowledged.
class Talker {
 public:
  Talker(ScriptedPeer& peer, std::uint16_t port, std::uint32_t iss, std::size_t octets)
      : peer_{peer}, port_{port}, iss_{iss}, text_{pattern(octets, port)} {}

  void take(const Tcp& tcp) {
    if (tcp.has(kRst)) {  // after the engine's FIN: it has forgotten the connection, and may
      (fin_came_ ? gone_ : over_) = true;
      return;
    }
    if (tcp.has(kSyn)) {
      engine_port_ = tcp.src_port;
      rcv_nxt_ = tcp.seq + 1;
      peer_.send_tcp(segment(iss_, kSyn | kAck, {}));
      return;
    }
    if (tcp.has(kAck)) {
      open_ = true;
      const std::uint32_t acked = tcp.ack - iss_ - 1;
      if (acked <= text_.size() + 1 && acked > acked_) acked_ = acked;
      wnd_ = tcp.wnd;
    }
    if (tcp.seq == rcv_nxt_ && tcp.length() > 0) {
      got_.insert(got_.end(), tcp.payload.begin(), tcp.payload.end());
      rcv_nxt_ += tcp.length();
      fin_came_ |= tcp.has(kFin);
    }
    if (tcp.length() > 0) acknowledge();
  }

  void say(std::mt19937_64& random) {
    if (engine_port_ == 0 || over_ || gone_ || acked_ > text_.size()) return;
    const std::size_t rest = text_.size() - acked_;
    const std::size_t size = std::min<std::size_t>({rest, 1 + random() % 1460, wnd_});
    const bool fin = size == rest;
    const std::span<const std::uint8_t> part = std::span(text_).subspan(acked_, size);
    sent_ = std::max(sent_, acked_ + size + fin);
    peer_.send_tcp(segment(iss_ + 1 + static_cast<std::uint32_t>(acked_),
                           static_cast<std::uint8_t>(kAck | (fin ? kFin : 0)), part));
  }
  void acknowledge() { peer_.send_tcp(segment(iss_ + 1 + static_cast<std::uint32_t>(acked_), kAck, {})); }
  // Something that no sane peer sends, but that must not hurt an open connection. (In SYN-SENT a SYN is
  // believed, and a wrong ACK answered by RST, as they must be.)
  void babble(std::mt19937_64& random) {
    if (!open_ || over_ || gone_) return;
    Tcp tcp = segment(iss_ + 1 + static_cast<std::uint32_t>(acked_), kAck, {});
    // Beyond any window that the engine has told us: octets inside it would be taken for ours.
    const std::uint32_t beyond = iss_ + 2 + static_cast<std::uint32_t>(sent_) + peer_.bench().cfg().BufBytes +
                                 static_cast<std::uint32_t>(random() % 9000);
    switch (random() % 6) {
      case 0: tcp.seq = beyond, tcp.payload = pattern(30); break;
      case 1: tcp.seq -= 30 + static_cast<std::uint32_t>(random() % 20000), tcp.payload = pattern(30); break;
      case 2: tcp.ack += 1 + static_cast<std::uint32_t>(random() % 100000); break;
      case 3: tcp.flags = kSyn; break;
      case 4: tcp.flags = kRst, tcp.seq = beyond; break;
      case 5: tcp.flags = kAck | kUrg | kPsh, tcp.urgent = 7; break;
    }
    peer_.send_tcp(tcp);
  }

  [[nodiscard]] bool said_all() const { return acked_ > text_.size(); }
  [[nodiscard]] bool done() const { return over_ || gone_ || (fin_came_ && said_all()); }
  [[nodiscard]] bool reset() const { return over_; }
  [[nodiscard]] const Octets& got() const { return got_; }
  [[nodiscard]] const Octets& text() const { return text_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  Tcp segment(std::uint32_t seq, std::uint8_t flags, std::span<const std::uint8_t> payload) const {
    Tcp tcp{.src_port = port_, .dst_port = engine_port_, .seq = seq, .ack = rcv_nxt_, .flags = flags,
            .wnd = 4000, .payload = {payload.begin(), payload.end()}};
    if ((flags & kSyn) != 0) tcp.options = mss_option(1460);
    return tcp;
  }

  ScriptedPeer& peer_;
  std::uint16_t port_, engine_port_ = 0;
  std::uint32_t iss_, rcv_nxt_ = 0;
  Octets text_, got_;
  std::size_t acked_ = 0;  // of text and FIN
  std::size_t sent_ = 0;   // the same
  std::size_t wnd_ = 1;
  bool open_ = false;  // the engine has seen our SYN
  bool fin_came_ = false, over_ = false, gone_ = false;
};

class RandomTraffic : public EngineTest {};
SOCKWIRE_ENGINES(RandomTraffic);

TEST_P(RandomTraffic, EveryOctetComesThroughLossAndNoise) {
  std::mt19937_64 random{20261122};
  options.seed = 7;
  options.time_shift = 12;
  options.msl_us = 500'000;
  bench();
  const auto lose = [&random] { return random() % 12 == 0; };
  peer().lose_from_engine = lose;
  peer().lose_to_engine = lose;

  struct Connection {
    Talker talker;
    unsigned desc;
    Octets to_say, got;
    std::size_t said = 0;
    bool ended = false, closed = false;
  };
  std::vector<Connection> connections;
  for (unsigned i = 0; i < 6; ++i) {
    const auto port = static_cast<std::uint16_t>(7000 + i);
    connections.push_back({.talker = {peer(), port, 0xFFFFF000U + i * 0x10000, 20000},
                           .desc = bench().socket(), .to_say = pattern(20000, 50 + i), .got = {}});
    ASSERT_EQ(bench().connect(connections.back().desc, peer().ip(), port).error, Errno::Einprogress);
  }
  const double bound = bench().time_us() + 100'000;
  const auto done = [](const Connection& c) { return c.closed && c.talker.done(); };
  while (!std::ranges::all_of(connections, done) && bench().time_us() < bound) {
    bench().run_us(static_cast<double>(random() % 40));
    while (const auto tcp = peer().poll_tcp()) {
      for (auto& c : connections) {
        if (c.talker.port() == tcp->dst_port) c.talker.take(*tcp);
      }
    }
    auto& c = connections[random() % connections.size()];
    switch (random() % 8) {
      case 0:
      case 1: c.talker.say(random); break;
      case 2: c.talker.acknowledge(); break;
      case 3: c.talker.babble(random); break;
      case 4:
      case 5:
        if (!c.closed && c.said < c.to_say.size()) {
          const std::size_t size = std::min<std::size_t>(c.to_say.size() - c.said, random() % 2049);
          const auto answer = bench().send(c.desc, std::span(c.to_say).subspan(c.said, size));
          if (answer.error == Errno::Ok) c.said += answer.value;
        }
        break;
      case 6:
      case 7:
        if (!c.ended && c.talker.got().size() + c.said > 0) {
          const auto part = bench().recv(c.desc, static_cast<std::uint32_t>(1 + random() % 2048));
          if (part && part->empty()) c.ended = true;
          if (part) c.got.insert(c.got.end(), part->begin(), part->end());
        }
        if (c.ended && c.said == c.to_say.size() && !c.closed) {
          EXPECT_EQ(bench().close(c.desc).error, Errno::Ok);
          c.closed = true;
        }
        break;
    }
  }
  EXPECT_LT(bench().time_us(), bound);
  for (const auto& c : connections) {
    EXPECT_FALSE(c.talker.reset());
    EXPECT_EQ(c.talker.got(), c.to_say) << c.talker.port();
    EXPECT_EQ(c.got, c.talker.text()) << c.talker.port();
  }
  peer().lose_from_engine = peer().lose_to_engine = {};
}

}  // namespace
}  // namespace sockwire
