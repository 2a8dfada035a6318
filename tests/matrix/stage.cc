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
                                    "TimeWait"};
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

// ---------------------------------------------------------------- into each state

void Stage::connect() {
  desc_ = bench_->socket();
  if (bench_->connect(desc_, peer_->ip(), port_).error != Errno::Einprogress) {
    throw std::runtime_error("connect() fails");
  }
  const Tcp syn = connection_->expect_syn();
  block_ = {.state = TcpState::SynSent, .iss = syn.seq, .snd_una = syn.seq, .snd_nxt = syn.seq + 1};
}

// The engine has sent kSent octets, and kAcked of them are acknowledged.
void Stage::establish() {
  connect();
  connection_->send_syn_ack();
  const Tcp ack = connection_->expect_ack();
  block_.rcv_nxt = ack.ack;
  block_.rcv_wnd = ack.wnd;
  if (bench_->send(desc_, Octets(kSent, 0x55)).value != kSent)
    throw std::runtime_error("send() fails");
  connection_->expect(kAck, "text");
  block_.snd_nxt = connection_->rcv_nxt();
  block_.snd_una = block_.snd_nxt - kSent + kAcked;
  connection_->set_rcv_nxt(block_.snd_una);
  connection_->send_ack();
  connection_->set_rcv_nxt(block_.snd_nxt);
  block_.state = TcpState::Established;
}

void Stage::fill_window() {
  connection_->set_rcv_nxt(block_.snd_una);
  while (block_.rcv_wnd != 0) {
    const std::uint32_t length = std::min<std::uint32_t>(block_.rcv_wnd, 1460);
    connection_->send_data(Octets(length, 0xAA));
    block_.rcv_nxt += length;
    block_.rcv_wnd -= length;
    readable_ += length;
  }
  connection_->set_rcv_nxt(block_.snd_nxt);
  // Each may be acknowledged; the last acknowledgment says that the window is closed.
  const auto told = [this] {
    const auto ack = peer_->poll_tcp();
    return ack && ack->ack == block_.rcv_nxt && ack->wnd == 0;
  };
  bool closed = bench_->run_until(told, 100);
  shift(15);
  closed = closed || bench_->run_until(told, 15);
  shift(0);
  if (!closed) throw std::runtime_error("the window does not close within half a second");
}

void Stage::half_open_passive() {
  connection_->send_syn(kListenPort);
  const Tcp syn_ack = connection_->expect_syn_ack();
  block_ = {.state = TcpState::SynReceived,
            .passive = true,
            .iss = syn_ack.seq,
            .snd_una = syn_ack.seq,
            .snd_nxt = syn_ack.seq + 1,
            .rcv_nxt = syn_ack.ack,
            .rcv_wnd = syn_ack.wnd};
  find_child();
}

// Any descriptor may be the child's; the next one is the likeliest.
void Stage::find_child() {
  const unsigned sockets = bench_->cfg().Sockets;
  for (unsigned i = 1; i <= sockets; ++i) {
    const unsigned candidate = (last_child_ + i) % sockets;
    const auto found = bench_->state(candidate);
    if (found.allocated && !found.attached && found.remote_port == port_) {
      desc_ = last_child_ = candidate;
      return;
    }
  }
  throw std::runtime_error(fmt::format("no socket is connected to port {}", port_));
}

void Stage::half_open_active() {
  connect();
  peer_->send_tcp({.src_port = port_,
                   .dst_port = connection_->engine_port(),
                   .seq = connection_->snd_nxt(),
                   .flags = kSyn});
  const Tcp syn_ack = peer_->expect_tcp("a SYN,ACK");
  block_.state = TcpState::SynReceived;
  block_.rcv_nxt = syn_ack.ack;
  block_.rcv_wnd = syn_ack.wnd;
  connection_->set_snd_nxt(block_.rcv_nxt);
}

// Our host closes; the peer sees the FIN.
void Stage::close_ours(TcpState next) {
  bench_->shutdown(desc_, 1);
  connection_->expect_fin();
  block_.snd_nxt = connection_->rcv_nxt();
  block_.fin_sent = true;
  block_.state = next;
}

// The peer closes, and acknowledges no more than before.
void Stage::close_theirs(TcpState next) {
  connection_->set_rcv_nxt(block_.snd_una);
  connection_->send_fin();
  connection_->set_rcv_nxt(block_.snd_nxt);
  const Tcp ack = connection_->expect_ack();
  block_.rcv_nxt = ack.ack;
  block_.rcv_wnd = ack.wnd;
  block_.state = next;
}

void Stage::open() {
  ++opened_;
  port_ = static_cast<std::uint16_t>(10000 + opened_ % 50000);
  // Every third of the windows crosses zero.
  connection_ = std::make_unique<PeerConnection>(
      *peer_, port_, opened_ % 3 == 0 ? 0xFFFFFFFF - opened_ % 200 : opened_ * 0x01234567);
  readable_ = 0;
  has_child_ = false;
  block_ = {};
  switch (place_) {
    case Place::Closed:
      break;
    case Place::Listen:
      block_.state = TcpState::Listen;
      break;
    case Place::SynSent:
      connect();
      break;
    case Place::SynReceivedPassive:
      half_open_passive();
      break;
    case Place::SynReceivedActive:
      half_open_active();
      break;
    case Place::Established:
      establish();
      break;
    case Place::EstablishedZeroWindow:
      establish(), fill_window();
      break;
    case Place::FinWait1:
      establish(), close_ours(TcpState::FinWait1);
      break;
    case Place::CloseWait:
      establish(), close_theirs(TcpState::CloseWait);
      break;
    case Place::Closing:
      establish(), close_ours(TcpState::FinWait1), close_theirs(TcpState::Closing);
      break;
    case Place::LastAck:
      establish(), close_theirs(TcpState::CloseWait), close_ours(TcpState::LastAck);
      break;
    case Place::FinWait2:
    case Place::TimeWait:
      establish(), close_ours(TcpState::FinWait1);
      connection_->send_ack();
      block_.snd_una = block_.snd_nxt;
      block_.state = TcpState::FinWait2;
      if (place_ == Place::TimeWait) close_theirs(TcpState::TimeWait);
      break;
  }
}

void Stage::discard() {
  if (place_ == Place::Closed) return;
  if (place_ == Place::Listen) {
    if (has_child_) send({.seq = child_rcv_nxt_, .controls = kRst});
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
