// Two sockets on one port (RFC 9293 3.9.1.1, MUST-42; docs/rules/tcp.md sections 2 and 3), and the
// ports that nobody can foretell (RFC 6056).
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum TcpState;

class ModelReuse : public ::testing::Test {
 protected:
  // A socket that may have the port of another.
  std::uint16_t sharer() {
    const std::uint16_t saved = s.desc;
    const std::uint16_t socket = s.desc = s.socket();
    EXPECT_EQ(s.option(Option::OptionReuse, 1), Errno::Ok);
    s.desc = saved;
    return socket;
  }
  Answer listen(std::uint16_t on) { return s.call(Call::CallListen, on, 2); }
  bool taken(std::uint16_t port) const { return !s.toe.resources().ports.is_free(port); }

  Script s;
};

TEST_F(ModelReuse, AListenerOnThePortOfAnOpeningConnection) {
  proves("9293-MUST-42");
  s.syn_sent();
  const std::uint16_t plain = s.socket(), listener = sharer();
  EXPECT_EQ(s.bind(plain, Script::kOurPort).error, Errno::Eaddrinuse);
  EXPECT_EQ(s.bind(listener, Script::kOurPort), (Answer{true, Errno::Ok, Script::kOurPort}));
  EXPECT_TRUE(s.r.post.shared);
  EXPECT_EQ(listen(listener).error, Errno::Ok);
  // Each of them has its own peers.
  s.peer_port = 6000;
  s.in("S", 0, 0);
  EXPECT_EQ(s.r.post.state, SynReceived);
  s.peer_port = Script::kPeerPort;
  s.in("S.", 0, 1);
  EXPECT_EQ(s.state(), Established);
}
TEST_F(ModelReuse, ThePortLeavesWithItsFirstOwner) {
  const std::uint16_t first = s.socket(), second = sharer(), third = sharer();
  s.bind(first, 80);
  s.bind(second, 80);
  s.call(Call::CallClose, second);
  EXPECT_TRUE(taken(80));
  s.bind(third, 80);
  s.call(Call::CallClose, first);
  EXPECT_FALSE(taken(80));
  s.call(Call::CallClose, third);
  EXPECT_FALSE(taken(80));
}
TEST_F(ModelReuse, AFreePortIsTakenAsEver) {
  const std::uint16_t first = sharer();
  s.bind(first, 80);
  EXPECT_FALSE(s.r.post.shared);
  EXPECT_TRUE(taken(80));
  const std::uint16_t second = sharer();
  EXPECT_GE(s.bind(second, 0).value, kEphemeralMin);
  EXPECT_FALSE(s.r.post.shared);
  s.call(Call::CallClose, first);
  EXPECT_FALSE(taken(80));
}
TEST_F(ModelReuse, OneListenerAPort) {
  const std::uint16_t first = s.socket(), second = sharer();
  s.bind(first, 80);
  s.bind(second, 80);
  EXPECT_EQ(listen(first).error, Errno::Ok);
  EXPECT_EQ(listen(second).error, Errno::Eaddrinuse);
  EXPECT_EQ(s.r.post, s.r.pre);
  EXPECT_EQ(listen(first).error, Errno::Ok) << "only its backlog";
  s.call(Call::CallClose, first);
  EXPECT_EQ(listen(second).error, Errno::Ok);
}
TEST_F(ModelReuse, AnActiveOpenKeepsIt) {
  const std::uint16_t first = s.socket(), second = s.desc = sharer();
  s.bind(first, 80);
  s.bind(second, 80);
  EXPECT_EQ(s.connect(second).error, Errno::Einprogress);
  EXPECT_TRUE(s.r.post.shared);
  EXPECT_TRUE(s.r.post.reuse);
  EXPECT_EQ(s.connect(first).error, Errno::Eaddrinuse) << "but one connection for two ends";
  EXPECT_EQ(s.connect(first, 6000).error, Errno::Einprogress);
  s.call(Call::CallClose, second);
  EXPECT_TRUE(taken(80));
}
TEST_F(ModelReuse, BeforeBindAndZeroOrOne) {
  s.desc = s.socket();
  EXPECT_EQ(s.option(Option::OptionReuse, 2), Errno::Einval);
  EXPECT_EQ(s.option(Option::OptionReuse, 1), Errno::Ok);
  EXPECT_EQ(s.option(Option::OptionReuse, 0), Errno::Ok);
  EXPECT_FALSE(s.tcb().reuse);
  s.bind(s.desc, 80);
  EXPECT_EQ(s.option(Option::OptionReuse, 1), Errno::Einval);
  EXPECT_EQ(s.r.post, s.r.pre);
}

// RFC 6056 3.3.3: one counter, and an offset that each peer has for itself.
TEST_F(ModelReuse, EachPeerHasPortsOfItsOwn) {
  proves("6056-01");
  const auto port = [&](std::uint32_t addr, std::uint16_t remote) {
    const std::uint16_t desc = s.socket();
    const std::uint32_t value = s.connect(desc, remote, addr).value;
    s.call(Call::CallClose, desc);
    return value - kEphemeralMin;
  };
  const std::uint32_t a = port(0x0A000002, 80), b = port(0x0A000002, 81), c = port(0x0A000003, 80);
  EXPECT_EQ(port(0x0A000002, 80), (a + 3) % 16384) << "three of all candidates later";
  EXPECT_NE((b - a) % 16384, 1u);
  EXPECT_NE((c - a) % 16384, 2u);
  s.toe.set_secret({1, 2, 3, 4});
  const std::uint32_t other = port(0x0A000002, 80);
  EXPECT_NE(other, a);
  s.toe.set_secret({1, 2, 3, 4});
  EXPECT_EQ(port(0x0A000002, 80), other) << "the counter begins anew";
}

}  // namespace
}  // namespace sockwire::model
