#include "model/tcp/call.h"

#include <algorithm>
#include <utility>

#include "model/ip/address.h"
#include "model/tcp/emit.h"
#include "model/tcp/handshake.h"
#include "model/tcp/keepalive.h"
#include "model/tcp/output.h"

namespace sockwire::model {

namespace {

using enum TcpState;
using enum Errno;

void answer(Step& s, Errno error, std::uint32_t value = 0) { s.answer = {true, error, value}; }

bool before_the_handshake(TcpState state) { return state == SynSent || state == SynReceived; }

Step call_bind(const Tcb& t, const UserCall& call, Resources& have) {
  if (t.state != Closed || t.bound) return refuse(t, Einval);
  std::uint16_t port = call.port;
  if (port == 0) {
    const auto found = have.find_ephemeral(0, 0);
    if (!found) return refuse(t, Eaddrnotavail);
    port = *found;
  }
  const bool taken = !have.ports.is_free(port);
  if (taken && !t.reuse) return refuse(t, Eaddrinuse);
  Step s = {.tcb = t};
  s.tcb.shared = taken;
  s.tcb.bound = true;
  s.tcb.local_port = port;
  answer(s, Ok, port);
  return s;
}

// RFC 9293 3.10.1, passive OPEN.
Step call_listen(const Tcb& t, const UserCall& call, const Resources& have) {
  if (t.state != Listen) {
    if (t.state != Closed || !t.bound || t.has_buffer) return refuse(t, Einval);
    // Sockets may share a port, listeners may not: a SYN must find one of them.
    if (have.listeners.find(t.local_port)) return refuse(t, Eaddrinuse);
    if (!have.listeners.slot_free()) return refuse(t, Enobufs);
  }
  Step s = {.tcb = t};
  s.tcb.state = Listen;
  s.tcb.backlog = static_cast<std::uint8_t>(std::clamp<std::uint32_t>(call.length, 1, 255));
  answer(s, Ok);
  return s;
}

// RFC 9293 3.10.1, active OPEN.
Step call_connect(const Tcb& t, const UserCall& call, Resources& have, const World& world) {
  if (t.state == Listen) return refuse(t, Eopnotsupp);
  if (before_the_handshake(t.state)) return refuse(t, Ealready);
  if (t.state != Closed) return refuse(t, Eisconn);
  if (call.port == 0 || !is_host_address(call.addr, have.network) || call.addr == have.network.ip)
    return refuse(t, Einval);

  std::uint16_t local_port = t.local_port;
  if (!t.bound) {
    const auto found = have.find_ephemeral(call.addr, call.port);
    if (!found) return refuse(t, Eaddrnotavail);
    local_port = *found;
  }
  const Connection connection = {local_port, call.addr, call.port};
  if (have.find(connection)) return refuse(t, Eaddrinuse);
  if (!t.has_buffer && !have.buffers.available()) return refuse(t, Enobufs);

  Step s;  // nothing of an earlier connection remains but what the host has asked for
  Tcb& post = s.tcb;
  post.nodelay = t.nodelay;
  post.keep_idle = t.keep_idle;
  post.user_timeout = t.user_timeout;
  post.cubic = t.cubic;
  post.reuse = t.reuse;
  post.shared = t.shared;
  post.ttl = t.ttl;
  post.tos = t.tos;
  post.allocated = post.attached = post.bound = post.has_buffer = true;
  post.local_port = local_port;
  post.remote_addr = call.addr;
  post.remote_port = call.port;
  post.buffer = t.has_buffer ? t.buffer : have.buffers.next();
  post.state = SynSent;
  start_sending(post, have.initial_numbers(connection, world.now), world);
  emit_syn(s, world);
  answer(s, Einprogress, local_port);
  return s;
}

// Which option in `port`, its value in `length`. A listener has none: connections do not inherit.
Step call_option(const Tcb& t, const UserCall& call, const World& world) {
  constexpr std::uint32_t kOctetMax = 255;
  constexpr std::uint32_t kEcnBits = 3;  // RFC 3168: not the application's
  const bool negative = call.length >> 31 != 0;
  if (t.state == Listen || negative) return refuse(t, Einval);
  Step s = {.tcb = t};
  Tcb& post = s.tcb;
  switch (call.port) {
    case std::to_underlying(Option::OptionNoDelay):  // RFC 9293 3.7.4
      post.nodelay = (call.length & 1) != 0;
      break;
    case std::to_underlying(Option::OptionKeepIdle):  // RFC 9293 3.8.4
      post.keep_idle = call.length;
      if (t.state == Established || t.state == CloseWait) restart_keepalive(post, world);
      break;
    case std::to_underlying(Option::OptionUserTimeout):  // RFC 9293 3.8.3
      post.user_timeout = call.length;
      break;
    case std::to_underlying(Option::OptionCongestion):  // RFC 9438
      if (call.length > 1) return refuse(t, Einval);
      post.cubic = call.length == 1;
      post.w_max = 0;
      post.epoch = false;
      break;
    case std::to_underlying(Option::OptionReuse):  // RFC 9293 3.9.1.1, MUST-42
      if (call.length > 1 || t.bound) return refuse(t, Einval);
      post.reuse = call.length == 1;
      break;
    case std::to_underlying(Option::OptionTtl):  // RFC 9293 3.9.2, MUST-49
      if (call.length > kOctetMax) return refuse(t, Einval);
      post.ttl = static_cast<std::uint8_t>(call.length);
      break;
    case std::to_underlying(Option::OptionTos):  // RFC 9293 3.9.1.9, MUST-48; RFC 2474
      if (call.length > kOctetMax || (call.length & kEcnBits) != 0) return refuse(t, Einval);
      post.tos = static_cast<std::uint8_t>(call.length);
      break;
    default:  // none, or one that only UDP has
      return refuse(t, Einval);
  }
  settle(s, world);
  answer(s, Ok);
  return s;
}

// RFC 9293 3.10.2. The octets wait in the send buffer; a turn to transmit sends them.
Step call_send(const Tcb& t, const UserCall& call, const World& world) {
  Step s = {.tcb = t};
  if (t.error != Ok) {
    answer(s, t.error);
    s.tcb.error = Ok;
    return s;
  }
  if (call.length > kWindowBytes) return refuse(t, Einval);
  if (t.state == Closed || t.state == Listen) return refuse(t, Enotconn);
  if (before_the_handshake(t.state)) return refuse(t, Eagain);
  if (t.fin_queued || (t.state != Established && t.state != CloseWait)) return refuse(t, Epipe);
  const std::uint32_t room = world.buf_bytes - (t.snd_end - t.snd_una);
  if (call.length > 0 && room == 0) return refuse(t, Eagain);

  const std::uint32_t taken = std::min(call.length, room);
  s.tcb.snd_end += taken;
  const bool urgent = (call.port & 1) != 0;  // RFC 9293 3.8.5
  if (urgent && taken > 0) {
    s.tcb.snd_urgent = true;
    s.tcb.snd_up = s.tcb.snd_end;
  }
  settle(s, world);
  answer(s, Ok, taken);
  return s;
}

// RFC 9293 3.10.3.
Step call_recv(const Tcb& t, const UserCall& call, const World& world) {
  Step s = {.tcb = t};
  if (t.has_buffer && readable(t) > 0) {
    const std::uint32_t taken = std::min({call.length, readable(t), kWindowBytes});
    s.tcb.rcv_user += taken;
    if (!before(s.tcb.rcv_user, t.rcv_up)) s.tcb.rcv_urgent = false;
    answer(s, Ok, taken);
    // RFC 9293 3.8.6.2.2: the window may have grown enough to be worth telling.
    const Seq edge = advertised(s.tcb, world.buf_bytes, world.local_mss);
    if (may_receive(t.state) && edge != t.rcv_adv) emit_ack(s, world);
    return s;
  }
  if (t.error != Ok) {
    answer(s, t.error);
    s.tcb.error = Ok;
    return s;
  }
  if (t.fin_rcvd) {
    answer(s, Ok);  // end of the stream
    return s;
  }
  return refuse(t, before_the_handshake(t.state) || may_receive(t.state) ? Eagain : Enotconn);
}

// The states in which our FIN can still be queued: RFC 9293 3.10.4.
void queue_fin(Step& s, const World& world) {
  s.tcb.fin_queued = true;
  s.tcb.state = s.tcb.state == CloseWait ? LastAck : FinWait1;
  settle(s, world);
}

Step call_shutdown(const Tcb& t, const UserCall& call, const World& world) {
  constexpr std::uint32_t kReceiving = 0;
  constexpr std::uint32_t kBoth = 2;
  if (call.length > kBoth) return refuse(t, Einval);
  if (t.state == Closed || t.state == Listen || before_the_handshake(t.state))
    return refuse(t, Enotconn);
  Step s = {.tcb = t};
  answer(s, Ok);
  if (call.length != kReceiving && !t.fin_queued) queue_fin(s, world);
  return s;
}

// RFC 9293 3.10.4. The host lets go of the descriptor whatever the state is.
Step call_close(const Tcb& t, const World& world) {
  Step s = {.tcb = t};
  answer(s, Ok);
  s.tcb.attached = false;
  switch (t.state) {
    case Closed:
    case Listen:
    case SynSent:
      free(s);
      break;
    case SynReceived:
      queue_fin(s, world);
      break;
    case Established:
    case FinWait1:
    case FinWait2:
    case CloseWait:
      if (readable(t) > 0) {  // RFC 1122 4.2.2.13: data was lost, and the peer shall know
        emit_rst(s, wire_seq(t), world);
        free(s);
      } else if (t.state == FinWait2) {
        enter_fin_wait_2(s, world);
      } else if (!t.fin_queued) {
        queue_fin(s, world);
      }
      break;
    default:  // the connection ends without us
      break;
  }
  return s;
}

// RFC 9293 3.10.5.
Step call_abort(const Tcb& t, const World& world) {
  Step s = {.tcb = t};
  answer(s, Ok);
  switch (t.state) {
    case SynReceived:
    case Established:
    case FinWait1:
    case FinWait2:
    case CloseWait:
      emit_rst(s, wire_seq(t), world);
      break;
    default:
      break;
  }
  free(s);
  return s;
}

}  // namespace

Step refuse(const Tcb& t, Errno error) {
  Step s = {.tcb = t};
  answer(s, error);
  return s;
}

Step call_socket(std::uint16_t desc) {
  Step s;
  s.tcb.allocated = s.tcb.attached = true;
  answer(s, Ok, desc);
  return s;
}

Step call_accept(const Tcb& child, std::uint16_t desc) {
  Step s = {.tcb = child};
  s.tcb.queued = false;
  s.tcb.attached = true;
  answer(s, Ok, desc);
  return s;
}

Step user_call(const Tcb& t, const UserCall& call, Resources& have, const World& world) {
  switch (call.call) {
    case Call::CallBind:
      return call_bind(t, call, have);
    case Call::CallListen:
      return call_listen(t, call, have);
    case Call::CallAccept:  // nothing waits
      return refuse(t, t.state == Listen ? Eagain : Einval);
    case Call::CallConnect:
      return call_connect(t, call, have, world);
    case Call::CallSend:
      return call_send(t, call, world);
    case Call::CallRecv:
      return call_recv(t, call, world);
    case Call::CallShutdown:
      return call_shutdown(t, call, world);
    case Call::CallClose:
      return call_close(t, world);
    case Call::CallAbort:
      return call_abort(t, world);
    case Call::CallOption:
      return call_option(t, call, world);
    default:  // no call: docs/rules/socket.md keeps it from us
      return refuse(t, Einval);
  }
}

}  // namespace sockwire::model
