#include "model/socket/window.h"

#include <algorithm>
#include <cstddef>

#include "host/generated/toe_regs.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

namespace {
#define SOCKWIRE_AT(name) offsetof(toe_regs_t, name)

constexpr std::uint32_t kValid = 1u << 31;
}  // namespace

void SocketWindow::select(std::uint16_t desc, const Toe& toe, std::uint64_t now) {
  *this = {};
  desc_ = desc;
  valid_ = true;
  buf_bytes_ = toe.config().buf_bytes;
  if (toe.udp().owns(desc)) {
    ucb_ = toe.udp().ucb(desc);
    first_ = toe.udp().first_length(desc);
  } else if (desc < toe.config().sockets) {
    tcb_ = toe.tcb(desc);
    waiting_ = std::min(toe.resources().listeners.waiting(desc), 255u);
    if (tcb_.has_buffer) idle_ = static_cast<std::uint32_t>(now) - tcb_.last_sent;
  }
}

std::uint32_t SocketWindow::read(std::uint32_t address) const {
  return ucb_ ? read_udp(address) : read_tcp(address);
}

// ---------------------------------------------------------------- UDP

std::uint32_t SocketWindow::read_udp(std::uint32_t address) const {
  const Ucb& u = *ucb_;
  switch (address) {
    case SOCKWIRE_AT(SOCK_STATE):
      return std::uint32_t{u.allocated} << 4 | std::uint32_t{u.allocated} << 5 |
             static_cast<std::uint32_t>(u.error) << 8 | std::uint32_t{u.queued} << 16 | kValid;
    case SOCKWIRE_AT(SOCK_PEER):
      return u.remote_addr;
    case SOCKWIRE_AT(SOCK_PORTS):
      return u.local_port | std::uint32_t{u.remote_port} << 16;
    case SOCKWIRE_AT(SOCK_READABLE):
      return first_;
    case SOCKWIRE_AT(SOCK_SEGS_IN):
      return u.datagrams_in;
    case SOCKWIRE_AT(SOCK_SEGS_OUT):
      return u.datagrams_out;
    case SOCKWIRE_AT(SOCK_DROPS):
      return u.drops;
    default:
      return 0;
  }
}

// ---------------------------------------------------------------- TCP

std::uint32_t SocketWindow::state() const {
  const Tcb& t = tcb_;
  return static_cast<std::uint32_t>(t.state) | std::uint32_t{t.allocated} << 4 |
         std::uint32_t{t.attached} << 5 | std::uint32_t{t.fin_rcvd} << 6 |
         std::uint32_t{t.fin_queued} << 7 | static_cast<std::uint32_t>(t.error) << 8 |
         waiting_ << 16 | std::uint32_t{valid_} << 31;
}

std::uint32_t SocketWindow::free() const {
  const Tcb& t = tcb_;
  const bool takes = t.state == TcpState::Established || t.state == TcpState::CloseWait;
  return takes && !t.fin_queued ? buf_bytes_ - (t.snd_end - t.snd_una) : 0;
}

std::uint32_t SocketWindow::unacked() const {
  const Tcb& t = tcb_;
  const Seq from = later(t.snd_una, t.iss + 1);                         // without the SYN
  const Seq to = before(t.snd_end, t.snd_nxt) ? t.snd_end : t.snd_nxt;  // without the FIN
  return t.has_buffer && before(from, to) ? to - from : 0;
}

std::uint32_t SocketWindow::options() const {
  const Tcb& t = tcb_;
  return t.snd_mss | std::uint32_t{t.retries} << 16 | std::uint32_t{t.sack_ok} << 24 |
         std::uint32_t{t.ts_ok} << 25 | std::uint32_t{t.wscale_ok} << 26 |
         std::uint32_t{t.recovering} << 27 | std::uint32_t{t.snd_wscale} << 28;
}

std::uint32_t SocketWindow::read_tcp(std::uint32_t address) const {
  const Tcb& t = tcb_;
  switch (address) {
    case SOCKWIRE_AT(SOCK_STATE):
      return state();
    case SOCKWIRE_AT(SOCK_PEER):
      return t.remote_addr;
    case SOCKWIRE_AT(SOCK_PORTS):
      return t.local_port | std::uint32_t{t.remote_port} << 16;
    case SOCKWIRE_AT(SOCK_READABLE):
      return readable(t);
    case SOCKWIRE_AT(SOCK_FREE):
      return free();
    case SOCKWIRE_AT(SOCK_UNSENT):
      return before(t.snd_nxt, t.snd_end) ? t.snd_end - t.snd_nxt : 0;
    case SOCKWIRE_AT(SOCK_UNACKED):
      return unacked();
    case SOCKWIRE_AT(SOCK_IDLE):
      return idle_;
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
      return options();
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

}  // namespace sockwire::model
