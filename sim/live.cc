#include "sim/live.h"

#include <fmt/format.h>

#include <chrono>
#include <csignal>

#include "host/address.h"
#include "host/registers.h"
#include "sim/apps_datagram.h"
#include "sim/failure.h"
#include "sim/far_end.h"
#include "sim/kernel.h"
#include "sim/live_dhcp.h"
#include "sim/output.h"
#include "sim/recorder.h"
#include "sim/rtl_bus.h"
#include "sim/wire.h"
#include "verif/cosim/lockstep.h"

namespace sockwire {

namespace {

using Clock = std::chrono::steady_clock;

constexpr Microseconds kServe{200};                       // of simulated time, between two looks
constexpr Microseconds kMsl{1'000'000};
constexpr std::chrono::milliseconds kNap{2};              // of wall time, when nothing moves
constexpr std::chrono::milliseconds kBusy{20};            // after the last frame
constexpr std::chrono::seconds kProgress{2};

volatile std::sig_atomic_t stop_requested = 0;

NetworkConfig network_of(const LiveOptions& options) {
  if (options.ip.empty() != options.dhcp)
    throw usage_failure(options.dhcp ? "--dhcp and --ip exclude each other" : "--ip is required, or --dhcp");
  if (options.dhcp && !options.gateway.empty())
    throw usage_failure("--gateway goes with --ip: with --dhcp the server tells the router");
  const auto prefix = options.dhcp ? Prefix{} : parse_prefix(options.ip);
  if (!prefix) throw usage_failure(fmt::format("--ip {} is no address and prefix: write it like 10.0.0.1/24", options.ip));
  const auto mac = parse_mac(options.mac);
  if (!mac || (*mac >> 40 & 1U) != 0 || *mac == 0) {
    throw usage_failure(fmt::format("--mac {} is no address of one station: write it like 02:53:57:00:00:01", options.mac));
  }
  NetworkConfig network{.mac = *mac, .ip = prefix->address, .mask = prefix->mask, .gateway = 0, .secret = {}};
  if (!options.gateway.empty()) {
    const auto gateway = parse_ip(options.gateway);
    if (!gateway) throw usage_failure(fmt::format("--gateway {} is no address: write it like 10.0.0.254", options.gateway));
    network.gateway = *gateway;
  }
  std::uint64_t word = options.seed;
  for (auto& key : network.secret) key = static_cast<std::uint32_t>((word = word * 6364136223846793005U + 1) >> 32);
  return network;
}

std::vector<AppKind> apps_of(const LiveOptions& options) {
  std::vector<AppKind> kinds;
  for (const auto& name : options.apps) {
    const auto kind = parse_app(name);
    if (!kind) throw usage_failure(fmt::format("--app {} is not known: use echo, discard, source or http", name));
    for (const auto other : kinds) {
      if (other == *kind) throw usage_failure(fmt::format("port {} is busy: --app {} was given twice", app_port(*kind), name));
    }
    kinds.push_back(*kind);
  }
  return kinds;
}

std::vector<std::uint32_t> groups_of(const LiveOptions& options) {
  std::vector<std::uint32_t> groups;
  for (const auto& text : options.groups) {
    const auto group = parse_ip(text);
    if (!group || *group >> 28 != 0xE) throw usage_failure(fmt::format("--group {} is no group: write it like 224.1.2.3", text));
    groups.push_back(*group);
  }
  return groups;
}

AppServer::Totals totals_of(const std::vector<std::unique_ptr<AppServer>>& servers) {
  AppServer::Totals sum;
  for (const auto& server : servers) {
    sum.connections += server->totals().connections;
    sum.closed += server->totals().closed;
    sum.received += server->totals().received;
    sum.sent += server->totals().sent;
  }
  return sum;
}

struct Servers {
  std::vector<std::unique_ptr<AppServer>> stream;
  std::vector<std::unique_ptr<DatagramServer>> datagram;

