#include "sim/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "model/generated/toe_types.h"
#include "sim/link.h"
#include "tests/faults/reference_peer.h"
#include "verif/cosim/packet.h"
#include "verif/cosim/reg.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {
namespace {

constexpr std::uint64_t kMac = 0x025357000001;
constexpr std::uint32_t kIp = 0x0A000001;
constexpr std::uint16_t kPort = 7;
constexpr double kTurnUs = 0.25;       // the grain of the link's and the peer's time
constexpr double kOctetUs = 0.008;     // 1 Gb/s
constexpr std::uint32_t kFrame = 78;   // octets of a frame beside the text: preamble, headers, FCS, gap
constexpr double kAnswerUs = 96 * kOctetUs;  // a frame with an acknowledgment and one block of SACK
constexpr std::size_t kReadAt = 16'384;      // seldom, so that no window update stands among the answers
constexpr double kStuckUs = 100'000;

class Transfer : private Observer {
 public:
  Transfer(std::unique_ptr<Dut> dut, const AxiMemory::Options& memory, const RecoveryRun& run)
      : run_{run}, losses_{seeded_losses(run.seed, run.loss)},
        sim_{std::move(dut), {.seed = run.seed, .memory = memory}},
        link_{LinkFaults{.delay_ns = static_cast<std::uint64_t>(run.one_way_us * 1000)}, run.seed},
        peer_{{.engine_mac = kMac, .engine_ip = kIp}, [this](const Octets& frame) { link_.to_engine.enter(frame, now_ns()); }},
        far_{peer_.add({.port = kPort, .mss = run.mss, .sack = true, .rto_us = 10 * run.one_way_us})} {
    sim_.observe(*this);
    sim_.write32(reg::kTimeScale, run.time_shift);  // before anything is timed
    sim_.write32(reg::kMacLo, static_cast<std::uint32_t>(kMac));
    sim_.write32(reg::kMacHi, static_cast<std::uint32_t>(kMac >> 32));
    sim_.write32(reg::kIpAddr, kIp);
    sim_.write32(reg::kIpMask, 0xFFFFFF00);
    sim_.write32(reg::kIrqEnable, 1);
    while ((sim_.read32(reg::kStatus) & reg::kStatusReady) == 0) sim_.run_us(10);
  }

  RecoveryMeasured measure() {
    far_.listen();
    peer_.announce();
    pass(run_.one_way_us + 20);
    const std::uint32_t socket = call(Call::CallSocket, 0).value;
    call(Call::CallConnect, socket, peer_.options().ip, kPort);
    pass(3 * run_.one_way_us + 20);
    if (far_.state() != ReferenceTcp::State::Established) throw std::runtime_error("recovery: the connection is not established");

    const std::size_t octets = std::size_t{run_.segments} * run_.mss;
    std::size_t given = 0, taken = 0, before = 0;
    double moved_us = now_us();
    bool room = true;
    while (taken + far_.readable() < octets) {
      if (given < octets && room) {
        const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(octets - given, kWindowBytes));
        const Answered answer = call(Call::CallSend, socket, 0, 0, most);
        if (answer.error == Errno::Ok) given += answer.value;
        room = answer.error == Errno::Ok && answer.value == most;
        if (answer.error != Errno::Ok && answer.error != Errno::Eagain) throw std::runtime_error("recovery: SEND fails");
      }
      pass(kTurnUs);
      if (sim_.interrupt()) room = true, take_events();
      if (far_.readable() >= kReadAt) taken += far_.read(kReadAt, now_us()).size();
      if (taken + far_.readable() != before) before = taken + far_.readable(), moved_us = now_us();
      if (now_us() - moved_us > kStuckUs) throw std::runtime_error("recovery: nothing arrives any more");
    }
    if (!far_.complaint().empty()) throw std::runtime_error("recovery: " + far_.complaint());
    measured_.us = moved_us - first_us_;
    measured_.segments = static_cast<std::uint32_t>(sent_.size());
    return measured_;
  }

 private:
  using Octets = packet::Octets;
  struct Answered {
    Errno error{};
    std::uint32_t value = 0;
  };
  struct Sent {
    std::uint32_t seq = 0, times = 0;
    bool arrived = false;
  };

  [[nodiscard]] double now_us() const { return static_cast<double>(sim_.time_ps()) * 1e-6; }
  [[nodiscard]] std::uint64_t now_ns() const { return sim_.time_ps() / 1000; }

