// What comes while a connection ends: timers, ICMP errors and text in each of the states after
// ESTABLISHED, and the error that is told when it is given up.
#include <optional>

#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;
using enum TcpState;

class Ending : public FlowTest {
 protected:
  explicit Ending(unsigned time_shift = 10) : FlowTest(time_shift) {}

  unsigned desc = 0;
  std::uint32_t una = 0;  // the first octet of ours that is not acknowledged

  PeerConnection& connection() { return *connection_; }

  // A new connection, in ESTABLISHED.
  void again() {
    connection_.emplace(peer(), ++port_);
    desc = connected(connection());
    una = connection().rcv_nxt();
  }
  // From there into this state. In FIN-WAIT-1, CLOSE-WAIT, CLOSING and LAST-ACK text is not acknowledged,
  // nor is our FIN.
  void reach(TcpState wanted, std::size_t octets = 100) {
    if (wanted == CloseWait || wanted == LastAck) peer_closes(una);
    bench().send(desc, pattern(octets));
    connection().expect(kAck, "text");
    if (wanted != CloseWait) {
      bench().shutdown(desc, 1);
      connection().expect_fin();
    }
    if (wanted == FinWait2 || wanted == TimeWait) {
      una = connection().rcv_nxt();
      connection().send_ack();
    }
    if (wanted == Closing || wanted == TimeWait) peer_closes(una);
    EXPECT_TRUE(reaches(desc, wanted));
  }
  // Text of ours that acknowledges nothing new.
  void send_text(std::size_t octets) {
    Tcp tcp = connection().segment(kAck | kPsh, pattern(octets));
    tcp.ack = una;
    peer().send_tcp(tcp);
    connection().set_snd_nxt(connection().snd_nxt() + static_cast<std::uint32_t>(octets));
  }
  // What a router says of the first octet in flight.
  void report(std::uint8_t type, std::uint8_t code, std::uint16_t mtu = 0) {
    const std::uint32_t ours = bench().options().network.ip;
    const Tcp about{.src_port = connection().engine_port(), .dst_port = connection().port(), .seq = una, .flags = kAck};
    peer().send_error(error(type, code, Ip{.src = ours, .dst = peer().ip(), .protocol = kProtocolTcp,
                                           .payload = about.build(ours, peer().ip()), .fragment = 0x4000}, mtu));
    bench().drain();
  }
  void discard() {
    bench().abort(desc);
    bench().drain();
    peer().forget();
  }

 private:
  void peer_closes(std::uint32_t ack) {
    Tcp fin = connection().segment(kFin | kAck);
    fin.ack = ack;
    peer().send_tcp(fin);
    connection().set_snd_nxt(connection().snd_nxt() + 1);
    connection().expect(kAck, "the ACK of the FIN");
  }

  std::optional<PeerConnection> connection_;
  std::uint16_t port_ = 80;
};
SOCKWIRE_ENGINES(Ending);

class LongEnding : public Ending {
 protected:
  LongEnding() : Ending(12) {}
};
SOCKWIRE_ENGINES(LongEnding);

// RFC 9293 3.8.4: keep-alives are for connections that are open on our side.
TEST_P(Ending, NoKeepAliveWhereWeHaveClosed) {
  for (const TcpState wanted : {FinWait1, FinWait2, Closing, LastAck, TimeWait}) {
    again();
    EXPECT_EQ(bench().set_option(desc, Option::OptionKeepIdle, 500).error, Errno::Ok);
    reach(wanted);
    bench().run_engine_us(700'000);  // less than the least time-out
    EXPECT_FALSE(peer().has_tcp()) << to_string(wanted);
    EXPECT_EQ(state(desc), wanted);
    discard();
  }
}

// Text that comes while our FIN is under way is acknowledged as in ESTABLISHED: later, if it is alone.
TEST_P(Ending, ALoneSegmentIsAcknowledgedLater) {
  for (const TcpState wanted : {FinWait1, FinWait2}) {
    again();
    reach(wanted);
    send_text(10);
    Tcp ack;
    EXPECT_NEAR(seconds_until(ack), 0.04, 0.02) << to_string(wanted);
    EXPECT_EQ(ack.ack, connection().snd_nxt());
    discard();
  }
}

// RFC 5927 4: an error about what is in flight is remembered, whatever the state, and ends nothing.
TEST_P(Ending, AnErrorIsRememberedAndEndsNothing) {
  for (const TcpState wanted : {FinWait1, CloseWait, Closing, LastAck}) {
    again();
    reach(wanted);
    report(3, 1);
    EXPECT_EQ(state(desc), wanted);
    EXPECT_EQ(bench().state(desc).soft_error, Errno::Ehostunreach) << to_string(wanted);
    discard();
  }
}

// RFC 1191: the way may shrink under the last segments too.
TEST_P(Ending, ASmallerPathMtuIsUsedAtOnce) {
  for (const TcpState wanted : {FinWait1, CloseWait, Closing, LastAck}) {
    again();
    reach(wanted, 1000);
    report(3, 4, 600);
    const auto sent = arrivals();
    ASSERT_FALSE(sent.empty()) << to_string(wanted);
    EXPECT_EQ(sent[0].seq, una);
    EXPECT_EQ(sent[0].payload.size(), 600U - 40);
    discard();
  }
}

// Whatever the reason, the next SEND or RECV tells it, once.
TEST_P(LongEnding, TheReasonIsToldByTheNextCall) {
  const struct { int code; Errno told; } reasons[] = {
      {-1, Errno::Etimedout}, {0, Errno::Enetunreach}, {1, Errno::Ehostunreach}, {3, Errno::Econnrefused}};
  for (const auto& reason : reasons) {
    for (const bool sends : {false, true}) {
      again();
      EXPECT_EQ(bench().set_option(desc, Option::OptionUserTimeout, 1000).error, Errno::Ok);
      bench().send(desc, pattern(100));
      connection().expect(kAck, "text");
      if (reason.code >= 0) report(3, static_cast<std::uint8_t>(reason.code));
      EXPECT_TRUE(reaches(desc, Closed, 10'000));
      const auto told = sends ? bench().send(desc, pattern(1)) : bench().call(Call::CallRecv, desc, 0, 0, 1);
      EXPECT_EQ(told.error, reason.told) << sends;
      EXPECT_EQ(bench().send(desc, pattern(1)).error, Errno::Enotconn) << "it is told once";
      discard();
    }
  }
}

TEST_P(Ending, AResetIsToldByTheNextCall) {
  for (const bool sends : {false, true}) {
    again();
    connection().send_rst();
    EXPECT_TRUE(reaches(desc, Closed));
    const auto told = sends ? bench().send(desc, pattern(1)) : bench().call(Call::CallRecv, desc, 0, 0, 1);
    EXPECT_EQ(told.error, Errno::Econnreset);
    discard();
    desc = bench().socket();
    bench().connect(desc, peer().ip(), 79);
    PeerConnection refusing{peer(), 79};
    refusing.expect_syn();
    refusing.send(kRst | kAck);
    EXPECT_TRUE(reaches(desc, Closed));
    const auto refused = sends ? bench().send(desc, pattern(1)) : bench().call(Call::CallRecv, desc, 0, 0, 1);
    EXPECT_EQ(refused.error, Errno::Econnrefused);
    discard();
  }
}

}  // namespace
}  // namespace sockwire
