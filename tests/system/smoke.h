// The whole RTL, configuration base, at its GMII pins. Frames are built and read by hand, without the
// model.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <vector>

#include "Vtoe_base.h"
#include "model/generated/toe_types.h"
#include "tests/socket/axil_host.h"

namespace sockwire::test {

using Octets = std::vector<std::uint8_t>;

inline const Octets our_mac{0x02, 0, 0, 0, 0, 1}, our_ip{10, 0, 0, 1};
inline const Octets peer_mac{0x02, 0, 0, 0, 0, 2}, peer_ip{10, 0, 0, 2};
inline const Octets broadcast(6, 0xFF);

inline Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
inline Octets u16(unsigned v) { return {static_cast<std::uint8_t>(v >> 8), static_cast<std::uint8_t>(v)}; }
inline Octets u32(std::uint32_t v) { return u16(v >> 16) + u16(v & 0xFFFF); }
inline Octets part(const Octets& from, std::size_t at, std::size_t size) {
  if (from.size() < at + size) return {};
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(at);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}
inline std::uint32_t number(const Octets& from, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (const auto octet : part(from, at, size)) value = value << 8 | octet;
  return value;
}
// RFC 1071
inline unsigned sum(const Octets& of) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < of.size(); ++i) total += of[i] * (i % 2 == 0 ? 256U : 1U);
  while (total >> 16) total = (total & 0xFFFF) + (total >> 16);
  return total;
}

inline Octets arp(unsigned operation, const Octets& dst, const Octets& target_mac,
           const Octets& target_ip) {
  return dst + peer_mac + u16(0x0806) + u16(1) + u16(0x0800) + Octets{6, 4} + u16(operation) +
         peer_mac + peer_ip + target_mac + target_ip;
}
inline Octets ip(unsigned protocol, const Octets& payload) {
  Octets header = Octets{0x45, 0} + u16(static_cast<unsigned>(20 + payload.size())) + u16(7) +
                  u16(0x4000) + Octets{64, static_cast<std::uint8_t>(protocol)} + u16(0) + peer_ip +
                  our_ip;
  const Octets checksum = u16(0xFFFF ^ sum(header));
  std::copy(checksum.begin(), checksum.end(), header.begin() + 10);
  return our_mac + peer_mac + u16(0x0800) + header + payload;
}
inline Octets tcp(unsigned src_port, unsigned dst_port, std::uint32_t seq, std::uint32_t ack,
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
  Vtoe_base top{&context, ""};
  AxilHost<Vtoe_base> host{top, [this] { top.eval(); }, [this] { tick(); }};
  std::vector<Octets> sent;  // frames that came out, without preamble and FCS

  Smoke() {
    top.link_up_i = 1;
    start();
  }
  // Reset, and the addresses that it has taken away.
  void start() {
    top.rst_core_ni = top.rst_host_ni = top.rst_phy_ni = 0;
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
    begin(frame);
    while (!line_.empty()) host.step();
    for (int i = 0; i < 12; ++i) host.step();
  }
  void begin(const Octets& frame) {
    Octets padded = frame;
    padded.resize(std::max<std::size_t>(frame.size(), 60));
    const auto fcs =
        static_cast<std::uint32_t>(::crc32(0, padded.data(), static_cast<uInt>(padded.size())));
    for (unsigned i = 0; i < 4; ++i) padded.push_back(static_cast<std::uint8_t>(fcs >> (8 * i)));
    line_ = line_ + Octets(7, 0x55) + Octets{0xD5} + padded;
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

}  // namespace sockwire::test
