// Whose is an IPv4 address? Probes before it is used, announcements when it is (RFC 5227).
#include <algorithm>
#include <random>

#include "host/device.h"
#include "host/registers.h"

namespace sockwire {

namespace {
// RFC 5227 1.1.
constexpr Microseconds kSecond{1'000'000};
constexpr auto kProbeWait = 1 * kSecond;
constexpr int kProbeNum = 3;
constexpr auto kProbeMin = 1 * kSecond;
constexpr auto kProbeMax = 2 * kSecond;
constexpr auto kAnnounceWait = 2 * kSecond;
constexpr int kAnnounceNum = 2;
constexpr auto kAnnounceInterval = 2 * kSecond;
constexpr Microseconds kLook{10'000};  // between two looks at the conflicts
}  // namespace

// So long, unless another station is found to have, or to want, the address that is probed.
bool Device::probe_pause(Microseconds time) {
  const auto until = now() + time;
  for (;;) {
    if ((bus_->read32(SOCKWIRE_ADDRESS(ARP_STATUS)) &
         TOE_REGS__ARP_STATUS__PROBE_CONFLICT_bm) != 0)
      return false;
    const auto left = until - now();
    if (left.count() <= 0) return true;
    bus_->wait_interrupt(std::min(left, kLook));
    pump();
  }
}

Result<void> Device::claim_address(std::uint32_t ip) {
  std::minstd_rand random(static_cast<std::uint32_t>(now().count()) ^
                          bus_->read32(SOCKWIRE_ADDRESS(MAC_LO)));
  const auto between = [&](Microseconds low, Microseconds high) {
    return Microseconds{
        std::uniform_int_distribution<Microseconds::rep>(low.count(), high.count())(random)};
  };
  bus_->write32(SOCKWIRE_ADDRESS(ARP_CLAIM_ADDR), ip);
  const auto tell = [&](std::uint32_t what) { bus_->write32(SOCKWIRE_ADDRESS(ARP_CLAIM), what); };

  // 2.1.1: three probes; who has or wants the address too ends it, also shortly after the last.
  bus_->write32(SOCKWIRE_ADDRESS(ARP_STATUS), TOE_REGS__ARP_STATUS__PROBE_CONFLICT_bm);
  if (!probe_pause(between(Microseconds{0}, kProbeWait))) return failure(Errno::Eaddrinuse);
  for (int probe = 1; probe <= kProbeNum; ++probe) {
    tell(TOE_REGS__ARP_CLAIM__PROBE_bm);
    const auto pause = probe == kProbeNum ? kAnnounceWait : between(kProbeMin, kProbeMax);
    if (!probe_pause(pause)) return failure(Errno::Eaddrinuse);
  }

  // 2.3: it is ours; who remembers another's is told twice.
  bus_->write32(SOCKWIRE_ADDRESS(IP_ADDR), ip);
  for (int announcement = 1; announcement <= kAnnounceNum; ++announcement) {
    if (announcement > 1) (void)probe_pause(kAnnounceInterval);
    tell(TOE_REGS__ARP_CLAIM__ANNOUNCE_bm);
  }
  return {};
}

void Device::announce_address(std::uint32_t ip) {
  bus_->write32(SOCKWIRE_ADDRESS(ARP_CLAIM_ADDR), ip);
  bus_->write32(SOCKWIRE_ADDRESS(ARP_CLAIM), TOE_REGS__ARP_CLAIM__ANNOUNCE_bm);
}

bool Device::take_address_conflict() {
  const bool conflict = (bus_->read32(SOCKWIRE_ADDRESS(ARP_STATUS)) &
                         TOE_REGS__ARP_STATUS__CONFLICT_bm) != 0;
  if (conflict)
    bus_->write32(SOCKWIRE_ADDRESS(ARP_STATUS), TOE_REGS__ARP_STATUS__CONFLICT_bm);
  return conflict;
}

}  // namespace sockwire
