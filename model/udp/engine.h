// The UDP engine: one ordered stream of events, each carried out whole and told in its record
// (RFC 768, RFC 1122 4.1; docs/rules/udp.md).
//
// It holds the sockets, what is queued for their hosts and what these compose. The caller says
// whether the hardware had room (model::Toe).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "model/config.h"
#include "model/counters.h"
#include "model/icmp/fault.h"
#include "model/ip/header.h"
#include "model/udp/groups.h"

namespace sockwire::model {

class UdpEngine {
 public:
  UdpEngine(const Config&, Counters&);

  void set_network(const Network& network) { network_ = network; }
  void set_secret(const std::array<std::uint32_t, 4>& secret) {
    ephemeral_ = secret[1] % kDynamicPorts;  // bits 45:32
  }

  // Is this call for UDP?
  bool owns(std::uint16_t desc) const {
    return desc >= first_ && desc < first_ + sockets_.size();
  }
  bool takes(const UserCall&) const;

  struct Called {
    UdpRecord record;
    std::optional<Octets> datagram;  // that is sent: header and payload
    Octets received;                 // of the datagram that RECV has told
  };
  // `window`: for SEND the first octets of the send window. `no_room`: the hardware had none for
  // the octets or the datagram of a SEND, where that can be.
  Called call(const UserCall&, std::span<const std::uint8_t> window, std::uint64_t now,
              bool no_room);

  struct Arrived {
    UdpRecord record;
    std::optional<Fault> fault;  // its sender is to be told
  };
  Arrived arrival(const Datagram&, std::uint64_t now);
  UdpRecord icmp_error(const IcmpError&, std::uint64_t now);
  // What became of a datagram of this socket: it has left, or it was given up.
  UdpRecord done(std::uint16_t owner, bool failed, std::uint64_t now);

  const Ucb& ucb(std::uint16_t desc) const { return at(desc).ucb; }
  // Octets of payload of the first datagram in its queue; 0 for none.
  std::uint16_t first_length(std::uint16_t desc) const;
  const Groups& groups() const { return groups_; }
  // Pages that are held; that a SEND would take besides.
  unsigned pages() const;
  unsigned pages_wanted(const UserCall&) const;

 private:
  static constexpr unsigned kDynamicPorts = 65536 - kEphemeralMin;

  struct Held {
    std::uint32_t from;
    std::uint16_t port;
    std::uint32_t to;
    Octets payload;
  };
  struct Socket {
    Ucb ucb;
    Octets composed;
    std::deque<Held> queue;
  };
  struct Destination {
    std::uint32_t addr = 0;
    std::uint16_t port = 0;
  };

  Socket& at(std::uint16_t desc) { return sockets_.at(desc - first_); }
  const Socket& at(std::uint16_t desc) const { return sockets_.at(desc - first_); }
  UdpRecord record(UdpEvent, std::uint64_t now);
  void commit(Socket&, const UdpRecord&);

  // Each answers with its error and changes `r.post`.
  Errno open(UdpRecord& r);
  Errno bind(UdpRecord& r);
  Errno connect(UdpRecord& r);
  Errno send(Called&, Socket&, std::span<const std::uint8_t> window, bool no_room);
  Errno recv(Called&, Socket&);
  Errno option(UdpRecord& r);
  Errno carry_out(Called&, Socket&, std::span<const std::uint8_t> window, bool no_room);

  Errno may_go_to(const Destination&, const Ucb&) const;
  Errno refusal(const UserCall&, const Ucb&, const Destination&) const;
  static Destination destination(const UserCall&, const Ucb&);
  void emit(Called&, Socket&, const Destination&);
  bool has_port(std::uint16_t port) const;
  std::uint16_t ephemeral();
  std::uint16_t whose(const Arrival&) const;

  std::vector<Socket> sockets_;
  std::uint16_t first_;  // descriptor
  unsigned pages_;       // of the datagram memory
  unsigned mtu_;         // of the link
  Network network_;
  Groups groups_;
  unsigned ephemeral_ = 0;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
