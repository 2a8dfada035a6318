// The tour with the buffers behind the AXI4 port, at the size of `base` and at that of `large`: the model
// does not know, and nothing that can be seen tells.
#include <ostream>

#include "tests/verif/tour.h"
#include "verif/cosim/reg.h"

namespace sockwire {
namespace {

struct Place {
  const char* name;
  DutMaker dut;
  unsigned buffers;
};

void PrintTo(const Place& place, std::ostream* out) { *out << place.name; }

class LockstepMemory : public testing::TestWithParam<Place> {};
INSTANTIATE_TEST_SUITE_P(Size, LockstepMemory,
                         testing::Values(Place{"base", make_dut_base, 16}, Place{"large", make_dut_large, 4096}),
                         [](const auto& place) { return place.param.name; });

TEST_P(LockstepMemory, TheTourPasses) {
  Bench bench{Engine::Lockstep, {.dut = GetParam().dut, .seed = 21, .time_shift = 10, .repeat = "ctest"}};
  EXPECT_EQ(bench.cfg().External, 1U);
  EXPECT_EQ(bench.read32(offsetof(toe_regs_t, BUFFERS)) >> 16, GetParam().buffers);
  take_tour(bench);
}

// Sizes around every beat and every burst, both ways, across the ends of the rings.
TEST_P(LockstepMemory, EverySizePasses) {
  Bench bench{Engine::Lockstep, {.dut = GetParam().dut, .seed = 22, .time_shift = 8, .repeat = "ctest"}};
  ScriptedPeer peer{bench};
  peer.announce();
  const unsigned desc = bench.socket();
  bench.connect(desc, peer.ip(), 80);
  PeerConnection connection{peer, 80};
  connection.open_from_engine();
  for (unsigned size = 1; size <= 530; size += size < 40 ? 1 : 49) {
    bench.send(desc, pattern(size));
    EXPECT_EQ(connection.expect_data(size), pattern(size));
    connection.send_data(pattern(size, 7));
    connection.expect_ack();
    EXPECT_EQ(bench.recv(desc), pattern(size, 7));
  }
  for (unsigned turn = 0; turn < 12; ++turn) {
    bench.send(desc, pattern(1400, turn));
    EXPECT_EQ(connection.expect_data(1400), pattern(1400, turn));
    connection.send_data(pattern(1300, turn));
    connection.expect_ack();
    EXPECT_EQ(bench.recv(desc), pattern(1300, turn));
  }
  bench.drain();
  bench.finish();
}

// What the memory says is seen at the registers, and nothing hangs: the text that cannot be read does not
// leave, and leaves when it can.
TEST(LockstepMemoryError, StatusRemembersAndTheTextComesLater) {
  RtlSim sim{make_dut_base({}), {.seed = 3}};
  const auto wait = [&](auto&& holds) {
    for (int i = 0; i < 2000 && !holds(); ++i) sim.run_us(1);
    return holds();
  };
  unsigned frames = 0;
  std::uint32_t seq = 0;
  struct Seen final : Observer {
    std::function<void(std::span<const std::uint8_t>)> on;
    void on_frame_from_rtl(const SeenFrame& frame) override { on(frame.body()); }
  } seen;
  constexpr std::uint64_t kOurs = 0x025357000001, kPeers = 0x02AABBCCDD02;
  constexpr std::uint32_t kOurIp = 0x0A000001, kPeerIp = 0x0A000002;
  const auto reply = [&](packet::Tcp tcp) {
    sim.send(good_frame(packet::ethernet(kOurs, kPeers, kEtherTypeIpv4,
        packet::Ip{.src = kPeerIp, .dst = kOurIp, .protocol = 6, .payload = tcp.build(kPeerIp, kOurIp)}.build())));
  };
  seen.on = [&](std::span<const std::uint8_t> body) {
    if (packet::get(body, 12, 2) != kEtherTypeIpv4) return;
    const auto tcp = packet::Tcp::parse(packet::Ip::parse(body.subspan(14)));
    if (tcp.has(packet::kSyn)) {
      seq = tcp.seq + 1;
      reply({.src_port = 80, .dst_port = tcp.src_port, .seq = 500, .ack = seq, .flags = packet::kSyn | packet::kAck});
    }
    frames += !tcp.payload.empty();
  };
  sim.observe(seen);
  const auto status = [&] { return sim.read32(reg::kStatus); };
  ASSERT_TRUE(wait([&] { return (status() & reg::kStatusReady) != 0; }));
  sim.write32(reg::kTimeScale, 10);
  sim.write32(reg::kMacLo, static_cast<std::uint32_t>(kOurs)), sim.write32(reg::kMacHi, kOurs >> 32);
  sim.write32(reg::kIpMask, 0xFFFFFF00), sim.write32(reg::kIpAddr, kOurIp);
  sim.send(good_frame(packet::ethernet(kOurs, kPeers, kEtherTypeArp,
      packet::Arp{.operation = 1, .sender_mac = kPeers, .sender_ip = kPeerIp, .target_mac = 0, .target_ip = kOurIp}.build())));
  sim.run_us(20);
  const auto call = [&](Call which, std::uint32_t addr, std::uint32_t port, std::uint32_t length) {
    sim.write32(reg::kCmdCall, static_cast<std::uint32_t>(which)), sim.write32(reg::kCmdAddr, addr);
    sim.write32(reg::kCmdPort, port), sim.write32(reg::kCmdLength, length), sim.write32(reg::kCmdGo, 1);
    EXPECT_TRUE(wait([&] { return (sim.read32(reg::kCmdStatus) & reg::kCmdDone) != 0; }));
  };
  call(Call::CallSocket, 0, 0, 0);
  call(Call::CallConnect, kPeerIp, 80, 0);
  sim.run_us(30);
  EXPECT_EQ(status() & 4, 0U);
  sim.memory()->respond = [](bool write, std::uint32_t) { return write ? std::uint8_t{0} : AxiMemory::kDecerr; };
  call(Call::CallSend, 0, 0, 100);
  sim.run_us(30);
  EXPECT_EQ(status() & 4, 4U);
  EXPECT_EQ(frames, 0U);
  EXPECT_EQ(sim.read32(reg::kTcpStale), 1U);
  sim.memory()->respond = nullptr;
  EXPECT_TRUE(wait([&] { return frames != 0; })) << "sent again by its timer";
  EXPECT_EQ(status() & 4, 4U);
}

}  // namespace
}  // namespace sockwire
