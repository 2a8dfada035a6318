// UDP, ICMP and ARP around toe_ip_send on a datagram memory: jobs are given, ARP answers as the test
// says, and what becomes of each datagram is watched (docs/rules/network.md).
#pragma once

#include "tests/ip/sent.h"

#include "Vsend_tb.h"

#include <map>
#include <set>

namespace sockwire::test {

inline constexpr unsigned no_desc = 0xFFFF, send_pages = 66;

struct SendBench : Bench<Vsend_tb> {
  struct Job { unsigned slot; TxMeta meta; unsigned owner; Octets octets; };
  struct Done { unsigned owner; bool failed; bool operator==(const Done&) const = default; };

  explicit SendBench(unsigned width, Pace pace = {})
      : n(4u << width), out(SOCKWIRE_STREAM_PINS(top, , o, i), n, "send", 51), random(width + 7) {
    top.width_i = static_cast<CData>(width);
    sinks = {&out};
    out.stall = pace.stall;
    out.side = [this] { return words(top.meta_o); };
    drive = [this] { drive_pins(); };
    sample = [this] { sample_pins(); };
    set_network(top.network_i, {});
    reset();
    EXPECT_TRUE(run([this] { return top.init_done_o; }));
  }

  // Fills a slot; the job waits to be handed over. Says whether there was room.
  std::optional<Job> compose(const TxMeta& meta, unsigned owner, const Octets& octets) {
    if (!run([&] { return top.open_available_o; }, 10)) return {};
    const Job job{top.open_slot_o, meta, owner, octets};
    take = true;
    step();
    for (std::size_t i = 0; i < octets.size(); i += n) {
      write = {job.slot, static_cast<unsigned>(i), slice(octets, i, std::min<std::size_t>(octets.size(), i + n))};
      while (write) step();
      if (full) --i -= n - 1;  // again: a page comes back some time
    }
    return job;
  }
  void give(const std::optional<Job>& job) {
    ASSERT_TRUE(job);
    (job->owner == no_desc ? icmp : udp).push_back(*job);
  }
  // A datagram of UDP's to this address; its owner is its number.
  unsigned send(std::uint32_t dst, std::size_t size = 40) {
    const TxMeta meta{.dst = dst, .protocol = 17, .length = static_cast<unsigned>(size)};
    give(compose(meta, ++owners, random_octets(size, random)));
    return owners;
  }
  std::vector<unsigned> sent() const {  // last octets of the destinations of the frames
    std::vector<unsigned> of;
    for (const Packet& packet : out.packets) of.push_back(get_meta(wide<4>(packet.side)).dst & 0xFF);
    return of;
  }
  // Waits for the question, takes it, and answers.
  void answer(std::uint32_t hop, bool hit, bool waiting = false) {
    ASSERT_TRUE(run([&] { return top.req_valid_o && asks; }, 2000));
    ASSERT_EQ(top.req_ip_o, hop);
    take_request = true;
    step();
    step(random() % 4);
    rsp = {hit, waiting, 0x020000000000u + hop};
    step();
  }
  void settle(std::uint32_t hop, bool resolved) {
    pending = {resolved, hop};
    step();
  }
  void expect_all_free() {
    step(300);
    for (unsigned i = 0; i < send_pages - 1; ++i)  // one more is offered to receiving
      ASSERT_TRUE(compose({}, 1, {7})) << i;
    EXPECT_FALSE(compose({}, 1, {7}));
  }

  unsigned n;
  Sink out;
  Random random;
  unsigned owners = 0;
  std::deque<Job> udp, icmp;  // to be handed over
  unsigned done_stall = 0;
  std::vector<Done> dones;
  unsigned echoes_sent = 0, echoes_lost = 0;
  std::vector<Job> accepted;
  bool asks = false, job_room = false;  // as the pins were before the edge
  std::uint32_t asked_ip = 0;
  // For one step.
  bool take = false, take_request = false, taken = false;
  struct Rsp { bool hit, waiting; std::uint64_t mac; };
  struct Pending { bool resolved; std::uint32_t hop; };
  std::optional<Rsp> rsp{};
  std::optional<Pending> pending{};
  std::function<void()> arp = [] {};  // sets these instead, each clock

 private:
  struct Write { unsigned slot, at; Octets octets; };
  void drive_job(VlWide<4>& port, const std::deque<Job>& jobs) {
    if (jobs.empty()) return;
    const Job& job = jobs.front();
    set_bits(port, 0, 16, job.owner);
    set_bits(port, 16, 1, job.meta.dont_fragment);
    set_bits(port, 17, 8, job.meta.tos);
    set_bits(port, 25, 8, job.meta.ttl);
    set_bits(port, 33, 16, job.meta.length);
    set_bits(port, 49, 8, job.meta.protocol);
    set_bits(port, 57, 32, job.meta.dst);
    set_bits(port, 89, 8, job.slot);
  }
  void drive_pins() {
    arp();
    top.open_take_i = std::exchange(take, false);
    top.w_valid_i = write.has_value();
    if (write) {
      top.w_slot_i = static_cast<CData>(write->slot), top.w_at_i = static_cast<SData>(write->at);
      top.w_count_i = static_cast<CData>(write->octets.size());
      for (unsigned i = 0; i < write->octets.size(); ++i) set_bits(top.w_data_i, 8 * i, 8, write->octets[i]);
    }
    top.udp_job_valid_i = !udp.empty(), top.icmp_job_valid_i = !icmp.empty();
    drive_job(top.udp_job_i, udp);
    drive_job(top.icmp_job_i, icmp);
    top.req_ready_i = std::exchange(take_request, false);
    top.rsp_valid_i = rsp.has_value();
    if (rsp)
      top.rsp_i = (std::uint64_t{rsp->hit} << 49) | (std::uint64_t{rsp->waiting} << 48) | (rsp->hit ? rsp->mac : 0);
    top.pending_i = 0;
    if (pending) top.pending_i = std::uint64_t{pending->resolved ? 2u : 1u} << 32 | pending->hop;
    rsp.reset();
    pending.reset();
    top.done_ready_i = random() % 100 >= done_stall;
  }
  void sample_pins() {
    if (write && top.w_ready_o) full = top.w_full_o, write.reset();
    // UDP's is the earlier one of a clock
    if (!udp.empty() && top.udp_job_ready_o) accepted.push_back(udp.front()), udp.pop_front();
    if (!icmp.empty() && top.icmp_job_ready_o) accepted.push_back(icmp.front()), icmp.pop_front();
    asks = top.req_valid_o, asked_ip = top.req_ip_o, job_room = top.udp_job_ready_o;
    taken = top.req_valid_o && top.req_ready_i;
    if (top.done_valid_o && top.done_ready_i) dones.push_back({top.done_o >> 1, (top.done_o & 1) != 0});
    echoes_sent += top.echo_sent_o, echoes_lost += top.echo_lost_o;
  }
  std::optional<Write> write{};
  bool full = false;
};

}  // namespace sockwire::test
