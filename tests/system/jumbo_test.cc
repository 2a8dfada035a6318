// Jumbo frames: the configuration base for an MTU of 9000. What was one frame of 1518 octets is one of
// 9018, and what is longer is cut or dropped there.
#include <algorithm>

#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class Jumbo : public DatagramTest {
 protected:
  static constexpr std::uint32_t kMtu = 9000;
  static constexpr std::size_t kLargest = kMtu - 28;   // of UDP and of an echo, in one frame
  static constexpr std::size_t kPiece = (kMtu - 20) / 8 * 8;

  Jumbo() {
    options.cfg.Mtu = kMtu;
    options.dut = make_dut_base_jumbo;
  }
  // A frame of `octets`, FCS included, with nothing but an unanswered protocol in it.
  WireFrame long_frame(std::size_t octets, bool with_tag = false) {
    Ip ip = udp_of(pattern(octets - 18 - 28 - (with_tag ? 4 : 0)), 1);
    Octets frame = ethernet(options.network.mac, peer().mac(), kEtherTypeIpv4, ip.build());
    return good_frame(with_tag ? tagged(frame, 0) : frame);
  }
};
SOCKWIRE_ENGINES(Jumbo);

TEST_P(Jumbo, TheMtuIsTold) { EXPECT_EQ(bench().read32(reg::kMtu), kMtu); }

TEST_P(Jumbo, DatagramsAroundTheLargestFrame) {
  peer().announce();
  const unsigned desc = bound();
  unsigned seed = 0;
  for (const std::size_t size : {std::size_t{1472}, std::size_t{1473}, std::size_t{4000}, kLargest - 4, kLargest - 1,
                                 kLargest, kLargest + 1, kPiece - 8, kPiece - 7, 2 * kPiece - 8, 2 * kPiece - 7}) {
    const Octets text = pattern(size, ++seed);
    peer().datagrams.clear();
    tell(text);
    EXPECT_EQ(arrival(desc).octets, text) << size;
    EXPECT_EQ(bench().send_to(desc, text, peer().ip(), kOurs).error, Errno::Ok);
    EXPECT_EQ(peer().expect_udp().payload, text) << size;
    const auto& pieces = peer().datagrams;
    std::size_t expected = 1;
    for (std::size_t rest = size + 8; rest > kMtu - 20; rest -= kPiece) ++expected;  // RFC 791 3.2
    ASSERT_EQ(pieces.size(), expected) << size;
    for (std::size_t n = 0; n < pieces.size(); ++n) {
      EXPECT_EQ(pieces[n].at(), kPiece * n);
      EXPECT_EQ(pieces[n].more(), n + 1 < pieces.size());
    }
  }
  EXPECT_EQ(bench().set_option(desc, Option::OptionNoFragment, 1).error, Errno::Ok);
  EXPECT_EQ(bench().send_to(desc, pattern(kLargest), peer().ip(), kOurs).error, Errno::Ok);
  EXPECT_EQ(peer().expect_udp().payload, pattern(kLargest));
  EXPECT_EQ(bench().send_to(desc, pattern(kLargest + 1), peer().ip(), kOurs).error, Errno::Emsgsize);
  EXPECT_EQ(count(reg::kMacGiants), 0U);
}

