// The design behind GMII (echo_wire_tb): frames to it, frames from it and when they begin. Core and
// pins have clocks of 8 ns each, their edges as far apart as the test says.
#pragma once

#include <zlib.h>

#include "model/generated/toe_types.h"
#include "tests/ip/frames.h"

namespace sockwire::test {

inline Octets udp(unsigned src_port, unsigned dst_port, const Octets& payload) {
  Octets octets;
  put(octets, src_port, 2), put(octets, dst_port, 2), put(octets, payload.size() + 8, 2);
  put(octets, 0, 2);  // no checksum
  return octets + payload;
}
// What follows the header of IPv4 is ICMP or UDP.
inline Octets frame(const Octets& message, unsigned protocol, std::uint32_t src = peer_ip) {
  return padded(ethernet(Network{}.mac, peer_mac, 0x0800,
                         Ipv4{.protocol = protocol, .src = src, .payload = message}.build()),
                60);
}
inline Octets echo_frame(unsigned size, unsigned seed) {
  Random random(seed);
  return frame(udp(1024 + seed % 60000, 7, random_octets(size, random)), 17);
}
// What the echo application makes of it: addresses and ports exchanged.
inline Octets echoed(const Octets& asked) {
  Octets answer = asked;
  std::copy_n(asked.begin() + 6, 6, answer.begin());
  std::copy_n(asked.begin(), 6, answer.begin() + 6);
  std::copy_n(asked.begin() + 26, 4, answer.begin() + 30);
  std::copy_n(asked.begin() + 30, 4, answer.begin() + 26);
  std::copy_n(asked.begin() + 34, 2, answer.begin() + 36);
  std::copy_n(asked.begin() + 36, 2, answer.begin() + 34);
  return answer;
}

template <typename Top>
class Wire {
 public:
  struct Burst {
    Octets octets;  // preamble included
    std::uint64_t begin = 0;
  };
  // The pins' edges come `after` eighths of a clock after the core's.
  explicit Wire(unsigned after = 0) : top(""), after_(after) {
    set_network(top.network_i, {});
    top.echo_port_i = 7;
    top.rst_ni = 0;
    step(8);
    top.rst_ni = 1;
    while (!top.init_done_o) step(1);
    step(100);
    send(ethernet(broadcast_mac, peer_mac, 0x0806, Arp{}.build()));  // who we are to answer
    settle();
    bursts.clear();
  }
  ~Wire() { top.final(); }

  void send(const Octets& octets, bool good = true) {
    for (unsigned i = 0; i < 7; ++i) line_.push_back(0x55);
    line_.push_back(0xD5);
    const Octets whole = padded(octets, 60);
    const std::uint32_t fcs = fcs_of(whole) ^ (good ? 0 : 4);
    for (const auto octet : whole) line_.push_back(octet);
    for (unsigned i = 0; i < 4; ++i) line_.push_back(static_cast<std::uint8_t>(fcs >> 8 * i));
    for (unsigned i = 0; i < 12; ++i) line_.push_back(-1);
  }
  void settle() {
    for (unsigned quiet = 0; quiet < 400; quiet = line_.empty() && !top.tx_en_o ? quiet + 1 : 0)
      step(1);
  }
  void step(unsigned clocks) {
    for (unsigned i = 0; i < clocks; ++i) clock();
  }
  // Frames that have left, their FCS checked, without preamble and FCS.
  std::vector<Octets> sent() {
    std::vector<Octets> frames;
    for (const Burst& burst : bursts) {
      EXPECT_GE(burst.octets.size(), 72u);
      const Octets body = slice(burst.octets, 8, burst.octets.size() - 4);
      std::uint32_t fcs = 0;
      for (unsigned i = 4; i-- > 0;) fcs = fcs << 8 | burst.octets[body.size() + 8 + i];
      EXPECT_EQ(fcs, fcs_of(body));
      frames.push_back(body);
    }
    return frames;
  }

  Top top;
  std::vector<Burst> bursts;
  std::vector<UdpEchoRecord> records;
  std::uint64_t now = 0,
                last_end = 0;  // in clocks of the pins; the first one without the last frame
  unsigned overflows = 0;

 private:
  static std::uint32_t fcs_of(const Octets& o) {
    return static_cast<std::uint32_t>(::crc32(0, o.data(), static_cast<uInt>(o.size())));
  }
  void clock() {
    for (unsigned eighth = 0; eighth < 8; ++eighth) {
      if (eighth == 0) {
        const auto record = UdpEchoRecord::from_words(top.record_o.data());
        if (record.valid && top.rst_ni) records.push_back(record);
        overflows += top.overflow_o;
        top.clk_core_i = 1;
      }
      if (eighth == 4) top.clk_core_i = 0;
      if (eighth == after_) {
        watch();
        top.clk_mii_i = 1;
      }
      if (eighth == (after_ + 4) % 8) {
        top.clk_mii_i = 0;
        drive();
      }
      top.eval();
    }
  }
  void drive() {
    const int octet = line_.empty() ? -1 : line_.front();
    if (!line_.empty()) line_.pop_front();
    if (octet < 0 && top.rx_dv_i) last_end = now + 1;
    top.rx_dv_i = octet >= 0;
    top.rxd_i = static_cast<CData>(octet < 0 ? 0 : octet);
  }
  void watch() {
    ++now;
    if (top.tx_en_o) {
      if (!open_) bursts.push_back({{}, now - 1});
      bursts.back().octets.push_back(top.txd_o);
    }
    open_ = top.tx_en_o;
  }

  unsigned after_;
  bool open_ = false;
  std::deque<int> line_;
};

}  // namespace sockwire::test
