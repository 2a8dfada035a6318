// The host's side of the registers: its calls and the octets it sends go to the model as they are
// written to the bus, never as the record tells them; what it reads back must be the model's answer.
#pragma once

#include <array>
#include <optional>

#include "verif/cosim/checks/context.h"

namespace sockwire {

class HostCheck {
 public:
  explicit HostCheck(CheckContext& context) : context_{context} {}

  void write(std::uint32_t address, std::uint32_t value);
  void read(std::uint32_t address, std::uint32_t value);
  // A call of the host has been carried out in the model.
  void answered(const UserCall& call, const Answer& answer);
  // A RECV of a UDP socket has told who sent, and to whom.
  void from(std::uint32_t addr, std::uint16_t port, std::uint32_t to) {
    from_addr_ = addr, from_port_ = port, to_addr_ = to;
  }
  [[nodiscard]] bool owes_nothing() const { return !calling_ || answer_; }
  [[nodiscard]] const Network& network() const { return network_; }

 private:
  void go();
  void read_window(std::uint32_t offset, std::uint32_t value);

  CheckContext& context_;
  Network network_{};
  std::array<std::uint32_t, 4> secret_{};
  UserCall call_{};                         // the command registers
  std::array<std::uint8_t, kWindowBytes> send_window_{};
  std::uint8_t tag_ = 0;
  bool calling_ = false;                    // GO was written, the host has not seen the answer yet
  bool receiving_ = false;                  // the last answered call was RECV
  std::optional<Answer> answer_;            // of the last call, once the model has it
  std::uint32_t from_addr_ = 0, to_addr_ = 0, claim_addr_ = 0;
  std::uint16_t from_port_ = 0, echo_port_ = 0;
};

}  // namespace sockwire
