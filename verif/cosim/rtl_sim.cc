#include "verif/cosim/rtl_sim.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "verif/coverage/collector.h"
#include "verif/coverage/sink.h"

namespace sockwire {
namespace {

constexpr std::uint64_t kPsPerSecond = 1'000'000'000'000;

// Is the record's most significant bit, `valid`, set?
template <class Record>
bool valid(const std::uint32_t* words) {
  constexpr int kTop = Record::kBits - 1;
  return (words[kTop / 32] >> (kTop % 32) & 1U) != 0;
}

}  // namespace

RtlSim::RtlSim(std::unique_ptr<Dut> dut, const Options& options)
    : dut_{std::move(dut)},
      pins_{dut_->pins()},
      options_{options},
      driver_{cfg().MiiBits},
      to_rtl_{cfg().MiiBits,
              [this](const SeenFrame& f) { tell([&](Observer& o) { o.on_frame_to_rtl(f); }); }},
      from_rtl_{cfg().MiiBits,
                [this](const SeenFrame& f) { tell([&](Observer& o) { o.on_frame_from_rtl(f); }); }} {
  std::mt19937_64 random{options.seed};
  const auto phase = [&](std::uint64_t period) { return random() % period; };
  // The far end's crystal is a little off ours.
  const std::uint64_t mii = cfg().MiiBits * kPsPerSecond / (std::uint64_t{cfg().LineMbps} * 1'000'000);
  const std::uint64_t core = kPsPerSecond / cfg().CoreHz;
  if (coverage::wanted()) observe(coverage::collector());
  add_clock(kCore, pins_.clk_core, core, phase(core));
  add_clock(kHost, pins_.clk_host, options.host_period_ps, phase(options.host_period_ps));
  if (has_phy()) {
    const std::uint64_t phy = kPsPerSecond / cfg().PhyHz;
    add_clock(kPhy, pins_.clk_phy, phy, phase(phy));
  } else {
    add_clock(kTx, pins_.mii_tx_clk, mii, phase(mii));
    add_clock(kRx, pins_.mii_rx_clk, mii - 1 + random() % 3, phase(mii));
  }
  if (!options.trace.empty()) {
    tracing_ = dut_->open_trace(options.trace);
    if (!tracing_) throw std::runtime_error("no waveform can be written to " + options.trace.string());
  }
  // Inputs are random after power-up, like everything else: a master must be silent in reset.
  for (std::uint8_t* pin : {pins_.awvalid, pins_.wvalid, pins_.bready, pins_.arvalid, pins_.rready,
                            pins_.awprot, pins_.arprot, pins_.mii_rx_dv, pins_.mii_rx_er,
                            pins_.line_rx_p, pins_.line_rx_n}) {
    *pin = 0;
  }
  for (std::uint8_t* pin :
       {pins_.clk_core, pins_.clk_host, pins_.clk_phy, pins_.awvalid, pins_.awprot, pins_.wvalid,
        pins_.wstrb, pins_.bready, pins_.arvalid, pins_.arprot, pins_.rready, pins_.mii_tx_clk,
        pins_.mii_rx_clk, pins_.mii_rx_dv, pins_.mii_rxd, pins_.mii_rx_er, pins_.line_rx_p,
        pins_.line_rx_n}) {
    *pin = 0;
  }
  *pins_.link_up_in = 1;
  if (cfg().External != 0) {
    AxiMemory::Options memory = options.memory;
    memory.seed += options.seed;
    memory.size = std::min(memory.size, std::uint64_t{2} * cfg().Buffers * cfg().BufBytes);
    memory_.emplace(pins_.memory, cfg().DataBytes, memory);
  }
  reset();
}

RtlSim::~RtlSim() = default;

void RtlSim::add_clock(ClockIndex index, std::uint8_t* pin, std::uint64_t period,
                       std::uint64_t phase) {
  clocks_[index] = {.pin = pin, .period = period, .next = period + phase};
  present_.push_back(index);
}

void RtlSim::reset() {
  in_reset_ = true;
  *pins_.rst_core_n = *pins_.rst_host_n = *pins_.rst_phy_n = 0;
  if (memory_) memory_->reset();
  run_us(has_phy() || cfg().MiiBits == 8 ? 1 : 4);
  *pins_.rst_core_n = *pins_.rst_host_n = *pins_.rst_phy_n = 1;
  in_reset_ = false;
}

void RtlSim::set_link_up(bool up) { *pins_.link_up_in = up; }

bool RtlSim::wire_idle() const { return driver_.idle() && to_rtl_.idle() && from_rtl_.idle(); }

void RtlSim::run_until(std::uint64_t ps) {
  const int failed = dut_->failed_assertions();
  while (time_ps_ < ps) step();
  if (dut_->failed_assertions() != failed) {
    throw std::runtime_error(fmt::format("an assertion of the RTL failed before {} ps (seed {}); "
                                         "it is printed above", time_ps_, options_.seed));
  }
}

void RtlSim::eval_at(std::uint64_t ps) {
  dut_->eval();
  if (tracing_) dut_->dump(ps);
}

void RtlSim::step() {
  std::uint64_t next = ~std::uint64_t{0};
  for (const ClockIndex i : present_) next = std::min(next, clocks_[i].next);
  if (tracing_) {  // real falling edges, for the picture
    std::uint64_t fall = ~std::uint64_t{0};
    for (const ClockIndex i : present_) {
      if (*clocks_[i].pin != 0) fall = std::min(fall, clocks_[i].next - clocks_[i].period / 2);
    }
    if (fall < next) {
      if (advance_) advance_(fall);
      for (const ClockIndex i : present_) {
        if (clocks_[i].next - clocks_[i].period / 2 <= fall) *clocks_[i].pin = 0;
      }
      eval_at(fall);
      time_ps_ = fall;
      return;
    }
  }
  if (advance_) advance_(next);
  time_ps_ = next;
  bool high = false;  // a clock that is to rise has not fallen yet
  for (const ClockIndex i : present_) {
    Clock& clock = clocks_[i];
    clock.rising = clock.next == next;
    if (clock.rising) {
      high |= *clock.pin != 0;
      clock.next += clock.period;
    }
    if (!tracing_) *clock.pin = 0;
  }
  if (high) dut_->eval();

  if (clocks_[kHost].rising) host_before();
  if (clocks_[kCore].rising && memory_ && !in_reset_) memory_->sample();
  if (clocks_[kPhy].rising) {
    phy_clock_.tx_en_before = *pins_.mon_tx_en != 0;
    phy_clock_.txd_before = *pins_.mon_txd & 0xF;
    phy_clock_.line_rx_before = {*pins_.line_rx_p != 0, *pins_.line_rx_n != 0};
  }
  const std::uint8_t tx_clk = has_phy() ? *pins_.mon_tx_clk : 0;
  const std::uint8_t rx_clk = has_phy() ? *pins_.mon_rx_clk : 0;
  for (const ClockIndex i : present_) {
    if (clocks_[i].rising) *clocks_[i].pin = 1;
  }
  eval_at(next);
  after_edges(has_phy() && tx_clk == 0 && *pins_.mon_tx_clk != 0,
              has_phy() && rx_clk == 0 && *pins_.mon_rx_clk != 0);
}

void RtlSim::after_edges(bool phy_rise_tx, bool phy_rise_rx) {
  if (in_reset_) return;
  if (clocks_[kRx].rising || phy_rise_rx) {
    // What was on the pins at this edge; without a PHY, the next symbol is driven after it.
    to_rtl_.clock(*pins_.mon_rx_dv != 0, *pins_.mon_rxd, *pins_.mon_rx_er != 0, time_ps_);
    poll_mac();
    if (clocks_[kRx].rising) driver_.clock(*pins_.mii_rx_dv, *pins_.mii_rxd, *pins_.mii_rx_er);
  }
  if (clocks_[kTx].rising || phy_rise_tx) {
    from_rtl_.clock(*pins_.mon_tx_en != 0, *pins_.mon_txd, *pins_.mon_tx_er != 0, time_ps_);
  }
  if (clocks_[kPhy].rising) {
    phy_clock_.line_tx = {*pins_.line_tx_p != 0, *pins_.line_tx_n != 0};
    phy_clock_.mii_clk = *pins_.mon_rx_clk != 0;
    phy_clock_.rx_dv = *pins_.mon_rx_dv != 0;
    phy_clock_.rxd = *pins_.mon_rxd & 0xF;
    phy_clock_.link_up = *pins_.link_up_out != 0;
    tell([&](Observer& o) { o.on_phy_clock(phy_clock_); });
    const LinePins line = far_end_ ? far_end_(phy_clock_.line_tx) : LinePins{};
    *pins_.line_rx_p = line.p, *pins_.line_rx_n = line.n;
  }
  if (clocks_[kCore].rising) {
    ++core_cycles_;
    if (memory_) memory_->drive();
    poll_core();
  }
  if (clocks_[kHost].rising) host_after();
}

// What a frame brings to IP is told before what the layers above make of it.
void RtlSim::poll_core() {
  if (valid<IpRecord>(pins_.ip_record)) {
    const auto record = IpRecord::from_words(pins_.ip_record);
    tell([&](Observer& o) { o.on_ip(record); });
  }
  if (valid<TcpRecord>(pins_.tcp_record)) {
    const auto record = TcpRecord::from_words(pins_.tcp_record);
    tell([&](Observer& o) { o.on_tcp(record); });
  }
  if (valid<UdpRecord>(pins_.udp_record)) {
    const auto record = UdpRecord::from_words(pins_.udp_record);
    tell([&](Observer& o) { o.on_udp(record); });
  }
  if (valid<ArpRecord>(pins_.arp_record)) {
    const auto record = ArpRecord::from_words(pins_.arp_record);
    tell([&](Observer& o) { o.on_arp(record); });
  }
  if (valid<IcmpRecord>(pins_.icmp_record)) {
    const auto record = IcmpRecord::from_words(pins_.icmp_record);
    tell([&](Observer& o) { o.on_icmp(record); });
  }
  if (valid<UdpEchoRecord>(pins_.udp_echo_record)) {
    const auto record = UdpEchoRecord::from_words(pins_.udp_echo_record);
    tell([&](Observer& o) { o.on_udp_echo(record); });
  }
  if (valid<IgmpRecord>(pins_.igmp_record)) {
    const auto record = IgmpRecord::from_words(pins_.igmp_record);
    tell([&](Observer& o) { o.on_igmp(record); });
  }
  if (valid<IpSent>(pins_.ip_sent)) {
    const auto record = IpSent::from_words(pins_.ip_sent);
    tell([&](Observer& o) { o.on_ip_sent(record); });
  }
}

void RtlSim::poll_mac() {
  if (!valid<MacRxRecord>(pins_.mac_rx_record)) return;
  const auto record = MacRxRecord::from_words(pins_.mac_rx_record);
  tell([&](Observer& o) { o.on_mac_rx(record); });
}

void RtlSim::host_before() {
  done_ = {.aw = aw_ && *pins_.awready != 0,
           .w = w_ && *pins_.wready != 0,
           .b = b_ && *pins_.bvalid != 0,
           .ar = ar_ && *pins_.arready != 0,
           .r = r_ && *pins_.rvalid != 0};
  if (done_.b) response_ = *pins_.bresp;
  if (done_.r) response_ = *pins_.rresp, read_data_ = *pins_.rdata;
}

void RtlSim::host_after() {
  ++host_cycles_;
  if (done_.aw) aw_ = false, *pins_.awvalid = 0;
  if (done_.w) w_ = false, *pins_.wvalid = 0;
  if (done_.b) b_ = false, *pins_.bready = 0;
  if (done_.ar) ar_ = false, *pins_.arvalid = 0;
  if (done_.r) r_ = false, *pins_.rready = 0;
}

void RtlSim::write32(std::uint32_t address, std::uint32_t value) {
  tell([&](Observer& o) { o.on_write(address, value); });
  *pins_.awaddr = static_cast<std::uint16_t>(address);
  *pins_.wdata = value, *pins_.wstrb = 0xF;
  *pins_.awvalid = *pins_.wvalid = *pins_.bready = 1;
  aw_ = w_ = b_ = true;
  const std::uint64_t bound = host_cycles_ + options_.bus_timeout;
  while (aw_ || w_ || b_) {
    step();
    if (host_cycles_ > bound) {
      throw BusError(fmt::format("the write of {:#x} to register {:#05x} was not answered within {} "
                                 "clocks", value, address, options_.bus_timeout));
    }
  }
  if (response_ != 0) throw BusError(fmt::format("the write to {:#05x} was refused", address));
}

std::uint32_t RtlSim::read32(std::uint32_t address) {
  *pins_.araddr = static_cast<std::uint16_t>(address);
  *pins_.arvalid = *pins_.rready = 1;
  ar_ = r_ = true;
  const std::uint64_t bound = host_cycles_ + options_.bus_timeout;
  while (ar_ || r_) {
    step();
    if (host_cycles_ > bound) {
      throw BusError(fmt::format("the read of register {:#05x} was not answered within {} clocks",
                                 address, options_.bus_timeout));
    }
  }
  if (response_ != 0) throw BusError(fmt::format("the read of {:#05x} was refused", address));
  const std::uint32_t value = read_data_;
  tell([&](Observer& o) { o.on_read(address, value); });
  return value;
}

}  // namespace sockwire
