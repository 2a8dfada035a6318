// Data both ways: order, windows, segmentation (RFC 9293 3.7, 3.8).
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using namespace packet;

class Data : public EngineTest {};
SOCKWIRE_ENGINES(Data);

TEST_P(Data, ArrivesInOrderAndIsAcknowledged) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets text = pattern(1460);
  connection.send_data(text);
  EXPECT_EQ(connection.expect_ack().wnd, bench().cfg().BufBytes - 1460);
  EXPECT_EQ(bench().state(desc).readable, 1460U);
  EXPECT_EQ(received(desc, 1460), text);
}

// Each size around a beat, a word, a segment.
TEST_P(Data, EverySizeArrivesWhole) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (const std::size_t size : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 536, 1459}) {
    const Octets text = pattern(size, static_cast<unsigned>(size));
    connection.send_data(text);
    EXPECT_EQ(received(desc, size), text) << size;
    peer().forget();
  }
}

TEST_P(Data, EverySizeLeavesWhole) {
  proves("9293-MUST-1");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (const std::size_t size : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 536, 1459}) {
    const Octets text = pattern(size, static_cast<unsigned>(size));
    EXPECT_EQ(bench().send(desc, text), (Bench::Answered{Errno::Ok, static_cast<std::uint32_t>(size)}));
    EXPECT_EQ(connection.expect_data(size), text) << size;
  }
}

// 9293-MUST-16, SHLD-5: what the peer's MSS allows, no more.
TEST_P(Data, PeersMssIsKept) {
  proves("9293-MUST-14 9293-MUST-16");
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  PeerConnection connection{peer(), 80};
  connection.expect_syn();
  connection.send_syn_ack(300);
  connection.expect_ack();
  const Octets text = pattern(1000);
  bench().send(desc, text);
  Octets all;
  while (all.size() < 1000) {
    const Tcp tcp = connection.expect(kAck, "data");
    EXPECT_LE(tcp.payload.size(), 300U);
    all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
    connection.send_ack();
  }
  EXPECT_EQ(all, text);
}

// 9293-MUST-15: without an MSS option 536 holds.
TEST_P(Data, WithoutMssOptionSegmentsAre536) {
  proves("9293-MUST-15 T32");
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  PeerConnection connection{peer(), 80};
  connection.expect_syn();
  connection.send_syn_ack(0);
  connection.expect_ack();
  bench().send(desc, pattern(1200));
  EXPECT_EQ(connection.expect(kAck, "data").payload.size(), 536U);
}

TEST_P(Data, TheSendBufferBoundsWhatIsTaken) {
  PeerConnection connection{peer(), 80};
  connection.wnd = 0;
  const unsigned desc = connected(connection);
  std::uint32_t taken = 0;
  for (int i = 0; i < 20; ++i) {
    const auto answer = bench().send(desc, pattern(kWindowBytes));
    if (answer.error == Errno::Eagain) break;
    ASSERT_EQ(answer.error, Errno::Ok);
    taken += answer.value;
  }
  EXPECT_EQ(taken, bench().cfg().BufBytes);
  EXPECT_EQ(bench().state(desc).free, 0U);
}

// The window closes octet by octet, and opens again when the host has read enough.
TEST_P(Data, OurWindowClosesAndOpensAgain) {
  proves("9293-SHLD-14 T34 9293-MAY-8");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const std::uint32_t buffer = bench().cfg().BufBytes;
  Octets all;
  while (all.size() < buffer) {
    const std::size_t size = std::min<std::size_t>(1024, buffer - all.size());
    const Octets text = pattern(size, static_cast<unsigned>(all.size()));
    connection.send_data(text);
    all.insert(all.end(), text.begin(), text.end());
    EXPECT_EQ(connection.expect_ack().wnd, buffer - all.size());
  }
  connection.send_data(pattern(1));  // beyond the window: acknowledged, not taken
  connection.set_snd_nxt(connection.snd_nxt() - 1);
  EXPECT_EQ(connection.expect_ack().wnd, 0);
  Octets got = received(desc, 1);
  const Tcp update = connection.expect_ack();
  EXPECT_GE(update.wnd, 1460);
  const Octets rest = received(desc, buffer - got.size());
  got.insert(got.end(), rest.begin(), rest.end());
  EXPECT_EQ(got, all);
}

TEST_P(Data, OutOfOrderIsNotTakenAndAsksAgain) {
  proves("5681-11 9293-MAY-13");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  Tcp late = connection.segment(kAck, pattern(10));
  late.seq += 10;
  peer().send_tcp(late);
  connection.expect_ack();
  EXPECT_EQ(bench().state(desc).readable, 0U);
}

// Lessons 1: a segment that overlaps what is there brings exactly its new octets, once.
TEST_P(Data, OverlapBringsOnlyNewOctets) {
  proves("T18");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets text = pattern(300);
  connection.send_data(std::span(text).first(200));
  connection.expect_ack();
  Tcp again = connection.segment(kAck, std::span(text).subspan(100));
  again.seq -= 100;
  peer().send_tcp(again);
  connection.set_snd_nxt(connection.snd_nxt() + 100);
  connection.expect_ack();
  EXPECT_EQ(received(desc, 300), text);
}

// Lessons 2: sequence numbers that wrap, on both sides, with data across the wrap.
TEST_P(Data, CrossesTheWrapOfSequenceNumbers) {
  proves("9293-SEC-14 T17");
  PeerConnection connection{peer(), 80, 0xFFFFFF00};
  const unsigned desc = connected(connection);
  for (unsigned i = 0; i < 4; ++i) {
    const Octets text = pattern(200, i);
    connection.send_data(text);
    EXPECT_EQ(received(desc, 200), text);
    peer().forget();
  }
  EXPECT_LT(connection.snd_nxt(), 0x1000U);
}

TEST_P(Data, MuchMoreThanTheBufferGoesThroughBothWays) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (unsigned i = 0; i < 12; ++i) {
    const Octets out = pattern(2048, i), in = pattern(1460, 100 + i);
    ASSERT_EQ(bench().send(desc, out).value, 2048U);
    EXPECT_EQ(connection.expect_data(2048), out);
    connection.send_data(in);
    EXPECT_EQ(received(desc, 1460), in);
    bench().drain();
    peer().forget();
  }
}

// A FIN together with the last data is not lost (lessons 11).
TEST_P(Data, FinWithDataIsTaken) {
  proves("9293-SEC-11 T20");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets text = pattern(77);
  connection.send(kFin | kAck | kPsh, text);
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::CloseWait);
  EXPECT_EQ(received(desc, 77), text);
  EXPECT_EQ(bench().recv(desc), Octets{});
}

// CLOSE after SEND: everything goes out before the FIN (9293 3.9.1.4).
TEST_P(Data, CloseSendsWhatIsQueuedFirst) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets text = pattern(2000);
  bench().send(desc, text);
  bench().close(desc);
  Octets all;
  bool fin = false;
  while (!fin) {
    const Tcp tcp = peer().expect_tcp("data and FIN");
    EXPECT_EQ(tcp.seq, connection.rcv_nxt());
    all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
    fin = tcp.has(kFin);
    connection.set_rcv_nxt(connection.rcv_nxt() + tcp.length());
  }
  EXPECT_EQ(all, text);
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::FinWait2));
}

}  // namespace
}  // namespace sockwire
