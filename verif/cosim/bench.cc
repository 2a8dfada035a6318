#include "verif/cosim/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace sockwire {
namespace {

[[noreturn]] void wrong(const std::string& sentence) { throw std::runtime_error(sentence); }

}  // namespace

std::string to_string(Engine engine) {
  switch (engine) {
    case Engine::Model: return "Model";
    case Engine::Rtl: return "Rtl";
    case Engine::Lockstep: return "Lockstep";
  }
  return "?";
}

Bench::Bench(Engine engine, const Options& options) : engine_{engine}, options_{options} {
  if (engine == Engine::Model) {
    platform_ = make_model_platform(options.cfg);
  } else {
    auto dut = options.dut({.seed = options.seed, .assertions = options.assertions, .planted = options.planted});
    options_.cfg = dut->cfg();
    const Lockstep::Options lockstep{.repeat = options.repeat};
    platform_ = make_rtl_platform(std::move(dut), options.seed,
                                  engine == Engine::Lockstep ? &lockstep : nullptr);
  }
  platform_->on_frame = [this](std::span<const std::uint8_t> frame) {
    if (handler_) {
      handler_(frame);
    } else {
      frames_.emplace_back(frame.begin(), frame.end());
    }
  };
  write32(reg::kTimeScale, options.time_shift);  // before anything is timed
  write32(reg::kMacLo, static_cast<std::uint32_t>(options.network.mac));
  write32(reg::kMacHi, static_cast<std::uint32_t>(options.network.mac >> 32));
  write32(reg::kIpAddr, options.network.ip);
  write32(reg::kIpMask, options.network.mask);
  write32(reg::kGateway, options.network.gateway);
  write32(reg::kMsl, options.msl_us);
  for (unsigned i = 0; i < 4; ++i) write32(reg::kSecret + 4 * i, options.secret[i]);
  if (!run_until([this] { return (read32(reg::kStatus) & reg::kStatusReady) != 0; }, 5000)) {
    wrong("STATUS.ready does not come within 5 ms after reset");
  }
}

bool Bench::run_until(const std::function<bool()>& predicate, double bound_us) {
  const double end = time_us() + bound_us;
  while (!predicate()) {
    if (time_us() >= end) return false;
    run_us(1);
  }
  return true;
}

void Bench::drain() {
  run_us(5);
  run_until([this] { return platform_->wire_idle(); }, 5000);
  run_us(5);
}

Bench::Answered Bench::call(Call call, unsigned desc, std::uint32_t addr, std::uint16_t port,
                            std::uint32_t length) {
  write32(reg::kCmdCall, static_cast<std::uint32_t>(call) | desc << 16);
  write32(reg::kCmdAddr, addr);
  write32(reg::kCmdPort, port);
  write32(reg::kCmdLength, length);
  write32(reg::kCmdGo, ++tag_);
  std::uint32_t status = 0;
  const bool done = run_until([&] {
    status = read32(reg::kCmdStatus);
    return (status & reg::kCmdDone) != 0;
  }, 5000);
  if (!done) wrong(fmt::format("{} of socket {} is not answered within 5 ms", to_string(call), desc));
  if ((status >> 8 & 0xFF) != tag_) {
    wrong(fmt::format("{} is answered with tag {}, not {}", to_string(call), status >> 8 & 0xFF, tag_));
  }
  return {.error = static_cast<Errno>(status >> 16 & 0xFF), .value = read32(reg::kCmdValue)};
}

unsigned Bench::socket() {
  const Answered answer = call(Call::CallSocket, 0);
  if (answer.error != Errno::Ok) wrong(fmt::format("socket() fails: {}", to_string(answer.error)));
  return answer.value;
}

std::uint16_t Bench::bind(unsigned desc, std::uint16_t port) {
  const Answered answer = call(Call::CallBind, desc, 0, port);
  if (answer.error != Errno::Ok) wrong(fmt::format("bind({}) fails: {}", port, to_string(answer.error)));
  return static_cast<std::uint16_t>(answer.value);
}

void Bench::listen(unsigned desc, unsigned backlog) {
  const Answered answer = call(Call::CallListen, desc, 0, 0, backlog);
  if (answer.error != Errno::Ok) wrong(fmt::format("listen() fails: {}", to_string(answer.error)));
}

void Bench::fill_window(std::span<const std::uint8_t> octets) {
  if (octets.size() > kWindowBytes) wrong("more octets to send than the window holds");
  for (std::size_t i = 0; i < octets.size(); i += 4) {
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 4 && i + j < octets.size(); ++j) word |= std::uint32_t{octets[i + j]} << (8 * j);
    write32(reg::kSendWindow + static_cast<std::uint32_t>(i), word);
  }
}

Octets Bench::read_window(std::uint32_t size) {
  Octets octets(size);
  for (std::uint32_t i = 0; i < size; i += 4) {
    const std::uint32_t word = read32(reg::kRecvWindow + i);
    for (std::uint32_t j = 0; j < 4 && i + j < size; ++j) octets[i + j] = static_cast<std::uint8_t>(word >> (8 * j));
  }
  return octets;
}

