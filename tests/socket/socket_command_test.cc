// The command sequencer: what the engine is granted, what follows from its answers, when the host
// hears of it (docs/contracts.md, docs/rules/tcp.md section 3).
#include <gtest/gtest.h>

#include "tests/faults/siphash.h"
#include "tests/socket/socket_bench.h"

namespace sockwire::test {
namespace {

using Reply = SocketBench::Reply;
using Verdict = SocketBench::Verdict;

class Command : public testing::Test, protected SocketBench {
 protected:
  void answer(Errno error, std::uint32_t value = 0) {
    decide = [=](auto&, auto&) { return Verdict{error, value, false}; };
  }
  // A grant is looked at by its port for one call with this answer.
  CallGrant granted(Call call, unsigned desc, unsigned port, Errno error) {
    answer(error);
    command(call, desc, port);
    return calls.back().grant;
  }
  // The port that candidate e of RFC 6056 algorithm 3 is, our own address being 0.
  unsigned ephemeral(unsigned e, std::uint32_t addr, unsigned port) const {
    std::array<std::uint8_t, 12> message{};
    for (unsigned i = 0; i < 4; ++i)
      message[6 + i] = static_cast<std::uint8_t>(addr >> (24 - 8 * i));
    message[10] = static_cast<std::uint8_t>(port >> 8), message[11] = static_cast<std::uint8_t>(port);
    const auto key = [&](unsigned i) { return std::uint64_t{secret[i + 1]} << 32 | secret[i]; };
    return 49152 + static_cast<unsigned>((siphash24(key(0), key(2), message) + e) % 16384);
  }
  std::array<std::uint32_t, 4> secret{};
};

TEST_F(Command, TheAnswerComesBackWithItsTag) {
  answer(Errno::Ok, 7);
  EXPECT_EQ(command(Call::CallSocket), (Reply{0, 7}));
  answer(Errno::Emfile);
  EXPECT_EQ(command(Call::CallSocket), (Reply{24, 0}));
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].call.call, Call::CallSocket);
  EXPECT_EQ(calls[0].call.addr, 0x0A000002U);
}

TEST_F(Command, ACallThatIsNoneIsAnsweredEinval) {
  for (const unsigned none : {0U, 12U, 15U}) {
    EXPECT_EQ(command(static_cast<Call>(none)), (Reply{22, 0}));
  }
  EXPECT_TRUE(calls.empty());
}

TEST_F(Command, AnOptionPassesWithItsValueAndNeedsNothing) {
  answer(Errno::Ok);
  EXPECT_EQ(command(Call::CallOption, 5, 2, 0x7FFFFFFF), (Reply{0, 0}));
  answer(Errno::Einval);  // the engine's word, not ours
  EXPECT_EQ(command(Call::CallOption, 99, 0xFFFF, 0x80000000), (Reply{22, 0}));
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].call, (UserCall{Call::CallOption, 5, 0x0A000002, 2, 0x7FFFFFFF}));
  EXPECT_EQ(calls[1].call, (UserCall{Call::CallOption, 99, 0x0A000002, 0xFFFF, 0x80000000}));
  EXPECT_TRUE(looked.empty());
  EXPECT_FALSE(calls[0].grant.port_free);
}

TEST_F(Command, ASecondGoWhileBusyIsIgnored) {
  wait = 200;
  answer(Errno::Ok, 1);
  go(Call::CallSocket);
  EXPECT_EQ(host.read(0x094) & 3, 1U);  // busy, and the old answer is gone
  host.write(0x080, static_cast<unsigned>(Call::CallClose) | 5U << 16);
  host.write(0x090, 99);
  EXPECT_EQ(finish(), (Reply{0, 1}));
  run(300);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].call.call, Call::CallSocket);
}

