// Stands around the Verilated tcp_path_tb: IP on both streams, ARP, the engine and the host.
//
// What is queued (segments, moves, requests) is offered in order; what comes out is collected. All
// numbers in host byte order.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "tests/faults/siphash.h"
#include "tests/tcp/tcp_path_pins.h"

namespace sockwire::test {

class PathBench : public Bench<Vtcp_path_tb> {
 public:
  explicit PathBench(unsigned width, unsigned seed = 1)
      : data_bytes(4u << width),
        rx(SOCKWIRE_STREAM_PINS(top, rx_, i, o), data_bytes, seed),
        tx(SOCKWIRE_STREAM_PINS(top, tx_, o, i), data_bytes, "tx", seed + 1),
        random(seed + 2) {
    top.width_i = static_cast<CData>(width);
    top.ip_i = our_ip, top.mask_i = 0xFFFFFF00, top.gateway_i = 0xC0A801FE;
    sources = {&rx}, sinks = {&tx};
    rx.drive_side = [this](const Packet& packet) {
      top.rx_src_i = packet.side[0], top.rx_dst_i = packet.side[1];
      top.rx_length_i = static_cast<SData>(packet.side[2]);
    };
    tx.side = [this] {
      return std::vector<std::uint32_t>{static_cast<std::uint32_t>(top.tx_mac_o >> 32),
                                        static_cast<std::uint32_t>(top.tx_mac_o), top.tx_dst_o,
                                        top.tx_protocol_o, top.tx_length_o,
                                        top.tx_ttl_o, top.tx_tos_o};
    };
    drive = [this] { drive_rest(); };
    sample = [this] { sample_rest(); };
    top.awready_i = top.wready_i = top.bvalid_i = top.arready_i = top.rvalid_i = 0;
    top.eval();
    if (top.external_o)
      memory.emplace(memory_pins(top), data_bytes,
                     AxiMemory::Options{.seed = seed + 3, .base = memory_base, .size = 2 * buffers * buf_bytes});
    top.floor_valid_i = top.floor_release_i = 0;
    for (auto& word : secret) word = random();
    for (unsigned i = 0; i < 4; ++i) top.secret_i[i] = secret[i];
    reset();
    for (unsigned buffer = 0; buffer < buffers; ++buffer) floor(buffer, first_floor);
  }

  void push(Octets octets, bool err = false, std::uint32_t src = peer_ip) {
    const auto length = static_cast<std::uint32_t>(octets.size());
    rx.push({.octets = std::move(octets), .err = err, .side = {src, our_ip, length}});
  }
  TcpSegment random_segment(std::size_t payload, std::size_t options = 0) {  // options: NOPs
    return {.ports = random(),
            .seq = random(),
            .ack = random(),
            .flags = static_cast<std::uint8_t>(random()),
            .wnd = static_cast<std::uint16_t>(random()),
            .urgent = static_cast<std::uint16_t>(random()),
            .options = Octets(options, 1),
            .payload = random_octets(payload, random)};
  }

  Request random_request(std::uint32_t addr = peer_ip) {
    return {.addr = addr,
            .ports = random(),
            .seq = first_floor + random() / 4,
            .ack = random(),
            .flags = static_cast<std::uint8_t>(random()),
            .wnd = static_cast<std::uint16_t>(random()),
            .urgent = static_cast<std::uint16_t>(random()),
            .ttl = static_cast<std::uint8_t>(random()),
            .tos = static_cast<std::uint8_t>(random())};
  }

  void push(const TcpSegment& segment) { push(encode(segment, peer_ip, our_ip)); }

  // The tag of a request whose payload needs all moves so far.
  std::uint8_t move(const Move& next) { return moves.push_back(next), ++moves_pushed; }

  void settle() {  // until all that is queued is in, hashed and taken, and some cycles more
    EXPECT_TRUE(run([&] { return rx.empty() && moves.empty(); }));
    for (auto before = records.size() + 1; before != records.size(); step(40))
      before = records.size();
  }

