#include "sim/handshake.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <fstream>

#include "host/address.h"
#include "host/registers.h"
#include "host/socket.h"
#include "sim/failure.h"
#include "sim/far_end.h"
#include "sim/kernel.h"
#include "sim/output.h"
#include "sim/recorder.h"
#include "sim/register_names.h"
#include "sim/report/report.h"
#include "sim/rtl_bus.h"
#include "sim/waves/waves.h"
#include "sim/wire.h"
#include "verif/cosim/lockstep.h"

namespace sockwire {

namespace {

using nlohmann::json;

constexpr std::uint64_t kOurMac = 0x025357000001;   // locally administered
constexpr std::uint64_t kPeerMac = 0x025357000002;
constexpr unsigned kTimeWaitShift = 10;             // TIME-WAIT passes 1024 times as fast
constexpr Microseconds kMsl{1'000'000};
constexpr Microseconds kLimit{2'000'000};           // of simulated time, for any one call

struct Endpoint {
  std::uint32_t ip = 0;
  std::uint16_t port = 0;
};

Endpoint parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto ip = parse_ip(std::string_view(text).substr(0, colon));
  unsigned port = 0;
  bool whole = false;
  if (colon != std::string::npos) {
    const char* const end = text.data() + text.size();
    whole = std::from_chars(text.data() + colon + 1, end, port).ptr == end;
  }
  if (!ip || !whole || port == 0 || port > 65535) {
    throw usage_failure(fmt::format("--connect {} is no address and port: write it like 10.0.0.2:7", text));
  }
  return {*ip, static_cast<std::uint16_t>(port)};
}

NetworkConfig our_network(const HandshakeOptions& options) {
  const auto prefix = parse_prefix(options.ip);
  if (!prefix) throw usage_failure(fmt::format("--ip {} is no address and prefix: write it like 10.0.0.1/24", options.ip));
  NetworkConfig network{.mac = kOurMac, .ip = prefix->address, .mask = prefix->mask, .gateway = 0, .secret = {}};
  if (!options.gateway.empty()) {
    const auto gateway = parse_ip(options.gateway);
    if (!gateway) throw usage_failure(fmt::format("--gateway {} is no address: write it like 10.0.0.254", options.gateway));
    network.gateway = *gateway;
  }
  std::uint32_t word = static_cast<std::uint32_t>(options.seed);
  for (auto& key : network.secret) key = word = word * 1664525U + 1013904223U;  // by the seed: repeatable
  return network;
}

AppKind app_of_port(std::uint16_t port) {
  for (const auto kind : {AppKind::Echo, AppKind::Discard, AppKind::Source, AppKind::Http}) {
    if (app_port(kind) == port) return kind;
  }
  throw usage_failure(fmt::format("nobody serves port {} at the peer: use 7 (echo), 9 (discard), 19 (source) or 80 (http)", port));
}

std::unique_ptr<Dut> make_dut(const HandshakeOptions& options) {
  const DutOptions dut{.seed = options.seed};
  if (options.phy == "10base-t") return options.waves ? make_dut_small_wave(dut) : make_dut_small(dut);
  if (options.phy == "mii") return make_dut_small_mii(dut);
  if (options.phy == "gmii") return make_dut_base(dut);
  throw usage_failure(fmt::format("--phy {} is not known: use 10base-t, mii or gmii", options.phy));
}

std::unique_ptr<FarEnd> make_far_end(const HandshakeOptions& options, const Endpoint& target, const NetworkConfig& ours) {
  if (options.peer.starts_with("tap:")) return std::make_unique<TapFarEnd>(options.peer.substr(4));
  NetworkConfig network = ours;
  network.mac = kPeerMac;
  network.ip = target.ip;
  for (auto& key : network.secret) key = ~key;
  if (options.peer == "model") return make_model_far_end(network, app_of_port(target.port));
  if (options.peer == "rtl") {
    return make_rtl_far_end(make_dut_base({.seed = options.seed + 1}), network, app_of_port(target.port), options.seed);
  }
  throw usage_failure(fmt::format("--peer {} is not known: use model, rtl or tap:INTERFACE", options.peer));
}

// The host's program, and its words for the story.
class Client {
 public:
  Client(const HandshakeOptions& options, Device& device, Recorder& recorder, Wire& wire, Endpoint target)
      : options_(options), device_(device), recorder_(recorder), wire_(wire), target_(target) {}

  void run() {
    bring_up();
    auto socket = told<Socket>("socket()", [&] { return device_.socket(); },
                               [](const Socket& s) { return fmt::format("descriptor {}", s.descriptor()); });
    socket.set_limit(kLimit);
    descriptor_ = socket.descriptor();
    told_void(fmt::format("connect({}, {}, {})", descriptor_, format_ip(target_.ip), target_.port),
              [&] { return socket.connect(target_.ip, target_.port); }, "connected");
    say("connected");
    const std::string request = request_text();
    told_void(fmt::format("send({}, {} octets)", descriptor_, request.size()),
              [&] { return socket.send_all(std::as_bytes(std::span(request))); }, "taken");
    receive_answer(socket, request.size());
    told_void(fmt::format("close({})", descriptor_), [&] { return socket.close(); }, "closed");
    wait_until_gone();
  }

