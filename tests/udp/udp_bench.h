// toe_udp on the datagram memory between a host, a receiver and a sender that the test plays. Every
// record is held against the reference, every octet that leaves or is received too.
#pragma once

#include <gtest/gtest.h>

#include "tests/udp/udp_pins.h"

namespace sockwire::test {

template <typename Top, unsigned kWidth>
class UdpBench : public UdpPins<Top, kWidth> {
  using Pins = UdpPins<Top, kWidth>;

 public:
  struct Job {
    std::uint8_t slot;
    std::uint32_t dst;
    std::uint16_t length, owner;
    std::uint8_t ttl, tos;
    bool dont_fragment;
  };

  UdpBench() { this->reset(); }
  using Pins::cycles, Pins::top, Pins::run, Pins::until;

  Reference reference;
  std::vector<UdpRecord> records;
  std::deque<Job> jobs;
  std::deque<std::pair<std::uint32_t, std::uint64_t>> faults;  // to whom, about which first octets
  std::array<unsigned, 6> counted{};
  unsigned user_dones = 0;
  bool no_room_allowed = false;

  // ---------------------------------------------------------------- the host
  void start_call(const UserCall& what) {
    dones_before_ = user_dones;
    answered_ = false;
    Pins::start_call(what);
  }
  // To the answer, and to the octets that it speaks of; those are compared.
  UdpRecord finish_call() {
    const unsigned dones = dones_before_;
    until([&] { return answered_; });
    const UdpRecord r = answer_;
    const bool moves = r.call.call == Call::CallSend || r.call.call == Call::CallRecv;
    if (moves && r.answer.value != 0) {
      until([&] { return user_dones != dones; });
      if (r.call.call == Call::CallRecv) {
        EXPECT_EQ(this->read_window(reference.received.size()), reference.received);
      }
    }
    run(2);
    EXPECT_EQ(user_dones, dones + (moves && r.answer.value != 0))
        << "octets were told to have moved";
    return r;
  }
  UdpRecord call(Call what, std::uint16_t desc = 0, std::uint32_t addr = 0, std::uint16_t port = 0,
                 std::uint32_t length = 0) {
    start_call({what, desc, addr, port, length});
    return finish_call();
  }
  UdpRecord send(std::uint16_t desc, const Octets& payload, std::uint32_t addr = 0,
                 std::uint16_t port = 0, bool more = false) {
    this->write_window(payload);
    return call(Call::CallSend, desc, addr, port,
                std::uint32_t(payload.size()) | (more ? 1U << 31 : 0));
  }
  std::uint16_t socket(std::uint16_t port = 0) {
    const auto desc = std::uint16_t(call(Call::CallSocket, 0, 0, 1).answer.value);
    if (port != 0) call(Call::CallBind, desc, 0, port);
    return desc;
  }
  Errno option(std::uint16_t desc, Option which, std::uint32_t value) {
    return call(Call::CallOption, desc, 0, std::uint16_t(which), value).answer.error;
  }
  // ---------------------------------------------------------------- the network
  UdpRecord arrive(const Packet& packet) {
    EXPECT_TRUE(this->offer(packet));
    return next();
  }
  UdpRecord arrive(std::uint16_t dst_port, const Octets& payload, std::uint32_t src = kPeer,
                   std::uint16_t src_port = 7, std::uint32_t dst = kUs) {
    return arrive({src, dst, udp_octets(src, dst, src_port, dst_port, payload)});
  }
  UdpRecord icmp(const IcmpError& error) {
    this->offer_icmp(error);
    return next();
  }
  // The oldest job is carried out: its octets are what they should be, its slot is free, UDP is
  // told.
  void carry_out(bool failed = false) {
    ASSERT_FALSE(jobs.empty());
    const Job job = jobs.front();
    jobs.pop_front();
    const Octets expected = reference.leaving.front();
    reference.leaving.pop_front();
    EXPECT_EQ(job.length, expected.size());
    EXPECT_EQ(this->read(job.slot, job.length), expected);
    this->free(1, job.slot);
    until([&] { return !top().done_valid_i; });
    top().done_owner_i = job.owner, top().done_failed_i = failed;
    top().done_valid_i = 1;
  }
  UdpRecord sent(bool failed = false) {
    carry_out(failed);
    return next();
  }

  // Nothing is held any more: not by a socket, not by the memory.
  void expect_all_free() {
    while (!jobs.empty()) sent();
    for (std::uint16_t desc = kFirst; desc < kFirst + kCount; ++desc) {
      if (reference.sockets[std::size_t(desc - kFirst)].ucb.allocated) call(Call::CallClose, desc);
    }
    run(300);
    EXPECT_EQ(top().pages_free_o, kPages);
    EXPECT_EQ(top().slots_free_o, kPages);
    EXPECT_FALSE(top().multicast_o);
    EXPECT_EQ(counted, reference.counted);
    EXPECT_EQ(faults.size(), reference.faults.size());
  }