  void write_window(const Octets& octets) {  // by words with the strobes of what counts
    for (std::size_t i = 0; i < octets.size(); i += 4) {
      top.win_we_i = 1, top.win_waddr_i = static_cast<SData>(i / 4);
      top.win_wdata_i = static_cast<IData>(random()), top.win_wstrb_i = 0;
      for (std::size_t k = 0; k < 4 && i + k < octets.size(); ++k) {
        top.win_wdata_i &= ~(0xFFu << (8 * k));
        top.win_wdata_i |= static_cast<IData>(octets[i + k]) << (8 * k);
        top.win_wstrb_i |= static_cast<CData>(1u << k);
      }
      step();
    }
    top.win_we_i = 0;
  }

  Octets read_window(std::size_t count) {
    Octets octets;
    for (std::size_t i = 0; i < count; ++i) {
      top.win_raddr_i = static_cast<SData>(i / 4);
      step();
      octets.push_back(static_cast<std::uint8_t>(top.win_rdata_o >> (8 * (i % 4))));
    }
    return octets;
  }

  // Octets into the send buffer, by way of the window; waits for them to be there.
  std::uint8_t send(const Octets& octets, unsigned buffer, unsigned offset) {
    write_window(octets);
    const auto tag = move({Send, buffer, offset, static_cast<unsigned>(octets.size())});
    EXPECT_TRUE(run([&] { return moves.empty() && user_done == user_moves; }));
    return tag;
  }

  Octets receive(unsigned buffer, unsigned offset, unsigned count) {
    move({Recv, buffer, offset, count});
    EXPECT_TRUE(run([&] { return moves.empty() && user_done == user_moves; }));
    return read_window(count);
  }

  void pulse(bool resolved, std::uint32_t ip) {
    top.pending_resolved_i = resolved, top.pending_failed_i = !resolved, top.pending_ip_i = ip;
    step();
    top.pending_resolved_i = 0, top.pending_failed_i = 0;
  }

  // The engine's word on a block, one clock: octets before seq may be overwritten.
  void floor(unsigned buffer, std::uint32_t seq, bool release = false) {
    top.floor_valid_i = 1, top.floor_release_i = release;
    top.floor_buffer_i = static_cast<SData>(buffer), top.floor_seq_i = seq;
    step();
    top.floor_valid_i = top.floor_release_i = 0;
  }
  void release(unsigned buffer) {
    top.floor_release_i = 1, top.floor_buffer_i = static_cast<SData>(buffer);
    step();
    top.floor_release_i = 0;
  }

  // Clocks that a payload, or a move, may take longer than with memory inside: its latency once, not
  // once a burst, and its stalls.
  unsigned memory_clocks() const {
    if (!memory) return 0;
    return memory->options.latency + memory->options.spread + 1500 / data_bytes * memory->options.stall / 50;
  }

  unsigned data_bytes;
  std::optional<AxiMemory> memory;  // where it is outside
  unsigned memory_errors = 0;
  Source rx;
  Sink tx;
  Random random;
  std::deque<Move> moves;
  std::deque<Request> requests;
  std::vector<SegmentRecord> records;
  std::vector<std::uint32_t> asked;  // what ARP was asked for
  std::vector<PathError> errors;
  bool errors_stop = false;  // the engine takes none
  std::function<ArpAnswer(std::uint32_t)> arp = [](std::uint32_t ip) {
    return ArpAnswer{.mac = 0x0A0000000000u + ip};
  };
  unsigned arp_delay = 1;     // cycles from question to answer
  bool engine_stops = false;  // takes no records
  bool arp_stops = false;     // takes no questions
  unsigned in_segs = 0, in_errs = 0, in_discards = 0, out_discards = 0, stale = 0;
  unsigned user_done = 0, user_moves = 0;
  unsigned hashes = 0, keys = 0;  // compared
  std::uint64_t clock_step = 1;   // microseconds a clock
  std::array<std::uint32_t, 4> secret{};
  std::uint8_t moves_pushed = 0;
  std::uint64_t last_emit_cycle = 0;

