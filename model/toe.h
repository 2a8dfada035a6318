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
#include "model/igmp/host.h"
#include "model/ip/input.h"
#include "model/ip/outgoing.h"
#include "model/ip/send_queue.h"
#include "model/tcp/buffers.h"
#include "model/tcp/engine.h"
#include "model/tcp/outbox.h"
#include "model/tcp/rx.h"
#include "model/udp/echo.h"
#include "model/udp/engine.h"

namespace sockwire::model {

// Who sends a frame. Send: the datagram memory (UDP, and echo replies that came in fragments);
// Fault: ICMP errors of ours; Echo: the echo application of UDP. Between kinds there is no order.
enum class FrameKind { Arp, Icmp, Tcp, Send, Fault, Echo, Igmp };
inline constexpr std::array kFrameKinds = {FrameKind::Arp,  FrameKind::Icmp,  FrameKind::Tcp,
                                           FrameKind::Send, FrameKind::Fault, FrameKind::Echo,
                                           FrameKind::Igmp};

class Toe {
 public:
  explicit Toe(const Config&);
  Toe(const Toe&) = delete;  // the layers count into this object
  Toe& operator=(const Toe&) = delete;

  void set_network(const Network&);
  // The VLAN that we are in, if enabled: of what comes from now on, and of what leaves.
  void set_vlan(const Vlan& vlan) { vlan_ = vlan; }
  // Octet 0 of the key is bits 7:0 of the first word. Also begins the numbers that count up: the
  // ephemeral ports, the identification of datagrams.
  void set_secret(const std::array<std::uint32_t, 4>& secret);
  void set_msl(std::uint32_t us) { engine_.set_msl(us); }
  // UDP's echo application answers at this port; 0: there is none.
  void set_echo_port(std::uint16_t port) { echo_.set_port(port); }

  // ---- What comes in. Nothing is carried out here; it waits for its event.

  // From the MAC: good, for us, without FCS.
  void frame(std::span<const std::uint8_t> octets);
  // A command of the host, for TCP or for UDP; for SEND the first octets of the send window.
  void call(const UserCall&, std::span<const std::uint8_t> send_window = {});
  // ARP_CLAIM: probe an address, or announce it. Ignored while another waits.
  void claim(std::uint32_t ip, bool probe);

  // ---- One event each. Where only the hardware knows whether there was room, the caller says so;
  // who says nothing gets what the model's own account of its memory says.

  IpRecord ip_event(std::uint64_t now, std::optional<bool> no_room = {});  // the oldest frame
  IpRecord ip_timeout_event(std::uint64_t now);  // the lowest datagram whose time is over
  IpRecord ip_replay_event(std::uint64_t now);   // the oldest segment that came in fragments

  TcpRecord segment_event(std::uint64_t now);  // the oldest segment that waits
  // The oldest error that waits for TCP: of those that ICMP has handed over, or of ARP's own.
  TcpRecord icmp_error_event(std::uint64_t now, bool from_arp = false);
  // The ABORTs that the end of a listener entails, one a call; else the oldest call that waits.
  TcpRecord call_event(std::uint64_t now);
  TcpRecord timeout_event(std::uint16_t desc, Timer, std::uint64_t now);
  TcpRecord transmit_event(std::uint16_t desc, std::uint64_t now);

  UdpRecord udp_call_event(std::uint64_t now, std::optional<bool> no_room = {});
  UdpRecord udp_arrival_event(std::uint64_t now);  // the oldest datagram that waits
  UdpRecord udp_icmp_event(std::uint64_t now);     // the oldest error that waits for UDP
  // What became of a datagram that was sent: the oldest that waits; or the oldest with this outcome,
  // of this socket (that of a broadcast or a group has no place among the others).
  UdpRecord udp_done_event(std::uint64_t now, std::optional<bool> failed = {},
                           std::optional<std::uint16_t> owner = {});

  UdpEchoRecord udp_echo_event(std::optional<bool> busy = {});  // the oldest datagram for it
  UdpEchoRecord udp_echo_no_route_event();  // a reply whose arp_resolve_event() missed is given up