TEST_F(Command, BindReservesThePortOnlyIfItSucceeds) {
  EXPECT_TRUE(granted(Call::CallBind, 1, 80, Errno::Einval).port_free);
  EXPECT_TRUE(granted(Call::CallBind, 1, 80, Errno::Ok).port_free);
  const CallGrant again = granted(Call::CallBind, 2, 80, Errno::Eaddrinuse);
  EXPECT_FALSE(again.port_free);
  EXPECT_EQ(again.port, 80);
  EXPECT_EQ(granted(Call::CallBind, 2, 80, Errno::Ok).port, 80) << "shared, by OptionReuse";
  release_port(80);
  EXPECT_TRUE(granted(Call::CallBind, 2, 80, Errno::Ok).port_free);
}

TEST_F(Command, TheEphemeralCounterMovesOnlyIfThePortWasLookedFor) {
  for (const Errno early :
       {Errno::Einval, Errno::Ebadf, Errno::Eisconn, Errno::Ealready, Errno::Eopnotsupp}) {
    control_block = [](unsigned) {
      Tcb t{};
      t.allocated = t.attached = true;
      return t;
    };
    EXPECT_EQ(granted(Call::CallConnect, 1, 99, early).port, ephemeral(0, 0x0A000002, 99));
  }
  const auto connected = [&](Errno error) { return granted(Call::CallConnect, 1, 99, error).port; };
  EXPECT_EQ(connected(Errno::Enobufs), ephemeral(0, 0x0A000002, 99));
  EXPECT_EQ(connected(Errno::Eaddrinuse), ephemeral(1, 0x0A000002, 99));
  EXPECT_EQ(connected(Errno::Einprogress), ephemeral(2, 0x0A000002, 99));
  EXPECT_EQ(granted(Call::CallConnect, 1, 98, Errno::Enobufs).port, ephemeral(3, 0x0A000002, 98));
  EXPECT_EQ(granted(Call::CallBind, 1, 0, Errno::Ok).port, ephemeral(4, 0, 0));
  host.write(0x040, 0xCAFE);  // the secret: counts when its last word is written
  EXPECT_EQ(granted(Call::CallBind, 1, 0, Errno::Ok).port, ephemeral(5, 0, 0));
  host.write(0x04C, 1);
  secret = {0xCAFE, 0, 0, 1};
  EXPECT_EQ(granted(Call::CallBind, 1, 0, Errno::Ok).port, ephemeral(0, 0, 0));
  EXPECT_EQ(connected(Errno::Einprogress), ephemeral(1, 0x0A000002, 99));
}

TEST_F(Command, ConnectOfABoundSocketKeepsItsPort) {
  control_block = [](unsigned desc) {
    Tcb t{};
    t.allocated = t.attached = t.bound = true;
    t.local_port = static_cast<std::uint16_t>(5000 + desc);
    return t;
  };
  EXPECT_EQ(granted(Call::CallConnect, 3, 99, Errno::Einprogress).port, 5003);
  EXPECT_EQ(looked, (std::vector<unsigned>{3}));
}

TEST_F(Command, WhatIsNoSocketIsNotLookedAt) {
  const CallGrant grant = granted(Call::CallConnect, 12, 99, Errno::Ebadf);
  EXPECT_FALSE(grant.port_free);
  EXPECT_EQ(grant.port, 0);
  EXPECT_TRUE(looked.empty());
}

TEST_F(Command, ARetryLooksAgain) {
  unsigned times = 0;
  control_block = [](unsigned) {
    Tcb t{};
    t.allocated = t.attached = true;
    return t;
  };
  decide = [&](auto&, auto&) {
    return ++times < 3 ? Verdict{{}, 0, true} : Verdict{Errno::Einprogress, 49152, false};
  };
  EXPECT_EQ(command(Call::CallConnect, 1, 99), (Reply{115, 49152}));
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls[2].grant.port, ephemeral(0, 0x0A000002, 99));
  EXPECT_TRUE(calls[2].grant.port_free);
}

TEST_F(Command, AcceptSeesAConnectionThatComesWhileItWaits) {
  open(2, 80);
  wait = 60;
  answer(Errno::Ok, 5);
  go(Call::CallAccept, 2);
  run(20);
  queue(0, 5);
  EXPECT_EQ(finish(), (Reply{0, 5}));
  EXPECT_TRUE(calls.back().grant.child_valid);
  EXPECT_EQ(calls.back().grant.child, 5);
  EXPECT_FALSE(granted(Call::CallAccept, 2, 0, Errno::Eagain).child_valid);  // it was taken
}

