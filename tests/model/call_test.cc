// Calls that cannot be, and what the shared resources are answered with: docs/rules/tcp.md
// section 3.
#include "model/tcp/isn.h"
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

TEST(ModelCalls, UnknownDescriptors) {
  Script s;
  // What follows TCP's descriptors is UDP's, and then nobody's.
  for (const std::uint16_t desc : {std::uint16_t{0}, std::uint16_t{12}, kNoDesc}) {
    for (unsigned call = 2; call < 11; ++call) {
      EXPECT_EQ(s.call(static_cast<Call>(call), desc, 0), (Answer{true, Errno::Ebadf, 0}));
      EXPECT_EQ(s.r.conn, desc < 8 ? desc : kNoDesc);
    }
  }
  s.desc = s.socket();
  s.error(Call::CallClose);
  EXPECT_EQ(s.error(Call::CallClose), Errno::Ebadf);
}
TEST(ModelCalls, DescriptorsComeBackAtTheEnd) {
  Script s;
  for (std::uint16_t i = 0; i < 8; ++i) EXPECT_EQ(s.socket(), i);
  EXPECT_EQ(s.call(Call::CallSocket, 0).error, Errno::Emfile);
  s.call(Call::CallClose, 5);
  s.call(Call::CallClose, 2);
  EXPECT_EQ(s.socket(), 5);
  EXPECT_EQ(s.socket(), 2);
}
TEST(ModelCalls, Ports) {
  Script s;
  const std::uint16_t a = s.socket(), b = s.socket();
  const Answer first = s.bind(a, 0);
  const std::array<std::uint32_t, 4> secret = {0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C};
  const auto candidate = [&](unsigned e, std::uint32_t offset) {
    return kEphemeralMin + (e + offset) % 16384;
  };
  EXPECT_EQ(first.value, candidate(0, port_offset(secret, Script::kOurIp, 0, 0)));
  EXPECT_EQ(s.bind(a, 7).error, Errno::Einval);
  EXPECT_EQ(s.bind(b, static_cast<std::uint16_t>(first.value)).error, Errno::Eaddrinuse);
  EXPECT_EQ(s.connect(b).value, candidate(1, port_offset(secret, Script::kOurIp, Script::kPeerIp,
                                                         Script::kPeerPort)));
  EXPECT_EQ(s.connect(b).error, Errno::Ealready);
}
TEST(ModelCalls, ConnectToWhatIsNoHost) {
  Script s;
  s.desc = s.socket();
  for (const std::uint32_t addr :
       {0u, 0x7F000001u, 0xE0000001u, 0xFFFFFFFFu, 0x0A0000FFu, Script::kOurIp})
    EXPECT_EQ(s.connect(s.desc, 80, addr).error, Errno::Einval) << std::hex << addr;
  EXPECT_EQ(s.connect(s.desc, 0).error, Errno::Einval);
  EXPECT_EQ(s.toe.resources().ports.taken(), 0u);
}
TEST(ModelCalls, ListenAndConnectExcludeEachOther) {
  Script s;
  s.desc = s.socket();
  EXPECT_EQ(s.error(Call::CallListen, 1), Errno::Einval);
  s.bind(s.desc, 80);
  EXPECT_EQ(s.error(Call::CallListen, 0), Errno::Ok);
  EXPECT_EQ(s.tcb().backlog, 1);
  EXPECT_EQ(s.error(Call::CallListen, 1000), Errno::Ok);
  EXPECT_EQ(s.tcb().backlog, 255);
  EXPECT_EQ(s.connect(s.desc).error, Errno::Eopnotsupp);
  EXPECT_EQ(s.send("x").error, Errno::Enotconn);
  EXPECT_EQ(s.recv(), "Enotconn");
  EXPECT_EQ(s.error(Call::CallShutdown, 1), Errno::Enotconn);
  EXPECT_EQ(s.error(Call::CallShutdown, 3), Errno::Einval);
}
TEST(ModelCalls, BufferMemoryIsBounded) {
  Script s;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(s.connect(s.socket()).error, Errno::Einprogress);
  const std::uint16_t last = s.socket();
  EXPECT_EQ(s.connect(last).error, Errno::Enobufs);
  EXPECT_EQ(s.toe.resources().ports.taken(), 4u);
  s.call(Call::CallClose, 0);
  EXPECT_EQ(s.connect(last).error, Errno::Einprogress);
}

}  // namespace
}  // namespace sockwire::model
