// The host at the far end of the link, made of ReferenceTcp endpoints: ARP, IPv4, checksums, and a
// reset for what belongs to no endpoint (RFC 9293 3.10.7.1).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "tests/faults/reference_tcp.h"

namespace sockwire {

class ReferencePeer {
 public:
  using Octets = std::vector<std::uint8_t>;
  struct Options {
    std::uint64_t mac = 0x02'AA'BB'CC'DD'02, engine_mac = 0;
    std::uint32_t ip = 0x0A000002, engine_ip = 0;
  };
  struct Counts {
    std::uint64_t bad_sums = 0;  // header or segment whose checksum or lengths are wrong
    std::uint64_t resets = 0;    // sent for what nobody owns
    std::uint64_t foreign = 0;   // not for us
  };

  // `send` takes whole frames, without FCS.
  ReferencePeer(const Options& options, std::function<void(const Octets&)> send)
      : options_{options}, send_{std::move(send)} {}

  // An endpoint on its own port; it lives as long as the peer.
  ReferenceTcp& add(const ReferenceTcp::Options& options);

  void receive(std::span<const std::uint8_t> frame, double now_us);
  void tick(double now_us);
  // An ARP request for the engine: both know each other then.
  void announce();

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void receive_arp(std::span<const std::uint8_t> payload);
  void reset(const packet::Tcp& to);
  void send_tcp(const packet::Tcp& tcp);

  Options options_;
  std::function<void(const Octets&)> send_;
  std::map<std::uint16_t, std::unique_ptr<ReferenceTcp>> endpoints_;
  Counts counts_;
};

}  // namespace sockwire
