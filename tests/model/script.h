// A dialogue with one model: the host calls, the peer's segments arrive as octets, and each event's
// record can be looked at. Sequence numbers are relative, as in packetdrill: ours to our initial
// one, the peer's to the peer's.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include "model/toe.h"
#include "verif/cosim/checks/properties.h"
#include "verif/cosim/packet.h"

namespace sockwire::model {

// What a segment of the peer has beside flags and numbers.
struct More {
  int wnd = 8192;
  int mss = -1;  // no option
  std::string payload{};
  int wscale = -1;          // no option
  bool sack = false;        // SACK permitted
  std::int64_t tsval = -1;  // no timestamps
  std::uint32_t tsecr = 0;
  std::vector<Range> blocks{};  // SACK, of our numbers
  int urgent = 0;
};

// The octets that arrive and leave are built and checked by code that is not the model's.
inline std::string text(std::size_t octets) {
  std::string all(octets, '.');
  for (std::size_t i = 0; i < octets; ++i) all[i] = static_cast<char>('a' + i % 26);
  return all;
}

class Script {
 public:
  static constexpr std::uint32_t kOurIp = 0x0A000001, kPeerIp = 0x0A000002, kRouterIp = 0x0A0000FE;
  static constexpr std::uint64_t kOurMac = 0x02'00'00'00'00'01, kPeerMac = 0x02'00'00'00'00'02;
  static constexpr std::uint16_t kOurPort = 80, kPeerPort = 5000;
  static constexpr std::uint64_t kSecond = 1'000'000;

