// Rows of docs/attacks.csv that are more than one segment, each with the outcome that it expects.
#include <array>
#include <cmath>
#include <set>

#include "tests/requirement.h"
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

class Attacks : public EngineTest {
 protected:
  void SetUp() override { options.time_shift = 0; }
};
SOCKWIRE_ENGINES(Attacks);

// RFC 9293 figures 7 and 8: the peer has forgotten the connection and opens it anew.
TEST_P(Attacks, APeerThatRebootedIsBelievedOnlyWithTheExactNumber) {
  proves("5961-06 5961-05 T27");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  Tcp syn = connection.segment(kSyn);
  syn.seq = 0x12345678;
  peer().send_tcp(syn);
  const Tcp challenge = connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::Established);
  peer().send_tcp(
      {.src_port = 80, .dst_port = connection.engine_port(), .seq = challenge.ack, .flags = kRst});
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
  EXPECT_EQ(bench().state(desc).error, Errno::Econnreset);
}

// Our text reaches a peer that knows nothing of the connection.
TEST_P(Attacks, ADeadPeersResetEndsTheConnection) {
  proves("T27 9293-MUST-12");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().send(desc, pattern(10));
  const Tcp text = connection.expect(kAck, "text");
  peer().send_tcp(
      {.src_port = 80, .dst_port = connection.engine_port(), .seq = text.ack, .flags = kRst});
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
  EXPECT_EQ(bench().call(Call::CallRecv, desc, 0, 0, 1).error, Errno::Econnreset);
}

TEST_P(Attacks, AnotherSynInAHalfOpenConnectionChangesNothing) {
  proves("T36");
  const unsigned listener = listening(80);
  PeerConnection connection{peer(), 4000};
  connection.send_syn(80);
  connection.expect_syn_ack();
  for (const std::uint32_t seq :
       {connection.snd_nxt() + 77, connection.snd_nxt() + 0x40000000, connection.snd_nxt() - 1}) {
    Tcp syn = connection.segment(kSyn);
    syn.seq = seq;
    peer().send_tcp(syn);
    EXPECT_EQ(connection.expect_ack().ack, connection.snd_nxt());
  }
  connection.send_ack();
  EXPECT_EQ(bench().state(accepted(listener)).remote_port, 4000);
}

TEST_P(Attacks, AKeepAliveIsAcknowledgedAndItsOctetIsNotDelivered) {
  proves("T37");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (const std::size_t octets : {0U, 1U}) {
    Tcp probe = connection.segment(kAck, pattern(octets));
    probe.seq -= 1;
    peer().send_tcp(probe);
    connection.expect_ack();
    EXPECT_EQ(bench().state(desc).readable, 0U);
  }
}

// RFC 3168 is not negotiated: its bits mean nothing, in the datagram and in the segment, and none
// are sent.
TEST_P(Attacks, CongestionBitsThatWereNotNegotiatedMeanNothing) {
  proves("T38 3168-05");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  std::vector<Octets> frames;
  bench().on_frame([&](std::span<const std::uint8_t> frame) {
    frames.emplace_back(frame.begin(), frame.end());
  });
  for (const unsigned bits : {1U, 2U, 3U}) {
    Tcp text = connection.segment(kAck, pattern(10));
    text.seq += 10 * (bits - 1);
    text.flags |= 0xC0;  // ECE and CWR
    Octets ip = Ip{.src = peer().ip(),
                   .dst = bench().options().network.ip,
                   .protocol = kProtocolTcp,
                   .payload = text.build(peer().ip(), bench().options().network.ip)}
                    .build();
    ip[1] = static_cast<std::uint8_t>(bits);
    ip[10] = ip[11] = 0;
    const std::uint16_t sum = checksum(std::span(ip).first(20));
    ip[10] = static_cast<std::uint8_t>(sum >> 8), ip[11] = static_cast<std::uint8_t>(sum);
    peer().send_frame(kEtherTypeIpv4, ip);
  }
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).readable == 30; }));
  bench().send(desc, pattern(100));
  bench().drain();
  ASSERT_FALSE(frames.empty());
  for (const auto& frame : frames) {
    const Tcp tcp = Tcp::parse(Ip::parse(std::span(frame).subspan(14)));
    EXPECT_EQ(tcp.flags & 0xC0, 0) << tcp.text();
    EXPECT_EQ(frame[15] & 3, 0) << "ECN-capable: " << tcp.text();
  }
  bench().on_frame({});  // what comes from now on
}

