#include "sim/decode.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "host/address.h"
#include "verif/cosim/mii.h"

namespace sockwire {

namespace {
constexpr std::size_t kFcsOctets = 4;
constexpr std::size_t kEthernet = 14;

class Decoder {
 public:
  explicit Decoder(std::span<const std::uint8_t> frame) : frame_(frame) {}

  Decoded run() {
    if (frame_.size() < kEthernet + kFcsOctets) {
      out_.title = fmt::format("{} octets, too short for a header", frame_.size());
      return std::move(out_);
    }
    end_ = frame_.size() - kFcsOctets;
    layer_ = "Ethernet";
    field("destination", 0, 6, format_mac(number(0, 6)));
    field("source", 6, 6, format_mac(number(6, 6)));
    const auto type = number(12, 2);
    field("EtherType", 12, 2, type == 0x0800 ? "IPv4" : type == 0x0806 ? "ARP" : fmt::format("{:#06x}", type));
    std::size_t used = kEthernet;
    if (type == 0x0806) {
      used = arp();
    } else if (type == 0x0800) {
      used = ip();
    } else {
      out_.title = fmt::format("EtherType {:#06x}", type);
    }
    layer_ = "Ethernet";
    if (used < end_) field("padding", used, end_ - used, fmt::format("{} octets", end_ - used));
    std::uint64_t fcs = 0;
    for (std::size_t i = kFcsOctets; i-- > 0;) fcs = (fcs << 8) | frame_[end_ + i];
    const bool right = fcs == fcs_of(frame_.first(end_));
    field("FCS", end_, kFcsOctets, fmt::format("{:#010x}, {}", fcs, right ? "right" : "WRONG"));
    return std::move(out_);
  }

 private:
  std::uint64_t number(std::size_t offset, std::size_t length) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value = (value << 8) | frame_[offset + i];
    return value;
  }
  std::string ip_at(std::size_t offset) const { return format_ip(static_cast<std::uint32_t>(number(offset, 4))); }
  void field(std::string name, std::size_t offset, std::size_t length, std::string text) {
    out_.fields.push_back({layer_, std::move(name), offset, length, std::move(text)});
  }
  void plain(std::string name, std::size_t offset, std::size_t length) {
    field(std::move(name), offset, length, fmt::format("{}", number(offset, length)));
  }

  std::size_t arp() {
    constexpr std::size_t kLength = 28;
    layer_ = "ARP";
    const std::size_t at = kEthernet;
    if (end_ < at + kLength) {
      out_.title = "ARP, cut off";
      return at;
    }
    const auto operation = number(at + 6, 2);
    field("hardware type", at, 2, number(at, 2) == 1 ? "Ethernet" : fmt::format("{}", number(at, 2)));
    field("protocol type", at + 2, 2, fmt::format("{:#06x}", number(at + 2, 2)));
    plain("hardware length", at + 4, 1);
    plain("protocol length", at + 5, 1);
    field("operation", at + 6, 2, operation == 1 ? "request" : operation == 2 ? "reply" : fmt::format("{}", operation));
    field("sender MAC", at + 8, 6, format_mac(number(at + 8, 6)));
    field("sender IP", at + 14, 4, ip_at(at + 14));
    field("target MAC", at + 18, 6, format_mac(number(at + 18, 6)));
    field("target IP", at + 24, 4, ip_at(at + 24));
    out_.title = operation == 1 ? fmt::format("ARP who has {}? tell {}", ip_at(at + 24), ip_at(at + 14))
                                : fmt::format("ARP {} is at {}", ip_at(at + 14), format_mac(number(at + 8, 6)));
    return at + kLength;
  }

