// What should not be on the wire: counted, dropped, and the next good frame is served.
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

#include <map>

namespace sockwire {
namespace {

using namespace packet;

class BadInput : public EngineTest {
 protected:
  Octets echo(std::size_t size = 40) {
    const Icmp icmp{.id = 1, .sequence = 1, .payload = pattern(size)};
    return Ip{.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolIcmp, .payload = icmp.build()}.build();
  }
  Octets frame(const Octets& payload, std::uint16_t type = kEtherTypeIpv4) {
    return ethernet(bench().options().network.mac, peer().mac(), type, payload);
  }
  // The header checksum of a datagram that was spoilt on purpose, set right again.
  static void mend(Octets& ip) {
    const std::size_t header = std::min<std::size_t>(static_cast<std::size_t>(ip[0] & 0xF) * 4, ip.size());
    if (header < 20) return;
    ip[10] = ip[11] = 0;
    const std::uint16_t sum = checksum(std::span(ip).first(header));
    ip[10] = static_cast<std::uint8_t>(sum >> 8), ip[11] = static_cast<std::uint8_t>(sum);
  }
  // After the bad thing this counter has moved by one, nothing was sent, and a ping is answered.
  void expect_dropped(std::uint32_t counter, std::uint32_t by = 1) {
    const std::uint32_t before = dropped_[counter];
    bench().drain();
    EXPECT_EQ(count(counter), before + by) << std::hex << counter;
    dropped_[counter] = before + by;
    peer().ping(++sequence_, pattern(20));
    EXPECT_EQ(peer().expect_icmp().sequence, sequence_);
    EXPECT_FALSE(peer().has_tcp());
  }

