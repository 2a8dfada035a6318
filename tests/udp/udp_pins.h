// The pins of udp_tb: the host's windows and calls, the datagram memory as receiving and sending
// use it, and what is offered to UDP. An offer stands until it is taken; what was taken is
// remembered.
#pragma once

#include <memory>
#include <stdexcept>
#include <type_traits>

#include "tests/udp/udp_reference.h"

namespace sockwire::test {

template <typename Top, unsigned kWidth>
class UdpPins {
 public:
  static constexpr unsigned kBytes = kWidth;

  UdpPins() : top_(std::make_unique<Top>()) {}
  virtual ~UdpPins() { top_->final(); }

  std::uint64_t cycles = 0;
  Top& top() { return *top_; }

  void run(unsigned count) {
    for (unsigned i = 0; i < count; ++i) tick();
  }
  template <typename Condition>
  void until(Condition condition) {
    for (unsigned i = 0; !condition(); ++i) {
      if (i == 20'000) throw std::runtime_error("the design does not answer");
      tick();
    }
  }

  void tick() {
    Top& t = *top_;
    t.now_i = cycles;
    t.clk_i = 0;
    t.eval();
    const bool call = t.call_valid_i && t.call_ready_o, dg = t.dg_valid_i && t.dg_ready_o;
    const bool icmp = t.icmp_valid_i && t.icmp_ready_o, done = t.done_valid_i && t.done_ready_o;
    const bool alive = t.rst_ni;
    if (alive) sample();
    if (call) call_taken_ = call_, window_taken_ = window_;
    if (dg) packet_taken_ = packet_;
    if (icmp) icmp_taken_ = icmp_;
    if (done) done_taken_ = {std::uint16_t(t.done_owner_i), t.done_failed_i != 0};
    t.clk_i = 1;
    t.eval();
    ++cycles;
    if (call) t.call_valid_i = 0;
    if (dg) t.dg_valid_i = 0;
    if (icmp) t.icmp_valid_i = 0;
    if (done) t.done_valid_i = 0;
    t.win_we_i = 0;
    t.snap_valid_i = t.secret_set_i = t.open_take_i = 0;
  }

  // ---------------------------------------------------------------- the host
  void write_window(const Octets& octets) {
    window_ = octets;
    for (std::size_t word = 0; word * 4 < octets.size(); ++word) {
      std::uint32_t data = 0;
      for (unsigned i = 0; i < 4 && word * 4 + i < octets.size(); ++i)
        data |= std::uint32_t(octets[word * 4 + i]) << 8 * i;
      top_->win_we_i = 1, top_->win_waddr_i = std::uint16_t(word), top_->win_wdata_i = data;
      tick();
    }
  }
  Octets read_window(std::size_t count) {
    Octets octets;
    for (std::size_t word = 0; word * 4 < count; ++word) {
      top_->win_raddr_i = std::uint16_t(word);
      tick();
      for (unsigned i = 0; i < 4; ++i) octets.push_back(std::uint8_t(top_->win_rdata_o >> 8 * i));
    }
    octets.resize(count);
    return octets;
  }
  void start_call(const UserCall& what) {
    call_ = what;
    std::array<std::uint32_t, 4> words{};
    what.to_words(words.data());
    for (unsigned i = 0; i < 4; ++i) top_->call_i[i] = words[i];
    top_->call_valid_i = 1;
  }
  // The host's look at a socket: the block, and the octets of the first datagram.
  std::pair<Ucb, unsigned> look(std::uint16_t desc) {
    top_->snap_valid_i = 1, top_->snap_desc_i = desc;
    tick();
    until([&] {
      top_->eval();
      return top_->snap_valid_o != 0;
    });
    return {Ucb::from_words(top_->snap_ucb_o.data()), top_->snap_first_o};
  }

  // ---------------------------------------------------------------- the network
  // Into the memory, and offered; false if there is no page for it.
  bool offer(const Packet& packet) {
    Top& t = *top_;
    until([&] { return !t.dg_valid_i; });
    until([&] { return t.open_available_o != 0; });
    const std::uint8_t slot = t.open_slot_o;
    t.open_take_i = 1;
    tick();
    for (std::size_t at = 0; at < packet.octets.size(); at += kBytes) {
      const std::size_t count = std::min<std::size_t>(kBytes, packet.octets.size() - at);
      put(t.w_data_i, packet.octets, at, count);
      t.w_slot_i = slot, t.w_at_i = std::uint16_t(at), t.w_count_i = std::uint8_t(count);
      t.w_valid_i = 1;
      bool full = false;
      for (bool taken = false; !taken; tick()) {
        t.clk_i = 0;
        t.eval();
        taken = t.w_ready_o != 0;
        full = t.w_full_o != 0;
      }
      t.w_valid_i = 0;
      if (full) {
        free(0, slot);
        return false;
      }
    }
    packet_ = packet;
    Octets first = packet.octets;
    first.resize(8);
    std::uint64_t head = 0;
    for (unsigned i = 0; i < 8; ++i) head = head << 8 | first[i];
    std::size_t covered = packet.octets.size();
    if (packet.whole && covered >= 8)
      covered = std::min<std::size_t>(covered, get16(packet.octets, 4));
    t.dg_slot_i = slot, t.dg_src_i = packet.src, t.dg_dst_i = packet.dst, t.dg_ihl_i = packet.ihl;
    t.dg_length_i = std::uint16_t(packet.octets.size()), t.dg_first_i = head,
    t.dg_whole_i = packet.whole;
    t.dg_sum_i = ones_sum(packet.octets, covered);
    t.dg_valid_i = 1;
    return true;
  }
  void offer_icmp(const IcmpError& error) {
    icmp_ = error;
    Top& t = *top_;
    t.icmp_addr_i = error.addr, t.icmp_remote_port_i = error.remote_port,
    t.icmp_local_port_i = error.local_port;
    t.icmp_type_i = error.msg_type, t.icmp_code_i = error.code;
    t.icmp_valid_i = 1;
  }
  Octets read(std::uint8_t slot, std::size_t count) {
    Octets octets;
    for (std::size_t at = 0; octets.size() < count;) {
      top_->r_valid_i = at < count, top_->r_slot_i = slot, top_->r_at_i = std::uint16_t(at);
      top_->clk_i = 0;
      top_->eval();
      if (top_->r_valid_i && top_->r_ready_o) at += kBytes;
      if (top_->r_data_valid_o)
        for (unsigned i = 0; i < kBytes; ++i) octets.push_back(get(top_->r_data_o, i));
      tick();
    }
    top_->r_valid_i = 0;
    octets.resize(count);
    return octets;
  }
  void free(unsigned who, std::uint8_t slot) {
    top_->free_valid_i = std::uint8_t(1U << who), top_->free_slot_i = slot;
    for (bool taken = false; !taken; tick()) {
      top_->clk_i = 0;
      top_->eval();
      taken = (top_->free_ready_o >> who & 1) != 0;
    }
    top_->free_valid_i = 0;
  }

 protected:
  // Before each edge, out of reset.
  virtual void sample() = 0;

  void reset() {
    top_->ip_i = kUs, top_->mask_i = kMask;
    top_->job_ready_i = top_->fault_ready_i = 1;
    for (int i = 0; i < 4; ++i) tick();
    top_->rst_ni = 1;
    while (!top_->init_done_o) tick();
    run(4);
  }

  UserCall call_taken_{};
  Octets window_taken_;
  Packet packet_taken_;
  IcmpError icmp_taken_{};
  std::pair<std::uint16_t, bool> done_taken_{};

 private:
  template <typename Data>
  static void put(Data& data, const Octets& octets, std::size_t at, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      if constexpr (std::is_integral_v<Data>) {
        data = Data((data & ~(Data(0xFF) << 8 * i)) | Data(octets[at + i]) << 8 * i);
      } else {
        data[i / 4] = (data[i / 4] & ~(0xFFU << 8 * (i % 4))) | std::uint32_t(octets[at + i])
                                                                    << 8 * (i % 4);
      }
    }
  }
  template <typename Data>
  static std::uint8_t get(const Data& data, std::size_t i) {
    if constexpr (std::is_integral_v<Data>)
      return std::uint8_t(data >> 8 * i);
    else
      return std::uint8_t(data[i / 4] >> 8 * (i % 4));
  }
  std::unique_ptr<Top> top_;
  UserCall call_{};
  Octets window_;
  Packet packet_;
  IcmpError icmp_{};
};

}  // namespace sockwire::test