TEST_F(Command, AFailedAcceptTakesNothing) {
  open(2, 80);
  queue(0, 5);
  EXPECT_EQ(granted(Call::CallAccept, 2, 0, Errno::Ebadf).child, 5);
  EXPECT_EQ(granted(Call::CallAccept, 2, 0, Errno::Ok).child, 5);
  EXPECT_FALSE(granted(Call::CallAccept, 2, 0, Errno::Eagain).child_valid);
}

TEST_F(Command, ClosingAListenerAbortsItsQueueBeforeTheHostIsAnswered) {
  open(2, 80);
  for (const unsigned child : {6U, 1U, 4U}) queue(0, child);
  decide = [&](const UserCall& call, auto&) {
    if (call.call == Call::CallClose) top.close_i = 1, top.close_desc_i = 2;
    return Verdict{};
  };
  EXPECT_EQ(command(Call::CallClose, 2), (Reply{0, 0}));
  ASSERT_EQ(calls.size(), 4U);
  const std::array<std::uint16_t, 3> order{6, 1, 4};
  for (unsigned i = 0; i < 3; ++i) {
    EXPECT_EQ(calls[i + 1].call, (UserCall{Call::CallAbort, order[i], 0, 0, 0}));
    EXPECT_TRUE(calls[i + 1].grant.internal);
  }
}

TEST_F(Command, SendAndRecvAreAnsweredWhenTheOctetsHaveMoved) {
  answer(Errno::Ok, 6);
  for (const Call call : {Call::CallSend, Call::CallRecv}) {
    go(call, 1, 0, 6);
    run(200);
    EXPECT_EQ(host.read(0x094) & 3, 1U);
    top.user_done_i = 1;
    host.step();
    EXPECT_EQ(finish(), (Reply{0, 6}));
  }
  // The mover may be quicker than the answer.
  think = 30;
  decide = [&](auto&, auto&) {
    top.user_done_i = 1;
    return Verdict{Errno::Ok, 6, false};
  };
  EXPECT_EQ(command(Call::CallSend, 1, 0, 6), (Reply{0, 6}));
}

TEST_F(Command, NothingMovesForNothing) {
  answer(Errno::Ok, 0);
  EXPECT_EQ(command(Call::CallRecv, 1, 0, 6), (Reply{0, 0}));
  answer(Errno::Eagain, 0);
  EXPECT_EQ(command(Call::CallSend, 1, 0, 6), (Reply{11, 0}));
}

TEST_F(Command, TheInterruptTellsOfAnAnswerAndOfEvents) {
  host.write(0x0CC, 7);
  host.write(0x0C8, 7);
  run(4);
  EXPECT_FALSE(top.irq_o);
  answer(Errno::Ok);
  command(Call::CallSocket);
  EXPECT_TRUE(top.irq_o);
  EXPECT_EQ(host.read(0x0C8), 2U);
  host.write(0x0C8, 2);
  run(4);
  EXPECT_FALSE(top.irq_o);
  raise(3, 0x05);
  EXPECT_TRUE(top.irq_o);
  host.write(0x0C8, 1);  // while an event is queued its bit stays
  EXPECT_EQ(host.read(0x0C8), 1U);
  EXPECT_TRUE(top.irq_o);
  EXPECT_EQ(host.read(0x0C0), 1U << 31 | 3U << 16 | 5U);
  host.write(0x0C4, 1);
  host.write(0x0C8, 1);
  run(4);
  EXPECT_FALSE(top.irq_o);
  EXPECT_EQ(host.read(0x0C0), 0U);
}

TEST_F(Command, EventsOfAClosedDescriptorAreForgotten) {
  raise(1, 0x01);
  raise(3, 0x21);
  answer(Errno::Ok);
  command(Call::CallClose, 3);
  host.write(0x0C4, 1);
  run(20);
  EXPECT_EQ(host.read(0x0C0), 0U);
}

}  // namespace
}  // namespace sockwire::test
