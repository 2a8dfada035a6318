#include "sim/link_far_end.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "sim/failure.h"

namespace sockwire {

namespace {

constexpr std::uint64_t kHoldNs = 5'000'000;  // beside the delay: what is late comes so much later at most

// A number, and what stands behind it.
std::optional<double> number_before(std::string_view text, std::string_view& rest) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (parsed.ec != std::errc{} || value < 0) return std::nullopt;
  rest = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
  return value;
}

double parse_share(const std::string& option, const std::string& text) {
  if (text.empty()) return 0;
  std::string_view rest;
  const auto value = number_before(text, rest);
  const double share = value ? (rest == "%" ? *value / 100 : *value) : -1;
  if (!value || (rest != "%" && !rest.empty()) || share > 1) {
    throw usage_failure(fmt::format("{} {} is no share of the frames: write it like 1% or 0.01", option, text));
  }
  return share;
}

std::uint64_t parse_delay(const std::string& text) {
  if (text.empty()) return 0;
  std::string_view rest;
  const auto value = number_before(text, rest);
  const double unit = rest == "us" ? 1e3 : rest == "ms" ? 1e6 : rest == "s" ? 1e9 : 0;
  if (!value || unit == 0 || *value * unit > 60e9) {
    throw usage_failure(fmt::format("--delay {} is no time of at most a minute: write it like 5ms, 300us or 1s", text));
  }
  return static_cast<std::uint64_t>(*value * unit);
}

}  // namespace

LinkFaults parse_link(const LinkOptions& options) {
  const std::uint64_t delay = parse_delay(options.delay);
  return {.loss = parse_share("--loss", options.loss),
          .duplicate = parse_share("--duplicate", options.duplicate),
          .reorder = parse_share("--reorder", options.reorder),
          .corrupt = parse_share("--corrupt", options.corrupt),
          .delay_ns = delay,
          .hold_ns = kHoldNs + delay};
}

LinkedFarEnd::LinkedFarEnd(FarEnd& inner, const LinkFaults& faults, std::uint64_t seed)
    : inner_(inner), link_(faults, seed) {
  inner.send = [this](const std::vector<std::uint8_t>& frame) { link_.to_engine.enter(frame, now_ns_); };
}

void LinkedFarEnd::receive(std::span<const std::uint8_t> frame) { link_.from_engine.enter(frame, now_ns_); }

void LinkedFarEnd::set_time_shift(unsigned shift) {
  shift_ = shift;
  inner_.set_time_shift(shift);
}

void LinkedFarEnd::advance(std::uint64_t now_us) {
  now_ns_ += ((now_us - at_us_) * 1000) << shift_;
  at_us_ = now_us;
  inner_.advance(now_us);
  while (auto arrival = link_.from_engine.leave(now_ns_)) {
    if (arrival->fcs_good) inner_.receive(arrival->frame);  // else a MAC would drop it
  }
  while (auto arrival = link_.to_engine.leave(now_ns_)) {
    if (muted_) continue;
    if (arrival->fcs_good) {
      send(std::move(arrival->frame));
    } else if (send_damaged) {
      send_damaged(std::move(arrival->frame));
    }
  }
}

std::string LinkedFarEnd::summary() const {
  const auto &in = link_.to_engine.counts(), &out = link_.from_engine.counts();
  return fmt::format("lost {}, twice {}, late {}, damaged {} of {} frames", in.lost + out.lost,
                     in.duplicated + out.duplicated, in.reordered + out.reordered,
                     in.bad_fcs + in.bit_errors + out.bad_fcs + out.bit_errors, in.entered + out.entered);
}

}  // namespace sockwire
