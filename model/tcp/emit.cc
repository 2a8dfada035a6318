#include "model/tcp/emit.h"

#include <algorithm>
#include <vector>

#include "model/tcp/options.h"
#include "model/tcp/reassembly.h"

namespace sockwire::model {

namespace {

constexpr TcpFlags kAck = {.ack = true};
constexpr TcpFlags kRst = {.rst = true};
constexpr TcpFlags kSyn = {.syn = true};
constexpr TcpFlags kSynAck = {.ack = true, .syn = true};

// RFC 7323 3.2: TSecr is only valid with ACK.
void add_timestamps(Emit& e, const Tcb& t, const World& world) {
  e.has_ts = true;
  e.tsval = world.tick() + t.ts_offset;
  e.tsecr = e.flags.ack ? t.ts_recent : 0;
}

// RFC 2018 section 4: one block for each range that is held, the latest first; in front of them
// what came twice (RFC 2883 section 4).
void add_sack_blocks(Emit& e, const Tcb& t, const Range& twice) {
  std::vector<Range> blocks = ranges_in(held(t));
  if (!is_empty(twice)) blocks.insert(blocks.begin(), twice);
  blocks.resize(std::min<std::size_t>(blocks.size(), sack_room(t)));
  e.sacks = static_cast<std::uint8_t>(blocks.size());
  const RangePlaces places = places_of(blocks);
  e.sack0 = places[0];
  e.sack1 = places[1];
  e.sack2 = places[2];
  e.sack3 = places[3];
}

// RFC 9293 3.8.5, MUST-62: the pointer shows the first octet behind the urgent ones.
void add_urgent_pointer(Emit& e, const Tcb& t) {
  if (!t.snd_urgent || !before(e.seq, t.snd_up)) return;
  e.flags.urg = true;
  e.urgent = static_cast<std::uint16_t>(t.snd_up - e.seq);
}

void add_mss(Emit& e, const World& world) {
  e.has_mss = true;
  e.mss = static_cast<std::uint16_t>(world.local_mss);
}

// Our buffers need no scaling; the option says that we understand the peer's (RFC 7323 2.2).
void add_window_scale(Emit& e) {
  constexpr std::uint8_t kRcvScale = 0;
  e.has_wscale = true;
  e.wscale = kRcvScale;
}

// The segment without options.
void emit_bare(Step& s, Seq seq, TcpFlags flags, std::uint32_t length, const World& world) {
  Tcb& t = s.tcb;
  if (flags.ack) {
    t.rcv_adv = advertised(t, world.buf_bytes, world.local_mss);
    t.rcv_acked = t.rcv_nxt;
    t.delack_armed = false;
  }
  t.last_sent = world.now_us();
  s.emit = {.valid = true,
            .addr = t.remote_addr,
            .src_port = t.local_port,
            .dst_port = t.remote_port,
            .seq = seq,
            .ack = flags.ack ? t.rcv_nxt : 0,
            .flags = flags,
            .wnd = static_cast<std::uint16_t>(flags.ack ? rcv_wnd(t) : 0),
            .length = static_cast<std::uint16_t>(length),
            .ttl = t.ttl,
            .tos = t.tos};
}

// A segment of a connection in full.
void emit_with(Step& s, Seq seq, TcpFlags flags, std::uint32_t length, const Range& twice,
               const World& world) {
  emit_bare(s, seq, flags, length, world);
  if (s.tcb.ts_ok) add_timestamps(s.emit, s.tcb, world);
  if (!flags.ack || flags.rst) return;
  add_sack_blocks(s.emit, s.tcb, twice);
  add_urgent_pointer(s.emit, s.tcb);
}

}  // namespace

void emit(Step& s, Seq seq, TcpFlags flags, std::uint32_t length, const World& world) {
  emit_with(s, seq, flags, length, {}, world);
}

void emit_ack(Step& s, const World& world) { emit_ack(s, Range{}, world); }

void emit_ack(Step& s, const Range& twice, const World& world) {
  emit_with(s, wire_seq(s.tcb), kAck, 0, twice, world);
}

void emit_rst(Step& s, Seq seq, const World& world) { emit(s, seq, kRst, 0, world); }

// Everything that we can do is offered.
void emit_syn(Step& s, const World& world) {
  emit_bare(s, s.tcb.iss, kSyn, 0, world);
  s.emit.wnd = static_cast<std::uint16_t>(world.buf_bytes);
  add_mss(s.emit, world);
  add_window_scale(s.emit);
  s.emit.has_sackok = true;
  add_timestamps(s.emit, s.tcb, world);
}

// What the peer's SYN has offered is agreed to; nothing else may be in a SYN,ACK (RFC 7323 1.3).
void emit_syn_ack(Step& s, const World& world) {
  emit_bare(s, s.tcb.iss, kSynAck, 0, world);
  add_mss(s.emit, world);
  if (s.tcb.wscale_ok) add_window_scale(s.emit);
  s.emit.has_sackok = s.tcb.sack_ok;
  if (s.tcb.ts_ok) add_timestamps(s.emit, s.tcb, world);
}

void emit_challenge_ack(Step& s, const World& world) {
  Tcb& t = s.tcb;
  const bool new_period = t.challenges == 0 || world.tick() - t.challenge_at >= kChallengePeriod;
  if (new_period) {
    t.challenge_at = world.tick();
    t.challenges = 0;
  }
  if (t.challenges == kChallengeLimit) return;
  ++t.challenges;
  emit_ack(s, world);
}

Emit cookie_for(const Segment& syn, Seq cookie, const World& world) {
  Emit e = {.valid = true,
            .addr = syn.addr,
            .src_port = syn.dst_port,
            .dst_port = syn.src_port,
            .seq = cookie,
            .ack = syn.seq + 1,
            .flags = kSynAck,
            .wnd = static_cast<std::uint16_t>(world.buf_bytes)};
  add_mss(e, world);
  return e;
}

Emit reset_for(const Segment& segment, bool with_ack) {
  return {.valid = true,
          .addr = segment.addr,
          .src_port = segment.dst_port,
          .dst_port = segment.src_port,
          .seq = with_ack ? 0 : segment.ack,
          .ack = with_ack ? segment.seq + seg_len(segment) : 0,
          .flags = {.ack = with_ack, .rst = true}};
}

std::uint32_t mss_now(const Tcb& t) {
  const unsigned blocks = sack_blocks(t);
  return blocks == 0 ? t.snd_mss : t.snd_mss - (sack_option_octets(blocks));
}

}  // namespace sockwire::model
