// toe_ip_rx by chance: datagrams cut anywhere, their pieces in any order, twice, over one another, cut off, bad, in
// between other traffic, while time passes. Everything as the reference says.
#include "tests/ip/ip_lockstep.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

struct Chance : Reassembly {
  using Reassembly::Reassembly;
  unsigned below(unsigned n) { return random() % n; }

  // Frames of one datagram in some order, most of them as they should be.
  std::vector<Octets> frames_of_one() {
    static constexpr unsigned protocols[] = {1, 6, 17, 17};
    const unsigned most = below(3) ? 300 : below(20) ? 3000 : limit();
    Ipv4 d = datagram(9 + below(most - 9), protocols[below(4)], below(30));
    d.src = peer_ip + below(2);
    if (d.protocol == 17 && below(4) == 0) d.dst = 0xFFFFFFFF;
    if (below(4) == 0) d.options = Octets(4 * (1 + below(10)), 1);
    const auto size = static_cast<unsigned>(d.payload.size());
    std::vector<unsigned> places;
    for (unsigned at = 0; true;) {
      at += 8 * (1 + below(below(2) ? 4 : 175));
      if (at >= size) break;
      places.push_back(at);
    }
    std::vector<Octets> frames;
    for (const Ipv4& p : cut(d, places)) {
      frames.push_back(p.build());
      if (below(8) == 0) frames.push_back(p.build());
    }
    if (below(3) == 0) frames.push_back(odd_piece(d));
    if (below(8) == 0) frames.erase(frames.begin() + below(static_cast<unsigned>(frames.size())));
    if (below(2)) std::ranges::shuffle(frames, random);
    return frames;
  }

  // A piece that may overlap, contradict the end, or be none.
  Octets odd_piece(const Ipv4& d) {
    const auto size = static_cast<unsigned>(d.payload.size());
    Ipv4 p = d;
    const unsigned from = below(size) & ~7u;
    p.flags_offset = from / 8 | (below(2) ? 0x2000 : 0);
    p.payload = random_octets(below(2) ? 8 * below(20) : below(160), random);
    return p.build();
  }

  void other_traffic() {
    switch (below(6)) {
      case 0: send(Ipv4{.protocol = 6, .payload = random_octets(below(100), random)}); break;
      case 1: send(Ipv4{.protocol = 1, .payload = random_octets(below(1400), random)}); break;
      case 2: send(Ipv4{.protocol = 17, .payload = random_octets(below(1400), random)}); break;
      case 3: {
        const Octets payload = random_octets(below(30), random);
        send(Ipv4{.protocol = payload.size() % 2 ? 99u : 2u, .payload = payload});
        break;
      }
      case 4: send(random_octets(below(60), random)); break;
      default: send(random_octets(below(60), random), true);
    }
  }
};

class IpFragments : public testing::TestWithParam<unsigned> {};

TEST_P(IpFragments, AreWhatTheReferenceSays) {
  proves("1122-IP-07 791-03 791-04 791-05 791-08 I09 I12 I13 I14");
  Verdicts all;
  for (const Pace pace : {Pace{0, 0}, {75, 0}, {0, 40}, {30, 20}}) {
    Chance rx(GetParam(), pace);
    rx.now_step = 8000;  // microseconds a clock: deadlines pass now and then
    if (pace.idle == 75) rx.take_percent = 1;
    for (unsigned round = 0; round < 120; ++round) {
      std::vector<std::vector<Octets>> open(1 + rx.below(4));
      for (auto& frames : open) frames = rx.frames_of_one();
      std::size_t left = 0;
      for (const auto& frames : open) left += frames.size();
      while (left != 0) {
        auto& frames = open[rx.below(static_cast<unsigned>(open.size()))];
        if (frames.empty()) continue;
        --left;
        Octets frame = std::move(frames.back());
        frames.pop_back();
        if (rx.below(12) == 0) rx.send(frame, true);
        if (rx.below(16) == 0) rx.send(slice(frame, 0, frame.size() - 1));
        rx.send(rx.below(2) ? frame : padded(frame, frame.size() + rx.below(20), 0xEE));
        if (rx.below(6) == 0) rx.other_traffic();
      }
      rx.check();
      if (HasFailure()) FAIL() << "round " << round;
      all.insert(all.end(), rx.seen.verdicts.begin(), rx.seen.verdicts.end());
    }
    rx.now_step = 0;
    rx.expect_all_free();
  }
  using enum IpVerdict;
  for (const IpVerdict verdict : {IpDelivered, IpHeader, IpProtocol, IpFragment, IpComplete, IpDuplicate, IpOverlap,
                                  IpRefused, IpNoRoom, IpTimeout, IpReplay})
    EXPECT_GT(std::ranges::count(all, verdict), 5) << to_string(verdict);
}

INSTANTIATE_TEST_SUITE_P(Widths, IpFragments, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
