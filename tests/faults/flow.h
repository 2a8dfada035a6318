// One connection of a run: what either user means to send, how it ends, and the judge of every octet.
// The engine's user works through the registers as a program would: it tries what the event queue
// says may work, and stops at EAGAIN.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "tests/faults/reference_tcp.h"
#include "verif/cosim/bench.h"

namespace sockwire {

struct FlowPlan {
  // How it ends: both in order; or one throws it away after some octets.
  enum class Way { Orderly, PeerAborts, EngineAborts };

  bool engine_opens = true;
  bool engine_closes_first = true;
  Way way = Way::Orderly;
  std::uint32_t out = 0, in = 0;    // octets from the engine, to the engine
  std::uint32_t abort_after = 0;    // octets received by who aborts
  std::uint16_t local_port = 0;     // of the engine; 0: any
};

class Flow {
 public:
  // Both users' texts follow from this.
  Flow(const FlowPlan& plan, ReferenceTcp& peer, std::uint32_t seed, bool slow);

  // ---- the engine's side
  enum class Opened { Yes, Later, Failed };
  // plan.engine_opens; Later: nothing is free. `before` runs right before connect().
  Opened open(Bench& bench, std::uint32_t peer_ip, const std::function<void()>& before);
  void accepted(unsigned desc);
  void ready(const Ready& what);
  // At most one call. False: nothing to do.
  bool serve(Bench& bench, std::mt19937_64& random);
  // ---- the peer's side
  void serve_peer(std::mt19937_64& random, double now_us);
  // Its reset may have been lost, and who waits in FIN-WAIT-2 has nothing to ask with: once more.
  void insist();

  [[nodiscard]] bool has(unsigned desc) const { return held_ && desc_ == desc; }
  [[nodiscard]] bool done() const { return !held_ && peer_.gone() && (peer_aborted_ ? insisted_ == kInsist : started_); }
  [[nodiscard]] std::uint64_t progress() const;  // grows with every step towards the end
  // What is wrong, one sentence; empty: nothing so far.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] std::string state(Bench& bench) const;  // for who wonders why it is stuck
  [[nodiscard]] const ReferenceTcp& peer() const { return peer_; }
  [[nodiscard]] std::uint16_t port() const { return peer_.options().port; }
  [[nodiscard]] std::uint64_t calls() const { return calls_; }
  [[nodiscard]] std::uint64_t moved() const { return got_ + peer_got_; }

 private:
  Bench::Answered call(Bench& bench, Call call, std::uint32_t length = 0);
  void send(Bench& bench, std::mt19937_64& random);
  void receive(Bench& bench, std::mt19937_64& random);
  void close(Bench& bench, Call how);
  void over(Errno error);
  void judge(const char* who, std::span<const std::uint8_t> octets, std::size_t at, const Octets& text);
  void wrong(const std::string& sentence);

  FlowPlan plan_;
  ReferenceTcp& peer_;
  Octets out_, in_;  // the texts
  bool slow_;
  std::string trouble_;

  // The engine's user.
  bool started_ = false, held_ = false, connected_ = false;
  unsigned desc_ = 0;
  bool readable_ = false, writable_ = false, error_ = false;
  bool ended_ = false;  // the peer's FIN was read
  bool shut_ = false;   // ours was asked for
  std::uint32_t said_ = 0, got_ = 0;
  std::uint64_t calls_ = 0;
  unsigned nap_ = 0;    // turns that a slow reader lets pass

  // The peer's user.
  static constexpr unsigned kInsist = 6;
  unsigned insisted_ = 0;
  double insisted_us_ = 0;
  std::uint32_t peer_said_ = 0, peer_got_ = 0;
  std::size_t peer_ahead_;  // octets that it writes before they are acknowledged
  bool peer_closed_ = false, peer_aborted_ = false;
  double alone_since_us_ = -1;  // the other side has thrown it away
};

}  // namespace sockwire
