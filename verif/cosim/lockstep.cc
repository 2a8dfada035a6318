#include "verif/cosim/lockstep.h"

#include <utility>

#include "verif/cosim/checks/arp.h"
#include "verif/cosim/checks/host.h"
#include "verif/cosim/checks/icmp.h"
#include "verif/cosim/checks/igmp.h"
#include "verif/cosim/checks/ip.h"
#include "verif/cosim/checks/mac.h"
#include "verif/cosim/checks/pause.h"
#include "verif/cosim/checks/phy.h"
#include "verif/cosim/checks/tcp.h"
#include "verif/cosim/checks/udp.h"
#include "verif/cosim/checks/udp_echo.h"
#include "verif/cosim/checks/wire.h"
#include "verif/cosim/reg.h"

namespace sockwire {

struct Lockstep::Parts {
  Parts(RtlSim& sim, const Options& options)
      : model{Config::from(sim.cfg())},
        context{.model = model, .sim = sim, .repeat = options.repeat},
        settle_us{options.settle_us},
        pause{sim.cfg().MiiBits, sim.cfg().LineMbps} {
    // A frame of full size takes 12 us at 1 Gb/s and 1.2 ms at 10 Mb/s.
    const double frame_us = context.frame_us();
    // All sockets are looked at in turn for deadlines, two clocks each.
    const double pass_us = 4e6 * sim.cfg().Sockets / sim.cfg().CoreHz;
    context.late_us = options.late_us > 0 ? options.late_us : 40 + 4 * frame_us + pass_us;
    if (settle_us <= 0) settle_us = 100 + 40 * frame_us;
  }

