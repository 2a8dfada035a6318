#include "model/tcp/cubic.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace sockwire::model {

namespace {

constexpr std::uint32_t kClimbMax = 16383;  // ticks, 16.8 s; so the curve's product fits 64 bits
constexpr std::uint32_t kEpochMax = 65535;  // ticks; the curve has long left every window behind

// In 256ths.
constexpr std::uint32_t kBeta = 179;         // 0.7
constexpr std::uint32_t kConvergence = 218;  // (1 + beta) / 2

constexpr std::uint32_t of_256(std::uint32_t octets, std::uint32_t share) {
  return static_cast<std::uint32_t>((std::uint64_t{octets} * share) >> 8);
}

// ---------------------------------------------------------------- the cube root, by logarithms

using Table = std::array<std::uint8_t, 256>;

template <class Function>
Table tabulate(Function function) {
  Table table{};
  for (unsigned i = 0; i < table.size(); ++i)
    table[i] = static_cast<std::uint8_t>(std::lround(256 * function(i / 256.0)));
  return table;
}

// 256 * log2(v) of v > 0: the highest bit counts, the eight bits below it are looked up.
std::uint32_t log2_256(std::uint32_t v) {
  static const Table logarithm = tabulate([](double x) { return std::log2(1 + x); });
  const auto n = static_cast<std::uint32_t>(std::bit_width(v)) - 1;
  const std::uint64_t normalized = (std::uint64_t{v} << 8) >> n;  // 1.f
  return 256 * n + logarithm[normalized & 0xFF];
}

// 2^(e/256).
std::uint32_t exp2_256(std::uint32_t e) {
  static const Table power = tabulate([](double x) { return std::exp2(x) - 1; });
  return static_cast<std::uint32_t>(std::uint64_t{256U + power[e & 0xFF]} << (e >> 8) >> 8);
}

// ---------------------------------------------------------------- an epoch

// 4.2: where the curve begins. Without a w_max ahead it is flat here and now (4.8, 4.10).
void begin_epoch(Tcb& t, std::uint32_t tick) {
  t.epoch = true;
  t.epoch_at = tick;
  t.w_est = t.cwnd;
  t.est_acked = 0;
  t.ca_acked = 0;
  if (t.w_max <= t.cwnd) {
    t.w_max = t.cwnd;
    t.cubic_k = 0;
  } else {
    t.cubic_k = cubic_climb(t.w_max - t.cwnd, t.snd_mss);
  }
}

// 4.2: W_cubic(t + RTT), what the window shall be a round trip from now.
std::uint32_t curve(const Tcb& t, std::uint32_t tick) {
  const std::uint32_t round_trip = t.srtt >> 13;  // 8*SRTT in microseconds
  const std::uint32_t time = std::min(tick - t.epoch_at, kEpochMax) + round_trip;
  if (time >= t.cubic_k) return t.w_max + cubic_distance(time - t.cubic_k, t.snd_mss);
  return t.w_max - std::min(cubic_distance(t.cubic_k - time, t.snd_mss), t.w_max);
}

// 4.3, W_est: alpha segments for each window acknowledged; a whole one as soon as the window of
// before the loss is reached. 1/alpha is 1.89.
void follow_reno(Tcb& t, std::uint32_t acked) {
  const std::uint32_t need = t.w_est < t.cwnd_prior ? 2 * t.cwnd - (t.cwnd >> 3) : t.cwnd;
  t.est_acked += acked;
  if (t.est_acked < need) return;
  t.est_acked -= need;
  t.w_est += t.snd_mss;
}

// 4.4, 4.5: (target - cwnd) / cwnd for each segment acknowledged, in whole segments.
void follow_curve(Tcb& t, std::uint32_t acked, std::uint32_t w) {
  const std::uint32_t target = std::min(std::max(w, t.cwnd), t.cwnd + (t.cwnd >> 1));
  t.ca_acked += acked;
  if (std::uint64_t{t.ca_acked} * (target - t.cwnd) < std::uint64_t{t.cwnd} * t.snd_mss) return;
  t.ca_acked = 0;
  t.cwnd += t.snd_mss;
}

}  // namespace

// (x / C)^(1/3): 7966 is 256 times the logarithm of 1/C in cubed ticks a segment.
std::uint16_t cubic_climb(std::uint32_t octets, std::uint32_t smss) {
  constexpr std::uint32_t kOneOverC = 7966;
  const std::uint32_t cubed = log2_256(octets) + kOneOverC - log2_256(smss);
  return static_cast<std::uint16_t>(std::min(exp2_256(cubed / 3), kClimbMax));
}

// C * ticks^3: 472 / 2^40 is 0.4 * 0.001024^3.
std::uint32_t cubic_distance(std::uint32_t ticks, std::uint32_t smss) {
  const std::uint64_t m = std::min(ticks, kClimbMax);
  return static_cast<std::uint32_t>((smss * m * m * m * 472) >> 40);
}

// 4.6; 4.7, fast convergence: who has lost before the old w_max is reached leaves room for others.
void Cubic::reduce(Tcb& t) const {
  const std::uint32_t window = used_window(t);
  t.cwnd_prior = window;
  t.w_max = window >= t.w_max ? window : of_256(window, kConvergence);
  t.ssthresh = std::max(of_256(window, kBeta), std::uint32_t{2} * t.snd_mss);
  t.epoch = false;
}

void Cubic::avoid(Tcb& t, std::uint32_t acked, std::uint32_t tick) const {
  if (!t.epoch) begin_epoch(t, tick);
  const std::uint32_t w = curve(t, tick);
  follow_reno(t, acked);
  if (w < t.w_est) {
    t.cwnd = std::max(t.cwnd, t.w_est);
  } else {
    follow_curve(t, acked, w);
  }
}

// 4.8: the next epoch has no w_max to climb to.
void Cubic::time_out(Tcb& t) const {
  t.w_max = 0;
  t.epoch = false;
}

// 4.2: time without anything to send is no time in which the window has grown.
void Cubic::idle(Tcb& t) const { t.epoch = false; }

}  // namespace sockwire::model
