// Frames and the tags of VLANs in them (IEEE 802.3 clause 3, 802.1Q; docs/rules/network.md,
// "Ethernet").
#pragma once

#include <optional>
#include <span>
#include <utility>

#include "model/wire.h"

namespace sockwire::model {

struct EthernetFrame {
  std::uint64_t destination = 0;
  std::optional<std::uint16_t> vlan{};  // identifier of its tag
  std::uint16_t ether_type = 0;         // of what follows
  std::span<const std::uint8_t> payload{};

  bool to_group() const { return (destination >> 40 & 1) != 0; }  // 3.2.3: first bit on the wire
  // A tag with identifier 0 tells a priority and no VLAN.
  bool belongs_to(const Vlan& ours) const {
    return ours.enabled ? vlan == ours.id : vlan.value_or(0) == 0;
  }
};

inline constexpr std::size_t kEtherTypeAt = 12;

// Nothing where the frame ends inside its header.
constexpr std::optional<EthernetFrame> parse_ethernet(std::span<const std::uint8_t> octets) {
  constexpr std::size_t kHeaderOctets = kEtherTypeAt + 2;
  if (octets.size() < kHeaderOctets) return std::nullopt;
  EthernetFrame frame{.destination = number(octets, 0, 6),
                      .ether_type = number16(octets, kEtherTypeAt),
                      .payload = octets.subspan(kHeaderOctets)};
  if (frame.ether_type != kEtherTypeVlan) return frame;
  if (frame.payload.size() < kTagOctets) return std::nullopt;
  frame.vlan = static_cast<std::uint16_t>(number16(frame.payload, 0) & 0xFFF);
  frame.ether_type = number16(frame.payload, 2);
  frame.payload = frame.payload.subspan(kTagOctets);
  return frame;
}

// As a frame of ours leaves.
inline Octets with_tag(Octets frame, const Vlan& ours) {
  if (!ours.enabled) return frame;
  Octets tag;
  append(tag, kEtherTypeVlan, 2);
  append(tag, static_cast<unsigned>(ours.pcp << 13 | ours.id), 2);
  frame.insert(frame.begin() + kEtherTypeAt, tag.begin(), tag.end());
  return frame;
}

}  // namespace sockwire::model
