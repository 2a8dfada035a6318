// The program: command line in, exit code out.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <systemc>

#include "host/bus.h"
#include "sim/failure.h"
#include "sim/handshake.h"
#include "sim/live.h"
#include "sim/validate.h"

namespace {

using namespace sockwire;  // the program is the namespace's

std::string command_line(int argc, char** argv) {
  std::string text = "sockwire";
  for (int i = 1; i < argc; ++i) text += fmt::format(" {}", argv[i]);
  return text;
}

std::string contents(const std::string& file) {
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file, error)) {
    throw usage_failure(fmt::format("cannot read {}: check that it is a file and its permissions", file));
  }
  std::ostringstream text;
  text << in.rdbuf();
  if (text.str().empty()) throw usage_failure(fmt::format("{} is empty: there is nothing to send", file));
  return text.str();
}

// The whole word, and nothing that wraps round: "-1" is no number here.
std::string number_problem(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::string{}
                                                       : fmt::format("'{}' is no whole number of 64 bits", text);
}

void add_link_options(CLI::App& command, LinkOptions& link, const CLI::Validator& number) {
  const std::string group = "Faults of the link, both ways; times are the engine's";
  command.add_option("--loss", link.loss, "share of the frames that are lost, such as 1%")->group(group);
  command.add_option("--delay", link.delay, "of each frame, such as 5ms")->group(group);
  command.add_flag("--duplicate{1%}", link.duplicate, "this share comes twice; --duplicate=3%")->group(group);
  command.add_flag("--reorder{1%}", link.reorder, "this share is overtaken; --reorder=3%")->group(group);
  command.add_flag("--corrupt{1%}", link.corrupt, "this share is damaged; --corrupt=3%")->group(group);
  command.add_option("--link-seed", link.seed, "of these faults")->check(number)->capture_default_str()->group(group);
}