  std::size_t ip() {
    layer_ = "IPv4";
    const std::size_t at = kEthernet;
    if (end_ < at + 20) {
      out_.title = "IPv4, cut off";
      return at;
    }
    const std::size_t header = (frame_[at] & 0xFU) * 4U;
    const auto total = static_cast<std::size_t>(number(at + 2, 2));
    if (header < 20 || total < header || at + total > end_) {
      out_.title = "IPv4, malformed";
      return at;
    }
    field("version, IHL", at, 1, fmt::format("{}, {} octets", frame_[at] >> 4, header));
    field("TOS", at + 1, 1, fmt::format("{:#04x}", frame_[at + 1]));
    plain("total length", at + 2, 2);
    plain("identification", at + 4, 2);
    field("flags, offset", at + 6, 2,
          fmt::format("{}{}offset {}", (frame_[at + 6] & 0x40U) != 0 ? "DF, " : "",
                      (frame_[at + 6] & 0x20U) != 0 ? "MF, " : "", (number(at + 6, 2) & 0x1FFFU) * 8));
    plain("TTL", at + 8, 1);
    const auto protocol = frame_[at + 9];
    field("protocol", at + 9, 1, protocol_name(protocol));
    field("header checksum", at + 10, 2, fmt::format("{:#06x}", number(at + 10, 2)));
    field("source", at + 12, 4, ip_at(at + 12));
    field("destination", at + 16, 4, ip_at(at + 16));
    if (header > 20) field("options", at + 20, header - 20, fmt::format("{} octets", header - 20));
    const std::size_t payload = at + header;
    const std::size_t stop = at + total;
    if (protocol == 6) {
      tcp(payload, stop);
    } else if (protocol == 1) {
      icmp(payload, stop);
    } else if (protocol == 17 && (number(at + 6, 2) & 0x1FFFU) == 0) {
      udp(payload, stop);
    } else if (protocol == 2) {
      igmp(payload, stop);
    } else {
      out_.title = fmt::format("IPv4 protocol {}", protocol);
    }
    return stop;
  }

  // What an option of the TCP header says.
  std::string option(std::size_t at, unsigned kind, std::size_t length) {
    if (kind == 0) return "end of options";
    if (kind == 1) return "no operation";
    if (kind == 2 && length == 4) return fmt::format("maximum segment size {}", number(at + 2, 2));
    if (kind == 3 && length == 3) return fmt::format("window scale {}", number(at + 2, 1));
    if (kind == 4 && length == 2) return "SACK permitted";
    if (kind == 8 && length == 10) {
      return fmt::format("timestamps {}, echoing {}", number(at + 2, 4), number(at + 6, 4));
    }
    if (kind == 5 && length >= 10 && (length - 2) % 8 == 0) {
      std::string text = "SACK";
      for (std::size_t i = at + 2; i < at + length; i += 8) text += fmt::format(" {}:{}", number(i, 4), number(i + 4, 4));
      return text;
    }
    return fmt::format("kind {}, {} octets", kind, length);
  }

