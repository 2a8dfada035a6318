#include "model/tcp/engine.h"

#include <stdexcept>
#include <string>

#include "model/ip/address.h"
#include "model/queue.h"
#include "model/tcp/arrival.h"
#include "model/tcp/call.h"
#include "model/tcp/cookie.h"
#include "model/tcp/emit.h"
#include "model/tcp/icmp_error.h"
#include "model/tcp/timeout.h"

namespace sockwire::model {

namespace {

// RFC 4022: does what is emitted only repeat octets?
bool is_sent_again(const TcpRecord& r) {
  if (!r.emit.valid) return false;
  if (r.kind == EventKind::EventTimeout) return r.timer == Timer::TimerRetransmit;
  return r.kind == EventKind::EventTransmit && (r.pre.resend || r.emit.seq != r.pre.snd_nxt);
}

}  // namespace

Engine::Engine(const Config& config, Counters& count)
    : tcbs_(config.sockets),
      have_(config),
      buf_bytes_(config.buf_bytes),
      local_mss_(config.mtu - kHeadersOctets),
      count_(count) {}

void Engine::set_secret(const std::array<std::uint32_t, 4>& secret) {
  have_.secret = secret;
  have_.ports.rewind();
}

TcpRecord Engine::record(EventKind kind, std::uint64_t now) {
  return {.valid = true,
          .order = order_++,
          .now = now,
          .conn = kNoDesc,
          .kind = kind,
          .ready_desc = kNoDesc};
}

void Engine::answer_only(TcpRecord& r, const Step& step) {
  r.drop = step.drop;
  r.emit = step.emit;
  r.take = step.take;
  r.answer = step.answer;
  count(r);
}

void Engine::commit(TcpRecord& r, std::uint16_t desc, const Step& step) {
  Tcb& tcb = tcbs_.at(desc);
  r.conn = desc;
  r.pre = tcb;
  r.post = step.tcb;
  r.emit = step.emit;
  if (r.post.allocated) {
    const bool is_segment = r.kind == EventKind::EventSegment;
    r.post.segs_in += is_segment;
    r.post.drops += is_segment && step.drop != Drop::DropNone;
    r.post.segs_out += r.emit.valid;
    r.post.segs_again += is_sent_again(r);
  }
  if (step.acceptable) {
    r.ready_desc = *have_.listeners.alive(r.post.parent);
    r.ready.acceptable = true;
  } else if (r.post.attached && step.ready != Ready{}) {
    r.ready_desc = desc;
    r.ready = step.ready;
  }
  have_.commit(desc, tcb, r.post);
  tcb = r.post;
  answer_only(r, step);
}

// ---------------------------------------------------------------- user calls

TcpRecord Engine::call(const UserCall& call, std::uint64_t now) {
  TcpRecord r = record(EventKind::EventUser, now);
  r.call = call;
  if (call.call == Call::CallSocket) {
    if (have_.descriptors.available()) {
      commit(r, have_.descriptors.next(), call_socket(have_.descriptors.next()));
    } else {
      answer_only(r, refuse({}, Errno::Emfile));
    }
    return r;
  }
  if (call.desc >= tcbs_.size()) {
    answer_only(r, refuse({}, Errno::Ebadf));
    return r;
  }
  const Tcb& tcb = tcbs_[call.desc];
  if (!tcb.allocated || !tcb.attached) {
    commit(r, call.desc, refuse(tcb, Errno::Ebadf));
  } else if (const auto child = have_.listeners.head(call.desc);
             call.call == Call::CallAccept && child) {
    commit(r, *child, call_accept(tcbs_[*child], *child));
  } else {
    commit(r, call.desc, user_call(tcb, call, have_, world(now)));
  }
  return r;
}

TcpRecord Engine::owed_abort(std::uint64_t now) {
  if (!abort_is_owed()) throw std::logic_error("no connection of a closed listener waits");
  const std::uint16_t child = have_.orphans.front();
  have_.orphans.pop_front();
  TcpRecord r = record(EventKind::EventUser, now);
  r.call = {.call = Call::CallAbort, .desc = child};
  commit(r, child, user_call(tcbs_[child], r.call, have_, world(now)));
  return r;
}

// ---------------------------------------------------------------- segments

TcpRecord Engine::segment(const Segment& segment, std::uint64_t now) {
  TcpRecord r = record(EventKind::EventSegment, now);
  r.segment = segment;
  if (const auto desc = have_.find({segment.dst_port, segment.addr, segment.src_port})) {
    const Tcb& tcb = tcbs_[*desc];
    const bool parent_alive = tcb.passive && have_.listeners.alive(tcb.parent);
    commit(r, *desc,
           tcb.state == TcpState::SynSent
               ? segment_syn_sent(tcb, segment, world(now))
               : segment_synchronized(tcb, segment, parent_alive, world(now)));
  } else if (const auto listener = have_.listeners.find(segment.dst_port)) {
    listener_segment(r, *listener, segment);
  } else {
    Step answer = segment_closed(segment);
    limit_resets(answer, now);
    answer_only(r, answer);
  }
  return r;
}

void Engine::limit_resets(Step& answer, std::uint64_t now) {
  if (!answer.emit.valid) return;
  const std::uint32_t tick = tick_of(now);
  if (tick - reset_at_ >= kResetPeriod) {
    reset_at_ = tick;
    resets_ = 0;
  }
  if (resets_ < kResetLimit) {
    ++resets_;
  } else {
    answer.emit = {};
    ++count_.tcp_rsts_limited;
  }
}

Drop Engine::shortage(const Listeners::Found& listener) const {
  if (listener.full) return Drop::DropBacklog;
  if (!have_.descriptors.available()) return Drop::DropNoSocket;
  return have_.buffers.available() ? Drop::DropNone : Drop::DropNoBuffer;
}

Tcb Engine::child_of(const Listeners::Found& listener, const Connection& connection) const {
  return {.parent = listener.parent,
          .remote_addr = connection.remote_addr,
          .remote_port = connection.remote_port,
          .local_port = connection.local_port,
          .buffer = have_.buffers.next()};
}

// RFC 4987 3.6: a SYN that finds no room is answered by a cookie; an ACK that brings a good one is
// as good as a SYN and the ACK of its SYN,ACK.
void Engine::listener_segment(TcpRecord& r, const Listeners::Found& listener,
                              const Segment& segment) {
  const Connection connection = {segment.dst_port, segment.addr, segment.src_port};
  InitialNumbers initial = have_.initial_numbers(connection, r.now);
  Step answer;
  const TcpFlags& flags = segment.flags;
  if (flags.ack && !flags.syn && !flags.rst) {
    if (const auto mss = read_cookie(have_, segment, r.now)) {
      answer.drop = shortage(listener);
      if (answer.drop != Drop::DropNone) return answer_only(r, answer);
      initial.iss = segment.ack - 1;
      return commit(r, have_.descriptors.next(),
                    segment_brings_cookie(child_of(listener, connection), initial, *mss, segment,
                                          world(r.now)));
    }
  }
  answer = segment_listen(segment);
  limit_resets(answer, r.now);
  if (answer.drop != Drop::DropNone) return answer_only(r, answer);
  if (shortage(listener) != Drop::DropNone) {
    answer.drop = Drop::DropCookie;
    answer.emit = cookie_for(segment, make_cookie(have_, segment, world(r.now)), world(r.now));
    return answer_only(r, answer);
  }
  commit(r, have_.descriptors.next(),
         segment_opens(child_of(listener, connection), initial, segment, world(r.now)));
}

// ---------------------------------------------------------------- ICMP

TcpRecord Engine::icmp_error(const IcmpError& error, std::uint64_t now) {
  TcpRecord r = record(EventKind::EventIcmp, now);
  r.icmp = error;
  if (const auto desc = have_.find({error.local_port, error.addr, error.remote_port})) {
    commit(r, *desc, model::icmp_error(tcbs_[*desc], error, world(now)));
  } else {
    Step nobody;
    nobody.drop = Drop::DropNoConnection;
    answer_only(r, nobody);
  }
  return r;
}

// ---------------------------------------------------------------- timers and turns

TcpRecord Engine::timeout(std::uint16_t desc, Timer timer, std::uint64_t now) {
  const Tcb& tcb = tcbs_.at(desc);
  if (!timer_due(tcb, timer, now)) {
    throw std::logic_error("socket " + std::to_string(desc) + ": " + std::string(to_string(timer)) +
                           " is not due");
  }
  TcpRecord r = record(EventKind::EventTimeout, now);
  r.timer = timer;
  if (is_advice(tcb, timer, world(now)))
    advice_.push_back(next_hop(tcb.remote_addr, have_.network));
  commit(r, desc, model::timeout(tcb, timer, world(now)));
  return r;
}

TcpRecord Engine::transmit(std::uint16_t desc, std::uint64_t now) {
  const Tcb& tcb = tcbs_.at(desc);
  if (!tcb.active)
    throw std::logic_error("socket " + std::to_string(desc) + " does not wait for a turn");
  TcpRecord r = record(EventKind::EventTransmit, now);
  commit(r, desc, transmit_turn(tcb, world(now)));
  return r;
}

std::optional<std::uint32_t> Engine::take_advice() {
  if (advice_.empty()) return std::nullopt;
  return pop(advice_, "");
}

// ---------------------------------------------------------------- counters, RFC 4022

void Engine::count(const TcpRecord& r) {
  using enum TcpState;
  const auto was = [&](TcpState a, TcpState b) { return r.pre.state == a || r.pre.state == b; };
  const bool closed = r.post.state == Closed;
  count_.tcp_active_opens += r.pre.state == Closed && r.post.state == SynSent;
  const bool cookie_taken = r.pre.state == Closed && r.post.state == Established;
  count_.tcp_passive_opens +=
      cookie_taken || (r.pre.state == Closed && r.post.state == SynReceived);
  count_.tcp_cookies_taken += cookie_taken;
  count_.tcp_attempt_fails += was(SynSent, SynReceived) && closed;
  count_.tcp_estab_resets += was(Established, CloseWait) && closed;
  if (r.kind == EventKind::EventSegment) count_drop(r.drop);
  if (!r.emit.valid) return;
  ++(is_sent_again(r) ? count_.tcp_retrans_segs : count_.tcp_out_segs);
  count_.tcp_out_rsts += r.emit.flags.rst;
}

void Engine::count_drop(Drop why) {
  switch (why) {
    case Drop::DropNone:
      return;
    case Drop::DropNoConnection:
      ++count_.tcp_drop_no_connection;
      return;
    case Drop::DropUnacceptable:
      ++count_.tcp_drop_unacceptable;
      return;
    case Drop::DropChallenge:
      ++count_.tcp_drop_challenge;
      return;
    case Drop::DropNoAck:
      ++count_.tcp_drop_no_ack;
      return;
    case Drop::DropBadAck:
      ++count_.tcp_drop_bad_ack;
      return;
    case Drop::DropBacklog:
      ++count_.tcp_drop_backlog;
      return;
    case Drop::DropNoSocket:
      ++count_.tcp_drop_no_socket;
      return;
    case Drop::DropNoBuffer:
      ++count_.tcp_drop_no_buffer;
      return;
    case Drop::DropIgnored:
      ++count_.tcp_drop_ignored;
      return;
    case Drop::DropNoListener:
      ++count_.tcp_drop_no_listener;
      return;
    case Drop::DropPaws:
      ++count_.tcp_drop_paws;
      return;
    case Drop::DropNoTimestamp:
      ++count_.tcp_drop_no_timestamp;
      return;
    case Drop::DropCookie:
      ++count_.tcp_cookies_sent;
      return;
  }
}

}  // namespace sockwire::model
