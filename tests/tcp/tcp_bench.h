// The engine under test, with a host and a peer that tests can play.
//
// Every call and every segment is carried through to its record. The bench itself checks on each
// record what holds for all of them: order without a gap, what is emitted leaves as it was
// recorded, the payload of each segment is moved exactly once, readiness is raised as recorded.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "Vtcp_engine_tb.h"
#include "model/generated/toe_types.h"
#include "tests/tcp/tcp_hash.h"

namespace sockwire::test {

constexpr std::uint32_t kLocal = 0x0A000001, kPeer = 0x0A000002;
constexpr std::uint16_t kNoDesc = 0xFFFF;
constexpr std::uint32_t kBufBytes = 4096, kMsl = 1000;

struct Move {
  enum Kind { Take, Send, Recv } kind;
  std::uint16_t buffer, offset, length, skip, total;
  bool operator==(const Move&) const = default;
};

struct Floor {  // octets of this block before seq may be overwritten; released before that
  bool valid, release;
  std::uint16_t buffer;
  std::uint32_t seq;
  bool operator==(const Floor&) const = default;
};

struct Request {  // a segment as the segment builder gets it
  Emit emit;
  std::uint16_t buffer, offset;
  std::uint8_t move_tag;
};

class TcpBench {
 public:
  TcpBench() : dut_(std::make_unique<Vtcp_engine_tb>()) {
    dut_->ip_i = kLocal;
    dut_->mask_i = 0xFFFFFF00;
    dut_->gateway_i = 0;
    dut_->msl_i = kMsl;
    for (unsigned i = 0; i < 4; ++i) dut_->secret_i[i] = 0x03020100 + 0x04040404 * i;
    dut_->move_ready_i = dut_->emit_ready_i = 1;
    reset(4);
  }
  ~TcpBench() { dut_->final(); }

  // All that was seen before is forgotten, here as there.
  void reset(int clocks) {
    dut_->rst_ni = dut_->clk_i = 0;
    dut_->seg_valid_i = dut_->icmp_valid_i = dut_->call_valid_i = 0;
    dut_->grant_internal_i = dut_->pop_i = dut_->snap_valid_i = 0;
    while (clocks-- > 0) tick();
    dut_->rst_ni = 1;
    records.clear(), moves.clear(), sent.clear(), ready.clear(), ports.clear();
    owed_moves_.clear(), owed_emits_.clear(), owed_floors_.clear();
    counted = {}, next_port_ = 49152;
    while (!dut_->init_done_o) tick();
  }

  std::uint64_t now = 1'000'000;   // microseconds
  std::vector<TcpRecord> records;  // all so far
  std::vector<Move> moves;
  std::vector<Request> sent;
  std::map<std::uint16_t, Ready> ready;  // all that was ever raised, by descriptor
  std::set<std::uint16_t> ports;         // bound
  std::array<int, 22> counted{};         // pulses of tcp_stat_t, the last of its fields first
  std::vector<std::uint32_t> advised;    // next hops that may be dead
  bool retried = false;                  // the last call was sent back to look for a port
  std::uint64_t cycles = 0;
  Vtcp_engine_tb& dut() { return *dut_; }

  void tick() {
    dut_->now_i = now;
    dut_->clk_i = 0;
    dut_->eval();
    if (dut_->rst_ni) sample();
    dut_->clk_i = 1;
    dut_->eval();
    ++cycles;
  }

  // Until nothing has happened for a while.
  void quiet() {
    for (std::size_t before = records.size(), idle = 0; idle < 80; ++idle) {
      tick();
      if (records.size() != before) before = records.size(), idle = 0;
    }
  }
  void after(std::uint64_t us) {
    now += us;
    quiet();
  }

  // Its hashes come with it, as the receiver makes them.
  TcpRecord segment(const Segment& segment) {
    const Tuple tuple{kLocal, segment.dst_port, segment.addr, segment.src_port};
    std::uint16_t count = cookie_count();
    if (!segment.flags.syn) count -= (count - ((segment.ack - 1) >> 27)) % 32;
    dut_->seg_hash_i = tuple.hash();
    dut_->seg_cookie_i = tuple.cookie(count);
    segment.to_words(dut_->seg_i.data());
    dut_->seg_valid_i = 1;
    return carry(EventKind::EventSegment, dut_->seg_ready_o, dut_->seg_valid_i);
  }

  std::uint16_t cookie_count() const { return std::uint16_t(now >> 26); }