TEST_P(Attacks, OptionsThatWereNotNegotiatedMeanNothing) {
  proves("9293-MUST-5 9293-MUST-6 9293-MUST-65 7323-TS-06 7323-WS-02 2018-02");
  options.time_shift = 10;  // an ACK may be delayed
  PeerConnection connection{peer(), 80};
  connection.wnd = 500;
  const unsigned desc = connected(connection);
  Tcp text = connection.segment(kAck, pattern(20));
  text.options = {8, 10, 0, 0,   0,   1, 0, 0, 0, 2,  // timestamps
                  3, 3,  7,                           // window scale
                  5, 10, 1, 2,   3,   4, 5, 6, 7, 8,  // SACK
                  2, 4,  0, 100, 254, 4, 1, 2, 1};    // MSS, an unknown one
  peer().send_tcp(text);
  connection.set_snd_nxt(text.seq + 20);
  EXPECT_TRUE(connection.expect_ack().options.empty());
  EXPECT_EQ(received(desc, 20), pattern(20));
  bench().send(desc, pattern(2000));
  const Tcp answer = connection.expect(kAck, "text");
  EXPECT_TRUE(answer.options.empty());
  EXPECT_EQ(answer.payload.size(), 500U);  // neither 100 nor 64,000 of them
}

// The peer takes its window back while text is in flight, and flaps between none and one octet.
TEST_P(Attacks, AWindowThatShrinksIsSurvived) {
  proves("9293-MUST-34 9293-MUST-35 9293-SHLD-15 9293-SHLD-16 T14");
  options.time_shift = 12;
  PeerConnection connection{peer(), 80};
  connection.wnd = 3000;
  const unsigned desc = connected(connection);
  bench().send(desc, pattern(2000));
  bench().drain();
  peer().forget();
  const std::uint32_t base = connection.rcv_nxt();
  for (const auto wnd : std::to_array<std::uint16_t>({0, 1, 0, 1, 0})) {
    connection.wnd = wnd;
    connection.send_ack();
  }
  bench().drain();
  bench().send(desc, pattern(1000));
  for (int i = 0; i < 2; ++i) {
    const Tcp probe = peer().expect_tcp("a probe");
    EXPECT_EQ(probe.seq, base);
    EXPECT_EQ(probe.payload.size(), 1U);
    connection.send_ack();
  }
  connection.wnd = 8000;
  Octets all;
  connection.send_ack();
  while (all.size() < 3000) {
    const Tcp tcp = peer().expect_tcp("text");
    if (tcp.seq != base + all.size()) continue;
    all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
    connection.set_rcv_nxt(base + static_cast<std::uint32_t>(all.size()));
    connection.send_ack();
  }
  Octets wanted = pattern(2000);
  const Octets more = pattern(1000);
  wanted.insert(wanted.end(), more.begin(), more.end());
  EXPECT_EQ(all, wanted);
  EXPECT_EQ(state(desc), TcpState::Established);
}

// Numbers that cannot be guessed from those seen: no two alike, each bit set in half of them, and
// later ones of the same connection further on (RFC 6528).
TEST_P(Attacks, InitialSequenceNumbersCannotBeGuessed) {
  proves("T33 6528-01 6528-04 9293-SHLD-1 9293-SEC-13");
  const unsigned count = GetParam() == Engine::Model ? 50'000 : 500;
  listening(80, 16);
  peer().announce();
  std::set<std::uint32_t> all;
  std::array<unsigned, 32> ones{};
  std::uint32_t first = 0;
  for (unsigned i = 0; i <= count; ++i) {
    const auto port =
        static_cast<std::uint16_t>(i == count ? 1024 : 1024 + i);  // the first one again
    peer().send_tcp({.src_port = port, .dst_port = 80, .seq = i, .flags = kSyn});
    const Tcp answer = peer().expect_tcp("a SYN,ACK");
    ASSERT_EQ(answer.ack, i + 1);
    peer().send_tcp({.src_port = port, .dst_port = 80, .seq = i + 1, .flags = kRst});
    if (i == 0) first = answer.seq;
    if (i == count) {
      EXPECT_LT(answer.seq - first, 1U << 20);  // the clock's part alone, in 4 us
      EXPECT_GT(answer.seq - first, 0U);
      break;
    }
    all.insert(answer.seq);
    for (unsigned bit = 0; bit < 32; ++bit) ones[bit] += answer.seq >> bit & 1;
  }
  EXPECT_GE(all.size(), count - 5);  // by chance a pair of 50,000 is alike one time in four
  for (unsigned bit = 0; bit < 32; ++bit) {
    EXPECT_NEAR(ones[bit], count / 2, 5 * std::sqrt(count) / 2) << "bit " << bit;
  }
}

}  // namespace
}  // namespace sockwire
