#include "verif/cosim/peer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace sockwire {
namespace {

[[noreturn]] void wrong(const std::string& sentence) { throw std::runtime_error(sentence); }

template <class T>
T take(Bench& bench, std::deque<T>& queue, double patience, const std::string& what) {
  if (!bench.run_until([&] { return !queue.empty(); }, patience)) {
    wrong(fmt::format("expected {}, but nothing came within {} us (at {} us)", what, patience,
                      bench.time_us()));
  }
  T front = std::move(queue.front());
  queue.pop_front();
  return front;
}

}  // namespace

ScriptedPeer::ScriptedPeer(Bench& bench, const Options& options) : bench_{bench}, options_{options} {
  // Ten megabits are a hundredth of a gigabit.
  if (bench.cfg().LineMbps == 10) options_.patience_us *= 10;
  bench.on_frame([this](std::span<const std::uint8_t> frame) { receive(frame); });
}

void ScriptedPeer::receive(std::span<const std::uint8_t> frame) {
  if (lose_from_engine && lose_from_engine()) return;
  const std::uint64_t dst = packet::get(frame, 0, 6);
  auto type = packet::get(frame, 12, 2);
  auto rest = frame.subspan(14);
  std::optional<std::uint16_t> tag;
  if (type == kEtherTypeVlan) {
    tag = static_cast<std::uint16_t>(packet::get(frame, 14, 2));
    type = packet::get(frame, 16, 2);
    rest = frame.subspan(18);
  }
  if (tag != options_.tag_back) wrong(tag ? fmt::format("a frame has the tag {:#06x}", *tag) : "a frame has no tag");
  if (packet::get(frame, 6, 6) != bench_.options().network.mac) wrong("a frame has not the engine's source address");
  if (type == kEtherTypeArp) {
    const auto arp = packet::Arp::parse(rest);
    if (!arp) wrong("an ARP packet is malformed");
    arp_.push_back(*arp);
    if (options_.answer_arp && arp->operation == 1 && arp->target_ip == options_.ip) {
      send_arp({.operation = 2,
                .sender_mac = options_.mac,
                .sender_ip = options_.ip,
                .target_mac = arp->sender_mac,
                .target_ip = arp->sender_ip});
    }
    return;
  }
  const packet::Ip ip = packet::Ip::parse(rest);
  if (dst != mac_of(ip.dst)) wrong(fmt::format("a datagram for {:08x} went to {:012x}", ip.dst, dst));
  if (ip.src != bench_.options().network.ip) wrong("a datagram has not the engine's source address");
  if (ip.protocol == kProtocolIcmp || ip.protocol == kProtocolUdp) datagrams.push_back(ip);
  if ((ip.fragment & 0x3FFF) == 0) return receive_ip(ip);
  // Fragments of two datagrams are told apart; those of one leave in order.
  parts_.push_back(ip);
  std::vector<packet::Ip> same;
  const auto belongs = [&](const packet::Ip& part) {
    return part.id == ip.id && part.protocol == ip.protocol && part.dst == ip.dst;
  };
  std::ranges::copy_if(parts_, std::back_inserter(same), belongs);
  if (const auto whole = packet::joined(same)) {
    std::erase_if(parts_, belongs);
    receive_ip(*whole);
  }
}

void ScriptedPeer::receive_ip(const packet::Ip& ip) {
  if (ip.protocol == kProtocolTcp) {
    tcp_.push_back(packet::Tcp::parse(ip));
  } else if (ip.protocol == kProtocolIcmp) {
    icmp_.push_back(packet::Icmp::parse(ip.payload));
  } else if (ip.protocol == kProtocolUdp) {
    udp_.push_back(packet::Udp::parse(ip, options_.without_sum));
  } else if (ip.protocol == kProtocolIgmp) {
    igmp_.push_back(packet::Igmp::parse(ip));
  } else {
    wrong(fmt::format("a datagram of protocol {} was received", ip.protocol));
  }
}

