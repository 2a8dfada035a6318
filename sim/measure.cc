// `make bench`: speed of the simulation, latency, cycles an event, goodput and recovery, all from one run.
//
// Cycle counts are exact and do not depend on the machine. Speeds are of this machine; compare the
// ratios, which come from the same run.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <map>
#include <vector>

#include "host/registers.h"
#include "sim/recovery.h"
#include "verif/cosim/bench.h"
#include "verif/cosim/packet.h"

namespace {

using namespace sockwire;  // a program of the namespace
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kOurMac = 0x025357000001, kPeerMac = 0x02AABBCCDD02;
constexpr std::uint32_t kOurIp = 0x0A000001, kPeerIp = 0x0A000002;
constexpr double kGmiiClockPs = 8000;
// 1460 octets of text in a frame of 1518, with preamble and gap: what Ethernet, IP and TCP leave.
constexpr double kLimit = 1460.0 / 1538;

// A memory as a DRAM controller is: each answer this many clocks after its burst, a channel pausing now and then.
constexpr AxiMemory::Options kMemory{.latency = 40, .spread = 1, .stall = 5};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A bare RTL at its GMII pins, and a peer that answers at once: nothing but the RTL is measured.
class Station : public Observer {
 public:
  Station(std::unique_ptr<Dut> dut, bool lockstep, std::filesystem::path trace = {}, const AxiMemory::Options& memory = {})
      : sim(std::move(dut), {.seed = 1, .trace = std::move(trace), .memory = memory}) {
    if (lockstep) check = std::make_unique<Lockstep>(sim, Lockstep::Options{.repeat = "make bench"});
    sim.observe(*this);
    while ((sim.read32(SOCKWIRE_ADDRESS(STATUS)) & TOE_REGS__STATUS__READY_bm) == 0) sim.run_us(10);
    sim.write32(SOCKWIRE_ADDRESS(MAC_LO), static_cast<std::uint32_t>(kOurMac));
    sim.write32(SOCKWIRE_ADDRESS(MAC_HI), static_cast<std::uint32_t>(kOurMac >> 32));
    sim.write32(SOCKWIRE_ADDRESS(IP_MASK), 0xFFFFFF00);
    sim.write32(SOCKWIRE_ADDRESS(IP_ADDR), kOurIp);
  }

  std::uint32_t call(Call call, unsigned desc, std::uint32_t addr = 0, std::uint32_t port = 0, std::uint32_t length = 0) {
    sim.write32(SOCKWIRE_ADDRESS(CMD_CALL), static_cast<std::uint32_t>(call) | (desc << 16));
    sim.write32(SOCKWIRE_ADDRESS(CMD_ADDR), addr);
    sim.write32(SOCKWIRE_ADDRESS(CMD_PORT), port);
    sim.write32(SOCKWIRE_ADDRESS(CMD_LENGTH), length);
    sim.write32(SOCKWIRE_ADDRESS(CMD_GO), 1);
    while ((sim.read32(SOCKWIRE_ADDRESS(CMD_STATUS)) & TOE_REGS__CMD_STATUS__DONE_bm) == 0) {
    }
    return sim.read32(SOCKWIRE_ADDRESS(CMD_VALUE));
  }

  void send(std::uint16_t type, const packet::Octets& content) {
    sim.send(good_frame(packet::ethernet(kOurMac, kPeerMac, type, content)));
  }
  void send_tcp(const packet::Tcp& tcp) {
    send(kEtherTypeIpv4, packet::Ip{.src = kPeerIp, .dst = kOurIp, .protocol = 6, .payload = tcp.build(kPeerIp, kOurIp)}.build());
  }
  void announce() {
    send(kEtherTypeArp, packet::Arp{.operation = 1, .sender_mac = kPeerMac, .sender_ip = kPeerIp, .target_mac = 0,
                                    .target_ip = kOurIp}.build());
    sim.run_us(20);
  }

  void on_frame_to_rtl(const SeenFrame& frame) override { last_in_end = frame.end_ps; }
  void on_frame_from_rtl(const SeenFrame& frame) override {
    last_out_start = frame.start_ps;
    const auto body = frame.body();
    if (body.size() < 54 || body[12] != 0x08 || body[13] != 0x00 || body[23] != 6) return;
    auto tcp = packet::Tcp::parse(packet::Ip::parse(body.subspan(14)));
    ++segments;
    if (!tcp.payload.empty()) {
      if (payload == 0) first_data_start = frame.start_ps;
      payload += tcp.payload.size();
      last_payload = tcp.payload.size();
      last_data_start = frame.start_ps;
    }
    if (answer) {
      const bool syn = tcp.has(packet::kSyn);
      std::uint32_t& their_next = next_of[tcp.src_port];
      if (syn) their_next = tcp.seq;
      if (tcp.seq == their_next) their_next += tcp.length();
      if (syn || !tcp.payload.empty()) {
        packet::Tcp reply{.src_port = tcp.dst_port, .dst_port = tcp.src_port, .seq = syn ? 5000U : 5001U,
                          .ack = their_next, .flags = static_cast<std::uint8_t>(packet::kAck | (syn ? packet::kSyn : 0))};
        if (syn) reply.options = packet::mss_option(1460);
        send_tcp(reply);
      }
    }
    last_tcp = std::move(tcp);
  }
  void on_tcp(const TcpRecord& record) override {
    ++events;
    const auto now = sim.core_cycles();
    if (record.kind == EventKind::EventSegment && previous_segment) {
      shortest_event = std::min(shortest_event, now - previous_event);
    }
    previous_segment = record.kind == EventKind::EventSegment;
    previous_event = now;
  }

