// The layers around TCP, octet by octet: checksums, addresses, options, echoes.
#include "model/icmp/message.h"
#include "model/ip/address.h"
#include "model/ip/checksum.h"
#include "model/tcp/rx.h"
#include "model/tcp/tx.h"
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

constexpr Network kNetwork = {Script::kOurMac, Script::kOurIp, 0xFFFFFF00, 0x0A0000FE};

// ---------------------------------------------------------------- numbers

// RFC 1071 section 3: the worked example.
TEST(ModelChecksum, Rfc1071Example) {
  EXPECT_EQ(ones_sum(Octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}), 0xddf2);
}
TEST(ModelChecksum, AgreesWithAnotherComputation) {
  Octets octets;
  for (unsigned i = 0; i < 1000; ++i) {
    EXPECT_EQ(checksum(octets), packet::checksum(octets));
    octets.push_back(static_cast<std::uint8_t>(i * 37 >> 2));
  }
}
TEST(ModelAddress, WhatIsNoHost) {
  for (const std::uint32_t host : {0x0A000002u, 0x0A000000u, 0x08080808u, 0xDFFFFFFFu})
    EXPECT_TRUE(is_host_address(host, kNetwork)) << std::hex << host;
  for (const std::uint32_t none : {0u, 0x7F123456u, 0xE0000000u, 0xFFFFFFFFu, 0x0A0000FFu})
    EXPECT_FALSE(is_host_address(none, kNetwork)) << std::hex << none;
  EXPECT_EQ(next_hop(0x0A000002, kNetwork), 0x0A000002u);
  EXPECT_EQ(next_hop(0x08080808, kNetwork), 0x0A0000FEu);
}

// ---------------------------------------------------------------- TCP header

std::optional<ReceivedSegment> parse(packet::Tcp tcp) {
  return parse_segment(1, 2, tcp.build(1, 2));
}

std::optional<std::uint16_t> mss_of(Octets options, std::uint8_t flags = packet::kSyn) {
  const auto received = parse({.flags = flags, .options = std::move(options)});
  EXPECT_TRUE(received.has_value());
  return received->segment.has_mss ? std::optional(received->segment.mss) : std::nullopt;
}

// Defect 3, attack T03: no option stops reception.
TEST(ModelTcpRx, OptionsGoodAndBad) {
  EXPECT_EQ(mss_of({2, 4, 5, 0xb4}), 1460);
  EXPECT_EQ(mss_of({1, 1, 1, 2, 4, 5, 0xb4}), 1460);
  EXPECT_EQ(mss_of({8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 1, 0}), 256);
  EXPECT_EQ(mss_of({2, 4, 1, 0, 2, 4, 2, 0}), 256) << "the first one counts";
  EXPECT_EQ(mss_of({2, 3, 1, 2, 4, 2, 0}), 512) << "a wrong length is another option";
  EXPECT_EQ(mss_of({0, 2, 4, 5, 0xb4}), std::nullopt) << "behind the end";
  EXPECT_EQ(mss_of({3, 0, 2, 4, 5, 0xb4}), std::nullopt) << "a length of 0";
  EXPECT_EQ(mss_of({3, 1, 2, 4, 5, 0xb4}), std::nullopt) << "a length of 1";
  EXPECT_EQ(mss_of({2, 4, 1, 0, 9, 0}), 256) << "what was found stays";
  EXPECT_EQ(mss_of({9, 40, 2, 4}), std::nullopt) << "beyond the header";
  EXPECT_EQ(mss_of({1, 1, 1, 2}), std::nullopt) << "cut off";
  EXPECT_EQ(mss_of({2, 4, 5, 0xb4}, packet::kAck), std::nullopt) << "without SYN";
}
TEST(ModelTcpRx, EachWrongBitIsSeen) {
  const Octets good = packet::Tcp{.src_port = 1, .seq = 7, .payload = Octets(5, 'x')}.build(1, 2);
  ASSERT_TRUE(parse_segment(1, 2, good));
  EXPECT_FALSE(parse_segment(1, 3, good)) << "the pseudo-header counts";
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Octets bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(parse_segment(1, 2, bad)) << bit;
  }
}
TEST(ModelTcpRx, HeadersThatDoNotFit) {
  const Octets good = packet::Tcp{}.build(1, 2);
  for (std::size_t length = 0; length < 20; ++length)
    EXPECT_FALSE(parse_segment(1, 2, std::span(good).first(length)));
  for (unsigned offset = 0; offset < 16; ++offset) {
    Octets bad = good;
    bad[12] = static_cast<std::uint8_t>(offset << 4);
    bad[16] = bad[17] = 0;
    const auto sum = checksum(bad, pseudo_header_sum(1, 2, bad.size()));
    bad[16] = static_cast<std::uint8_t>(sum >> 8);
    bad[17] = static_cast<std::uint8_t>(sum);
    EXPECT_EQ(parse_segment(1, 2, bad).has_value(), offset == 5) << offset;
  }
}
TEST(ModelTcpTx, IsReadByAnotherParser) {
  for (std::size_t length : {0u, 1u, 2u, 1459u, 1460u}) {
    const Emit emit = {.valid = true,
                       .addr = 2,
                       .src_port = 80,
                       .dst_port = 5000,
                       .seq = 0xFFFFFFF0,
                       .ack = 3,
                       .flags = {.ack = true, .psh = true},
                       .wnd = 4096,
                       .has_mss = length == 0,
                       .mss = static_cast<std::uint16_t>(length ? 0 : 1460),
                       .length = static_cast<std::uint16_t>(length)};
    const Octets payload(length, 0xA5);
    const packet::Tcp tcp = packet::Tcp::parse(
        {.src = 1, .dst = 2, .protocol = 6, .payload = build_segment(1, emit, payload)});
    EXPECT_EQ(tcp.seq, 0xFFFFFFF0u);
    EXPECT_EQ(tcp.flags, packet::kAck | packet::kPsh);
    EXPECT_EQ(tcp.payload, payload);
    EXPECT_EQ(tcp.mss(), length ? std::nullopt : std::optional<std::uint16_t>(1460));
  }
}

// ---------------------------------------------------------------- ICMP

TEST(ModelIcmp, EchoesWhatCame) {
  for (std::size_t length : {0u, 1u, 56u, 1472u}) {
    const packet::Icmp request = {
        .code = 3, .id = 7, .sequence = 9, .payload = Octets(length, 0x5A)};
    ASSERT_EQ(judge_icmp(request.build(), kNetwork), IcmpVerdict::IcmpAnswered);
    const packet::Icmp reply = packet::Icmp::parse(echo_reply(request.build()));
    EXPECT_EQ(reply.type, 0);
    EXPECT_EQ(reply.code, 3);
    EXPECT_EQ(reply.payload, request.payload);
  }
}
TEST(ModelIcmp, OnlySoundEchoRequests) {
  Octets bad = packet::Icmp{}.build();
  bad[7] ^= 1;
  EXPECT_EQ(judge_icmp(bad, kNetwork), IcmpVerdict::IcmpChecksum);
  EXPECT_EQ(judge_icmp(Octets{8, 0, 0xF7, 0xFF}, kNetwork), IcmpVerdict::IcmpChecksum);
  for (const std::uint8_t type : Octets{0, 3, 4, 5, 11, 13, 255})
    EXPECT_EQ(judge_icmp(packet::Icmp{.type = type}.build(), kNetwork), IcmpVerdict::IcmpIgnored);
}

}  // namespace
}  // namespace sockwire::model
