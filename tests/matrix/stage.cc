#include "tests/matrix/stage.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sockwire {

using namespace packet;

std::string to_string(Place place) {
  constexpr const char* kNames[] = {"Closed",
                                    "Listen",
                                    "SynSent",
                                    "SynReceivedPassive",
                                    "SynReceivedActive",
                                    "Established",
                                    "EstablishedZeroWindow",
                                    "FinWait1",
                                    "FinWait2",
                                    "CloseWait",
                                    "Closing",
                                    "LastAck",
                                    "TimeWait",
                                    "FinWait1Closed",
                                    "FinWait2Closed"};
  return kNames[static_cast<unsigned>(place)];
}

Stage::Stage(Engine engine, Bench::Options options, Place place)
    : place_{place},
      bench_{std::make_unique<Bench>(engine, options)},
      peer_{std::make_unique<ScriptedPeer>(*bench_)} {
  peer_->announce();
  marker_ = std::make_unique<PeerConnection>(*peer_, kMarkerPort);
  bench_->connect(bench_->socket(), peer_->ip(), kMarkerPort);
  marker_->open_from_engine();
  listener_ = bench_->socket();
  bench_->bind(listener_, kListenPort);
  bench_->listen(listener_, 8);
  last_child_ = listener_;
}

void Stage::discard() {
  if (place_ == Place::Closed) return;
  if (place_ == Place::Listen) {
    if (has_child_) send({.seq = child_rcv_nxt_, .controls = kRst});
  } else if (block_.user_gone) {
    if (block_.state != TcpState::Closed) reset_by_peer();
    if (block_.state == TcpState::TimeWait) rest();  // RFC 1337: only time ends it
  } else if (place_ != Place::SynReceivedPassive) {
    bench_->abort(desc_);
  } else if (block_.state == TcpState::SynReceived) {
    send({.seq = block_.rcv_nxt, .controls = kRst});
  } else if (block_.state != TcpState::Closed) {
    const auto child = bench_->accept(listener_);
    if (child.error != Errno::Ok) throw std::runtime_error("accept() of the connection fails");
    bench_->abort(child.value);
  }
  flush();
}

// ---------------------------------------------------------------- one segment

void Stage::send(const oracle::Arrival& arrival) {
  const bool connects =
      place_ != Place::Closed && place_ != Place::Listen && place_ != Place::SynReceivedPassive;
  const std::uint32_t engine = bench_->options().network.ip;
  Octets segment = Tcp{.src_port = port_,
                       .dst_port = connects                  ? connection_->engine_port()
                                   : place_ == Place::Closed ? kNoPort
                                                             : kListenPort,
                       .seq = arrival.seq,
                       .ack = arrival.ack,
                       .flags = static_cast<std::uint8_t>(arrival.controls),
                       .urgent = 1000,  // beyond the segment; without URG it means nothing
                       .payload = Octets(arrival.text, 0x33)}
                       .build(peer_->ip(), engine);
  if (arrival.has(oracle::kNs)) {  // RFC 1624: the checksum knows of it
    segment[12] |= 1;
    const auto sum = static_cast<std::uint16_t>(~get(segment, 16, 2));
    const std::uint32_t more = std::uint32_t{sum} + 0x0100;
    const auto fixed = static_cast<std::uint16_t>(~((more & 0xFFFF) + (more >> 16)));
    segment[16] = static_cast<std::uint8_t>(fixed >> 8);
    segment[17] = static_cast<std::uint8_t>(fixed);
  }
  peer_->send_ip({.src = peer_->ip(), .dst = engine, .protocol = kProtocolTcp, .payload = segment});
}

// What has come since the last time; true when the marker has been answered.
bool Stage::gather(Seen& seen) {
  while (const auto tcp = peer_->poll_tcp()) {
    if (tcp->dst_port == kMarkerPort) return true;
    if (tcp->dst_port != port_) throw std::runtime_error("a segment for nobody: " + tcp->text());
    seen.replies.push_back(*tcp);
  }
  return false;
}

void Stage::await_marker(Seen& seen) {
  Tcp probe = marker_->segment(kAck);
  probe.seq -= 1;  // RFC 9293 3.10.7.4, first: not acceptable, acknowledged at once
  peer_->send_tcp(probe);
  for (int i = 0; !gather(seen); ++i) {
    if (i == 1000) throw std::runtime_error("the marker is not answered");
    bench_->run_us(0.25);
  }
}

void Stage::flush() {
  Seen ignored;
  await_marker(ignored);
}

Seen Stage::play(const oracle::Arrival& arrival) {
  Seen seen;
  send(arrival);
  await_marker(seen);
  look(seen);
  return seen;
}

std::vector<Tcp> Stage::answers() {
  Seen seen;
  await_marker(seen);
  return seen.replies;
}

void Stage::acknowledge() {
  send({.seq = block_.rcv_nxt, .ack = block_.snd_nxt, .controls = oracle::kAck});
}

void Stage::reset_by_peer() { send({.seq = block_.rcv_nxt, .controls = oracle::kRst}); }

void Stage::look(Seen& seen) {
  if (place_ == Place::Closed) return;
  if (place_ == Place::Listen) {
    seen.state = bench_->state(listener_).state;
    seen.allocated = true;
    const std::uint32_t opens = bench_->read32(reg::kTcpPassiveOpens);
    seen.child = has_child_ = opens != passive_opens_;
    passive_opens_ = opens;
    if (has_child_) {
      find_child();
      if (bench_->state(desc_).state != TcpState::SynReceived) seen.child = false;
      if (!seen.replies.empty()) child_rcv_nxt_ = seen.replies.front().ack;
    }
    return;
  }
  const auto found = bench_->state(desc_);
  seen.state = found.state;
  seen.allocated = found.allocated;
  seen.fin_rcvd = found.fin_rcvd;
  seen.error = found.error;
  seen.readable = found.readable;
  seen.unacked = found.unacked;
}

void Stage::shift(unsigned time_shift) { bench_->write32(reg::kTimeScale, time_shift); }

void Stage::wait_for_ack(Seen& seen) {
  shift(15);
  bench_->run_until([&] { return gather(seen), !seen.replies.empty(); }, 15);
  shift(0);
}

void Stage::rest() {
  shift(15);
  bench_->run_us(160);
  shift(0);
}

// ---------------------------------------------------------------- at the end

void Stage::count_resources() {
  const unsigned descs = bench_->cfg().Sockets - 2, buffers = bench_->cfg().Buffers - 1;
  std::vector<unsigned> taken;
  unsigned connected = 0;
  for (Bench::Answered answer; (answer = bench_->call(Call::CallSocket, 0)).error == Errno::Ok;) {
    taken.push_back(answer.value);
    const auto port = static_cast<std::uint16_t>(100 + taken.size());
    if (bench_->connect(answer.value, peer_->ip(), port).error == Errno::Einprogress) ++connected;
  }
  for (const unsigned desc : taken) bench_->abort(desc);
  bench_->drain();
  peer_->forget();
  if (taken.size() != descs || connected != buffers) {
    throw std::runtime_error(fmt::format("{} of {} descriptors and {} of {} buffers came back",
                                         taken.size(), descs, connected, buffers));
  }
}

}  // namespace sockwire
