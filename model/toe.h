// The offload engine above the MAC, as the RFCs and docs/rules/ describe it: frames and calls in,
// frames and answers out.
//
// What comes in waits until its event is carried out: each *_event() does exactly one and returns
// its record, so that a co-simulation decides the order of events and nothing else. run() decides
// by itself. An event that nothing waits for throws std::logic_error with a sentence. Time is in
// microseconds since reset and an argument everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/arp/cache.h"
#include "model/config.h"
#include "model/counters.h"
#include "model/icmp/inbox.h"
#include "model/tcp/buffers.h"
#include "model/tcp/engine.h"
#include "model/tcp/outbox.h"
#include "model/tcp/rx.h"

namespace sockwire::model {

enum class FrameKind { Arp, Icmp, Tcp };

class Toe {
 public:
  explicit Toe(const Config&);
  Toe(const Toe&) = delete;  // the layers count into this object
  Toe& operator=(const Toe&) = delete;

  void set_network(const Network&);
  // Octet 0 of the key is bits 7:0 of the first word. Also seeds the ephemeral ports.
  void set_secret(const std::array<std::uint32_t, 4>& secret) { engine_.set_secret(secret); }
  void set_msl(std::uint32_t us) { engine_.set_msl(us); }

  // ---- What comes in. Nothing is carried out here; it waits for its event.

  // From the MAC: good, for us, without FCS. What the layers below TCP drop is dropped and counted.
  void frame(std::span<const std::uint8_t> octets);
  // A command of the host; for SEND the first octets of the send window.
  void call(const UserCall&, std::span<const std::uint8_t> send_window = {});

  // ---- One event each.

  TcpRecord segment_event(std::uint64_t now);     // the oldest segment that waits
  TcpRecord icmp_error_event(std::uint64_t now);  // the oldest ICMP error that waits for TCP
  // The ABORTs that the end of a listener entails, one a call; else the oldest call that waits.
  TcpRecord call_event(std::uint64_t now);
  TcpRecord timeout_event(std::uint16_t desc, Timer, std::uint64_t now);
  TcpRecord transmit_event(std::uint16_t desc, std::uint64_t now);
  ArpRecord arp_packet_event();  // the oldest packet that waits
  // The next segment or echo reply that waits asks for its neighbour: it becomes a frame, is
  // parked, or is dropped.
  ArpRecord arp_resolve_event(ArpClient);
  ArpRecord arp_tick_event();
  IcmpRecord icmp_event();           // the oldest message that waits
  IcmpRecord icmp_no_route_event();  // a reply whose arp_resolve_event() missed is given up
  // The hardware had no room for the oldest one (an ICMP message: echo request or error) and said
  // so.
  void discard_segment();
  IcmpRecord discard_echo();

  // ---- What goes out.

  // A frame that is owed, oldest of its kind first, without padding and FCS.
  std::optional<Octets> next_frame(FrameKind);
  const Octets* peek_frame(FrameKind) const;  // the same, and it stays; null if none is owed
  // Are the octets of the oldest frame of this kind out of date (model/tcp/stale.h)? Then the
  // hardware may drop it, and says nothing but a count.
  bool frame_is_stale(FrameKind) const;
  void drop_stale_frame();
  // The octets that the last RECV has brought.
  const Octets& received() const { return received_; }

  // ---- What can be seen.

  std::optional<Segment> next_segment() const;  // the oldest that waits, as the engine will see it
  bool call_waits() const { return engine_.abort_is_owed() || !calls_.empty(); }
  bool timer_due(std::uint16_t desc, Timer, std::uint64_t now) const;
  const Tcb& tcb(std::uint16_t desc) const { return engine_.tcb(desc); }
  const Config& config() const { return config_; }
  const Resources& resources() const { return engine_.resources(); }
  const Counters& counters() const { return count_; }
  std::uint32_t counter(unsigned address) const;  // of the register map; 0 for what is none
  // What still waits on any side, in words, without stale frames; empty at a clean end.
  std::vector<std::string> owed() const;

  // ---- Stand-alone.

  // Carries out everything that can happen up to `now`, in an order of its own.
  void run(std::uint64_t now);
  // Sees each record of TCP, whoever has asked for the event.
  void on_record(std::function<void(const TcpRecord&)> sink) { sink_ = std::move(sink); }

 private:
  struct OwedFrame {
    Octets octets;
    PayloadSource source{};
  };
  struct HostCall {
    UserCall call;
    Octets window;
  };

  void receive_arp(std::span<const std::uint8_t> octets);
  void receive_ip(std::span<const std::uint8_t> octets, bool to_broadcast_mac);
  const TcpRecord& finish(const TcpRecord&);
  void move_payload(const TcpRecord&, std::span<const std::uint8_t> from);
  void send_arp(const ArpRecord&);
  std::deque<OwedFrame>& frames(FrameKind kind) { return frames_[static_cast<std::size_t>(kind)]; }
  void drop_stale_frames();
  bool step(std::uint64_t now);
  bool timers(std::uint64_t now);

  Config config_;
  Network network_;
  Counters count_;
  Engine engine_;
  ArpCache arp_;
  IcmpInbox icmp_;
  Buffers buffers_;

  std::deque<ArpPacket> arp_packets_;
  std::deque<ReceivedSegment> segments_;
  std::deque<HostCall> calls_;
  Outbox outbox_;
  std::array<std::deque<OwedFrame>, 3> frames_;  // by FrameKind
  Octets received_;
  std::uint64_t last_run_ = 0;
  std::function<void(const TcpRecord&)> sink_;
};

}  // namespace sockwire::model
