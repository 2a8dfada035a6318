// An address by DHCP (RFC 2131), as software on a UDP socket of the Device.
//
// The client needs no thread: step() takes what has come and sends what is due. Time is an argument,
// and leases are long: give one clock that runs as the server's does (on a simulated bus the wall's).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "host/datagram.h"
#include "host/dhcp_message.h"

namespace sockwire {

// What a server has lent. Times in seconds from the request on.
struct Lease {
  std::uint32_t ip = 0, mask = 0;
  std::uint32_t gateway = 0;  // 0: none
  std::uint32_t server = 0;
  std::uint32_t length = 0;   // kDhcpForever: without an end
  std::uint32_t renew = 0, rebind = 0;  // T1, T2 (RFC 2131 4.4.5)
};

class DhcpClient {
 public:
  struct Options {
    std::uint64_t mac = 0;                 // the device's
    std::function<std::uint32_t()> random;  // transaction numbers and waits: make it unpredictable
    bool claim = false;  // ask whether another station has the address (RFC 5227): step() then takes 5 to 10 s
  };
  enum class State : std::uint8_t { Init, Selecting, Requesting, Bound, Renewing, Rebinding };

  // Takes port 68; the device's address is 0 until there is a lease. address_in_use, ...
  static Result<DhcpClient> open(Device& device, Options options);

  // To be called when next() has come, and when something has come for the socket; more often does no
  // harm. Gives the device its address, and takes it away when the lease is lost.
  void step(Microseconds now);
  [[nodiscard]] Microseconds next() const { return due_; }
  // step() in the bus's time until there is a lease; timed_out.
  Result<Lease> obtain(Microseconds limit);
  // Gives the address back; step() then does nothing.
  void release();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::optional<Lease>& lease() const { return lease_; }
  // Messages since the last answer.
  [[nodiscard]] unsigned unanswered() const { return unanswered_; }
  // One sentence about the last thing that went wrong, once; empty: nothing.
  std::string take_trouble() { return std::exchange(trouble_, {}); }

 private:
  DhcpClient(Device& device, Datagram socket, Options options)
      : device_(&device), socket_(std::move(socket)), options_(std::move(options)) {}

  void act();
  void discover();
  void request();
  void renew();
  void decline();
  void restart(Microseconds wait);
  void lose(std::string why);

  void take_all();
  void take(const DhcpMessage& message);
  void offered(const DhcpMessage& offer);
  void granted(const DhcpMessage& ack);
  void refused(const DhcpMessage& nak);
  void use(const Lease& lease);

  void send(DhcpMessage message, std::uint32_t to);
  Microseconds between(Microseconds low, Microseconds high);
  Microseconds patience();
  [[nodiscard]] std::uint16_t since_began() const;

  Device* device_;
  Datagram socket_;
  Options options_;
  State state_ = State::Init;
  Microseconds now_{}, due_{};
  Microseconds began_{}, asked_{}, renew_at_{}, rebind_at_{}, ends_at_{};
  std::uint32_t xid_ = 0;
  std::uint16_t secs_ = 0;
  unsigned tries_ = 0, unanswered_ = 0;
  std::optional<DhcpMessage> offer_;
  std::optional<Lease> lease_;
  std::string trouble_;
};

}  // namespace sockwire
