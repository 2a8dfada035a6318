// The ways into each state.
#include <fmt/format.h>

#include <stdexcept>

#include "tests/matrix/stage.h"

namespace sockwire {

using namespace packet;

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
  block_.user_gone = place_ == Place::FinWait1Closed || place_ == Place::FinWait2Closed;
  if (block_.user_gone) {
    bench_->close(desc_);
  } else {
    bench_->shutdown(desc_, 1);
  }
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
    case Place::FinWait1Closed:
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
    case Place::FinWait2Closed:
    case Place::TimeWait:
      establish(), close_ours(TcpState::FinWait1);
      connection_->send_ack();
      block_.snd_una = block_.snd_nxt;
      block_.state = TcpState::FinWait2;
      if (place_ == Place::TimeWait) close_theirs(TcpState::TimeWait);
      break;
  }
}

}  // namespace sockwire
