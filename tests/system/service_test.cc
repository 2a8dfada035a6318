// What a socket may choose beside its peer: TTL and DSCP of its segments (RFC 9293 3.9.1.9, 3.9.2;
// RFC 1122 3.2.1.6, 3.2.1.7), and a port that another socket has (3.9.1.1).
#include <array>
#include <cmath>
#include <map>

#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

class Service : public EngineTest {
 protected:
  Errno option(unsigned desc, Option which, std::uint32_t value) {
    return bench().call(Call::CallOption, desc, 0, static_cast<std::uint16_t>(which), value).error;
  }
  static void expect_service(const Tcp& tcp, unsigned ttl, unsigned tos, const char* what) {
    EXPECT_EQ(tcp.ttl, ttl) << what;
    EXPECT_EQ(tcp.tos, tos) << what;
  }
};
SOCKWIRE_ENGINES(Service);

TEST_P(Service, TtlAndDscpOfASocket) {
  proves("9293-MUST-48 9293-MUST-49 9293-SHLD-21 9293-SHLD-22 1122-IP-09 1122-IP-13");
  constexpr unsigned kVoice = 46 << 2;
  PeerConnection connection{peer(), 80};
  const unsigned desc = bench().socket();
  EXPECT_EQ(option(desc, Option::OptionTtl, 7), Errno::Ok);
  EXPECT_EQ(option(desc, Option::OptionTos, kVoice), Errno::Ok);
  bench().connect(desc, peer().ip(), 80);
  expect_service(connection.expect_syn(), 7, kVoice, "SYN");
  connection.send_syn_ack();
  expect_service(connection.expect_ack(), 7, kVoice, "ACK");
  bench().send(desc, pattern(5));
  expect_service(connection.expect(kAck, "text"), 7, kVoice, "text");
  connection.send_ack();
  EXPECT_EQ(option(desc, Option::OptionTtl, 255), Errno::Ok);
  EXPECT_EQ(option(desc, Option::OptionTos, 4), Errno::Ok);
  bench().send(desc, pattern(5));
  expect_service(connection.expect(kAck, "text"), 255, 4, "changed while connected");
  connection.send_ack();
  bench().abort(desc);
  expect_service(connection.expect_rst(), 255, 4, "RST");
}

TEST_P(Service, DefaultsAndWhatIsRefused) {
  proves("1122-IP-11");
  PeerConnection connection{peer(), 80};
  const unsigned desc = bench().socket();
  EXPECT_EQ(option(desc, Option::OptionTtl, 256), Errno::Einval);
  EXPECT_EQ(option(desc, Option::OptionTos, 1), Errno::Einval);
  EXPECT_EQ(option(desc, Option::OptionTos, 256), Errno::Einval);
  EXPECT_EQ(option(desc, Option::OptionTtl, 9), Errno::Ok);
  EXPECT_EQ(option(desc, Option::OptionTtl, 0), Errno::Ok);
  EXPECT_EQ(option(desc, Option::OptionBroadcast, 1), Errno::Einval) << "UDP's";
  EXPECT_EQ(option(desc, Option::OptionLeave, 1), Errno::Einval) << "UDP's";
  bench().connect(desc, peer().ip(), 80);
  expect_service(connection.expect_syn(), 64, 0, "SYN");
  peer().send_tcp({.src_port = 4000, .dst_port = 9, .seq = 1, .flags = kSyn});
  expect_service(peer().expect_tcp(), 64, 0, "for nobody");
}

TEST_P(Service, AListenerOnThePortOfAnOpeningConnection) {
  proves("9293-MUST-42");
  PeerConnection ours{peer(), 80}, theirs{peer(), 5000};
  const unsigned opening = bench().socket(), listener = bench().socket(), plain = bench().socket();
  bench().bind(opening, 1000);
  bench().connect(opening, peer().ip(), 80);
  ours.expect_syn();
  EXPECT_EQ(bench().call(Call::CallBind, plain, 0, 1000).error, Errno::Eaddrinuse);
  EXPECT_EQ(option(listener, Option::OptionReuse, 1), Errno::Ok);
  bench().bind(listener, 1000);
  bench().listen(listener, 4);
  theirs.open_to(1000);
  ours.send_syn_ack();
  ours.expect_ack();
  EXPECT_EQ(state(opening), TcpState::Established);
  const unsigned child = accepted(listener);
  EXPECT_EQ(state(child), TcpState::Established);
  // One listener a port, and the port leaves with its first owner.
  EXPECT_EQ(option(plain, Option::OptionReuse, 1), Errno::Ok);
  bench().bind(plain, 1000);
  EXPECT_EQ(bench().call(Call::CallListen, plain, 0, 0, 1).error, Errno::Eaddrinuse);
  EXPECT_EQ(option(plain, Option::OptionReuse, 0), Errno::Einval) << "bound";
  bench().abort(opening);
  ours.expect_rst();
  const unsigned next = bench().socket();
  EXPECT_EQ(bench().bind(next, 1000), 1000);
}

// RFC 6056 3.3.3: who sees the ports at one peer learns nothing of those at another. Each bit of the
// distance between the ports for two peers is set in half of all cases, and no distance is common.
TEST_P(Service, PortsCannotBeForetold) {
  proves("T33 6056-01");
  const unsigned count = GetParam() == Engine::Model ? 10'000 : 300;
  peer().announce();
  std::array<unsigned, 14> ones{};
  std::map<unsigned, unsigned> distances;
  unsigned last = 0;
  for (unsigned i = 0; i <= count; ++i) {
    const unsigned desc = bench().socket();
    const auto answer = bench().connect(desc, peer().ip(), static_cast<std::uint16_t>(1 + i));
    ASSERT_EQ(answer.error, Errno::Einprogress);
    ASSERT_GE(answer.value, 49152U);
    ASSERT_EQ(peer().expect_tcp("a SYN").src_port, answer.value);
    bench().close(desc);
    if (i > 0) {
      const unsigned distance = (answer.value - last) & 0x3FFF;
      ++distances[distance];
      for (unsigned bit = 0; bit < ones.size(); ++bit) ones[bit] += distance >> bit & 1;
    }
    last = answer.value;
  }
  for (unsigned bit = 0; bit < ones.size(); ++bit) {
    EXPECT_NEAR(ones[bit], count / 2, 5 * std::sqrt(count) / 2) << "bit " << bit;
  }
  for (const auto& [distance, times] : distances) EXPECT_LE(times, 12U) << distance;
}

}  // namespace
}  // namespace sockwire
