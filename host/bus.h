// How host software reaches the registers: the one thing a back end implements.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace sockwire {

// Time as the device's side sees it: simulated on a simulated bus, the wall's on hardware.
using Microseconds = std::chrono::microseconds;

// The bus itself failed (no answer, error response): nothing that a caller of a socket can mend.
class BusError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Addresses are octets, multiples of four. Every call may throw BusError.
class Bus {
 public:
  virtual ~Bus() = default;

  virtual std::uint32_t read32(std::uint32_t address) = 0;
  virtual void write32(std::uint32_t address, std::uint32_t value) = 0;

  // Consecutive words from `address` on.
  virtual void read_burst(std::uint32_t address, std::span<std::uint32_t> words) {
    for (auto& word : words) {
      word = read32(address);
      address += 4;
    }
  }
  virtual void write_burst(std::uint32_t address, std::span<const std::uint32_t> words) {
    for (const auto word : words) {
      write32(address, word);
      address += 4;
    }
  }

  // Lets time pass until the interrupt line is up (true) or `limit` is over (false). Returns at
  // once when the line is up already.
  virtual bool wait_interrupt(Microseconds limit) = 0;

  // Since some moment in the past; never runs backwards.
  virtual Microseconds now() = 0;
};

}  // namespace sockwire