  TcpRecord icmp(const IcmpError& error) {
    error.to_words(dut_->icmp_i.data());
    dut_->icmp_valid_i = 1;
    return carry(EventKind::EventIcmp, dut_->icmp_ready_o, dut_->icmp_valid_i);
  }

  // A call as the socket layer makes it: port looked for, accept queue popped, a dead listener
  // drained.
  TcpRecord call(Call what, std::uint16_t desc, std::uint32_t length = 0, std::uint32_t addr = 0,
                 std::uint16_t port = 0) {
    dut_->grant_port_i = 0;
    dut_->grant_port_free_i = 0;
    if (what == Call::CallBind) grant(port, !ports.contains(port));
    if (what == Call::CallConnect) {
      const Tcb socket = tcb(desc);
      if (socket.bound)
        grant(socket.local_port, false);
      else if (look_for_ports)
        grant(next_port_++, true);
    }
    const TcpRecord record = raw_call({what, desc, addr, port, length});
    if (retried) return record;
    const bool done = record.answer.error == Errno::Ok || record.answer.error == Errno::Einprogress;
    if (done && dut_->grant_port_free_i && (what == Call::CallBind || what == Call::CallConnect))
      ports.insert(std::uint16_t(record.answer.value));
    if (done && what == Call::CallAccept) pop();
    if (what == Call::CallClose || what == Call::CallAbort) {
      while (dut_->head_valid_o) {
        const std::uint16_t child = dut_->head_child_o;
        pop();
        dut_->grant_internal_i = 1;
        raw_call({Call::CallAbort, child, 0, 0, 0});
        dut_->grant_internal_i = 0;
        put_call({what, desc, addr, port, length});
        tick();
      }
    }
    return record;
  }
  bool look_for_ports = true;

  Tcb tcb(std::uint16_t desc) {
    dut_->snap_desc_i = desc;
    dut_->snap_valid_i = 1;
    tick();
    dut_->snap_valid_i = 0;
    while (!dut_->snap_valid_o) tick();
    return Tcb::from_words(dut_->snap_tcb_o.data());
  }

  std::uint16_t socket() { return std::uint16_t(call(Call::CallSocket, 0).answer.value); }
  std::uint16_t listener(std::uint16_t port, std::uint32_t backlog = 4) {
    const std::uint16_t desc = socket();
    EXPECT_EQ(call(Call::CallBind, desc, 0, 0, port).answer.error, Errno::Ok);
    EXPECT_EQ(call(Call::CallListen, desc, backlog).answer.error, Errno::Ok);
    return desc;
  }
  const TcpRecord& last() const { return records.back(); }

  // Free descriptors and buffers, by taking them all and giving them back.
  std::pair<int, int> free_resources() {
    std::vector<std::uint16_t> all;
    int buffers = 0;
    while (dut_->desc_available_o) all.push_back(socket());
    for (const std::uint16_t desc : all) {
      const TcpRecord record = call(Call::CallConnect, desc, 0, kPeer, 9);
      buffers += record.answer.error == Errno::Einprogress;
    }
    for (const std::uint16_t desc : all) call(Call::CallAbort, desc);
    return {int(all.size()), buffers};
  }

 private:
  void grant(std::uint16_t port, bool free) {
    dut_->grant_port_i = port;
    dut_->grant_port_free_i = free;
  }
  void put_call(const UserCall& user_call) {
    std::uint32_t words[5] = {};
    user_call.to_words(words);
    std::copy_n(words, 4, dut_->call_i.data());
  }
  TcpRecord raw_call(const UserCall& user_call) {
    put_call(user_call);
    dut_->call_valid_i = 1;
    return carry(EventKind::EventUser, dut_->call_ready_o, dut_->call_valid_i);
  }
  void pop() {
    dut_->pop_i = 1;
    tick();
    dut_->pop_i = 0;
    tick();
    tick();
  }

  TcpRecord carry(EventKind kind, const CData& ready_flag, CData& valid_flag) {
    const std::size_t before = records.size();
    retried = false;
    for (int wait = 0; wait < 1000; ++wait) {
      dut_->clk_i = 0;
      dut_->now_i = now;
      dut_->eval();
      const bool taken = valid_flag && ready_flag;
      tick();
      if (taken) valid_flag = 0;
      for (std::size_t i = before; i < records.size(); ++i)
        if (records[i].kind == kind) return records[i];
      if (retried) return {};
    }
    ADD_FAILURE() << "no record of this " << to_string(kind) << " within 1000 cycles";
    return {};
  }

