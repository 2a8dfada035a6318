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

std::optional<model::FrameKind> kind_of(std::span<const std::uint8_t> frame) {
  if (frame.size() < 34) return {};
  const unsigned ether_type = static_cast<unsigned>(frame[12] << 8 | frame[13]);
  if (ether_type == kEtherTypeArp) return model::FrameKind::Arp;
  if (ether_type != kEtherTypeIpv4) return {};
  if (frame[23] == kProtocolIcmp) return model::FrameKind::Icmp;
  if (frame[23] == kProtocolTcp) return model::FrameKind::Tcp;
  return {};
}

constexpr const char* name_of(model::FrameKind kind) {
  return kind == model::FrameKind::Arp ? "ARP" : kind == model::FrameKind::Icmp ? "ICMP" : "TCP";
}

Octets padded_to_minimum(Octets frame) {
  frame.resize(std::max<std::size_t>(frame.size(), kMinFrame - 4));
  return frame;
}

}  // namespace

std::string field_at(std::span<const std::uint8_t> frame, std::size_t octet, std::size_t unpadded) {
  if (octet >= unpadded) return "padding";
  if (auto name = find(kEthernet, octet)) return *name;
  if (frame[12] == 0x08 && frame[13] == 0x06) return find(kArp, octet - 14).value_or("arp");
  if (auto name = find(kIp, octet - 14)) return *name;
  const std::size_t at = octet - 34;
  if (frame[23] == kProtocolIcmp) return find(kIcmp, at).value_or(fmt::format("icmp octet {}", at));
  if (auto name = find(kTcp, at)) return *name;
  const std::size_t header = static_cast<std::size_t>(frame[46] >> 4) * 4;
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
  if (const std::string problem = frame.problem(context_.sim.cfg().MiiBits); !problem.empty()) {
    context_.fail(fmt::format("{}: field wire: {}", event, problem));
  }
  const auto body = frame.body();
  const auto kind = kind_of(body);
  if (!kind) {
    context_.fail(fmt::format("{}: field ethernet.ether_type: neither ARP nor ICMP nor TCP", event));
  }
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