 private:
  // Of every segment that the engine takes, with the time in that clock (docs/rules/tcp.md).
  void expect_hashes(const SegmentRecord& segment) {
    if (!(segment.flags & (Syn | Ack))) return;
    const auto key = [&](unsigned i) { return std::uint64_t{secret[i + 1]} << 32 | secret[i]; };
    Octets message;
    append(message, our_ip, 4), append(message, segment.ports & 0xFFFF, 2);
    append(message, segment.addr, 4), append(message, segment.ports >> 16, 2);
    EXPECT_EQ(top.seg_hash_o, siphash24(key(0), key(2), message));
    const unsigned present = top.now_i >> 26 & 0xFFFF,
                   age = (present - ((segment.ack - 1) >> 27)) % 32;
    ++hashes;
    if (!(segment.flags & Syn) && age > 1) return;  // no cookie, whatever its key
    append(message, segment.flags & Syn ? present : (present - age) % 0x10000, 3);
    EXPECT_EQ(top.seg_cookie_o, siphash24(key(0), key(2), message) % 0x1000000);
    ++keys;
  }

  void drive_rest() {
    if (memory) memory->drive();
    top.now_i += clock_step;
    top.seg_ready_i = !engine_stops, top.error_ready_i = !errors_stop;
    top.move_valid_i = !moves.empty();
    if (!moves.empty()) drive_move(top, moves.front());
    top.emit_valid_i = !requests.empty();
    if (!requests.empty()) drive_request(top, requests.front());
    top.req_ready_i = !answer_ && !arp_stops;
    top.rsp_valid_i = answer_ && answer_due_ == 0;
    if (answer_) {
      top.rsp_hit_i = answer_->hit, top.rsp_waiting_i = answer_->waiting;
      top.rsp_mac_i = answer_->mac;
    }
  }

  void sample_rest() {
    if (memory) memory->sample();
    memory_errors += top.memory_error_o;
    if (top.seg_valid_o && top.seg_ready_i) {
      records.push_back(sample_segment(top));
      expect_hashes(records.back());
    }
    if (top.move_valid_i && top.move_ready_o) {
      user_moves += moves.front().kind != Take;
      moves.pop_front();
    }
    if (top.emit_valid_i && top.emit_ready_o) {
      requests.pop_front();
      last_emit_cycle = cycle();
    }
    if (top.rsp_valid_i)
      answer_.reset();
    else if (answer_)
      --answer_due_;
    if (top.req_valid_o && top.req_ready_i) {
      asked.push_back(top.req_ip_o);
      answer_ = arp(top.req_ip_o);
      answer_due_ = arp_delay - 1;
    }
    if (top.error_valid_o && top.error_ready_i) errors.push_back(sample_error(top));
    in_segs += top.in_segs_o, in_errs += top.in_errs_o, in_discards += top.in_discards_o;
    out_discards += top.out_discards_o, stale += top.stale_o, user_done += top.user_done_o;
  }

  std::optional<ArpAnswer> answer_;
  unsigned answer_due_ = 0;
};

// Judges what the wire brings for a request: the options by a parser, all else by octets.
inline void expect_sent(const Packet& packet, const Request& request, const Octets& payload) {
  ASSERT_GE(packet.octets.size(), 20 + payload.size());
  const auto begin = packet.octets.begin();
  const Octets options(begin + 20, packet.octets.end() - static_cast<long>(payload.size()));
  EXPECT_EQ(judge_options(options), request.options) << testing::PrintToString(options);
  EXPECT_EQ(packet.octets, encode({.ports = request.ports,
                                   .seq = request.seq,
                                   .ack = request.ack,
                                   .flags = request.flags,
                                   .wnd = request.wnd,
                                   .urgent = request.urgent,
                                   .options = options,
                                   .payload = payload},
                                  our_ip, request.addr));
  EXPECT_FALSE(packet.err);
  const std::uint64_t mac = 0x0A0000000000u + request.addr;
  EXPECT_EQ(packet.side, (std::vector<std::uint32_t>{
                             static_cast<std::uint32_t>(mac >> 32), static_cast<std::uint32_t>(mac),
                             request.addr, 6, static_cast<std::uint32_t>(packet.octets.size()),
                             request.ttl, request.tos}));
}

inline std::string width_name(const testing::TestParamInfo<unsigned>& width) {
  return std::to_string(4u << width.param) + "_octets";
}

}  // namespace sockwire::test
