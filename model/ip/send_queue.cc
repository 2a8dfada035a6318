#include "model/ip/send_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "model/ip/address.h"
#include "model/pages.h"
#include "model/queue.h"

namespace sockwire::model {

unsigned SendQueue::pages() const {
  unsigned sum = 0;
  for (const auto* jobs : {&queue_, &parked_})
    for (const Job& job : *jobs) sum += pages_of(job.octets.size());
  return sum;
}

bool SendQueue::unasked_waits(const Network& network) const {
  return !queue_.empty() && needs_no_neighbour(queue_.front().header.dst, network);
}

SendQueue::Job SendQueue::take_unasked(const Network& network) {
  if (!unasked_waits(network))
    throw std::logic_error("no datagram to a broadcast or a group is at the head");
  return pop(queue_, "");
}

bool SendQueue::answered() const { return std::ranges::any_of(parked_, &Job::resolved); }

bool SendQueue::asks(const Network& network) const {
  return answered() || (!queue_.empty() && !unasked_waits(network));
}

bool SendQueue::asks_in_time(const Network& network) const {
  return answered() || std::ranges::any_of(queue_, [&](const Job& job) {
           return !needs_no_neighbour(job.header.dst, network);
         });
}

SendQueue::Job SendQueue::take() {
  const auto answered = std::ranges::find_if(parked_, &Job::resolved);
  if (answered == parked_.end()) return pop(queue_, "no datagram waits for its neighbour");
  Job job = std::move(*answered);
  parked_.erase(answered);
  return job;
}

std::optional<SendQueue::Job> SendQueue::park(Job job, std::uint32_t hop, bool asked) {
  if (!asked || parked_.size() == kSendParks) return job;
  job.hop = hop;
  job.resolved = false;
  parked_.push_back(std::move(job));
  return std::nullopt;
}

void SendQueue::resolved(std::uint32_t hop) {
  for (Job& job : parked_) job.resolved |= job.hop == hop;
}

std::vector<SendQueue::Job> SendQueue::failed(std::uint32_t hop) {
  const auto silent = std::ranges::stable_partition(
      parked_, [&](const Job& job) { return job.hop != hop || job.resolved; });
  std::vector<Job> lost(std::make_move_iterator(silent.begin()),
                        std::make_move_iterator(silent.end()));
  parked_.erase(silent.begin(), silent.end());
  return lost;
}

}  // namespace sockwire::model
