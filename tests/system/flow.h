// What the tests of TCP's machinery share: a connection with any options, acknowledgments of any
// octet, all that comes until the line is quiet.
#pragma once

#include <vector>

#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {

using Places = std::vector<std::uint32_t>;

class FlowTest : public EngineTest {
 protected:
  using Tcp = packet::Tcp;

  explicit FlowTest(unsigned time_shift = 10) { options.time_shift = time_shift; }

  static Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
  }

  // The engine connects; our SYN,ACK has these options, and comes so long after the SYN.
  unsigned open(PeerConnection& connection, const Octets& options_of_ours,
                double wait_engine_us = 0) {
    peer().forget();
    peer().announce();  // so that no round trip of ARP is in the way
    const unsigned desc = bench().socket();
    EXPECT_EQ(bench().connect(desc, peer().ip(), connection.port()).error, Errno::Einprogress);
    connection.expect_syn();
    bench().run_engine_us(wait_engine_us);
    answer_syn(connection, options_of_ours);
    EXPECT_EQ(state(desc), TcpState::Established);
    return desc;
  }
  void answer_syn(PeerConnection& connection, const Octets& options_of_ours) {
    Tcp syn_ack = connection.segment(packet::kSyn | packet::kAck);
    syn_ack.options = options_of_ours;
    peer().send_tcp(syn_ack);
    connection.set_snd_nxt(connection.snd_nxt() + 1);
    first_ack = connection.expect_ack();
  }
  Tcp first_ack{};  // that completed the handshake

  // The buffer of the socket is filled; what was taken.
  std::uint32_t fill(unsigned desc) {
    std::uint32_t taken = 0;
    for (;;) {
      const auto answer = bench().send(desc, pattern(kWindowBytes));
      if (answer.error == Errno::Eagain) return taken;
      EXPECT_EQ(answer.error, Errno::Ok);
      taken += answer.value;
    }
  }
  // Acknowledges so many octets of the engine's text.
  void ack(const PeerConnection& connection, std::uint32_t octets, std::uint16_t wnd = 60'000) {
    Tcp tcp = connection.segment(packet::kAck);
    tcp.ack = connection.engine_iss() + 1 + octets;
    tcp.wnd = wnd;
    peer().send_tcp(tcp);
  }
  // Text of ours at this octet of the stream.
  void text(const PeerConnection& connection, std::uint32_t at,
            std::span<const std::uint8_t> octets, std::uint8_t flags = 0) {
    Tcp tcp = connection.segment(packet::kAck | flags, octets);
    tcp.seq += at;
    peer().send_tcp(tcp);
  }
  // All segments that come until nothing has come for so long (not scaled).
  std::vector<Tcp> arrivals(double quiet_us = 25) {
    std::vector<Tcp> all;
    while (bench().run_until([&] { return peer().has_tcp(); }, quiet_us))
      all.push_back(*peer().poll_tcp());
    return all;
  }
  // Where so many segments of 200 octets begin.
  static Places from(std::uint32_t first, unsigned count) {
    Places all;
    for (unsigned i = 0; i < count; ++i) all.push_back(first + 200 * i);
    return all;
  }
  // Octets of the stream at which they begin, those with text alone.
  static Places places(const PeerConnection& connection, const std::vector<Tcp>& segments) {
    Places at;
    for (const Tcp& tcp : segments) {
      if (!tcp.payload.empty()) at.push_back(tcp.seq - connection.engine_iss() - 1);
    }
    return at;
  }
  // Where what follows an acknowledgment begins.
  Places after_ack(const PeerConnection& connection, std::uint32_t octets) {
    ack(connection, octets);
    return places(connection, arrivals());
  }
  // Engine's seconds from now until the next segment comes, which is `tcp`.
  double seconds_until(Tcp& tcp) {
    const double start = bench().time_us();
    tcp = peer().expect_tcp("a segment by timer");
    return (bench().time_us() - start) * static_cast<double>(1U << options.time_shift) / 1e6;
  }
};

}  // namespace sockwire
