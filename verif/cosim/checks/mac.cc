#include "verif/cosim/checks/mac.h"

#include <algorithm>

namespace sockwire {

FrameStatus verdict_on(const SeenFrame& frame, std::uint64_t mac) {
  if (frame.error) return FrameStatus::FrameError;
  if (frame.odd_nibble) return FrameStatus::FrameAlignment;
  if (frame.octets.size() < kMinFrame) return FrameStatus::FrameRunt;
  if (frame.octets.size() > kMaxFrame) return FrameStatus::FrameGiant;
  std::uint32_t sent = 0;
  const std::size_t at = frame.octets.size() - 4;
  for (unsigned i = 0; i < 4; ++i) sent |= std::uint32_t{frame.octets[at + i]} << (8 * i);
  if (sent != fcs_of(frame.body())) return FrameStatus::FrameFcs;
  std::uint64_t destination = 0;
  for (unsigned i = 0; i < 6; ++i) destination = destination << 8 | frame.octets[i];
  if (destination != mac && destination != kMacBroadcast) return FrameStatus::FrameFiltered;
  return FrameStatus::FrameGood;
}

void MacCheck::frame(const SeenFrame& frame) {
  ++context_.counts.frames_in;
  if (!frame.sfd) return;  // a burst without SFD makes no record
  const std::size_t length = std::min<std::size_t>(frame.octets.size(), 65535);
  waiting_.push_back({.record = {.valid = true,
                                 .status = verdict_on(frame, mac_),
                                 .length = static_cast<std::uint16_t>(length)},
                      .body = Octets(frame.body().begin(), frame.body().end())});
  if (waiting_.size() > 2) {
    context_.fail(fmt::format("mac frame {}: field valid: the RTL has made no record of it ({})",
                              number_, to_text(waiting_.front().record)));
  }
}

void MacCheck::check(const MacRxRecord& rtl) {
  const std::string event = fmt::format("mac frame {} ({})", number_, to_string(rtl.status));
  context_.rtl_history.add(to_text(rtl));
  if (waiting_.empty()) {
    context_.fail(event + ": field valid is 1 in the RTL, but no frame was on the wire");
  }
  Waiting mine = std::move(waiting_.front());
  waiting_.pop_front();
  ++number_;
  ++tally_[static_cast<std::size_t>(rtl.status)];
  if (rtl.status == FrameStatus::FrameOverflow && mine.record.status == FrameStatus::FrameGood) {
    mine.record.status = FrameStatus::FrameOverflow;  // the RTL's to know; it counts it
    ++context_.counts.overflows;
  }
  context_.model_history.add(to_text(mine.record));
  compare(context_, event, rtl, mine.record);
  if (rtl.status == FrameStatus::FrameGood) context_.model.frame(mine.body);
}

}  // namespace sockwire
