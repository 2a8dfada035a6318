#include "model/tcp/engine.h"

#include <stdexcept>
#include <string>

#include "model/tcp/arrival.h"
#include "model/tcp/call.h"
#include "model/tcp/timeout.h"

namespace sockwire::model {

Engine::Engine(const Config& config, Counters& count)
    : tcbs_(config.sockets), have_(config), buf_bytes_(config.buf_bytes), count_(count) {}

void Engine::set_secret(const std::array<std::uint32_t, 4>& secret) {
  have_.secret = secret;
  have_.ports.seed(secret[0]);
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
  if (step.acceptable) {
    r.ready_desc = *have_.listeners.alive(step.tcb.parent);
    r.ready.acceptable = true;
  } else if (step.tcb.attached && step.ready != Ready{}) {
    r.ready_desc = desc;
    r.ready = step.ready;
  }
  have_.commit(desc, tcb, step.tcb);
  tcb = step.tcb;
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
    answer_only(r, segment_closed(segment));
  }
  return r;
}

void Engine::listener_segment(TcpRecord& r, const Listeners::Found& listener,
                              const Segment& segment) {
  Step dropped = segment_listen(segment);
  if (dropped.drop == Drop::DropNone) {
    if (listener.full) {
      dropped.drop = Drop::DropBacklog;
    } else if (!have_.descriptors.available()) {
      dropped.drop = Drop::DropNoSocket;
    } else if (!have_.buffers.available()) {
      dropped.drop = Drop::DropNoBuffer;
    }
  }
  if (dropped.drop != Drop::DropNone) return answer_only(r, dropped);

  const Connection connection = {segment.dst_port, segment.addr, segment.src_port};
  const Tcb blank = {.parent = listener.parent,
                     .remote_addr = connection.remote_addr,
                     .remote_port = connection.remote_port,
                     .local_port = connection.local_port,
                     .buffer = have_.buffers.next()};
  commit(r, have_.descriptors.next(),
         segment_opens(blank, have_.initial_numbers(connection, r.now), segment, world(r.now)));
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

// ---------------------------------------------------------------- counters, RFC 4022

void Engine::count(const TcpRecord& r) {
  using enum TcpState;
  const auto was = [&](TcpState a, TcpState b) { return r.pre.state == a || r.pre.state == b; };
  const bool closed = r.post.state == Closed;
  count_.tcp_active_opens += r.pre.state == Closed && r.post.state == SynSent;
  count_.tcp_passive_opens += r.pre.state == Closed && r.post.state == SynReceived;
  count_.tcp_attempt_fails += was(SynSent, SynReceived) && closed;
  count_.tcp_estab_resets += was(Established, CloseWait) && closed;
  count_.tcp_drop_backlog += r.drop == Drop::DropBacklog;
  count_.tcp_drop_no_socket += r.drop == Drop::DropNoSocket;
  count_.tcp_drop_no_buffer += r.drop == Drop::DropNoBuffer;
  if (!r.emit.valid) return;
  const bool again =
      (r.kind == EventKind::EventTimeout && r.timer == Timer::TimerRetransmit) ||
      (r.kind == EventKind::EventTransmit && (r.pre.resend || r.pre.snd_rtx != r.pre.snd_nxt));
  ++(again ? count_.tcp_retrans_segs : count_.tcp_out_segs);
  count_.tcp_out_rsts += r.emit.flags.rst;
}

}  // namespace sockwire::model
