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
  void answered(const TcpRecord& mine);
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
};

}  // namespace sockwire