  void tcp(std::size_t at, std::size_t stop) {
    layer_ = "TCP";
    if (stop < at + 20 || stop < at + (frame_[at + 12] >> 4) * 4U || (frame_[at + 12] >> 4) < 5) {
      out_.title = "TCP, malformed";
      return;
    }
    const std::size_t header = (frame_[at + 12] >> 4) * 4U;
    const auto flags = frame_[at + 13];
    static constexpr std::array<const char*, 8> kNames{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    std::string names;
    for (const std::size_t bit : {1U, 0U, 2U, 3U, 4U, 5U, 6U, 7U}) {
      if ((flags >> bit & 1U) != 0) names += (names.empty() ? "" : ",") + std::string(kNames[bit]);
    }
    plain("source port", at, 2);
    plain("destination port", at + 2, 2);
    plain("sequence number", at + 4, 4);
    plain("acknowledgment number", at + 8, 4);
    field("data offset", at + 12, 1, fmt::format("{} octets", header));
    field("flags", at + 13, 1, names);
    plain("window", at + 14, 2);
    field("checksum", at + 16, 2, fmt::format("{:#06x}", number(at + 16, 2)));
    plain("urgent pointer", at + 18, 2);
    for (std::size_t i = at + 20; i < at + header;) {
      const auto kind = frame_[i];
      const std::size_t length = kind < 2 ? 1 : i + 1 < at + header ? frame_[i + 1] : 0;
      if (length == 0 || i + length > at + header) {
        field("option", i, at + header - i, "malformed");
        break;
      }
      field("option", i, length, option(i, kind, length));
      i += length;
    }
    const std::size_t data = stop - at - header;
    if (data > 0) field("data", at + header, data, text(at + header, data));
    out_.title = fmt::format("TCP {} {} > {} seq {}{}{}", names, number(at, 2), number(at + 2, 2), number(at + 4, 4),
                             (flags & 0x10U) != 0 ? fmt::format(" ack {}", number(at + 8, 4)) : std::string(),
                             data > 0 ? fmt::format(", {} octets", data) : std::string());
  }

  void icmp(std::size_t at, std::size_t stop) {
    layer_ = "ICMP";
    if (stop < at + 8) {
      out_.title = "ICMP, cut off";
      return;
    }
    const auto type = frame_[at];
    const std::string name = type == 8 ? "echo request" : type == 0 ? "echo reply" : fmt::format("type {}", type);
    field("type", at, 1, name);
    plain("code", at + 1, 1);
    field("checksum", at + 2, 2, fmt::format("{:#06x}", number(at + 2, 2)));
    plain("identifier", at + 4, 2);
    plain("sequence", at + 6, 2);
    if (stop > at + 8) field("data", at + 8, stop - at - 8, text(at + 8, stop - at - 8));
    out_.title = fmt::format("ICMP {}, {} octets", name, stop - at);
  }

  void udp(std::size_t at, std::size_t stop) {
    layer_ = "UDP";
    if (stop < at + 8) {
      out_.title = "UDP, cut off";
      return;
    }
    plain("source port", at, 2);
    plain("destination port", at + 2, 2);
    plain("length", at + 4, 2);
    field("checksum", at + 6, 2, fmt::format("{:#06x}", number(at + 6, 2)));
    if (stop > at + 8) field("data", at + 8, stop - at - 8, text(at + 8, stop - at - 8));
    out_.title = fmt::format("UDP {} > {}, {} octets", number(at, 2), number(at + 2, 2), stop - at - 8);
  }

  void igmp(std::size_t at, std::size_t stop) {
    layer_ = "IGMP";
    if (stop < at + 8) {
      out_.title = "IGMP, cut off";
      return;
    }
    const auto type = frame_[at];
    const std::string name = type == 0x11   ? "query"
                             : type == 0x12 ? "report, version 1"
                             : type == 0x16 ? "report, version 2"
                             : type == 0x17 ? "leave"
                             : type == 0x22 ? "report, version 3"
                                            : fmt::format("type {:#04x}", type);
    field("type", at, 1, name);
    plain("code", at + 1, 1);
    field("checksum", at + 2, 2, fmt::format("{:#06x}", number(at + 2, 2)));
    std::size_t group = at + 4;
    if (type == 0x22) {
      plain("records", at + 6, 2);
      if (number(at + 6, 2) == 0 || stop < at + 16) {
        out_.title = "IGMP " + name;
        return;
      }
      field("record type", at + 8, 1, record_type(frame_[at + 8]));
      plain("sources", at + 10, 2);
      group = at + 12;
    }
    field("group", group, 4, ip_at(group));
    out_.title = fmt::format("IGMP {} {}", name, ip_at(group));
  }

  // RFC 3376 4.2.12.
  static std::string record_type(unsigned type) {
    static constexpr std::array<const char*, 6> kNames{"is include", "is exclude", "to include", "to exclude", "allow new", "block old"};
    return type >= 1 && type <= kNames.size() ? kNames[type - 1] : fmt::format("{}", type);
  }

  static std::string protocol_name(unsigned protocol) {
    return protocol == 6    ? "TCP"
           : protocol == 1  ? "ICMP"
           : protocol == 17 ? "UDP"
           : protocol == 2  ? "IGMP"
                            : fmt::format("{}", protocol);
  }

  // The first printable characters; others as dots.
  std::string text(std::size_t offset, std::size_t length) const {
    constexpr std::size_t kShown = 48;
    std::string shown = fmt::format("{} octets: ", length);
    for (std::size_t i = 0; i < std::min(length, kShown); ++i) {
      const auto octet = frame_[offset + i];
      shown += octet >= 0x20 && octet < 0x7F ? static_cast<char>(octet) : '.';
    }
    return length > kShown ? shown + "..." : shown;
  }

  std::span<const std::uint8_t> frame_;
  std::size_t end_ = 0;
  std::string layer_;
  Decoded out_;
};
}  // namespace

Decoded decode(std::span<const std::uint8_t> frame) { return Decoder(frame).run(); }

}  // namespace sockwire
