#include "tests/faults/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "tests/faults/flow.h"
#include "tests/faults/reference_peer.h"
#include "tests/faults/siphash.h"
#include "tests/faults/watch.h"

namespace sockwire {
namespace {

constexpr std::uint16_t kPort = 80;              // where the engine listens
constexpr std::uint16_t kFirstLocalPort = 30'000;
constexpr double kStuckUs = 60'000;              // without a step of any connection: eight minutes of the engine's time
constexpr double kTimeWaitUs = 100;
constexpr std::uint64_t kPlantEach = 40;         // segments with text

class Run {
 public:
  Run(Engine engine, const Scenario& scenario, const std::string& repeat, DutMaker dut)
      : scenario_{scenario},
        random_{scenario.seed * 2 + 1},
        bench_{engine, {.dut = dut, .seed = scenario.seed + 1, .time_shift = scenario.time_shift,
                        .msl_us = static_cast<std::uint32_t>(kTimeWaitUs / 2 * (1U << scenario.time_shift)),
                        .repeat = repeat}},
        link_{scenario.to_engine, scenario.from_engine, scenario.seed},
        peer_{{.engine_mac = bench_.options().network.mac, .engine_ip = bench_.options().network.ip},
              [this](const Octets& frame) { from_peer(frame); }},
        watch_{scenario.peer.mss, scenario.peer.window_scale.has_value()} {
    bench_.on_frame([this](std::span<const std::uint8_t> frame) { from_engine(frame); });
  }

  Outcome outcome() {
    try {
      prepare();
      while (trouble_.empty() && !all_done()) turn();
      if (trouble_.empty()) wind_up();
    } catch (const std::exception& error) {
      trouble_ = error.what();
    }
    return sum();
  }

 private:
  // ---- the link
  std::uint64_t now_ns() const { return static_cast<std::uint64_t>(bench_.time_us() * 1000); }

  void from_peer(const Octets& frame) {
    if (direct_) return bench_.send_frame(frame);
    const Octets passed = planted(frame);
    if (!silenced(passed, 34)) link_.to_engine.enter(passed, now_ns());
  }
  void from_engine(std::span<const std::uint8_t> frame) {
    // Before anything can happen to it, it is right: only then may the peer drop what it finds wrong.
    if (packet::get(frame, 12, 2) == kEtherTypeIpv4) {
      const auto sentence = watch_.look(packet::Tcp::parse(packet::Ip::parse(frame.subspan(14))));
      if (trouble_.empty() && !sentence.empty()) trouble_ = "the engine sends what it never may: " + sentence;
    }
    if (!deaf_ && !silenced(frame, 36)) link_.from_engine.enter(frame, now_ns());
  }
  void pump() {
    while (auto arrival = link_.to_engine.leave(now_ns())) {
      WireFrame wire = good_frame(arrival->frame);
      if (!arrival->fcs_good) wire.octets.back() ^= 0x10;
      if (arrival->fcs_good) ++good_to_engine_;
      bench_.send_wire(wire);
    }
    while (auto arrival = link_.from_engine.leave(now_ns())) {
      if (arrival->fcs_good) peer_.receive(arrival->frame, bench_.time_us());  // else its MAC drops it
    }
    peer_.tick(bench_.time_us());
  }
  bool silenced(std::span<const std::uint8_t> frame, std::size_t port_at) const {
    return silent_port_ != 0 && packet::get(frame, 12, 2) == kEtherTypeIpv4 && packet::get(frame, port_at, 2) == silent_port_;
  }
  Octets planted(const Octets& frame) {
    constexpr std::size_t kHeaders = 14 + 20 + 40;
    if (scenario_.plant == Plant::None || frame.size() <= kHeaders || ++texts_ % kPlantEach != 0) return frame;
    packet::Ip ip = packet::Ip::parse(std::span(frame).subspan(14));
    packet::Tcp tcp = packet::Tcp::parse(ip);
    if (scenario_.plant == Plant::Silence) {
      silent_port_ = tcp.src_port;
    } else if (!tcp.payload.empty()) {
      tcp.payload[tcp.payload.size() / 2] ^= 1;
    }
    ip.payload = tcp.build(ip.src, ip.dst);
    return packet::ethernet(packet::get(frame, 0, 6), packet::get(frame, 6, 6), kEtherTypeIpv4, ip.build());
  }