  model::Toe model;
  CheckContext context;
  double settle_us;
  TcpCheck tcp{context};
  UdpCheck udp{context};
  IpCheck ip{context};
  ArpCheck arp{context};
  IcmpCheck icmp{context};
  IgmpCheck igmp{context};
  UdpEchoCheck udp_echo{context};
  PauseCheck pause;
  MacCheck mac{context, pause};
  WireCheck wire{context, ip, pause};
  HostCheck host{context};
  PhyCheck phy{context};
};

Lockstep::Lockstep(RtlSim& sim, const Options& options)
    : parts_{std::make_unique<Parts>(sim, options)} {
  sim.observe(*this);
}

Lockstep::~Lockstep() = default;

const LockstepCounts& Lockstep::counts() const { return parts_->context.counts; }
const model::Toe& Lockstep::model() const { return parts_->model; }

void Lockstep::on_tcp(const TcpRecord& record) {
  const TcpRecord mine = parts_->tcp.check(record);
  if (mine.kind == EventKind::EventUser) parts_->host.answered(mine.call, mine.answer);
  if (on_model_tcp) on_model_tcp(mine);
}
void Lockstep::on_udp(const UdpRecord& record) {
  const UdpRecord mine = parts_->udp.check(record);
  parts_->mac.note_groups();
  if (mine.kind != UdpEvent::UdpUser) return;
  parts_->host.answered(mine.call, mine.answer);
  if (mine.call.call == Call::CallRecv) parts_->host.from(mine.from_addr, mine.from_port, mine.to_addr);
}
void Lockstep::on_ip(const IpRecord& record) {
  parts_->ip.check(record);
  if (record.verdict == IpVerdict::IpDelivered && record.protocol == kProtocolIgmp) parts_->igmp.arrived();
}
void Lockstep::on_ip_sent(const IpSent& record) { parts_->ip.sent(record); }
void Lockstep::on_arp(const ArpRecord& record) {
  parts_->arp.check(record);
  parts_->igmp.check_overdue();  // where IGMP itself does nothing any more
}
void Lockstep::on_icmp(const IcmpRecord& record) { parts_->icmp.check(record); }
void Lockstep::on_igmp(const IgmpRecord& record) { parts_->igmp.check(record); }
void Lockstep::on_udp_echo(const UdpEchoRecord& record) { parts_->udp_echo.check(record); }
void Lockstep::on_mac_rx(const MacRxRecord& record) { parts_->mac.check(record); }
void Lockstep::on_frame_to_rtl(const SeenFrame& frame) { parts_->mac.frame(frame); }
void Lockstep::on_frame_from_rtl(const SeenFrame& frame) { parts_->wire.check(frame); }
void Lockstep::on_phy_clock(const PhyClock& clock) { parts_->phy.clock(clock); }
void Lockstep::on_read(std::uint32_t address, std::uint32_t value) { parts_->host.read(address, value); }
void Lockstep::on_write(std::uint32_t address, std::uint32_t value) {
  parts_->host.write(address, value);
  parts_->mac.set_address(parts_->host.network().mac);
}

std::vector<std::string> Lockstep::owed() const {
  std::vector<std::string> all = parts_->model.owed();
  if (!parts_->ip.owes_nothing()) all.emplace_back("a frame that IP says it has sent");
  if (!parts_->mac.owes_nothing()) all.emplace_back("the RTL's record of a received frame");
  if (!parts_->host.owes_nothing()) all.emplace_back("the answer to a call of the host");
  return all;
}

void Lockstep::finish() {
  RtlSim& sim = parts_->context.sim;
  // A parked segment may wait for its neighbour until ARP gives up, if time runs fast enough.
  const unsigned shift = parts_->context.time_shift;
  const double arp_us = shift < 6 ? 0 : 8e6 / (1U << shift);
  const std::uint64_t bound =
      sim.time_ps() + static_cast<std::uint64_t>((parts_->settle_us + arp_us) * 1e6);
  sim.run_us(2);
  while ((!sim.wire_idle() || !owed().empty()) && sim.time_ps() < bound) sim.run_us(1);
  drop_what_found_no_room();
  parts_->wire.finish();
  parts_->tcp.check_overdue();
  parts_->ip.check_overdue();
  parts_->igmp.check_overdue();
  parts_->arp.check_ticks(std::uint64_t{10} << shift);
  if (const auto all = owed(); !all.empty()) {
    std::string list;
    for (const std::string& what : all) list += (list.empty() ? "" : "; ") + what;
    parts_->context.fail("at the end of the run: field valid: still owed: " + list);
  }
  check_counters();
}

// The last segments of a burst: no later one has shown that they were passed over.
void Lockstep::drop_what_found_no_room() {
  CheckContext& context = parts_->context;
  if (!context.model.next_segment()) return;
  const std::uint32_t dropped = context.sim.read32(reg::kTcpInDiscards);
  while (context.model.next_segment() && context.model.counter(reg::kTcpInDiscards) != dropped) {
    context.model.discard_segment();
    ++context.counts.discards;
  }
}

void Lockstep::check_counters() {
  CheckContext& context = parts_->context;
  const auto check = [&](std::uint32_t address, auto mine) {
    // A timer may fire in between: what counts is whether both settle on the same number.
    std::uint32_t rtl = 0;
    for (int tries = 0; tries < 20; ++tries) {
      rtl = context.sim.read32(address);
      if (rtl == static_cast<std::uint32_t>(mine())) return;
    }
    context.fail(fmt::format("counter {:#05x}: field count is {} in the RTL and {} in the model", address,
                             rtl, static_cast<std::uint32_t>(mine())));
  };
  for (const std::uint32_t address : reg::kModelCounters) {
    check(address, [&] { return parts_->model.counter(address); });
  }
  constexpr std::pair<std::uint32_t, FrameStatus> kMac[] = {
      {reg::kMacInFrames, FrameStatus::FrameGood},   {reg::kMacRunts, FrameStatus::FrameRunt},
      {reg::kMacGiants, FrameStatus::FrameGiant},    {reg::kMacAlignmentErrors, FrameStatus::FrameAlignment},
      {reg::kMacFcsErrors, FrameStatus::FrameFcs},   {reg::kMacSymbolErrors, FrameStatus::FrameError},
      {reg::kMacFiltered, FrameStatus::FrameFiltered}, {reg::kMacOverflows, FrameStatus::FrameOverflow},
      {reg::kMacPauses, FrameStatus::FramePause}};
  for (const auto& [address, status] : kMac) {
    check(address, [&] { return parts_->mac.count(status); });
  }
  check(reg::kMacOutFrames, [&] { return context.counts.frames_out; });
}

}  // namespace sockwire
