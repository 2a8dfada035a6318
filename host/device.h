// One TCP/IP offload engine, seen through its registers (docs/registers.md).
//
// A Device is used from one thread. Any number of devices may live in a process. Times are the
// bus's: on a simulated bus, a time-out passes in simulated time and the wall clock does not count.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "host/bus.h"
#include "host/error.h"
#include "model/generated/toe_types.h"

namespace sockwire {

class Socket;
class Listener;
class Datagram;

using Descriptor = std::uint16_t;

// Bits of what a descriptor is ready for; those of ready_t.
enum ReadyBits : std::uint8_t {
  kReadable = 1,
  kWritable = 2,
  kConnected = 4,
  kAcceptable = 8,
  kPeerClosed = 16,
  kError = 32,
  kUrgent = 64,  // urgent octets are ahead of what was received (RFC 9293 3.8.5)
};

struct Capabilities {
  std::uint32_t version = 0;
  unsigned sockets = 0, listeners = 0, data_bytes = 0;
  unsigned buffer_octets = 0;  // of one direction of one connection
  unsigned buffers = 0;        // connections that may hold buffers at once
  unsigned window_octets = 0;  // of each data window
  unsigned line_mbps = 0, core_mhz = 0;
  unsigned udp_sockets = 0;  // their descriptors follow those of TCP
  unsigned pages = 0;        // of 1,024 octets, for datagrams
  unsigned mtu = 0;          // octets of an IPv4 datagram on this link: 1,500, more with jumbo frames
};

struct NetworkConfig {
  std::uint64_t mac = 0;  // low 48 bits
  std::uint32_t ip = 0, mask = 0;
  std::uint32_t gateway = 0;  // 0: none
  std::array<std::uint32_t, 4> secret{};  // keys sequence numbers and look-up; make it random
};

// What governs the congestion window: RFC 5681 and 6582, or RFC 9438.
enum class Congestion : std::uint8_t { NewReno = 0, Cubic = 1 };

// One atomic look at a socket.
struct SocketInfo {
  TcpState state = TcpState::Closed;
  bool allocated = false, attached = false;
  bool peer_closed = false;  // its FIN has come
  bool closing = false;      // we have closed
  int error = 0;             // pending errno; the next send or receive tells it
  unsigned waiting = 0;      // connections in the accept queue
  std::uint32_t peer_ip = 0;
  std::uint16_t local_port = 0, peer_port = 0;
  std::uint32_t readable = 0;  // octets that can be received
  std::uint32_t free = 0;      // octets that the send buffer can take
  std::uint32_t unsent = 0;    // octets that never left
  std::uint32_t unacked = 0;   // octets that left and are not acknowledged
  Microseconds idle{};         // since we last sent
  std::uint32_t snd_una = 0, snd_nxt = 0, snd_wnd = 0, rcv_nxt = 0, rcv_wnd = 0;
  int soft_error = 0;         // errno of the last ICMP error since there was progress (RFC 1122 4.2.3.9)
  std::uint32_t urgent = 0;   // octets up to and including the last urgent one, not received yet
  // What the device knows of the path, as in Linux's tcp_info.
  Microseconds rtt{}, rttvar{};  // RFC 6298; zero before the first measurement
  Microseconds rto{};            // present retransmission time-out
  std::uint32_t cwnd = 0, ssthresh = 0;  // octets (RFC 5681)
  unsigned mss = 0;              // octets of payload of a segment at the most
  unsigned retries = 0;          // time-outs since the last progress
  bool sack = false, timestamps = false, window_scale = false;  // agreed upon (RFC 2018, 7323)
  unsigned peer_window_shift = 0;
  bool recovering = false;       // in fast recovery
  Congestion congestion = Congestion::NewReno;
  // Segments of this socket; they wrap. `drops`: received, and changed nothing.
  std::uint32_t segments_in = 0, segments_out = 0, segments_again = 0, drops = 0;
};

class Device {
 public:
  // The bus must outlive the device. Fails with no_such_device where the magic number is missing,
  // protocol_not_supported for another major version.
  static Result<Device> open(Bus& bus);

  [[nodiscard]] const Capabilities& capabilities() const { return capabilities_; }
  void configure(const NetworkConfig& config);
  // The three of them alone, as DHCP does; ip 0: none, only broadcasts are heard.
  void set_address(std::uint32_t ip, std::uint32_t mask, std::uint32_t gateway);
  void set_msl(Microseconds msl);            // RFC 9293 3.4.2; TIME-WAIT lasts twice as long
  void set_time_shift(unsigned shift);       // 0..15: all timers run 2^shift times as fast
  Result<void> wait_ready(Microseconds limit);  // memories are cleared; timed_out
  Result<void> wait_link(Microseconds limit);   // the line is up; timed_out
  [[nodiscard]] bool link_up();

