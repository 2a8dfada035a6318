// What a socket can tell of its connection (in the spirit of tcp_info), and why segments are dropped.
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Statistics : public FlowTest {
 protected:
  PeerConnection connection{peer(), 80};
  std::uint32_t of(unsigned desc, std::uint32_t address) {
    bench().state(desc);  // selects it
    return bench().read32(address);
  }
};
SOCKWIRE_ENGINES(Statistics);

TEST_P(Statistics, SegmentsOfASocketAreCounted) {
  connection.wnd = 60'000;
  const unsigned desc = open(connection, joined({mss_option(500), sack_permitted_option()}));
  EXPECT_EQ(of(desc, reg::kSockSegsIn), 1U);
  EXPECT_EQ(of(desc, reg::kSockSegsOut), 2U);  // SYN, ACK
  bench().send(desc, pattern(1000));
  EXPECT_EQ(arrivals().size(), 2U);
  EXPECT_EQ(of(desc, reg::kSockSegsOut), 4U);
  peer().expect_tcp("by timer");
  EXPECT_EQ(of(desc, reg::kSockSegsAgain), 1U);
  EXPECT_EQ(of(desc, reg::kSockOptions) & 0xFFFF, 500U);
  EXPECT_EQ(of(desc, reg::kSockOptions) >> 24 & 0xF, 1U);  // SACK alone
  EXPECT_EQ(of(desc, reg::kSockOptions) >> 16 & 0xFF, 1U);
  EXPECT_EQ(of(desc, reg::kSockRto), 2'000'000U);
  EXPECT_EQ(of(desc, reg::kSockCwnd), 500U);
  ack(connection, 1000);
  bench().drain();
  EXPECT_EQ(of(desc, reg::kSockRto), 2'000'000U) << "what went twice measures nothing (Karn)";
  EXPECT_EQ(of(desc, reg::kSockOptions) >> 16 & 0xFF, 0U);
  Tcp old = connection.segment(kAck, pattern(10));
  old.seq -= 100;
  peer().send_tcp(old);
  bench().drain();
  EXPECT_EQ(of(desc, reg::kSockDrops), 1U);
  EXPECT_EQ(count(reg::kTcpDropUnacceptable), 1U);
  EXPECT_EQ(of(desc, reg::kSockSegsIn), 3U);
  peer().forget();
}

TEST_P(Statistics, EveryReasonHasACounter) {
  const unsigned desc = open(connection, joined({mss_option(500), timestamps_option(1000, 0)}));
  const auto stamped = [&](Tcp tcp, std::uint32_t value) {
    tcp.options = timestamps_option(value, 0);
    peer().send_tcp(tcp);
  };
  peer().send_tcp(connection.segment(kAck));               // without timestamps
  stamped(connection.segment(kAck), 900);                  // an old one
  stamped(connection.segment(kSyn | kAck), 1000);          // a SYN in the window
  Tcp inside = connection.segment(kSyn | kAck);
  inside.seq += 10;
  stamped(inside, 1000);
  stamped(connection.segment(0), 1000);                    // no ACK
  Tcp beyond = connection.segment(kAck);
  beyond.ack += 5000;
  stamped(beyond, 1000);
  peer().send_tcp({.src_port = 7, .dst_port = 9, .flags = kSyn});  // nobody there
  const unsigned listener = listening(90);
  peer().send_tcp({.src_port = 7, .dst_port = 90, .flags = kFin}); // nothing that a listener heeds
  bench().drain();
  EXPECT_EQ(count(reg::kTcpDropNoTimestamp), 1U);
  EXPECT_EQ(count(reg::kTcpDropPaws), 1U);
  EXPECT_EQ(count(reg::kTcpDropChallenge), 2U);
  EXPECT_EQ(count(reg::kTcpDropNoAck), 1U);
  EXPECT_EQ(count(reg::kTcpDropBadAck), 1U);
  EXPECT_EQ(count(reg::kTcpDropNoConnection), 1U);
  EXPECT_EQ(count(reg::kTcpDropIgnored), 1U);
  EXPECT_EQ(of(desc, reg::kSockDrops), 6U);
  EXPECT_EQ(of(listener, reg::kSockDrops), 0U);
  peer().forget();
}

}  // namespace
}  // namespace sockwire
