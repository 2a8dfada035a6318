#include "verif/cosim/event_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace sockwire {
namespace {

// packetdrill's letters: S F P R, a dot for ACK; U E W as tcpdump has them.
std::string flags_text(const TcpFlags& flags) {
  std::string text;
  if (flags.syn) text += 'S';
  if (flags.fin) text += 'F';
  if (flags.rst) text += 'R';
  if (flags.psh) text += 'P';
  if (flags.urg) text += 'U';
  if (flags.ece) text += 'E';
  if (flags.cwr) text += 'W';
  if (flags.ack) text += '.';
  return text.empty() ? "-" : text;
}

// In the order of RFC 7323's examples; NOPs are left out.
template <class S>
std::string options_text(const S& s) {
  std::string list;
  const auto add = [&](const std::string& option) { list += (list.empty() ? "" : ",") + option; };
  if (s.has_mss) add(fmt::format("mss {}", s.mss));
  if (s.has_sackok) add("sackOK");
  if (s.has_ts) add(fmt::format("TS val {} ecr {}", s.tsval, s.tsecr));
  if (s.has_wscale) add(fmt::format("wscale {}", s.wscale));
  if constexpr (requires { s.sacks; }) {
    const Range blocks[] = {s.sack0, s.sack1, s.sack2, s.sack3};
    std::string text = "sack";
    for (std::size_t i = 0; i < std::min<std::size_t>(s.sacks, std::size(blocks)); ++i) {
      text += fmt::format(" {}:{}", blocks[i].left, blocks[i].right);
    }
    if (s.sacks > 0) add(text);
  }
  return list.empty() ? list : fmt::format(" <{}>", list);
}

template <class S>
std::string segment_text(const S& s) {
  std::string text = fmt::format("{} {}:{}({})", flags_text(s.flags), s.seq, s.seq + s.length, s.length);
  if (s.flags.ack) text += fmt::format(" ack {}", s.ack);
  text += fmt::format(" win {}", s.wnd);
  if (s.flags.urg) text += fmt::format(" urg {}", s.urgent);
  return text + options_text(s);
}

std::string lower(std::string_view name, std::string_view prefix) {
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  std::string text{name};
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string option_text(std::uint16_t number) {
  if (number > std::to_underlying(Option::OptionLeave)) return std::to_string(number);
  return lower(to_string(static_cast<Option>(number)), "Option");
}

std::string call_text(const UserCall& call, const Answer& answer) {
  std::string arguments;
  switch (call.call) {
    case Call::CallNone:
    case Call::CallSocket:
    case Call::CallAccept:
    case Call::CallClose:
    case Call::CallAbort: break;
    case Call::CallBind: arguments = fmt::format(", {}", call.port); break;
    case Call::CallOption: arguments = fmt::format(", {}, {}", option_text(call.port), call.length); break;
    case Call::CallConnect:
      arguments = fmt::format(", {}:{}", ip_text(call.addr), call.port);
      break;
    case Call::CallSend:
      arguments = fmt::format(", {}{}", call.length, (call.port & 1U) != 0 ? ", urgent" : "");
      break;
    case Call::CallListen:
    case Call::CallRecv:
    case Call::CallShutdown: arguments = fmt::format(", {}", call.length); break;
  }
  const bool whose = call.call != Call::CallSocket;
  return fmt::format("{}({}{}) = {} {}", lower(to_string(call.call), "Call"),
                     whose ? std::to_string(call.desc) : "", arguments, to_string(answer.error),
                     answer.value);
}

std::string event_text(const TcpRecord& r) {
  switch (r.kind) {
    case EventKind::EventNone: return "nothing";
    case EventKind::EventUser: return call_text(r.call, r.answer);
    case EventKind::EventSegment: {
      std::string text = "< " + to_text(r.segment);
      if (r.drop != Drop::DropNone) text += fmt::format(" {}", to_string(r.drop));
      if (r.take.length != 0) text += fmt::format(" take {}+{}", r.take.skip, r.take.length);
      if (r.take.length != 0 && r.take.seq != r.pre.rcv_nxt) text += fmt::format(" at {}", r.take.seq);
      return text;
    }
    case EventKind::EventTimeout: return "timer " + lower(to_string(r.timer), "Timer");
    case EventKind::EventTransmit: return "turn";
    case EventKind::EventIcmp: {
      const IcmpError& e = r.icmp;
      std::string text = fmt::format("icmp {}/{} about {} to {}:{}", e.msg_type, e.code, e.seq,
                                     ip_text(e.addr), e.remote_port);
      if (e.mtu != 0) text += fmt::format(" mtu {}", e.mtu);
      if (r.drop != Drop::DropNone) text += fmt::format(" {}", to_string(r.drop));
      return text;
    }
  }
  return "?";
}

std::string ready_text(const Ready& ready, std::uint16_t desc) {
  std::string text;
  ready.for_each_field([&](const std::string& name, std::uint64_t value, int) {
    if (value != 0) text += ' ' + name;
  });
  return text.empty() ? text : fmt::format(" | ready {}:{}", desc, text);
}

// Calls of UDP sockets whose arguments mean something else there.
std::string datagram_call_text(const UserCall& call, const Answer& answer) {
  std::string arguments;
  if (call.call == Call::CallSend) {
    arguments = fmt::format(", {}{}", call.length & 0x7FFF'FFFF, (call.length >> kMoreBit) != 0 ? ", more" : "");
    if (call.addr != 0) arguments += fmt::format(", {}:{}", ip_text(call.addr), call.port);
  } else if (call.call == Call::CallRecv) {
    arguments = fmt::format(", {}{}", call.length, (call.port & kPeekBit) != 0 ? ", peek" : "");
    if (call.addr != 0) arguments += fmt::format(", at {}", call.addr);
  } else {
    return call_text(call, answer);
  }
  return fmt::format("{}({}{}) = {} {}", lower(to_string(call.call), "Call"), call.desc, arguments,
                     to_string(answer.error), answer.value);
}

std::string event_text(const UdpRecord& r) {
  switch (r.kind) {
    case UdpEvent::UdpNone: return "nothing";
    case UdpEvent::UdpUser: {
      std::string text = datagram_call_text(r.call, r.answer);
      if (r.no_room) text += " no room";
      if (r.from_addr != 0) text += fmt::format(" from {}:{} to {}", ip_text(r.from_addr), r.from_port, ip_text(r.to_addr));
      return text;
    }
    case UdpEvent::UdpArrival:
      return fmt::format("< {}:{} > {}:{} ({})", ip_text(r.arrival.src), r.arrival.src_port,
                         ip_text(r.arrival.dst), r.arrival.dst_port, r.arrival.length);
    case UdpEvent::UdpIcmp:
      return fmt::format("icmp {}/{} about {}:{}", r.icmp.msg_type, r.icmp.code, ip_text(r.icmp.addr),
                         r.icmp.remote_port);
    case UdpEvent::UdpDone: return r.failed ? "given up" : "gone";
  }
  return "?";
}

}  // namespace

std::string ip_text(std::uint32_t a) {
  return fmt::format("{}.{}.{}.{}", a >> 24, a >> 16 & 0xFF, a >> 8 & 0xFF, a & 0xFF);
}

std::string mac_text(std::uint64_t address) {
  std::string text;
  for (int shift = 40; shift >= 0; shift -= 8) {
    text += fmt::format("{:02x}{}", address >> shift & 0xFF, shift == 0 ? "" : ":");
  }
  return text;
}

std::string to_text(const Segment& segment) { return segment_text(segment); }
std::string to_text(const Emit& emit) { return segment_text(emit); }

std::string to_text(const TcpRecord& r) {
  const std::string socket = r.conn == kNoDesc ? "-" : std::to_string(r.conn);
  std::string states{to_string(r.pre.state)};
  if (r.pre.state != r.post.state) states += fmt::format(">{}", to_string(r.post.state));
  if (r.pre.allocated != r.post.allocated) states += r.post.allocated ? " new" : " freed";
  std::string text =
      fmt::format("{} t={} c={} {} {}", r.order, r.now, socket, states, event_text(r));
  if (r.emit.valid) text += " | > " + to_text(r.emit);
  if (r.post.has_buffer) {
    text += fmt::format(" | una {} nxt {} rcv {}", r.post.snd_una, r.post.snd_nxt, r.post.rcv_nxt);
  }
  return text + ready_text(r.ready, r.ready_desc);
}

std::string to_text(const UdpRecord& r) {
  const std::string socket = r.conn == kNoDesc ? "-" : std::to_string(r.conn);
  std::string text = fmt::format("udp {} t={} c={} {}", r.order, r.now, socket, event_text(r));
  if (r.drop != UdpDrop::UdpDropNone) text += fmt::format(" {}", to_string(r.drop));
  if (r.emit.valid) {
    text += fmt::format(" | > {} > {}:{} ({})", r.emit.src_port, ip_text(r.emit.dst), r.emit.dst_port,
                        r.emit.length);
  }
  return text + ready_text(r.ready, r.conn);
}

namespace {
template <class R>
std::string piece_text(const R& r) {
  std::string text = fmt::format("protocol {} id {} length {}", r.protocol, r.identification, r.length);
  if (r.at != 0 || r.more) text += fmt::format(" at {}{}", r.at, r.more ? "+" : "");
  return text;
}
}  // namespace

std::string to_text(const IpRecord& r) {
  return fmt::format("ip {} t={} < {} > {} {} {}", r.order, r.now, ip_text(r.src), ip_text(r.dst),
                     piece_text(r), lower(to_string(r.verdict), "Ip"));
}

std::string to_text(const IpSent& r) {
  return fmt::format("ip sent {} > {} {} ttl {} tos {:#04x}{}", r.order, ip_text(r.dst), piece_text(r),
                     r.ttl, r.tos, r.dont_fragment ? " df" : "");
}

std::string to_text(const ArpRecord& r) {
  std::string text = fmt::format("arp {} ", r.order);
  switch (r.kind) {
    case ArpEvent::ArpNone: text += "nothing"; break;
    case ArpEvent::ArpPacket:
      text += fmt::format("< {} {} is-at {} for {}", r.packet.operation == kOpRequest ? "request" : "reply",
                          ip_text(r.packet.sender_ip), mac_text(r.packet.sender_mac),
                          ip_text(r.packet.target_ip));
      break;
    case ArpEvent::ArpResolve:
      text += fmt::format("{} asks for {}: {}", lower(to_string(r.client), "Client"), ip_text(r.ip),
                          r.hit ? mac_text(r.mac) : "miss");
      break;
    case ArpEvent::ArpTick: text += "tick"; break;
    case ArpEvent::ArpWait: text += fmt::format("waits for {}", ip_text(r.ip)); break;
    case ArpEvent::ArpAdvise: text += fmt::format("doubts {}", ip_text(r.ip)); break;
    case ArpEvent::ArpClaim: text += fmt::format("claim of {}", ip_text(r.ip)); break;
  }
  if (r.conflict) text += " | conflict";
  if (r.probe_conflict) text += " | conflict with the probe";
  if (r.learned) text += " | learned";
  if (r.send == ArpSend::SendRequest) text += fmt::format(" | > who-has {}", ip_text(r.send_ip));
  if (r.send == ArpSend::SendProbe) text += fmt::format(" | > probe {}", ip_text(r.send_ip));
  if (r.send == ArpSend::SendAnnounce) text += fmt::format(" | > announce {}", ip_text(r.send_ip));
  if (r.send == ArpSend::SendReply) {
    text += fmt::format(" | > reply to {} {}", ip_text(r.send_ip), mac_text(r.send_mac));
  }
  if (r.pending != ArpPending::PendingNone) {
    text += fmt::format(" | {} {}", lower(to_string(r.pending), "Pending"), ip_text(r.pending_ip));
  }
  return text;
}

std::string to_text(const IcmpRecord& r) {
  std::string text = fmt::format("icmp {} {} {} {} length {}", r.order, lower(to_string(r.verdict), "Icmp"),
                                 r.msg_type != 0 ? "to" : "from", ip_text(r.src), r.length);
  if (r.datagram) text += " in fragments";
  if (r.msg_type != 0) text += fmt::format(" type {} code {}", r.msg_type, r.code);
  return text;
}

namespace {
std::string entry_text(const IgmpEntry& e) {
  std::string text = lower(to_string(e.state), "Entry");
  if (e.last_reporter) text += " last reporter";
  if (e.repeats) text += " repeats";
  if (e.armed) text += fmt::format(" until {}", e.deadline);
  return text;
}
}  // namespace

std::string to_text(const IgmpRecord& r) {
  std::string text = fmt::format("igmp {} t={} {}", r.order, r.now, lower(to_string(r.kind), "Igmp"));
  switch (r.kind) {
    case IgmpEvent::IgmpNone:
    case IgmpEvent::IgmpMode: break;
    case IgmpEvent::IgmpJoin:
    case IgmpEvent::IgmpLeave:
    case IgmpEvent::IgmpTimer:
      text += fmt::format(" {} entry {} {}", ip_text(r.group), r.entry, entry_text(r.post));
      break;
    case IgmpEvent::IgmpMessage:
      text += fmt::format(" {} from {} length {}", lower(to_string(r.verdict), "Igmp"), ip_text(r.src), r.length);
      if (r.msg_type != 0) text += fmt::format(" type {:#04x} code {} group {}", r.msg_type, r.code, ip_text(r.group));
      break;
  }
  text += " " + lower(to_string(r.mode), "Mode");
  if (r.send == IgmpSend::IgmpSendNone) return text;
  text += " | > " + lower(to_string(r.send), "IgmpSend");
  if (r.record_type != 0) text += fmt::format(" record {}", r.record_type);
  return text;
}

std::string to_text(const UdpEchoRecord& r) {
  return fmt::format("udp echo {} {} {}:{} ({})", r.order, lower(to_string(r.verdict), "Echo"), ip_text(r.src),
                     r.src_port, r.length);
}

std::string to_text(const MacRxRecord& r) {
  return fmt::format("mac {} length {}", lower(to_string(r.status), "Frame"), r.length);
}

void History::add(std::string line) {
  lines_.push_back(std::move(line));
  if (lines_.size() > keep_) lines_.pop_front();
}

std::string History::text(const std::string& indent) const {
  std::string text;
  for (const std::string& line : lines_) text += indent + line + '\n';
  return text.empty() ? indent + "(nothing)\n" : text;
}

}  // namespace sockwire
