#include "model/tcp/cookie.h"

#include <array>

#include "model/tcp/handshake.h"
#include "model/tcp/isn.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

namespace {

// What three bits can remember of the peer's MSS option.
constexpr std::array<std::uint16_t, 8> kMss = {64, 216, 536, 1024, 1220, 1360, 1440, 1460};
constexpr Seq kHashMask = 0xFF'FFFF;

// Each count lasts 67 s.
std::uint16_t count_at(std::uint64_t now) { return static_cast<std::uint16_t>(tick_of(now) >> 16); }

Seq hash(const Resources& have, const Segment& segment, std::uint16_t count) {
  const Connection connection = {segment.dst_port, segment.addr, segment.src_port};
  return cookie_hash(have.secret, have.network.ip, connection, count) & kHashMask;
}

Seq index_of(std::uint16_t mss) {
  Seq index = 0;
  while (index + 1 < kMss.size() && kMss[index + 1] <= mss) ++index;
  return index;
}

}  // namespace

// From the high bits: the count's low five, which size, the hash plus the peer's number.
Seq make_cookie(const Resources& have, const Segment& syn, const World& world) {
  const std::uint16_t count = count_at(world.now);
  const Seq low = (hash(have, syn, count) + syn.seq) & kHashMask;
  return Seq{count} << 27 | index_of(offered_mss(syn, world)) << 24 | low;
}

std::optional<std::uint16_t> read_cookie(const Resources& have, const Segment& ack,
                                         std::uint64_t now) {
  const Seq cookie = ack.ack - 1;
  const std::uint16_t count = count_at(now);
  const unsigned age = (count - (cookie >> 27)) % 32;
  if (age > 1) return std::nullopt;
  const Seq expected = hash(have, ack, static_cast<std::uint16_t>(count - age)) + ack.seq - 1;
  if ((expected & kHashMask) != (cookie & kHashMask)) return std::nullopt;
  return kMss[cookie >> 24 & 7];
}

}  // namespace sockwire::model
