// What is owed: frames on the wire, and everything else that waits.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "model/mac/ethernet.h"
#include "model/queue.h"
#include "model/toe.h"

namespace sockwire::model {

std::deque<OwedFrame>& Toe::frames(FrameKind kind) {
  return kind == FrameKind::Send ? outgoing_.frames() : frames_[static_cast<std::size_t>(kind)];
}

const std::deque<OwedFrame>& Toe::frames(FrameKind kind) const {
  return kind == FrameKind::Send ? outgoing_.frames() : frames_[static_cast<std::size_t>(kind)];
}

// RFC 4293: datagrams are counted before they are cut, and what becomes of those that are.
std::optional<Octets> Toe::next_frame(FrameKind kind) {
  if (frames(kind).empty()) return std::nullopt;
  ++count_.mac_out_frames;
  const IpSent sent = frames(kind).front().frame.sent;
  if (sent.valid && sent.at == 0) ++count_.ip_out_requests;
  if (sent.more && sent.at == 0) ++count_.ip_out_frag_oks;
  if (sent.more || sent.at != 0) ++count_.ip_out_frag_creates;
  Octets octets = kind == FrameKind::Send ? outgoing_.take() : pop(frames(kind), "").frame.octets;
  return with_tag(std::move(octets), vlan_);
}

std::optional<Octets> Toe::peek_frame(FrameKind kind) const {
  if (frames(kind).empty()) return std::nullopt;
  return with_tag(frames(kind).front().frame.octets, vlan_);
}

const IpSent* Toe::peek_sent(FrameKind kind) const {
  const auto owed =
      std::ranges::find_if(frames(kind), [](const OwedFrame& frame) { return !frame.told; });
  return owed == frames(kind).end() || !owed->frame.sent.valid ? nullptr : &owed->frame.sent;
}

std::optional<IpSent> Toe::next_sent(FrameKind kind) {
  if (peek_sent(kind) == nullptr) return std::nullopt;
  if (kind == FrameKind::Send) return outgoing_.tell();
  OwedFrame& owed =
      *std::ranges::find_if(frames(kind), [](const OwedFrame& frame) { return !frame.told; });
  owed.told = true;
  return owed.frame.sent;
}

bool Toe::frame_is_stale(FrameKind kind) const {
  return !frames(kind).empty() && frames(kind).front().source.stale;
}

void Toe::drop_stale_frame() {
  if (!frame_is_stale(FrameKind::Tcp)) throw std::logic_error("the oldest segment is not stale");
  pop(frames(FrameKind::Tcp), "");
  ++count_.tcp_stale;
}

void Toe::drop_stale_frames() {
  count_.tcp_stale += static_cast<std::uint32_t>(
      std::erase_if(frames(FrameKind::Tcp), [](const OwedFrame& f) { return f.source.stale; }));
}

std::vector<std::string> Toe::owed() const {
  std::vector<std::string> words;
  const auto note = [&](std::size_t count, const char* what) {
    if (count > 0) words.push_back(std::to_string(count) + ' ' + what);
  };
  note(ip_.frames(), "frames with IPv4 that wait for their event");
  note(ip_.replays(), "segments in fragments that wait to be replayed");
  note(segments_.size(), "segments that wait for their event");
  note(calls_.size(), "calls that wait for their event");
  note(resources().orphans.size(), "connections of a closed listener to abort");
  note(resources().turns.size(), "sockets that wait for a turn to transmit");
  note(udp_calls_.size(), "calls that wait for UDP");
  note(arrivals_.size(), "datagrams that wait for UDP");
  note(icmp_.udp_errors(), "ICMP errors that wait for UDP");
  note(echo_.datagrams(), "datagrams that wait for the echo application");
  note(echo_.replies(), "replies of the echo application that wait for their neighbour");
  note(echo_.missed(), "replies of the echo application to be given up");
  note(dones_.size(), "datagrams that have left, or were given up, and UDP is not told");
  note(igmp_.changes(), "groups that were joined or left, and IGMP has not acted on it");
  note(igmp_.messages(), "IGMP messages that wait for their event");
  note(arp_packets_.size(), "ARP packets that wait for their event");
  note(arp_.waits(), "pending slots of ARP that wait for their tick");
  note(claim_.has_value(), "claim of an address that waits for its event");
  note(icmp_.messages(), "ICMP messages that wait for their event");
  note(icmp_.datagrams(), "ICMP messages in fragments that wait for their event");
  note(icmp_.errors(), "ICMP errors that wait for TCP");
  note(outbox_.certain_errors(), "errors of ARP that wait for TCP");
  note(icmp_.reply_waits(), "echo reply that waits for its neighbour");
  note(icmp_.no_route_is_owed(), "echo reply to be given up");
  note(icmp_.asked_for(), "errors of ours that wait for their event");
  note(icmp_.faults(), "errors of ours that wait for their neighbour");
  note(icmp_.lost(), "errors of ours to be given up");
  note(outbox_.size(), "segments that wait for their neighbour");
  note(sending_.size(), "datagrams that wait for their neighbour");
  note(frames(FrameKind::Arp).size(), "ARP frames not sent");
  note(frames(FrameKind::Icmp).size(), "ICMP frames not sent");
  note(frames(FrameKind::Send).size(), "frames of the datagram memory not sent");
  note(frames(FrameKind::Fault).size(), "ICMP errors not sent");
  note(frames(FrameKind::Echo).size(), "frames of the echo application not sent");
  note(frames(FrameKind::Igmp).size(), "IGMP frames not sent");
  const auto fresh = [](const OwedFrame& frame) { return !frame.source.stale; };
  note(static_cast<std::size_t>(std::ranges::count_if(frames(FrameKind::Tcp), fresh)),
       "TCP frames not sent");
  return words;
}

}  // namespace sockwire::model
