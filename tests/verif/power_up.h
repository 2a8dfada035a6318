// What the RTL does must not depend on what its flops and memories hold at power-up: everything that it
// shows from the end of reset on, in every step of a tour, for one such state and for another.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/verif/tour.h"

namespace sockwire {

// All that a DUT has shown since its reset ended: a digest for each kind of pin, kept every so often.
class Shown {
 public:
  enum Kind { kBus, kWire, kRecords, kTime, kKinds };
  static constexpr std::size_t kStep = 256;  // evaluations between two entries

  void look(const Dut::Pins& pins, bool has_phy) {
    started_ = started_ || (*pins.rst_core_n && *pins.rst_host_n && *pins.rst_phy_n);
    if (!started_) return;
    mix(kBus, *pins.irq, *pins.awready, *pins.wready, *pins.bvalid, *pins.arready, *pins.rvalid);
    if (*pins.bvalid) mix(kBus, *pins.bresp);
    if (*pins.rvalid) mix(kBus, *pins.rresp, *pins.rdata);
    mix(kWire, *pins.mon_tx_en, *pins.mon_txd, *pins.mon_tx_er, *pins.link_up_out);
    if (has_phy) mix(kWire, *pins.line_tx_p, *pins.line_tx_n);
    mix(kTime, *pins.now);
    record<TcpRecord>(pins.tcp_record);
    record<UdpRecord>(pins.udp_record);
    record<IpRecord>(pins.ip_record);
    record<IpSent>(pins.ip_sent);
    record<ArpRecord>(pins.arp_record);
    record<IcmpRecord>(pins.icmp_record);
    record<MacRxRecord>(pins.mac_rx_record);
    if (++evaluations_ % kStep == 0) kept_.push_back(digest_);
  }

  [[nodiscard]] std::size_t evaluations() const { return evaluations_; }
  [[nodiscard]] std::size_t records() const { return records_; }

  // What differs first, in words; nothing if all is the same.
  [[nodiscard]] std::optional<std::string> difference(const Shown& other) const {
    static constexpr std::array names{"the register bus", "the wire", "a record", "the time"};
    const std::size_t common = std::min(kept_.size(), other.kept_.size());
    for (std::size_t i = 0; i < common; ++i) {
      for (unsigned kind = 0; kind < kKinds; ++kind) {
        if (kept_[i][kind] != other.kept_[i][kind]) {
          return fmt::format("{} differs within evaluations {} to {} after reset", names[kind], i * kStep,
                             (i + 1) * kStep - 1);
        }
      }
    }
    if (evaluations_ != other.evaluations_) {
      return fmt::format("{} evaluations in one, {} in the other", evaluations_, other.evaluations_);
    }
    return std::nullopt;
  }

 private:
  template <class... Values>
  void mix(Kind kind, Values... values) {
    for (const std::uint64_t value : {static_cast<std::uint64_t>(values)...}) {
      digest_[kind] = (digest_[kind] ^ value) * 0x100000001B3;  // FNV-1a, a word at a time
      digest_[kind] ^= digest_[kind] >> 29;
    }
  }
  // Its first field is its valid bit; what is not valid means nothing.
  template <class Record>
  void record(const std::uint32_t* words) {
    if (bits::get(words, Record::kBits - 1, 1) == 0) return;
    ++records_;
    for (int lsb = 0; lsb < Record::kBits; lsb += 64) {
      mix(kRecords, bits::get(words, lsb, std::min(64, Record::kBits - lsb)));
    }
  }

  bool started_ = false;
  std::size_t evaluations_ = 0, records_ = 0;
  std::array<std::uint64_t, kKinds> digest_{};
  std::vector<std::array<std::uint64_t, kKinds>> kept_;
};

// A DUT whose state at power-up follows from a number of its own, and that is watched.
class PoweredUp final : public Dut {
 public:
  struct Run {
    DutMaker maker;
    std::uint64_t power_up;
    Shown* shown;
  };
  // A bench makes its DUT by a plain function: what it is to make stands here.
  static inline Run run{};

  static std::unique_ptr<Dut> make(const DutOptions& options) {
    DutOptions own = options;
    own.seed = run.power_up;
    return std::make_unique<PoweredUp>(run.maker(own));
  }

  explicit PoweredUp(std::unique_ptr<Dut> inner) : Dut{inner->cfg()}, inner_{std::move(inner)} {
    pins_ = inner_->pins();
  }
  void eval() override {
    inner_->eval();
    run.shown->look(pins_, has_phy());
  }
  [[nodiscard]] int failed_assertions() const override { return inner_->failed_assertions(); }
  bool open_trace(const std::filesystem::path& file) override { return inner_->open_trace(file); }
  void dump(std::uint64_t ps) override { inner_->dump(ps); }
  void close_trace() override { inner_->close_trace(); }

 private:
  std::unique_ptr<Dut> inner_;
};

// The tour of this RTL with this state at power-up; clocks and frames are the same in each.
inline Shown tour_from(DutMaker maker, std::uint64_t power_up, const std::string& planted = {}) {
  Shown shown;
  PoweredUp::run = {maker, power_up, &shown};
  try {
    Bench bench{Engine::Rtl, {.dut = PoweredUp::make, .time_shift = 10, .repeat = "ctest -R power_up",
                              .assertions = planted.empty(), .planted = planted}};
    take_tour(bench);
  } catch (const std::exception& error) {
    if (planted.empty()) throw;  // a bug may end the tour; what was shown until then counts
  }
  return shown;
}

}  // namespace sockwire
