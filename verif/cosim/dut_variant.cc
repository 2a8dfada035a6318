// One Verilated variant behind the interface of dut.h. Compiled once for each variant, with
// DUT_CLASS and DUT_HEADER (the Verilated class), DUT_MAKER (function to define), DUT_CFG
// (generated configuration), DUT_DATA_BYTES and DUT_MTU (0: as configured), DUT_NO_PHY and DUT_EXTERNAL.
#include DUT_HEADER
#include <verilated.h>
#ifdef VM_TRACE_FST
#include <verilated_fst_c.h>
#endif

#include <array>

#include "verif/cosim/dut.h"

namespace sockwire {
namespace {

Cfg variant_cfg() {
  Cfg cfg = DUT_CFG;
  if (DUT_DATA_BYTES != 0) cfg.DataBytes = DUT_DATA_BYTES;
  if (DUT_MTU != 0) cfg.Mtu = DUT_MTU;
  if (DUT_EXTERNAL != 0) cfg.External = 1;
  if (DUT_NO_PHY != 0) cfg.Phy = Phy::PhyNone;
  return cfg;
}

// Wide ports are arrays of words, narrow ones a word.
template <class T>
std::uint32_t* words(T& port) {
  if constexpr (requires { port.data(); }) {
    return port.data();
  } else {
    static_assert(sizeof(T) == 4);
    return &port;
  }
}

template <class Top>
class Variant final : public Dut {
 public:
  explicit Variant(const DutOptions& options) : Dut{variant_cfg()} {
    context_.randReset(2);
    context_.randSeed(static_cast<int>(options.seed % 0x7FFFFFFE) + 1);
    context_.fatalOnError(false);
    context_.errorLimit(1000000);
    context_.assertOn(options.assertions);
    const std::string planted = "+planted=" + options.planted;
    std::array<const char*, 2> arguments{"toe", planted.c_str()};
    context_.commandArgs(static_cast<int>(arguments.size()), arguments.data());
#ifdef VM_TRACE_FST
    context_.traceEverOn(true);
#endif
    top_ = std::make_unique<Top>(&context_, "toe");
    bind(*top_);
  }
  ~Variant() override { close_trace(); top_->final(); }

  void eval() override { top_->eval(); }
  int failed_assertions() const override { return context_.errorCount(); }

#ifdef VM_TRACE_FST
  bool open_trace(const std::filesystem::path& file) override {
    trace_ = std::make_unique<VerilatedFstC>();
    trace_->set_time_unit("1ps");
    trace_->set_time_resolution("1ps");
    top_->trace(trace_.get(), 99);
    trace_->open(file.c_str());
    return trace_->isOpen();
  }
  void dump(std::uint64_t ps) override {
    if (trace_) trace_->dump(ps);
  }
  void close_trace() override {
    if (trace_) trace_->close();
    trace_.reset();
  }
#else
  bool open_trace(const std::filesystem::path&) override { return false; }
  void dump(std::uint64_t) override {}
  void close_trace() override {}
#endif

