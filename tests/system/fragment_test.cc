// Datagrams in pieces (RFC 791 3.2, 815, 1122 3.3.2): put together in any order, given up when they
// contradict themselves, cut when they are too long for the link.
#include <algorithm>

#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class Fragments : public DatagramTest {
 protected:
  explicit Fragments(unsigned time_shift = 10) : DatagramTest(time_shift) {}

  // Datagrams of our own may not be given up one after another without a word of it.
  void expect_failed(std::uint32_t so_many) { EXPECT_EQ(count(reg::kIpReasmFails), so_many); }
};
SOCKWIRE_ENGINES(Fragments);

class LongFragments : public Fragments {
 protected:
  LongFragments() : Fragments(15) {}
};
SOCKWIRE_ENGINES(LongFragments);

TEST_P(Fragments, ComeTogetherInEveryOrder) {
  proves("I12 791-05 1122-IP-07");
  peer().announce();
  const unsigned desc = bound();
  std::vector<unsigned> order{0, 1, 2, 3};
  std::uint16_t id = 100;
  do {
    const Octets text = pattern(90, ++id);
    const auto pieces = fragments_of(udp_of(text, id), 32);
    for (const unsigned i : order) peer().send_ip(pieces[i]);
    EXPECT_EQ(arrival(desc).octets, text) << testing::PrintToString(order);
  } while (std::ranges::next_permutation(order).found);
  EXPECT_EQ(count(reg::kIpReasmOks), 24U);
  EXPECT_EQ(count(reg::kIpReasmReqds), 96U);
  expect_failed(0);
}

// Source, protocol and identification tell them apart.
TEST_P(Fragments, OfSeveralDatagramsAreKeptApart) {
  proves("791-03 I14");
  peer().announce();
  const unsigned desc = bound();
  std::vector<std::vector<Ip>> all;
  all.push_back(fragments_of(udp_of(pattern(100, 1), 7), 24));
  all.push_back(fragments_of(udp_of(pattern(100, 2), 8), 24));
  Ip other = Udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(100, 3)}.in(0x0A000003, engine_ip(), 7);
  all.push_back(fragments_of(other, 24));
  all.push_back(fragments_of(echo_of(pattern(100, 4), 7), 24));
  for (std::size_t i = 0; i < all[0].size(); ++i) {
    for (const auto& pieces : all) peer().send_ip(pieces[i]);
  }
  for (unsigned seed = 1; seed <= 3; ++seed) EXPECT_EQ(arrival(desc).octets, pattern(100, seed));
  EXPECT_EQ(peer().expect_icmp().payload, pattern(100, 4));
  expect_failed(0);
}

TEST_P(Fragments, TheFirstCopyOfADuplicateCounts) {
  proves("I12");
  peer().announce();
  const unsigned desc = bound();
  const Octets text = pattern(80);
  auto pieces = fragments_of(udp_of(text, 5), 40);
  ASSERT_EQ(pieces.size(), 3U);
  Ip forged = pieces[1];
  std::ranges::fill(forged.payload, 0);
  Ip inside = forged;  // a part of what is held
  inside.payload.resize(16);
  peer().send_pieces(std::vector{pieces[0], pieces[0], pieces[1], forged, inside, pieces[2]});
  EXPECT_EQ(arrival(desc).octets, text);
  expect_failed(0);
}

// Teardrop and its kin (RFC 1858, 5722): the datagram is forgotten, and nothing else.
TEST_P(Fragments, ThatContradictEndTheirDatagram) {
  proves("791-08 I09 I13");
  peer().announce();
  const unsigned desc = bound();
  const Octets text = pattern(80);
  const Ip whole = udp_of(text, 9);
  const std::vector<std::vector<Ip>> contradictions{
      {fragment_of(whole, 0, 40, true), fragment_of(whole, 32, 16, true)},   // reaches past
      {fragment_of(whole, 32, 16, true), fragment_of(whole, 0, 40, true)},   // from the front
      {fragment_of(whole, 24, 16, true), fragment_of(whole, 16, 40, true)},  // around
      {fragment_of(whole, 0, 24, true), fragment_of(whole, 48, 24, true), fragment_of(whole, 16, 40, true)},
      {fragment_of(whole, 40, 48, false), fragment_of(whole, 24, 8, false)},  // two ends
      {fragment_of(whole, 24, 16, false), fragment_of(whole, 40, 16, true)},  // beyond the end
      {fragment_of(whole, 40, 16, true), fragment_of(whole, 24, 8, false)}};  // the end is in front
  std::uint32_t failed = 0;
  for (const auto& pieces : contradictions) {
    peer().send_pieces(pieces);
    bench().drain();
    expect_failed(++failed);
    peer().send_pieces(fragments_of(whole, 40));  // nothing of it is left over
    EXPECT_EQ(arrival(desc).octets, text) << failed;
  }
  expect_nothing();
}