  std::unique_ptr<Lockstep> check;
  RtlSim sim;
  bool answer = false;
  bool previous_segment = false;
  std::uint64_t last_in_end = 0, last_out_start = 0, segments = 0, payload = 0, events = 0;
  std::uint64_t previous_event = 0, shortest_event = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t first_data_start = 0, last_data_start = 0, last_payload = 0;
  std::map<std::uint16_t, std::uint32_t> next_of;  // by the engine's port: the octet that we wait for
  packet::Tcp last_tcp;
};

void row(const std::string& name, const std::string& value) { fmt::print("  {:<62}{}\n", name, value); }

// Exact: clocks between the first one without the SYN and the first one with the answer.
void latency() {
  Station station(make_dut_base({}), false);
  const auto listener = station.call(Call::CallSocket, 0);
  station.call(Call::CallBind, listener, 0, 80);
  station.call(Call::CallListen, listener, 0, 0, 4);
  station.announce();
  station.send_tcp({.src_port = 4000, .dst_port = 80, .seq = 100, .flags = packet::kSyn, .options = packet::mss_option(1460)});
  station.sim.run_us(10);
  row("SYN to SYN+ACK on GMII, last bit to first bit",
      fmt::format("{:.0f} cycles", static_cast<double>(station.last_out_start - station.last_in_end) / kGmiiClockPs));
  packet::Tcp next{.src_port = 4000, .dst_port = 80, .seq = 101, .ack = station.last_tcp.seq + 1, .flags = packet::kAck};
  station.send_tcp(next);
  next.payload.resize(6);
  for (int i = 0; i < 2; ++i, next.seq += 6) {  // every second one is acknowledged at once
    station.send_tcp(next);
    station.sim.run_us(10);
  }
  row("data segment to its ACK on GMII, the same",
      fmt::format("{:.0f} cycles", static_cast<double>(station.last_out_start - station.last_in_end) / kGmiiClockPs));
  const packet::Icmp ping{.id = 1, .sequence = 1, .payload = packet::Octets(18)};
  station.send(kEtherTypeIpv4, packet::Ip{.src = kPeerIp, .dst = kOurIp, .protocol = 1, .payload = ping.build()}.build());
  station.sim.run_us(10);
  row("ICMP echo of a 64-octet frame on GMII, the same",
      fmt::format("{:.0f} cycles", static_cast<double>(station.last_out_start - station.last_in_end) / kGmiiClockPs));
  constexpr std::uint16_t kEcho = 7;
  station.sim.write32(SOCKWIRE_ADDRESS(UDP_ECHO), kEcho);
  const packet::Udp datagram{.src_port = 5000, .dst_port = kEcho, .payload = packet::Octets(18)};
  station.send(kEtherTypeIpv4, datagram.in(kPeerIp, kOurIp).build());
  station.sim.run_us(10);
  row("UDP echo of a 64-octet frame on GMII, in the RTL, the same",
      fmt::format("{:.0f} cycles", static_cast<double>(station.last_out_start - station.last_in_end) / kGmiiClockPs));
  for (std::uint16_t i = 0; i < 200; ++i) {  // minimum frames, back to back
    station.send_tcp({.src_port = static_cast<std::uint16_t>(5000 + i), .dst_port = 81, .seq = i, .flags = packet::kRst});
  }
  station.sim.run_us(250);
  row("engine, cycles an event (bound asserted in every run)", "10 for a segment and CONNECT, 9 for the others");
  row("cycles between events at line rate of minimum frames", fmt::format("{}", station.shortest_event));
}

struct Transfer {
  double segments_a_second = 0, share = 0, cycles_a_second = 0;
};

// As many octets as the host can push through AXI4-Lite. The share is that of text between the first
// segment and the last one. Several connections get a segment's worth in turn: Nagle's rule would send
// what is left of a full window in a segment of its own, whose headers weigh more.
Transfer transfer(bool lockstep, std::size_t octets, unsigned connections = 1, std::unique_ptr<Dut> dut = make_dut_base({}),
                  const AxiMemory::Options& memory = {}) {
  Station station(std::move(dut), lockstep, {}, memory);
  station.answer = true;
  station.announce();
  std::vector<std::uint32_t> sockets;
  for (unsigned i = 0; i < connections; ++i) {
    sockets.push_back(station.call(Call::CallSocket, 0));
    station.call(Call::CallConnect, sockets.back(), kPeerIp, 7);
  }
  station.sim.run_us(20);
  for (std::uint32_t i = 0; i < kWindowBytes; i += 4) station.sim.write32(host_map::kSendWindow + i, i);
  const auto begin = Clock::now();
  const auto cycles = station.sim.core_cycles();
  const std::uint32_t piece = connections == 1 ? kWindowBytes : kBase.Mtu - 40;
  std::size_t turn = 0;
  for (std::size_t sent = 0; sent < octets;) {  // the window's content is sent again and again
    sent += station.call(Call::CallSend, sockets[turn++ % connections], 0, 0, piece);
  }
  station.sim.run_us(100);
  const double wall = seconds_since(begin);
  const double simulated = static_cast<double>(station.last_data_start - station.first_data_start) / 1e12;
  if (station.check) station.check->finish();
  return {.segments_a_second = static_cast<double>(station.segments) / wall,
          .share = static_cast<double>(station.payload - station.last_payload) * 8 / simulated / 1e9,
          .cycles_a_second = static_cast<double>(station.sim.core_cycles() - cycles) / wall};
}

// Core cycles a second of a wall's time, with frames passing.
double speed(std::unique_ptr<Dut> dut, const std::filesystem::path& trace, double us) {
  Station station(std::move(dut), false, trace);
  const auto begin = Clock::now();
  const auto cycles = station.sim.core_cycles();
  station.sim.run_us(us);
  return static_cast<double>(station.sim.core_cycles() - cycles) / seconds_since(begin);
}

// Goodput on a path with loss, and what ideal SACK would have made of it: measured over ideal is to be 1/1.2 or more.
void recovery(std::uint16_t mss, std::uint32_t segments) {
  constexpr std::uint64_t kSeeds = 3;
  double measured_us = 0, ideal_us = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const RecoveryRun run{.seed = seed, .mss = mss, .segments = segments};
    const RecoveryMeasured measured = measure_recovery(make_dut_base({.seed = seed}), {}, run);
    const IdealOutcome ideal = predict_recovery(kBase, run);
    measured_us += measured.us;
    ideal_us += ideal.us;
    row(fmt::format("MSS {}, {} segments, 1 % loss, {:.0f} us round trip, seed {}", mss, segments, 2 * run.one_way_us, seed),
        fmt::format("{:.2f} of ideal SACK: {:.2f} of {:.2f} MB/s; lost {} of {}, again {} of {}, needless {}, time-outs {} of {}",
                    ideal.us / measured.us, goodput(run, measured.us) / 1e6, goodput(run, ideal.us) / 1e6, measured.lost,
                    ideal.lost, measured.again, ideal.again, measured.needless, measured.timeouts, ideal.timeouts));
  }
  row(fmt::format("MSS {}, all seeds", mss), fmt::format("{:.2f} of ideal SACK (the goal: 0.83)", ideal_us / measured_us));
}

}  // namespace

