// What the socket layer does for UDP and for address claims: which engine a call goes to, whose
// window is read, what the socket window shows (docs/rules/socket.md, udp.md).
#include <gtest/gtest.h>

#include "tests/socket/socket_bench.h"

namespace sockwire::test {
namespace {

using Reply = SocketBench::Reply;
using Verdict = SocketBench::Verdict;

class SocketUdp : public testing::Test, protected SocketBench {
 protected:
  void answer_udp(Errno error, std::uint32_t value = 0) {
    decide_udp = [=](auto&) { return Verdict{error, value, false}; };
  }
  std::uint32_t window_state() {
    std::uint32_t state = 0;
    host.wait([&] { return ((state = host.read(0x104)) >> 31) != 0; });
    return state;
  }
};

TEST_F(SocketUdp, TheSizesAreShown) {
  EXPECT_EQ(host.read(0x018), 4U | 16U << 16);
  EXPECT_EQ(host.read(0x01C), 1500U);
}

TEST_F(SocketUdp, TheEchoApplicationHasItsPort) {
  EXPECT_EQ(top.echo_port_o, 0U);
  host.write(0x06C, 0xABCD0007);
  run(4);
  EXPECT_EQ(top.echo_port_o, 7U);
  EXPECT_EQ(host.read(0x06C), 7U);
}

TEST_F(SocketUdp, CallsGoWhereTheirDescriptorLies) {
  answer_udp(Errno::Ok, 8);
  EXPECT_EQ(command(Call::CallSocket, 0, 1), (Reply{0, 8}));
  for (const unsigned desc : {8U, 11U}) {
    command(Call::CallBind, desc, 53);
    EXPECT_EQ(udp_calls.back(), (UserCall{Call::CallBind, std::uint16_t(desc), 0x0A000002, 53, 0}));
  }
  command(Call::CallConnect, 9, 53);
  command(Call::CallListen, 9);
  command(Call::CallAccept, 9);
  command(Call::CallOption, 9, 11, 0xE0000101);
  EXPECT_EQ(udp_calls.size(), 7U);
  EXPECT_TRUE(calls.empty());
  EXPECT_TRUE(looked.empty());

  command(Call::CallSocket, 0, 0);
  command(Call::CallSocket, 9, 0);  // it names no descriptor
  command(Call::CallSocket, 9, 2);
  command(Call::CallBind, 7, 53);
  EXPECT_TRUE(calls.back().grant.port_free);  // ports of UDP are not those of TCP
  command(Call::CallBind, 12, 54);
  EXPECT_EQ(calls.size(), 5U);
  EXPECT_EQ(udp_calls.size(), 7U);
  answer_udp(Errno::Emfile);
  EXPECT_EQ(command(Call::CallSocket, 3, 1), (Reply{24, 0}));
  EXPECT_EQ(command(static_cast<Call>(12), 9), (Reply{22, 0}));
  EXPECT_EQ(udp_calls.size(), 8U);
}

TEST_F(SocketUdp, SendAndRecvAreAnsweredWhenTheOctetsHaveMoved) {
  answer_udp(Errno::Ok, 6);
  for (const Call call : {Call::CallSend, Call::CallRecv}) {
    go(call, 9, 0, 6);
    run(100);
    top.user_done_i = 1;  // of TCP: none of ours
    host.step();
    run(100);
    EXPECT_EQ(host.read(0x094) & 3, 1U);
    top.udp_user_done_i = 1;
    host.step();
    EXPECT_EQ(finish(), (Reply{0, 6}));
  }
  answer_udp(Errno::Ok, 0);
  EXPECT_EQ(command(Call::CallRecv, 9, 0, 6), (Reply{0, 0}));
  answer_udp(Errno::Eagain, 0);
  EXPECT_EQ(command(Call::CallSend, 9, 0, 6), (Reply{11, 0}));
}

TEST_F(SocketUdp, ARecvTellsTheSenderAndShowsItsWindow) {
  udp_done_after = user_done_after = 3;
  EXPECT_EQ(host.read(0x1804), 0xC0DE0001U);
  udp_from_addr = 0x0A000042, udp_from_port = 0x1234, udp_to_addr = 0xE0000142;
  answer_udp(Errno::Ok, 20);
  command(Call::CallSend, 9, 0, 20);
  EXPECT_EQ(host.read(0x09C), 0U);
  EXPECT_EQ(host.read(0x1804), 0xC0DE0001U);  // a SEND receives nothing
  command(Call::CallRecv, 9, 0, 20);
  EXPECT_EQ(host.read(0x09C), 0x0A000042U);
  EXPECT_EQ(host.read(0x0A0), 0x1234U);
  EXPECT_EQ(host.read(0x0A4), 0xE0000142U);
  EXPECT_EQ(host.read(0x1804), 0xDA7A0001U);
  udp_from_addr = udp_to_addr = udp_from_port = 0;
  decide = [](auto&, auto&) { return Verdict{Errno::Ok, 20, false}; };
  command(Call::CallRecv, 1, 0, 20);
  EXPECT_EQ(host.read(0x1804), 0xC0DE0001U);
  EXPECT_EQ(host.read(0x09C), 0x0A000042U);  // TCP names no sender
  EXPECT_EQ(host.read(0x0A4), 0xE0000142U);
  answer_udp(Errno::Eagain);
  command(Call::CallRecv, 9, 0, 20);
  EXPECT_EQ(host.read(0x09C), 0U);
  EXPECT_EQ(host.read(0x0A0), 0U);
  EXPECT_EQ(host.read(0x0A4), 0U);
}

TEST_F(SocketUdp, ClosingForgetsTheEventsOfTheDescriptor) {
  raise(1, 0x01);
  top.udp_ready_valid_i = 1, top.udp_ready_desc_i = 10, top.udp_ready_i = 0x21;
  raise(3, 0x02);  // in the same clock
  EXPECT_EQ(host.read(0x0C0), 1U << 31 | 1U << 16 | 1U);
  answer_udp(Errno::Eagain);
  command(Call::CallClose, 10);
  host.write(0x0C4, 1), host.write(0x0C4, 1);
  run(20);
  EXPECT_EQ(host.read(0x0C0), 1U << 31 | 10U << 16 | 0x21U);  // nothing was closed
  host.write(0x0C4, 1);
  raise(1, 0x01);
  top.udp_ready_valid_i = 1, top.udp_ready_desc_i = 11, top.udp_ready_i = 0x01;
  host.step();
  run(8);
  answer_udp(Errno::Ok);
  command(Call::CallAbort, 11);
  host.write(0x0C4, 1);
  run(20);
  EXPECT_EQ(host.read(0x0C0), 0U);
  EXPECT_TRUE(calls.empty());  // no listener of TCP is drained
}

TEST_F(SocketUdp, TheSocketWindowShowsADatagramSocket) {
  control_block = [](unsigned) {
    Tcb t{};
    t.allocated = t.has_buffer = true, t.cwnd = 77, t.rcv_nxt = 99, t.state = TcpState::Established;
    return t;
  };
  udp_block.allocated = udp_block.bound = udp_block.connected = true;
  udp_block.local_port = 53, udp_block.remote_port = 5353, udp_block.remote_addr = 0x0A000007;
  udp_block.error = Errno::Econnrefused, udp_block.queued = 5, udp_block.sending = 3,
  udp_block.composed = 16;
  udp_block.datagrams_in = 0x11111112, udp_block.datagrams_out = 0x22222223,
  udp_block.drops = 0x33333334;
  udp_first = 1472;
  const auto shown = [&](unsigned desc) {
    host.write(0x100, desc);
    std::vector<std::uint32_t> values{window_state()};
    for (unsigned at = 0x108; at <= 0x168; at += 4) values.push_back(host.read(at));
    return values;
  };
  std::vector<std::uint32_t> expected(26);
  expected[0] = 1U << 31 | 5U << 16 | 111U << 8 | 0x30;
  expected[1] = 0x0A000007, expected[2] = 53U | 5353U << 16, expected[3] = 1472;
  expected[19] = 0x11111112, expected[20] = 0x22222223, expected[22] = 0x33333334;
  EXPECT_EQ(shown(11), expected);
  EXPECT_EQ(udp_looked, (std::vector<unsigned>{11}));
  EXPECT_EQ(shown(1)[13], 77U);  // of TCP again
  EXPECT_EQ(shown(11), expected);
  host.write(0x100, 8);  // one select overtakes another
  host.write(0x100, 1);
  EXPECT_EQ(window_state() & 0xF, 4U);
  udp_block = {};
  udp_first = 0;
  std::fill(expected.begin() + 1, expected.end(), 0);
  expected[0] = 1U << 31;
  EXPECT_EQ(shown(8), expected);
}

TEST_F(SocketUdp, AClaimWaitsForItsTurn) {
  host.write(0x05C, 0x0A000055);
  host.write(0x060, 1);
  EXPECT_TRUE(top.claim_valid_o);
  host.write(0x05C, 0x0A000056);
  host.write(0x060, 2);  // while another waits: ignored
  EXPECT_TRUE(top.claim_valid_o && top.claim_probe_o);
  EXPECT_EQ(top.claim_ip_o, 0x0A000055U);
  const auto take = [&] {
    top.claim_ready_i = 1;
    host.step();
    top.claim_ready_i = 0;
    run(4);
  };
  take();
  EXPECT_FALSE(top.claim_valid_o);
  host.write(0x060, 2);
  EXPECT_TRUE(top.claim_valid_o && !top.claim_probe_o);
  EXPECT_EQ(top.claim_ip_o, 0x0A000056U);
  take();
  host.write(0x060, 3);  // both: a probe
  EXPECT_TRUE(top.claim_valid_o && top.claim_probe_o);
  take();
  host.write(0x060, 0);
  EXPECT_FALSE(top.claim_valid_o);
}

TEST_F(SocketUdp, AddressConflictsStandUntilTheyAreCleared) {
  EXPECT_EQ(host.read(0x064), 0U);
  top.arp_stat_i = 1U << 1;
  host.step();
  EXPECT_EQ(host.read(0x064), 1U);
  top.arp_stat_i = 1U << 0;
  host.step();
  EXPECT_EQ(host.read(0x064), 3U);
  host.write(0x064, 1);
  EXPECT_EQ(host.read(0x064), 2U);
  host.write(0x064, 2);
  EXPECT_EQ(host.read(0x064), 0U);
}

TEST_F(SocketUdp, ANewSecretIsToldOnce) {
  for (unsigned i = 0; i < 4; ++i) host.post_write(0x040 + 4 * i, 0x11111111 * (i + 1));
  unsigned pulses = 0;
  for (unsigned i = 0; i < 60; ++i) {
    host.step();
    if (!top.secret_set_o) continue;
    ++pulses;
    for (unsigned word = 0; word < 4; ++word)
      EXPECT_EQ(top.secret_o[word], 0x11111111 * (word + 1));
  }
  EXPECT_EQ(pulses, 1U);
}

}  // namespace
}  // namespace sockwire::test
