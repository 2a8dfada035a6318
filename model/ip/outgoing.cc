#include "model/ip/outgoing.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "model/pages.h"
#include "model/queue.h"

namespace sockwire::model {

void Outgoing::set_identification(std::uint16_t next) {
  next_ = next;
  number();
}

Outgoing::Place Outgoing::not_begun() {
  return std::ranges::find_if(
      frames_, [](const OwedFrame& owed) { return !owed.told && owed.frame.sent.at == 0; });
}

void Outgoing::push(std::vector<IpFrame> pieces) {
  for (IpFrame& piece : pieces) frames_.push_back({.frame = std::move(piece)});
  number();
}

void Outgoing::push_first(std::vector<IpFrame> pieces) {
  std::vector<OwedFrame> owed;
  for (IpFrame& piece : pieces) owed.push_back({.frame = std::move(piece)});
  frames_.insert(not_begun(), std::make_move_iterator(owed.begin()),
                 std::make_move_iterator(owed.end()));
  number();
}

// RFC 6864 4: with DF the identification has no meaning and is 0.
void Outgoing::number() {
  std::uint16_t next = next_;
  std::uint16_t identification = 0;
  for (Place owed = not_begun(); owed != frames_.end(); ++owed) {
    IpFrame& frame = owed->frame;
    if (frame.sent.at == 0) identification = frame.sent.dont_fragment ? std::uint16_t{0} : next++;
    model::set_identification(frame, identification);
  }
}

void Outgoing::begin(const OwedFrame& owed) {
  const IpSent& sent = owed.frame.sent;
  if (!owed.told && sent.at == 0 && !sent.dont_fragment) ++next_;
}

Octets Outgoing::take() {
  begin(frames_.front());
  return pop(frames_, "").frame.octets;
}

std::optional<IpSent> Outgoing::tell() {
  const auto owed = std::ranges::find_if(frames_, [](const OwedFrame& o) { return !o.told; });
  if (owed == frames_.end()) return std::nullopt;
  begin(*owed);
  owed->told = true;
  return owed->frame.sent;
}

unsigned Outgoing::pages() const {
  unsigned sum = 0;
  for (const OwedFrame& owed : frames_) {
    const IpSent& sent = owed.frame.sent;
    if (!sent.more) sum += pages_of(std::size_t{sent.at} + sent.length);
  }
  return sum;
}

}  // namespace sockwire::model