 private:
  std::map<std::uint32_t, std::uint32_t> dropped_;
  std::uint16_t sequence_ = 0;
};
SOCKWIRE_ENGINES(BadInput);

TEST_P(BadInput, FramesTheMacMustDrop) {
  proves("F01 F02 F03 F06");
  peer().announce();
  WireFrame runt = good_frame(frame(echo()));
  runt.octets = good_frame(frame({}, 0x0800)).octets;
  runt.octets.erase(runt.octets.begin() + 20, runt.octets.begin() + 21);
  bench().send_wire(runt);
  expect_dropped(reg::kMacRunts);

  Octets long_one = frame(pattern(1501));
  bench().send_wire(good_frame(long_one));
  expect_dropped(reg::kMacGiants);

  for (const std::size_t bit : {0U, 200U, 479U, 511U}) {
    WireFrame wrong = good_frame(frame(echo(10)));
    wrong.octets.resize(64);
    wrong.octets[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    bench().send_wire(wrong);
    expect_dropped(reg::kMacFcsErrors);
  }
  Octets foreign = frame(echo());
  foreign[5] ^= 1;
  bench().send_frame(foreign);
  expect_dropped(reg::kMacFiltered);
}

TEST_P(BadInput, ErrorsBesideTheOctets) {
  proves("F03");
  peer().announce();
  for (const int at : {0, 30, 63}) {
    WireFrame wrong = good_frame(frame(echo()));
    wrong.error_at = at;
    bench().send_wire(wrong);
    expect_dropped(reg::kMacSymbolErrors);
  }
}

TEST_P(BadInput, BurstsThatAreNoFrames) {
  peer().announce();
  WireFrame burst = good_frame(frame(echo()));
  burst.sfd = false;
  burst.octets = Octets(40, 0x12);
  bench().send_wire(burst);
  expect_dropped(reg::kMacRunts, 0);
  WireFrame empty = good_frame(frame(echo()));
  empty.octets.clear();
  bench().send_wire(empty);
  expect_dropped(reg::kMacRunts);
  WireFrame short_preamble = good_frame(frame(echo()));  // repeaters eat some of it
  short_preamble.preamble = 2;
  if (bench().cfg().Phy == Phy::PhyNone) bench().send_wire(short_preamble);
  bench().drain();
}

// 1122 3.2.1: each line of docs/rules/network.md, "IPv4 in".
TEST_P(BadInput, DatagramsWithWrongHeaders) {
  proves("1122-IP-01 1122-IP-02 1122-IP-05 1122-IP-06 1122-IP-26 1122-IP-27 791-01 791-02");
  proves("F05 F07 I01 I05");
  peer().announce();
  const auto spoil = [&](std::size_t at, std::uint8_t value, std::uint32_t counter) {
    Octets ip = echo();
    ip[at] = value;
    mend(ip);
    bench().send_frame(frame(ip));
    expect_dropped(counter);
  };
  spoil(0, 0x65, reg::kIpInHdrErrors);   // version 6
  spoil(0, 0x44, reg::kIpInHdrErrors);   // header of 16 octets
  spoil(2, 0xFF, reg::kIpInHdrErrors);   // total length beyond the frame
  spoil(9, 17, reg::kUdpInErrors);       // no checksum of UDP
  spoil(6, 0x20, reg::kIpReasmReqds);    // the first of two fragments
  spoil(7, 0x01, reg::kIpReasmReqds);    // a second that overlaps it
  spoil(12, 127, reg::kIpInAddrErrors);  // from a loopback address
  spoil(12, 0xE0, reg::kIpInAddrErrors);
  spoil(15, 0x01, reg::kIpInAddrErrors);  // from ourselves
  spoil(19, 0x07, reg::kIpInAddrErrors);  // for somebody else
  spoil(19, 0xFF, reg::kIpInDiscards);    // for all on the subnet
  Octets total = echo();
  total[2] = 0, total[3] = 19;  // less than the header
  mend(total);
  bench().send_frame(frame(total));
  expect_dropped(reg::kIpInHdrErrors);
  Octets sum = echo();
  sum[11] ^= 1;
  bench().send_frame(frame(sum));
  expect_dropped(reg::kIpInHdrErrors);
  Octets options_beyond = echo(0);
  options_beyond[0] = 0x4F;  // header of 60 octets in 28
  mend(options_beyond);
  bench().send_frame(frame(options_beyond));
  expect_dropped(reg::kIpInHdrErrors);
  bench().send_frame(ethernet(kMacBroadcast, peer().mac(), kEtherTypeIpv4, echo()));
  expect_dropped(reg::kIpInDiscards);
  bench().send_frame(frame(pattern(46), 0x86DD));
  expect_dropped(reg::kIfInUnknownProtos);
  bench().send_frame(frame(pattern(46), 0x0003));
  expect_dropped(reg::kIfInUnknownProtos);
}

// Lessons 24, 26: bad checksums above IP are not answered.
TEST_P(BadInput, WrongChecksumsAboveIp) {
  proves("9293-MUST-3 792-01 T02 C01");
  peer().announce();
  Icmp icmp{.payload = pattern(33)};
  Octets message = icmp.build();
  message[3] ^= 4;
  peer().send_ip({.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolIcmp, .payload = message});
  expect_dropped(reg::kIcmpInErrors);
  peer().send_ip({.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolIcmp, .payload = {8, 0, 0xF7, 0xFF}});
  expect_dropped(reg::kIcmpInErrors);
  for (const std::size_t at : {0U, 13U, 17U, 25U}) {
    Octets tcp = Tcp{.src_port = 4000, .dst_port = 9, .flags = kSyn, .payload = pattern(7)}.build(peer().ip(), 0x0A000001);
    tcp[at] ^= 0x10;
    peer().send_ip({.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolTcp, .payload = tcp});
    expect_dropped(reg::kTcpInErrs);
  }
}

TEST_P(BadInput, TcpHeadersThatLie) {
  proves("T01");
  peer().announce();
  const auto send = [&](Octets tcp) {
    // A right checksum over whatever is there.
    if (tcp.size() >= 18) {
      tcp[16] = tcp[17] = 0;
      const std::uint32_t pseudo = (peer().ip() >> 16) + (peer().ip() & 0xFFFF) + 0x0A00 + 0x0001 + 6 +
                                   static_cast<std::uint32_t>(tcp.size());
      const std::uint16_t sum = checksum(tcp, pseudo);
      tcp[16] = static_cast<std::uint8_t>(sum >> 8), tcp[17] = static_cast<std::uint8_t>(sum);
    }
    peer().send_ip({.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolTcp, .payload = tcp});
    expect_dropped(reg::kTcpInErrs);
  };
  const Octets good = Tcp{.src_port = 4000, .dst_port = 9, .flags = kSyn}.build(peer().ip(), 0x0A000001);
  for (const std::size_t size : {0U, 1U, 4U, 12U, 19U}) send(Octets(good.begin(), good.begin() + static_cast<long>(size)));
  for (const unsigned offset : {0x00U, 0x40U, 0x60U, 0xF0U}) {
    Octets tcp = good;
    tcp[12] = static_cast<std::uint8_t>(offset);
    send(tcp);
  }
}

// Lessons 3: an option of length 0 never advances; others reach beyond the header.
TEST_P(BadInput, TcpOptionsThatLie) {
  proves("9293-MUST-7 T03");
  listening(80, 16);
  peer().announce();
  std::uint16_t port = 5000;
  const std::pair<Octets, unsigned> cases[] = {
      {{3, 0, 2, 4}, 536}, {{3, 1, 2, 4}, 536}, {{2, 4, 1}, 536},       {{2, 40, 1, 0}, 536},
      {{0, 2, 4, 1, 0}, 536}, {{1, 1, 1, 2, 4, 2, 0}, 512}, {{8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 1, 0}, 256},
      {{2, 4, 0, 1}, 64},  {{2, 3, 9, 2, 4, 1, 0}, 256}, {{2, 4, 1, 0, 2, 4, 5, 0}, 256},
      {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 0}, 256},
      {{254, 255, 2, 4}, 536}};
  for (const auto& [tcp_options, mss] : cases) {
    Tcp syn{.src_port = ++port, .dst_port = 80, .seq = 1, .flags = kSyn};
    syn.options = tcp_options;
    peer().send_tcp(syn);
    const Tcp answer = peer().expect_tcp();
    EXPECT_EQ(answer.flags, kSyn | kAck) << port;
    EXPECT_EQ(answer.dst_port, port);
    (void)mss;  // lockstep compares snd_mss in the record
    peer().send_tcp({.src_port = port, .dst_port = 80, .seq = 2, .flags = kRst});
  }
}

TEST_P(BadInput, ArpThatLies) {
  proves("826-01 826-05 A01 A05");
  peer().announce();
  const Octets good = Arp{.operation = 1, .sender_mac = peer().mac(), .sender_ip = peer().ip(), .target_ip = 0x0A000001}.build();
  const auto spoil = [&](std::size_t at, std::uint8_t value) {
    Octets arp = good;
    arp[at] = value;
    bench().send_frame(frame(arp, kEtherTypeArp));
    bench().drain();
  };
  spoil(1, 6), spoil(2, 9), spoil(4, 5), spoil(5, 16), spoil(7, 3), spoil(7, 0), spoil(8, 1);
  bench().run_us(100);
  EXPECT_EQ(count(reg::kArpOutReplies), 1U);  // the one to announce()
  expect_dropped(reg::kArpOutRequests, 0);
}

// IP options are skipped; what follows them is served (1122 3.2.1.8).
TEST_P(BadInput, DatagramWithOptionsIsServed) {
  proves("1122-IP-14 9293-MUST-50");
  peer().announce();
  const Icmp icmp{.id = 9, .sequence = 5, .payload = pattern(13)};
  for (const std::size_t words : {1U, 2U, 5U, 10U}) {
    peer().send_ip({.src = peer().ip(), .dst = 0x0A000001, .protocol = kProtocolIcmp, .payload = icmp.build(), .options = Octets(4 * words, 1)});
    EXPECT_EQ(peer().expect_icmp().payload, icmp.payload);
  }
}

}  // namespace
}  // namespace sockwire