std::uint64_t ScriptedPeer::mac_of(std::uint32_t dst) const {
  const Network& network = bench_.options().network;
  if (dst == 0xFFFFFFFF || dst == (network.ip | ~network.mask)) return kMacBroadcast;
  if (dst >> 28 == 0xE) return 0x01'00'5E'00'00'00 | (dst & 0x7FFFFF);  // RFC 1112 6.4
  return options_.mac;
}

void ScriptedPeer::send_frame(std::uint16_t ether_type, std::span<const std::uint8_t> payload) {
  if (lose_to_engine && lose_to_engine()) return;
  transmit(bench_.options().network.mac, ether_type, payload);
}

void ScriptedPeer::transmit(std::uint64_t to, std::uint16_t ether_type, std::span<const std::uint8_t> payload) {
  const Octets frame = packet::ethernet(to, options_.mac, ether_type, payload);
  bench_.send_frame(options_.tag ? packet::tagged(frame, *options_.tag) : frame);
}

void ScriptedPeer::send_arp(const packet::Arp& arp, bool broadcast) {
  transmit(broadcast ? kMacBroadcast : bench_.options().network.mac, kEtherTypeArp, arp.build());
}

void ScriptedPeer::announce() {
  send_arp({.operation = 1,
            .sender_mac = options_.mac,
            .sender_ip = options_.ip,
            .target_mac = 0,
            .target_ip = bench_.options().network.ip}, true);
  const packet::Arp reply = expect_arp();
  if (reply.operation != 2 || reply.sender_mac != bench_.options().network.mac) {
    wrong("the engine's answer to an ARP request is wrong");
  }
}

void ScriptedPeer::send_tcp(const packet::Tcp& tcp) {
  const std::uint32_t engine = bench_.options().network.ip;
  send_ip({.src = options_.ip, .dst = engine, .protocol = kProtocolTcp,
           .payload = tcp.build(options_.ip, engine)});
}

void ScriptedPeer::send_ip_to(std::uint64_t mac, const packet::Ip& ip) {
  transmit(mac, kEtherTypeIpv4, ip.build());
}

void ScriptedPeer::send_pieces(std::span<const packet::Ip> pieces) {
  for (const packet::Ip& piece : pieces) send_ip(piece);
}

void ScriptedPeer::send_udp(const packet::Udp& udp) {
  const std::size_t frame = (bench_.cfg().Mtu - 20) / 8 * 8;
  const packet::Ip ip = udp.in(options_.ip, bench_.options().network.ip, ++id_);
  if (ip.payload.size() <= bench_.cfg().Mtu - 20) return send_ip(ip);
  send_pieces(packet::fragments_of(ip, frame));
}

void ScriptedPeer::send_error(const packet::Icmp& icmp) {
  send_ip({.src = options_.ip, .dst = bench_.options().network.ip, .protocol = kProtocolIcmp,
           .payload = icmp.build()});
}

void ScriptedPeer::ping(std::uint16_t sequence, std::span<const std::uint8_t> payload) {
  const packet::Icmp echo{.id = 0x77, .sequence = sequence, .payload = {payload.begin(), payload.end()}};
  send_ip({.src = options_.ip, .dst = bench_.options().network.ip, .protocol = kProtocolIcmp,
           .payload = echo.build()});
}

packet::Tcp ScriptedPeer::expect_tcp(const std::string& what) {
  return take(bench_, tcp_, options_.patience_us, what);
}
packet::Icmp ScriptedPeer::expect_icmp() {
  return take(bench_, icmp_, options_.patience_us, "an ICMP message");
}
packet::Udp ScriptedPeer::expect_udp() {
  return take(bench_, udp_, options_.patience_us, "a UDP datagram");
}
packet::Igmp ScriptedPeer::expect_igmp() {
  return take(bench_, igmp_, options_.patience_us, "an IGMP message");
}
packet::Arp ScriptedPeer::expect_arp() {
  return take(bench_, arp_, options_.patience_us, "an ARP packet");
}

void ScriptedPeer::expect_silence(double us) {
  bench_.run_us(us);
  if (!tcp_.empty()) wrong("expected silence, but this came: " + tcp_.front().text());
}

std::optional<packet::Tcp> ScriptedPeer::poll_tcp() {
  if (tcp_.empty()) return {};
  packet::Tcp front = std::move(tcp_.front());
  tcp_.pop_front();
  return front;
}

