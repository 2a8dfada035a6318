#include "host/poller.h"

namespace sockwire {

std::vector<Poller::Event> Poller::wait(Microseconds limit) {
  const auto deadline = device_->now() + limit;
  for (;;) {
    device_->pump();
    for (const auto& [descriptor, bits] : watched_) device_->forget(descriptor, 0xFF);
    // Looked at after the events were taken: what comes later raises the interrupt again.
    if (auto events = look(); !events.empty()) return events;
    const auto now = device_->now();
    if (now >= deadline) return {};
    device_->bus().wait_interrupt(deadline - now);
  }
}

std::vector<Poller::Event> Poller::look() {
  std::vector<Event> events;
  for (const auto& [descriptor, bits] : watched_) {
    const auto info = device_->info(descriptor);
    std::uint8_t ready = 0;
    if (!info) {
      ready = kError;
    } else {
      // A UDP socket can be given a datagram at any time, and holds what has come in a queue.
      const bool datagram = device_->is_datagram(descriptor);
      if (datagram && info->waiting > 0) ready |= kReadable;
      if (datagram) ready |= kWritable;
      const bool open = info->state != TcpState::Closed && info->state != TcpState::Listen &&
                        info->state != TcpState::SynSent && info->state != TcpState::SynReceived;
      if ((info->readable > 0 && !datagram) || info->peer_closed) ready |= kReadable;
      if (open && info->free > 0 && !info->closing) ready |= kWritable;
      if (open) ready |= kConnected;
      if (info->waiting > 0 && !datagram) ready |= kAcceptable;
      if (info->peer_closed) ready |= kPeerClosed;
      if (info->error != 0) ready |= kError;
      if (info->urgent > 0) ready |= kUrgent;
    }
    ready &= static_cast<std::uint8_t>(bits | kError);
    if (ready != 0) events.push_back({descriptor, ready});
  }
  return events;
}

}  // namespace sockwire