TEST_P(Jumbo, FragmentsOfEverySizeComeTogether) {
  peer().announce();
  const unsigned desc = bound();
  std::uint16_t id = 0;
  for (const std::size_t step : {std::size_t{1480}, std::size_t{4096}, kPiece}) {
    const Octets text = pattern(20'000, ++id);
    auto pieces = fragments_of(udp_of(text, id), step);
    std::ranges::reverse(pieces);
    peer().send_pieces(pieces);
    EXPECT_EQ(arrival(desc).octets, text) << step;
  }
}

TEST_P(Jumbo, EchoesOfEverySize) {
  peer().announce();
  std::uint16_t sequence = 0;
  for (const std::size_t size : {std::size_t{0}, std::size_t{56}, std::size_t{1473}, kLargest - 1, kLargest}) {
    ++sequence;
    peer().ping(sequence, pattern(size, sequence));
    const Icmp reply = peer().expect_icmp();
    EXPECT_EQ(reply.sequence, sequence);
    EXPECT_TRUE(reply.payload == pattern(size, sequence)) << size;
  }
  peer().send_pieces(fragments_of(echo_of(pattern(20'000), 9), kPiece));
  EXPECT_TRUE(peer().expect_icmp().payload == pattern(20'000));
  bench().write32(reg::kUdpEcho, 7);
  for (const std::size_t size : {std::size_t{0}, std::size_t{18}, std::size_t{1473}, kLargest - 1, kLargest}) {
    peer().send_udp({.src_port = kOurs, .dst_port = 7, .payload = pattern(size)});
    EXPECT_TRUE(peer().expect_udp().payload == pattern(size)) << size;
  }
  EXPECT_EQ(count(reg::kUdpEchos), 5U);
  EXPECT_EQ(count(reg::kIcmpInDiscards) + count(reg::kUdpEchoDiscards), 0U);
}

// The segment's size is told by the MTU; a buffer of 8 KiB holds no longer one.
TEST_P(Jumbo, SegmentsAsLongAsTheBuffer) {
  const std::size_t most = bench().cfg().BufBytes;
  PeerConnection connection{peer(), 80};
  const unsigned desc = bench().socket();
  EXPECT_EQ(bench().connect(desc, peer().ip(), 80).error, Errno::Einprogress);
  EXPECT_EQ(connection.expect_syn().mss(), kMtu - 40);
  connection.send_syn_ack(kMtu - 40);
  connection.expect_ack();
  Octets sent;
  for (unsigned round = 0; round < 4; ++round) {
    const Octets text = pattern(most, round);
    connection.send_data(text);  // in one segment
    EXPECT_TRUE(received(desc, most) == text);
    bench().drain();
    while (peer().has_tcp()) peer().expect_tcp();
    Octets back;
    for (std::size_t at = 0; at < most; at += kWindowBytes) {
      const Octets part = pattern(std::min<std::size_t>(kWindowBytes, most - at), 100 + round);
      EXPECT_EQ(bench().send(desc, part), (Bench::Answered{Errno::Ok, static_cast<std::uint32_t>(part.size())}));
      back.insert(back.end(), part.begin(), part.end());
    }
    EXPECT_TRUE(connection.expect_data(most) == back);
  }
  EXPECT_EQ(count(reg::kTcpInErrs) + count(reg::kTcpInDiscards) + count(reg::kTcpRetransSegs), 0U);
}

// What waits for an acknowledgment leaves in one segment when it comes, however long.
TEST_P(Jumbo, ALongSegmentLeavesInOneFrame) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  connection.expect_syn();
  connection.send_syn_ack(kMtu - 40);
  connection.expect_ack();
  connection.wnd = 0;
  connection.send_ack();
  bench().drain();
  const std::size_t most = bench().cfg().BufBytes;
  Octets text;
  for (std::size_t at = 0; at < most; at += kWindowBytes) {
    const Octets part = pattern(std::min<std::size_t>(kWindowBytes, most - at), static_cast<unsigned>(at));
    bench().send(desc, part);
    text.insert(text.end(), part.begin(), part.end());
  }
  connection.wnd = 65535;
  connection.send_ack();
  const Tcp segment = connection.expect(kAck, "all of it");
  EXPECT_TRUE(segment.payload == text) << segment.payload.size();
  connection.send_ack();
}

TEST_P(Jumbo, GiantsAreDropped) {
  proves("F02");
  peer().announce();
  const unsigned desc = bound();
  std::uint32_t giants = 0;
  for (const std::size_t octets : {9017U, 9018U, 9019U, 9020U, 12'000U}) {
    bench().send_wire(long_frame(octets));
    if (octets <= kMtu + 18) {
      EXPECT_EQ(arrival(desc).octets.size(), octets - 18 - 28);
    } else {
      ++giants;
      EXPECT_TRUE(is_empty(desc));
    }
    EXPECT_EQ(count(reg::kMacGiants), giants) << octets;
  }
  bench().send_wire(long_frame(9022, true));
  EXPECT_EQ(arrival(desc).octets.size(), kLargest);
  bench().send_wire(long_frame(9023, true));
  EXPECT_TRUE(is_empty(desc));
  EXPECT_EQ(count(reg::kMacGiants), giants + 1);
  expect_alive(desc);
}

}  // namespace
}  // namespace sockwire
