#include "sim/waves/wave_layout.h"

#include <unordered_map>

namespace sockwire {

namespace {
using enum WaveFormat;

struct Wanted {
  // Below toe_wave, or "i_toe." and below toe; "tcb.*" is every field of that struct.
  std::string_view path;
  WaveFormat format;
  std::string_view label;  // empty: the last part of the path
};
struct WantedGroup {
  std::string_view name;
  bool folded;
  std::vector<Wanted> items;
};

const std::vector<WantedGroup> kWanted{
    {"Host: AXI4-Lite registers",
     false,
     {{"i_toe.clk_host_i", Bits, ""},
      {"i_toe.s_axil_awvalid_i", Bits, "awvalid"},
      {"i_toe.s_axil_awready_o", Bits, "awready"},
      {"i_toe.s_axil_awaddr_i", Hex, "awaddr"},
      {"i_toe.s_axil_wvalid_i", Bits, "wvalid"},
      {"i_toe.s_axil_wdata_i", Hex, "wdata"},
      {"i_toe.s_axil_bvalid_o", Bits, "bvalid"},
      {"i_toe.s_axil_arvalid_i", Bits, "arvalid"},
      {"i_toe.s_axil_araddr_i", Hex, "araddr"},
      {"i_toe.s_axil_rvalid_o", Bits, "rvalid"},
      {"i_toe.s_axil_rdata_o", Hex, "rdata"},
      {"i_toe.irq_o", Bits, "interrupt"}}},
    {"Socket: calls and answers",
     false,
     {{"i_toe.call_valid", Bits, ""},
      {"i_toe.call_ready", Bits, ""},
      {"i_toe.call.call", Unsigned, "call"},
      {"i_toe.call.desc", Unsigned, "call descriptor"},
      {"i_toe.call.addr", Hex, "call address"},
      {"i_toe.call.port", Unsigned, "call port"},
      {"i_toe.call.length", Unsigned, "call length"},
      {"i_toe.answer_valid", Bits, ""},
      {"i_toe.answer.error", Unsigned, "answer"},
      {"i_toe.answer.value", Unsigned, "answer value"},
      {"i_toe.ready_valid", Bits, ""}}},
    {"TCP: the last event",
     false,
     {{"i_toe.now", Unsigned, "now (us)"},
      {"i_toe.tcp_record_o.valid", Bits, "record valid"},
      {"i_toe.tcp_record_o.order", Unsigned, "record order"},
      {"event_kind", Unsigned, "event"},
      {"event_socket", Unsigned, "socket"},
      {"event_call", Unsigned, "call"},
      {"event_timer", Unsigned, "timer"},
      {"event_drop", Unsigned, "drop"},
      {"event_answer", Unsigned, "answer"},
      {"state_before", Unsigned, "state before"},
      {"state_after", Unsigned, "state after"}}},
    {"TCP: the socket after it",
     false,
     {{"tcb.state", Unsigned, "state"},
      {"tcb.snd_una", Unsigned, ""},
      {"tcb.snd_nxt", Unsigned, ""},
      {"tcb.snd_rtx", Unsigned, ""},
      {"tcb.snd_end", Unsigned, ""},
      {"tcb.snd_wnd", Unsigned, ""},
      {"tcb.rcv_nxt", Unsigned, ""},
      {"tcb.rcv_user", Unsigned, ""},
      {"tcb.rcv_adv", Unsigned, ""},
      {"tcb.rtx_armed", Bits, ""},
      {"tcb.rto", Unsigned, "rto (us)"},
      {"tcb.error", Unsigned, ""}}},
    {"TCP: all of its control block", true, {{"tcb.*", Unsigned, ""}}},
    {"TCP: segment in", true, {{"segment_in.*", Unsigned, ""}}},
    {"TCP: segment out", true, {{"segment_out.*", Unsigned, ""}}},
    {"IP, ICMP",
     false,
     {{"i_toe.ip_rx_valid", Bits, "ip in"},
      {"i_toe.ip_meta.src", Hex, "ip in from"},
      {"i_toe.ip_meta.protocol", Unsigned, "ip in protocol"},
      {"i_toe.ip_meta.length", Unsigned, "ip in length"},
      {"i_toe.ip_tx_valid", Bits, "ip out"},
      {"i_toe.tcp_tx_valid", Bits, "tcp out"},
      {"i_toe.tcp_tx_meta.dst", Hex, "tcp out to"},
      {"i_toe.tcp_tx_meta.length", Unsigned, "tcp out length"},
      {"icmp.verdict", Unsigned, "icmp verdict"}}},
    {"UDP's echo application, IGMP",
     true,
     {{"udp_echo.verdict", Unsigned, "echo verdict"},
      {"udp_echo.src", Hex, "echo to"},
      {"udp_echo.length", Unsigned, "echo length"},
      {"igmp.kind", Unsigned, "igmp event"},
      {"igmp.verdict", Unsigned, "igmp verdict"},
      {"igmp.group", Hex, "igmp group"},
      {"igmp.entry", Unsigned, "igmp entry"},
      {"igmp.mode", Unsigned, "igmp mode"},
      {"igmp.send", Unsigned, "igmp sends"}}},
    {"ARP",
     false,
     {{"i_toe.tcp_req_valid", Bits, "tcp asks"},
      {"i_toe.tcp_req_ip", Hex, "tcp asks for"},
      {"i_toe.tcp_rsp_valid", Bits, "answered"},
      {"arp.kind", Unsigned, "event"},
      {"arp.hit", Bits, "hit"},
      {"arp.ip", Hex, "for"},
      {"arp.mac", Hex, "found"},
      {"arp.learned", Bits, ""},
      {"arp.send", Unsigned, "send"},
      {"arp.pending", Unsigned, "pending"}}},
    {"MAC: MII",
     false,
     {{"i_toe.mii_mon_tx_clk_o", Bits, "tx_clk"},
      {"i_toe.mii_mon_tx_en_o", Bits, "tx_en"},
      {"i_toe.mii_mon_txd_o", Hex, "txd"},
      {"i_toe.mii_mon_rx_clk_o", Bits, "rx_clk"},
      {"i_toe.mii_mon_rx_dv_o", Bits, "rx_dv"},
      {"i_toe.mii_mon_rxd_o", Hex, "rxd"},
      {"mac_rx.status", Unsigned, "frame in"},
      {"mac_rx.length", Unsigned, "frame in, octets"}}},
    {"PHY: line pins",
     false,
     {{"i_toe.clk_phy_i", Bits, ""},
      {"i_toe.line_tx_p_o", Bits, "line_tx_p"},
      {"i_toe.line_tx_n_o", Bits, "line_tx_n"},
      {"i_toe.line_rx_p_i", Bits, "line_rx_p"},
      {"i_toe.line_rx_n_i", Bits, "line_rx_n"},
      {"i_toe.link_up_o", Bits, "link_up"}}},
    {"Line: millivolts",
     false,
     {{"line_tx_mv_i", Volts, "driver's end (mV)"},
      {"line_rx_mv_i", Volts, "receiver's end (mV)"}}},
};

// Where toe_wave and toe are: the scope that holds i_toe; or a dump of toe alone.
struct Roots {
  std::string wave, toe;
};
Roots roots_of(const std::vector<WaveSignal>& signals) {
  constexpr std::string_view kInside = ".i_toe.";
  for (const auto& signal : signals) {
    if (const auto at = signal.path.find(kInside); at != std::string::npos) {
      return {signal.path.substr(0, at + 1), signal.path.substr(0, at + kInside.size())};
    }
  }
  constexpr std::string_view kPin = "clk_core_i";
  std::string deepest;
  for (const auto& signal : signals) {
    if (signal.path.ends_with(kPin) && signal.path.size() > deepest.size() &&
        (signal.path.size() == kPin.size() ||
         signal.path[signal.path.size() - kPin.size() - 1] == '.')) {
      deepest = signal.path;
    }
  }
  if (!deepest.empty()) deepest.resize(deepest.size() - kPin.size());
  return {deepest, deepest};
}

std::string label_of(std::string_view label, std::string_view path) {
  if (!label.empty()) return std::string(label);
  return std::string(path.substr(path.rfind('.') + 1));
}

WaveFormat fitting(const WaveSignal& signal, WaveFormat format) {
  if (format == Volts) return Volts;
  return signal.width == 1 && !signal.is_enum ? Bits : format;
}
}  // namespace

std::vector<WaveGroup> wave_layout(const std::vector<WaveSignal>& signals) {
  constexpr std::string_view kToe = "i_toe.";
  const auto roots = roots_of(signals);
  std::unordered_map<std::string_view, const WaveSignal*> by_path;
  for (const auto& signal : signals) by_path.emplace(signal.path, &signal);

  std::vector<WaveGroup> groups;
  for (const auto& wanted_group : kWanted) {
    WaveGroup group{std::string(wanted_group.name), wanted_group.folded, {}};
    for (const auto& wanted : wanted_group.items) {
      const bool inside = wanted.path.starts_with(kToe);
      const std::string path = (inside ? roots.toe : roots.wave) +
                               std::string(inside ? wanted.path.substr(kToe.size()) : wanted.path);
      if (path.ends_with('*')) {
        const std::string_view prefix{path.data(), path.size() - 1};
        for (const auto& signal : signals) {
          if (!signal.path.starts_with(prefix)) continue;
          const bool address = signal.path.ends_with("addr");
          group.items.push_back({signal, signal.path.substr(prefix.size()),
                                 fitting(signal, address ? Hex : wanted.format)});
        }
      } else if (const auto it = by_path.find(path); it != by_path.end()) {
        group.items.push_back({*it->second, label_of(wanted.label, wanted.path),
                               fitting(*it->second, wanted.format)});
      }
    }
    if (!group.items.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace sockwire
