// What the tests of UDP and of fragments share: datagrams in and out of the engine, and what must
// stay away.
#pragma once

#include <utility>
#include <vector>

#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {

class DatagramTest : public EngineTest {
 protected:
  static constexpr std::uint16_t kOurs = 7000, kPort = 5000;  // of the peer, of the engine

  explicit DatagramTest(unsigned time_shift = 10) { options.time_shift = time_shift; }

  [[nodiscard]] std::uint32_t engine_ip() const { return options.network.ip; }

  // A UDP socket of the engine; the neighbours know each other.
  unsigned bound(std::uint16_t port = kPort) {
    const unsigned desc = bench().udp_socket();
    EXPECT_EQ(bench().bind(desc, port), port);
    return desc;
  }
  void tell(const Octets& payload, std::uint16_t port = kPort) {
    peer().send_udp({.src_port = kOurs, .dst_port = port, .payload = payload});
  }
  // The next datagram of the socket, which comes soon.
  Bench::Received arrival(unsigned desc) {
    std::optional<Bench::Received> got;
    EXPECT_TRUE(bench().run_until([&] { return (got = bench().recv_from(desc)).has_value(); })) << "no datagram";
    return got.value_or(Bench::Received{.error = Errno::Eagain});
  }
  // Nothing is queued once all is quiet.
  ::testing::AssertionResult is_empty(unsigned desc) {
    bench().drain();
    const auto got = bench().recv_piece(desc, kWindowBytes);
    if (got.error == Errno::Eagain) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << to_string(got.error) << ", " << got.length << " octets";
  }
  // The engine still serves, in both directions.
  void expect_alive(unsigned desc) {
    const Octets text = pattern(33, ++round_);
    tell(text, bench().state(desc).local_port);
    EXPECT_EQ(arrival(desc).octets, text);
    EXPECT_EQ(bench().send_to(desc, text, peer().ip(), kOurs).error, Errno::Ok);
    EXPECT_EQ(peer().expect_udp().payload, text);
  }
  // No answer of any kind comes.
  void expect_nothing() {
    bench().drain();
    EXPECT_FALSE(peer().has_icmp());
    EXPECT_FALSE(peer().has_udp());
    EXPECT_FALSE(peer().has_tcp());
  }
  packet::Ip ip_of(std::uint8_t protocol, const Octets& payload, std::uint16_t id = 0) {
    return {.src = peer().ip(), .dst = engine_ip(), .protocol = protocol, .payload = payload, .id = id};
  }
  // A datagram of the peer for the engine's port.
  packet::Ip udp_of(const Octets& payload, std::uint16_t id = 0, std::uint16_t port = kPort) {
    return packet::Udp{.src_port = kOurs, .dst_port = port, .payload = payload}.in(peer().ip(), engine_ip(), id);
  }
  packet::Ip echo_of(const Octets& payload, std::uint16_t id = 0) {
    return ip_of(kProtocolIcmp, packet::Icmp{.id = 0x77, .sequence = id, .payload = payload}.build(), id);
  }

 private:
  unsigned round_ = 100;
};

}  // namespace sockwire