  ArpRecord arp_packet_event();  // the oldest packet that waits
  // The next segment, reply, datagram or error of ours that waits asks for its neighbour: it
  // becomes a frame, is parked, or is dropped.
  ArpRecord arp_resolve_event(ArpClient);
  ArpRecord arp_tick_event();
  ArpRecord arp_wait_event();                      // after a tick, one for each pending slot
  ArpRecord arp_advise_event(std::uint32_t ip);    // older advice was lost
  ArpRecord arp_claim_event();
  // The datagram at the head of the memory's FIFO goes to a broadcast or a group and asks nobody. It
  // leaves before all that has not begun to.
  void unasked_event();

  IcmpRecord icmp_event();  // the oldest message that waits
  IcmpRecord icmp_datagram_event(std::optional<bool> busy = {});  // of those in fragments
  IcmpRecord icmp_no_route_event();  // a reply whose arp_resolve_event() missed is given up
  // An error of ours that was asked for; without a source IP's come first.
  IcmpRecord icmp_fault_event(std::uint64_t now, std::optional<FaultSource> source = {});
  IcmpRecord icmp_lost_event();  // one whose arp_resolve_event() missed is given up

  // A group has its first member among the sockets of UDP, or has lost its last one.
  IgmpRecord igmp_join_event(std::uint32_t group, std::uint64_t now);
  IgmpRecord igmp_leave_event(std::uint32_t group, std::uint64_t now);
  IgmpRecord igmp_message_event(std::uint64_t now, std::optional<bool> busy = {});  // the oldest
  IgmpRecord igmp_timer_event(unsigned entry, std::uint64_t now);                   // it is due
  IgmpRecord igmp_mode_event(std::uint64_t now);  // a querier of an older version is forgotten

  // The hardware had no room for the oldest one (an ICMP message: echo request or error) and said
  // so.
  void discard_segment();
  void discard_arp_error();  // which it does in silence; only where two others waited before it
  IcmpRecord discard_echo();
  void discard_fault(FaultSource source) { icmp_.forget_fault(source); }  // a count alone says it

  // ---- What goes out.

  // A frame that is owed, oldest of its kind first, with the tag of our VLAN, without padding and FCS.
  std::optional<Octets> next_frame(FrameKind);
  std::optional<Octets> peek_frame(FrameKind) const;  // the same, and it stays
  // The record that the oldest frame of this kind makes when it leaves, of those that have not made
  // it (order is 0). ARP's make none.
  std::optional<IpSent> next_sent(FrameKind);
  const IpSent* peek_sent(FrameKind) const;
  // Are the octets of the oldest frame of this kind out of date (model/tcp/stale.h)? Then the
  // hardware may drop it, and says nothing but a count.
  bool frame_is_stale(FrameKind) const;
  void drop_stale_frame();
  // The octets that the last RECV has brought.
  const Octets& received() const { return received_; }

  // ---- What can be seen.

  std::optional<Segment> next_segment() const;  // the oldest that waits, as the engine will see it
  const IcmpError* next_arp_error() const { return outbox_.next_error(); }  // null if none waits
  bool arp_error_may_be_forgotten() const { return outbox_.error_may_be_forgotten(); }
  const Fault* next_fault(FaultSource source) const { return icmp_.next_fault(source); }
  // A next hop that seems to be dead (RFC 9293 3.8.3, R1), the oldest advice first, apart from ARP.
  std::optional<std::uint32_t> take_advice() { return engine_.take_advice(); }
  bool arp_waits() const { return arp_.waits() > 0; }  // a tick goes on
  bool call_waits() const { return engine_.abort_is_owed() || !calls_.empty(); }
  bool timer_due(std::uint16_t desc, Timer, std::uint64_t now) const;
  bool ip_timeout_due(std::uint64_t now) const { return ip_.timeout_due(now); }
  // By how many ticks the earliest timer or mode of IGMP is late; nothing if none is due.
  std::optional<std::uint32_t> igmp_overdue(std::uint64_t now) const { return igmp_.overdue(now); }
  const Tcb& tcb(std::uint16_t desc) const { return engine_.tcb(desc); }
  const UdpEngine& udp() const { return udp_; }
  bool is_udp(const UserCall& call) const { return udp_.takes(call); }
  // Frames to the Ethernet addresses of groups are for us while a UDP socket is in a group.
  bool hears_groups() const { return udp_.groups().any(); }
  // A rough account of the datagram memory: what a claim that there was no room is judged by.
  unsigned pages_in_use() const;
  std::size_t reassembling() const { return ip_.open(); }
  // Replies that the echo application may keep: a claim that there was no room is judged by them.
  std::size_t echos_kept() const {
    return echo_.replies() + echo_.missed() + frames(FrameKind::Echo).size();
  }
  const Config& config() const { return config_; }
  const Resources& resources() const { return engine_.resources(); }
  const Counters& counters() const { return count_; }
  std::uint32_t counter(unsigned address) const;  // of the register map; 0 for what is none
  // What still waits on any side, in words, without stale frames; empty at a clean end. What is
  // being put together, and what sockets hold for their hosts, does not wait.
  std::vector<std::string> owed() const;