  explicit Script(Seq peer_iss = 0x1000'0000, Config config = Config::small())
      : toe(config), properties_(config.sockets), peer_iss_(peer_iss) {
    toe.set_network({kOurMac, kOurIp, 0xFFFFFF00, 0});
    toe.set_secret({0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C});
    toe.set_msl(kSecond);
    toe.on_record([this](const TcpRecord& record) {
      const auto wrong = properties_.check(record);
      EXPECT_FALSE(wrong) << *wrong;
    });
  }
  Script(const Script&) = delete;

  // ---- the host
  Answer call(const UserCall& call, std::string_view octets = {}) {
    toe.call(call, Octets(octets.begin(), octets.end()));
    return note(toe.call_event(now)).answer;
  }
  Answer call(Call what, std::uint16_t on, std::uint32_t length = 0) {
    return call({.call = what, .desc = on, .length = length});
  }
  Errno error(Call what, std::uint32_t length = 0) { return call(what, desc, length).error; }
  std::uint16_t socket() { return static_cast<std::uint16_t>(call(Call::CallSocket, 0).value); }
  Answer bind(std::uint16_t on, std::uint16_t port) {
    return call({.call = Call::CallBind, .desc = on, .port = port});
  }
  Answer connect(std::uint16_t on, std::uint16_t port = kPeerPort, std::uint32_t addr = kPeerIp) {
    return call({.call = Call::CallConnect, .desc = on, .addr = addr, .port = port});
  }
  Answer send(std::string_view octets) {
    return call(
        {.call = Call::CallSend, .desc = desc, .length = static_cast<std::uint32_t>(octets.size())},
        octets);
  }
  Errno option(Option which, std::uint32_t value) {
    return call({.call = Call::CallOption,
                 .desc = desc,
                 .port = static_cast<std::uint16_t>(which),
                 .length = value})
        .error;
  }
  // The octets, or the error in words.
  std::string recv(std::uint32_t length = kWindowBytes) {
    const Answer answer = call(Call::CallRecv, desc, length);
    if (answer.error != Errno::Ok) return std::string(to_string(answer.error));
    return {toe.received().begin(), toe.received().end()};
  }

  // ---- the peer: a segment; answered by what is emitted, in words
  std::string in(std::string_view flags, std::uint32_t seq, std::uint32_t ack, More more = {}) {
    packet::Tcp tcp = {.src_port = peer_port,
                       .dst_port = our_port,
                       .seq = peer_iss_ + seq,
                       .ack = flags.find('.') == flags.npos ? ack : iss_ + ack,
                       .wnd = static_cast<std::uint16_t>(more.wnd),
                       .payload = Octets(more.payload.begin(), more.payload.end())};
    for (const char c : flags) tcp.flags |= flag(c);
    const auto add = [&](const Octets& option) {
      tcp.options.insert(tcp.options.end(), option.begin(), option.end());
    };
    if (more.mss >= 0) add(packet::mss_option(static_cast<std::uint16_t>(more.mss)));
    if (more.wscale >= 0) add(packet::window_scale_option(static_cast<std::uint8_t>(more.wscale)));
    if (more.sack) add(packet::sack_permitted_option());
    if (!more.blocks.empty()) add(sack_option(more.blocks));
    tcp.urgent = static_cast<std::uint16_t>(more.urgent);
    if (more.tsval >= 0)
      add(packet::timestamps_option(static_cast<std::uint32_t>(more.tsval), more.tsecr));
    const packet::Ip ip = {
        .src = kPeerIp, .dst = kOurIp, .protocol = 6, .payload = tcp.build(kPeerIp, kOurIp)};
    toe.frame(packet::ethernet(kOurMac, kPeerMac, kEtherTypeIpv4, ip.build()));
    toe.ip_event(now);
    note(toe.segment_event(now));
    return emitted();
  }

  // An ICMP error about the segment of ours with this number, as a router would send it. Says what
  // became of it.
  Drop icmp(std::uint8_t type, std::uint8_t code, std::uint32_t seq, std::uint16_t mtu = 0) {
    packet::Tcp tcp = {.src_port = our_port, .dst_port = peer_port, .seq = iss_ + seq};
    tcp.flags = packet::kAck;
    Octets segment = tcp.build(kOurIp, kPeerIp);
    segment.resize(8);  // RFC 792: no more than that need come back
    const packet::Ip ours = {.src = kOurIp, .dst = kPeerIp, .protocol = 6, .payload = segment};
    const packet::Icmp message = {
        .type = type, .code = code, .sequence = mtu, .payload = ours.build()};
    icmp_message(message.build());
    toe.icmp_event();
    return note(toe.icmp_error_event(now)).drop;
  }
  void icmp_message(const Octets& message, std::uint32_t from = kRouterIp) {
    const packet::Ip ip = {.src = from, .dst = kOurIp, .protocol = 1, .payload = message};
    toe.frame(packet::ethernet(kOurMac, kPeerMac, kEtherTypeIpv4, ip.build()));
    toe.ip_event(now);
  }

  // ---- time and turns
  std::string turn() {
    note(toe.transmit_event(desc, now));
    return emitted();
  }
  // All turns that the socket wants, in words, one a line.
  std::string turns() {
    std::string all;
    while (toe.tcb(desc).active)
      if (const std::string one = turn(); one != "-") all += one + '\n';
    return all;
  }
  // The timer runs out at the earliest moment that it can.
  std::string timeout(Timer timer = Timer::TimerRetransmit) {
    now = due_at(timer) - 1;
    EXPECT_FALSE(toe.timer_due(desc, timer, now));
    now += 1;
    note(toe.timeout_event(desc, timer, now));
    return emitted();
  }

  // What the last event emitted: "S. 0(0) ack 1 win 4096 mss 1460", or "-".
  std::string emitted() const {
    const Emit& e = r.emit;
    if (!e.valid) return "-";
    EXPECT_EQ(e.addr, kPeerIp);
    EXPECT_EQ(e.dst_port, peer_port);
    EXPECT_EQ(e.src_port, our_port);
    std::string text;
    for (const auto& [set, letter] : {std::pair(e.flags.syn, 'S'),
                                      {e.flags.fin, 'F'},
                                      {e.flags.rst, 'R'},
                                      {e.flags.psh, 'P'},
                                      {e.flags.urg, 'U'},
                                      {e.flags.ack, '.'}})
      if (set) text += letter;
    text += ' ' + std::to_string(e.seq - iss_) + '(' + std::to_string(e.length) + ')';
    if (e.flags.ack) text += " ack " + std::to_string(e.ack - peer_iss_);
    if (!e.flags.rst) text += " win " + std::to_string(e.wnd);
    if (e.flags.urg) text += " urg " + std::to_string(e.urgent);
    if (e.has_mss) text += " mss " + std::to_string(e.mss);
    const Range blocks[] = {e.sack0, e.sack1, e.sack2, e.sack3};
    if (e.sacks > 0) text += " sack";
    for (const Range& block : std::span(blocks).first(e.sacks))
      text += ' ' + std::to_string(block.left - peer_iss_) + ':' +
              std::to_string(block.right - peer_iss_);
    return text;
  }

  // The options of what the last event emitted; TS val without the offset, in ticks.
  std::string options() const {
    const Emit& e = r.emit;
    std::string text;
    const auto add = [&](const std::string& option) { text += (text.empty() ? "" : ",") + option; };
    if (e.has_mss) add("mss " + std::to_string(e.mss));
    if (e.has_sackok) add("sackOK");
    const Tcb& t = r.post.allocated ? r.post : r.pre;
    if (e.has_ts)
      add("TS val " + std::to_string(e.tsval - t.ts_offset) + " ecr " + std::to_string(e.tsecr));
    if (e.has_wscale) add("wscale " + std::to_string(e.wscale));
    return text;
  }

  // ---- ways into a state. `desc` is then the connection.
  void syn_sent() {
    desc = socket();
    bind(desc, our_port = kOurPort);
    connect(desc);
    iss_ = tcb().iss;
  }
  void established(More syn = {}) {
    syn_sent();
    in("S.", 0, 1, syn);
  }
  void listening(std::uint32_t backlog = 2) {
    listener = socket();
    bind(listener, our_port = kOurPort);
    call(Call::CallListen, listener, backlog);
  }
  void syn_received(More syn = {}) {
    listening();
    in("S", 0, 0, syn);
    desc = r.conn;
    iss_ = tcb().iss;
  }
  void enter(TcpState state) {
    using enum TcpState;
    if (state == SynSent) return syn_sent();
    if (state == SynReceived) return syn_received();
    established();
    const bool peer_first = state == CloseWait || state == LastAck;
    if (peer_first) in("F.", 1, 1);
    if (state == Established || state == CloseWait) return;
    error(Call::CallShutdown, 1);
    turn();
    if (state == Closing) in("F.", 1, 1);
    if (state == FinWait2 || state == TimeWait) in(".", 1, 2);
    if (state == TimeWait) in("F.", 1, 2);
  }

  // Octets of the peer that are kept.
  Take take(std::uint32_t seq, std::uint16_t skip, std::uint16_t length) const {
    return {.seq = peer_iss_ + seq, .skip = skip, .length = length};
  }
  // Microseconds at which the timer is due, now or later.
  std::uint64_t due_at(Timer timer) const {
    const Tcb& t = tcb();
    const auto behind = [](std::uint64_t time, std::uint32_t deadline) {
      return time + (deadline - static_cast<std::uint32_t>(time));
    };
    switch (timer) {
      case Timer::TimerTimeWait:
        return behind(now, t.tw_deadline);
      case Timer::TimerDelayedAck:
        return behind(now, t.delack_deadline);
      case Timer::TimerKeepalive:
        return behind(now >> 10, t.keep_deadline) << 10;
      default:
        return behind(now, t.rtx_deadline);
    }
  }
  std::uint32_t tick() const { return static_cast<std::uint32_t>(now >> 10); }

  const Tcb& tcb() const { return toe.tcb(desc); }
  TcpState state() const { return tcb().state; }
  std::uint32_t ours(Seq seq) const { return seq - iss_; }

  Toe toe;
  std::uint64_t now = 10 * kSecond;
  TcpRecord r;  // of the last event
  std::uint16_t desc = 0, listener = 0;
  std::uint16_t our_port = kOurPort, peer_port = kPeerPort;

 private:
  // RFC 2018 section 3.
  Octets sack_option(const std::vector<Range>& blocks) const {
    Octets option;
    packet::put(option, 5, 1);
    packet::put(option, 2 + 8 * blocks.size(), 1);
    for (const Range& block : blocks) {
      packet::put(option, iss_ + block.left, 4);
      packet::put(option, iss_ + block.right, 4);
    }
    return option;
  }
  static std::uint8_t flag(char c) {
    switch (c) {
      case 'S':
        return packet::kSyn;
      case 'F':
        return packet::kFin;
      case 'R':
        return packet::kRst;
      case 'P':
        return packet::kPsh;
      case 'U':
        return packet::kUrg;
      default:
        return packet::kAck;
    }
  }
  const TcpRecord& note(const TcpRecord& record) { return r = record; }

  Properties properties_;
  Seq peer_iss_;
  Seq iss_ = 0;
};

}  // namespace sockwire::model
