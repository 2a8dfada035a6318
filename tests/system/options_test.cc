// Options on the wire: window scale and timestamps (RFC 7323), MSS and SACK permitted.
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Options : public FlowTest {
 protected:
  unsigned desc = 0;
  std::uint32_t clock = 100'000;  // of our timestamps

  static std::uint32_t value(const Tcp& tcp) {
    return static_cast<std::uint32_t>(get(tcp.option(8).value(), 0, 4));
  }
  static std::uint32_t echo(const Tcp& tcp) {
    return static_cast<std::uint32_t>(get(tcp.option(8).value(), 4, 4));
  }
  Octets stamps() const { return timestamps_option(clock, 0); }
  // Text with our timestamp there.
  void say(const PeerConnection& connection, std::uint32_t at, std::size_t octets) {
    Tcp tcp = connection.segment(kAck, pattern(octets));
    tcp.seq += at;
    tcp.options = stamps();
    peer().send_tcp(tcp);
  }
  // How much of the text that waits comes with this window.
  std::size_t comes() {
    std::size_t octets = 0;
    for (const Tcp& tcp : arrivals()) octets += tcp.payload.size();
    return octets;
  }
};
SOCKWIRE_ENGINES(Options);

TEST_P(Options, OurSynOffersAll) {
  proves("7323-WS-01 7323-TS-01 7323-TS-08 9293-SHLD-5 2018-01");
  PeerConnection connection{peer(), 80};
  bench().connect(bench().socket(), peer().ip(), 80);
  const Tcp syn = connection.expect_syn();
  EXPECT_EQ(syn.mss(), 1460);
  EXPECT_EQ(syn.option(3), Octets{0});
  EXPECT_EQ(syn.option(4), Octets{});
  EXPECT_EQ(echo(syn), 0U) << "TSecr without ACK";
}

// Only what the SYN had is in the SYN,ACK, and in what follows.
TEST_P(Options, OurSynAckEchoesWhatWasOffered) {
  proves("7323-WS-01 7323-TS-01 2018-01 2018-02 9293-MUST-65");
  const unsigned listener = listening(80, 8);
  for (unsigned which = 0; which < 8; ++which) {
    const bool scale = (which & 1) != 0, sack = (which & 2) != 0, ts = (which & 4) != 0;
    PeerConnection connection{peer(), static_cast<std::uint16_t>(4000 + which)};
    Tcp syn = connection.segment(kSyn);
    syn.dst_port = 80;
    syn.options = joined({mss_option(1000), scale ? window_scale_option(2) : Octets{},
                          sack ? sack_permitted_option() : Octets{}, ts ? stamps() : Octets{}});
    peer().send_tcp(syn);
    const Tcp answer = peer().expect_tcp("a SYN,ACK");
    EXPECT_EQ(answer.flags, kSyn | kAck);
    EXPECT_EQ(answer.mss(), 1460);
    EXPECT_EQ(answer.option(3).has_value(), scale) << which;
    EXPECT_EQ(answer.option(4).has_value(), sack) << which;
    ASSERT_EQ(answer.option(8).has_value(), ts) << which;
    EXPECT_EQ(ts ? echo(answer) : clock, clock);
    Tcp rst = syn;
    rst.options = {}, rst.flags = kRst, ++rst.seq;
    peer().send_tcp(rst);
    bench().drain();
  }
  EXPECT_EQ(bench().accept(listener).error, Errno::Eagain);
}

// RFC 7323 2.2, 2.3: the window of the SYN,ACK as it stands, those after it shifted; 14 at most.
TEST_P(Options, WindowsAreShiftedButNotInASyn) {
  proves("7323-WS-03 7323-WS-04 7323-WS-05");
  PeerConnection connection{peer(), 80};
  connection.wnd = 300;
  desc = open(connection, joined({mss_option(200), window_scale_option(2)}));
  EXPECT_EQ(first_ack.wnd, bench().cfg().BufBytes) << "ours has the shift 0";
  bench().send(desc, pattern(2000));
  EXPECT_EQ(comes(), 200U) << "300 octets, not 1200";
  ack(connection, 200, 300);
  EXPECT_EQ(comes(), 1200U);
}
TEST_P(Options, WithoutTheOptionNothingIsShifted) {
  proves("7323-WS-04 7323-WS-02");
  PeerConnection connection{peer(), 80};
  connection.wnd = 400;
  desc = open(connection, mss_option(200));
  bench().send(desc, pattern(2000));
  EXPECT_EQ(comes(), 400U);
  Tcp tcp = connection.segment(kAck);  // too late for it
  tcp.ack += 400, tcp.options = window_scale_option(2);
  peer().send_tcp(tcp);
  EXPECT_EQ(comes(), 400U);
}
TEST_P(Options, AShiftAbove14Is14) {
  proves("7323-WS-06 T03");
  std::uint16_t port = 80;
  for (const int above : {15, 16, 32, 255}) {
    const auto shift = static_cast<std::uint8_t>(above);
    PeerConnection connection{peer(), port++};
    connection.wnd = 1;
    desc = open(connection, joined({mss_option(500), window_scale_option(shift)}));
    ack(connection, 0, 1);  // 16384 octets, more than the buffer
    bench().drain();
    bench().send(desc, pattern(2000));
    EXPECT_EQ(comes(), 2000U) << +shift;
  }
}