  // ---- the host
  void prepare() {
    bench_.write32(reg::kIrqEnable, 1);
    direct_ = true;
    peer_.announce();
    bench_.drain();
    direct_ = false;
    listener_ = bench_.socket();
    bench_.bind(listener_, kPort);
    bench_.listen(listener_, 8);
  }

  // So that the first connection's numbers pass 2^32 soon: its number is a hash under the secret plus
  // the time in units of 4 us (RFC 6528).
  void choose_secret() {
    Octets tuple;
    packet::put(tuple, bench_.options().network.ip, 4);
    packet::put(tuple, kFirstLocalPort, 2);
    packet::put(tuple, peer_.options().ip, 4);
    packet::put(tuple, first_peer_port(), 2);
    const double soon_us = bench_.time_us() + 1.5;
    const auto ticks = static_cast<std::uint32_t>(soon_us * static_cast<double>(1U << scenario_.time_shift) / 4);
    const auto words = secret_before_wrap(tuple, ticks, 6'500, 8'500, scenario_.seed);
    for (unsigned i = 0; i < 4; ++i) bench_.write32(reg::kSecret + 4 * i, words[i]);
  }
  std::uint16_t first_peer_port() const { return static_cast<std::uint16_t>(2000 + scenario_.seed % 1000); }

