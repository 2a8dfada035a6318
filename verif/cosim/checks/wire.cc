#include "verif/cosim/checks/wire.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sockwire {
namespace {

struct Field {
  std::size_t end;  // first octet after it, from the start of its header
  const char* name;
};

constexpr auto kEthernet = std::to_array<Field>(
    {{6, "ethernet.dst"}, {12, "ethernet.src"}, {14, "ethernet.ether_type"}});
constexpr auto kArp = std::to_array<Field>(
    {{2, "arp.hardware_type"}, {4, "arp.protocol_type"}, {5, "arp.hardware_length"},
     {6, "arp.protocol_length"}, {8, "arp.operation"}, {14, "arp.sender_mac"}, {18, "arp.sender_ip"},
     {24, "arp.target_mac"}, {28, "arp.target_ip"}});
constexpr auto kIp = std::to_array<Field>(
    {{1, "ip.version_ihl"}, {2, "ip.tos"}, {4, "ip.total_length"}, {6, "ip.identification"},
     {8, "ip.fragment"}, {9, "ip.ttl"}, {10, "ip.protocol"}, {12, "ip.checksum"}, {16, "ip.src"},
     {20, "ip.dst"}});
constexpr auto kIcmp = std::to_array<Field>({{1, "icmp.type"}, {2, "icmp.code"}, {4, "icmp.checksum"}});
constexpr auto kIgmp = std::to_array<Field>(
    {{1, "igmp.type"}, {2, "igmp.code"}, {4, "igmp.checksum"}, {8, "igmp.octets 4 to 7"},
     {9, "igmp.record_type"}, {12, "igmp.octets 9 to 11"}, {16, "igmp.record_group"}});
constexpr auto kUdp = std::to_array<Field>(
    {{2, "udp.src_port"}, {4, "udp.dst_port"}, {6, "udp.length"}, {8, "udp.checksum"}});
constexpr auto kTcp = std::to_array<Field>(
    {{2, "tcp.src_port"}, {4, "tcp.dst_port"}, {8, "tcp.seq"}, {12, "tcp.ack"}, {13, "tcp.data_offset"},
     {14, "tcp.flags"}, {16, "tcp.wnd"}, {18, "tcp.checksum"}, {20, "tcp.urgent"}});

template <std::size_t N>
std::optional<std::string> find(const std::array<Field, N>& fields, std::size_t octet) {
  for (const Field& field : fields) {
    if (octet < field.end) return field.name;
  }
  return {};
}

constexpr const char* name_of(model::FrameKind kind) {
  switch (kind) {
    case model::FrameKind::Arp: return "ARP";
    case model::FrameKind::Icmp: return "ICMP";
    case model::FrameKind::Tcp: return "TCP";
    case model::FrameKind::Send: return "from the datagram memory";
    case model::FrameKind::Fault: return "ICMP error";
    case model::FrameKind::Echo: return "UDP echo";
    case model::FrameKind::Igmp: return "IGMP";
  }
  return "?";
}

Octets padded_to_minimum(Octets frame) {
  frame.resize(std::max<std::size_t>(frame.size(), kMinFrame - 4));
  return frame;
}

// Behind the tag of a VLAN, if the frame has one.
unsigned ether_type_of(std::span<const std::uint8_t> frame) {
  const std::size_t at = 12 + tag_octets(frame);
  return static_cast<unsigned>(frame[at] << 8 | frame[at + 1]);
}

std::span<const std::uint8_t> payload_of(std::span<const std::uint8_t> frame) {
  return frame.subspan(14 + tag_octets(frame));
}

constexpr bool is_fragment_behind(std::span<const std::uint8_t> ip) {
  return ((ip[6] << 8 | ip[7]) & 0x1FFF) != 0;
}

}  // namespace

std::optional<model::FrameKind> WireCheck::kind_of(std::span<const std::uint8_t> frame) const {
  if (frame.size() < 38) return {};
  if (ether_type_of(frame) == kEtherTypeArp) return model::FrameKind::Arp;
  if (ether_type_of(frame) != kEtherTypeIpv4) return {};
  const unsigned protocol = payload_of(frame)[9];
  if (protocol == kProtocolTcp) return model::FrameKind::Tcp;
  if (protocol == kProtocolIgmp) return model::FrameKind::Igmp;
  const auto owes_it = [&](model::FrameKind kind) {
    const auto owed = context_.model.peek_frame(kind);
    return owed && std::ranges::equal(padded_to_minimum(*owed), frame);
  };
  if (owes_it(model::FrameKind::Send)) return model::FrameKind::Send;
  if (protocol == kProtocolUdp) {
    const bool send = context_.model.peek_frame(model::FrameKind::Send).has_value();
    return owes_it(model::FrameKind::Echo) || !send ? model::FrameKind::Echo : model::FrameKind::Send;
  }
  if (protocol != kProtocolIcmp) return {};
  if (owes_it(model::FrameKind::Fault)) return model::FrameKind::Fault;
  return model::FrameKind::Icmp;
}

