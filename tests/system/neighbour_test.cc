// ARP and ICMP echo (RFC 826, 1122 2.3.2 and 3.2.2.6, 792).
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using namespace packet;

class Neighbour : public EngineTest {
 protected:
  Arp request(std::uint32_t sender, std::uint32_t target) const {
    return {.operation = 1, .sender_mac = peer_options.mac, .sender_ip = sender, .target_mac = 0, .target_ip = target};
  }
};
SOCKWIRE_ENGINES(Neighbour);

TEST_P(Neighbour, AnswersWhoHas) {
  proves("826-03 826-04 1122-ETH-06");
  peer().send_arp(request(peer().ip(), 0x0A000001), true);
  const Arp reply = peer().expect_arp();
  EXPECT_EQ(reply.operation, 2);
  EXPECT_EQ(reply.sender_mac, bench().options().network.mac);
  EXPECT_EQ(reply.sender_ip, 0x0A000001U);
  EXPECT_EQ(reply.target_mac, peer().mac());
  EXPECT_EQ(reply.target_ip, peer().ip());
  EXPECT_EQ(count(reg::kArpInRequests), 1U);
  EXPECT_EQ(count(reg::kArpOutReplies), 1U);
}

TEST_P(Neighbour, AnswersAProbe) {
  peer().send_arp(request(0, 0x0A000001), true);
  EXPECT_EQ(peer().expect_arp().target_ip, 0U);
}

TEST_P(Neighbour, DoesNotAnswerForOthers) {
  proves("826-06 A02");
  peer().send_arp(request(peer().ip(), 0x0A000003), true);
  bench().run_us(100);
  EXPECT_THROW(peer().expect_arp(), std::runtime_error);
}

TEST_P(Neighbour, CountsAConflict) {
  proves("A04");
  peer().send_arp(request(0x0A000001, 0x0A000001), true);
  bench().run_us(100);
  EXPECT_EQ(count(reg::kArpConflicts), 1U);
}

// 1122 2.3.2.2: the packet that waits is not lost; nothing is asked twice at once.
TEST_P(Neighbour, ParksTheFirstSegmentUntilTheAnswer) {
  proves("1122-ARP-04 1122-ETH-06");
  peer_options.answer_arp = false;
  bench().connect(bench().socket(), peer().ip(), 80);
  const Arp question = peer().expect_arp();
  EXPECT_EQ(question.operation, 1);
  EXPECT_EQ(question.target_ip, peer().ip());
  peer().expect_silence(100);
  peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = peer().ip(),
                   .target_mac = question.sender_mac, .target_ip = question.sender_ip});
  EXPECT_EQ(peer().expect_tcp().flags, kSyn);
}

// Four wait, and leave in the order in which they were made.
TEST_P(Neighbour, FourSegmentsWaitForTheAnswer) {
  proves("1122-ARP-04");
  peer_options.answer_arp = false;
  std::vector<std::uint32_t> ports;
  for (unsigned i = 0; i < 4; ++i) ports.push_back(bench().connect(bench().socket(), peer().ip(), 80).value);
  const Arp question = peer().expect_arp();
  peer().expect_silence(100);
  peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = peer().ip(),
                   .target_mac = question.sender_mac, .target_ip = question.sender_ip});
  for (const std::uint32_t port : ports) EXPECT_EQ(peer().expect_tcp().src_port, port);
  EXPECT_EQ(count(reg::kTcpOutDiscards), 0U);
}

// RFC 1122 2.3.2.2: the connection learns it, and goes on trying.
TEST_P(Neighbour, GivesUpAfterFourRequests) {
  proves("A07");
  peer_options.answer_arp = false;
  peer_options.patience_us = 5000;
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(peer().expect_arp().target_ip, peer().ip());
  EXPECT_FALSE(peer().has_tcp());
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).soft_error == Errno::Ehostunreach; }, 5000));
  EXPECT_EQ(state(desc), TcpState::SynSent);
}

