// ICMP errors of our own (RFC 792, 1122 3.2.2, 1812 4.3.2.8): which are sent, and which never.
#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

class IcmpOut : public DatagramTest {
 protected:
  static constexpr std::uint8_t kNobodys = 99;  // a protocol that we have not

  explicit IcmpOut(unsigned time_shift = 10) : DatagramTest(time_shift) {}

  // No error is sent for it, and the next that deserves one gets it.
  void expect_no_error(const Ip& ip, const std::string& why, std::uint64_t mac = 0) {
    peer().send_ip_to(mac != 0 ? mac : options.network.mac, ip);
    bench().drain();
    EXPECT_FALSE(peer().has_icmp()) << why;
    EXPECT_EQ(count(reg::kIcmpOutDestUnreachs), told_) << why;
    peer().send_ip(udp_of(pattern(8), 1, 9));
    EXPECT_EQ(peer().expect_icmp().code, 3) << why;
    ++told_;
  }

 private:
  std::uint32_t told_ = 0;
};
SOCKWIRE_ENGINES(IcmpOut);

class IcmpOutLimit : public IcmpOut {
 protected:
  IcmpOutLimit() : IcmpOut(6) {}
};
SOCKWIRE_ENGINES(IcmpOutLimit);

TEST_P(IcmpOut, AProtocolThatWeHaveNotIsTold) {
  proves("I15 1122-ICMP-11 1122-ICMP-02 1122-ICMP-05 792-03");
  peer().announce();
  for (const std::size_t size : {8U, 9U, 100U, 1480U}) {
    Ip ip = ip_of(kNobodys, pattern(size), static_cast<std::uint16_t>(size));
    ip.tos = 0x88;
    ip.ttl = 3;
    peer().send_ip(ip);
    const Icmp error = peer().expect_icmp();
    EXPECT_EQ(error.type, 3);
    EXPECT_EQ(error.code, 2);
    EXPECT_EQ(error.id, 0);
    EXPECT_EQ(error.sequence, 0);
    EXPECT_EQ(error.payload, quoted(ip));
    EXPECT_EQ(peer().datagrams.back().dst, peer().ip());
    EXPECT_EQ(peer().datagrams.back().tos, 0);
  }
  EXPECT_EQ(count(reg::kIpInUnknownProtos), 4U);
  EXPECT_EQ(count(reg::kIcmpOutDestUnreachs), 4U);
}

TEST_P(IcmpOut, NobodyIsToldOfWhatNobodyMayBeToldOf) {
  proves("792-04 1122-ICMP-06 1122-ICMP-07 1122-ICMP-08 1122-ICMP-09 1122-ICMP-10 I15 U03");
  peer().announce();
  const Ip protocol = ip_of(kNobodys, pattern(40));
  const Ip closed = Udp{.src_port = kOurs, .dst_port = 9, .payload = pattern(40), .checksum = 0}.in(peer().ip(), engine_ip());
  const auto spoilt = [](Ip ip, auto&& how) {
    how(ip);
    return ip;
  };
  expect_no_error(spoilt(protocol, [](Ip& ip) { ip.payload.resize(7); }), "nothing to quote");
  expect_no_error(spoilt(protocol, [](Ip& ip) { ip.fragment = 5; }), "a later fragment");
  expect_no_error(spoilt(protocol, [](Ip& ip) { ip.options = {1, 1, 1, 0}; }), "options");
  expect_no_error(spoilt(closed, [](Ip& ip) { ip.options = {1, 1, 1, 0}; }), "options, for UDP");
  for (const Ip& ip : {protocol, closed}) {
    expect_no_error(ip, "our address in a broadcast frame", kMacBroadcast);
    expect_no_error(spoilt(ip, [](Ip& to) { to.dst = 0xFFFFFFFF; }), "a broadcast", kMacBroadcast);
    expect_no_error(spoilt(ip, [](Ip& to) { to.dst = 0x0A0000FF; }), "of our net", kMacBroadcast);
    for (const std::uint32_t src : {0U, 0x7F000001U, 0xE0000001U, 0xF0000001U, 0xFFFFFFFFU, 0x0A0000FFU, 0x0A000001U}) {
      expect_no_error(spoilt(ip, [&](Ip& from) { from.src = src; }), "from nobody");
    }
  }
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{3, 11, 12, 4, 5, 13, 99}) {
    Icmp icmp = packet::error(type, 0, closed);
    expect_no_error(ip_of(kProtocolIcmp, icmp.build()), "ICMP of its own");
  }
  EXPECT_EQ(count(reg::kIcmpOutLimited), 0U);
}

// A hundred in a second; those above it are counted.
TEST_P(IcmpOutLimit, AHundredInASecond) {
  proves("U03 I15");
  peer().announce();
  const auto flood = [&](unsigned so_many) {
    unsigned answers = 0;
    for (unsigned i = 0; i < so_many; ++i) {
      peer().send_ip(i % 2 ? ip_of(kNobodys, pattern(8)) : udp_of(pattern(8), 1, 9));
      bench().run_us(4);
    }
    bench().drain();
    while (peer().has_icmp()) ++answers, peer().expect_icmp();
    return answers;
  };
  EXPECT_EQ(flood(110), 100U);
  EXPECT_EQ(count(reg::kIcmpOutLimited), 10U);
  peer().ping(1, pattern(20));
  EXPECT_EQ(peer().expect_icmp().payload, pattern(20)) << "replies are not errors";
  if (GetParam() == Engine::Model) {
    bench().run_engine_us(1'010'000);
    EXPECT_EQ(flood(10), 10U);
  }
}

// Its neighbour is not known: it is lost, and asked for.
TEST_P(IcmpOut, AnErrorDoesNotWaitForItsNeighbour) {
  peer().send_ip(udp_of(pattern(8), 1, 9));
  EXPECT_EQ(peer().expect_arp().target_ip, peer().ip());
  expect_nothing();
  EXPECT_EQ(count(reg::kIcmpOutLimited), 1U);
  peer().send_ip(udp_of(pattern(8), 1, 9));
  EXPECT_EQ(peer().expect_icmp().code, 3);
}

}  // namespace
}  // namespace sockwire
