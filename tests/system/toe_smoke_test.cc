// The whole RTL, configuration base, at its GMII pins: the first proof that the road is open, and
// the first place to look when nothing works. Frames are built and read by hand, without the model.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <vector>

#include "Vtoe_smoke.h"
#include "model/generated/toe_types.h"
#include "tests/socket/axil_host.h"

namespace sockwire::test {
namespace {

using Octets = std::vector<std::uint8_t>;

const Octets our_mac{0x02, 0, 0, 0, 0, 1}, our_ip{10, 0, 0, 1};
const Octets peer_mac{0x02, 0, 0, 0, 0, 2}, peer_ip{10, 0, 0, 2};
const Octets broadcast(6, 0xFF);

Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
Octets u16(unsigned v) { return {static_cast<std::uint8_t>(v >> 8), static_cast<std::uint8_t>(v)}; }
Octets u32(std::uint32_t v) { return u16(v >> 16) + u16(v & 0xFFFF); }
Octets part(const Octets& from, std::size_t at, std::size_t size) {
  if (from.size() < at + size) return {};
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(at);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}
std::uint32_t number(const Octets& from, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (const auto octet : part(from, at, size)) value = value << 8 | octet;
  return value;
}
// RFC 1071
unsigned sum(const Octets& of) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < of.size(); ++i) total += of[i] * (i % 2 == 0 ? 256U : 1U);
  while (total >> 16) total = (total & 0xFFFF) + (total >> 16);
  return total;
}

Octets arp(unsigned operation, const Octets& dst, const Octets& target_mac,
           const Octets& target_ip) {
  return dst + peer_mac + u16(0x0806) + u16(1) + u16(0x0800) + Octets{6, 4} + u16(operation) +
         peer_mac + peer_ip + target_mac + target_ip;
}
Octets ip(unsigned protocol, const Octets& payload) {
  Octets header = Octets{0x45, 0} + u16(static_cast<unsigned>(20 + payload.size())) + u16(7) +
                  u16(0x4000) + Octets{64, static_cast<std::uint8_t>(protocol)} + u16(0) + peer_ip +
                  our_ip;
  const Octets checksum = u16(0xFFFF ^ sum(header));
  std::copy(checksum.begin(), checksum.end(), header.begin() + 10);
  return our_mac + peer_mac + u16(0x0800) + header + payload;
}
Octets tcp(unsigned src_port, unsigned dst_port, std::uint32_t seq, std::uint32_t ack,
           unsigned flags, const Octets& payload = {}) {
  Octets segment = u16(src_port) + u16(dst_port) + u32(seq) + u32(ack) + u16(0x5000 | flags) +
                   u16(0x4000) + u16(0) + u16(0) + payload;
  const Octets pseudo = peer_ip + our_ip + u16(6) + u16(static_cast<unsigned>(segment.size()));
  const Octets checksum = u16(0xFFFF ^ sum(pseudo + segment));
  std::copy(checksum.begin(), checksum.end(), segment.begin() + 16);
  return ip(6, segment);
}

// All clocks run together at 125 MHz; the register map is spoken by the host of the AXI4-Lite
// tests.
class Smoke : public testing::Test {
 protected:
  VerilatedContext context;
  Vtoe_smoke top{&context, ""};
  AxilHost<Vtoe_smoke> host{top, [this] { top.eval(); }, [this] { tick(); }};
  std::vector<Octets> sent;  // frames that came out, without preamble and FCS

  Smoke() {
    top.rst_core_ni = top.rst_host_ni = top.rst_phy_ni = 0;
    top.link_up_i = 1;
    for (int i = 0; i < 20; ++i) tick();
    top.rst_core_ni = top.rst_host_ni = top.rst_phy_ni = 1;
    for (int i = 0; i < 100; ++i) tick();
    host.wait([&] { return (host.read(0x03C) & 2) != 0; });
    host.write(0x020, number(our_mac, 2, 4));
    host.write(0x024, number(our_mac, 0, 2));
    host.write(0x028, number(our_ip, 0, 4));
    host.write(0x02C, 0xFFFFFF00);
    for (unsigned i = 0; i < 4; ++i) host.write(0x040 + 4 * i, 0x01234567 * (i + 1));
  }
  ~Smoke() override { top.final(); }

  void tick() {
    drive_rx();
    for (const int level : {1, 0}) {
      top.clk_core_i = top.clk_host_i = top.mii_tx_clk_i = top.mii_rx_clk_i = level != 0;
      context.timeInc(4);
      top.eval();
    }
    watch_tx();
  }
  void give(const Octets& frame) {
    Octets padded = frame;
    padded.resize(std::max<std::size_t>(frame.size(), 60));
    const auto fcs =
        static_cast<std::uint32_t>(::crc32(0, padded.data(), static_cast<uInt>(padded.size())));
    for (unsigned i = 0; i < 4; ++i) padded.push_back(static_cast<std::uint8_t>(fcs >> (8 * i)));
    line_ = line_ + Octets(7, 0x55) + Octets{0xD5} + padded;
    while (!line_.empty()) host.step();
    for (int i = 0; i < 12; ++i) host.step();
  }
  // The next frame that comes out; empty if none does in 20 us.
  Octets next_frame() {
    for (int i = 0; i < 2500 && sent.empty(); ++i) host.step();
    if (sent.empty()) return {};
    const Octets frame = sent.front();
    sent.erase(sent.begin());
    return frame;
  }

  struct Reply {
    unsigned error;
    std::uint32_t value;
    bool operator==(const Reply&) const = default;
  };
  Reply call(Call call, unsigned desc = 0, const Octets& address = {}, unsigned port = 0,
             std::uint32_t length = 0) {
    host.write(0x080, static_cast<std::uint32_t>(call) | desc << 16);
    host.write(0x084, number(address, 0, address.size()));
    host.write(0x088, port);
    host.write(0x08C, length);
    host.write(0x090, ++tag_);
    std::uint32_t status = 0;
    host.wait([&] { return ((status = host.read(0x094)) & 2) != 0; });
    EXPECT_EQ(status >> 8 & 0xFF, tag_);
    EXPECT_EQ(status & 1, 0U);
    return {status >> 16 & 0xFF, host.read(0x098)};
  }

 private:
  void drive_rx() {
    top.mii_rx_dv_i = !line_.empty();
    top.mii_rxd_i = line_.empty() ? 0 : line_.front();
    if (!line_.empty()) line_.erase(line_.begin());
  }
  void watch_tx() {
    if (top.mii_tx_en_o) {
      burst_.push_back(top.mii_txd_o);
    } else if (!burst_.empty()) {
      EXPECT_GE(burst_.size(), 72U);
      EXPECT_EQ(part(burst_, 0, 8), Octets(7, 0x55) + Octets{0xD5});
      EXPECT_EQ(::crc32(0, burst_.data() + 8, static_cast<uInt>(burst_.size() - 8)), 0x2144DF1CU);
      sent.push_back(part(burst_, 8, burst_.size() - 12));
      burst_.clear();
    }
  }

  Octets line_, burst_;
  std::uint8_t tag_ = 0;
};

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