TEST_P(Fragments, ThatCannotBeAreRefused) {
  proves("791-04 791-11 I10 I13");
  peer().announce();
  const unsigned desc = bound();
  const Octets text = pattern(80);
  const auto pieces = fragments_of(udp_of(text, 11), 40);
  peer().send_ip(pieces[0]);
  Ip death = pieces[2];  // up to octet 65,624
  death.payload = pattern(96);
  death.fragment = 0x1FFF;
  Ip odd = pieces[1];
  odd.payload.resize(39);
  Ip empty = pieces[1];
  empty.payload.clear();
  peer().send_pieces(std::vector{death, odd, empty});
  bench().drain();
  expect_failed(3);
  peer().send_pieces(std::vector{pieces[1], pieces[2]});
  EXPECT_EQ(arrival(desc).octets, text) << "the datagram stays as it was";
}

// RFC 1122 3.3.2: a minute for all of it; who has sent the beginning is told.
TEST_P(LongFragments, AreGivenUpAfterAMinute) {
  proves("I11 I12 1122-IP-19 1122-IP-20 792-05 792-04 1122-ICMP-06 1122-ICMP-09");
  peer().announce();
  const unsigned desc = bound();
  const Ip first = fragment_of(udp_of(pattern(80), 1), 0, 40, true);
  peer().send_ip(first);
  peer().send_ip(fragment_of(udp_of(pattern(80), 2), 40, 40, true));  // without its beginning
  Icmp unreachable = packet::error(3, 3, udp_of(pattern(80)));
  unreachable.payload.resize(80);
  peer().send_ip(fragment_of(ip_of(kProtocolIcmp, unreachable.build(), 3), 0, 40, true));  // of an error
  Ip with_options = fragment_of(udp_of(pattern(80), 4), 0, 40, true);
  with_options.options = {1, 1, 1, 1};
  peer().send_ip(with_options);
  for (std::uint16_t id = 5; id < 15; ++id) peer().send_ip(fragment_of(udp_of(pattern(80), id), 0, 40, true));
  bench().run_engine_us(57e6);
  EXPECT_FALSE(peer().has_icmp());
  expect_failed(10);  // no slot for them
  EXPECT_TRUE(bench().run_until([&] { return count(reg::kIpReasmFails) == 14; }, 200));
  const Icmp error = peer().expect_icmp();
  EXPECT_EQ(error.type, 11);
  EXPECT_EQ(error.code, 1);
  EXPECT_EQ(error.payload, quoted(first));
  expect_nothing();
  EXPECT_EQ(count(reg::kIcmpOutTimeExcds), 1U);
  peer().send_pieces(fragments_of(udp_of(pattern(80), 1), 40));
  EXPECT_EQ(arrival(desc).octets, pattern(80)) << "there is room again";
}

// A SYN of which the first fragment has not even the flags.
TEST_P(Fragments, ASynInTinyFragmentsIsAnswered) {
  proves("I08");
  peer().announce();
  listening(80);
  const Tcp syn{.src_port = 6000, .dst_port = 80, .seq = 77, .flags = kSyn, .options = mss_option(1000)};
  auto pieces = fragments_of(ip_of(kProtocolTcp, syn.build(peer().ip(), engine_ip()), 21), 8);
  ASSERT_EQ(pieces.size(), 3U);
  std::ranges::reverse(pieces);
  peer().send_pieces(pieces);
  const Tcp answer = peer().expect_tcp("a SYN,ACK");
  EXPECT_EQ(answer.flags, kSyn | kAck);
  EXPECT_EQ(answer.ack, 78U);
  peer().send_tcp({.src_port = 6000, .dst_port = 80, .seq = 78, .flags = kRst});
}