  // socket(): allocates one in the device's memory. too_many_files_open when none is left.
  Result<Socket> socket();
  // socket, bind, listen. port 0 takes a free one. address_in_use, no_buffer_space, ...
  Result<Listener> listen(std::uint16_t port, unsigned backlog = 8);
  // socket, connect; waits up to `limit` for the connection.
  Result<Socket> connect(std::uint32_t ip, std::uint16_t port, Microseconds limit);

  // A UDP socket. too_many_files_open when none is left.
  Result<Datagram> datagram();
  // Datagrams to this UDP port are sent back by the device itself (RFC 862); 0: to none. Those in
  // fragments, to a broadcast or to a group go to a socket as ever.
  void set_udp_echo(std::uint16_t port);
  // Octets of an IPv4 datagram that one frame holds.
  [[nodiscard]] unsigned mtu() const { return capabilities_.mtu; }

  // Is this the number of a UDP socket?
  [[nodiscard]] bool is_datagram(Descriptor descriptor) const {
    const unsigned first = capabilities_.sockets;
    return descriptor >= first && descriptor < first + capabilities_.udp_sockets;
  }

  // Probes the address, takes it into use and announces it, in RFC 5227's times (5 to 10 s).
  // address_in_use: another station has it, or wants it too; then the device's address is as before.
  Result<void> claim_address(std::uint32_t ip);
  // Tells the network whose the address is, once (RFC 5227 2.3).
  void announce_address(std::uint32_t ip);
  // Has another station used our address since this was last asked? (The device defends it itself.)
  bool take_address_conflict();

  Result<SocketInfo> info(Descriptor descriptor);
  std::uint32_t counter(std::uint32_t address);  // SOCKWIRE_ADDRESS(TCP_IN_SEGS), ...

  // --- what Socket, Listener and Poller are made of

  // One command, waited for; the value of its answer or the device's errno.
  Result<std::uint32_t> command(Call call, Descriptor descriptor, std::uint32_t address = 0,
                                std::uint16_t port = 0, std::uint32_t length = 0);
  // Up to one window of octets; the number that was taken or given.
  Result<std::size_t> send(Descriptor descriptor, std::span<const std::byte> octets, bool urgent = false);
  Result<std::size_t> receive(Descriptor descriptor, std::span<std::byte> octets);

  // A datagram, or with `more` a piece of it, of at most one window.
  Result<std::size_t> send_datagram(Descriptor descriptor, std::span<const std::byte> octets,
                                    std::uint32_t ip, std::uint16_t port, bool more);
  // Octets of the first datagram from place `from` on, at most one window of them.
  struct DatagramPart {
    std::size_t copied = 0, length = 0;  // length: of the whole datagram
    std::uint32_t ip = 0;
    std::uint16_t port = 0;
    std::uint32_t to = 0;  // whom it was sent to
  };
  Result<DatagramPart> receive_datagram(Descriptor descriptor, std::span<std::byte> octets,
                                        std::uint32_t from, bool keep);

  // Takes everything from the event queue into ready().
  void pump();
  // Bits of ReadyBits since they were last forgotten.
  [[nodiscard]] std::uint8_t ready(Descriptor descriptor) const;
  void forget(Descriptor descriptor, std::uint8_t bits);
  // Lets time pass until one of `bits` is raised for the descriptor (true) or `deadline` is over.
  bool wait(Descriptor descriptor, std::uint8_t bits, Microseconds deadline);
  // The same for any descriptor's event.
  bool wait_any(Microseconds deadline);

  [[nodiscard]] Bus& bus() const { return *bus_; }
  [[nodiscard]] Microseconds now() const { return bus_->now(); }

 private:
  void read_statistics(SocketInfo& info);
  void fill_window(std::span<const std::byte> octets);
  void read_window(std::span<std::byte> octets);
  bool probe_pause(Microseconds time);
  explicit Device(Bus& bus) : bus_(&bus) {}

  Bus* bus_;
  Capabilities capabilities_;
  std::uint8_t tag_ = 0;
  std::map<Descriptor, std::uint8_t> ready_;
};

}  // namespace sockwire