  Servers(Device& device, const std::vector<AppKind>& kinds, const std::vector<std::uint32_t>& groups, std::uint64_t seed) {
    for (const auto kind : kinds) {
      stream.push_back(std::make_unique<AppServer>(device, kind));
      if (DatagramServer::serves(kind))
        datagram.push_back(std::make_unique<DatagramServer>(device, kind, static_cast<std::uint32_t>(seed)));
    }
    for (const auto group : groups) {
      for (auto& server : datagram) server->join(group);
    }
  }
  void serve() {
    for (auto& server : stream) server->serve(Microseconds{0});
    for (auto& server : datagram) server->serve();
  }
};

void announce(std::uint32_t ip, const LiveOptions& options, std::uint64_t mac, const std::vector<AppKind>& kinds) {
  fmt::print(stderr, "sockwire: {} is up on {} at {}; Ctrl-C ends it\n", format_ip(ip), options.tap, format_mac(mac));
  for (const auto kind : kinds) {
    fmt::print(stderr, "  {:<8} tcp{} port {}\n", app_name(kind), DatagramServer::serves(kind) ? " and udp" : "",
               app_port(kind));
  }
  if (options.udp_echo_port != 0) fmt::print(stderr, "  {:<8} udp port {}, in the RTL\n", "echo", options.udp_echo_port);
  std::fflush(stderr);
}

DatagramServer::Totals totals_of(const std::vector<std::unique_ptr<DatagramServer>>& servers) {
  DatagramServer::Totals sum;
  for (const auto& server : servers) {
    sum.received += server->totals().received;
    sum.sent += server->totals().sent;
  }
  return sum;
}

}  // namespace

int run_live(const LiveOptions& options) {
  const NetworkConfig network = network_of(options);
  const auto kinds = apps_of(options);
  const auto groups = groups_of(options);
  const LinkFaults faults = parse_link(options.link);
  TapFarEnd tap(options.tap);
  LinkedFarEnd link(tap, faults, options.link.seed);
  link.set_time_shift(options.time_shift);
  make_directory(options.out);

  RtlSim sim(make_dut_base({.seed = options.seed}), {.seed = options.seed, .trace = {}});
  std::optional<Lockstep> lockstep;
  if (options.lockstep) lockstep.emplace(sim, Lockstep::Options{.repeat = options.command});
  Recorder recorder(sim, options.out, "live", false);
  sim.observe(recorder);
  const auto wire = make_mii_wire(sim, faults.any() ? static_cast<FarEnd&>(link) : tap);

  std::signal(SIGINT, [](int) { stop_requested = 1; });
  std::signal(SIGTERM, [](int) { stop_requested = 1; });

  std::string trouble;
  AppServer::Totals totals;
  DatagramServer::Totals datagrams;
  std::uint32_t echoes = 0;
  run_in_systemc([&] {
    try {
      RtlBus bus(sim);
      auto device = Device::open(bus);
      if (!device) throw Failure(kExitMismatch, "the RTL does not answer as a device");
      if (!device->wait_ready(Microseconds{100'000})) throw Failure(kExitMismatch, "the RTL never gets ready");
      device->set_time_shift(options.time_shift);
      device->set_msl(kMsl);
      device->configure(network);
      device->set_udp_echo(options.udp_echo_port);
      std::optional<LiveDhcp> dhcp;
      if (options.dhcp) dhcp.emplace(*device, network.mac, options.tap);
      std::optional<Servers> servers;  // once there is an address

      const auto begin = Clock::now();
      auto shown = begin;
      auto moved = begin;
      std::size_t frames = 0;
      while (stop_requested == 0) {
        if (dhcp) dhcp->serve();
        if (!servers && (!dhcp || dhcp->has_lease())) {
          servers.emplace(*device, kinds, groups, options.seed);
          announce(dhcp ? dhcp->ip() : network.ip, options, network.mac, kinds);
        }
        if (servers) servers->serve();
        bus.wait_interrupt(kServe);
        const auto now = Clock::now();
        if (recorder.frames() != frames || !sim.wire_idle() || !link.idle()) {
          frames = recorder.frames();
          moved = now;
        }
        if (servers) {
          totals = totals_of(servers->stream);
          datagrams = totals_of(servers->datagram);
        }
        if (now - moved > kBusy) tap.nap(kNap);
        if (!options.quiet && now - shown > kProgress) {
          shown = now;
          fmt::print(stderr, "  {:>7.1f} s  {} frames, {} connections ({} closed), {} octets in, {} out, {} datagrams in, {} out, {:.1f} ms simulated\n",
                     std::chrono::duration<double>(now - begin).count(), frames, totals.connections, totals.closed,
                     totals.received, totals.sent, datagrams.received, datagrams.sent, static_cast<double>(sim.time_ps()) / 1e9);
        }
        if (options.seconds > 0 && std::chrono::duration<double>(now - begin).count() > options.seconds) break;
        if (options.connections > 0 && totals.closed >= options.connections) break;
      }
      if (dhcp && !servers) trouble = fmt::format("no DHCP server on {} has lent an address", options.tap);
      if (dhcp) dhcp->end();
      tap.mute();  // the far end is not heard any more: what is under way comes to its end
      link.mute();
      servers.reset();
      dhcp.reset();
      echoes = device->counter(SOCKWIRE_ADDRESS(UDP_ECHOS));
      if (lockstep) lockstep->finish();
    } catch (const Mismatch& mismatch) {
      trouble = mismatch.what();
    } catch (const Failure& failure) {
      if (failure.code() == kExitUsage) throw;
      trouble = failure.what();
    }
  });

  fmt::print("\n  {:<24}{}\n  {:<24}{}\n  {:<24}{}\n  {:<24}{}\n  {:<24}{}\n", "connections", totals.connections,
             "octets received", totals.received, "octets sent", totals.sent, "datagrams received", datagrams.received,
             "datagrams sent", datagrams.sent);
  if (options.udp_echo_port != 0) fmt::print("  {:<24}{}\n", "echoes of the RTL", echoes);
  if (lockstep) {
    fmt::print("  {:<24}{}\n  {:<24}{}\n", "events compared", lockstep->counts().events, "mismatches", trouble.empty() ? 0 : 1);
  }
  if (faults.any()) fmt::print("  {:<24}{}\n", "link", link.summary());
  fmt::print("  {:<24}{}\n", "capture", (options.out / "live.pcapng").string());
  if (!trouble.empty()) fmt::print(stderr, "\nsockwire: {}\n", trouble);
  return trouble.empty() ? kExitAgree : kExitMismatch;
}

}  // namespace sockwire