  void add_flow() {
    const std::uint64_t number = flows_.size();
    const bool wraps = scenario_.wrap && number == 0;
    const auto dice = [&](std::uint64_t most) { return static_cast<std::uint32_t>(random_() % (most + 1)); };
    FlowPlan plan{.engine_opens = wraps || dice(1) == 0, .engine_closes_first = dice(1) == 0};
    // Many short ones, some long ones, some that say nothing.
    const auto size = [&] { return dice(3) == 0 ? dice(scenario_.longest) : dice(5) == 0 ? 0 : dice(300); };
    plan.out = wraps ? 12'500 : size();
    plan.in = size();
    const std::uint32_t way = dice(9);
    if (way == 0 && plan.out > 0 && !wraps) plan.way = FlowPlan::Way::PeerAborts, plan.abort_after = 1 + dice(plan.out - 1);
    if (way == 1 && plan.in > 0 && !wraps) plan.way = FlowPlan::Way::EngineAborts, plan.abort_after = 1 + dice(plan.in - 1);
    if (wraps) plan.local_port = kFirstLocalPort;
    ReferenceTcp::Options options = scenario_.peer;
    options.port = static_cast<std::uint16_t>(first_peer_port() + number);
    options.iss = static_cast<std::uint32_t>(random_());
    if (scenario_.wrap) options.iss = 0U - dice(4'000);
    if (!plan.engine_opens) options.remote_port = kPort;
    ReferenceTcp& endpoint = peer_.add(options);
    flows_.emplace_back(plan, endpoint, static_cast<std::uint32_t>(scenario_.seed * 1000 + number), scenario_.slow_readers);
    if (plan.engine_opens) {
      endpoint.listen();
      waiting_.push_back(&flows_.back());
    } else {
      endpoint.connect(bench_.time_us());
    }
    open_.push_back(&flows_.back());
  }

  std::uint64_t work() const { return good_to_engine_ + calls_; }  // each an event, whatever the engine
  bool all_done() const { return work() >= scenario_.events && open_.empty() && waiting_.empty(); }

  void turn() {
    if (open_.size() < scenario_.at_once && work() < scenario_.events) add_flow();
    bench_.run_us(1);
    pump();
    take_events();
    if (!waiting_.empty()) {
      const bool first = scenario_.wrap && flows_.size() == 1;
      const auto hook = [&] { if (first) choose_secret(); };
      if (waiting_.front()->open(bench_, peer_.options().ip, hook) != Flow::Opened::Later) waiting_.pop_front();
    }
    for (Flow* flow : open_) flow->serve_peer(random_, bench_.time_us());
    // One call a turn, of whoever has something to do.
    for (std::size_t i = 0; i < open_.size(); ++i) {
      Flow* flow = open_[(turn_ + i) % open_.size()];
      const std::uint64_t before = flow->calls();
      const bool called = flow->serve(bench_, random_);
      calls_ += flow->calls() - before;
      if (called) break;
    }
    ++turn_;
    look();
  }

  void take_events() {
    if (!bench_.interrupt()) return;
    while (const auto event = bench_.take_event()) {
      if (event->desc == listener_) {
        acceptable_ = true;
        continue;
      }
      for (Flow* flow : open_) {
        if (flow->has(event->desc)) flow->ready(event->ready);
      }
    }
    bench_.write32(reg::kIrqStatus, 1);
    while (acceptable_) {
      const auto answer = bench_.accept(listener_);
      ++calls_;
      if (answer.error != Errno::Ok) {
        acceptable_ = false;
        break;
      }
      const std::uint16_t port = bench_.state(answer.value).remote_port;
      const auto owner = std::ranges::find_if(flows_, [&](const Flow& flow) { return flow.port() == port; });
      if (owner == flows_.end()) throw std::runtime_error(fmt::format("a connection from port {} was accepted that the peer does not have", port));
      owner->accepted(answer.value);
      if (std::ranges::find(open_, &*owner) == open_.end()) open_.push_back(&*owner);  // thrown away before
    }
  }

  void look() {
    std::uint64_t progress = flows_.size() + done_;
    for (Flow* flow : open_) {
      progress += flow->progress();
      if (trouble_.empty()) trouble_ = flow->trouble();
    }
    done_ += std::erase_if(open_, [](const Flow* flow) { return flow->done(); });
    if (progress != progress_) {
      progress_ = progress;
      moved_us_ = bench_.time_us();
    } else if (bench_.time_us() - moved_us_ > kStuckUs && trouble_.empty()) {
      trouble_ = fmt::format("stuck: nothing has moved for {:.0f} us; {}", kStuckUs, stuck());
    }
  }
  std::string stuck() { return open_.empty() ? "no connection is open" : open_.front()->state(bench_); }

  // ---- the end: everything is back
  bool in_use(unsigned desc) { return desc != listener_ && bench_.state(desc).allocated; }
  void wind_up() {
    const double bound = bench_.time_us() + kStuckUs;
    for (unsigned desc = 0; desc < bench_.cfg().Sockets; ++desc) {
      while (in_use(desc)) {
        for (int i = 0; i < 20 && trouble_.empty(); ++i) turn();
        if (!trouble_.empty()) return;
        const std::uint16_t port = bench_.state(desc).remote_port;
        for (Flow& flow : flows_) {
          if (flow.port() == port) flow.insist();
        }
        if (bench_.time_us() > bound) {
          trouble_ = fmt::format("leaked: socket {} is still in {}, {:.0f} us after the last connection", desc,
                                 to_string(bench_.state(desc).state), kStuckUs);
          return;
        }
      }
    }
    deaf_ = true;
    while (!link_.to_engine.idle() || !link_.from_engine.idle()) bench_.run_us(5), pump();
    bench_.drain();
    bench_.close(listener_);
    count_back();
    count_damage();
    bench_.drain();
    bench_.finish();
  }

  // All sockets can be had, and all buffers. In real time: hundreds of SYNs that are sent again each
  // second of a clock that runs 8,192 times faster are more than the line can carry.
  void count_back() {
    bench_.write32(reg::kTimeScale, 0);
    std::vector<unsigned> all;
    for (auto got = bench_.call(Call::CallSocket, 0); got.error == Errno::Ok; got = bench_.call(Call::CallSocket, 0)) {
      all.push_back(got.value);
    }
    unsigned buffers = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (bench_.connect(all[i], peer_.options().ip, static_cast<std::uint16_t>(100 + i)).error == Errno::Einprogress) ++buffers;
    }
    for (const unsigned desc : all) bench_.close(desc);
    if (all.size() != bench_.cfg().Sockets || buffers != bench_.cfg().Buffers) {
      trouble_ = fmt::format("leaked: at the end {} of {} sockets and {} of {} buffers are free", all.size(),
                             bench_.cfg().Sockets, buffers, bench_.cfg().Buffers);
    }
  }