  [[nodiscard]] std::size_t received() const { return received_.size(); }

 private:
  template <class T, class Call, class Say>
  T told(const std::string& text, Call call, Say answer) {
    recorder_.call_begins(text);
    auto result = call();
    recorder_.call_ends(result ? answer(*result) : result.error().message());
    if (!result) throw Failure(kExitMismatch, fmt::format("{} failed: {}", text, result.error().message()));
    return std::move(*result);
  }
  template <class Call>
  void told_void(const std::string& text, Call call, const std::string& good) {
    recorder_.call_begins(text);
    const auto result = call();
    recorder_.call_ends(result ? good : result.error().message());
    if (!result) throw Failure(kExitMismatch, fmt::format("{} failed: {}", text, result.error().message()));
  }
  void say(const std::string& what) const {
    if (!options_.quiet) {
      fmt::print(stderr, "  {:>9.1f} us  {}\n", static_cast<double>(device_.now().count()), what);
    }
  }

  void bring_up() {
    if (!device_.wait_ready(Microseconds{100'000})) throw Failure(kExitMismatch, "the RTL never gets ready");
    set_shift(options_.time_shift);
    device_.set_msl(kMsl);
    recorder_.call_begins("set MAC and IP address");
    device_.configure(our_network(options_));
    recorder_.call_ends("done");
    if (!device_.wait_link(kLimit)) throw Failure(kExitMismatch, "the link does not come up: no pulses from the peer");
    say("link is up");
  }

  void set_shift(unsigned shift) {
    device_.set_time_shift(shift);
    wire_.set_time_shift(shift);
  }

  std::string request_text() const {
    if (!options_.request.empty()) return options_.request;
    if (target_.port == 80) return fmt::format("GET / HTTP/1.0\r\nHost: {}\r\n\r\n", format_ip(target_.ip));
    return "Hello from socket() to the volts on the cable.\n";
  }

  // echo: as much as was sent; http: until the peer closes.
  void receive_answer(Socket& socket, std::size_t sent) {
    const bool to_the_end = target_.port != 7;
    recorder_.call_begins(fmt::format("recv({})", descriptor_));
    std::vector<std::byte> buffer(device_.capabilities().window_octets);
    auto last = std::chrono::steady_clock::now();
    while (to_the_end || received_.size() < sent) {
      const auto got = socket.receive(buffer);
      if (!got) {
        recorder_.call_ends(got.error().message());
        throw Failure(kExitMismatch, fmt::format("recv({}) failed after {} octets: {}", descriptor_, received_.size(),
                                                 got.error().message()));
      }
      if (*got == 0) break;
      received_.insert(received_.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*got));
      if (const auto now = std::chrono::steady_clock::now(); now - last > std::chrono::seconds(2)) {
        last = now;
        say(fmt::format("{} octets received", received_.size()));
      }
    }
    recorder_.call_ends(fmt::format("{} octets", received_.size()));
    say(fmt::format("{} octets received", received_.size()));
    if (!options_.save.empty()) {
      std::ofstream file(options_.save, std::ios::binary);
      file.write(reinterpret_cast<const char*>(received_.data()), static_cast<std::streamsize>(received_.size()));
      if (!file) throw usage_failure(fmt::format("cannot write {}: check the directory and its permissions", options_.save));
    }
  }

  // The socket lives on until TIME-WAIT is over, or until the last FIN is acknowledged.
  void wait_until_gone() {
    const auto deadline = device_.now() + kLimit;
    TcpState last = TcpState::Closed;
    for (auto info = device_.info(descriptor_); info; info = device_.info(descriptor_)) {
      if (info->state != last) {
        last = info->state;
        say(std::string(to_string(last)));
        if (last == TcpState::TimeWait) {
          recorder_.note("engine", fmt::format("TIME-WAIT: time runs {} times as fast from here", 1U << kTimeWaitShift));
          set_shift(kTimeWaitShift);
        }
      }
      if (device_.now() > deadline) {
        throw Failure(kExitMismatch, fmt::format("the connection does not end: socket {} is still in {}", descriptor_,
                                                 to_string(last)));
      }
      device_.bus().wait_interrupt(Microseconds{20});
      device_.pump();
    }
    set_shift(0);
    say("the socket is free again");
  }

  const HandshakeOptions& options_;
  Device& device_;
  Recorder& recorder_;
  Wire& wire_;
  Endpoint target_;
  Descriptor descriptor_ = 0;
  std::vector<std::byte> received_;
};

json counters_of(RtlSim& sim) {
  json counters = json::object();
  for (std::uint32_t address = SOCKWIRE_ADDRESS(TCP_ACTIVE_OPENS); address <= SOCKWIRE_ADDRESS(MAC_OVERFLOWS); address += 4) {
    const auto name = register_name(address);
    if (!name.starts_with("0x")) counters[name] = sim.read32(address);
  }
  return counters;
}

void print_table(const LockstepCounts& counts, bool lockstep, bool differ, const RtlSim& sim, std::size_t frames,
                 const std::filesystem::path& out, double seconds) {
  const auto row = [](std::string_view name, const std::string& value) { fmt::print("  {:<24}{}\n", name, value); };
  fmt::print("\n");
  if (lockstep) {
    row("events compared", fmt::format("{}", counts.events));
    row("fields compared", fmt::format("{}", counts.fields));
    row("mismatches", differ ? "1" : "0");
  }
  row("frames", fmt::format("{}", frames));
  if (lockstep && sim.has_phy()) row("line symbols compared", fmt::format("{}", counts.symbols));
  row("simulated time", fmt::format("{:.1f} us (in {:.1f} s)", static_cast<double>(sim.time_ps()) / 1e6, seconds));
  row("report", (out / "report.html").string());
}

}  // namespace

int run_handshake(const HandshakeOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const Endpoint target = parse_endpoint(options.connect);
  const NetworkConfig network = our_network(options);
  if (target.ip == network.ip) {
    throw usage_failure(fmt::format("--connect {} is our own address: give the peer's, or another --ip", options.connect));
  }
  auto dut = make_dut(options);
  const bool waves = options.waves && options.phy == "10base-t";
  const LinkFaults faults = parse_link(options.link);
  auto far = make_far_end(options, target, network);
  std::optional<LinkedFarEnd> link;
  if (faults.any()) link.emplace(*far, faults, options.link.seed);
  FarEnd& reached = link ? static_cast<FarEnd&>(*link) : *far;
  check_writable(options.save);
  make_directory(options.out);

  const auto fst = options.out / "handshake.fst";
  RtlSim sim(std::move(dut), {.seed = options.seed, .trace = waves ? fst : std::filesystem::path{}});
  std::optional<Lockstep> lockstep;
  if (options.lockstep) lockstep.emplace(sim, Lockstep::Options{.repeat = options.command});
  Recorder recorder(sim, options.out, "handshake", true);
  sim.observe(recorder);

  std::unique_ptr<Wire> wire;
  if (sim.has_phy()) {
    LineViewer viewer;
    viewer.transmit = [&](double t_ns, const model::Cable& cable) {
      constexpr double kStep = model::Cable::kStepNs / model::Cable::kSubsteps;
      for (std::size_t i = 0; i < model::Cable::kSubsteps; ++i) {
        recorder.line_sample(t_ns + static_cast<double>(i) * kStep, kStep, cable.driver_trace()[i],
                             cable.receiver_trace()[i]);
      }
    };
    viewer.pins = [&](int tx_mv, int rx_mv) { sim.show_line(tx_mv, rx_mv); };
    wire = make_line_wire(sim, reached, {.seed = options.seed}, viewer);
  } else {
    wire = make_mii_wire(sim, reached);
  }

  std::string verdict = options.lockstep ? "agree" : "not run";
  std::string message;
  std::string trouble;
  json counters = json::object();
  run_in_systemc([&] {
    try {
      RtlBus bus(sim);
      auto device = Device::open(bus);
      if (!device) throw Failure(kExitMismatch, "the RTL does not answer as a device");
      Client client(options, *device, recorder, *wire, target);
      client.run();
      counters = counters_of(sim);
      if (link) link->mute();
      if (lockstep) lockstep->finish();
    } catch (const Mismatch& mismatch) {
      verdict = "differ";
      message = mismatch.what();
    } catch (const Failure& failure) {
      if (failure.code() == kExitUsage) throw;
      trouble = failure.what();
    }
  });

  json story = recorder.story();
  const LockstepCounts counts = lockstep ? lockstep->counts() : LockstepCounts{};
  story["title"] = "handshake";
  story["command"] = options.command;
  story["seed"] = options.seed;
  story["config"] = options.phy == "gmii" ? "base" : "small";
  story["phy"] = options.phy;
  story["version"] = "0.1.0";
  story["counters"] = counters;
  story["lockstep"] = {{"verdict", verdict},
                       {"message", message.empty() ? trouble : message},
                       {"counts",
                        {{"events", counts.events},
                         {"fields", counts.fields},
                         {"mismatches", verdict == "differ" ? 1 : 0},
                         {"frames", recorder.frames()},
                         {"line_symbols", counts.symbols},
                         {"answers", counts.answers},
                         {"simulated_us", static_cast<double>(sim.time_ps()) / 1e6}}}};
  sim.close_trace();
  std::ofstream(options.out / "story.json") << story.dump(1) << '\n';
  write_report(story, options.out / "report.html");
  if (waves) write_wave_views(fst, options.out / "handshake.gtkw", options.out / "handshake.sucl");

  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  print_table(counts, options.lockstep, verdict == "differ", sim, recorder.frames(), options.out, seconds);
  if (link) fmt::print("  {:<24}{}\n", "link", link->summary());
  if (!message.empty()) fmt::print(stderr, "\n{}\n", message);
  if (!trouble.empty()) fmt::print(stderr, "\nsockwire: {}\n", trouble);
  return message.empty() && trouble.empty() ? kExitAgree : kExitMismatch;
}

}  // namespace sockwire
