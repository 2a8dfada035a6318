// UDP sockets of the host library, and the claim of an address, over the model's registers.
#include "host/datagram.h"

#include <gtest/gtest.h>

#include <vector>

#include "host/poller.h"
#include "host/registers.h"
#include "tests/host/pair.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

constexpr std::uint32_t kA = 0x0A000001, kB = 0x0A000002, kGroup = 0xE0000105;
using Bytes = std::vector<std::byte>;

Bytes counting(std::size_t octets) {
  Bytes all(octets);
  for (std::size_t i = 0; i < octets; ++i) all[i] = static_cast<std::byte>(i * 5 >> 1);
  return all;
}

class HostDatagram : public ::testing::Test {
 protected:
  ModelPair pair;
  Device a = Device::open(pair.a).value(), b = Device::open(pair.b).value();

  HostDatagram() {
    a.configure({.mac = 0x020000000001, .ip = kA, .mask = 0xFFFFFF00, .secret = {1, 2, 3, 4}});
    b.configure({.mac = 0x020000000002, .ip = kB, .mask = 0xFFFFFF00, .secret = {5, 6, 7, 8}});
  }
  Datagram bound(Device& device, std::uint16_t port) {
    auto socket = device.datagram().value();
    EXPECT_EQ(socket.bind(port).value(), port);
    return socket;
  }
};

