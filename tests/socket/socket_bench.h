// toe_socket between a host on AXI4-Lite and stand-ins of the engines of TCP and UDP that answer as
// they are told.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <vector>

#include "Vtoe_socket.h"
#include "model/generated/toe_types.h"
#include "tests/socket/axil_host.h"

namespace sockwire::test {

// call_grant_t
struct CallGrant {
  bool port_free;
  unsigned port;
  bool child_valid;
  unsigned child;
  bool internal;
};

class SocketBench {
 public:
  struct Verdict {
    Errno error{};
    std::uint32_t value = 0;
    bool retry = false;
  };
  struct Seen {
    UserCall call;
    CallGrant grant;
  };

  Bench<Vtoe_socket> bench;
  Vtoe_socket& top = bench.top();
  AxilHost<Vtoe_socket> host{top, [this] { bench.settle(); }, [this] { tick(); }};

  // The engine: how long it lets a call wait, how long it thinks, what it decides.
  unsigned wait = 3, think = 5, snap = 4;
  std::function<Verdict(const UserCall&, const CallGrant&)> decide = [](auto&, auto&) {
    return Verdict{};
  };
  std::function<Tcb(unsigned)> control_block = [](unsigned) { return Tcb{}; };
  std::vector<Seen> calls;       // that the engine has taken
  std::vector<unsigned> looked;  // descriptors of which a snapshot was taken
  unsigned user_done_after = 0;  // cycles after the answer; 0: by hand

  // The engine of UDP.
  std::function<Verdict(const UserCall&)> decide_udp = [](auto&) { return Verdict{}; };
  Ucb udp_block;
  std::uint16_t udp_first = 0, udp_from_port = 0;
  std::uint32_t udp_from_addr = 0, udp_to_addr = 0;
  std::vector<UserCall> udp_calls;
  std::vector<unsigned> udp_looked;
  unsigned udp_done_after = 0;  // cycles after the answer; 0: by hand

  SocketBench() {
    top.init_done_i = 1, top.memory_error_i = 0;
    host.wait([&] { return (host.read(0x03C) & 2) != 0; });
  }

  void tick() {
    bench.settle();
    const bool taken = top.call_ready_i && top.call_valid_o;
    if (taken) {
      calls.push_back({UserCall::from_words(top.call_o.data()), grant()});
      thinking_ = think;
      verdict_ = decide(calls.back().call, calls.back().grant);
    }
    const bool udp_taken = top.udp_call_ready_i && top.udp_call_valid_o;
    if (udp_taken) {
      udp_calls.push_back(UserCall::from_words(top.call_o.data()));
      udp_thinking_ = think;
      udp_verdict_ = decide_udp(udp_calls.back());
    }
    const bool udp_asked = top.udp_snap_valid_o;
    const bool asked = top.snap_valid_o;
    const unsigned desc = top.snap_desc_o;
    if (top.win_we_o) send_window[top.win_waddr_o] = top.win_wdata_o;
    const unsigned read_address = top.win_raddr_o;
    bench.tick();

    clear_pulses();
    top.win_rdata_i = 0xC0DE0000 + read_address;
    top.udp_win_rdata_i = 0xDA7A0000 + read_address;
    top.call_ready_i = 0;
    if (taken) waited_ = 0;
    if (top.call_valid_o && !taken && ++waited_ > wait) top.call_ready_i = 1;
    if (thinking_ != 0 && --thinking_ == 0) {
      top.call_retry_i = verdict_.retry;
      top.answer_valid_i = !verdict_.retry;
      top.answer_i = answer(verdict_);
      done_in_ = user_done_after;
    }
    if (done_in_ != 0 && --done_in_ == 0) top.user_done_i = 1;
    tick_udp(udp_taken, udp_asked, desc);
    if (asked) {
      looked.push_back(desc);
      snapping_ = snap;
      snapped_ = desc;
    }
    if (snapping_ != 0 && --snapping_ == 0) {
      top.snap_valid_i = 1;
      control_block(snapped_).to_words(top.snap_tcb_i.data());
    }
    bench.settle();
  }
  void run(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) host.step();
  }

  std::map<unsigned, std::uint32_t> send_window;  // word address -> what was written last

