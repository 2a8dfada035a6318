// A free list: numbers handed out in order, returned ones to its tail. Two instances: descriptors
// and blocks of buffer memory.
#pragma once

#include <cstdint>
#include <deque>
#include <numeric>

namespace sockwire::model {

class Alloc {
 public:
  explicit Alloc(unsigned count) : free_(count) {
    std::iota(free_.begin(), free_.end(), std::uint16_t{0});
  }

  bool available() const { return !free_.empty(); }
  std::uint16_t next() const { return free_.front(); }  // only if available()
  void take() { free_.pop_front(); }
  void release(std::uint16_t id) { free_.push_back(id); }
  std::size_t left() const { return free_.size(); }

 private:
  std::deque<std::uint16_t> free_;
};

}  // namespace sockwire::model