// RFC 7323 3.2: in each segment from then on, and 12 octets less of text (RFC 6691).
TEST_P(Options, TimestampsInEverySegment) {
  proves("7323-TS-02 7323-TS-07 9293-MUST-16 7323-TS-03");
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(200), stamps()}));
  EXPECT_EQ(echo(first_ack), clock);
  bench().send(desc, pattern(400));
  const auto all = arrivals();
  ASSERT_EQ(all.size(), 2U) << "the rest waits for an ACK (Nagle)";
  for (const Tcp& tcp : all) {
    EXPECT_EQ(tcp.payload.size(), 188U);
    EXPECT_EQ(echo(tcp), clock);
  }
  bench().abort(desc);
  const Tcp rst = connection.expect_rst();
  EXPECT_TRUE(rst.option(8)) << "a RST too";
}

// The clock has a tick of 1,024 us and begins anywhere (RFC 7323 5.4, 7).
TEST_P(Options, TheClockOfTimestamps) {
  proves("7323-PAWS-05 7323-PAWS-06 7323-PAWS-07 7323-PAWS-09");
  std::vector<std::uint32_t> first;
  for (const std::uint16_t port : {std::uint16_t{80}, std::uint16_t{81}}) {
    PeerConnection connection{peer(), port};
    desc = open(connection, joined({mss_option(200), stamps()}));
    first.push_back(value(first_ack));
    bench().run_engine_us(1'024'000);
    say(connection, 200, 10);  // beyond a gap: answered at once
    EXPECT_NEAR(value(peer().expect_tcp()) - first.back(), 1000, 30);
  }
  EXPECT_GT(std::min(first[1] - first[0], first[0] - first[1]), 10'000U)
      << "each has an offset of its own";
}

// RFC 7323 4.3: what is echoed is the timestamp of the octet that was waited for.
TEST_P(Options, WhichTimestampIsEchoed) {
  proves("7323-TS-12 7323-TS-13 7323-TS-14");
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(1460), stamps()}));
  const std::uint32_t begin = clock;
  clock = begin + 10;
  say(connection, 100, 100);
  EXPECT_EQ(echo(peer().expect_tcp()), begin) << "beyond a gap: the last in order";
  clock = begin + 5;
  say(connection, 0, 100);
  const Tcp filled = peer().expect_tcp();
  EXPECT_EQ(filled.ack, connection.snd_nxt() + 200);
  EXPECT_EQ(echo(filled), begin + 5) << "of the segment that fills the gap";
}
TEST_P(Options, ADelayedAckEchoesTheFirst) {
  proves("7323-TS-11 7323-TS-14");
  options.time_shift = 4;  // 40 ms are 2.5 ms
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(1460), stamps()}));
  say(connection, 0, 100);
  ++clock;
  say(connection, 100, 100);
  const Tcp both = peer().expect_tcp();
  EXPECT_EQ(both.ack, connection.snd_nxt() + 200);
  EXPECT_EQ(echo(both), clock - 1);
}

// RFC 7323 5.3 R1: an old timestamp is acknowledged and dropped; of a RST it is not looked at.
TEST_P(Options, PawsDropsWhatIsOld) {
  proves("7323-PAWS-01 7323-PAWS-02 7323-PAWS-04 T23");
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(1460), stamps()}));
  --clock;
  say(connection, 0, 100);
  const Tcp answer = peer().expect_tcp();
  EXPECT_EQ(answer.flags, kAck);
  EXPECT_EQ(answer.ack, connection.snd_nxt());
  EXPECT_EQ(echo(answer), clock + 1);
  EXPECT_EQ(bench().state(desc).readable, 0U);
  ++clock;
  say(connection, 0, 100);  // as new as the last is new enough
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).readable == 100; }));
  Tcp rst = connection.segment(kRst);
  rst.seq += 100, rst.options = timestamps_option(clock - 5000, 0);
  peer().send_tcp(rst);
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
}
// R3: what is outside the window teaches no timestamp.
TEST_P(Options, AForgedTimestampIsNotKept) {
  proves("7323-TS-14 T24");
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(1460), stamps()}));
  clock += 1'000'000'000;
  say(connection, 20'000, 100);
  EXPECT_EQ(echo(peer().expect_tcp()), clock - 1'000'000'000);
  clock -= 1'000'000'000;
  say(connection, 0, 100);
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).readable == 100; }));
}
TEST_P(Options, TimestampsWrap) {
  proves("7323-PAWS-01 T23");
  clock = 0xFFFF'FFFF;
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(1460), stamps()}));
  clock = 5;
  say(connection, 0, 100);
  EXPECT_EQ(echo(peer().expect_tcp()), 5U);
  clock = 0xFFFF'FFFE;
  say(connection, 100, 100);
  EXPECT_EQ(echo(peer().expect_tcp()), 5U);
  EXPECT_EQ(bench().state(desc).readable, 100U);
}

// RFC 7323 3.2: who has agreed to timestamps and sends none is not heard, nor reset.
TEST_P(Options, AMissingTimestampIsDropped) {
  proves("7323-TS-04 7323-TS-05 T23");
  PeerConnection connection{peer(), 80};
  desc = open(connection, joined({mss_option(1460), stamps()}));
  text(connection, 0, pattern(100));
  peer().expect_silence(300);
  EXPECT_EQ(bench().state(desc).readable, 0U);
  EXPECT_EQ(state(desc), TcpState::Established);
  say(connection, 0, 100);
  EXPECT_EQ(peer().expect_tcp().ack, connection.snd_nxt() + 100);
}
TEST_P(Options, AnUnexpectedTimestampIsIgnored) {
  proves("7323-TS-06");
  PeerConnection connection{peer(), 80};
  desc = open(connection, mss_option(1460));
  say(connection, 0, 100);
  const Tcp answer = peer().expect_tcp();
  EXPECT_EQ(answer.ack, connection.snd_nxt() + 100);
  EXPECT_TRUE(answer.options.empty());
}

}  // namespace
}  // namespace sockwire
