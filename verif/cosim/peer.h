// A host at the other end of the wire, driven by the test line by line: it builds and parses every
// octet itself, in simulated time. What does not come, or is not what was expected, throws with a
// sentence that the test shows.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "verif/cosim/bench.h"
#include "verif/cosim/packet.h"

namespace sockwire {

class ScriptedPeer {
 public:
  struct Options {
    std::uint64_t mac = 0x02'AA'BB'CC'DD'02;
    std::uint32_t ip = 0x0A000002;
    bool answer_arp = true;
    std::optional<std::uint16_t> tag{};       // of what we send (packet::tagged)
    std::optional<std::uint16_t> tag_back{};  // that the engine's frames must have
    bool without_sum = false;                 // UDP without a checksum may come: an echo of what had none
    double patience_us = 3000;  // real simulated time that an expected packet may take
  };

  // Becomes the receiver of the bench's frames.
  explicit ScriptedPeer(Bench& bench) : ScriptedPeer(bench, Options{}) {}
  ScriptedPeer(Bench& bench, const Options& options);

  [[nodiscard]] std::uint32_t ip() const { return options_.ip; }
  [[nodiscard]] std::uint64_t mac() const { return options_.mac; }
  Options& options() { return options_; }

  // ---- out
  void send_frame(std::uint16_t ether_type, std::span<const std::uint8_t> payload);
  void send_arp(const packet::Arp& arp, bool broadcast = false);
  void announce();  // an ARP request for the engine: it learns our address
  void send_ip(const packet::Ip& ip) { send_frame(kEtherTypeIpv4, ip.build()); }
  void send_tcp(const packet::Tcp& tcp);
  void ping(std::uint16_t sequence, std::span<const std::uint8_t> payload);
  // To the engine's address in a frame to `mac` (of a broadcast, of a group).
  void send_ip_to(std::uint64_t mac, const packet::Ip& ip);
  void send_pieces(std::span<const packet::Ip> pieces);
  // A datagram for the engine, in as many fragments as the link needs.
  void send_udp(const packet::Udp& udp);
  // An ICMP error about what the engine has sent.
  void send_error(const packet::Icmp& icmp);

  // ---- in: the next of its kind, in the order of arrival
  packet::Tcp expect_tcp(const std::string& what = "a segment");
  packet::Icmp expect_icmp();
  packet::Arp expect_arp();
  packet::Udp expect_udp();
  packet::Igmp expect_igmp();
  // Nothing of TCP comes for so long.
  void expect_silence(double us);
  [[nodiscard]] bool has_tcp() const { return !tcp_.empty(); }
  std::optional<packet::Tcp> poll_tcp();
  [[nodiscard]] bool has_icmp() const { return !icmp_.empty(); }
  [[nodiscard]] bool has_arp() const { return !arp_.empty(); }
  [[nodiscard]] bool has_udp() const { return !udp_.empty(); }
  [[nodiscard]] bool has_igmp() const { return !igmp_.empty(); }
  void forget() { tcp_.clear(), icmp_.clear(), arp_.clear(), udp_.clear(), igmp_.clear(), datagrams.clear(); }
  // Datagrams of ICMP and UDP as they came, each fragment for itself.
  std::vector<packet::Ip> datagrams;
  // Whether a frame from the engine is lost on its way; for loss by seed.
  std::function<bool()> lose_from_engine;
  std::function<bool()> lose_to_engine;

  Bench& bench() { return bench_; }

 private:
  void receive(std::span<const std::uint8_t> frame);
  void transmit(std::uint64_t to, std::uint16_t ether_type, std::span<const std::uint8_t> payload);
  void receive_ip(const packet::Ip& ip);
  // The Ethernet address to which a datagram of the engine for `dst` goes.
  [[nodiscard]] std::uint64_t mac_of(std::uint32_t dst) const;

  Bench& bench_;
  Options options_;
  std::deque<packet::Tcp> tcp_;
  std::deque<packet::Icmp> icmp_;
  std::deque<packet::Arp> arp_;
  std::deque<packet::Udp> udp_;
  std::deque<packet::Igmp> igmp_;
  std::uint16_t id_ = 0;           // of the last datagram of ours
  std::vector<packet::Ip> parts_;  // of the datagram that is being received
};

// One TCP connection of the peer: keeps the sequence numbers that a script would have to count.
class PeerConnection {
 public:
  PeerConnection(ScriptedPeer& peer, std::uint16_t port, std::uint32_t iss = 1000)
      : peer_{peer}, port_{port}, iss_{iss}, snd_nxt_{iss} {}

  // ---- passive: the engine connects to us
  packet::Tcp expect_syn();
  void send_syn_ack(std::uint16_t mss = 1460);
  packet::Tcp expect_ack() { return expect(packet::kAck, "an ACK"); }
  // ---- active: we connect to the engine's port
  void send_syn(std::uint16_t engine_port, std::uint16_t mss = 1460);
  packet::Tcp expect_syn_ack();

  // Sends one segment at snd_nxt with ack = rcv_nxt, and moves snd_nxt.
  void send(std::uint8_t flags, std::span<const std::uint8_t> payload = {});
  void send_ack() { send(packet::kAck); }
  void send_data(std::span<const std::uint8_t> payload) { send(packet::kAck | packet::kPsh, payload); }
  void send_fin() { send(packet::kAck | packet::kFin); }
  void send_rst() { send(packet::kRst); }
  // The same with everything as it would be, for the test to spoil before sending.
  [[nodiscard]] packet::Tcp segment(std::uint8_t flags, std::span<const std::uint8_t> payload = {}) const;

  // The next segment of this connection: these flags (PSH does not matter), in sequence; moves rcv_nxt.
  packet::Tcp expect(std::uint8_t flags, const std::string& what);
  packet::Tcp expect_fin() { return expect(packet::kFin | packet::kAck, "a FIN"); }
  packet::Tcp expect_rst();
  // Data segments until so many octets have come; each is acknowledged.
  Octets expect_data(std::size_t octets);

  // ---- the whole dialogue
  void open_from_engine();                        // expect_syn, send_syn_ack, expect_ack
  void open_to(std::uint16_t engine_port);        // send_syn, expect_syn_ack, send_ack

  std::uint16_t wnd = 65535;                      // that we advertise
  [[nodiscard]] std::uint32_t snd_nxt() const { return snd_nxt_; }
  [[nodiscard]] std::uint32_t rcv_nxt() const { return rcv_nxt_; }
  [[nodiscard]] std::uint32_t engine_iss() const { return engine_iss_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::uint16_t engine_port() const { return engine_port_; }
  void set_rcv_nxt(std::uint32_t value) { rcv_nxt_ = value; }
  void set_snd_nxt(std::uint32_t value) { snd_nxt_ = value; }

 private:
  packet::Tcp next(const std::string& what);

  ScriptedPeer& peer_;
  std::uint16_t port_, engine_port_ = 0;
  std::uint32_t iss_, snd_nxt_;
  std::uint32_t rcv_nxt_ = 0, engine_iss_ = 0;
};

}  // namespace sockwire
