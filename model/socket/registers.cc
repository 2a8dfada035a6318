#include "model/socket/registers.h"

#include <algorithm>
#include <cstddef>

#include "host/generated/toe_regs.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

namespace {

#define SOCKWIRE_AT(name) offsetof(toe_regs_t, name)

constexpr std::uint32_t kSendWindow = 0x1000;
constexpr std::uint32_t kReceiveWindow = 0x1800;
constexpr std::uint32_t kEventReady = 1 << 0;
constexpr std::uint32_t kCommandDone = 1 << 1;
constexpr std::uint32_t kLinkChanged = 1 << 2;
constexpr std::uint32_t kIrqBits = kEventReady | kCommandDone | kLinkChanged;

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
    if (r.ready_desc == kNoDesc) return;
    events_.raise(r.ready_desc, r.ready);
    irq_sticky_ |= kEventReady;
  });
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

std::uint32_t Registers::socket_state() const {
  const Tcb& t = snapshot_.tcb;
  return static_cast<std::uint32_t>(t.state) | std::uint32_t{t.allocated} << 4 |
         std::uint32_t{t.attached} << 5 | std::uint32_t{t.fin_rcvd} << 6 |
         std::uint32_t{t.fin_queued} << 7 | static_cast<std::uint32_t>(t.error) << 8 |
         snapshot_.waiting << 16 | std::uint32_t{snapshot_.valid} << 31;
}

std::uint32_t Registers::socket_free() const {
  const Tcb& t = snapshot_.tcb;
  const bool takes = t.state == TcpState::Established || t.state == TcpState::CloseWait;
  return takes && !t.fin_queued ? config_.buf_bytes - (t.snd_end - t.snd_una) : 0;
}

std::uint32_t Registers::socket_unacked() const {
  const Tcb& t = snapshot_.tcb;
  const Seq from = later(t.snd_una, t.iss + 1);                         // without the SYN
  const Seq to = before(t.snd_end, t.snd_nxt) ? t.snd_end : t.snd_nxt;  // without the FIN
  return t.has_buffer && before(from, to) ? to - from : 0;
}

std::uint32_t Registers::socket_options() const {
  const Tcb& t = snapshot_.tcb;
  return t.snd_mss | std::uint32_t{t.retries} << 16 | std::uint32_t{t.sack_ok} << 24 |
         std::uint32_t{t.ts_ok} << 25 | std::uint32_t{t.wscale_ok} << 26 |
         std::uint32_t{t.recovering} << 27 | std::uint32_t{t.snd_wscale} << 28;
}

// The socket window, of the one snapshot.
std::uint32_t Registers::read_socket(std::uint32_t address) const {
  const Tcb& t = snapshot_.tcb;
  switch (address) {
    case SOCKWIRE_AT(SOCK_STATE):
      return socket_state();
    case SOCKWIRE_AT(SOCK_PEER):
      return t.remote_addr;
    case SOCKWIRE_AT(SOCK_PORTS):
      return t.local_port | std::uint32_t{t.remote_port} << 16;
    case SOCKWIRE_AT(SOCK_READABLE):
      return readable(t);
    case SOCKWIRE_AT(SOCK_FREE):
      return socket_free();
    case SOCKWIRE_AT(SOCK_UNSENT):
      return before(t.snd_nxt, t.snd_end) ? t.snd_end - t.snd_nxt : 0;
    case SOCKWIRE_AT(SOCK_UNACKED):
      return socket_unacked();
    case SOCKWIRE_AT(SOCK_IDLE):
      return snapshot_.idle;
    case SOCKWIRE_AT(SOCK_SND_UNA):
      return t.snd_una;
    case SOCKWIRE_AT(SOCK_SND_NXT):
      return t.snd_nxt;
    case SOCKWIRE_AT(SOCK_SND_WND):
      return t.snd_wnd;
    case SOCKWIRE_AT(SOCK_RCV_NXT):
      return t.rcv_nxt;
    case SOCKWIRE_AT(SOCK_RCV_WND):
      return rcv_wnd(t);
    case SOCKWIRE_AT(SOCK_CWND):
      return t.cwnd;
    case SOCKWIRE_AT(SOCK_SSTHRESH):
      return t.ssthresh;
    case SOCKWIRE_AT(SOCK_SRTT):
      return t.srtt >> 3;
    case SOCKWIRE_AT(SOCK_RTTVAR):
      return t.rttvar >> 2;
    case SOCKWIRE_AT(SOCK_RTO):
      return t.rto;
    case SOCKWIRE_AT(SOCK_OPTIONS):
      return socket_options();
    case SOCKWIRE_AT(SOCK_SEGS_IN):
      return t.segs_in;
    case SOCKWIRE_AT(SOCK_SEGS_OUT):
      return t.segs_out;
    case SOCKWIRE_AT(SOCK_SEGS_AGAIN):
      return t.segs_again;
    case SOCKWIRE_AT(SOCK_DROPS):
      return t.drops;
    case SOCKWIRE_AT(SOCK_SOFT_ERROR):
      return static_cast<std::uint32_t>(t.soft_error);
    case SOCKWIRE_AT(SOCK_URGENT):
      return t.rcv_urgent ? t.rcv_up - t.rcv_user : 0;
    case SOCKWIRE_AT(SOCK_CONGESTION):
      return t.cubic;
    default:
      return 0;
  }
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
    case SOCKWIRE_AT(EVENT):
      return event();
    case SOCKWIRE_AT(IRQ_STATUS):
      return irq_sticky_;
    case SOCKWIRE_AT(IRQ_ENABLE):
      return irq_enable_;
    case SOCKWIRE_AT(SOCK_SELECT):
      return snapshot_.desc;
    default:
      return address > SOCKWIRE_AT(SOCK_SELECT) && address <= SOCKWIRE_AT(SOCK_CONGESTION)
                 ? read_socket(address)
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
      select(static_cast<std::uint16_t>(value));
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
    command_.answer = toe_.call_event(now_).answer;
    if (call.call == Call::CallRecv) std::ranges::copy(toe_.received(), receive_window_.begin());
    const bool lets_go = call.call == Call::CallClose || call.call == Call::CallAbort;
    if (lets_go && command_.answer.error == Errno::Ok) events_.forget(call.desc);
  }
  command_.done = true;
  command_.answer_tag = command_.tag;
  irq_sticky_ |= kCommandDone;
  toe_.run(now_);
}

void Registers::select(std::uint16_t desc) {
  snapshot_ = {.desc = desc, .valid = true};
  if (desc >= config_.sockets) return;
  snapshot_.tcb = toe_.tcb(desc);
  snapshot_.waiting = std::min(toe_.resources().listeners.waiting(desc), 255u);
  if (snapshot_.tcb.has_buffer) snapshot_.idle = low(now_) - snapshot_.tcb.last_sent;
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
  for (const FrameKind kind : {FrameKind::Arp, FrameKind::Icmp, FrameKind::Tcp})
    if (auto frame = toe_.next_frame(kind)) return frame;
  return std::nullopt;
}

void Registers::set_link(bool up) {
  if (up != link_up_) irq_sticky_ |= kLinkChanged;
  link_up_ = up;
}

}  // namespace sockwire::model
