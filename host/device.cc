#include "host/device.h"

#include <algorithm>

#include "host/registers.h"
#include "host/socket.h"

namespace sockwire {

namespace {
// No command of the device takes longer: the longest moves one window between memories.
constexpr Microseconds kCommandLimit{100'000};
constexpr Microseconds kPollInterval{100};
constexpr std::uint32_t kSupportedMajor = 1;
constexpr int kPollsBeforeWaiting = 64;

constexpr std::uint32_t field(std::uint32_t word, std::uint32_t mask, unsigned position) {
  return (word & mask) >> position;
}
#define SOCKWIRE_FIELD(word, name) field(word, TOE_REGS__##name##_bm, TOE_REGS__##name##_bp)
}  // namespace

Result<Device> Device::open(Bus& bus) {
  if (bus.read32(SOCKWIRE_ADDRESS(MAGIC)) != host_map::kMagic) return failure(std::errc::no_such_device);
  Device device(bus);
  auto& caps = device.capabilities_;
  caps.version = bus.read32(SOCKWIRE_ADDRESS(VERSION));
  if ((caps.version >> 24) > kSupportedMajor) return failure(std::errc::protocol_not_supported);
  const auto sizes = bus.read32(SOCKWIRE_ADDRESS(SIZES));
  caps.sockets = SOCKWIRE_FIELD(sizes, SIZES__SOCKETS);
  caps.listeners = SOCKWIRE_FIELD(sizes, SIZES__LISTENERS);
  caps.data_bytes = SOCKWIRE_FIELD(sizes, SIZES__DATA_BYTES);
  const auto buffers = bus.read32(SOCKWIRE_ADDRESS(BUFFERS));
  caps.buffer_octets = SOCKWIRE_FIELD(buffers, BUFFERS__BUF_BYTES);
  caps.buffers = SOCKWIRE_FIELD(buffers, BUFFERS__BUFFERS);
  caps.window_octets = bus.read32(SOCKWIRE_ADDRESS(WINDOWS)) & 0xFFFFU;
  const auto rates = bus.read32(SOCKWIRE_ADDRESS(RATES));
  caps.line_mbps = SOCKWIRE_FIELD(rates, RATES__LINE_MBPS);
  caps.core_mhz = SOCKWIRE_FIELD(rates, RATES__CORE_MHZ);
  const auto udp = bus.read32(SOCKWIRE_ADDRESS(UDP_SIZES));
  caps.udp_sockets = SOCKWIRE_FIELD(udp, UDP_SIZES__UDP_SOCKETS);
  caps.pages = SOCKWIRE_FIELD(udp, UDP_SIZES__PAGES);
  caps.mtu = SOCKWIRE_FIELD(bus.read32(SOCKWIRE_ADDRESS(MTU)), MTU__MTU);
  bus.write32(SOCKWIRE_ADDRESS(IRQ_ENABLE), TOE_REGS__IRQ_ENABLE__EVENT_READY_bm);
  return device;
}

void Device::configure(const NetworkConfig& config) {
  for (std::uint32_t i = 0; i < 4; ++i) {
    bus_->write32(SOCKWIRE_ADDRESS(SECRET) + 4 * i, config.secret[i]);
  }
  bus_->write32(SOCKWIRE_ADDRESS(MAC_LO), static_cast<std::uint32_t>(config.mac));
  bus_->write32(SOCKWIRE_ADDRESS(MAC_HI), static_cast<std::uint32_t>(config.mac >> 32) & 0xFFFFU);
  set_address(config.ip, config.mask, config.gateway);
}

void Device::set_address(std::uint32_t ip, std::uint32_t mask, std::uint32_t gateway) {
  if (ip == 0) bus_->write32(SOCKWIRE_ADDRESS(IP_ADDR), 0);
  bus_->write32(SOCKWIRE_ADDRESS(IP_MASK), mask);
  bus_->write32(SOCKWIRE_ADDRESS(GATEWAY), gateway);
  if (ip != 0) bus_->write32(SOCKWIRE_ADDRESS(IP_ADDR), ip);  // last: until then nothing is answered
}

void Device::set_msl(Microseconds msl) {
  bus_->write32(SOCKWIRE_ADDRESS(MSL), static_cast<std::uint32_t>(msl.count()));
}

void Device::set_udp_echo(std::uint16_t port) { bus_->write32(SOCKWIRE_ADDRESS(UDP_ECHO), port); }

void Device::set_time_shift(unsigned shift) {
  bus_->write32(SOCKWIRE_ADDRESS(TIME_SCALE), std::min(shift, 15U));
}

bool Device::link_up() {
  return (bus_->read32(SOCKWIRE_ADDRESS(STATUS)) & TOE_REGS__STATUS__LINK_UP_bm) != 0;
}

Result<void> Device::wait_ready(Microseconds limit) {
  const auto deadline = now() + limit;
  while ((bus_->read32(SOCKWIRE_ADDRESS(STATUS)) & TOE_REGS__STATUS__READY_bm) == 0) {
    if (now() >= deadline) return failure(std::errc::timed_out);
    bus_->wait_interrupt(kPollInterval);
  }
  return {};
}

Result<void> Device::wait_link(Microseconds limit) {
  const auto deadline = now() + limit;
  while (!link_up()) {
    if (now() >= deadline) return failure(std::errc::timed_out);
    bus_->wait_interrupt(kPollInterval);
  }
  return {};
}

Result<std::uint32_t> Device::command(Call call, Descriptor descriptor, std::uint32_t address,
                                      std::uint16_t port, std::uint32_t length) {
  ++tag_;
  const std::array<std::uint32_t, 5> words{
      static_cast<std::uint32_t>(call) | (std::uint32_t{descriptor} << 16), address, port, length,
      tag_};
  bus_->write_burst(SOCKWIRE_ADDRESS(CMD_CALL), words);  // the last word is GO

  const auto deadline = now() + kCommandLimit;
  for (int polls = 0;; ++polls) {
    const auto status = bus_->read32(SOCKWIRE_ADDRESS(CMD_STATUS));
    const bool ours = SOCKWIRE_FIELD(status, CMD_STATUS__TAG) == tag_;
    if ((status & TOE_REGS__CMD_STATUS__DONE_bm) != 0 && ours) {
      const auto error = SOCKWIRE_FIELD(status, CMD_STATUS__ERRNO_VALUE);
      if (error != 0) return std::unexpected(make_error(static_cast<int>(error)));
      return bus_->read32(SOCKWIRE_ADDRESS(CMD_VALUE));
    }
    if (now() >= deadline) throw BusError("the device does not answer a command");
    if (polls >= kPollsBeforeWaiting) bus_->wait_interrupt(Microseconds{1});
  }
}

Result<std::size_t> Device::send(Descriptor descriptor, std::span<const std::byte> octets, bool urgent) {
  octets = octets.first(std::min<std::size_t>(octets.size(), capabilities_.window_octets));
  fill_window(octets);
  return command(Call::CallSend, descriptor, 0, urgent ? 1 : 0, static_cast<std::uint32_t>(octets.size()));
}

Result<std::size_t> Device::receive(Descriptor descriptor, std::span<std::byte> octets) {
  const auto wanted = std::min<std::size_t>(octets.size(), capabilities_.window_octets);
  const auto got = command(Call::CallRecv, descriptor, 0, 0, static_cast<std::uint32_t>(wanted));
  if (!got) return std::unexpected(got.error());
  const std::size_t count = std::min<std::size_t>(*got, wanted);
  read_window(octets.first(count));
  return count;
}

void Device::fill_window(std::span<const std::byte> octets) {
  std::vector<std::uint32_t> words((octets.size() + 3) / 4);
  std::ranges::copy(octets, std::as_writable_bytes(std::span(words)).begin());
  bus_->write_burst(host_map::kSendWindow, words);
}

void Device::read_window(std::span<std::byte> octets) {
  std::vector<std::uint32_t> words((octets.size() + 3) / 4);
  bus_->read_burst(host_map::kReceiveWindow, words);
  std::ranges::copy(std::as_bytes(std::span(words)).first(octets.size()), octets.begin());
}

Result<std::size_t> Device::send_datagram(Descriptor descriptor, std::span<const std::byte> octets,
                                          std::uint32_t ip, std::uint16_t port, bool more) {
  fill_window(octets);
  const auto length = static_cast<std::uint32_t>(octets.size()) | (more ? 1U << kMoreBit : 0);
  return command(Call::CallSend, descriptor, ip, port, length);
}

Result<Device::DatagramPart> Device::receive_datagram(Descriptor descriptor,
                                                      std::span<std::byte> octets,
                                                      std::uint32_t from, bool keep) {
  const auto length = command(Call::CallRecv, descriptor, from, keep ? kPeekBit : std::uint16_t{0},
                              static_cast<std::uint32_t>(octets.size()));
  if (!length) return std::unexpected(length.error());
  const std::size_t ahead = *length > from ? *length - from : 0;
  DatagramPart part{.copied = std::min(octets.size(), ahead), .length = *length};
  read_window(octets.first(part.copied));
  part.ip = bus_->read32(SOCKWIRE_ADDRESS(CMD_FROM_ADDR));
  part.port = static_cast<std::uint16_t>(bus_->read32(SOCKWIRE_ADDRESS(CMD_FROM_PORT)));
  part.to = bus_->read32(SOCKWIRE_ADDRESS(CMD_TO_ADDR));
  return part;
}

Result<SocketInfo> Device::info(Descriptor descriptor) {
  bus_->write32(SOCKWIRE_ADDRESS(SOCK_SELECT), descriptor);
  const auto deadline = now() + kCommandLimit;
  std::uint32_t state = 0;
  while (((state = bus_->read32(SOCKWIRE_ADDRESS(SOCK_STATE))) & TOE_REGS__SOCK_STATE__VALID_bm) == 0) {
    if (now() >= deadline) throw BusError("the device gives no snapshot of a socket");
  }
  SocketInfo info;
  info.allocated = (state & TOE_REGS__SOCK_STATE__ALLOCATED_bm) != 0;
  if (!info.allocated) return failure(Errno::Ebadf);
  info.state = static_cast<TcpState>(SOCKWIRE_FIELD(state, SOCK_STATE__STATE));
  info.attached = (state & TOE_REGS__SOCK_STATE__ATTACHED_bm) != 0;
  info.peer_closed = (state & TOE_REGS__SOCK_STATE__FIN_RCVD_bm) != 0;
  info.closing = (state & TOE_REGS__SOCK_STATE__FIN_QUEUED_bm) != 0;
  info.error = static_cast<int>(SOCKWIRE_FIELD(state, SOCK_STATE__ERROR));
  info.waiting = SOCKWIRE_FIELD(state, SOCK_STATE__WAITING);
  const auto read = [this](std::uint32_t address) { return bus_->read32(address); };
  info.peer_ip = read(SOCKWIRE_ADDRESS(SOCK_PEER));
  const auto ports = read(SOCKWIRE_ADDRESS(SOCK_PORTS));
  info.local_port = static_cast<std::uint16_t>(ports);
  info.peer_port = static_cast<std::uint16_t>(ports >> 16);
  info.readable = read(SOCKWIRE_ADDRESS(SOCK_READABLE));
  info.free = read(SOCKWIRE_ADDRESS(SOCK_FREE));
  info.unsent = read(SOCKWIRE_ADDRESS(SOCK_UNSENT));
  info.unacked = read(SOCKWIRE_ADDRESS(SOCK_UNACKED));
  info.idle = Microseconds{read(SOCKWIRE_ADDRESS(SOCK_IDLE))};
  info.snd_una = read(SOCKWIRE_ADDRESS(SOCK_SND_UNA));
  info.snd_nxt = read(SOCKWIRE_ADDRESS(SOCK_SND_NXT));
  info.snd_wnd = read(SOCKWIRE_ADDRESS(SOCK_SND_WND));
  info.rcv_nxt = read(SOCKWIRE_ADDRESS(SOCK_RCV_NXT));
  info.rcv_wnd = read(SOCKWIRE_ADDRESS(SOCK_RCV_WND));
  read_statistics(info);
  return info;
}

void Device::read_statistics(SocketInfo& info) {
  const auto read = [this](std::uint32_t address) { return bus_->read32(address); };
  info.soft_error = static_cast<int>(read(SOCKWIRE_ADDRESS(SOCK_SOFT_ERROR)) & 0xFFU);
  info.urgent = read(SOCKWIRE_ADDRESS(SOCK_URGENT));
  info.rtt = Microseconds{read(SOCKWIRE_ADDRESS(SOCK_SRTT))};
  info.rttvar = Microseconds{read(SOCKWIRE_ADDRESS(SOCK_RTTVAR))};
  info.rto = Microseconds{read(SOCKWIRE_ADDRESS(SOCK_RTO))};
  info.cwnd = read(SOCKWIRE_ADDRESS(SOCK_CWND));
  info.ssthresh = read(SOCKWIRE_ADDRESS(SOCK_SSTHRESH));
  const auto options = read(SOCKWIRE_ADDRESS(SOCK_OPTIONS));
  info.mss = SOCKWIRE_FIELD(options, SOCK_OPTIONS__SND_MSS);
  info.retries = SOCKWIRE_FIELD(options, SOCK_OPTIONS__RETRIES);
  info.sack = (options & TOE_REGS__SOCK_OPTIONS__SACK_OK_bm) != 0;
  info.timestamps = (options & TOE_REGS__SOCK_OPTIONS__TS_OK_bm) != 0;
  info.window_scale = (options & TOE_REGS__SOCK_OPTIONS__WSCALE_OK_bm) != 0;
  info.recovering = (options & TOE_REGS__SOCK_OPTIONS__RECOVERING_bm) != 0;
  info.congestion = static_cast<Congestion>(read(SOCKWIRE_ADDRESS(SOCK_CONGESTION)) & TOE_REGS__SOCK_CONGESTION__CUBIC_bm);
  info.peer_window_shift = SOCKWIRE_FIELD(options, SOCK_OPTIONS__SND_WSCALE);
  info.segments_in = read(SOCKWIRE_ADDRESS(SOCK_SEGS_IN));
  info.segments_out = read(SOCKWIRE_ADDRESS(SOCK_SEGS_OUT));
  info.segments_again = read(SOCKWIRE_ADDRESS(SOCK_SEGS_AGAIN));
  info.drops = read(SOCKWIRE_ADDRESS(SOCK_DROPS));
}

std::uint32_t Device::counter(std::uint32_t address) { return bus_->read32(address); }

void Device::pump() {
  for (;;) {
    const auto event = bus_->read32(SOCKWIRE_ADDRESS(EVENT));
    if ((event & TOE_REGS__EVENT__VALID_bm) == 0) break;
    const auto descriptor = static_cast<Descriptor>(SOCKWIRE_FIELD(event, EVENT__DESC));
    ready_[descriptor] |= static_cast<std::uint8_t>(SOCKWIRE_FIELD(event, EVENT__READY));
    bus_->write32(SOCKWIRE_ADDRESS(EVENT_TAKE), 1);
  }
  // The bit stays set by itself while the queue is not empty: nothing is lost by clearing it.
  bus_->write32(SOCKWIRE_ADDRESS(IRQ_STATUS), TOE_REGS__IRQ_STATUS__EVENT_READY_bm);
}

std::uint8_t Device::ready(Descriptor descriptor) const {
  const auto found = ready_.find(descriptor);
  return found == ready_.end() ? std::uint8_t{0} : found->second;
}

void Device::forget(Descriptor descriptor, std::uint8_t bits) {
  const auto found = ready_.find(descriptor);
  if (found == ready_.end()) return;
  found->second = static_cast<std::uint8_t>(found->second & ~bits);
  if (found->second == 0) ready_.erase(found);
}

bool Device::wait_any(Microseconds deadline) {
  const auto left = deadline - now();
  if (left.count() > 0) bus_->wait_interrupt(left);
  pump();
  return std::any_of(ready_.begin(), ready_.end(), [](const auto& entry) { return entry.second != 0; });
}

bool Device::wait(Descriptor descriptor, std::uint8_t bits, Microseconds deadline) {
  pump();
  while ((ready(descriptor) & bits) == 0) {
    if (now() >= deadline) return false;
    bus_->wait_interrupt(deadline - now());
    pump();
  }
  return true;
}

}  // namespace sockwire
