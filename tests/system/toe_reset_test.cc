// The whole RTL is reset while it works (RFC 9293 3.4.3).
#include "tests/requirement.h"
#include "tests/system/smoke.h"

namespace sockwire::test {
namespace {

// 9293 3.4.3: the core is reset while a connection stands, a segment of ours is not acknowledged and
// one of the peer's is on its way in.
TEST_F(Smoke, AResetInTheMiddleOfAConnectionLeavesNothing) {
  proves("T39");
  const auto open = [&] {
    call(Call::CallSocket);
    const unsigned port = call(Call::CallConnect, 0, peer_ip, 80).value;
    next_frame();
    give(arp(2, our_mac, our_mac, our_ip));
    const std::uint32_t iss = number(next_frame(), 38, 4);
    give(tcp(80, port, 1000, iss + 1, 0x12));
    next_frame();
    return std::pair{port, iss};
  };
  const auto [port, iss] = open();
  host.write(0x1000, 0x12345678);
  ASSERT_EQ(call(Call::CallSend, 0, {}, 0, 4), (Reply{0, 4}));
  ASSERT_EQ(next_frame().size(), 60U);
  begin(tcp(80, port, 1001, iss + 5, 0x18, Octets(1000, 'x')));
  for (int i = 0; i < 500; ++i) host.step();
  start();
  for (int i = 0; i < 20'000; ++i) host.step();
  EXPECT_TRUE(sent.empty()) << "quiet";
  EXPECT_EQ(host.read(0x0C0), 0U) << "no event";
  for (unsigned counter = 0x200; counter <= 0x2C4; counter += 4)
    EXPECT_EQ(host.read(counter), 0U) << std::hex << counter;
  for (unsigned desc = 0; desc < 32; ++desc) {
    host.write(0x100, desc);
    std::uint32_t state = 0;
    host.wait([&] { return ((state = host.read(0x104)) >> 31) != 0; });
    EXPECT_EQ(state & 0xFF, 0U) << desc;
  }
  // The peer goes on. Its address has been forgotten too.
  give(tcp(80, port, 1001, iss + 5, 0x18, Octets(1000, 'x')));
  EXPECT_EQ(part(next_frame(), 12, 2), u16(0x0806));
  give(arp(2, our_mac, our_mac, our_ip));
  for (const unsigned flags : {0x10U, 0x11U, 0x12U}) {
    const Octets rst = next_frame();
    EXPECT_EQ(number(rst, 46, 2), 0x5004U);
    EXPECT_EQ(part(rst, 34, 8), u16(port) + u16(80) + u32(iss + 5));
    give(tcp(80, port, 1001, iss + 5, flags));
  }
  EXPECT_EQ(number(next_frame(), 46, 2), 0x5004U);
  EXPECT_EQ(host.read(0x2D0), 4U) << "TCP_DROP_NO_CONNECTION";
  open();
  EXPECT_EQ(host.read(0x200), 1U) << "and it can be used";
}

}  // namespace
}  // namespace sockwire::test
