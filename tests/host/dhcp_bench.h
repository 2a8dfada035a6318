// A device (the model) on a wire whose other end is a DHCP server that a test scripts, message by message.
#pragma once

#include <functional>
#include <random>
#include <vector>

#include "host/dhcp.h"
#include "host/registers.h"
#include "model/socket/registers.h"
#include "verif/cosim/packet.h"

namespace sockwire {

inline constexpr std::uint64_t kOurMac = 0x025357000001, kServerMac = 0x020000000067;
inline constexpr std::uint32_t kServer = 0x0A000002, kOther = 0x0A000003, kLent = 0x0A000032;
inline constexpr std::uint32_t kMask = 0xFFFFFF00, kRouter = 0x0A0000FE;

class DhcpWire : public Bus {
 public:
  // A message of ours, and how it travelled.
  struct Seen {
    Microseconds at{};
    std::uint64_t dst_mac = 0;
    std::uint32_t src = 0, dst = 0;
    std::uint16_t src_port = 0, dst_port = 0;
    packet::Octets octets{};
    DhcpMessage message{};
  };

  std::vector<Seen> seen;
  std::vector<packet::Arp> asked;               // all ARP that we sent
  std::function<void(const Seen&)> answer = [](const Seen&) {};
  bool address_is_taken = false;                // another station answers probes
  Microseconds clock{};                         // that the client is given

  std::uint32_t read32(std::uint32_t address) override { return registers_.read32(address); }
  void write32(std::uint32_t address, std::uint32_t value) override { registers_.write32(address, value); }
  bool wait_interrupt(Microseconds limit) override {
    for (Microseconds passed{0}; passed < limit && !registers_.interrupt(); passed += kTick) tick();
    return registers_.interrupt();
  }
  Microseconds now() override { return now_; }

  void tick() {
    now_ += kTick;
    registers_.advance(static_cast<std::uint64_t>(kTick.count()));
    while (const auto frame = registers_.next_frame()) take({frame->begin(), frame->end()});
  }

  void give(std::uint64_t dst_mac, std::uint16_t type, const packet::Octets& payload) {
    registers_.frame(packet::ethernet(dst_mac, kServerMac, type, payload));
  }
  // Octets of UDP from a server.
  void give_datagram(std::uint32_t src, std::uint16_t src_port, std::uint32_t dst, const packet::Octets& octets) {
    packet::Octets udp;
    packet::put(udp, src_port, 2);
    packet::put(udp, kDhcpClientPort, 2);
    packet::put(udp, 8 + octets.size(), 2);
    packet::put(udp, 0, 2);  // RFC 768: no checksum
    udp.insert(udp.end(), octets.begin(), octets.end());
    const bool everybody = dst == 0xFFFFFFFF;
    give(everybody ? 0xFFFFFFFFFFFF : kOurMac, 0x0800,
         packet::Ip{.src = src, .dst = dst, .protocol = 17, .payload = udp}.build());
  }
  // What a server says to this message, unless `change` says otherwise.
  DhcpMessage reply(const Seen& to, DhcpMessage::Type type) const {
    DhcpMessage message{.reply = true, .type = type, .xid = to.message.xid, .yiaddr = kLent,
                        .mac = to.message.mac, .server = kServer};
    if (type != DhcpMessage::Type::Nak) {
      message.mask = kMask;
      message.router = kRouter;
      message.lease = 1000;
    }
    return message;
  }
  void say(const Seen& to, const DhcpMessage& message) {
    give_datagram(message.server, kDhcpServerPort, to.message.broadcast || to.dst == 0xFFFFFFFF ? 0xFFFFFFFF : to.src,
                  octets_of(message));
  }
  // A server that lends kLent to whom asks.
  void serve(const Seen& to) {
    using Type = DhcpMessage::Type;
    if (to.message.type == Type::Discover) say(to, reply(to, Type::Offer));
    if (to.message.type == Type::Request) say(to, reply(to, Type::Ack));
  }
  static packet::Octets octets_of(const DhcpMessage& message) {
    packet::Octets octets;
    for (const auto octet : serialize(message)) octets.push_back(std::to_integer<std::uint8_t>(octet));
    return octets;
  }

 private:
  static constexpr Microseconds kTick{1000};

  void take(const packet::Octets& frame) {
    const packet::Octets inside(frame.begin() + 14, frame.end());
    if (packet::get(frame, 12, 2) == 0x0806) return take_arp(packet::Arp::parse(inside).value());
    const auto ip = packet::Ip::parse(inside);
    if (ip.protocol != 17) return;
    Seen one{.at = clock, .dst_mac = packet::get(frame, 0, 6), .src = ip.src, .dst = ip.dst,
             .src_port = static_cast<std::uint16_t>(packet::get(ip.payload, 0, 2)),
             .dst_port = static_cast<std::uint16_t>(packet::get(ip.payload, 2, 2))};
    one.octets.assign(ip.payload.begin() + 8, ip.payload.end());
    one.message = parse_dhcp(std::as_bytes(std::span(one.octets))).value();
    seen.push_back(one);
    answer(one);
  }
  void take_arp(const packet::Arp& arp) {
    asked.push_back(arp);
    const bool probe = arp.sender_ip == 0;
    if (arp.operation != 1 || (probe ? !address_is_taken : arp.target_ip != kServer)) return;
    give(kOurMac, 0x0806, packet::Arp{.operation = 2, .sender_mac = kServerMac, .sender_ip = arp.target_ip,
                                      .target_mac = kOurMac, .target_ip = arp.sender_ip}.build());
  }

  model::Registers registers_{Config::small()};
  Microseconds now_{0};
};

}  // namespace sockwire