Bench::Answered Bench::send(unsigned desc, std::span<const std::uint8_t> octets, bool urgent) {
  fill_window(octets);
  return call(Call::CallSend, desc, 0, urgent ? 1 : 0, static_cast<std::uint32_t>(octets.size()));
}

std::optional<Octets> Bench::recv(unsigned desc, std::uint32_t length) {
  const Answered answer = call(Call::CallRecv, desc, 0, 0, length);
  if (answer.error == Errno::Eagain) return {};
  if (answer.error != Errno::Ok) wrong(fmt::format("recv() fails: {}", to_string(answer.error)));
  return read_window(answer.value);
}

unsigned Bench::udp_socket() {
  const Answered answer = call(Call::CallSocket, 0, 0, 1);
  if (answer.error != Errno::Ok) wrong(fmt::format("socket() for UDP fails: {}", to_string(answer.error)));
  return answer.value;
}

Bench::Answered Bench::send_piece(unsigned desc, std::span<const std::uint8_t> octets, std::uint32_t addr,
                                  std::uint16_t port, bool more) {
  fill_window(octets);
  return call(Call::CallSend, desc, addr, port,
              static_cast<std::uint32_t>(octets.size()) | (more ? 1U << kMoreBit : 0));
}

Bench::Answered Bench::send_to(unsigned desc, std::span<const std::uint8_t> octets, std::uint32_t addr,
                               std::uint16_t port, double bound_us) {
  const double end = time_us() + bound_us;
  std::size_t at = 0;
  for (;;) {
    const std::size_t size = std::min<std::size_t>(octets.size() - at, kWindowBytes);
    const bool more = at + size < octets.size();
    const Answered answer = send_piece(desc, octets.subspan(at, size), addr, port, more);
    if (answer.error == Errno::Eagain && time_us() < end) {
      run_us(1);
      continue;
    }
    if (answer.error != Errno::Ok) return answer;
    if (answer.value != size) wrong(fmt::format("a piece of {} octets is answered with {}", size, answer.value));
    at += size;
    if (!more) return {.error = Errno::Ok, .value = static_cast<std::uint32_t>(octets.size())};
  }
}

Bench::Received Bench::recv_piece(unsigned desc, std::uint32_t length, std::uint32_t at, bool peek) {
  const Answered answer = call(Call::CallRecv, desc, at, peek ? kPeekBit : 0, length);
  Received got{.error = answer.error, .length = answer.value, .addr = read32(reg::kCmdFromAddr),
               .port = static_cast<std::uint16_t>(read32(reg::kCmdFromPort)), .to = read32(reg::kCmdToAddr)};
  if (answer.error == Errno::Ok && at < got.length) {
    got.octets = read_window(std::min({length, got.length - at, std::uint32_t{kWindowBytes}}));
  }
  return got;
}

std::optional<Bench::Received> Bench::recv_from(unsigned desc) {
  Received whole = recv_piece(desc, kWindowBytes, 0, true);
  if (whole.error == Errno::Eagain) return {};
  while (whole.error == Errno::Ok && whole.octets.size() < whole.length) {
    const Received piece = recv_piece(desc, kWindowBytes, static_cast<std::uint32_t>(whole.octets.size()), true);
    whole.error = piece.error;
    whole.octets.insert(whole.octets.end(), piece.octets.begin(), piece.octets.end());
  }
  if (whole.error == Errno::Ok) whole.error = recv_piece(desc, 0).error;  // it leaves the queue
  if (whole.error != Errno::Ok) wrong(fmt::format("recv() for UDP fails: {}", to_string(whole.error)));
  return whole;
}

Bench::SocketState Bench::state(unsigned desc) {
  write32(reg::kSockSelect, desc);
  std::uint32_t word = 0;
  if (!run_until([&] { return ((word = read32(reg::kSockState)) & reg::kSockValid) != 0; }, 1000)) {
    wrong(fmt::format("no snapshot of socket {} within 1 ms", desc));
  }
  const std::uint32_t ports = read32(reg::kSockPorts);
  return {.state = static_cast<TcpState>(word & 0xF),
          .allocated = (word >> 4 & 1) != 0,
          .attached = (word >> 5 & 1) != 0,
          .fin_rcvd = (word >> 6 & 1) != 0,
          .fin_queued = (word >> 7 & 1) != 0,
          .error = static_cast<Errno>(word >> 8 & 0xFF),
          .waiting = word >> 16 & 0xFF,
          .peer = read32(reg::kSockPeer),
          .local_port = static_cast<std::uint16_t>(ports),
          .remote_port = static_cast<std::uint16_t>(ports >> 16),
          .readable = read32(reg::kSockReadable),
          .free = read32(reg::kSockFree),
          .unsent = read32(reg::kSockUnsent),
          .unacked = read32(reg::kSockUnacked),
          .urgent = read32(reg::kSockUrgent),
          .soft_error = static_cast<Errno>(read32(reg::kSockSoftError))};
}

std::optional<Bench::Event> Bench::take_event() {
  const std::uint32_t word = read32(reg::kEvent);
  if ((word & reg::kEventValid) == 0) return {};
  write32(reg::kEventTake, 1);
  const std::uint32_t bits = word & 0x7F;
  return Event{.desc = word >> 16 & 0x7FFF, .ready = Ready::from_words(&bits)};
}

}  // namespace sockwire
