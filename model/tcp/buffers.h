// The buffer pool: for each block a ring of octets to send and one of octets received.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/config.h"

namespace sockwire::model {

class Buffers {
 public:
  Buffers(unsigned blocks, std::uint32_t buf_bytes)
      : send(blocks, Ring(buf_bytes)), receive(blocks, Ring(buf_bytes)) {}

  class Ring {
   public:
    explicit Ring(std::uint32_t bytes) : octets_(bytes) {}
    void write(std::uint32_t offset, std::span<const std::uint8_t> from) {
      for (const std::uint8_t octet : from) octets_[offset++ % octets_.size()] = octet;
    }
    Octets read(std::uint32_t offset, std::uint32_t count) const {
      Octets octets(count);
      for (std::uint8_t& octet : octets) octet = octets_[offset++ % octets_.size()];
      return octets;
    }

   private:
    Octets octets_;
  };

  std::vector<Ring> send;
  std::vector<Ring> receive;
};

}  // namespace sockwire::model