// 826: a reply that nobody asked for changes nothing.
TEST_P(Neighbour, UnaskedReplyIsNotLearned) {
  proves("A03");
  peer_options.answer_arp = false;
  peer().send_arp({.operation = 2, .sender_mac = peer().mac(), .sender_ip = peer().ip(),
                   .target_mac = bench().options().network.mac, .target_ip = 0x0A000001});
  bench().drain();
  bench().connect(bench().socket(), peer().ip(), 80);
  EXPECT_EQ(peer().expect_arp().operation, 1);
}

// Lessons 25: the whole address is the tag.
TEST_P(Neighbour, AddressesThatShareTheirLastOctetAreTwo) {
  proves("1122-ICMP-35 1122-IP-03");
  peer().announce();
  bench().connect(bench().socket(), 0x0A000002, 80);
  EXPECT_EQ(peer().expect_tcp().flags, kSyn);
  bench().write32(reg::kIpMask, 0xFFFF0000);
  bench().connect(bench().socket(), 0x0A000102, 80);
  EXPECT_EQ(peer().expect_arp().target_ip, 0x0A000102U);
}

// 1122 3.3.1: what is not on the link goes to the gateway.
TEST_P(Neighbour, ForeignAddressIsReachedThroughTheGateway) {
  proves("1122-IP-03 1122-IP-16 1122-IP-17");
  bench().connect(bench().socket(), 0xC0000201, 80);
  EXPECT_EQ(peer().expect_arp().target_ip, 0x0A0000FEU);
}

TEST_P(Neighbour, EveryPingComesBack) {
  proves("1122-ICMP-23 1122-ICMP-26 1122-ICMP-27 792-02 C03 791-06 1122-IP-18");
  peer().announce();
  std::uint16_t sequence = 0;
  for (const std::size_t size : {0, 1, 2, 3, 4, 8, 15, 16, 17, 18, 19, 31, 32, 33, 56, 100, 511, 1000, 1471, 1472}) {
    const Octets text = pattern(size, sequence);
    peer().ping(++sequence, text);
    const Icmp reply = peer().expect_icmp();
    EXPECT_EQ(reply.type, 0) << size;
    EXPECT_EQ(reply.id, 0x77);
    EXPECT_EQ(reply.sequence, sequence);
    EXPECT_EQ(reply.payload, text) << size;
  }
  EXPECT_EQ(count(reg::kIcmpInEchos), sequence);
  EXPECT_EQ(count(reg::kIcmpOutEchoReps), sequence);
}

// The computed sum may come out as either zero (lessons 23).
TEST_P(Neighbour, EchoWhoseChecksumIsZero) {
  peer().announce();
  for (const unsigned word : {0xFFFFU - 0x77 - 1, 0xF7FFU - 0x77 - 1, 0xFF88U, 0xFF87U}) {
    const Octets text{static_cast<std::uint8_t>(word >> 8), static_cast<std::uint8_t>(word)};
    peer().ping(1, text);
    EXPECT_EQ(peer().expect_icmp().payload, text);
  }
}

TEST_P(Neighbour, OtherIcmpIsIgnored) {
  proves("1122-ICMP-01 1122-ICMP-15 C09");
  peer().announce();
  for (const unsigned type : {0U, 3U, 5U, 11U, 13U, 255U}) {
    const Icmp message{.type = static_cast<std::uint8_t>(type), .payload = pattern(28)};
    peer().send_ip({.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolIcmp, .payload = message.build()});
  }
  bench().run_us(200);
  EXPECT_EQ(count(reg::kIcmpInMsgs), 6U);
  EXPECT_EQ(count(reg::kIcmpOutEchoReps), 0U);
}

// The neighbour is not known: the echo is dropped, the question goes out, the next echo is answered.
TEST_P(Neighbour, EchoWithoutNeighbourAsksForIt) {
  peer().ping(1, pattern(10));
  EXPECT_EQ(peer().expect_arp().operation, 1);
  bench().drain();
  peer().ping(2, pattern(10));
  EXPECT_EQ(peer().expect_icmp().sequence, 2);
}

}  // namespace
}  // namespace sockwire
