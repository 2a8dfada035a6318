// What a connection begins with: SipHash, initial sequence numbers, offsets of timestamps.
#include "model/tcp/isn.h"

#include <gtest/gtest.h>

#include <numeric>

#include "model/config.h"
#include "model/tcp/siphash.h"

namespace sockwire::model {
namespace {

// The vectors of the reference implementation: key 00 01 .. 0f, messages of 0 to 15 octets 00 01 ..
TEST(ModelSipHash, PublishedVectors) {
  constexpr std::uint64_t kVectors[] = {
      0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
      0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
      0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
      0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5};
  Octets message(15);
  std::iota(message.begin(), message.end(), std::uint8_t{0});
  for (std::size_t length = 0; length < 16; ++length) {
    EXPECT_EQ(
        siphash({0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c}, std::span(message).first(length)),
        kVectors[length])
        << length;
  }
}
// RFC 6528: one step in 4 us, and each connection another beginning (defect 14).
TEST(ModelIsn, DependsOnClockConnectionAndSecret) {
  const std::array<std::uint32_t, 4> secret = {1, 2, 3, 4};
  const Connection c = {80, 0x0A000002, 5000};
  const auto isn = [](const auto& key, const Connection& connection, std::uint64_t now) {
    return initial_numbers(key, 0x0A000001, connection, now).iss;
  };
  const Seq first = isn(secret, c, 0);
  EXPECT_EQ(isn(secret, c, 4000), first + 1000);
  EXPECT_EQ(isn(secret, c, std::uint64_t{1} << 34), first);
  EXPECT_NE(isn(secret, {80, 0x0A000002, 5001}, 0), first);
  EXPECT_NE(isn(std::array<std::uint32_t, 4>{1, 2, 3, 5}, c, 0), first);
}
// RFC 7323 7.1: each connection has an offset of its own, that stays.
TEST(ModelIsn, TheTimestampsHaveAnOffset) {
  const std::array<std::uint32_t, 4> secret = {1, 2, 3, 4};
  const auto offset = [&](std::uint16_t port, std::uint64_t now) {
    return initial_numbers(secret, 0x0A000001, {80, 0x0A000002, port}, now).ts_offset;
  };
  EXPECT_EQ(offset(5000, 0), offset(5000, 1'000'000'000));
  EXPECT_NE(offset(5000, 0), offset(5001, 0));
}
// RFC 6056 3.3.3: of the hash of the initial numbers, with no local port, fourteen bits.
TEST(ModelIsn, ThePortsHaveAnOffset) {
  const std::array<std::uint32_t, 4> secret = {1, 2, 3, 4};
  const Octets message = {10, 0, 0, 1, 0, 0, 10, 0, 0, 2, 0x13, 0x88};
  EXPECT_EQ(port_offset(secret, 0x0A000001, 0x0A000002, 5000), siphash(secret, message) & 0x3FFF);
}

}  // namespace
}  // namespace sockwire::model