int run(int argc, char** argv) {
  CLI::App app{"Sockwire: a TCP/IP offload engine, from socket() to the volts on the cable"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "sockwire 0.1.0");
  app.footer("Exit codes: 0 agree or pass, 1 mismatch or fail, 2 usage or environment.\n"
             "Help of a command: sockwire handshake --help");

  const CLI::Validator number(number_problem, "");
  HandshakeOptions handshake;
  handshake.command = command_line(argc, argv);
  std::string send_file;
  auto* first = app.add_subcommand("handshake", "one connection, from socket() to close(), in lockstep with the model");
  first->add_option("--peer", handshake.peer, "who is at the other end: model, rtl or tap:INTERFACE")->capture_default_str();
  first->add_option("--phy", handshake.phy, "10base-t, mii or gmii")->capture_default_str();
  first->add_option("--out", handshake.out, "directory for report, waveform and capture")->capture_default_str();
  first->add_option("--ip", handshake.ip, "our address and prefix")->capture_default_str();
  first->add_option("--gateway", handshake.gateway, "router for what is not on the link");
  first->add_option("--connect", handshake.connect, "peer's address and port")->capture_default_str();
  first->add_option("--send", send_file, "file to send as the request");
  first->add_option("--save", handshake.save, "file for what is received");
  first->add_option("--seed", handshake.seed, "of clock phases, noise and keys")->check(number)->capture_default_str();
  first->add_option("--time-shift", handshake.time_shift, "timers run 2^N times as fast")
      ->check(CLI::Range(0, 15))->capture_default_str();
  add_link_options(*first, handshake.link, number);
  first->add_flag("!--no-waves", handshake.waves, "do not write a waveform: several times as fast");
  first->add_flag("!--no-lockstep", handshake.lockstep, "the RTL alone");
  first->add_flag("--quiet", handshake.quiet, "no progress");
  first->footer("Examples:\n"
                "  sockwire handshake\n"
                "  sockwire handshake --seed 7 --no-waves --out /tmp/run7\n"
                "  sockwire handshake --peer rtl\n"
                "  sockwire handshake --peer tap:tap0 --phy gmii --connect 10.0.0.2:80 --save page.html\n"
                "  sockwire handshake --phy gmii --loss 5% --delay 2ms --reorder --link-seed 3");

  LiveOptions live;
  live.command = command_line(argc, argv);
  auto* second = app.add_subcommand("live", "the RTL as a host on a network interface");
  second->add_option("--tap", live.tap, "TAP interface, such as tap0")->required();
  second->add_option("--ip", live.ip, "our address and prefix, such as 10.0.0.1/24");
  second->add_flag("--dhcp", live.dhcp, "the address from a DHCP server, in place of --ip");
  second->add_option("--gateway", live.gateway, "router for what is not on the link");
  second->add_option("--app", live.apps, "echo (port 7), discard (9), source (19), by TCP and UDP; http (80), by TCP; may be repeated")->capture_default_str();
  second->add_option("--udp-echo-port", live.udp_echo_port, "UDP port at which the RTL itself echoes; --app echo still answers fragments and broadcasts")
      ->check(CLI::Range(1, 65535));
  second->add_option("--group", live.groups, "group that the servers by UDP are in, such as 224.1.2.3; may be repeated");
  second->add_option("--mac", live.mac, "our Ethernet address")->capture_default_str();
  second->add_option("--out", live.out, "directory for log and capture")->capture_default_str();
  second->add_option("--seed", live.seed, "of clock phases and keys")->check(number)->capture_default_str();
  second->add_option("--time-shift", live.time_shift, "timers run 2^N times as fast: simulated time is slower than the wall's")
      ->check(CLI::Range(0, 15))->capture_default_str();
  add_link_options(*second, live.link, number);
  second->add_option("--seconds", live.seconds, "stop after so much wall time")->check(CLI::NonNegativeNumber);
  second->add_option("--connections", live.connections, "stop after so many closed connections")->check(number);
  second->add_flag("!--no-lockstep", live.lockstep, "the RTL alone");
  second->add_flag("--quiet", live.quiet, "no progress");
  second->footer("Example, as root:\n"
                 "  ip tuntap add dev tap0 mode tap && ip addr add 10.0.0.2/24 dev tap0 && ip link set tap0 up\n"
                 "  sockwire live --tap tap0 --ip 10.0.0.1/24 --app http --app echo &\n"
                 "  ping 10.0.0.1; curl http://10.0.0.1/; nc -u 10.0.0.1 7\n"
                 "  sockwire live --tap tap0 --ip 10.0.0.1/24 --app discard --udp-echo-port 7 --group 224.1.2.3\n"
                 "  sockwire live --tap tap0 --dhcp\n"
                 "  sockwire live --tap tap0 --ip 10.0.0.1/24 --loss 1% --delay 5ms --duplicate --reorder --corrupt");

  app.add_subcommand("validate", "everything that one checks before the RTL is handed to synthesis");
  if (argc > 1 && std::string_view(argv[1]) == "validate") run_validate(argv + 2);  // its options are its own

  const auto named = [&](const CLI::App* command) { return command->get_name() == argv[1]; };
  if (argc > 1 && argv[1][0] != '-' && app.get_subcommands(named).empty()) {
    throw usage_failure(fmt::format("there is no command '{}'; 'sockwire --help' shows what can be given", argv[1]));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.get_subcommands().empty() ? app.help() : app.get_subcommands().front()->help());
    return kExitAgree;
  } catch (const CLI::CallForVersion&) {
    fmt::print("sockwire 0.1.0\n");
    return kExitAgree;
  } catch (const CLI::ParseError& error) {
    throw usage_failure(fmt::format("{}; 'sockwire --help' shows what can be given", error.what()));
  }
  if (!send_file.empty()) handshake.request = contents(send_file);
  return first->parsed() ? run_handshake(handshake) : run_live(live);
}

}  // namespace

// Called by SystemC's kernel.
int sc_main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const Failure& failure) {
    fmt::print(stderr, "sockwire: {}\n", failure.what());
    return failure.code();
  } catch (const BusError& error) {
    fmt::print(stderr, "sockwire: {}\n", error.what());
    return kExitMismatch;
  } catch (const std::exception& error) {
    fmt::print(stderr, "sockwire: {}\n", error.what());
    return kExitMismatch;
  }
}

// SystemC's own main would print its licence in front of everything.
int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
