#include "model/socket/registers.h"

#include <algorithm>
#include <cstddef>

#include "host/generated/toe_regs.h"

namespace sockwire::model {

namespace {

#define SOCKWIRE_AT(name) offsetof(toe_regs_t, name)

constexpr std::uint32_t kSendWindow = 0x1000;
constexpr std::uint32_t kReceiveWindow = 0x1800;
constexpr std::uint32_t kEventReady = 1 << 0;
constexpr std::uint32_t kCommandDone = 1 << 1;
constexpr std::uint32_t kLinkChanged = 1 << 2;
constexpr std::uint32_t kConflict = 1 << 0;
constexpr std::uint32_t kProbeConflict = 1 << 1;
constexpr std::uint32_t kIrqBits = kEventReady | kCommandDone | kLinkChanged;

constexpr std::uint32_t kEthVlanBits = 1U << 31 | 0xE000 | 0xFFF;

constexpr Vlan vlan_of(std::uint32_t eth_vlan) {
  return {.enabled = eth_vlan >> 31 != 0,
          .pcp = static_cast<std::uint8_t>(eth_vlan >> 13 & 7),
          .id = static_cast<std::uint16_t>(eth_vlan & 0xFFF)};
}

constexpr std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}

constexpr bool inside(std::uint32_t address, std::uint32_t window) {
  return address >= window && address < window + kWindowBytes;
}

}  // namespace

Registers::Registers(const Config& config) : config_(config), toe_(config) {
  toe_.on_record([this](const TcpRecord& r) {
    if (r.ready_desc != kNoDesc) raise(r.ready_desc, r.ready);
  });
  toe_.on_udp_record([this](const UdpRecord& r) {
    if (r.ready != Ready{}) raise(r.conn, r.ready);
  });
  toe_.on_arp_record([this](const ArpRecord& r) {
    arp_status_ |= (r.conflict ? kConflict : 0) | (r.probe_conflict ? kProbeConflict : 0);
  });
}

void Registers::raise(std::uint16_t desc, const Ready& ready) {
  events_.raise(desc, ready);
  irq_sticky_ |= kEventReady;
}

// ---------------------------------------------------------------- reading

std::uint32_t Registers::event() const {
  const auto first = events_.first();
  if (!first) return 0;
  std::uint32_t ready = 0;
  first->ready.to_words(&ready);
  return ready | static_cast<std::uint32_t>(first->desc & 0x7FFF) << 16 | 1u << 31;
}

std::uint32_t Registers::status() const {
  return static_cast<std::uint32_t>(command_.done) << 1 | std::uint32_t{command_.answer_tag} << 8 |
         static_cast<std::uint32_t>(command_.answer.error) << 16;
}

