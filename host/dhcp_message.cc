#include "host/dhcp_message.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace sockwire {

namespace {

using Octets = std::vector<std::byte>;
using View = std::span<const std::byte>;

// Places of RFC 2131 figure 1.
constexpr std::size_t kXid = 4, kSecs = 8, kFlags = 10, kCiaddr = 12, kYiaddr = 16, kChaddr = 28;
constexpr std::size_t kSname = 44, kFile = 108, kCookieAt = 236, kOptions = 240;
constexpr std::size_t kShortest = 300;
constexpr std::uint32_t kCookie = 0x63825363;
constexpr std::uint64_t kRequestOp = 1, kReplyOp = 2, kEthernet = 1, kMacOctets = 6;
constexpr std::uint64_t kBroadcastFlag = 0x8000;
constexpr std::uint64_t kLargest = 1500;  // octets of IP that one frame brings

enum Code : std::uint8_t {
  kPad = 0, kMask = 1, kRouter = 3, kRequested = 50, kLease = 51, kOverload = 52, kType = 53,
  kServer = 54, kParameters = 55, kText = 56, kLargestMessage = 57, kRenew = 58, kRebind = 59, kEnd = 255,
};

void put(Octets& out, std::uint64_t value, std::size_t octets) {
  while (octets-- > 0) out.push_back(static_cast<std::byte>(value >> (8 * octets)));
}

std::uint64_t number(View octets) {
  std::uint64_t value = 0;
  for (const auto octet : octets) value = value << 8 | std::to_integer<std::uint64_t>(octet);
  return value;
}

void put_option(Octets& out, Code code, std::uint64_t value, std::size_t octets = 4) {
  put(out, code, 1);
  put(out, octets, 1);
  put(out, value, octets);
}

void take_option(DhcpMessage& message, std::uint8_t code, View value) {
  const bool word = value.size() == 4;
  const auto given = static_cast<std::uint32_t>(number(value.first(std::min<std::size_t>(value.size(), 4))));
  switch (code) {
    case kMask: if (word) message.mask = given; break;
    case kRouter: if (value.size() >= 4) message.router = given; break;  // the first is preferred
    case kRequested: if (word) message.requested = given; break;
    case kServer: if (word) message.server = given; break;
    case kLease: if (word) message.lease = given; break;
    case kRenew: if (word) message.renew = given; break;
    case kRebind: if (word) message.rebind = given; break;
    case kText:
      for (const auto octet : value) {
        const auto character = std::to_integer<char>(octet);
        if (character >= ' ' && character <= '~') message.text += character;
      }
      break;
    default: break;
  }
}

struct Ahead {
  std::uint8_t type = 0, overload = 0;
};

// false: an option reaches beyond the area.
bool take_options(DhcpMessage& message, Ahead& ahead, View area) {
  while (!area.empty()) {
    const auto code = std::to_integer<std::uint8_t>(area[0]);
    area = area.subspan(1);
    if (code == kEnd) return true;
    if (code == kPad) continue;
    if (area.empty()) return false;
    const auto length = std::to_integer<std::size_t>(area[0]);
    if (area.size() < 1 + length) return false;
    const auto value = area.subspan(1, length);
    area = area.subspan(1 + length);
    if (code == kType && length == 1) ahead.type = std::to_integer<std::uint8_t>(value[0]);
    if (code == kOverload && length == 1) ahead.overload = std::to_integer<std::uint8_t>(value[0]);
    take_option(message, code, value);
  }
  return true;
}

}  // namespace

std::vector<std::byte> serialize(const DhcpMessage& message) {
  using Type = DhcpMessage::Type;
  Octets out;
  out.reserve(kShortest);
  put(out, message.reply ? kReplyOp : kRequestOp, 1);
  put(out, kEthernet, 1);
  put(out, kMacOctets, 1);
  put(out, 0, 1);
  put(out, message.xid, 4);
  put(out, message.secs, 2);
  put(out, message.broadcast ? kBroadcastFlag : 0, 2);
  put(out, message.ciaddr, 4);
  put(out, message.yiaddr, 4);
  out.resize(kChaddr);
  put(out, message.mac, kMacOctets);
  out.resize(kCookieAt);
  put(out, kCookie, 4);

  put_option(out, kType, static_cast<std::uint64_t>(message.type), 1);
  for (const auto& [code, value] : {std::pair{kRequested, message.requested}, {kServer, message.server},
                                    {kMask, message.mask}, {kRouter, message.router}}) {
    if (value != 0) put_option(out, code, value);
  }
  for (const auto& [code, value] : {std::pair{kLease, message.lease}, {kRenew, message.renew},
                                    {kRebind, message.rebind}}) {
    if (value) put_option(out, code, *value);
  }
  if (!message.text.empty()) {
    put(out, kText, 1);
    const std::string_view text = std::string_view(message.text).substr(0, 255);
    put(out, text.size(), 1);
    for (const char character : text) put(out, static_cast<unsigned char>(character), 1);
  }
  if (message.type == Type::Discover || message.type == Type::Request) {
    put_option(out, kLargestMessage, kLargest, 2);
    put(out, kParameters, 1);
    constexpr std::array kWanted{kMask, kRouter, kLease, kServer, kRenew, kRebind};
    put(out, kWanted.size(), 1);
    for (const auto code : kWanted) put(out, code, 1);
  }
  put(out, kEnd, 1);
  if (out.size() < kShortest) out.resize(kShortest);
  return out;
}

std::optional<DhcpMessage> parse_dhcp(std::span<const std::byte> octets) {
  if (octets.size() < kOptions) return std::nullopt;
  const auto field = [&](std::size_t at, std::size_t count) { return number(octets.subspan(at, count)); };
  const auto address = [&](std::size_t at) { return static_cast<std::uint32_t>(field(at, 4)); };
  const auto op = field(0, 1);
  if ((op != kRequestOp && op != kReplyOp) || field(1, 1) != kEthernet || field(2, 1) != kMacOctets ||
      address(kCookieAt) != kCookie) {
    return std::nullopt;
  }
  DhcpMessage message{.reply = op == kReplyOp, .xid = address(kXid),
                      .secs = static_cast<std::uint16_t>(field(kSecs, 2)),
                      .broadcast = (field(kFlags, 2) & kBroadcastFlag) != 0, .ciaddr = address(kCiaddr),
                      .yiaddr = address(kYiaddr),
                      .mac = field(kChaddr, kMacOctets)};
  Ahead ahead;
  if (!take_options(message, ahead, octets.subspan(kOptions))) return std::nullopt;
  const unsigned overload = ahead.overload;  // bit 0: file, bit 1: sname; in this order
  if ((overload & 1U) != 0 && !take_options(message, ahead, octets.subspan(kFile, kCookieAt - kFile)))
    return std::nullopt;
  if ((overload & 2U) != 0 && !take_options(message, ahead, octets.subspan(kSname, kFile - kSname)))
    return std::nullopt;
  if (ahead.type < static_cast<unsigned>(DhcpMessage::Type::Discover) ||
      ahead.type > static_cast<unsigned>(DhcpMessage::Type::Release)) {
    return std::nullopt;
  }
  message.type = static_cast<DhcpMessage::Type>(ahead.type);
  return message;
}

}  // namespace sockwire
