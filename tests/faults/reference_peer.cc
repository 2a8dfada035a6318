#include "tests/faults/reference_peer.h"

#include <stdexcept>

namespace sockwire {
namespace {

constexpr std::uint16_t kTypeIp = 0x0800, kTypeArp = 0x0806;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint64_t kBroadcast = 0xFFFF'FFFF'FFFF;

}  // namespace

ReferenceTcp& ReferencePeer::add(const ReferenceTcp::Options& options) {
  auto& endpoint = endpoints_[options.port];
  endpoint = std::make_unique<ReferenceTcp>(options, [this](const packet::Tcp& tcp) { send_tcp(tcp); });
  return *endpoint;
}

void ReferencePeer::receive(std::span<const std::uint8_t> frame, double now_us) {
  const std::uint64_t to = packet::get(frame, 0, 6);
  if (to != options_.mac && to != kBroadcast) {
    ++counts_.foreign;
    return;
  }
  const std::uint64_t type = packet::get(frame, 12, 2);
  if (type == kTypeArp) return receive_arp(frame.subspan(14));
  if (type != kTypeIp) {
    ++counts_.foreign;
    return;
  }
  try {
    const packet::Ip ip = packet::Ip::parse(frame.subspan(14));
    if (ip.dst != options_.ip || ip.src != options_.engine_ip || ip.protocol != kTcp) {
      ++counts_.foreign;
      return;
    }
    const packet::Tcp tcp = packet::Tcp::parse(ip);
    const auto endpoint = endpoints_.find(tcp.dst_port);
    if (endpoint == endpoints_.end() || endpoint->second->gone() ||
        (endpoint->second->options().remote_port != 0 && endpoint->second->options().remote_port != tcp.src_port)) {
      return reset(tcp);
    }
    endpoint->second->receive(tcp, now_us);
  } catch (const std::runtime_error&) {
    ++counts_.bad_sums;
  }
}

void ReferencePeer::receive_arp(std::span<const std::uint8_t> payload) {
  const auto arp = packet::Arp::parse(payload);
  if (!arp || arp->operation != 1 || arp->target_ip != options_.ip) return;
  const packet::Arp reply{.operation = 2, .sender_mac = options_.mac, .sender_ip = options_.ip,
                          .target_mac = arp->sender_mac, .target_ip = arp->sender_ip};
  send_(packet::ethernet(arp->sender_mac, options_.mac, kTypeArp, reply.build()));
}

void ReferencePeer::announce() {
  const packet::Arp request{.operation = 1, .sender_mac = options_.mac, .sender_ip = options_.ip,
                            .target_mac = 0, .target_ip = options_.engine_ip};
  send_(packet::ethernet(kBroadcast, options_.mac, kTypeArp, request.build()));
}

void ReferencePeer::reset(const packet::Tcp& to) {
  if (to.has(packet::kRst)) return;
  ++counts_.resets;
  packet::Tcp tcp{.src_port = to.dst_port, .dst_port = to.src_port, .flags = packet::kRst, .wnd = 0};
  if (to.has(packet::kAck)) {
    tcp.seq = to.ack;
  } else {
    tcp.ack = to.seq + to.length();
    tcp.flags |= packet::kAck;
  }
  send_tcp(tcp);
}

void ReferencePeer::tick(double now_us) {
  for (auto& [port, endpoint] : endpoints_) {
    if (!endpoint->gone()) endpoint->tick(now_us);
  }
}

void ReferencePeer::send_tcp(const packet::Tcp& tcp) {
  const packet::Ip ip{.src = options_.ip, .dst = options_.engine_ip, .protocol = kTcp,
                      .payload = tcp.build(options_.ip, options_.engine_ip)};
  send_(packet::ethernet(options_.engine_mac, options_.mac, kTypeIp, ip.build()));
}

}  // namespace sockwire