std::string field_at(std::span<const std::uint8_t> frame, std::size_t octet, std::size_t unpadded) {
  if (octet >= unpadded) return "padding";
  const std::size_t tag = tag_octets(frame);
  if (octet >= 12 && octet < 12 + tag) return "ethernet.tag";
  if (octet < 14 + tag) return find(kEthernet, octet < 12 ? octet : octet - tag).value_or("ethernet");
  const std::size_t behind = octet - 14 - tag;
  if (ether_type_of(frame) == kEtherTypeArp) return find(kArp, behind).value_or("arp");
  if (auto name = find(kIp, behind)) return *name;
  const auto ip = payload_of(frame);
  const std::size_t ip_header = 4U * (ip[0] & 0xF);
  if (behind < ip_header) return "ip.options";
  const std::size_t at = behind - ip_header;
  if (is_fragment_behind(ip)) return fmt::format("fragment octet {}", at);
  if (ip[9] == kProtocolUdp) return find(kUdp, at).value_or(fmt::format("payload octet {}", at - 8));
  if (ip[9] == kProtocolIcmp) return find(kIcmp, at).value_or(fmt::format("icmp octet {}", at));
  if (ip[9] == kProtocolIgmp) return find(kIgmp, at).value_or(fmt::format("igmp octet {}", at));
  if (auto name = find(kTcp, at)) return *name;
  const std::size_t header = static_cast<std::size_t>(ip[32] >> 4) * 4;
  if (at < header) return "tcp.options";
  return fmt::format("payload octet {}", at - header);
}

// Segments whose payload was out of date when it was their turn stay away. If what has come is such a
// segment nonetheless, it left in time.
void WireCheck::pass_over_stale(model::FrameKind kind, std::span<const std::uint8_t> seen) {
  model::Toe& model = context_.model;
  while (model.frame_is_stale(kind) &&
         !std::ranges::equal(padded_to_minimum(*model.peek_frame(kind)), seen)) {
    model.drop_stale_frame();
    ++context_.counts.stale;
  }
}

void WireCheck::finish() { pass_over_stale(model::FrameKind::Tcp, {}); }

void WireCheck::check(const SeenFrame& frame) {
  const std::uint64_t number = context_.counts.frames_out++;
  const std::string event = fmt::format("frame {} from the RTL", number);
  if (const std::string problem = frame.problem(context_.sim.cfg().MiiBits, context_.sim.cfg().Mtu); !problem.empty()) {
    context_.fail(fmt::format("{}: field wire: {}", event, problem));
  }
  if (const std::string problem = pause_.problem(frame); !problem.empty()) {
    context_.fail(fmt::format("{}: field wire: {}", event, problem));
  }
  const auto body = frame.body();
  const auto kind = kind_of(body);
  if (!kind) {
    context_.fail(fmt::format("{}: field ethernet.ether_type: neither ARP nor ICMP nor IGMP nor UDP nor TCP", event));
  }
  if (kind != model::FrameKind::Arp) ip_.frame(body, event);
  pass_over_stale(*kind, body);
  const auto owed = context_.model.next_frame(*kind);
  if (!owed) {
    context_.fail(fmt::format("{} ({}): field valid: the model owes no such frame", event, name_of(*kind)));
  }
  const Octets padded = padded_to_minimum(*owed);
  const std::size_t common = std::min(padded.size(), body.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (body[i] != padded[i]) {
      context_.fail(fmt::format("{} ({}): field {} (octet {}) is {:#04x} in the RTL and {:#04x} in the model",
                                event, name_of(*kind), field_at(padded, i, owed->size()), i, body[i],
                                padded[i]));
    }
  }
  if (body.size() != padded.size()) {
    context_.fail(fmt::format("{} ({}): field length is {} in the RTL and {} in the model", event,
                              name_of(*kind), body.size(), padded.size()));
  }
  context_.counts.octets_out += body.size();
}

}  // namespace sockwire
