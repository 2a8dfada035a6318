// Messages of DHCP as octets, and those that a client must not believe.
#include "host/dhcp_message.h"

#include <gtest/gtest.h>

#include "tests/host/dhcp_bench.h"

namespace sockwire {
namespace {

using namespace std::chrono_literals;
using Type = DhcpMessage::Type;
using packet::Octets;

std::optional<DhcpMessage> parsed(const Octets& octets) { return parse_dhcp(std::as_bytes(std::span(octets))); }

TEST(DhcpMessages, EachFieldInItsPlace) {
  const auto octets = DhcpWire::octets_of({.type = Type::Request, .xid = 0x01020304, .secs = 0x0506, .broadcast = true,
                                           .ciaddr = 0x0708090A, .mac = kOurMac, .requested = kLent, .server = kServer});
  EXPECT_EQ(octets.size(), 300u);
  EXPECT_EQ(Octets(octets.begin(), octets.begin() + 16),
            (Octets{1, 1, 6, 0, 1, 2, 3, 4, 5, 6, 0x80, 0, 7, 8, 9, 10}));
  EXPECT_EQ(packet::get(octets, 28, 6), kOurMac);
  EXPECT_EQ(Octets(octets.begin() + 236, octets.begin() + 272),
            (Octets{99, 130, 83, 99, 53, 1, 3, 50, 4, 10, 0, 0, 50, 54, 4, 10, 0, 0, 2, 57, 2, 5, 220,
                    55, 6, 1, 3, 51, 54, 58, 59, 255, 0, 0, 0, 0}));
}
TEST(DhcpMessages, WhatIsWrittenIsRead) {
  const DhcpMessage message{.reply = true, .type = Type::Ack, .xid = 7, .secs = 9, .ciaddr = 1, .yiaddr = kLent,
                            .mac = kOurMac, .requested = 2, .server = kServer, .mask = kMask, .router = kRouter,
                            .lease = kDhcpForever, .renew = 3, .rebind = 4, .text = "why"};
  const auto back = parsed(DhcpWire::octets_of(message)).value();
  EXPECT_TRUE(back.reply);
  EXPECT_EQ(back.type, Type::Ack);
  EXPECT_EQ(std::tuple(back.xid, back.secs, back.broadcast, back.ciaddr, back.yiaddr, back.mac),
            std::tuple(7u, 9u, false, 1u, kLent, kOurMac));
  EXPECT_EQ(std::tuple(back.requested, back.server, back.mask, back.router),
            std::tuple(2u, kServer, kMask, kRouter));
  EXPECT_EQ(std::tuple(back.lease, back.renew, back.rebind, back.text),
            std::tuple(std::optional(kDhcpForever), std::optional(3u), std::optional(4u), std::string("why")));
}
TEST(DhcpMessages, OptionsInFileAndSname) {
  auto octets = DhcpWire::octets_of({.reply = true, .type = Type::Offer, .mac = kOurMac});
  const Octets overload{52, 1, 3, 53, 1, 2, 255}, file{54, 4, 10, 0, 0, 2, 255}, sname{0, 51, 4, 0, 0, 0, 9, 255};
  std::ranges::copy(overload, octets.begin() + 240);
  std::ranges::copy(file, octets.begin() + 108);
  std::ranges::copy(sname, octets.begin() + 44);
  const auto message = parsed(octets).value();
  EXPECT_EQ(message.server, kServer);
  EXPECT_EQ(message.lease, 9u);
}
TEST(DhcpMessages, WhatIsNoneIsRefused) {
  const auto good = DhcpWire::octets_of({.reply = true, .type = Type::Offer, .mac = kOurMac});
  ASSERT_TRUE(parsed(good));
  for (const auto& [at, value] : std::vector<std::pair<std::size_t, std::uint8_t>>{
           {0, 3}, {1, 2}, {2, 7}, {236, 0}, {239, 0}, {240, 54}, {242, 0}, {242, 8}, {243, 12}}) {
    auto octets = good;
    octets[at] = value;
    if (at == 243) octets.resize(244);  // an option without a length
    EXPECT_FALSE(parsed(octets)) << at;
  }
  for (const std::size_t size : {0u, 1u, 239u, 240u, 241u, 242u})
    EXPECT_FALSE(parsed(Octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)))) << size;
}
TEST(DhcpMessages, AnyOctetsAreRead) {
  std::minstd_rand random(3);
  auto octets = DhcpWire::octets_of({.reply = true, .type = Type::Offer, .mac = kOurMac, .text = "x"});
  std::size_t taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    auto one = octets;
    for (int change = 0; change < 6; ++change) one[240 + random() % 30] = static_cast<std::uint8_t>(random());
    one.resize(240 + random() % 61);
    taken += parsed(one) ? 1U : 0U;
  }
  EXPECT_GT(taken, 0u);
}

// ---------------------------------------------------------------- what the client believes

class DhcpBelief : public ::testing::Test {
 protected:
  DhcpWire wire;
  Device device = Device::open(wire).value();

  DhcpBelief() { device.configure({.mac = kOurMac, .secret = {1, 2, 3, 4}}); }
  // Does the client take this offer? `spoil` changes it, or its octets, or the port.
  bool takes(const std::function<void(DhcpMessage&)>& spoil, std::uint16_t port = kDhcpServerPort) {
    unsigned requests = 0;
    wire.answer = [&](const DhcpWire::Seen& to) {
      requests += to.message.type == Type::Request ? 1U : 0U;
      auto offer = wire.reply(to, Type::Offer);
      spoil(offer);
      wire.give_datagram(kServer, port, 0xFFFFFFFF, DhcpWire::octets_of(offer));
    };
    std::mt19937 random(5);
    auto client = DhcpClient::open(device, {.mac = kOurMac, .random = [&] { return random(); }}).value();
    EXPECT_FALSE(client.obtain(20ms));
    return requests > 0;
  }
};

TEST_F(DhcpBelief, OffersThatAreNone) {
  EXPECT_TRUE(takes([](DhcpMessage&) {}));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { ++offer.xid; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { ++offer.mac; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { offer.reply = false; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { offer.type = Type::Ack; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { offer.type = Type::Nak; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { offer.server = 0; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { offer.lease = std::nullopt; }));
  EXPECT_FALSE(takes([](DhcpMessage& offer) { offer.lease = 0; }));
  for (const std::uint32_t ip : {0u, 0x7F000001u, 0xE0000001u, 0xFFFFFFFFu})
    EXPECT_FALSE(takes([&](DhcpMessage& offer) { offer.yiaddr = ip; })) << ip;
  EXPECT_FALSE(takes([](DhcpMessage&) {}, 68));
}
TEST_F(DhcpBelief, TimesInTheWrongOrderAreOurs) {
  wire.answer = [&](const DhcpWire::Seen& to) {
    const bool request = to.message.type == Type::Request;
    auto answer = wire.reply(to, request ? Type::Ack : Type::Offer);
    answer.renew = 900;
    answer.rebind = 800;
    answer.mask = 0;
    answer.router = 0;
    wire.say(to, answer);
  };
  std::mt19937 random(5);
  auto client = DhcpClient::open(device, {.mac = kOurMac, .random = [&] { return random(); }}).value();
  const auto lease = client.obtain(1s).value();
  EXPECT_EQ(std::pair(lease.renew, lease.rebind), std::pair(500u, 875u));
  EXPECT_EQ(lease.mask, 0xFF000000) << "of class A";
  EXPECT_EQ(lease.gateway, 0u);
}

}  // namespace
}  // namespace sockwire
