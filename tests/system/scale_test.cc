// `large`: four thousand connections at once, on the model and in lockstep.
#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

class Scale : public EngineTest {
 protected:
  static constexpr std::uint16_t kFirstPort = 2000;

  Scale() {
    options.cfg = kLarge;
    options.dut = make_dut_large;
    options.time_shift = 0;
  }
  // The far end of each connection; its own sequence number tells which one it is.
  static std::uint32_t their_seq(unsigned i) { return 0x10000 * i; }
  Tcp from(unsigned i, std::uint8_t flags) const {
    return {.src_port = static_cast<std::uint16_t>(kFirstPort + i), .dst_port = 80, .seq = their_seq(i) + 1,
            .ack = iss[i] + 1, .flags = flags};
  }
  // Opens connection i as far as accept().
  void open(unsigned listener, unsigned i) {
    Tcp syn = from(i, kSyn);
    syn.seq -= 1, syn.ack = 0, syn.options = mss_option(1460);
    peer().send_tcp(syn);
    iss[i] = peer().expect_tcp("a SYN,ACK").seq;
    peer().send_tcp(from(i, kAck));
    desc[i] = accepted(listener);
  }
  // Cycles of the GMII from a segment to what answers it, in simulated time.
  double answer_us(unsigned i, std::uint32_t offset) {
    Tcp text = from(i, kAck | kPsh);
    text.seq += offset + 1;  // beyond a gap: acknowledged at once
    text.payload = pattern(6);
    peer().send_tcp(text);
    const double begin = bench().time_us();
    EXPECT_EQ(peer().expect_tcp("an ACK").ack, their_seq(i) + 1);
    return bench().time_us() - begin;
  }

  std::vector<std::uint32_t> iss = std::vector<std::uint32_t>(kLarge.Sockets);
  std::vector<unsigned> desc = std::vector<unsigned>(kLarge.Sockets);
};
INSTANTIATE_TEST_SUITE_P(Engines, Scale, testing::Values(Engine::Model, Engine::Lockstep),
                         [](const auto& engine) { return to_string(engine.param); });

TEST_P(Scale, EveryDescriptorIsAConnection) {
  peer().announce();
  const unsigned listener = listening(80, 8);
  open(listener, 0);
  const double alone = answer_us(0, 0);
  const unsigned all = bench().cfg().Sockets - 1;  // but the listener
  for (unsigned i = 1; i < all; ++i) open(listener, i);
  EXPECT_NEAR(answer_us(0, 20), alone, 0.05) << "a segment costs what it cost alone";
  EXPECT_NEAR(answer_us(all - 1, 0), alone, 0.05);

  // No descriptor is left: a cookie, and nothing else changes.
  EXPECT_EQ(bench().call(Call::CallSocket, 0).error, Errno::Emfile);
  peer().send_tcp({.src_port = 1000, .dst_port = 80, .seq = 1, .flags = kSyn});
  EXPECT_EQ(peer().expect_tcp("a cookie").flags, kSyn | kAck);
  EXPECT_EQ(count(reg::kTcpCookiesSent), 1U);

  // Each is itself.
  for (unsigned i = 0; i < all; i += 97) {
    const auto seen = bench().state(desc[i]);
    EXPECT_EQ(seen.remote_port, kFirstPort + i);
    bench().send(desc[i], pattern(10, i));
    const Tcp text = peer().expect_tcp("text");
    EXPECT_EQ(text.dst_port, kFirstPort + i);
    EXPECT_EQ(text.seq, iss[i] + 1);
    EXPECT_EQ(text.payload, pattern(10, i));
  }

  // And everything comes back.
  for (unsigned i = 0; i < all; ++i) {
    peer().send_tcp(from(i, kRst));
    bench().close(desc[i]);
  }
  bench().drain();
  peer().forget();
  for (unsigned i = 0; i < all; ++i) EXPECT_EQ(bench().call(Call::CallSocket, 0).error, Errno::Ok);
}

}  // namespace
}  // namespace sockwire
