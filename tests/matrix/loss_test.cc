// Each single segment of a connection is lost, then each pair: of the handshake, of text, of
// acknowledgments, of FINs. The peer is the reference endpoint of the fault matrix.
#include <fmt/format.h>

#include <set>

#include "tests/faults/reference_peer.h"
#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

struct Case {
  bool active = true;        // the engine opens
  bool engine_first = true;  // the engine closes first
};

// One whole connection: 3,000 octets each way; the frames of TCP are counted in the order of their
// sending, whoever sends.
class Conversation {
 public:
  Conversation(Engine engine, const Bench::Options& options, const Case& which,
               std::set<unsigned> lost)
      : which_{which},
        lost_{std::move(lost)},
        bench_{engine, options},
        peer_{{.engine_mac = options.network.mac, .engine_ip = options.network.ip},
              [this](const Octets& frame) {
                if (passes(frame)) bench_.send_frame(frame);
              }} {
    bench_.on_frame([this](std::span<const std::uint8_t> frame) {
      if (passes(frame)) peer_.receive(frame, bench_.time_us());
    });
  }

  // Empty when everything came through, else what is wrong.
  std::string hold() {
    peer_.announce();
    bench_.drain();
    tcp_ = &peer_.add({.port = kPeerPort,
                       .remote_port = static_cast<std::uint16_t>(which_.active ? 5000 : 80),
                       .rto_us = 100});
    const unsigned first = bench_.socket();
    bench_.bind(first, which_.active ? 5000 : 80);
    std::optional<unsigned> desc;
    if (which_.active) {
      tcp_->listen();
      bench_.connect(first, peer_.options().ip, kPeerPort);
      desc = first;
    } else {
      bench_.listen(first, 2);
      tcp_->connect(bench_.time_us());
    }
    const double bound = bench_.time_us() + kBoundUs;
    while (!over_ && bench_.time_us() < bound) {
      bench_.run_us(2);
      peer_.tick(bench_.time_us());
      if (!desc) {
        const auto answer = bench_.accept(first);
        if (answer.error == Errno::Ok) desc = answer.value;
      }
      if (desc) step(*desc);
    }
    if (!over_)
      return fmt::format("not over after {} us, {} of {} and {} of {} octets", kBoundUs,
                         heard_.size(), said_.size(), got_.size(), to_say_.size());
    if (heard_ != said_ || got_ != to_say_) return "other octets came";
    if (tcp_->end() != ReferenceTcp::End::Orderly) return "the peer's end is not orderly";
    bench_.finish();
    return tcp_->complaint();
  }
  [[nodiscard]] unsigned frames() const { return frames_; }

 private:
  static constexpr std::uint16_t kPeerPort = 7000;
  static constexpr double kBoundUs = 4000;  // of engine time more than a minute

  bool passes(std::span<const std::uint8_t> frame) {
    if (packet::get(frame, 12, 2) != kEtherTypeIpv4) return true;
    return !lost_.contains(frames_++);
  }
  void step(unsigned desc) {
    const double now = bench_.time_us();
    const auto state = bench_.state(desc);
    if (!said_all_ && state.state >= TcpState::Established) {
      const auto answer =
          bench_.send(desc, std::span(said_).subspan(
                                sent_, std::min<std::size_t>(kWindowBytes, said_.size() - sent_)));
      if (answer.error == Errno::Ok) sent_ += answer.value;
      said_all_ = sent_ == said_.size();
      if (said_all_ && which_.engine_first) bench_.shutdown(desc, 1);
    }
    if (!peer_spoke_ && tcp_->state() >= ReferenceTcp::State::Established) {
      tcp_->write(to_say_, now);
      if (!which_.engine_first) tcp_->close(now);
      peer_spoke_ = true;
    }
    if (!closed_ && state.readable > 0) {
      const auto part = bench_.recv(desc);
      if (part) got_.insert(got_.end(), part->begin(), part->end());
    } else if (!closed_ && state.fin_rcvd && said_all_) {
      bench_.close(desc);
      closed_ = true;
    }
    const auto part = tcp_->read(65535, now);
    heard_.insert(heard_.end(), part.begin(), part.end());
    if (which_.engine_first && peer_spoke_ && !peer_closed_ && tcp_->at_end())
      tcp_->close(now), peer_closed_ = true;
    over_ = closed_ && !state.allocated && tcp_->gone();
  }

  Case which_;
  std::set<unsigned> lost_;
  Bench bench_;
  ReferencePeer peer_;
  ReferenceTcp* tcp_ = nullptr;
  Octets said_ = pattern(3000, 1), heard_, to_say_ = pattern(3000, 2), got_;
  std::size_t sent_ = 0;
  unsigned frames_ = 0;
  bool said_all_ = false, peer_spoke_ = false, peer_closed_ = false, closed_ = false, over_ = false;
};

class Loss : public testing::TestWithParam<std::tuple<Engine, bool, bool>> {};

TEST_P(Loss, OfAnySegmentAndOfAnyTwoIsRepaired) {
  proves("T28");
  const auto [engine, active, engine_first] = GetParam();
  const Case which{.active = active, .engine_first = engine_first};
  const Bench::Options options{.time_shift = 14, .msl_us = 2'000'000};
  Conversation clean{engine, options, which, {}};
  ASSERT_EQ(clean.hold(), "");
  const unsigned frames = clean.frames();
  EXPECT_GE(frames, 14U);
  for (unsigned one = 0; one < frames; ++one) {
    EXPECT_EQ(Conversation(engine, options, which, {one}).hold(), "") << "lost: " << one;
    for (unsigned two = one + 1; engine == Engine::Model && two < frames + 6; ++two) {
      EXPECT_EQ(Conversation(engine, options, which, {one, two}).hold(), "")
          << "lost: " << one << ", " << two;
    }
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, Loss,
                         testing::Combine(testing::Values(Engine::Model, Engine::Lockstep),
                                          testing::Bool(), testing::Bool()),
                         [](const auto& which) {
                           return fmt::format(
                               "{}_{}_{}", to_string(std::get<0>(which.param)),
                               std::get<1>(which.param) ? "EngineOpens" : "PeerOpens",
                               std::get<2>(which.param) ? "EngineCloses" : "PeerCloses");
                         });

}  // namespace
}  // namespace sockwire
