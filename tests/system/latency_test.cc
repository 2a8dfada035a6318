// How long an echo takes on GMII: clocks from the first one without the request to the first one with the
// reply. The numbers are exact; what varies with the seed is where the clocks stand to each other.
#include <gtest/gtest.h>

#include <algorithm>

#include "verif/cosim/packet.h"
#include "verif/cosim/reg.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {
namespace {

constexpr std::uint64_t kOurMac = 0x025357000001, kPeerMac = 0x02AABBCCDD02;
constexpr std::uint32_t kOurIp = 0x0A000001, kPeerIp = 0x0A000002;
constexpr std::uint64_t kClockPs = 8000;
constexpr std::uint64_t kGoal = 16;
constexpr std::uint16_t kEcho = 7;

class Station : public Observer {
 public:
  explicit Station(std::uint64_t seed) : sim_{make_dut_base({.seed = seed}), {.seed = seed}} {
    sim_.observe(*this);
    while ((sim_.read32(reg::kStatus) & reg::kStatusReady) == 0) sim_.run_us(10);
    sim_.write32(reg::kMacLo, static_cast<std::uint32_t>(kOurMac));
    sim_.write32(reg::kMacHi, static_cast<std::uint32_t>(kOurMac >> 32));
    sim_.write32(reg::kIpMask, 0xFFFFFF00);
    sim_.write32(reg::kIpAddr, kOurIp);
    sim_.write32(reg::kUdpEcho, kEcho);
    send(kEtherTypeArp, packet::Arp{.operation = 1, .sender_mac = kPeerMac, .sender_ip = kPeerIp, .target_ip = kOurIp}.build());
  }
  void on_frame_to_rtl(const SeenFrame& frame) override { in_end_ = frame.end_ps; }
  void on_frame_from_rtl(const SeenFrame& frame) override { out_start_ = frame.start_ps, ++answers_; }

  std::uint64_t udp(std::size_t octets) {
    return answered(packet::Udp{.src_port = 5000, .dst_port = kEcho, .payload = packet::Octets(octets)}.in(kPeerIp, kOurIp));
  }
  std::uint64_t ping(std::size_t octets) {
    const packet::Icmp echo{.id = 1, .payload = packet::Octets(octets)};
    return answered({.src = kPeerIp, .dst = kOurIp, .protocol = kProtocolIcmp, .payload = echo.build()});
  }

 private:
  void send(std::uint16_t type, const packet::Octets& content) {
    sim_.send(good_frame(packet::ethernet(kOurMac, kPeerMac, type, content)));
    sim_.run_us(40);
  }
  std::uint64_t answered(const packet::Ip& ip) {
    const unsigned before = answers_;
    send(kEtherTypeIpv4, ip.build());
    EXPECT_EQ(answers_, before + 1);
    return (out_start_ - in_end_ + kClockPs / 2) / kClockPs;
  }

  RtlSim sim_;
  std::uint64_t in_end_ = 0, out_start_ = 0;
  unsigned answers_ = 0;
};

// The first seed is that of `make bench`.
constexpr std::uint64_t kSeeds[] = {1, 2, 3, 4, 5, 6, 7, 8};

TEST(Latency, ADatagramOfAMinimumFrameIsEchoedInSixteenClocks) {
  std::uint64_t most = 0, first = 0;
  for (const std::uint64_t seed : kSeeds) {
    Station station{seed};
    const std::uint64_t clocks = station.udp(18);
    if (seed == 1) first = clocks;
    most = std::max(most, clocks);
  }
  EXPECT_EQ(first, 15U);
  EXPECT_LE(most, kGoal);
}

TEST(Latency, APingOfAMinimumFrameIsAnsweredInSixteenClocks) {
  std::uint64_t most = 0, first = 0;
  for (const std::uint64_t seed : kSeeds) {
    Station station{seed};
    const std::uint64_t clocks = station.ping(18);
    if (seed == 1) first = clocks;
    most = std::max(most, clocks);
  }
  EXPECT_EQ(first, 15U);
  EXPECT_LE(most, kGoal);
}

// The time does not grow with the datagram: what is sent is kept as it comes.
TEST(Latency, LargeOnesTakeNoLonger) {
  Station station{1};
  const std::uint64_t least = station.udp(18);
  for (const std::size_t octets : {19U, 20U, 21U, 22U, 500U, 1472U}) EXPECT_LE(station.udp(octets), least + 4) << octets;
}

}  // namespace
}  // namespace sockwire