  // ---- Stand-alone.

  // Carries out everything that can happen up to `now`, in an order of its own.
  void run(std::uint64_t now);
  // Sees each record of its kind, whoever has asked for the event.
  void on_record(std::function<void(const TcpRecord&)> sink) { sink_ = std::move(sink); }
  void on_udp_record(std::function<void(const UdpRecord&)> sink) { udp_sink_ = std::move(sink); }
  void on_arp_record(std::function<void(const ArpRecord&)> sink) { arp_sink_ = std::move(sink); }

 private:
  struct HostCall {
    UserCall call;
    Octets window;
  };
  struct Claim {
    std::uint32_t ip;
    bool probe;
  };
  struct Done {
    std::uint16_t owner;
    bool failed;
  };

  // toe.cc
  const TcpRecord& finish(const TcpRecord&);
  void move_payload(const TcpRecord&, std::span<const std::uint8_t> from);
  // toe_net.cc
  void receive_arp(std::span<const std::uint8_t> octets);
  IpRecord deliver(IpInput::Outcome);
  void receive_tcp(const Datagram&);
  const ArpRecord& finish(const ArpRecord&);
  ArpRecord resolve_icmp();
  ArpRecord resolve_tcp();
  ArpRecord resolve_send();
  ArpRecord resolve_fault();
  LayersAbove above_ip() const;
  bool ip_has_no_room() const;
  // toe_igmp.cc
  const IgmpRecord& finish(const IgmpRecord&);
  // toe_udp.cc
  const UdpRecord& finish(const UdpRecord&);
  ArpRecord resolve_echo();
  std::vector<IpFrame> begin_to_leave(const SendQueue::Job&, std::uint64_t mac);
  void send_unasked();
  void give_up(const SendQueue::Job&);
  bool send_has_no_room(const UserCall&) const;
  // toe_out.cc
  std::deque<OwedFrame>& frames(FrameKind);
  const std::deque<OwedFrame>& frames(FrameKind) const;
  void drop_stale_frames();
  // toe_run.cc
  bool step(std::uint64_t now);
  bool step_arp();
  bool step_ip(std::uint64_t now);
  bool step_icmp(std::uint64_t now);
  bool step_igmp(std::uint64_t now);
  bool step_udp(std::uint64_t now);
  bool step_tcp(std::uint64_t now);
  bool timers(std::uint64_t now);

  Config config_;
  Network network_;
  Vlan vlan_;
  Counters count_;
  Engine engine_;
  UdpEngine udp_;
  UdpEcho echo_;
  IpInput ip_;
  ArpCache arp_;
  IcmpInbox icmp_;
  IgmpHost igmp_;
  Buffers buffers_;

  std::deque<ArpPacket> arp_packets_;
  std::optional<Claim> claim_;
  std::deque<ReceivedSegment> segments_;
  std::deque<Datagram> arrivals_;  // for UDP
  std::deque<HostCall> calls_;
  std::deque<HostCall> udp_calls_;
  Outbox outbox_;      // segments that wait for their neighbour
  SendQueue sending_;  // datagrams that do
  std::deque<Done> dones_;
  std::array<std::deque<OwedFrame>, kFrameKinds.size()> frames_;  // by FrameKind, Send in outgoing_
  Outgoing outgoing_;
  Octets received_;
  std::uint64_t last_run_ = 0;
  std::function<void(const TcpRecord&)> sink_;
  std::function<void(const UdpRecord&)> udp_sink_;
  std::function<void(const ArpRecord&)> arp_sink_;
};

}  // namespace sockwire::model