TEST_F(HostDatagram, EachSizeThereAndBack) {
  auto there = bound(b, 7);
  auto here = a.datagram().value();
  for (const std::size_t octets : {0u, 1u, 16u, 1472u, 2047u, 2048u, 2049u, 4096u, 13000u}) {
    ASSERT_TRUE(here.send_to(counting(octets), kB, 7)) << octets;
    Bytes room(20000);
    const auto came = there.receive_from(room);
    ASSERT_TRUE(came) << octets << ' ' << came.error().message();
    EXPECT_EQ(came->length, octets);
    EXPECT_FALSE(came->truncated());
    EXPECT_EQ(came->ip, kA);
    room.resize(came->copied);
    ASSERT_EQ(room, counting(octets));
    ASSERT_TRUE(there.send_to(room, came->ip, came->port));
    Bytes back(20000);
    const auto returned = here.receive_from(back);
    ASSERT_TRUE(returned);
    EXPECT_EQ(returned->copied, octets);
  }
}
TEST_F(HostDatagram, WhatDoesNotFitIsToldAndLost) {
  auto there = bound(b, 7);
  auto here = a.datagram().value();
  for (const std::size_t room : {0u, 10u, 2048u, 2100u}) {
    ASSERT_TRUE(here.send_to(counting(5000), kB, 7));
    Bytes octets(room);
    const auto kept = there.receive_from(octets, Datagram::Then::Keep);
    ASSERT_TRUE(kept);
    EXPECT_TRUE(kept->truncated());
    EXPECT_EQ(kept->length, 5000u);
    EXPECT_EQ(there.receive_from(octets)->copied, room);
    EXPECT_EQ(octets, Bytes(counting(room)));
    there.set_limit(Microseconds{0});
    EXPECT_EQ(there.receive_from(octets).error(), std::errc::resource_unavailable_try_again);
    there.set_limit(Microseconds{1'000'000});
  }
}
TEST_F(HostDatagram, WaitingHasAnEnd) {
  auto there = bound(b, 7);
  there.set_limit(Microseconds{3000});
  Bytes room(10);
  const auto before = b.now();
  EXPECT_EQ(there.receive_from(room).error(), std::errc::timed_out);
  EXPECT_GE(b.now() - before, Microseconds{3000});
}
TEST_F(HostDatagram, AConnectedOneIsToldOfAClosedPort) {
  auto here = a.datagram().value();
  EXPECT_EQ(here.send(counting(1)).error(), std::errc::destination_address_required);
  ASSERT_TRUE(here.connect(kB, 9));
  ASSERT_TRUE(here.send(counting(3)));
  Bytes room(10);
  EXPECT_EQ(here.receive_from(room).error(), std::errc::connection_refused);
  ASSERT_TRUE(here.disconnect());
  EXPECT_EQ(here.connect(0, 9).error(), std::errc::invalid_argument);
}
TEST_F(HostDatagram, WithoutRoomAPieceOfADatagramIsForgotten) {
  auto here = a.datagram().value();
  EXPECT_EQ(here.send_to(counting(20'000), kB, 7).error(), std::errc::message_size);
  auto there = bound(b, 7);
  ASSERT_TRUE(here.send_to(counting(5), kB, 7)) << "nothing of the one before is in it";
  Bytes room(100);
  EXPECT_EQ(there.receive_from(room)->length, 5u);
}
TEST_F(HostDatagram, BroadcastsAndGroups) {
  auto there = bound(b, 7);
  auto here = a.datagram().value();
  EXPECT_EQ(here.send_to(counting(1), 0xFFFFFFFF, 7).error(), std::errc::permission_denied);
  ASSERT_TRUE(here.set_broadcast(true));
  ASSERT_TRUE(here.send_to(counting(1), 0xFFFFFFFF, 7));
  Bytes room(10);
  EXPECT_EQ(there.receive_from(room)->length, 1u);
  ASSERT_TRUE(there.join(kGroup));
  EXPECT_EQ(there.join(kGroup).error(), std::errc::address_in_use);
  ASSERT_TRUE(here.set_multicast_ttl(3));
  ASSERT_TRUE(here.send_to(counting(2), kGroup, 7));
  EXPECT_EQ(there.receive_from(room)->length, 2u);
  ASSERT_TRUE(there.leave(kGroup));
  EXPECT_EQ(there.leave(kGroup).error(), std::errc::address_not_available);
  EXPECT_TRUE(here.set_ttl(9) && here.set_tos(0xB8) && here.set_dont_fragment(true));
  EXPECT_EQ(here.send_to(counting(1473), kB, 7).error(), std::errc::message_size);
  EXPECT_EQ(here.set_ttl(256).error(), std::errc::invalid_argument);
}
// RFC 1122 4.1.3.5.
TEST_F(HostDatagram, WhomADatagramWasSentToIsTold) {
  proves("1122-UDP-09");
  auto there = bound(b, 7);
  auto here = a.datagram().value();
  ASSERT_TRUE(here.set_broadcast(true) && there.join(kGroup));
  for (const std::uint32_t to : {kB, 0xFFFFFFFFU, 0x0A0000FFU, kGroup, kB}) {
    for (const std::size_t octets : {0u, 5u, 5000u}) {
      ASSERT_TRUE(here.send_to(counting(octets), to, 7));
      Bytes room(6000);
      const auto kept = there.receive_from(room, Datagram::Then::Keep);
      ASSERT_TRUE(kept);
      EXPECT_EQ(kept->to, to) << octets;
      EXPECT_EQ(there.receive_from(room)->to, to) << octets;
    }
  }
}
TEST_F(HostDatagram, TheDeviceItselfAnswersAtItsEchoPort) {
  b.set_udp_echo(7);
  auto here = a.datagram().value();
  Bytes room(2000);
  for (const std::size_t octets : {0u, 1u, 1472u}) {
    ASSERT_TRUE(here.send_to(counting(octets), kB, 7));
    const auto back = here.receive_from(room);
    ASSERT_TRUE(back) << octets;
    EXPECT_EQ(back->ip, kB);
    EXPECT_EQ(back->port, 7);
    EXPECT_EQ(back->to, kA);
    EXPECT_EQ(Bytes(room.begin(), room.begin() + static_cast<long>(back->copied)), counting(octets));
  }
  auto socket = bound(b, 7);  // hears what is not for the application
  ASSERT_TRUE(here.set_broadcast(true));
  ASSERT_TRUE(here.send_to(counting(9), 0xFFFFFFFF, 7));
  EXPECT_EQ(socket.receive_from(room)->length, 9u);
  b.set_udp_echo(0);
  ASSERT_TRUE(here.send_to(counting(10), kB, 7));
  EXPECT_EQ(socket.receive_from(room)->length, 10u);
  EXPECT_EQ(b.counter(SOCKWIRE_ADDRESS(UDP_ECHOS)), 3u);
}
TEST_F(HostDatagram, OneFrameHoldsTheMtu) {
  EXPECT_EQ(a.mtu(), 1500u);
  auto here = a.datagram().value();
  ASSERT_TRUE(here.set_dont_fragment(true));
  EXPECT_TRUE(here.send_to(counting(a.mtu() - 28), kB, 7));
  EXPECT_EQ(here.send_to(counting(a.mtu() - 27), kB, 7).error(), std::errc::message_size);
}
TEST_F(HostDatagram, APollerSeesWhatHasCome) {
  auto there = bound(b, 7);
  auto here = a.datagram().value();
  Poller poller(b);
  poller.watch(there, kReadable);
  EXPECT_TRUE(poller.wait(Microseconds{2000}).empty());
  ASSERT_TRUE(here.send_to({}, kB, 7));
  const auto events = poller.wait(Microseconds{100'000});
  ASSERT_EQ(events.size(), 1u) << "an empty datagram is one too";
  EXPECT_EQ(events[0].descriptor, there.descriptor());
  EXPECT_EQ(events[0].ready, kReadable);
}
TEST_F(HostDatagram, DescriptorsAreGivenBack) {
  EXPECT_EQ(a.capabilities().udp_sockets, 4u);
  EXPECT_EQ(a.capabilities().pages, 16u);
  for (int round = 0; round < 3; ++round) {
    std::vector<Datagram> all;
    for (int i = 0; i < 4; ++i) all.push_back(a.datagram().value());
    EXPECT_EQ(a.datagram().error(), std::errc::too_many_files_open);
    EXPECT_EQ(all.front().descriptor(), a.capabilities().sockets);
  }
}

// ---------------------------------------------------------------- RFC 5227

TEST_F(HostDatagram, AFreeAddressIsClaimedInItsTime) {
  pair.step = Microseconds{200};
  pair.a.write32(SOCKWIRE_ADDRESS(IP_ADDR), 0);
  const auto before = a.now();
  ASSERT_TRUE(a.claim_address(0x0A000009));
  EXPECT_GE(a.now() - before, Microseconds{6'000'000});
  EXPECT_LE(a.now() - before, Microseconds{10'000'000});
  EXPECT_EQ(pair.a.read32(SOCKWIRE_ADDRESS(IP_ADDR)), 0x0A000009u);
  pair.tick();
  EXPECT_EQ(a.counter(SOCKWIRE_ADDRESS(ARP_OUT_REQUESTS)), 5u) << "three probes, two announcements";
  auto here = bound(a, 7);
  auto there = b.datagram().value();
  ASSERT_TRUE(there.send_to(counting(4), 0x0A000009, 7));
  Bytes room(10);
  EXPECT_TRUE(here.receive_from(room));
}
TEST_F(HostDatagram, AnAddressThatIsTakenIsLeftToItsOwner) {
  pair.step = Microseconds{200};
  pair.a.write32(SOCKWIRE_ADDRESS(IP_ADDR), 0);
  EXPECT_EQ(a.claim_address(kB).error(), std::errc::address_in_use);
  EXPECT_EQ(pair.a.read32(SOCKWIRE_ADDRESS(IP_ADDR)), 0u);
  EXPECT_FALSE(b.take_address_conflict()) << "a probe is no conflict";
}
TEST_F(HostDatagram, AConflictLaterIsToldOnce) {
  pair.a.write32(SOCKWIRE_ADDRESS(IP_ADDR), kB);
  pair.a.write32(SOCKWIRE_ADDRESS(ARP_CLAIM_ADDR), kB);
  pair.a.write32(SOCKWIRE_ADDRESS(ARP_CLAIM), 2);
  for (int i = 0; i < 10; ++i) pair.tick();
  EXPECT_TRUE(b.take_address_conflict());
  EXPECT_FALSE(b.take_address_conflict());
}

}  // namespace
}  // namespace sockwire