  void sample() {
    if (dut_->record_valid_o) take_record(TcpRecord::from_words(dut_->record_o.data()));
    if (dut_->floor_valid_o || dut_->floor_release_o) {
      const Floor floor{bool(dut_->floor_valid_o), bool(dut_->floor_release_o),
                        dut_->floor_buffer_o, dut_->floor_valid_o ? dut_->floor_seq_o : 0};
      ASSERT_FALSE(owed_floors_.empty()) << "a floor that no record explains";
      EXPECT_EQ(floor, owed_floors_.front());
      owed_floors_.pop_front();
    }
    for (std::size_t i = 0; i < counted.size(); ++i) counted[i] += dut_->stat_o >> i & 1;
    if (dut_->call_retry_o) retried = true;
    if (dut_->advice_valid_o) advised.push_back(dut_->advice_ip_o);
    if (dut_->port_release_o) {
      EXPECT_EQ(ports.erase(dut_->port_release_port_o), 1u) << "port was not bound";
    }
    if (dut_->move_valid_o && dut_->move_ready_i) {
      moves.push_back({Move::Kind(dut_->move_kind_o), dut_->move_buffer_o, dut_->move_offset_o,
                       dut_->move_length_o, dut_->move_skip_o, dut_->move_total_o});
      ASSERT_FALSE(owed_moves_.empty()) << "a move that no record explains";
      EXPECT_EQ(moves.back(), owed_moves_.front());
      owed_moves_.pop_front();
    }
    if (dut_->emit_valid_o && dut_->emit_ready_i) {
      sent.push_back({Emit::from_words(dut_->emit_o.data()), dut_->emit_buffer_o,
                      dut_->emit_offset_o, dut_->emit_move_tag_o});
      ASSERT_FALSE(owed_emits_.empty()) << "a segment that no record explains";
      EXPECT_EQ(sent.back().emit, owed_emits_.front());
      owed_emits_.pop_front();
    }
  }

  void take_record(const TcpRecord& record) {
    EXPECT_EQ(record.order, records.size()) << "gap in the order of records";
    EXPECT_TRUE(records.empty() || record.now >= records.back().now) << "time runs backwards";
    if (record.ready_desc != kNoDesc) {
      Ready& all = ready[record.ready_desc];
      all.error |= record.ready.error, all.peer_closed |= record.ready.peer_closed;
      all.acceptable |= record.ready.acceptable, all.connected |= record.ready.connected;
      all.writable |= record.ready.writable, all.readable |= record.ready.readable;
      all.urgent |= record.ready.urgent;
    }
    // What must leave for this record; docs/contracts.md: one MoveTake for each segment with text.
    const Tcb& pre = record.pre;
    const auto ring = [](std::uint32_t seq, std::uint32_t first) {
      return std::uint16_t((seq - first - 1) % kBufBytes);
    };
    const auto octets = std::uint16_t(record.answer.value);
    const bool moved = record.answer.error == Errno::Ok && octets != 0;
    if (record.segment.length)
      owed_moves_.push_back({Move::Take, pre.buffer, ring(record.take.seq, pre.irs),
                             record.take.length, record.take.skip, record.segment.length});
    if (record.call.call == Call::CallSend && moved)
      owed_moves_.push_back({Move::Send, pre.buffer, ring(pre.snd_end, pre.iss), octets, 0, 0});
    if (record.call.call == Call::CallRecv && moved)
      owed_moves_.push_back({Move::Recv, pre.buffer, ring(pre.rcv_user, pre.irs), octets, 0, 0});
    if (record.emit.valid) owed_emits_.push_back(record.emit);
    const Tcb& post = record.post;
    const bool anew =
        pre.has_buffer && pre.state == TcpState::Closed && post.state == TcpState::SynSent;
    if (post.has_buffer)
      owed_floors_.push_back({true, anew, post.buffer, post.snd_una});
    else if (pre.has_buffer)
      owed_floors_.push_back({false, true, pre.buffer, 0});
    records.push_back(record);
  }

  std::unique_ptr<Vtcp_engine_tb> dut_;
  std::deque<Move> owed_moves_;
  std::deque<Emit> owed_emits_;
  std::deque<Floor> owed_floors_;
  std::uint16_t next_port_ = 49152;
};

}  // namespace sockwire::test
