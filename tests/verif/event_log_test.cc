// The notation of records.
#include "verif/cosim/event_log.h"

#include <gtest/gtest.h>

namespace sockwire {
namespace {

TEST(EventLog, ASegmentWithItsAnswer) {
  TcpRecord r;
  r.order = 42, r.now = 1032, r.conn = 3;
  r.kind = EventKind::EventSegment;
  r.segment.flags.fin = r.segment.flags.ack = true;
  r.segment.seq = 1001, r.segment.ack = 2001, r.segment.wnd = 512;
  r.pre.allocated = r.post.allocated = r.post.has_buffer = true;
  r.pre.state = TcpState::Established, r.post.state = TcpState::CloseWait;
  r.post.snd_una = r.post.snd_nxt = 2001, r.post.rcv_nxt = 1002;
  r.emit.valid = r.emit.flags.ack = true;
  r.emit.seq = 2001, r.emit.ack = 1002, r.emit.wnd = 4095;
  r.ready_desc = 3, r.ready.peer_closed = true;
  EXPECT_EQ(to_text(r),
            "42 t=1032 c=3 Established>CloseWait < F. 1001:1001(0) ack 2001 win 512"
            " | > . 2001:2001(0) ack 1002 win 4095 | una 2001 nxt 2001 rcv 1002 | ready 3: peer_closed");
}

TEST(EventLog, Options) {
  Segment syn;
  syn.flags.syn = syn.has_mss = syn.has_sackok = syn.has_ts = syn.has_wscale = true;
  syn.mss = 1460, syn.tsval = 1, syn.wscale = 7;
  EXPECT_EQ(to_text(syn), "S 0:0(0) win 0 <mss 1460,sackOK,TS val 1 ecr 0,wscale 7>");
  Emit ack;
  ack.valid = ack.flags.ack = true;
  ack.sacks = 2, ack.sack0 = {1, 2}, ack.sack1 = {5, 9};
  EXPECT_EQ(to_text(ack), ". 0:0(0) ack 0 win 0 <sack 1:2 5:9>");
}

TEST(EventLog, ACall) {
  TcpRecord r;
  r.conn = 0, r.kind = EventKind::EventUser;
  r.call = {.call = Call::CallConnect, .desc = 0, .addr = 0x0A000002, .port = 80};
  r.answer = {.valid = true, .error = Errno::Einprogress, .value = 49152};
  EXPECT_EQ(to_text(r), "0 t=0 c=0 Closed connect(0, 10.0.0.2:80) = Einprogress 49152");
  r.call = {.call = Call::CallOption, .desc = 0, .port = 2, .length = 500};
  r.answer = {.valid = true};
  EXPECT_EQ(to_text(r), "0 t=0 c=0 Closed option(0, keepidle, 500) = Ok 0");
}

TEST(EventLog, Neighbours) {
  ArpRecord arp;
  arp.kind = ArpEvent::ArpResolve, arp.ip = 0x0A000002;
  arp.send = ArpSend::SendRequest, arp.send_ip = 0x0A000002;
  EXPECT_EQ(to_text(arp), "arp 0 tcp asks for 10.0.0.2: miss | > who-has 10.0.0.2");
  EXPECT_EQ(to_text(IcmpRecord{.verdict = IcmpVerdict::IcmpAnswered, .src = 0x0A000002, .length = 64}),
            "icmp 0 answered from 10.0.0.2 length 64");
}

TEST(EventLog, GroupsAndTheEchoApplication) {
  IgmpRecord igmp{.order = 3, .now = 2048, .kind = IgmpEvent::IgmpJoin, .group = 0xE0010203, .entry = 1};
  igmp.post = {.state = IgmpState::EntryMember, .group = 0xE0010203, .last_reporter = true, .repeats = true, .armed = true, .deadline = 500};
  igmp.send = IgmpSend::IgmpSendV3, igmp.record_type = kToExclude;
  EXPECT_EQ(to_text(igmp), "igmp 3 t=2048 join 224.1.2.3 entry 1 member last reporter repeats until 500 v3 | > v3 record 4");
  igmp = {.kind = IgmpEvent::IgmpMessage, .verdict = IgmpVerdict::IgmpQuery, .src = 0x0A000002, .length = 8,
          .msg_type = kTypeQuery, .code = 100, .mode = IgmpMode::ModeV2};
  EXPECT_EQ(to_text(igmp), "igmp 0 t=0 message query from 10.0.0.2 length 8 type 0x11 code 100 group 0.0.0.0 v2");
  EXPECT_EQ(to_text(UdpEchoRecord{.verdict = UdpEchoVerdict::EchoRefused, .src = 0x0A000002, .src_port = 7, .length = 18}),
            "udp echo 0 refused 10.0.0.2:7 (18)");
}

TEST(EventLog, HistoryKeepsTheLastLines) {
  History history{2};
  for (const char* line : {"a", "b", "c"}) history.add(line);
  EXPECT_EQ(history.text("- "), "- b\n- c\n");
}

}  // namespace
}  // namespace sockwire
