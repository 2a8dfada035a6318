// The model at its registers: what host software sees.
#include "model/socket/registers.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "host/generated/toe_regs.h"

namespace sockwire::model {
namespace {

#define AT(name) static_cast<std::uint32_t>(offsetof(toe_regs_t, name))

// A host's few words to one register block.
struct Host {
  Registers regs{Config::small()};

  explicit Host(std::uint32_t ip) {
    regs.write32(AT(MAC_HI), 0x0200);
    regs.write32(AT(MAC_LO), ip);
    regs.write32(AT(IP_ADDR), ip);
    regs.write32(AT(IP_MASK), 0xFFFFFF00);
    for (unsigned i = 0; i < 4; ++i) regs.write32(AT(SECRET) + 4 * i, ip + i);
  }
  Errno call(Call what, std::uint32_t desc, std::uint32_t length = 0, std::uint16_t port = 0,
             std::uint32_t addr = 0) {
    regs.write32(AT(CMD_CALL), static_cast<std::uint32_t>(what) | desc << 16);
    regs.write32(AT(CMD_ADDR), addr);
    regs.write32(AT(CMD_PORT), port);
    regs.write32(AT(CMD_LENGTH), length);
    regs.write32(AT(CMD_GO), ++tag);
    const std::uint32_t status = regs.read32(AT(CMD_STATUS));
    EXPECT_EQ(status & 0xFF03, 2u | (tag & 0xFF) << 8);
    return static_cast<Errno>(status >> 16 & 0xFF);
  }
  std::uint32_t value() const { return regs.read32(AT(CMD_VALUE)); }
  std::uint32_t select(std::uint32_t desc) {
    regs.write32(AT(SOCK_SELECT), desc);
    return regs.read32(AT(SOCK_STATE));
  }
  std::uint32_t take_event() {
    const std::uint32_t event = regs.read32(AT(EVENT));
    regs.write32(AT(EVENT_TAKE), 1);
    return event;
  }
  std::uint32_t tag = 0x41;
};

void exchange(Host& a, Host& b) {
  for (int i = 0; i < 20; ++i) {
    for (auto [from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      while (auto frame = from->regs.next_frame()) to->regs.frame(*frame);
      to->regs.advance(10);
    }
  }
}

TEST(ModelRegisters, TellWhatTheyAre) {
  Registers regs(Config::base());
  EXPECT_EQ(regs.read32(AT(MAGIC)), 0x534F434Bu);
  EXPECT_EQ(regs.read32(AT(SIZES)), 32u | 8u << 16 | 4u << 24);
  EXPECT_EQ(regs.read32(AT(BUFFERS)), 8192u | 16u << 16);
  EXPECT_EQ(regs.read32(AT(WINDOWS)), 2048u);
  EXPECT_EQ(regs.read32(AT(RATES)), 1000u | 125u << 16);
  EXPECT_EQ(regs.read32(AT(STATUS)), 3u);
  EXPECT_EQ(regs.read32(AT(MSL)), 30'000'000u);
  EXPECT_EQ(regs.read32(0x7C), 0u);
}
TEST(ModelRegisters, KeepWhatIsWritten) {
  Host host(0x0A000001);
  EXPECT_EQ(host.regs.read32(AT(MAC_LO)), 0x0A000001u);
  EXPECT_EQ(host.regs.read32(AT(MAC_HI)), 0x0200u);
  EXPECT_EQ(host.regs.read32(AT(SECRET)), 0u) << "write only";
  host.regs.write32(AT(TIME_SCALE), 0x1F);
  EXPECT_EQ(host.regs.read32(AT(TIME_SCALE)), 0xFu);
}
TEST(ModelRegisters, TimeRunsAsFastAsItIsTold) {
  Host host(0x0A000001);
  host.regs.advance(1000);
  host.regs.write32(AT(TIME_SCALE), 4);
  host.regs.advance(1000);
  EXPECT_EQ(host.regs.read32(AT(NOW_LO)), 0u) << "only a latch shows it";
  host.regs.write32(AT(TIME_LATCH), 1);
  EXPECT_EQ(host.regs.read32(AT(NOW_LO)), 17'000u);
}
TEST(ModelRegisters, AConversation) {
  Host a(0x0A000001), b(0x0A000002);
  b.call(Call::CallSocket, 0);
  b.call(Call::CallBind, 0, 0, 80);
  b.call(Call::CallListen, 0, 1);
  a.call(Call::CallSocket, 0);
  EXPECT_EQ(a.call(Call::CallConnect, 0, 0, 80, 0x0A000002), Errno::Einprogress);
  a.regs.write32(AT(IRQ_STATUS), 7);
  a.regs.write32(AT(IRQ_ENABLE), 1);
  EXPECT_FALSE(a.regs.interrupt());
  exchange(a, b);
  EXPECT_TRUE(a.regs.interrupt());
  a.regs.write32(AT(IRQ_STATUS), 7);
  EXPECT_TRUE(a.regs.interrupt()) << "the event is still queued";
  EXPECT_EQ(a.take_event(), 1u << 31 | 0b000110u);  // connected, writable
  a.regs.write32(AT(IRQ_STATUS), 7);
  EXPECT_FALSE(a.regs.interrupt());
  EXPECT_EQ(a.take_event(), 0u);

  EXPECT_EQ(b.take_event(), 1u << 31 | 0b001000u);  // acceptable
  EXPECT_EQ(b.select(0) >> 16 & 0xFF, 1u);
  EXPECT_EQ(b.call(Call::CallAccept, 0), Errno::Ok);
  const std::uint32_t child = b.value();

  a.regs.write32(0x1000, 0x6C6C6568);
  a.regs.write32(0x1004, 0x0000006F);
  EXPECT_EQ(a.call(Call::CallSend, 0, 5), Errno::Ok);
  EXPECT_EQ(a.value(), 5u);
  a.select(0);
  EXPECT_EQ(a.regs.read32(AT(SOCK_UNACKED)), 5u);
  EXPECT_EQ(a.regs.read32(AT(SOCK_UNSENT)), 0u);
  EXPECT_EQ(a.regs.read32(AT(SOCK_FREE)), 4091u);
  exchange(a, b);
  EXPECT_EQ(a.regs.read32(AT(SOCK_UNACKED)), 5u) << "a snapshot stands still";
  a.regs.advance(kDelayedAck);
  b.regs.advance(kDelayedAck);
  exchange(a, b);
  a.select(0);
  EXPECT_EQ(a.regs.read32(AT(SOCK_UNACKED)), 0u);

  b.select(child);
  EXPECT_EQ(b.regs.read32(AT(SOCK_READABLE)), 5u);
  EXPECT_EQ(b.regs.read32(AT(SOCK_PEER)), 0x0A000001u);
  EXPECT_EQ(b.regs.read32(AT(SOCK_PORTS)) & 0xFFFF, 80u);
  EXPECT_EQ(b.call(Call::CallRecv, child, 2048), Errno::Ok);
  EXPECT_EQ(b.value(), 5u);
  EXPECT_EQ(b.regs.read32(0x1800), 0x6C6C6568u);
  EXPECT_EQ(b.regs.read32(0x1804) & 0xFF, 0x6Fu);
  EXPECT_EQ(b.regs.read32(AT(TCP_PASSIVE_OPENS)), 1u);
  EXPECT_EQ(a.regs.read32(AT(TCP_ACTIVE_OPENS)), 1u);
}
TEST(ModelRegisters, ADatagram) {
  Host a(0x0A000001), b(0x0A000002);
  EXPECT_EQ(a.regs.read32(AT(UDP_SIZES)), 4u | 16u << 16);
  for (Host* host : {&a, &b}) {
    EXPECT_EQ(host->call(Call::CallSocket, 0, 0, 1), Errno::Ok);
    EXPECT_EQ(host->value(), 8u) << "behind those of TCP";
    EXPECT_EQ(host->call(Call::CallBind, 8, 0, 53), Errno::Ok);
  }
  a.regs.write32(0x1000, 0x6C6C6568);
  EXPECT_EQ(a.call(Call::CallSend, 8, 3, 53, 0x0A000002), Errno::Ok);
  exchange(a, b);
  EXPECT_EQ(a.take_event(), 1u << 31 | 8u << 16 | 0b000010u);  // writable
  EXPECT_EQ(b.take_event(), 1u << 31 | 8u << 16 | 0b000001u);  // readable
  EXPECT_EQ(b.select(8), 1u << 31 | 1u << 16 | 0b11u << 4);
  EXPECT_EQ(b.regs.read32(AT(SOCK_READABLE)), 3u);
  EXPECT_EQ(b.regs.read32(AT(SOCK_PORTS)), 53u);
  EXPECT_EQ(b.regs.read32(AT(SOCK_SEGS_IN)), 1u);
  EXPECT_EQ(b.regs.read32(AT(SOCK_FREE)), 0u);
  EXPECT_EQ(b.call(Call::CallRecv, 8, 2048), Errno::Ok);
  EXPECT_EQ(b.value(), 3u);
  EXPECT_EQ(b.regs.read32(0x1800) & 0xFFFFFF, 0x6C6568u);
  EXPECT_EQ(b.regs.read32(AT(CMD_FROM_ADDR)), 0x0A000001u);
  EXPECT_EQ(b.regs.read32(AT(CMD_FROM_PORT)), 53u);
  EXPECT_EQ(b.regs.read32(AT(CMD_TO_ADDR)), 0x0A000002u);
  EXPECT_EQ(b.call(Call::CallRecv, 8, 2048), Errno::Eagain);
  EXPECT_EQ(b.regs.read32(AT(CMD_FROM_ADDR)), 0u);
  EXPECT_EQ(b.regs.read32(AT(CMD_TO_ADDR)), 0u);
  EXPECT_EQ(a.regs.read32(AT(UDP_OUT_DATAGRAMS)), 1u);
  EXPECT_EQ(b.regs.read32(AT(UDP_IN_DATAGRAMS)), 1u);
}
// RFC 5227, as the host drives it.
TEST(ModelRegisters, AClaimAndItsConflict) {
  Host a(0x0A000001), b(0x0A000002);
  a.regs.write32(AT(IP_ADDR), 0);
  a.regs.write32(AT(ARP_CLAIM_ADDR), 0x0A000002);
  a.regs.write32(AT(ARP_CLAIM), 0);
  exchange(a, b);
  EXPECT_EQ(a.regs.read32(AT(ARP_OUT_REQUESTS)), 0u);
  a.regs.write32(AT(ARP_CLAIM), 3);  // both at once: a probe
  exchange(a, b);
  EXPECT_EQ(a.regs.read32(AT(ARP_STATUS)), 2u);
  EXPECT_EQ(b.regs.read32(AT(ARP_STATUS)), 0u);
  a.regs.write32(AT(ARP_STATUS), 2);
  EXPECT_EQ(a.regs.read32(AT(ARP_STATUS)), 0u);
  a.regs.write32(AT(ARP_CLAIM), 2);
  exchange(a, b);
  EXPECT_EQ(b.regs.read32(AT(ARP_STATUS)), 1u);
  EXPECT_EQ(b.regs.read32(AT(ARP_CONFLICTS)), 1u);
}
TEST(ModelRegisters, SnapshotsOfNothing) {
  Host host(0x0A000001);
  for (const std::uint32_t desc : {0u, 7u, 8u, 0xFFFFu}) EXPECT_EQ(host.select(desc), 1u << 31);
}
// Defect 32: what is raised for one descriptor gathers until it is taken.
TEST(ModelRegisters, ReadinessIsNeverLost) {
  EventQueue queue;
  queue.raise(3, {.readable = true});
  queue.raise(5, {.error = true});
  queue.raise(3, {.writable = true});
  queue.raise(3, {.connected = true});
  EXPECT_EQ(queue.first()->ready, Ready{.readable = true}) << "what is shown stands still";
  queue.take();
  EXPECT_EQ(queue.first()->desc, 5);
  queue.take();
  EXPECT_EQ(queue.first()->desc, 3);
  EXPECT_EQ(queue.first()->ready, (Ready{.connected = true, .writable = true}));
  queue.take();
  EXPECT_TRUE(queue.empty());
  queue.take();
}
TEST(ModelRegisters, WhatWaitsForAClosedSocketIsForgotten) {
  EventQueue queue;
  queue.raise(3, {.readable = true});
  queue.raise(5, {.error = true});
  queue.forget(3);
  queue.forget(5);
  EXPECT_EQ(queue.first()->desc, 3);
  queue.take();
  EXPECT_TRUE(queue.empty());
}
TEST(ModelRegisters, WhatIsNoCallIsAnswered) {
  Host host(0x0A000001);
  for (const unsigned call : {0u, 12u, 15u})
    EXPECT_EQ(host.call(static_cast<Call>(call), 9), Errno::Einval);
}

}  // namespace
}  // namespace sockwire::model
