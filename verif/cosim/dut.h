// A Verilated `toe`, seen through pointers to its pins, so that one test bench serves every variant
// (configuration, stream width, planted bug) without being compiled again for each.
//
// Pins: docs/contracts.md, "Top pins of `toe`". A pin that is null does not exist in the variant.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "model/generated/toe_types.h"
#include "verif/cosim/axi_memory.h"

namespace sockwire {

class Dut {
 public:
  struct Pins {
    std::uint8_t *clk_core{}, *rst_core_n{}, *clk_host{}, *rst_host_n{}, *clk_phy{}, *rst_phy_n{};

    std::uint8_t *awvalid{}, *awready{}, *awprot{}, *wvalid{}, *wready{}, *wstrb{}, *bvalid{},
        *bready{}, *bresp{}, *arvalid{}, *arready{}, *arprot{}, *rvalid{}, *rready{}, *rresp{};
    std::uint16_t *awaddr{}, *araddr{};
    std::uint32_t *wdata{}, *rdata{};
    std::uint8_t* irq{};

    std::uint8_t *mii_tx_clk{}, *mii_tx_en{}, *mii_txd{}, *mii_tx_er{};
    std::uint8_t *mii_rx_clk{}, *mii_rx_dv{}, *mii_rxd{}, *mii_rx_er{};
    // What passes at the MII, whoever drives it: with a PHY inside, its side; else the pins above.
    std::uint8_t *mon_tx_clk{}, *mon_tx_en{}, *mon_txd{}, *mon_tx_er{};
    std::uint8_t *mon_rx_clk{}, *mon_rx_dv{}, *mon_rxd{}, *mon_rx_er{};
    std::uint8_t *line_tx_p{}, *line_tx_n{}, *line_rx_p{}, *line_rx_n{};
    std::uint16_t *line_tx_mv{}, *line_rx_mv{};  // volts for the picture, two's complement
    std::uint8_t *link_up_in{}, *link_up_out{};

    AxiMemory::Pins memory{};  // without meaning where the buffers are inside (Cfg::External)

    std::uint32_t *tcp_record{}, *udp_record{}, *udp_echo_record{}, *igmp_record{}, *ip_record{},
        *ip_sent{}, *arp_record{}, *icmp_record{}, *mac_rx_record{};
    std::uint64_t* now{};
  };

  Dut(const Dut&) = delete;
  Dut& operator=(const Dut&) = delete;
  virtual ~Dut() = default;

  virtual void eval() = 0;
  // Assertions of the RTL that have failed so far.
  [[nodiscard]] virtual int failed_assertions() const = 0;
  // FST waveform; only variants built with TRACE can (false: this one cannot).
  virtual bool open_trace(const std::filesystem::path& file) = 0;
  virtual void dump(std::uint64_t ps) = 0;
  virtual void close_trace() = 0;

  [[nodiscard]] const Pins& pins() const { return pins_; }
  [[nodiscard]] const Cfg& cfg() const { return cfg_; }
  [[nodiscard]] bool has_phy() const { return cfg_.Phy != Phy::PhyNone; }

 protected:
  explicit Dut(const Cfg& cfg) : cfg_{cfg} {}
  Pins pins_;
  Cfg cfg_;
};

struct DutOptions {
  std::uint64_t seed = 1;  // of what is undefined after power-up
  bool assertions = true;  // a failed assertion is counted and printed, never fatal
  std::string planted{};    // which bug is on, in a variant that has some (Dut.cmake); none if empty
};

// Each variant is a library of its own that defines one of these (sockwire_dut in CMake).
using DutMaker = std::unique_ptr<Dut> (*)(const DutOptions&);
std::unique_ptr<Dut> make_dut_base(const DutOptions&);         // base: GMII pins; or what stands in for it
std::unique_ptr<Dut> make_dut_large(const DutOptions&);        // 4,096 sockets, buffers outside, GMII pins
std::unique_ptr<Dut> make_dut_base8(const DutOptions&);        // base, streams 8 octets wide
std::unique_ptr<Dut> make_dut_base16(const DutOptions&);       // base, streams 16 octets wide
std::unique_ptr<Dut> make_dut_base_jumbo(const DutOptions&);   // base, Mtu 9000
std::unique_ptr<Dut> make_dut_small(const DutOptions&);        // small: 10BASE-T inside
std::unique_ptr<Dut> make_dut_small_trace(const DutOptions&);  // the same, with waveforms
std::unique_ptr<Dut> make_dut_small_wave(const DutOptions&);   // and with the line's volts beside it
std::unique_ptr<Dut> make_dut_small_mii(const DutOptions&);    // small, pins at the MII
std::unique_ptr<Dut> make_dut_planted(const DutOptions&);      // small, with bugs to switch on

}  // namespace sockwire
