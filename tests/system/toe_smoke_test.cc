// The whole RTL at its GMII pins: the first proof that the road is open, and the first place to look
// when nothing works.
#include "tests/system/smoke.h"

namespace sockwire::test {
namespace {

TEST_F(Smoke, SaysWhatItIs) {
  EXPECT_EQ(host.read(0x000), 0x534F434BU);
  EXPECT_EQ(host.read(0x008), 32U | 8U << 16 | 4U << 24);
  EXPECT_EQ(host.read(0x00C), 8192U | 16U << 16);
  EXPECT_EQ(host.read(0x014), 1000U | 125U << 16);
  EXPECT_EQ(host.read(0x03C), 3U);
}

TEST_F(Smoke, AnswersAnArpRequest) {
  give(arp(1, broadcast, Octets(6, 0), our_ip));
  const Octets reply = next_frame();
  ASSERT_EQ(reply.size(), 60U);
  EXPECT_EQ(part(reply, 0, 42), (peer_mac + our_mac + u16(0x0806) + u16(1) + u16(0x0800) +
                                 Octets{6, 4} + u16(2) + our_mac + our_ip + peer_mac + peer_ip));
}

TEST_F(Smoke, AnswersAPing) {
  give(arp(1, broadcast, Octets(6, 0), our_ip));
  ASSERT_FALSE(next_frame().empty());
  Octets data(56);
  for (unsigned i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 5);
  Octets echo = Octets{8, 0} + u16(0) + u16(0x1234) + u16(1) + data;
  const Octets checksum = u16(0xFFFF ^ sum(echo));
  std::copy(checksum.begin(), checksum.end(), echo.begin() + 2);
  give(ip(1, echo));
  const Octets reply = next_frame();
  ASSERT_EQ(reply.size(), 14U + 20 + 64);
  EXPECT_EQ(part(reply, 0, 14), peer_mac + our_mac + u16(0x0800));
  EXPECT_EQ(sum(part(reply, 14, 20)), 0xFFFFU);
  EXPECT_EQ(part(reply, 26, 8), our_ip + peer_ip);
  const Octets message = part(reply, 34, 64);
  EXPECT_EQ(sum(message), 0xFFFFU);
  EXPECT_EQ(message[0], 0);
  EXPECT_EQ(part(message, 4, 60), u16(0x1234) + u16(1) + data);
}

TEST_F(Smoke, ConnectsAndTalks) {
  ASSERT_EQ(call(Call::CallSocket), (Reply{0, 0}));
  const Reply connect = call(Call::CallConnect, 0, peer_ip, 80);
  ASSERT_EQ(connect.error, 115U);  // EINPROGRESS
  const unsigned port = connect.value;
  const Octets request = next_frame();
  EXPECT_EQ(part(request, 0, 14), broadcast + our_mac + u16(0x0806));
  give(arp(2, our_mac, our_mac, our_ip));

  const Octets syn = next_frame();
  ASSERT_EQ(syn.size(), 14U + 20 + 40);
  EXPECT_EQ(part(syn, 0, 14), peer_mac + our_mac + u16(0x0800));
  EXPECT_EQ(part(syn, 34, 4), u16(port) + u16(80));
  EXPECT_EQ(number(syn, 46, 2), 0xA002U);
  EXPECT_EQ(part(syn, 54, 8), (Octets{2, 4, 5, 0xB4, 4, 2, 8, 10}));  // MSS, SACK permitted, timestamps
  EXPECT_EQ(part(syn, 66, 8), (Octets{0, 0, 0, 0, 1, 3, 3, 0}));      // no echo yet; window scale 0
  EXPECT_EQ(sum(part(syn, 26, 8) + u16(6) + u16(40) + part(syn, 34, 40)), 0xFFFFU);
  const std::uint32_t iss = number(syn, 38, 4);

  give(tcp(80, port, 1000, iss + 1, 0x12));  // SYN, ACK
  const Octets ack = next_frame();
  EXPECT_EQ(number(ack, 46, 2), 0x5010U);
  EXPECT_EQ(part(ack, 38, 8), u32(iss + 1) + u32(1001));
  EXPECT_EQ(host.read(0x0C0), 1U << 31 | 0b000110U);  // connected, writable
  host.write(0x0C4, 1);

  host.write(0x1000, 'h' | 'e' << 8 | 'l' << 16 | 'l' << 24);
  host.write(0x1004, 'o' | '!' << 8, 0b0011);
  EXPECT_EQ(call(Call::CallSend, 0, {}, 0, 6), (Reply{0, 6}));
  const Octets data = next_frame();
  EXPECT_EQ(part(data, 54, 6), (Octets{'h', 'e', 'l', 'l', 'o', '!'}));
  EXPECT_EQ(number(data, 46, 2), 0x5018U);

  give(tcp(80, port, 1001, iss + 7, 0x18, {'w', 'o', 'r', 'l', 'd'}));
  host.wait([&] { return host.read(0x0C0) == (1U << 31 | 0b000011U); });  // writable, readable
  EXPECT_EQ(call(Call::CallRecv, 0, {}, 0, 100), (Reply{0, 5}));
  EXPECT_EQ(host.read(0x1800), static_cast<std::uint32_t>('w' | 'o' << 8 | 'r' << 16 | 'l' << 24));
  EXPECT_EQ(host.read(0x1804) & 0xFF, static_cast<std::uint32_t>('d'));

  host.write(0x100, 0);  // the socket window
  std::uint32_t state = 0;
  host.wait([&] { return ((state = host.read(0x104)) >> 31) != 0; });
  EXPECT_EQ(state & 0xFF, 0x34U);  // ESTABLISHED, allocated, attached
  EXPECT_EQ(host.read(0x10C), port | 80U << 16);
  EXPECT_EQ(host.read(0x114), 8192U);
  EXPECT_EQ(host.read(0x124), iss + 7);

  EXPECT_EQ(call(Call::CallClose, 0), (Reply{0, 0}));
  const Octets fin = next_frame();
  EXPECT_EQ(number(fin, 46, 2), 0x5011U);
  EXPECT_EQ(number(fin, 42, 4), 1006U);  // the ACK that waited rides on it
  EXPECT_EQ(host.read(0x200), 1U);  // tcpActiveOpens
}

}  // namespace
}  // namespace sockwire::test
