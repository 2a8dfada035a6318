// The echo application of UDP: what comes to its port goes back (RFC 862; docs/rules/udp.md).
//
// Datagrams wait to be judged, and replies for their neighbour's address. The model always has
// room; that the hardware had none is for the caller to say.
#pragma once

#include <cstdint>
#include <deque>

#include "model/config.h"
#include "model/counters.h"
#include "model/ip/header.h"

namespace sockwire::model {

class UdpEcho {
 public:
  explicit UdpEcho(Counters& count) : count_(count) {}

  void set_port(std::uint16_t port) { port_ = port; }  // 0: there is no application

  // Is this datagram of UDP, which IP lets through, for it?
  bool takes(const Datagram&, const Network&) const;
  void receive(Datagram datagram) { datagrams_.push_back(std::move(datagram)); }
  std::size_t datagrams() const { return datagrams_.size(); }
  // The oldest datagram: judged, and answered if it is to be. `busy`: there was no room for it.
  UdpEchoRecord datagram_event(bool busy);

  struct Reply {
    Arrival request;
    std::uint8_t tos = 0;
    Octets octets;  // header and payload
  };
  // The oldest reply: its neighbour is known, or was not.
  std::size_t replies() const { return replies_.size(); }
  std::uint32_t reply_to() const { return replies_.front().request.src; }
  Reply take_reply();
  void reply_missed();
  std::size_t missed() const { return missed_.size(); }
  UdpEchoRecord no_route_event();

 private:
  UdpEchoRecord record(UdpEchoVerdict, const Arrival&);
  void count(UdpEchoVerdict);

  std::uint16_t port_ = 0;
  std::deque<Datagram> datagrams_;
  std::deque<Reply> replies_;
  std::deque<Reply> missed_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