std::uint32_t Registers::read32(std::uint32_t address) const {
  if (inside(address, kReceiveWindow)) {
    std::uint32_t word = 0;
    for (unsigned i = 0; i < 4; ++i)
      word |= std::uint32_t{receive_window_[(address - kReceiveWindow) / 4 * 4 + i]} << (8 * i);
    return word;
  }
  switch (address) {
    case SOCKWIRE_AT(MAGIC):
      return kMagic;
    case SOCKWIRE_AT(VERSION):
      return kVersion;
    case SOCKWIRE_AT(SIZES):
      return config_.sockets | config_.listeners << 16 | config_.data_bytes << 24;
    case SOCKWIRE_AT(BUFFERS):
      return config_.buf_bytes | config_.buffers << 16;
    case SOCKWIRE_AT(WINDOWS):
      return kWindowBytes;
    case SOCKWIRE_AT(RATES):
      return config_.line_mbps | config_.core_hz / 1'000'000 << 16;
    case SOCKWIRE_AT(UDP_SIZES):
      return config_.udp_sockets | config_.pages << 16;
    case SOCKWIRE_AT(MTU):
      return config_.mtu;
    case SOCKWIRE_AT(MAC_LO):
      return low(network_.mac);
    case SOCKWIRE_AT(MAC_HI):
      return high(network_.mac);
    case SOCKWIRE_AT(IP_ADDR):
      return network_.ip;
    case SOCKWIRE_AT(IP_MASK):
      return network_.mask;
    case SOCKWIRE_AT(GATEWAY):
      return network_.gateway;
    case SOCKWIRE_AT(ETH_VLAN):
      return eth_vlan_;
    case SOCKWIRE_AT(UDP_ECHO):
      return echo_port_;
    case SOCKWIRE_AT(TIME_SCALE):
      return time_shift_;
    case SOCKWIRE_AT(MSL):
      return msl_;
    case SOCKWIRE_AT(STATUS):
      return std::uint32_t{link_up_} | 1u << 1;
    case SOCKWIRE_AT(NOW_LO):
      return low(latched_now_);
    case SOCKWIRE_AT(NOW_HI):
      return high(latched_now_);
    case SOCKWIRE_AT(ARP_CLAIM_ADDR):
      return claim_addr_;
    case SOCKWIRE_AT(ARP_STATUS):
      return arp_status_;
    case SOCKWIRE_AT(CMD_CALL):
      return command_.call;
    case SOCKWIRE_AT(CMD_ADDR):
      return command_.addr;
    case SOCKWIRE_AT(CMD_PORT):
      return command_.port;
    case SOCKWIRE_AT(CMD_LENGTH):
      return command_.length;
    case SOCKWIRE_AT(CMD_GO):
      return command_.tag;
    case SOCKWIRE_AT(CMD_STATUS):
      return status();
    case SOCKWIRE_AT(CMD_VALUE):
      return command_.answer.value;
    case SOCKWIRE_AT(CMD_FROM_ADDR):
      return command_.from_addr;
    case SOCKWIRE_AT(CMD_FROM_PORT):
      return command_.from_port;
    case SOCKWIRE_AT(CMD_TO_ADDR):
      return command_.to_addr;
    case SOCKWIRE_AT(EVENT):
      return event();
    case SOCKWIRE_AT(IRQ_STATUS):
      return irq_sticky_;
    case SOCKWIRE_AT(IRQ_ENABLE):
      return irq_enable_;
    case SOCKWIRE_AT(SOCK_SELECT):
      return window_.selected();
    default:
      return address > SOCKWIRE_AT(SOCK_SELECT) && address <= SOCKWIRE_AT(SOCK_CONGESTION)
                 ? window_.read(address)
                 : toe_.counter(address);
  }
}

// ---------------------------------------------------------------- writing

void Registers::write32(std::uint32_t address, std::uint32_t value) {
  if (inside(address, kSendWindow)) {
    for (unsigned i = 0; i < 4; ++i)
      send_window_[(address - kSendWindow) / 4 * 4 + i] = static_cast<std::uint8_t>(value >> 8 * i);
    return;
  }
  switch (address) {
    case SOCKWIRE_AT(MAC_LO):
      network_.mac = network_.mac >> 32 << 32 | value;
      break;
    case SOCKWIRE_AT(MAC_HI):
      network_.mac = low(network_.mac) | std::uint64_t{value & 0xFFFF} << 32;
      break;
    case SOCKWIRE_AT(IP_ADDR):
      network_.ip = value;
      break;
    case SOCKWIRE_AT(IP_MASK):
      network_.mask = value;
      break;
    case SOCKWIRE_AT(GATEWAY):
      network_.gateway = value;
      break;
    case SOCKWIRE_AT(ETH_VLAN):
      eth_vlan_ = value & kEthVlanBits;
      toe_.set_vlan(vlan_of(eth_vlan_));
      break;
    case SOCKWIRE_AT(UDP_ECHO):
      toe_.set_echo_port(echo_port_ = static_cast<std::uint16_t>(value));
      break;
    case SOCKWIRE_AT(TIME_SCALE):
      time_shift_ = value & 0xF;
      break;
    case SOCKWIRE_AT(MSL):
      toe_.set_msl(msl_ = value);
      break;
    case SOCKWIRE_AT(SECRET[0]):
      secret_[0] = value;
      break;
    case SOCKWIRE_AT(SECRET[1]):
      secret_[1] = value;
      break;
    case SOCKWIRE_AT(SECRET[2]):
      secret_[2] = value;
      break;
    case SOCKWIRE_AT(SECRET[3]):  // takes all four over
      secret_[3] = value;
      toe_.set_secret(secret_);
      break;
    case SOCKWIRE_AT(TIME_LATCH):
      if (value & 1) latched_now_ = now_;
      break;
    case SOCKWIRE_AT(ARP_CLAIM_ADDR):
      claim_addr_ = value;
      break;
    case SOCKWIRE_AT(ARP_CLAIM):
      claim(value);
      break;
    case SOCKWIRE_AT(ARP_STATUS):
      arp_status_ &= ~value;
      break;
    case SOCKWIRE_AT(CMD_CALL):
      command_.call = value & 0xFFFF'000F;
      break;
    case SOCKWIRE_AT(CMD_ADDR):
      command_.addr = value;
      break;
    case SOCKWIRE_AT(CMD_PORT):
      command_.port = static_cast<std::uint16_t>(value);
      break;
    case SOCKWIRE_AT(CMD_LENGTH):
      command_.length = value;
      break;
    case SOCKWIRE_AT(CMD_GO):
      command_.tag = static_cast<std::uint8_t>(value);
      go();
      break;
    case SOCKWIRE_AT(EVENT_TAKE):
      if (value & 1) events_.take();
      break;
    case SOCKWIRE_AT(IRQ_STATUS):  // an event that is still queued keeps its bit set
      irq_sticky_ &= ~value;
      if (!events_.empty()) irq_sticky_ |= kEventReady;
      break;
    case SOCKWIRE_AT(IRQ_ENABLE):
      irq_enable_ = value & kIrqBits;
      break;
    case SOCKWIRE_AT(SOCK_SELECT):
      window_.select(static_cast<std::uint16_t>(value), toe_, now_);
      break;
    default:
      return;
  }
  toe_.set_network(network_);
}