int main() {
  try {
    fmt::print("exact, the same on every machine\n");
    latency();
    const Transfer alone = transfer(false, 400'000);
    const auto goodput = [](const Transfer& t) {
      return fmt::format("{:.2f} % of line rate, {:.2f} % of what headers leave", t.share * 100, t.share * 100 / kLimit);
    };
    row("goodput on GMII, one connection", goodput(alone));
    row(fmt::format("the same, {} connections", kBase.Buffers), goodput(transfer(false, 800'000, kBase.Buffers)));

    for (const unsigned connections : {1U, 32U}) {
      // 400 kB is enough: what counts is the time from the first segment to the last.
      const auto octets = connections == 1 ? 400'000U : 1'600'000U;
      row(fmt::format("large, buffers behind AXI4 at {} clocks, {} connection{}", kMemory.latency, connections, connections == 1 ? "" : "s"),
          goodput(transfer(false, octets, connections, make_dut_large({}), kMemory)));
    }

    fmt::print("recovery from loss, the same on every machine (base; buffers of {} octets)\n", kBase.BufBytes);
    recovery(kBase.Mtu - 40, 300);
    recovery(536, 600);

    fmt::print("speed of this machine, one run\n");
    const Transfer checked = transfer(true, 400'000);
    row("segments a second, RTL alone", fmt::format("{:.0f}", alone.segments_a_second));
    row("segments a second, in lockstep",
        fmt::format("{:.0f} ({:.2f} of it)", checked.segments_a_second, checked.segments_a_second / alone.segments_a_second));
    row("core cycles a second, base, bulk transfer", fmt::format("{:.0f}", alone.cycles_a_second));
    const auto fst = std::filesystem::temp_directory_path() / "sockwire-bench.fst";
    const double plain = speed(make_dut_small({}), {}, 2000);
    const double traced = speed(make_dut_small_wave({}), fst, 2000);
    std::filesystem::remove(fst);
    row("core cycles a second, small with 10BASE-T, no waveform", fmt::format("{:.0f}", plain));
    row("the same with waveform", fmt::format("{:.0f} ({:.2f} of it)", traced, traced / plain));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