packet::Tcp PeerConnection::next(const std::string& what) {
  packet::Tcp tcp = peer_.expect_tcp(what);
  if (tcp.dst_port != port_ || (engine_port_ != 0 && tcp.src_port != engine_port_)) {
    wrong(fmt::format("expected {} for port {}, but this came: {}", what, port_, tcp.text()));
  }
  return tcp;
}

packet::Tcp PeerConnection::expect_syn() {
  packet::Tcp syn = next("a SYN");
  if (syn.flags != packet::kSyn) wrong("expected a SYN, but this came: " + syn.text());
  engine_port_ = syn.src_port;
  engine_iss_ = syn.seq;
  rcv_nxt_ = syn.seq + 1;
  return syn;
}

void PeerConnection::send_syn_ack(std::uint16_t mss) {
  snd_nxt_ = iss_;
  packet::Tcp tcp = segment(packet::kSyn | packet::kAck);
  if (mss != 0) tcp.options = packet::mss_option(mss);
  peer_.send_tcp(tcp);
  snd_nxt_ = iss_ + 1;
}

void PeerConnection::send_syn(std::uint16_t engine_port, std::uint16_t mss) {
  engine_port_ = engine_port;
  snd_nxt_ = iss_;  // also when it is sent again
  packet::Tcp tcp = segment(packet::kSyn);
  if (mss != 0) tcp.options = packet::mss_option(mss);
  peer_.send_tcp(tcp);
  snd_nxt_ = iss_ + 1;
}

packet::Tcp PeerConnection::expect_syn_ack() {
  packet::Tcp tcp = next("a SYN,ACK");
  if (tcp.flags != (packet::kSyn | packet::kAck) || tcp.ack != snd_nxt_) {
    wrong("expected a SYN,ACK, but this came: " + tcp.text());
  }
  engine_iss_ = tcp.seq;
  rcv_nxt_ = tcp.seq + 1;
  return tcp;
}

packet::Tcp PeerConnection::segment(std::uint8_t flags, std::span<const std::uint8_t> payload) const {
  return {.src_port = port_,
          .dst_port = engine_port_,
          .seq = snd_nxt_,
          .ack = (flags & packet::kAck) != 0 ? rcv_nxt_ : 0,
          .flags = flags,
          .wnd = wnd,
          .payload = {payload.begin(), payload.end()}};
}

void PeerConnection::send(std::uint8_t flags, std::span<const std::uint8_t> payload) {
  const packet::Tcp tcp = segment(flags, payload);
  peer_.send_tcp(tcp);
  snd_nxt_ += tcp.length();
}

packet::Tcp PeerConnection::expect(std::uint8_t flags, const std::string& what) {
  packet::Tcp tcp = next(what);
  const auto bare = static_cast<std::uint8_t>(tcp.flags & ~packet::kPsh);
  if (bare != flags || tcp.seq != rcv_nxt_ || (tcp.has(packet::kAck) && tcp.ack != snd_nxt_)) {
    wrong(fmt::format("expected {} with seq {} ack {}, but this came: {}", what, rcv_nxt_, snd_nxt_,
                      tcp.text()));
  }
  rcv_nxt_ += tcp.length();
  return tcp;
}

packet::Tcp PeerConnection::expect_rst() {
  packet::Tcp tcp = next("a RST");
  if (!tcp.has(packet::kRst)) wrong("expected a RST, but this came: " + tcp.text());
  return tcp;
}

Octets PeerConnection::expect_data(std::size_t octets) {
  Octets all;
  while (all.size() < octets) {
    const packet::Tcp tcp = expect(packet::kAck, "data");
    if (tcp.payload.empty()) continue;  // an acknowledgment or a window update
    all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
    send_ack();
  }
  return all;
}

void PeerConnection::open_from_engine() {
  expect_syn();
  send_syn_ack();
  expect_ack();
}

void PeerConnection::open_to(std::uint16_t engine_port) {
  send_syn(engine_port);
  expect_syn_ack();
  send_ack();
}

}  // namespace sockwire
