#include "verif/fuzz/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include "verif/cosim/packet.h"

namespace sockwire::fuzz {
namespace {

using packet::Ip;
using packet::Tcp;

constexpr std::uint64_t kPeerMac = 0x02'AA'BB'CC'DD'02;
constexpr std::uint32_t kPeerIp = 0x0A000002, kSilentIp = 0x0A000003, kFarIp = 0xC0000201, kGroup = 0xE8010203;
constexpr unsigned kTimeShift = 10;
constexpr double kMostUs = 20'000;      // of simulated time in a script
constexpr unsigned kMostSteps = 400;
constexpr std::size_t kFlows = 8;
constexpr std::uint32_t kWindowWords = (reg::kRecvWindow - reg::kSendWindow) / 4;

// What lies between is refused by the bus, which is not the engine's business.
bool mapped(std::uint32_t address) {
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 9> holes{{
      {offsetof(toe_regs_t, RESERVED_70_7f), reg::kCmdCall},
      {offsetof(toe_regs_t, RESERVED_a8_bf), reg::kEvent},
      {offsetof(toe_regs_t, RESERVED_d0_ff), reg::kSockSelect},
      {offsetof(toe_regs_t, RESERVED_16c_1ff), reg::kTcpActiveOpens},
      {offsetof(toe_regs_t, RESERVED_23c_23f), reg::kIpInReceives},
      {offsetof(toe_regs_t, RESERVED_25c_25f), reg::kIcmpInMsgs},
      {offsetof(toe_regs_t, RESERVED_294_29f), reg::kIfInUnknownProtos},
      {offsetof(toe_regs_t, RESERVED_2c8_2cb), reg::kIcmpInSrcQuenchs},
      {sizeof(toe_regs_t), reg::kSendWindow},
  }};
  return std::ranges::none_of(holes, [=](const auto& hole) { return address >= hole.first && address < hole.second; });
}

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> octets) : octets_{octets} {}
  [[nodiscard]] bool empty() const { return at_ >= octets_.size(); }
  std::uint8_t octet() { return empty() ? std::uint8_t{0} : octets_[at_++]; }
  std::uint16_t half() { return static_cast<std::uint16_t>(octet() << 8 | octet()); }
  std::uint32_t word() {
    const std::uint32_t high = half();
    return high << 16 | half();
  }
  // As many as asked for, zeros behind the end: a length needs no octets of its own to be tried.
  Octets take(std::size_t count) {
    Octets taken(count);
    for (std::uint8_t& octet_i : taken) octet_i = octet();
    return taken;
  }
  // Small lengths by their number, large ones by steps up to what a frame carries.
  std::size_t length(std::size_t most) {
    const std::size_t code = octet();
    return std::min(code < 128 ? code : (code - 127) * 12, most);
  }

 private:
  std::span<const std::uint8_t> octets_;
  std::size_t at_ = 0;
};

// A connection as the peer sees it.
struct Flow {
  std::uint16_t ours = 0, theirs = 0;   // of the peer, of the engine
  std::uint32_t snd_nxt = 0, rcv_nxt = 0;
  std::uint32_t timestamp = 0;          // the engine's last
};

class Player {
 public:
  Player(Bench& bench, std::span<const std::uint8_t> script) : bench_{bench}, in_{script} {
    bench_.on_frame([this](std::span<const std::uint8_t> frame) { look(frame); });
  }

  void run() {
    set_up();
    for (unsigned step = 0; step < kMostSteps && !in_.empty() && bench_.time_us() < kMostUs; ++step) this->step();
    bench_.drain();
    if (!trouble_.empty()) throw std::runtime_error(trouble_);
    bench_.finish();
  }

 private:
  // What most scripts would begin with: a listener, a connection, a datagram socket, a neighbour.
  void set_up() {
    for (std::uint32_t i = 0; i < kWindowWords; ++i) bench_.write32(reg::kSendWindow + 4 * i, i);  // it powers up with anything
    bench_.send_frame(arp(1, kPeerMac, kPeerIp));
    bench_.drain();
    const unsigned listener = bench_.socket();
    bench_.bind(listener, 80);
    bench_.listen(listener, 2);
    bench_.connect(bench_.socket(), kPeerIp, 7);
    bench_.call(Call::CallBind, bench_.udp_socket(), 0, 53);
  }

