#include "verif/cosim/checks/mac.h"

#include <algorithm>

namespace sockwire {

namespace {

std::uint64_t field_of(const SeenFrame& frame, std::size_t at, unsigned octets) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < octets; ++i) value = value << 8 | frame.octets[at + i];
  return value;
}

}  // namespace

unsigned quanta_of(const SeenFrame& pause) { return static_cast<unsigned>(field_of(pause, 16, 2)); }

FrameStatus verdict_on(const SeenFrame& frame, std::uint64_t mac, bool groups, unsigned mtu) {
  if (frame.error) return FrameStatus::FrameError;
  if (frame.odd_nibble) return FrameStatus::FrameAlignment;
  if (frame.octets.size() < kMinFrame) return FrameStatus::FrameRunt;
  if (frame.octets.size() > longest(frame.octets, mtu)) return FrameStatus::FrameGiant;
  std::uint32_t sent = 0;
  const std::size_t at = frame.octets.size() - 4;
  for (unsigned i = 0; i < 4; ++i) sent |= std::uint32_t{frame.octets[at + i]} << (8 * i);
  if (sent != fcs_of(frame.body())) return FrameStatus::FrameFcs;
  const std::uint64_t destination = field_of(frame, 0, 6);
  const bool is_pause = field_of(frame, 12, 2) == kEtherTypePause && field_of(frame, 14, 2) == kOpPause;
  if (is_pause && (destination == kPauseAddress || destination == mac)) return FrameStatus::FramePause;
  const bool to_group = destination >> 23 == kGroupPrefix;  // RFC 1112 6.4
  const bool for_us = destination == mac || destination == kMacBroadcast || (groups && to_group);
  if (!for_us) return FrameStatus::FrameFiltered;
  return FrameStatus::FrameGood;
}

void MacCheck::frame(const SeenFrame& frame) {
  ++context_.counts.frames_in;
  if (!frame.sfd) return;  // a burst without SFD makes no record
  const std::size_t length = std::min<std::size_t>(frame.octets.size(), 65535);
  const unsigned mtu = context_.sim.cfg().Mtu;
  const FrameStatus verdict = verdict_on(frame, mac_, groups_, mtu);
  if (verdict == FrameStatus::FramePause) pause_.paused(frame, quanta_of(frame));
  waiting_.push_back({.record = {.valid = true,
                                 .status = verdict,
                                 .length = static_cast<std::uint16_t>(length)},
                      .otherwise = verdict_on(frame, mac_, !groups_, mtu),
                      .start_ps = frame.start_ps,
                      .body = Octets(frame.body().begin(), frame.body().end())});
  if (waiting_.size() > 2) {
    context_.fail(fmt::format("mac frame {}: field valid: the RTL has made no record of it ({})",
                              number_, to_text(waiting_.front().record)));
  }
}

void MacCheck::note_groups() {
  if (context_.model.hears_groups() == groups_) return;
  groups_ = !groups_;
  groups_changed_ps_ = context_.sim.time_ps();
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
  const bool either = groups_changed_ps_ && *groups_changed_ps_ + kGroupsLatePs >= mine.start_ps;
  const auto fits = [&](FrameStatus verdict) {
    return rtl.status == verdict ||
           (rtl.status == FrameStatus::FrameOverflow && verdict == FrameStatus::FrameGood);
  };
  if (either && !fits(mine.record.status) && fits(mine.otherwise)) mine.record.status = mine.otherwise;
  if (rtl.status == FrameStatus::FrameOverflow && mine.record.status == FrameStatus::FrameGood) {
    mine.record.status = FrameStatus::FrameOverflow;  // the RTL's to know; it counts it
    ++context_.counts.overflows;
  }
  context_.model_history.add(to_text(mine.record));
  compare(context_, event, rtl, mine.record);
  if (rtl.status == FrameStatus::FrameGood) context_.model.frame(mine.body);
}

}  // namespace sockwire
