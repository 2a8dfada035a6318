// One model and the network around it: datagrams arrive whole or in fragments, the host of a UDP
// socket calls, and each event's record can be looked at. The octets are built and taken apart by
// code that is not the model's.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>

#include "model/toe.h"
#include "verif/cosim/packet.h"

namespace sockwire::model {

inline Octets counting(std::size_t octets, unsigned from = 0) {
  Octets all(octets);
  for (std::size_t i = 0; i < octets; ++i) all[i] = static_cast<std::uint8_t>((i + from) * 7 >> 1);
  return all;
}

// RFC 768.
struct Udp {
  std::uint16_t src_port = 5000, dst_port = 53;
  Octets payload{};
  int length = -1;  // as it is
  int checksum = -1;

  Octets build(std::uint32_t src, std::uint32_t dst) const {
    Octets octets, all;
    const std::size_t right = 8 + payload.size();
    packet::put(octets, src_port, 2);
    packet::put(octets, dst_port, 2);
    packet::put(octets, length < 0 ? right : static_cast<std::size_t>(length), 2);
    packet::put(octets, 0, 2);
    octets.insert(octets.end(), payload.begin(), payload.end());
    packet::put(all, src, 4);
    packet::put(all, dst, 4);
    packet::put(all, 17, 2);
    packet::put(all, packet::get(octets, 4, 2), 2);
    all.insert(all.end(), octets.begin(), octets.end());
    const std::uint16_t sum = packet::checksum(all);
    const auto said = checksum < 0 ? (sum == 0 ? 0xFFFF : sum) : static_cast<unsigned>(checksum);
    octets[6] = static_cast<std::uint8_t>(said >> 8);
    octets[7] = static_cast<std::uint8_t>(said);
    return octets;
  }
};

class Net {
 public:
  static constexpr std::uint32_t kOurIp = 0x0A000001, kPeerIp = 0x0A000002, kGroup = 0xE0010203;
  static constexpr std::uint32_t kSubnetBroadcast = 0x0A0000FF, kEverybody = 0xFFFFFFFF;
  static constexpr std::uint64_t kOurMac = 0x02'00'00'00'00'01, kPeerMac = 0x02'00'00'00'00'02;
  static constexpr std::uint64_t kSecond = 1'000'000;

  explicit Net(Config config = Config::base()) : toe(config) {
    network({kOurMac, kOurIp, 0xFFFFFF00, 0});
    toe.set_secret({0x1234'0003, 0x0000'0005, 0, 0});
  }
  void network(const Network& network) { toe.set_network(network); }

  // ---- what arrives
  IpRecord ip(const Octets& datagram, std::uint64_t to = kOurMac, std::optional<bool> no_room = {}) {
    toe.frame(packet::ethernet(to, kPeerMac, kEtherTypeIpv4, datagram));
    return toe.ip_event(now, no_room);
  }
  // The header's octet `at` is another, its checksum right again.
  static Octets with(Octets datagram, std::size_t at, int value) {
    datagram[at] = static_cast<std::uint8_t>(value);
    datagram[10] = datagram[11] = 0;
    const auto header = std::span(datagram).first(std::min<std::size_t>(datagram.size(), (datagram[0] & 0xF) * 4u));
    const std::uint16_t sum = packet::checksum(header);
    datagram[10] = static_cast<std::uint8_t>(sum >> 8);
    datagram[11] = static_cast<std::uint8_t>(sum);
    return datagram;
  }
  struct Piece {
    std::size_t at = 0, length = 0;
    bool more = true;
    std::uint8_t id = 1;
  };
  // A piece of `whole`.
  packet::Ip piece(const Piece& p, const Octets& whole, std::uint8_t protocol = 17) const {
    packet::Ip ip = {.src = kPeerIp, .dst = kOurIp, .protocol = protocol};
    ip.payload.assign(whole.begin() + static_cast<long>(p.at),
                      whole.begin() + static_cast<long>(p.at + p.length));
    ip.fragment = static_cast<std::uint16_t>(p.at / 8 | (p.more ? 0x2000 : 0));
    return ip;
  }
  IpRecord fragment(const Piece& p, const Octets& whole, std::uint8_t protocol = 17,
                    std::optional<bool> no_room = {}) {
    return ip(with(piece(p, whole, protocol).build(), 5, p.id), kOurMac, no_room);
  }
  UdpRecord udp(const Udp& udp, std::uint32_t dst = kOurIp, std::uint32_t src = kPeerIp) {
    const packet::Ip datagram = {
        .src = src, .dst = dst, .protocol = 17, .payload = udp.build(src, dst)};
    EXPECT_EQ(ip(datagram.build(), dst == kOurIp ? kOurMac : kMacBroadcast).verdict,
              IpVerdict::IpDelivered);
    return toe.udp_arrival_event(now);
  }
  void icmp(const Octets& message, std::uint32_t src = kPeerIp) {
    ip(packet::Ip{.src = src, .dst = kOurIp, .protocol = 1, .payload = message}.build());
  }
  ArpRecord arp(const packet::Arp& packet) {
    toe.frame(packet::ethernet(kMacBroadcast, kPeerMac, kEtherTypeArp, packet.build()));
    return toe.arp_packet_event();
  }
  // The peer asks for us: from now on we know it.
  void meet(std::uint32_t ip = kPeerIp) { arp({1, kPeerMac, ip, 0, kOurIp}); }

