// IGMP (RFC 2236, RFC 3376), for the scripted peer.
#include <stdexcept>

#include <fmt/format.h>

#include "verif/cosim/packet.h"

namespace sockwire::packet {
namespace {

constexpr std::uint8_t kIgmp = 2;

}  // namespace

Octets Igmp::build() const {
  Octets out;
  put(out, type, 1);
  put(out, code, 1);
  put(out, 0, 2);
  if (type == kReportV3) {
    put(out, records.size(), 4);  // reserved, and their number
    for (const Record& record : records) {
      put(out, record.type, 1);
      put(out, 0, 3);  // neither auxiliary data nor sources
      put(out, record.group, 4);
    }
  } else {
    put(out, group, 4);
  }
  out.insert(out.end(), tail.begin(), tail.end());
  const std::uint16_t sum = checksum.value_or(packet::checksum(out));
  out[2] = static_cast<std::uint8_t>(sum >> 8);
  out[3] = static_cast<std::uint8_t>(sum);
  return out;
}

Ip Igmp::in(std::uint32_t from, std::uint32_t to) const {
  return {.src = from, .dst = to, .protocol = kIgmp, .payload = build(), .options = options, .ttl = ttl, .tos = tos, .fragment = fragment, .id = id};
}

Igmp Igmp::parse(const Ip& ip) {
  const std::span<const std::uint8_t> o = ip.payload;
  if (o.size() < 8) throw std::runtime_error("an IGMP message of fewer than 8 octets was received");
  if (packet::checksum(o) != 0) throw std::runtime_error("an IGMP message with a wrong checksum was received");
  Igmp message{.type = o[0], .code = o[1], .src = ip.src, .dst = ip.dst, .ttl = ip.ttl, .tos = ip.tos,
               .id = ip.id, .fragment = ip.fragment, .options = ip.options};
  if (message.type != kReportV3) {
    message.group = static_cast<std::uint32_t>(get(o, 4, 4));
    message.tail.assign(o.begin() + 8, o.end());
    return message;
  }
  const std::size_t records = get(o, 6, 2);
  if (get(o, 4, 2) != 0 || o.size() != 8 + 8 * records) {
    throw std::runtime_error(fmt::format("a report of {} records without sources has {} octets", records, o.size()));
  }
  for (std::size_t at = 8; at < o.size(); at += 8) {
    if (get(o, at + 1, 3) != 0) throw std::runtime_error("a record of a report has sources or auxiliary data");
    message.records.push_back({.type = o[at], .group = static_cast<std::uint32_t>(get(o, at + 4, 4))});
  }
  return message;
}

Igmp igmp_query(unsigned version, std::uint32_t group, std::uint8_t code) {
  Igmp query{.type = Igmp::kQuery, .code = code, .group = group};
  if (version == 3) query.tail = {0x02, 125, 0, 0};  // robustness, interval, no sources
  return query;
}

Igmp igmp_report(unsigned version, std::uint32_t group) {
  return {.type = version == 1 ? Igmp::kReportV1 : Igmp::kReportV2, .group = group};
}

}  // namespace sockwire::packet
