#include "model/igmp/message.h"

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::size_t kShortest = 8;
constexpr std::size_t kShortestV3Query = 12;

// RFC 3376 4.1.1: from 128 on a mantissa of four bits and an exponent of three, both with an
// offset.
std::uint32_t tenths_of_v3(std::uint32_t code) {
  return code < 128 ? code : ((code & 0xF) | 0x10) << ((code >> 4 & 7) + 3);
}

// A tenth of a second is 97.66 ticks.
constexpr std::uint32_t ticks(std::uint32_t tenths) { return (tenths * 3125) >> 5; }

std::uint8_t type_of(IgmpSend what) {
  switch (what) {
    case IgmpSend::IgmpSendV1:
      return kTypeReportV1;
    case IgmpSend::IgmpSendV2:
      return kTypeReportV2;
    case IgmpSend::IgmpSendLeave:
      return kTypeLeave;
    default:
      return kTypeReportV3;
  }
}

}  // namespace

IgmpVerdict judge_igmp(std::span<const std::uint8_t> message, IgmpMode mode) {
  if (message.size() < kShortest || ones_sum(message) != 0xFFFF) return IgmpVerdict::IgmpChecksum;
  const std::uint8_t type = message[0];
  if (type == kTypeQuery) {  // RFC 3376 7.1: no version has such a length
    const bool between = message.size() > kShortest && message.size() < kShortestV3Query;
    return between ? IgmpVerdict::IgmpIgnored : IgmpVerdict::IgmpQuery;
  }
  const bool older_report = type == kTypeReportV1 || type == kTypeReportV2;
  return older_report && mode != IgmpMode::ModeV3 ? IgmpVerdict::IgmpReport
                                                  : IgmpVerdict::IgmpIgnored;
}

MembershipQuery parse_query(std::span<const std::uint8_t> message) {
  constexpr std::uint32_t kTenthsV1 = 100;  // RFC 3376 7.2.1
  const std::uint8_t code = message[1];
  if (message.size() >= kShortestV3Query) return {3, ticks(tenths_of_v3(code))};
  if (code == 0) return {1, ticks(kTenthsV1)};
  return {2, ticks(code)};
}

Octets igmp_message(IgmpSend what, std::uint32_t group, std::uint8_t record_type) {
  Octets octets;
  append(octets, type_of(what), 1);
  append(octets, 0, 1);
  append(octets, 0, 2);  // checksum, below
  if (what == IgmpSend::IgmpSendV3) {
    append(octets, 0, 2);
    append(octets, 1, 2);  // group records
    append(octets, record_type, 1);
    append(octets, 0, 1);
    append(octets, 0, 2);  // sources
  }
  append(octets, group, 4);
  put16(octets, 2, checksum(octets));
  return octets;
}

std::uint32_t igmp_destination(IgmpSend what, std::uint32_t group) {
  if (what == IgmpSend::IgmpSendLeave) return kAllRouters;
  return what == IgmpSend::IgmpSendV3 ? kAllV3Routers : group;
}

}  // namespace sockwire::model
