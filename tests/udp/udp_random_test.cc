// Everything at once, by seed: calls, arrivals, errors and departures cross each other; each record
// is what the reference says, and at the end all slots and pages are free again.
#include <gmock/gmock.h>

#include <random>

#include "tests/udp/udp_widths.h"

namespace sockwire::test {
namespace {

template <typename Bench>
class Traffic {
 public:
  Traffic(Bench& bench, unsigned seed) : b_(bench), random_(seed) { b_.no_room_allowed = true; }

  void run(unsigned steps) {
    for (unsigned i = 0; i < steps; ++i) {
      eager_ = i / 400 % 2 == 0 ? 6 : 1;  // to receive
      b_.top().job_ready_i = below(10) != 0;
      b_.top().fault_ready_i = below(4) != 0;
      b_.top().group_i = kGroup + below(4);
      switch (eager_ == 1 && below(3) == 0 ? 0 : below(8)) {
        case 0:
        case 1:
          arrive();
          break;
        case 2:
          error();
          break;
        case 3:
        case 4:
          if (!b_.jobs.empty()) b_.carry_out(below(5) == 0);
          break;
        default:
          call();
      }
    }
    b_.top().job_ready_i = b_.top().fault_ready_i = 1;
    b_.run(3000);
  }

 private:
  unsigned below(unsigned limit) { return unsigned(random_() % limit); }
  std::uint16_t desc() { return std::uint16_t(kFirst + below(kCount)); }
  std::uint16_t port() { return std::uint16_t(below(3) == 0 ? 49152 + below(6) : 1 + below(4)); }
  std::uint32_t address() {
    const std::array<std::uint32_t, 9> all{kPeer,      kPeer,         kPeer, kPeer + 1, kGroup,
                                           kGroup + 1, kNetBroadcast, kUs,   0};
    return all[below(9)];
  }
  unsigned size() {
    return below(8) == 0 ? below(2049) : below(3) == 0 ? 16 * below(20) : below(40);
  }

  // Mostly to a socket, from whom it wants to hear.
  void arrive() {
    const Ucb& to = b_.reference.sockets[below(kCount)].ucb;
    Packet p{kPeer + below(2), below(3) == 0 ? address() : kUs, {}};
    std::uint16_t from = port(), dst_port = port();
    if (to.bound && below(6) != 0) dst_port = to.local_port;
    if (to.connected && below(6) != 0) p.src = to.remote_addr, from = to.remote_port;
    p.octets = udp_octets(p.src, p.dst, from, dst_port, pattern(size(), below(256)));
    if (below(8) == 0) p.octets[below(unsigned(p.octets.size()))] ^= 0x40;
    if (below(20) == 0) p.octets.resize(below(12));
    p.whole = below(4) != 0;
    p.ihl = below(6) == 0 ? 6 : 5;
    if (!b_.top().dg_valid_i && b_.top().slots_free_o > 2) b_.offer(p);
  }
  void error() {
    if (b_.top().icmp_valid_i) return;
    b_.offer_icmp({kPeer + below(2), port(), port(), 0, std::uint8_t(below(2) == 0 ? 3 : 11),
                   std::uint8_t(below(13)), 0, false});
  }
  void call() {
    if (b_.top().call_valid_i) return;
    UserCall c{Call::CallSend, desc(), address(), port(), size()};
    switch (below(24)) {
      case 0:
      case 1:
      case 2:
        c.call = Call::CallSocket;
        break;
      case 3:
      case 4:
      case 5:
        c.call = Call::CallBind, c.port = below(2) == 0 ? 0 : c.port;
        break;
      case 6:
        c.call = Call::CallConnect;
        break;
      case 7:
        c.call = Call::CallOption, c.port = std::uint16_t(5 + below(9)), c.length = below(2);
        break;
      case 8:
        c.call = Call::CallOption, c.port = std::uint16_t(11 + below(2)),
        c.length = kGroup + below(4);
        break;
      case 9:
        if (below(3) == 0) c.call = Call::CallClose;
        break;
      default:
        if (below(10) < eager_)
          c.call = Call::CallRecv, c.port = below(4) == 0, c.addr = 16 * below(3);
    }
    if (c.call == Call::CallSend) {
      c.length |= below(4) == 0 ? 1U << 31 : 0;
      b_.write_window(pattern(c.length & 0xFFF, below(256)));
    }
    b_.start_call(c);
    b_.finish_call();
  }

  Bench& b_;
  std::mt19937 random_;
  unsigned eager_ = 0;
};

TYPED_TEST(Udp, RandomTrafficLeavesNothingBehind) {
  std::array<unsigned, 6> total{};
  for (unsigned seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    TypeParam bench;
    Traffic<TypeParam> traffic(bench, seed);
    traffic.run(3000);
    // faults that found their two places taken are forgotten
    EXPECT_LE(bench.faults.size(), bench.reference.faults.size());
    EXPECT_GT(bench.faults.size() * 10, bench.reference.faults.size() * 9);
    bench.reference.faults.resize(bench.faults.size());
    bench.expect_all_free();
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += bench.reference.counted[i];
    if (this->HasFailure()) return;
  }
  EXPECT_THAT(total, testing::Each(testing::Gt(10U)));
}

}  // namespace
}  // namespace sockwire::test
