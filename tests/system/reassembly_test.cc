// Text beyond gaps: kept, delivered once and in order (RFC 9293 3.10.7.4), told by SACK (RFC 2018).
#include <algorithm>
#include <utility>

#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Reassembly : public FlowTest {
 protected:
  using Blocks = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  std::uint32_t iss = 1000;
  unsigned desc = 0;

  // SACK blocks as octets of our stream.
  Blocks blocks(const Tcp& tcp) const {
    Blocks all;
    const auto octets = tcp.option(5);
    for (std::size_t at = 0; octets && at < octets->size(); at += 8) {
      all.emplace_back(static_cast<std::uint32_t>(get(*octets, at, 4)) - iss - 1,
                       static_cast<std::uint32_t>(get(*octets, at + 4, 4)) - iss - 1);
    }
    return all;
  }
  // What is acknowledged, at once, after text there.
  Tcp told(const PeerConnection& connection, std::uint32_t at, std::span<const std::uint8_t> octets,
           std::uint8_t flags = 0) {
    const double start = bench().time_us();
    text(connection, at, octets, flags);
    Tcp tcp = peer().expect_tcp("an acknowledgment");
    EXPECT_LT(bench().time_us() - start, 0.03 * 1e6 / (1U << options.time_shift))
        << "it was delayed";
    tcp.ack -= iss + 1;
    return tcp;
  }
  // A second lasts 16 ms: the delay of an ACK, 40 ms, is far from the way of a segment.
  Reassembly() { options.time_shift = 6; }
};
SOCKWIRE_ENGINES(Reassembly);

// Four segments in each order, with the last the FIN: all is delivered once.
TEST_P(Reassembly, EveryOrder) {
  proves("9293-SHLD-31 T20");
  options.time_shift = 10;
  std::vector<unsigned> order{0, 1, 2, 3};
  unsigned seed = 0;
  do {
    PeerConnection connection{peer(), static_cast<std::uint16_t>(80 + seed++)};
    desc = connected(connection);
    const Octets all = pattern(400, seed);
    for (const unsigned i : order) {
      text(connection, 100 * i, std::span(all).subspan(100 * i, 100), i == 3 ? kFin : 0);
    }
    EXPECT_EQ(received(desc, 400), all) << seed;
    EXPECT_EQ(bench().recv(desc), Octets{});
    EXPECT_EQ(state(desc), TcpState::CloseWait);
    connection.set_snd_nxt(connection.snd_nxt() + 401);
    connection.send_rst();
    EXPECT_TRUE(reaches(desc, TcpState::Closed));
    bench().close(desc);
    bench().drain();
    peer().forget();
  } while (std::next_permutation(order.begin(), order.end()));
}

// RFC 5681 4.2: beyond a gap a duplicate at once, and at once when it is filled, wholly or in part.
TEST_P(Reassembly, AcknowledgmentsDoNotWait) {
  proves("9293-SHLD-31 9293-MAY-13 5681-11 5681-12 5681-24");
  PeerConnection connection{peer(), 80, iss};
  desc = connected(connection);
  const Octets all = pattern(500);
  EXPECT_EQ(told(connection, 100, std::span(all).subspan(100, 100)).ack, 0U);
  EXPECT_EQ(told(connection, 300, std::span(all).subspan(300, 200)).ack, 0U);
  EXPECT_EQ(bench().state(desc).readable, 0U);
  EXPECT_EQ(told(connection, 0, std::span(all).subspan(0, 50)).ack, 50U) << "a part of the gap";
  EXPECT_EQ(told(connection, 50, std::span(all).subspan(50, 50)).ack, 200U) << "the gap";
  EXPECT_EQ(told(connection, 200, std::span(all).subspan(200, 100)).ack, 500U) << "the last gap";
  EXPECT_EQ(received(desc, 500), all);
  peer().expect_silence(1000);
}

// RFC 2018 4: the block of the latest segment first, then those told before, four at most.
TEST_P(Reassembly, SackBlocks) {
  proves("2018-03 2018-04 2018-05 2018-06 2018-07");
  PeerConnection connection{peer(), 80, iss};
  desc = open(connection, joined({mss_option(1460), sack_permitted_option()}));
  EXPECT_FALSE(first_ack.option(5));
  EXPECT_EQ(blocks(told(connection, 100, pattern(100))), (Blocks{{100, 200}}));
  EXPECT_EQ(blocks(told(connection, 500, pattern(100))), (Blocks{{500, 600}, {100, 200}}));
  EXPECT_EQ(blocks(told(connection, 300, pattern(100))),
            (Blocks{{300, 400}, {500, 600}, {100, 200}}));
  EXPECT_EQ(blocks(told(connection, 200, pattern(50))),
            (Blocks{{100, 250}, {300, 400}, {500, 600}}));
  EXPECT_EQ(blocks(told(connection, 700, pattern(100))),
            (Blocks{{700, 800}, {100, 250}, {300, 400}, {500, 600}}));
  // Twice the same: told as such (RFC 2883), then the block of that segment is first again.
  EXPECT_EQ(blocks(told(connection, 500, pattern(100))),
            (Blocks{{500, 600}, {500, 600}, {700, 800}, {100, 250}}));
  const Tcp filled = told(connection, 0, pattern(100));
  EXPECT_EQ(filled.ack, 250U);
  EXPECT_EQ(blocks(filled), (Blocks{{500, 600}, {700, 800}, {300, 400}}));
  EXPECT_FALSE(told(connection, 250, pattern(550)).option(5)) << "nothing is beyond a gap";
}