  void go(Call call, unsigned desc = 0, unsigned port = 0, std::uint32_t length = 0) {
    host.write(0x080, static_cast<std::uint32_t>(call) | desc << 16);
    host.write(0x084, 0x0A000002);
    host.write(0x088, port);
    host.write(0x08C, length);
    host.write(0x090, ++tag);
  }
  struct Reply {
    unsigned error;
    std::uint32_t value;
    bool operator==(const Reply&) const = default;
  };
  Reply finish() {
    std::uint32_t status = 0;
    host.wait([&] { return ((status = host.read(0x094)) & 3) == 2; });
    if ((status >> 8 & 0xFF) != tag) throw std::runtime_error("answer to another command");
    return {status >> 16 & 0xFF, host.read(0x098)};
  }
  Reply command(Call call, unsigned desc = 0, unsigned port = 0, std::uint32_t length = 0) {
    go(call, desc, port, length);
    return finish();
  }

  // The engine's side effects, one cycle each.
  void open(unsigned desc, unsigned port, unsigned backlog = 8) {
    top.open_i = 1;
    top.open_desc_i = static_cast<std::uint16_t>(desc);
    top.open_port_i = static_cast<std::uint16_t>(port);
    top.open_backlog_i = static_cast<std::uint8_t>(backlog);
    host.step();
  }
  void close(unsigned desc) {
    top.close_i = 1;
    top.close_desc_i = static_cast<std::uint16_t>(desc);
    host.step();
  }
  void queue(unsigned parent, unsigned child) {
    top.push_i = 1;
    top.push_parent_i = static_cast<std::uint16_t>(parent);
    top.push_child_i = static_cast<std::uint16_t>(child);
    host.step();
  }
  void release_port(unsigned port) {
    top.port_release_i = 1;
    top.port_release_port_i = static_cast<std::uint16_t>(port);
    host.step();
    run(4);
  }
  void raise(unsigned desc, unsigned flags) {
    top.ready_valid_i = 1;
    top.ready_desc_i = static_cast<std::uint16_t>(desc);
    top.ready_i = static_cast<std::uint8_t>(flags);
    host.step();
    run(8);
  }

  std::uint8_t tag = 0;

 private:
  static std::uint64_t answer(const Verdict& verdict) {
    std::array<std::uint32_t, 2> words{};
    Answer{true, verdict.error, verdict.value}.to_words(words.data());
    return words[0] | static_cast<std::uint64_t>(words[1]) << 32;
  }
  void tick_udp(bool taken, bool asked, unsigned desc) {
    top.udp_call_ready_i = 0;
    if (taken) udp_waited_ = 0;
    if (top.udp_call_valid_o && !taken && ++udp_waited_ > wait) top.udp_call_ready_i = 1;
    if (udp_thinking_ != 0 && --udp_thinking_ == 0) {
      top.udp_answer_valid_i = 1;
      top.udp_answer_i = answer(udp_verdict_);
      top.udp_from_addr_i = udp_from_addr;
      top.udp_from_port_i = udp_from_port;
      top.udp_to_addr_i = udp_to_addr;
      udp_done_in_ = udp_done_after;
    }
    if (udp_done_in_ != 0 && --udp_done_in_ == 0) top.udp_user_done_i = 1;
    if (asked) {
      udp_looked.push_back(desc);
      udp_snapping_ = snap;
    }
    if (udp_snapping_ != 0 && --udp_snapping_ == 0) {
      top.udp_snap_valid_i = 1;
      udp_block.to_words(top.udp_snap_ucb_i.data());
      top.udp_snap_first_i = udp_first;
    }
  }
  CallGrant grant() const {
    const std::uint64_t bits = top.call_grant_o;
    return {(bits >> 34 & 1) != 0, static_cast<unsigned>(bits >> 18 & 0xFFFF),
            (bits >> 17 & 1) != 0, static_cast<unsigned>(bits >> 1 & 0xFFFF), (bits & 1) != 0};
  }
  void clear_pulses() {
    top.call_retry_i = top.answer_valid_i = top.user_done_i = top.snap_valid_i = 0;
    top.open_i = top.close_i = top.push_i = top.port_release_i = top.ready_valid_i = 0;
    top.tcp_stat_i = 0;
    top.tcp_io_stat_i = 0;
    top.mac_stat_i = 0;
    top.udp_stat_i = 0;
    top.udp_echo_stat_i = 0;
    top.ip_stat_i = 0;
    top.icmp_stat_i = 0;
    top.arp_stat_i = 0;
    top.udp_answer_valid_i = top.udp_user_done_i = top.udp_snap_valid_i = top.udp_ready_valid_i = 0;
  }

  unsigned waited_ = 0, thinking_ = 0, snapping_ = 0, snapped_ = 0, done_in_ = 0;
  unsigned udp_waited_ = 0, udp_thinking_ = 0, udp_snapping_ = 0, udp_done_in_ = 0;
  Verdict verdict_, udp_verdict_;
};

}  // namespace sockwire::test