 private:
  void bind(Top& top) {
    Pins& p = pins_;
    p.clk_core = &top.clk_core_i, p.rst_core_n = &top.rst_core_ni;
    p.clk_host = &top.clk_host_i, p.rst_host_n = &top.rst_host_ni;
    p.clk_phy = &top.clk_phy_i, p.rst_phy_n = &top.rst_phy_ni;

    p.awvalid = &top.s_axil_awvalid_i, p.awready = &top.s_axil_awready_o;
    p.awaddr = &top.s_axil_awaddr_i, p.awprot = &top.s_axil_awprot_i;
    p.wvalid = &top.s_axil_wvalid_i, p.wready = &top.s_axil_wready_o;
    p.wdata = &top.s_axil_wdata_i, p.wstrb = &top.s_axil_wstrb_i;
    p.bvalid = &top.s_axil_bvalid_o, p.bready = &top.s_axil_bready_i;
    p.bresp = &top.s_axil_bresp_o;
    p.arvalid = &top.s_axil_arvalid_i, p.arready = &top.s_axil_arready_o;
    p.araddr = &top.s_axil_araddr_i, p.arprot = &top.s_axil_arprot_i;
    p.rvalid = &top.s_axil_rvalid_o, p.rready = &top.s_axil_rready_i;
    p.rdata = &top.s_axil_rdata_o, p.rresp = &top.s_axil_rresp_o;
    p.irq = &top.irq_o;

    p.mii_tx_clk = &top.mii_tx_clk_i, p.mii_tx_en = &top.mii_tx_en_o;
    p.mii_txd = &top.mii_txd_o, p.mii_tx_er = &top.mii_tx_er_o;
    p.mii_rx_clk = &top.mii_rx_clk_i, p.mii_rx_dv = &top.mii_rx_dv_i;
    p.mii_rxd = &top.mii_rxd_i, p.mii_rx_er = &top.mii_rx_er_i;
    p.line_tx_p = &top.line_tx_p_o, p.line_tx_n = &top.line_tx_n_o;
    p.line_rx_p = &top.line_rx_p_i, p.line_rx_n = &top.line_rx_n_i;
    if constexpr (requires { top.line_tx_mv_i; }) {
      p.line_tx_mv = &top.line_tx_mv_i, p.line_rx_mv = &top.line_rx_mv_i;
    }
    p.link_up_in = &top.link_up_i, p.link_up_out = &top.link_up_o;

    p.mon_tx_en = p.mii_tx_en, p.mon_txd = p.mii_txd, p.mon_tx_er = p.mii_tx_er;
    p.mon_tx_clk = p.mii_tx_clk, p.mon_rx_clk = p.mii_rx_clk;
    p.mon_rx_dv = p.mii_rx_dv, p.mon_rxd = p.mii_rxd, p.mon_rx_er = p.mii_rx_er;
    if (has_phy()) bind_monitor(top);
    bind_memory(top);

    p.tcp_record = words(top.tcp_record_o), p.udp_record = words(top.udp_record_o);
    p.udp_echo_record = words(top.udp_echo_record_o), p.igmp_record = words(top.igmp_record_o);
    p.ip_record = words(top.ip_record_o), p.ip_sent = words(top.ip_sent_record_o);
    p.arp_record = words(top.arp_record_o);
    p.icmp_record = words(top.icmp_record_o), p.mac_rx_record = words(top.mac_rx_record_o);
    p.now = &top.now_o;
  }

  void bind_memory(Top& top) {
    AxiMemory::Pins& p = pins_.memory;
    p.awvalid = &top.m_axi_awvalid_o, p.awready = &top.m_axi_awready_i, p.awid = &top.m_axi_awid_o;
    p.awaddr = &top.m_axi_awaddr_o, p.awlen = &top.m_axi_awlen_o, p.awsize = &top.m_axi_awsize_o;
    p.awburst = &top.m_axi_awburst_o;
    p.wvalid = &top.m_axi_wvalid_o, p.wready = &top.m_axi_wready_i, p.wlast = &top.m_axi_wlast_o;
    p.wdata = &top.m_axi_wdata_o, p.wstrb = &top.m_axi_wstrb_o;
    p.bvalid = &top.m_axi_bvalid_i, p.bready = &top.m_axi_bready_o, p.bid = &top.m_axi_bid_i;
    p.bresp = &top.m_axi_bresp_i;
    p.arvalid = &top.m_axi_arvalid_o, p.arready = &top.m_axi_arready_i, p.arid = &top.m_axi_arid_o;
    p.araddr = &top.m_axi_araddr_o, p.arlen = &top.m_axi_arlen_o, p.arsize = &top.m_axi_arsize_o;
    p.arburst = &top.m_axi_arburst_o;
    p.rvalid = &top.m_axi_rvalid_i, p.rready = &top.m_axi_rready_o, p.rid = &top.m_axi_rid_i;
    p.rdata = &top.m_axi_rdata_i, p.rresp = &top.m_axi_rresp_i, p.rlast = &top.m_axi_rlast_i;
  }

  void bind_monitor(Top& top) {
    Pins& p = pins_;
    p.mon_tx_clk = &top.mii_mon_tx_clk_o, p.mon_tx_en = &top.mii_mon_tx_en_o;
    p.mon_txd = &top.mii_mon_txd_o, p.mon_tx_er = &top.mii_mon_tx_er_o;
    p.mon_rx_clk = &top.mii_mon_rx_clk_o, p.mon_rx_dv = &top.mii_mon_rx_dv_o;
    p.mon_rxd = &top.mii_mon_rxd_o, p.mon_rx_er = &top.mii_mon_rx_er_o;
  }

  VerilatedContext context_;
  std::unique_ptr<Top> top_;
#ifdef VM_TRACE_FST
  std::unique_ptr<VerilatedFstC> trace_;
#endif
};

}  // namespace

std::unique_ptr<Dut> DUT_MAKER(const DutOptions& options) {
  return std::make_unique<Variant<DUT_CLASS>>(options);
}

}  // namespace sockwire