void Registers::go() {
  const UserCall call = {.call = static_cast<Call>(command_.call & 0xF),
                         .desc = static_cast<std::uint16_t>(command_.call >> 16),
                         .addr = command_.addr,
                         .port = command_.port,
                         .length = command_.length};
  if (call.call == Call::CallNone || call.call > Call::CallOption) {  // no call: no event
    command_.answer = {.valid = true, .error = Errno::Einval, .value = 0};
  } else {
    toe_.call(call, std::span(send_window_).first(std::min(call.length, kWindowBytes)));
    toe_.is_udp(call) ? answer(toe_.udp_call_event(now_)) : answer(toe_.call_event(now_));
    if (call.call == Call::CallRecv) std::ranges::copy(toe_.received(), receive_window_.begin());
    const bool lets_go = call.call == Call::CallClose || call.call == Call::CallAbort;
    if (lets_go && command_.answer.error == Errno::Ok) events_.forget(call.desc);
  }
  command_.done = true;
  command_.answer_tag = command_.tag;
  irq_sticky_ |= kCommandDone;
  toe_.run(now_);
}

void Registers::answer(const TcpRecord& r) { command_.answer = r.answer; }

void Registers::answer(const UdpRecord& r) {
  command_.answer = r.answer;
  if (r.call.call != Call::CallRecv) return;
  command_.from_addr = r.from_addr;
  command_.from_port = r.from_port;
  command_.to_addr = r.to_addr;
}

// RFC 5227: both at once is a probe.
void Registers::claim(std::uint32_t bits) {
  constexpr std::uint32_t kProbe = 1;
  constexpr std::uint32_t kAnnounce = 2;
  if ((bits & (kProbe | kAnnounce)) != 0) toe_.claim(claim_addr_, (bits & kProbe) != 0);
}

// ---------------------------------------------------------------- time and wire

void Registers::advance(std::uint64_t us) {
  // Deadlines are met to a millisecond of the engine's time, or to the host's microsecond.
  const std::uint64_t longest = std::max<std::uint64_t>(1000u >> time_shift_, 1);
  do {
    const std::uint64_t step = std::min(us, longest);
    us -= step;
    now_ += step << time_shift_;
    toe_.run(now_);
  } while (us > 0);
}

std::optional<Octets> Registers::next_frame() {
  for (const FrameKind kind : kFrameKinds)
    if (auto frame = toe_.next_frame(kind)) return frame;
  return std::nullopt;
}

void Registers::set_link(bool up) {
  if (up != link_up_) irq_sticky_ |= kLinkChanged;
  link_up_ = up;
}

}  // namespace sockwire::model
