// A Linux TAP device: Ethernet frames without preamble and FCS.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sockwire {

class Tap {
 public:
  // Attaches to the interface and takes it up. Throws Failure (exit 2) with a sentence where the
  // device is missing, busy, or may not be used.
  explicit Tap(const std::string& interface);
  ~Tap();
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  // The next frame that the kernel has sent, if there is one.
  std::optional<std::vector<std::uint8_t>> receive();
  // Towards the kernel. A frame that it refuses is lost, as on a cable.
  void send(std::span<const std::uint8_t> frame);
  // Until a frame can be received (true) or the time is over.
  bool wait(std::chrono::milliseconds limit);

  [[nodiscard]] const std::string& interface() const { return interface_; }

 private:
  std::string interface_;
  int fd_ = -1;
};

}  // namespace sockwire
