#include "verif/cosim/checks/ip.h"

namespace sockwire {
namespace {

IpSent as_sent(std::span<const std::uint8_t> frame, std::uint64_t order) {
  const std::size_t ip_at = 14 + tag_octets(frame);
  const auto number = [&](std::size_t at, std::size_t octets) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < octets; ++i) value = value << 8 | frame[ip_at + at + i];
    return value;
  };
  const std::uint32_t fragment = number(6, 2);
  return {.valid = true,
          .order = order,
          .dst = number(16, 4),
          .protocol = frame[ip_at + 9],
          .identification = static_cast<std::uint16_t>(number(4, 2)),
          .length = static_cast<std::uint16_t>(number(2, 2) - 4 * (frame[ip_at] & 0xF)),
          .at = static_cast<std::uint16_t>((fragment & 0x1FFF) * 8),
          .more = (fragment & 0x2000) != 0,
          .dont_fragment = (fragment & 0x4000) != 0,
          .ttl = frame[ip_at + 8],
          .tos = frame[ip_at + 1]};
}

}  // namespace

void IpCheck::check(const IpRecord& rtl) {
  const std::string event = fmt::format("ip event {} ({})", rtl.order, to_string(rtl.verdict));
  context_.rtl_history.add(to_text(rtl));
  context_.check_now(event, rtl.now);
  IpRecord mine;
  try {
    switch (rtl.verdict) {
      case IpVerdict::IpTimeout: mine = context_.model.ip_timeout_event(rtl.now); break;
      case IpVerdict::IpReplay: mine = context_.model.ip_replay_event(rtl.now); break;
      case IpVerdict::IpNoRoom:  // that there was no room is the RTL's to know; it counts it
        mine = context_.model.ip_event(rtl.now, true);
        ++context_.counts.discards;
        break;
      default: mine = context_.model.ip_event(rtl.now, false); break;
    }
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field verdict is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.verdict), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
}

void IpCheck::sent(const IpSent& rtl) {
  context_.rtl_history.add(to_text(rtl));
  sent_.push_back(rtl);
  note_unasked(rtl);
}

// What goes to a broadcast or a group asks no neighbour: that it leaves is all that is heard of it.
void IpCheck::note_unasked(const IpSent& rtl) {
  const bool group = rtl.dst >> 28 == 0xE;
  if (rtl.protocol != kProtocolUdp || rtl.at != 0 || !(group || context_.is_broadcast(rtl.dst))) return;
  const IpSent* owed = context_.model.peek_sent(model::FrameKind::Send);
  try {
    if (owed == nullptr || owed->dst != rtl.dst || owed->length != rtl.length) context_.model.unasked_event();
  } catch (const std::logic_error&) {  // the frame itself will say what is wrong
  }
}

void IpCheck::check_overdue() const {
  const std::uint64_t slack = static_cast<std::uint64_t>(context_.late_us * (1U << context_.time_shift)) + 4096;
  const std::uint64_t now = context_.sim.now_us();
  if (now > slack && context_.model.ip_timeout_due(now - slack)) {
    context_.fail("ip: field verdict: a datagram should have been given up by now");
  }
}

void IpCheck::frame(std::span<const std::uint8_t> octets, const std::string& event) {
  if (sent_.empty()) context_.fail(event + ": field valid: the RTL has made no record of sending it");
  const IpSent rtl = sent_.front();
  sent_.pop_front();
  compare(context_, fmt::format("ip sent {}", frames_), rtl, as_sent(octets, frames_));
  ++frames_;
}

}  // namespace sockwire