 private:
  UdpRecord next() {
    const std::size_t before = records.size();
    until([&] { return records.size() != before; });
    return records.back();
  }

  void sample() override {
    Top& t = top();
    user_dones += t.user_done_o;
    for (unsigned i = 0; i < 6; ++i) counted[i] += t.stat_o >> (5 - i) & 1;
    if (t.job_valid_o && t.job_ready_i) {
      EXPECT_EQ(t.job_protocol_o, 17);
      jobs.push_back({std::uint8_t(t.job_slot_o), t.job_dst_o, t.job_length_o, t.job_owner_o,
                      t.job_ttl_o, t.job_tos_o, t.job_dont_fragment_o != 0});
    }
    EXPECT_EQ(t.ready_valid_o && !t.record_valid_o, false);
    if (t.record_valid_o) check(UdpRecord::from_words(t.record_o.data()));
    if (t.fault_valid_o && t.fault_ready_i) {
      EXPECT_EQ(t.fault_type_code_o, 0x0303);
      faults.emplace_back(t.fault_src_o, t.fault_first_o);
      // One that found no place is missing: the others are in their order.
      const auto same = [&](const Packet& p) {
        std::uint64_t head = 0;
        for (unsigned i = 0; i < 8; ++i) head = head << 8 | p.octets[i];
        return p.src == t.fault_src_o && head == t.fault_first_o;
      };
      while (fault_at_ < reference.faults.size() && !same(reference.faults[fault_at_])) ++fault_at_;
      EXPECT_LT(fault_at_++, reference.faults.size()) << "a fault about nothing";
    }
    EXPECT_EQ(t.group_hit_o != 0, reference.any_in(t.group_i));
    EXPECT_EQ(t.multicast_o != 0, !reference.groups.empty());
    std::vector<std::uint32_t> shown, groups;  // each as often as it has members
    for (unsigned i = 0; i < 8; ++i)
      if (t.groups_valid_o >> i & 1) shown.push_back(t.groups_o[i]);
    for (const auto& [group, owner] : reference.groups) groups.push_back(group);
    std::ranges::sort(shown), std::ranges::sort(groups);
    EXPECT_EQ(shown, groups);
  }

  void check(const UdpRecord& r) {
    Top& t = top();
    UdpRecord expected{};
    if (r.kind == UdpEvent::UdpUser)
      expected = reference.call(this->call_taken_, this->window_taken_, r.no_room);
    if (r.kind == UdpEvent::UdpArrival) expected = reference.arrival(this->packet_taken_);
    if (r.kind == UdpEvent::UdpIcmp) expected = reference.icmp(this->icmp_taken_);
    if (r.kind == UdpEvent::UdpDone)
      expected = reference.done(this->done_taken_.first, this->done_taken_.second);
    expected.valid = true;
    expected.order = records.size();
    expected.now = cycles - 1;
    EXPECT_TRUE(!r.no_room || no_room_allowed);
    std::vector<std::pair<std::string, std::uint64_t>> left, right;
    r.for_each_field(
        [&](const std::string& name, std::uint64_t value, int) { left.emplace_back(name, value); });
    expected.for_each_field([&](const std::string& name, std::uint64_t value, int) {
      right.emplace_back(name, value);
    });
    for (std::size_t i = 0; i < left.size(); ++i)
      EXPECT_EQ(left[i], right[i]) << "record " << records.size();
    records.push_back(r);

    Ready ready{};
    if (t.ready_valid_o) {
      const std::uint32_t bits = t.ready_o;
      ready = Ready::from_words(&bits);
      EXPECT_EQ(t.ready_desc_o, r.conn);
    }
    EXPECT_EQ(ready, r.ready);
    EXPECT_EQ(t.answer_valid_o != 0, r.answer.valid);
    if (r.answer.valid) {
      EXPECT_EQ(t.from_addr_o, r.from_addr);
      EXPECT_EQ(t.from_port_o, r.from_port);
      EXPECT_EQ(t.to_addr_o, r.to_addr);
      answer_ = r;
      answered_ = true;
    }
    if (r.emit.valid) {
      ASSERT_FALSE(jobs.empty());
      const Job& j = jobs.back();
      EXPECT_EQ(j.dst, r.emit.dst);
      EXPECT_EQ(j.length, r.emit.length + 8);
      EXPECT_EQ(j.owner, r.conn);
      EXPECT_EQ(j.ttl, r.emit.ttl);
      EXPECT_EQ(j.tos, r.emit.tos);
      EXPECT_EQ(j.dont_fragment, r.emit.dont_fragment);
    }
  }

  std::size_t fault_at_ = 0;  // faults of the reference that were seen or passed over
  UdpRecord answer_{};
  unsigned dones_before_ = 0;
  bool answered_ = false;
};

}  // namespace sockwire::test