// Text of ours that goes meanwhile tells them too.
TEST_P(Reassembly, TextCarriesSackBlocks) {
  proves("2018-03");
  PeerConnection connection{peer(), 80, iss};
  desc = open(connection, joined({mss_option(1460), sack_permitted_option()}));
  told(connection, 100, pattern(100));
  bench().send(desc, pattern(30));
  const Tcp tcp = peer().expect_tcp("text");
  EXPECT_EQ(tcp.payload, pattern(30));
  EXPECT_EQ(blocks(tcp), (Blocks{{100, 200}}));
}

TEST_P(Reassembly, ThreeSackBlocksBesideTimestamps) {
  proves("2018-06 7323-TS-02");
  PeerConnection connection{peer(), 80, iss};
  desc = open(connection,
              joined({mss_option(1460), sack_permitted_option(), timestamps_option(7, 0)}));
  Tcp last;
  for (const std::uint32_t at : {100U, 300U, 500U, 700U}) {
    Tcp tcp = connection.segment(kAck, pattern(100));
    tcp.seq += at;
    tcp.options = timestamps_option(7, 0);
    peer().send_tcp(tcp);
    last = peer().expect_tcp();
  }
  EXPECT_EQ(blocks(last), (Blocks{{700, 800}, {500, 600}, {300, 400}}));
  EXPECT_TRUE(last.option(8));
}

// RFC 2018 2, 3: SACK permitted is in SYN segments alone, and no block without it.
TEST_P(Reassembly, NoSackUnlessPermitted) {
  proves("2018-01 2018-02");
  PeerConnection connection{peer(), 80, iss};
  EXPECT_EQ(bench().connect(desc = bench().socket(), peer().ip(), 80).error, Errno::Einprogress);
  EXPECT_TRUE(connection.expect_syn().option(4));
  connection.send_syn_ack();
  EXPECT_TRUE(connection.expect_ack().options.empty());
  EXPECT_TRUE(told(connection, 100, pattern(100)).options.empty());
}

// More gaps than are kept: what is beyond has to come again, and nothing is lost or delivered
// twice.
TEST_P(Reassembly, MoreGapsThanAreKept) {
  proves("9293-SHLD-31 T19");
  PeerConnection connection{peer(), 80, iss};
  desc = open(connection, joined({mss_option(1460), sack_permitted_option()}));
  const Octets all = pattern(800);
  const auto part = [&](std::uint32_t at) {
    return std::span<const std::uint8_t>(all).subspan(at, 50);
  };
  for (std::uint32_t at = 50; at < 800; at += 100) {
    const Tcp tcp = told(connection, at, part(at));
    EXPECT_EQ(tcp.ack, 0U);
    EXPECT_LE(blocks(tcp).size(), 4U);
  }
  std::uint32_t acked = 0;
  for (int round = 0; round < 16 && acked < 800; ++round) {
    text(connection, acked, part(acked));
    acked = peer().expect_tcp("an acknowledgment").ack - iss - 1;
  }
  EXPECT_EQ(acked, 800U);
  EXPECT_EQ(received(desc, 800), all);
  EXPECT_EQ(bench().recv(desc), std::nullopt);
}

// The first copy of an octet counts; what overlaps brings what is new.
TEST_P(Reassembly, OverlapsBeyondAGap) {
  proves("T18 T17");
  iss = 0xFFFFFF80;  // the numbers wrap in the middle of it
  PeerConnection connection{peer(), 80, iss};
  desc = open(connection, joined({mss_option(1460), sack_permitted_option()}));
  Octets all = pattern(300);
  told(connection, 100, std::span(all).subspan(100, 100));
  EXPECT_EQ(blocks(told(connection, 150, std::span(all).subspan(150, 100))), (Blocks{{100, 250}}));
  EXPECT_EQ(blocks(told(connection, 50, std::span(all).subspan(50, 60))), (Blocks{{50, 250}}));
  EXPECT_EQ(told(connection, 0, all).ack, 300U);
  EXPECT_EQ(received(desc, 300), all);
}

// A FIN beyond a gap closes when the gap is filled, not before.
TEST_P(Reassembly, AFinBeyondAGapWaits) {
  proves("9293-SEC-11 T20");
  PeerConnection connection{peer(), 80, iss};
  desc = connected(connection);
  const Octets all = pattern(200);
  EXPECT_EQ(told(connection, 100, std::span(all).subspan(100), kFin).ack, 0U);
  EXPECT_EQ(state(desc), TcpState::Established);
  EXPECT_EQ(told(connection, 0, std::span(all).first(100)).ack, 201U);
  EXPECT_EQ(state(desc), TcpState::CloseWait);
  EXPECT_EQ(received(desc, 200), all);
  EXPECT_EQ(bench().recv(desc), Octets{});
}

}  // namespace
}  // namespace sockwire
