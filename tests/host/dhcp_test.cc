// The DHCP client (RFC 2131) against a scripted server: leases had, renewed, refused, lost, given back.
#include "host/dhcp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "tests/host/dhcp_bench.h"

namespace sockwire {
namespace {

using namespace std::chrono_literals;
using Type = DhcpMessage::Type;
using State = DhcpClient::State;
using Seen = DhcpWire::Seen;

class Dhcp : public ::testing::Test {
 protected:
  DhcpWire wire;
  Device device = Device::open(wire).value();
  std::mt19937 random{1};
  std::optional<DhcpClient> client;

  Dhcp() { device.configure({.mac = kOurMac, .secret = {1, 2, 3, 4}}); }
  void open(bool claim = false) {
    client = DhcpClient::open(device, {.mac = kOurMac, .random = [this] { return random(); }, .claim = claim}).value();
  }
  void run(std::chrono::seconds time) {
    const auto end = wire.clock + time;
    while (wire.clock < end) {
      wire.clock = std::min<Microseconds>(end, std::max<Microseconds>(client->next(), wire.clock));
      for (int i = 0; i < 5; ++i) {  // what is said is answered at once
        client->step(wire.clock);
        wire.tick();
      }
    }
  }
  void bound() {
    wire.answer = [this](const Seen& to) { wire.serve(to); };
    open();
    run(1s);
    ASSERT_EQ(client->state(), State::Bound);
    wire.seen.clear();
  }
  void silence() { wire.answer = [](const Seen&) {}; }
  void refuse(const Seen& to, std::string text) {
    auto nak = wire.reply(to, Type::Nak);
    nak.text = std::move(text);
    wire.say(to, nak);
  }
  std::uint32_t address() { return wire.read32(SOCKWIRE_ADDRESS(IP_ADDR)); }
  std::vector<Seen> all(Type type) const {
    std::vector<Seen> found;
    std::ranges::copy_if(wire.seen, std::back_inserter(found), [&](const Seen& one) { return one.message.type == type; });
    return found;
  }
};

TEST_F(Dhcp, AnAddressInFourMessages) {
  wire.answer = [this](const Seen& to) { wire.serve(to); };
  open();
  EXPECT_EQ(address(), 0u);
  const auto lease = client->obtain(1s);
  ASSERT_TRUE(lease) << lease.error().message();
  ASSERT_EQ(wire.seen.size(), 2u);
  for (const auto& one : wire.seen) {
    EXPECT_EQ(one.src, 0u);
    EXPECT_EQ(one.dst, 0xFFFFFFFF);
    EXPECT_EQ(one.dst_mac, 0xFFFFFFFFFFFFu);
    EXPECT_EQ(one.src_port, 68);
    EXPECT_EQ(one.dst_port, 67);
    EXPECT_EQ(one.message.mac, kOurMac);
    EXPECT_TRUE(one.message.broadcast);
    EXPECT_EQ(one.message.ciaddr, 0u);
    EXPECT_EQ(one.message.xid, wire.seen[0].message.xid);
    EXPECT_EQ(one.message.secs, 0);
  }
  EXPECT_EQ(wire.seen[0].message.type, Type::Discover);
  EXPECT_EQ(wire.seen[1].message.type, Type::Request);
  EXPECT_EQ(wire.seen[1].message.requested, kLent);
  EXPECT_EQ(wire.seen[1].message.server, kServer);
  EXPECT_EQ(lease->ip, kLent);
  EXPECT_EQ(lease->length, 1000u);
  EXPECT_EQ(lease->renew, 500u);
  EXPECT_EQ(lease->rebind, 875u);
  EXPECT_EQ(address(), kLent);
  EXPECT_EQ(wire.read32(SOCKWIRE_ADDRESS(IP_MASK)), kMask);
  EXPECT_EQ(wire.read32(SOCKWIRE_ADDRESS(GATEWAY)), kRouter);
  wire.tick();
  ASSERT_EQ(wire.asked.size(), 1u) << "an announcement (4.4.1)";
  EXPECT_EQ(wire.asked[0].sender_ip, kLent);
  EXPECT_EQ(wire.asked[0].target_ip, kLent);
  EXPECT_EQ(client->take_trouble(), "");
}
TEST_F(Dhcp, WithoutAServerWaitingHasAnEnd) {
  open();
  EXPECT_EQ(client->obtain(2s).error(), std::errc::timed_out);
  EXPECT_EQ(DhcpClient::open(device, {}).error(), std::errc::address_in_use) << "one client a device";
}
TEST_F(Dhcp, SilenceIsAskedAgainEachTimeLater) {
  open();
  run(200s);
  ASSERT_GE(wire.seen.size(), 6u);
  auto expected = 4s;
  for (std::size_t i = 1; i < wire.seen.size(); ++i, expected = std::min(expected * 2, 64s)) {
    const auto gap = wire.seen[i].at - wire.seen[i - 1].at;
    EXPECT_GE(gap, expected - 1s);
    EXPECT_LE(gap, expected + 1s);
    EXPECT_EQ(wire.seen[i].message.type, Type::Discover);
    EXPECT_EQ(wire.seen[i].message.xid, wire.seen[0].message.xid);
    EXPECT_EQ(wire.seen[i].message.secs, wire.seen[i].at / 1s - wire.seen[0].at / 1s);
  }
  EXPECT_EQ(client->unanswered(), wire.seen.size());
  EXPECT_TRUE(client->take_trouble().starts_with("no DHCP server has answered for "));
  EXPECT_EQ(client->take_trouble(), "");
  EXPECT_EQ(address(), 0u);
}
TEST_F(Dhcp, AnOfferThatIsNotKeptIsForgotten) {
  wire.answer = [this](const Seen& to) {
    if (to.message.type == Type::Discover) wire.say(to, wire.reply(to, Type::Offer));
  };
  open();
  run(70s);
  EXPECT_GE(all(Type::Discover).size(), 2u);
  EXPECT_NE(all(Type::Discover)[0].message.xid, all(Type::Discover)[1].message.xid);
  const auto requests = all(Type::Request);
  EXPECT_EQ(std::ranges::count(requests, requests[0].message.xid, [](const Seen& one) { return one.message.xid; }), 4);
  EXPECT_EQ(client->take_trouble(), "the DHCP server 10.0.0.2 has offered 10.0.0.50 and does not answer any more");
}
TEST_F(Dhcp, ARefusalBeginsAnew) {
  wire.answer = [this](const Seen& to) {
    if (to.message.type == Type::Discover) return wire.say(to, wire.reply(to, Type::Offer));
    refuse(to, "not\nyou");
  };
  open();
  run(1s);
  EXPECT_EQ(client->take_trouble(), "the DHCP server 10.0.0.2 refuses 10.0.0.50: notyou");
  EXPECT_EQ(client->state(), State::Init);
  wire.answer = [this](const Seen& to) { wire.serve(to); };
  run(2s);
  EXPECT_EQ(address(), kLent);
}
TEST_F(Dhcp, ALeaseIsRenewedByWhoHasLentIt) {
  bound();
  Microseconds last{};
  for (int renewal = 1; renewal <= 3; ++renewal) {
    wire.seen.clear();
    run(501s);
    ASSERT_EQ(wire.seen.size(), 1u);
    const auto& one = wire.seen[0];
    EXPECT_GE(one.at - last, 475s);
    EXPECT_LE(one.at - last, 500s);
    last = one.at;
    EXPECT_EQ(one.message.type, Type::Request);
    EXPECT_EQ(one.dst_mac, kServerMac);
    EXPECT_EQ(one.dst, kServer);
    EXPECT_EQ(one.src, kLent);
    EXPECT_EQ(one.message.ciaddr, kLent);
    EXPECT_FALSE(one.message.broadcast);
    EXPECT_EQ(one.message.server, 0u) << "MUST NOT (4.4.5)";
    EXPECT_EQ(one.message.requested, 0u);
    EXPECT_EQ(client->state(), State::Bound);
    EXPECT_EQ(address(), kLent);
  }
}
TEST_F(Dhcp, WhenItIsGoneAnyServerIsAsked) {
  bound();
  wire.answer = [this](const Seen& to) {  // another one: it has no say before it is asked
    auto ack = wire.reply(to, Type::Ack);
    ack.server = kOther;
    wire.say(to, ack);
  };
  run(873s);
  EXPECT_EQ(client->state(), State::Renewing);
  ASSERT_GE(wire.seen.size(), 3u);
  for (std::size_t i = 1; i < wire.seen.size(); ++i) EXPECT_GE(wire.seen[i].at - wire.seen[i - 1].at, 60s);
  for (const auto& one : wire.seen) EXPECT_EQ(one.dst, kServer);
  wire.seen.clear();
  run(3s);
  ASSERT_EQ(wire.seen.size(), 1u);
  EXPECT_EQ(wire.seen[0].dst, 0xFFFFFFFF);
  EXPECT_EQ(wire.seen[0].message.ciaddr, kLent);
  EXPECT_EQ(client->state(), State::Bound);
  EXPECT_EQ(client->lease()->server, kOther);
  EXPECT_EQ(address(), kLent);
}
TEST_F(Dhcp, AtItsEndTheAddressIsGivenUp) {
  bound();
  silence();
  run(998s);
  EXPECT_EQ(client->state(), State::Rebinding);
  EXPECT_EQ(address(), kLent);
  run(3s);
  EXPECT_EQ(address(), 0u);
  EXPECT_FALSE(client->lease());
  EXPECT_EQ(client->take_trouble(), "the lease of 10.0.0.50 is over and no DHCP server has renewed it");
  EXPECT_EQ(wire.seen.back().message.type, Type::Discover);
  EXPECT_EQ(wire.seen.back().src, 0u);
}
TEST_F(Dhcp, ARefusedRenewalTakesTheAddressAway) {
  bound();
  wire.answer = [this](const Seen& to) { refuse(to, ""); };
  run(500s);
  EXPECT_EQ(address(), 0u);
  EXPECT_EQ(client->take_trouble(), "the DHCP server 10.0.0.2 refuses 10.0.0.50");
}
TEST_F(Dhcp, TheAddressIsGivenBack) {
  bound();
  client->release();
  ASSERT_EQ(wire.seen.size(), 1u);
  EXPECT_EQ(wire.seen[0].message.type, Type::Release);
  EXPECT_EQ(wire.seen[0].message.ciaddr, kLent);
  EXPECT_EQ(wire.seen[0].message.server, kServer);
  EXPECT_EQ(wire.seen[0].src, kLent);
  EXPECT_EQ(wire.seen[0].dst, kServer);
  EXPECT_EQ(address(), 0u);
  run(2000s);
  EXPECT_EQ(wire.seen.size(), 1u) << "and that is all";
}
TEST_F(Dhcp, WhatAnotherStationHasIsDeclined) {
  wire.answer = [this](const Seen& to) { wire.serve(to); };
  wire.address_is_taken = true;
  open(/*claim=*/true);
  run(1s);
  const auto declined = all(Type::Decline);
  ASSERT_EQ(declined.size(), 1u);
  EXPECT_EQ(declined[0].message.requested, kLent);
  EXPECT_EQ(declined[0].message.server, kServer);
  EXPECT_EQ(declined[0].dst, 0xFFFFFFFF);
  EXPECT_EQ(address(), 0u);
  EXPECT_EQ(client->take_trouble(), "another station has the address 10.0.0.50 that the DHCP server 10.0.0.2 lends");
  wire.address_is_taken = false;
  wire.seen.clear();
  run(8s);
  EXPECT_TRUE(wire.seen.empty()) << "not within ten seconds (3.1, 5)";
  run(4s);
  EXPECT_EQ(address(), kLent);
}

}  // namespace
}  // namespace sockwire
