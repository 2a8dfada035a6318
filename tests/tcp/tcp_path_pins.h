// What goes through the pins of tcp_path_tb beside the streams: records, moves, requests. Numbers
// in host byte order.
#pragma once

#include <cstdint>

#include "Vtcp_path_tb.h"
#include "tests/tcp/tcp_wire_options.h"
#include "verif/cosim/axi_memory.h"

namespace sockwire::test {

inline constexpr unsigned buffers = 4, buf_bytes = 4096;
// Of every block from the beginning, unless a test moves it: random numbers lie behind it.
inline constexpr std::uint32_t first_floor = 0xE0000000;

inline constexpr std::uint32_t memory_base = 0x20000000;

enum MoveKind : std::uint8_t { Take, Send, Recv };

struct SegmentRecord {
  std::uint32_t addr, ports, seq, ack;
  std::uint8_t flags;
  std::uint16_t wnd;
  Options options;
  std::uint16_t urgent, length;
  bool operator==(const SegmentRecord&) const = default;
};

struct Move {
  MoveKind kind;
  unsigned buffer, offset, length, skip = 0, total = 0;
};

struct Request {
  std::uint32_t addr = peer_ip, ports = 0x00501234, seq = 1, ack = 2;
  std::uint8_t flags = Ack;
  std::uint16_t wnd = 4096;
  std::uint16_t urgent = 0;
  Options options{};
  unsigned length = 0, buffer = 0, offset = 0;
  std::uint8_t tag = 0;
  std::uint8_t ttl = 0, tos = 0;
};

struct PathError {  // a neighbour was given up
  std::uint32_t addr, ports, seq;
  bool operator==(const PathError&) const = default;
};

struct ArpAnswer {
  bool hit = true, waiting = false;
  std::uint64_t mac = 0x0A0000000000;
};

inline AxiMemory::Pins memory_pins(Vtcp_path_tb& top) {
  AxiMemory::Pins p;
  p.awvalid = &top.awvalid_o, p.awready = &top.awready_i, p.awid = &top.awid_o, p.awlen = &top.awlen_o;
  p.awsize = &top.awsize_o, p.awburst = &top.awburst_o, p.awaddr = &top.awaddr_o;
  p.wvalid = &top.wvalid_o, p.wready = &top.wready_i, p.wlast = &top.wlast_o;
  p.wdata = top.wdata_o.data(), p.wstrb = &top.wstrb_o;
  p.bvalid = &top.bvalid_i, p.bready = &top.bready_o, p.bid = &top.bid_i, p.bresp = &top.bresp_i;
  p.arvalid = &top.arvalid_o, p.arready = &top.arready_i, p.arid = &top.arid_o, p.arlen = &top.arlen_o;
  p.arsize = &top.arsize_o, p.arburst = &top.arburst_o, p.araddr = &top.araddr_o;
  p.rvalid = &top.rvalid_i, p.rready = &top.rready_o, p.rid = &top.rid_i, p.rresp = &top.rresp_i;
  p.rlast = &top.rlast_i, p.rdata = top.rdata_i.data();
  return p;
}

inline void drive_move(Vtcp_path_tb& top, const Move& move) {
  top.move_kind_i = move.kind;
  top.move_buffer_i = static_cast<SData>(move.buffer);
  top.move_offset_i = static_cast<SData>(move.offset);
  top.move_length_i = static_cast<SData>(move.length);
  top.move_skip_i = static_cast<SData>(move.skip);
  top.move_total_i = static_cast<SData>(move.total);
}

inline void drive_options(Vtcp_path_tb& top, const Options& options) {
  const auto sack = [&](unsigned i) -> std::uint64_t {
    if (i >= options.sacks.size()) return 0;
    return std::uint64_t{options.sacks[i].first} << 32 | options.sacks[i].second;
  };
  const auto [tsval, tsecr] = options.ts.value_or(Pair{});
  top.emit_has_mss_i = options.mss.has_value(), top.emit_mss_i = options.mss.value_or(0);
  top.emit_has_wscale_i = options.wscale.has_value();
  top.emit_wscale_i = options.wscale.value_or(0);
  top.emit_has_sackok_i = options.sackok;
  top.emit_has_ts_i = options.ts.has_value();
  top.emit_tsval_i = tsval, top.emit_tsecr_i = tsecr;
  top.emit_sacks_i = static_cast<CData>(options.sacks.size());
  top.emit_sack0_i = sack(0), top.emit_sack1_i = sack(1);
  top.emit_sack2_i = sack(2), top.emit_sack3_i = sack(3);
}

inline Options sample_options(Vtcp_path_tb& top) {
  Options options{.sackok = top.seg_has_sackok_o != 0};
  if (top.seg_has_mss_o) options.mss = top.seg_mss_o;
  if (top.seg_has_wscale_o) options.wscale = top.seg_wscale_o;
  if (top.seg_has_ts_o) options.ts = {top.seg_tsval_o, top.seg_tsecr_o};
  for (unsigned i = 0; i < 4; ++i) {
    const Pair block{top.seg_blocks_o[2 * i + 1], top.seg_blocks_o[2 * i]};
    if (i < top.seg_sacks_o) options.sacks.push_back(block);
    EXPECT_TRUE(i < top.seg_sacks_o || block == Pair{});
  }
  // without the option the value is zero
  EXPECT_TRUE(options.mss || !top.seg_mss_o);
  EXPECT_TRUE(options.wscale || !top.seg_wscale_o);
  EXPECT_TRUE(options.ts || !(top.seg_tsval_o | top.seg_tsecr_o));
  return options;
}

inline void drive_request(Vtcp_path_tb& top, const Request& request) {
  top.emit_addr_i = request.addr, top.emit_ports_i = request.ports;
  top.emit_seq_i = request.seq, top.emit_ack_i = request.ack;
  top.emit_flags_i = request.flags, top.emit_wnd_i = request.wnd;
  top.emit_urgent_i = request.urgent;
  drive_options(top, request.options);
  top.emit_length_i = static_cast<SData>(request.length);
  top.emit_buffer_i = static_cast<SData>(request.buffer);
  top.emit_offset_i = static_cast<SData>(request.offset);
  top.emit_tag_i = request.tag;
  top.emit_ttl_i = request.ttl, top.emit_tos_i = request.tos;
}

inline PathError sample_error(Vtcp_path_tb& top) {
  EXPECT_EQ(top.error_rest_o, 3u << 25 | 1u << 17 | 1u) << "host unreachable, from ARP";
  return {top.error_addr_o, std::uint32_t{top.error_local_port_o} << 16 | top.error_remote_port_o,
          top.error_seq_o};
}

inline SegmentRecord sample_segment(Vtcp_path_tb& top) {
  return {top.seg_addr_o, top.seg_ports_o,     top.seg_seq_o,    top.seg_ack_o,   top.seg_flags_o,
          top.seg_wnd_o,  sample_options(top), top.seg_urgent_o, top.seg_length_o};
}

}  // namespace sockwire::test
