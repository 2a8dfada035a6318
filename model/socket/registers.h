// The register level of the model: the map of rtl/socket/toe_regs.rdl on top of model::Toe, so that
// host software runs on the model alone.
//
// A command is carried out within the write to CMD_GO. Time passes only in advance(). What only a MAC
// can count (MAC_PAUSES and others) is 0.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "model/socket/event_queue.h"
#include "model/socket/window.h"
#include "model/toe.h"

namespace sockwire::model {

class Registers {
 public:
  explicit Registers(const Config&);

  // Addresses are octets, multiples of four. What is not mapped reads as 0 and is not written.
  std::uint32_t read32(std::uint32_t address) const;
  void write32(std::uint32_t address, std::uint32_t value);
  bool interrupt() const { return (irq_sticky_ & irq_enable_) != 0; }

  // So many microseconds pass; the engine's own time runs 2^TIME_SCALE times as fast.
  void advance(std::uint64_t us);
  std::uint64_t now() const { return now_; }

  // The wire: frames for us without FCS, and what we send, without padding and FCS.
  void frame(std::span<const std::uint8_t> octets) { toe_.frame(octets); }
  std::optional<Octets> next_frame();
  void set_link(bool up);

  const Toe& toe() const { return toe_; }

 private:
  struct Command {
    std::uint32_t call = 0;  // operation and descriptor, as written
    std::uint32_t addr = 0;
    std::uint16_t port = 0;
    std::uint32_t length = 0;
    std::uint8_t tag = 0;
    bool done = false;
    std::uint8_t answer_tag = 0;
    Answer answer;
    std::uint32_t from_addr = 0;  // of the last RECV of UDP
    std::uint16_t from_port = 0;
    std::uint32_t to_addr = 0;
  };

  void raise(std::uint16_t desc, const Ready&);
  void go();
  void answer(const TcpRecord&);
  void answer(const UdpRecord&);
  void claim(std::uint32_t bits);
  std::uint32_t event() const;
  std::uint32_t status() const;

  Config config_;
  Toe toe_;
  EventQueue events_;
  Network network_;
  std::uint32_t eth_vlan_ = 0;
  std::uint16_t echo_port_ = 0;
  std::array<std::uint32_t, 4> secret_{};
  std::uint32_t time_shift_ = 0;
  std::uint32_t msl_ = 30'000'000;
  bool link_up_ = true;
  std::uint64_t now_ = 0;
  std::uint64_t latched_now_ = 0;
  Command command_;
  std::uint32_t irq_sticky_ = 0;
  std::uint32_t irq_enable_ = 0;
  std::uint32_t claim_addr_ = 0;
  std::uint32_t arp_status_ = 0;
  SocketWindow window_;
  std::array<std::uint8_t, kWindowBytes> send_window_{};
  std::array<std::uint8_t, kWindowBytes> receive_window_{};
};

}  // namespace sockwire::model
