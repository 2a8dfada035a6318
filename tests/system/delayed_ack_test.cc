// Acknowledgments that wait (RFC 9293 3.8.6.3, RFC 5681 4.2): 40 ms, one segment at most.
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class DelayedAck : public FlowTest {
 protected:
  DelayedAck() { options.time_shift = 6; }  // 40 ms last 625 us

  // Engine's milliseconds until the next segment comes.
  double milliseconds_until(Tcp& tcp) { return seconds_until(tcp) * 1000; }
};
SOCKWIRE_ENGINES(DelayedAck);

TEST_P(DelayedAck, OneSegmentWaits) {
  proves("9293-MUST-40 9293-SHLD-18 5681-22 5681-23 5681-24");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (int i = 0; i < 2; ++i) {
    connection.send_data(pattern(100));
    Tcp tcp;
    EXPECT_NEAR(milliseconds_until(tcp), 40, 2);
    EXPECT_EQ(tcp.flags, kAck);
    EXPECT_EQ(tcp.ack, connection.snd_nxt());
  }
  EXPECT_EQ(bench().state(desc).readable, 200U);
  peer().expect_silence(1000);  // one ACK for each
}

TEST_P(DelayedAck, TheSecondSegmentDoesNot) {
  proves("9293-SHLD-19 9293-MUST-58 5681-22 5681-24");
  PeerConnection connection{peer(), 80};
  connected(connection);
  for (int i = 0; i < 2; ++i) {  // full-sized ones
    connection.send_data(pattern(1460));
    peer().expect_silence(100);
    connection.send_data(pattern(1460));
    Tcp tcp;
    EXPECT_LT(milliseconds_until(tcp), 3);
    EXPECT_EQ(tcp.ack, connection.snd_nxt()) << "one ACK for both";
  }
  peer().expect_silence(1000);
}

TEST_P(DelayedAck, TextTakesItAlong) {
  proves("9293-SHLD-18");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  connection.send_data(pattern(100));
  peer().expect_silence(100);
  bench().send(desc, pattern(50));
  EXPECT_EQ(connection.expect(kAck, "text").payload, pattern(50));
  connection.send_ack();
  peer().expect_silence(1000);
}

// What tells the peer of a loss, or of the end, does not wait.
TEST_P(DelayedAck, OldTextAndAFinDoNotWait) {
  proves("9293-SEC-05 5681-24");
  PeerConnection connection{peer(), 80};
  connected(connection);
  connection.send_data(pattern(100));
  Tcp tcp;
  milliseconds_until(tcp);
  connection.set_snd_nxt(connection.snd_nxt() - 100);
  connection.send_data(pattern(100));
  EXPECT_LT(milliseconds_until(tcp), 3) << "the same again";
  connection.send_fin();
  EXPECT_LT(milliseconds_until(tcp), 3) << "FIN";
  EXPECT_EQ(tcp.ack, connection.snd_nxt());
  peer().expect_silence(1000);
}

// An application that reads a byte at a time brings no ACK for each (RFC 9293 3.8.6.2.2).
TEST_P(DelayedAck, ReadingBringsNoWindowUpdateOfAFewOctets) {
  proves("9293-MUST-39 T16");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  connection.send_data(pattern(100));
  connection.expect_ack();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(bench().recv(desc, 1), Octets{pattern(100)[static_cast<std::size_t>(i)]});
  peer().expect_silence(1000);
}

}  // namespace
}  // namespace sockwire