  void step() {
    switch (in_.octet() % 11) {
      case 0: return frame();
      case 1: return ip();
      case 2: return udp();
      case 3: return icmp();
      case 4: return tcp();
      case 5: return neighbour();
      case 6: return call();
      case 7: return write();
      case 8: return read();
      case 9: return time();
      default: return host();
    }
  }

  // ---- the wire
  Octets arp(std::uint16_t operation, std::uint64_t mac, std::uint32_t sender) const {
    return packet::ethernet(our_mac(), kPeerMac, kEtherTypeArp,
                            packet::Arp{.operation = operation, .sender_mac = mac, .sender_ip = sender,
                                        .target_mac = our_mac(), .target_ip = our_ip()}.build());
  }
  std::uint64_t our_mac() const { return bench_.options().network.mac; }
  std::uint32_t our_ip() const { return bench_.options().network.ip; }

  void send_ip(const Ip& ip, bool to_all = false) {
    bench_.send_frame(packet::ethernet(to_all ? 0xFFFFFFFFFFFF : our_mac(), kPeerMac, kEtherTypeIpv4, ip.build()));
  }
  void frame() {
    const std::uint8_t flags = in_.octet();
    Octets content = in_.take(in_.length(1'504));
    packet::put(content, 0, 0);
    WireFrame wire = good_frame(packet::ethernet((flags & 1) != 0 ? 0xFFFFFFFFFFFF : our_mac(), kPeerMac,
                                                 (flags & 2) != 0 ? in_.half() : kEtherTypeIpv4, content));
    if ((flags & 0x10) != 0) wire.octets.back() ^= 1;
    if ((flags & 0x20) != 0) wire.octets.resize(wire.octets.size() / 2);
    if ((flags & 0x40) != 0) wire.error_at = static_cast<int>(in_.octet());
    if ((flags & 0x80) != 0) wire.gap = 12;
    bench_.send_wire(wire);
  }
  void ip() {
    Ip ip{.src = address_of(in_.octet()), .dst = in_.octet() < 200 ? our_ip() : address_of(in_.octet()),
          .protocol = std::array<std::uint8_t, 4>{1, 6, 17, in_.octet()}[in_.octet() % 4]};
    ip.fragment = in_.half();
    ip.id = in_.octet();
    ip.options = in_.take(4 * (in_.octet() % 11));
    ip.payload = in_.take(in_.length(1'400));
    send_ip(ip, (ip.id & 0x80) != 0);
  }
  void udp() {
    const std::uint8_t odd = in_.octet();
    packet::Udp udp{.src_port = in_.half(), .dst_port = static_cast<std::uint16_t>((odd & 1) != 0 ? in_.half() : 53),
                    .payload = in_.take(in_.length(1'472))};
    if ((odd & 2) != 0) udp.checksum = 0;
    if ((odd & 4) != 0) udp.length = in_.half();
    const Ip whole = udp.in(kPeerIp, (odd & 8) != 0 ? kGroup : our_ip(), in_.octet());
    if ((odd & 16) == 0) return send_ip(whole);
    std::vector<Ip> pieces = packet::fragments_of(whole, 8 + 8 * (in_.octet() % 32));
    for (std::size_t i = 0; i < pieces.size(); ++i) std::swap(pieces[i], pieces[in_.octet() % pieces.size()]);
    for (const Ip& piece : pieces) send_ip(piece);
  }
  void icmp() {
    const std::uint8_t kind = in_.octet();
    if (kind % 2 == 0) {
      const packet::Icmp echo{.type = kind < 128 ? std::uint8_t{8} : in_.octet(), .code = in_.octet(),
                              .payload = in_.take(in_.length(1'464))};
      return send_ip({.src = address_of(in_.octet()), .dst = our_ip(), .protocol = kProtocolIcmp, .payload = echo.build()});
    }
    const Flow& flow = flow_of(in_.octet());
    Ip about{.src = our_ip(), .dst = kPeerIp, .protocol = (kind & 4) != 0 ? kProtocolUdp : kProtocolTcp};
    packet::put(about.payload, flow.theirs, 2);
    packet::put(about.payload, flow.ours, 2);
    packet::put(about.payload, flow.rcv_nxt + static_cast<std::uint32_t>(near()), 4);
    const std::array<std::uint8_t, 4> types{3, 11, 12, in_.octet()};
    const packet::Icmp error = packet::error(types[in_.octet() % 4], in_.octet() % 16, about, in_.half());
    send_ip({.src = kFarIp, .dst = our_ip(), .protocol = kProtocolIcmp, .payload = error.build()});
  }
  void tcp() {
    const std::uint8_t which = in_.octet(), odd = in_.octet();
    Flow& flow = which >= 240 ? begin(which) : flow_of(which);
    Tcp tcp{.src_port = flow.ours, .dst_port = flow.theirs, .seq = flow.snd_nxt, .ack = flow.rcv_nxt,
            .flags = in_.octet()};
    if ((odd & 1) != 0) tcp.seq += static_cast<std::uint32_t>(near());
    if ((odd & 2) != 0) tcp.ack += static_cast<std::uint32_t>(near());
    tcp.wnd = (odd & 4) != 0 ? in_.half() : std::uint16_t{8192};
    if ((odd & 8) != 0) tcp.urgent = in_.half();
    if ((odd & 16) != 0) tcp.options = in_.take(4 * (in_.octet() % 11));
    if ((odd & 32) != 0) tcp.options = packet::timestamps_option(++clock_ + static_cast<std::uint32_t>(near()), flow.timestamp);
    if ((odd & 64) != 0) sack(tcp, flow);
    tcp.payload = in_.take(in_.length(1'460));
    if (tcp.options.size() + tcp.payload.size() > 1'460) tcp.payload.resize(1'460 - tcp.options.size());
    if ((odd & 1) == 0) flow.snd_nxt += tcp.length();
    Ip ip{.src = kPeerIp, .dst = our_ip(), .protocol = kProtocolTcp, .payload = tcp.build(kPeerIp, our_ip())};
    if ((odd & 128) != 0) ip.payload[in_.octet() % ip.payload.size()] ^= in_.octet();
    send_ip(ip);
  }
  void sack(Tcp& tcp, const Flow& flow) {
    std::vector<packet::Block> blocks(1 + in_.octet() % 3);
    for (packet::Block& block : blocks) {
      block.left = flow.rcv_nxt - in_.half();
      block.right = block.left + in_.half();
    }
    const Octets option = packet::sack_option(blocks);
    if (tcp.options.size() + option.size() <= 36) tcp.options.insert(tcp.options.end(), option.begin(), option.end());
  }
  void neighbour() {
    const std::uint8_t kind = in_.octet();
    Octets octets = arp(kind % 4, (kind & 8) != 0 ? our_mac() : kPeerMac, address_of(in_.octet()));
    if ((kind & 16) != 0) octets[14 + in_.octet() % 28] ^= in_.octet();
    bench_.send_frame(octets);
  }
  std::uint32_t address_of(std::uint8_t code) {
    const std::array<std::uint32_t, 8> known{kPeerIp, kPeerIp, kSilentIp, kFarIp, our_ip(), kGroup, 0x0A0000FF, 0};
    return code < 224 ? known[code % known.size()] : in_.word();
  }
  // A distance that matters: some octets, a window, half of the sequence space.
  std::int32_t near() {
    const auto code = static_cast<std::int8_t>(in_.octet());
    switch (in_.octet() % 4) {
      case 0: return code;
      case 1: return code * 64;
      case 2: return code * 16'777'216;
      default: return static_cast<std::int32_t>(in_.word());
    }
  }
  Flow& flow_of(std::uint8_t code) { return flows_[code % flows_.size()]; }
  Flow& begin(std::uint8_t code) {
    Flow& flow = flows_[next_flow_++ % flows_.size()];
    flow = {.ours = static_cast<std::uint16_t>(2'000 + next_flow_), .theirs = static_cast<std::uint16_t>(code % 4 == 0 ? in_.half() : 80),
            .snd_nxt = in_.word()};
    return flow;
  }

  // What comes out must be sound; and the peer learns from it.
  void look(std::span<const std::uint8_t> frame) {
    if (!trouble_.empty() || frame.size() < 14 || packet::get(frame, 12, 2) != kEtherTypeIpv4) return;
    try {
      const Ip ip = Ip::parse(frame.subspan(14));
      if (ip.protocol != kProtocolTcp || ip.fragment == 0x2000) return;
      const Tcp tcp = Tcp::parse(ip);
      auto known = std::ranges::find_if(flows_, [&](const Flow& f) { return f.ours == tcp.dst_port && f.theirs == tcp.src_port; });
      if (known == flows_.end()) {
        known = flows_.begin() + static_cast<std::ptrdiff_t>(next_flow_++ % flows_.size());
        *known = {.ours = tcp.dst_port, .theirs = tcp.src_port, .snd_nxt = 1'000};
      }
      known->rcv_nxt = tcp.seq + tcp.length();
      if (const auto times = tcp.option(8); times && times->size() == 8) {
        known->timestamp = static_cast<std::uint32_t>(packet::get(*times, 0, 4));
      }
    } catch (const std::exception& error) {
      trouble_ = fmt::format("the engine sends a frame that is not sound: {}", error.what());
    }
  }

  // ---- the host
  void call() {
    const std::uint8_t what = in_.octet(), which = in_.octet();
    const unsigned sockets = bench_.cfg().Sockets;
    const unsigned desc = which < 128 ? which % 6 : which < 192 ? sockets + which % 3 : which < 250 ? which : in_.half();
    const std::uint16_t port = std::array<std::uint16_t, 8>{80, 7, 53, 0, 1, 2, 3, in_.octet()}[in_.octet() % 8];
    const std::uint8_t size = in_.octet();
    const std::uint32_t length = size < 200 ? size : size < 240 ? (size - 199U) * 50 : in_.word();
    bench_.call(static_cast<Call>(what % 16), desc, address_of(in_.octet()), port, length);
  }
  std::uint32_t address() { return in_.half() & 0x1FFCU; }
  void read() {
    if (const std::uint32_t from = address(); mapped(from)) bench_.read32(from);
  }
  void write() {
    const std::uint32_t to = address();
    if (!mapped(to)) return;
    // Settings are for a quiet engine (docs/contracts.md: quasi-static); a command goes through call().
    if (to >= reg::kCmdCall && to <= reg::kCmdGo) return;
    if (to >= reg::kMacLo && to < reg::kCmdCall) {
      if (to == reg::kTimeScale || to == reg::kMacLo || to == reg::kMacLo + 4) return;
      bench_.drain();
    }
    bench_.write32(to, in_.word());
  }
  void time() {
    const std::uint8_t code = in_.octet();
    bench_.run_us(code < 128 ? code / 8.0 : (code - 127) * 8.0);
  }
  void host() {
    const std::uint8_t what = in_.octet();
    if (what % 2 == 0) {
      bench_.take_event();
      return;
    }
    for (std::uint32_t i = 0; i < what; ++i) bench_.write32(reg::kSendWindow + 4 * (i % kWindowWords), in_.word());
  }

  Bench& bench_;
  Reader in_;
  std::array<Flow, kFlows> flows_{};
  std::size_t next_flow_ = 0;
  std::uint32_t clock_ = 0;
  std::string trouble_;
};

}  // namespace

Bench::Options options(std::uint64_t seed) {
  return {.seed = seed, .time_shift = kTimeShift, .msl_us = 2'000};
}

void play(Bench& bench, std::span<const std::uint8_t> script) { Player{bench, script}.run(); }

}  // namespace sockwire::fuzz