  void turn() {
    sim_.run_us(kTurnUs);
    while (const auto arrival = link_.to_engine.leave(now_ns())) sim_.send(good_frame(arrival->frame));
    while (const auto arrival = link_.from_engine.leave(now_ns())) peer_.receive(arrival->frame, now_us());
    peer_.tick(now_us());
  }
  void pass(double us) {
    for (const double end = now_us() + us; now_us() < end;) turn();
  }
  // The peer's time goes on meanwhile.
  Answered call(Call call, std::uint32_t desc, std::uint32_t addr = 0, std::uint32_t port = 0, std::uint32_t length = 0) {
    sim_.write32(reg::kCmdCall, static_cast<std::uint32_t>(call) | desc << 16);
    sim_.write32(reg::kCmdAddr, addr);
    sim_.write32(reg::kCmdPort, port);
    sim_.write32(reg::kCmdLength, length);
    sim_.write32(reg::kCmdGo, 1);
    while (true) {
      const std::uint32_t status = sim_.read32(reg::kCmdStatus);
      if ((status & reg::kCmdDone) != 0) return {static_cast<Errno>(status >> 16 & 0xFF), sim_.read32(reg::kCmdValue)};
      turn();
    }
  }

  // One socket, which tells that it can be written to: what else it tells does not matter.
  void take_events() {
    while ((sim_.read32(reg::kEvent) & reg::kEventValid) != 0) sim_.write32(reg::kEventTake, 1);
    sim_.write32(reg::kIrqStatus, 1);
  }

  void on_frame_from_rtl(const SeenFrame& frame) override {
    const auto body = frame.body();
    if (!lost(body, frame.start_ps)) link_.from_engine.enter(body, now_ns());
  }
  bool lost(std::span<const std::uint8_t> body, std::uint64_t start_ps) {
    if (packet::get(body, 12, 2) != kEtherTypeIpv4) return false;
    const packet::Tcp tcp = packet::Tcp::parse(packet::Ip::parse(body.subspan(14)));
    if (tcp.payload.empty()) return false;
    if (sent_.empty()) first_us_ = static_cast<double>(start_ps) * 1e-6, first_seq_ = tcp.seq;
    const std::uint32_t at = tcp.seq - first_seq_;
    if (sent_.empty() || at > sent_.back().seq) sent_.push_back({.seq = at});
    Sent& sent = *std::prev(std::ranges::upper_bound(sent_, at, {}, &Sent::seq));
    if (sent.times > 0) ++measured_.again;
    if (sent.arrived) ++measured_.needless;
    const bool loses = losses_(static_cast<std::uint32_t>(&sent - sent_.data()), sent.times++);
    if (loses) ++measured_.lost;
    sent.arrived = sent.arrived || !loses;
    return loses;
  }
  void on_tcp(const TcpRecord& record) override {
    if (record.kind == EventKind::EventTimeout && record.timer == Timer::TimerRetransmit) ++measured_.timeouts;
  }

  const RecoveryRun run_;
  const Losses losses_;
  RtlSim sim_;
  Link link_;
  ReferencePeer peer_;
  ReferenceTcp& far_;
  std::vector<Sent> sent_;  // first transmissions, by distance from the first octet
  std::uint32_t first_seq_ = 0;
  double first_us_ = 0;
  RecoveryMeasured measured_;
};

}  // namespace

RecoveryMeasured measure_recovery(std::unique_ptr<Dut> dut, const AxiMemory::Options& memory, const RecoveryRun& run) {
  return Transfer{std::move(dut), memory, run}.measure();
}

IdealOutcome predict_recovery(const Cfg& cfg, const RecoveryRun& run) {
  const IdealPath path{.there_us = run.one_way_us, .back_us = run.one_way_us + kAnswerUs,
                       .segment_us = (run.mss + kFrame) * kOctetUs, .mss = run.mss, .window = cfg.BufBytes / run.mss,
                       .initial_window = std::min(10U * run.mss, std::max(2U * run.mss, 14'600U)),  // RFC 6928
                       .rto_us = 1e6 / static_cast<double>(1U << run.time_shift)};                  // RFC 6298 2.4
  return ideal_sack(path, run.segments, seeded_losses(run.seed, run.loss));
}

double goodput(const RecoveryRun& run, double us) { return static_cast<double>(run.segments) * run.mss / us * 1e6; }

}  // namespace sockwire