  // Each damaged frame was noticed, at both ends.
  void count_damage() {
    const std::uint32_t engine = bench_.read32(reg::kMacFcsErrors);
    if (engine != link_.to_engine.counts().bad_fcs) {
      trouble_ = fmt::format("{} frames with a bad FCS were sent, and MAC_FCS_ERRORS is {}", link_.to_engine.counts().bad_fcs, engine);
    }
    if (peer_.counts().bad_sums != link_.from_engine.counts().bit_errors) {
      trouble_ = fmt::format("{} frames were damaged beyond their FCS, and the peer has found {} wrong checksums",
                             link_.from_engine.counts().bit_errors, peer_.counts().bad_sums);
    }
  }

  Outcome sum() {
    const std::uint64_t records = bench_.tcp_events();
    Outcome outcome{.trouble = trouble_, .events = records > 0 ? records : work(), .connections = done_,
                    .simulated_us = bench_.time_us(), .to_engine = link_.to_engine.counts(),
                    .from_engine = link_.from_engine.counts(), .bad_sums_at_peer = peer_.counts().bad_sums};
    if (trouble_.empty()) {
      outcome.mac_fcs_errors = bench_.read32(reg::kMacFcsErrors);
      outcome.sent_again_by_engine = bench_.read32(reg::kTcpRetransSegs);
    }
    for (const Flow& flow : flows_) {
      const auto& counts = flow.peer().counts();
      outcome.octets += flow.moved();
      outcome.sent_again_by_peer += counts.sent_again;
      outcome.probes += counts.probes;
      outcome.probed += counts.probed;
      outcome.out_of_order += counts.out_of_order;
      outcome.wraps_in += counts.wrapped_in;
      outcome.wraps_out += counts.wrapped_out;
    }
    return outcome;
  }

  Scenario scenario_;
  std::mt19937_64 random_;
  Bench bench_;
  Link link_;
  ReferencePeer peer_;
  EngineWatch watch_;
  bool direct_ = false, deaf_ = false;
  unsigned listener_ = 0;
  bool acceptable_ = false;
  std::deque<Flow> flows_;
  std::vector<Flow*> open_;
  std::deque<Flow*> waiting_;  // the engine has yet to connect
  std::uint64_t good_to_engine_ = 0, calls_ = 0, done_ = 0, turn_ = 0, texts_ = 0;
  std::uint64_t progress_ = 0;
  double moved_us_ = 0;
  std::uint16_t silent_port_ = 0;
  std::string trouble_;
};

}  // namespace

std::string name_of(Engine engine) {
  return engine == Engine::Model ? "model" : engine == Engine::Rtl ? "rtl" : "lockstep";
}

Outcome run_scenario(Engine engine, const Scenario& scenario, const std::string& program, DutMaker dut) {
  constexpr const char* kPlants[] = {"", " --plant octet", " --plant silence"};
  const std::string repeat = fmt::format("{} --engine {} --seed {} --each {}{}", program, name_of(engine), scenario.seed,
                                         scenario.events, kPlants[static_cast<unsigned>(scenario.plant)]);
  Outcome outcome = Run{engine, scenario, repeat, dut}.outcome();
  if (!outcome.trouble.empty()) {
    outcome.trouble = fmt::format("seed {}, {}: {}\n  at {:.1f} us, after {} events; {}\n  repeat: {}", scenario.seed,
                                  to_string(engine), outcome.trouble, outcome.simulated_us, outcome.events,
                                  scenario.text(), repeat);
  }
  return outcome;
}

std::string Outcome::text() const {
  return fmt::format("{} events, {} connections, {} octets, {:.1f} ms; lost {}, twice {}, late {}, bad FCS {}, bit errors {}; "
                     "again: peer {}, engine {}; probes {}+{}, out of order {}, wraps {}+{}",
                     events, connections, octets, simulated_us / 1000, to_engine.lost + from_engine.lost,
                     to_engine.duplicated + from_engine.duplicated, to_engine.reordered + from_engine.reordered,
                     to_engine.bad_fcs + from_engine.bad_fcs, to_engine.bit_errors + from_engine.bit_errors,
                     sent_again_by_peer, sent_again_by_engine, probes, probed, out_of_order, wraps_in, wraps_out);
}

}  // namespace sockwire
