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
  if (number > std::to_underlying(Option::OptionCongestion)) return std::to_string(number);
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

std::string ready_text(const TcpRecord& r) {
  std::string text;
  r.ready.for_each_field([&](const std::string& name, std::uint64_t value, int) {
    if (value != 0) text += ' ' + name;
  });
  return text.empty() ? text : fmt::format(" | ready {}:{}", r.ready_desc, text);
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
  return text + ready_text(r);
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
      text += fmt::format("{} asks for {}: {}", r.client == ArpClient::ClientTcp ? "tcp" : "icmp",
                          ip_text(r.ip), r.hit ? mac_text(r.mac) : "miss");
      break;
    case ArpEvent::ArpTick: text += "tick"; break;
  }
  if (r.learned) text += " | learned";
  if (r.send == ArpSend::SendRequest) text += fmt::format(" | > who-has {}", ip_text(r.send_ip));
  if (r.send == ArpSend::SendReply) {
    text += fmt::format(" | > reply to {} {}", ip_text(r.send_ip), mac_text(r.send_mac));
  }
  if (r.pending != ArpPending::PendingNone) {
    text += fmt::format(" | {} {}", lower(to_string(r.pending), "Pending"), ip_text(r.pending_ip));
  }
  return text;
}

std::string to_text(const IcmpRecord& r) {
  return fmt::format("icmp {} {} from {} length {}", r.order, lower(to_string(r.verdict), "Icmp"),
                     ip_text(r.src), r.length);
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