// Lessons 20: an echo larger than a frame kills the stack after the first answer.
TEST_P(Fragments, EveryEchoComesBack) {
  proves("C03 1122-ICMP-27 792-02");
  peer().announce();
  std::vector<std::size_t> sizes{1464, 1465, 1473, 2000, 2953, 4001};
  if (GetParam() != Engine::Rtl) sizes.push_back(65507);
  std::uint16_t id = 0;
  for (const std::size_t size : sizes) {
    for (int twice = 0; twice < 2; ++twice) {
      const Octets text = pattern(size, ++id);
      peer().send_pieces(fragments_of(echo_of(text, id), 1480));
      const Icmp reply = peer().expect_icmp();
      EXPECT_EQ(reply.type, 0);
      EXPECT_EQ(reply.sequence, id);
      EXPECT_TRUE(reply.payload == text) << size;
    }
  }
  peer().ping(1, pattern(8));
  EXPECT_EQ(peer().expect_icmp().payload, pattern(8));
}

// Two datagrams without an end take all pages but those kept for sending.
TEST_P(Fragments, AFloodOfThemLeavesRoomToSend) {
  proves("I11");
  peer().announce();
  const unsigned desc = bound();
  const Ip large = udp_of(pattern(60'000), 1);
  for (std::uint16_t id = 1; id <= 2; ++id) {
    for (std::size_t at = 0; at + 1480 < large.payload.size(); at += 1480) {
      Ip piece = fragment_of(large, at, 1480, true);
      piece.id = id;
      peer().send_ip(piece);
    }
  }
  bench().drain();
  EXPECT_GT(count(reg::kIpReasmFails), 0U);
  EXPECT_EQ(count(reg::kIpReasmOks), 0U);
  EXPECT_EQ(bench().send_to(desc, pattern(1000), peer().ip(), kOurs).error, Errno::Ok);
  EXPECT_EQ(peer().expect_udp().payload, pattern(1000));
  peer().ping(1, pattern(100));
  EXPECT_EQ(peer().expect_icmp().payload, pattern(100));
  PeerConnection connection{peer(), 80};
  connected(connection);
}

// RFC 791 3.2, 6864: one identification for the pieces of a datagram, the next for the next.
TEST_P(Fragments, ADatagramThatIsTooLongIsCut) {
  proves("791-09 1122-IP-22 791-07");
  peer().announce();
  const unsigned desc = bound();
  bench().set_option(desc, Option::OptionTtl, 7);
  bench().set_option(desc, Option::OptionTos, 0x48);
  const auto id = static_cast<std::uint16_t>(options.secret[0] >> 16);
  for (unsigned i = 0; i < 3; ++i) {
    peer().datagrams.clear();
    const std::size_t size = 1472 + 1480 * i + (i != 0 ? i : 0);  // none, three, four pieces
    EXPECT_EQ(bench().send_to(desc, pattern(size, i), peer().ip(), kOurs).error, Errno::Ok);
    EXPECT_EQ(peer().expect_udp().payload, pattern(size, i));
    const auto& pieces = peer().datagrams;
    ASSERT_EQ(pieces.size(), i == 0 ? 1 : i + 2);
    for (std::size_t n = 0; n < pieces.size(); ++n) {
      EXPECT_EQ(pieces[n].id, id + i);
      EXPECT_EQ(pieces[n].at(), 1480 * n);
      EXPECT_EQ(pieces[n].more(), n + 1 < pieces.size());
      EXPECT_EQ(pieces[n].fragment & 0xC000, 0);
      EXPECT_EQ(pieces[n].ttl, 7);
      EXPECT_EQ(pieces[n].tos, 0x48);
    }
  }
  EXPECT_EQ(count(reg::kIpOutFragOks), 2U);
  EXPECT_EQ(count(reg::kIpOutFragCreates), 7U);
  bench().set_option(desc, Option::OptionNoFragment, 1);
  bench().send_to(desc, pattern(9), peer().ip(), kOurs);
  peer().expect_udp();
  EXPECT_EQ(peer().datagrams.back().id, 0) << "with DF it means nothing";
}

}  // namespace
}  // namespace sockwire