  // ---- the host
  Errno call(const UserCall& call, const Octets& octets = {}, std::optional<bool> no_room = {}) {
    toe.call(call, octets);
    r = toe.udp_call_event(now, no_room);
    return r.answer.error;
  }
  std::uint16_t socket(std::uint16_t port = 0) {
    call({.call = Call::CallSocket, .port = 1});
    const auto desc = static_cast<std::uint16_t>(r.answer.value);
    if (port != 0) call({.call = Call::CallBind, .desc = desc, .port = port});
    return desc;
  }
  Errno send(std::uint16_t desc, const Octets& octets, std::uint32_t addr = kPeerIp,
             std::uint16_t port = 5000, bool more = false) {
    const auto length = static_cast<std::uint32_t>(octets.size()) | (more ? 1u << 31 : 0);
    return call({.call = Call::CallSend, .desc = desc, .addr = addr, .port = port, .length = length},
                octets);
  }
  // A datagram of any size, piece by piece.
  Errno send_all(std::uint16_t desc, const Octets& octets, std::uint32_t addr = kPeerIp) {
    for (std::size_t at = 0;; at += kWindowBytes) {
      const std::size_t left = octets.size() - at;
      const bool more = left > kWindowBytes;
      const auto begin = octets.begin() + static_cast<long>(at);
      const Octets one(begin, begin + static_cast<long>(std::min<std::size_t>(left, kWindowBytes)));
      if (const Errno e = send(desc, one, addr, 5000, more); e != Errno::Ok || !more) return e;
    }
  }
  Errno option(std::uint16_t desc, Option which, std::uint32_t value) {
    return call({.call = Call::CallOption,
                 .desc = desc,
                 .port = static_cast<std::uint16_t>(which),
                 .length = value});
  }
  Errno recv(std::uint16_t desc, std::uint32_t length = kWindowBytes, std::uint32_t from = 0,
             std::uint16_t flags = 0) {
    return call({.call = Call::CallRecv, .desc = desc, .addr = from, .port = flags, .length = length});
  }

  // ---- what leaves
  packet::Ip sent(FrameKind kind = FrameKind::Send) {
    const auto frame = toe.next_frame(kind);
    EXPECT_TRUE(frame);
    last_frame = frame.value_or(Octets{});
    return frame ? packet::Ip::parse(std::span(*frame).subspan(14)) : packet::Ip{};
  }

  Toe toe;
  std::uint64_t now = 10 * kSecond;
  UdpRecord r{};  // of the last call
  Octets last_frame;
};

}  // namespace sockwire::model
