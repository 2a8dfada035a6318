// What waits in a queue, taken from its front.
#pragma once

#include <deque>
#include <stdexcept>
#include <utility>

namespace sockwire::model {

// Throws std::logic_error with the sentence `empty` when nothing waits.
template <class T>
T pop(std::deque<T>& queue, const char* empty) {
  if (queue.empty()) throw std::logic_error(empty);
  T front = std::move(queue.front());
  queue.pop_front();
  return front;
}

}  // namespace sockwire::model
