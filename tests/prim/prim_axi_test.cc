// toe_prim_axi_write, toe_prim_axi_read, toe_prim_axi_bursts: sizes x alignments x ring ends x widths x
// latencies x stalls, against octets in an array.
#include "tests/prim/stream_bench.h"
#include "verif/cosim/axi_memory.h"

#include <map>

#include "Vprim_axi_tb.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t base = 0x40000000;
constexpr unsigned ring = 1024, rings = 4;

class PrimAxi : public testing::TestWithParam<unsigned>, public Bench<Vprim_axi_tb> {
 protected:
  unsigned width = 4U << GetParam();
  Random random{GetParam() + 5};
  std::uint8_t zero = 0, one = 1, zero_out = 0;  // pins that the wrapper does not have
  AxiMemory memory{pins(), width, {.seed = GetParam() + 1, .base = base, .size = ring * rings}};
  std::vector<std::uint8_t> reference = std::vector<std::uint8_t>(ring * rings);
  unsigned pause = 0;  // percent of the clocks in which the streams do
  unsigned dones = 0, write_errors = 0, read_errors = 0;

  PrimAxi() {
    top.width_i = static_cast<CData>(GetParam());
    top.wreq_valid_i = top.rreq_valid_i = top.in_valid_i = top.out_ready_i = 0;
    drive = [this] { memory.drive(); };
    sample = [this] {
      memory.sample();
      dones += top.done_o, write_errors += top.write_error_o, read_errors += top.read_error_o;
    };
    reset();
    for (unsigned i = 0; i < reference.size(); ++i) reference[i] = memory.read(base + i);
  }

  AxiMemory::Pins pins() {
    AxiMemory::Pins p;
    p.awvalid = &top.awvalid_o, p.awready = &top.awready_i, p.awid = &zero, p.awlen = &top.awlen_o;
    p.awsize = &top.awsize_o, p.awburst = &one, p.awaddr = &top.awaddr_o;
    p.wvalid = &top.wvalid_o, p.wready = &top.wready_i, p.wlast = &top.wlast_o;
    p.wdata = top.wdata_o.data(), p.wstrb = &top.wstrb_o;
    p.bvalid = &top.bvalid_i, p.bready = &top.bready_o, p.bid = &zero_out, p.bresp = &top.bresp_i;
    p.arvalid = &top.arvalid_o, p.arready = &top.arready_i, p.arid = &zero, p.arlen = &top.arlen_o;
    p.arsize = &top.arsize_o, p.arburst = &one, p.araddr = &top.araddr_o;
    p.rvalid = &top.rvalid_i, p.rready = &top.rready_o, p.rid = &zero_out, p.rresp = &top.rresp_i;
    p.rlast = &top.rlast_i, p.rdata = top.rdata_i.data();
    return p;
  }

  static unsigned in_ring(unsigned offset, unsigned i) { return offset / ring * ring + (offset + i) % ring; }

  // One stretch; the reference too. Says how many clocks from the request to done.
  std::uint64_t write(unsigned offset, const Octets& octets) {
    top.wreq_valid_i = 1, top.wreq_offset_i = offset, top.wreq_length_i = static_cast<SData>(octets.size());
    EXPECT_TRUE(run_accepted([this] { return top.wreq_ready_o != 0; }));
    top.wreq_valid_i = 0;
    const auto begin = cycle();
    const unsigned before = dones;
    for (std::size_t at = 0; at < octets.size(); at += width) {
      while (random() % 100 < pause) step();
      for (auto& word : top.in_data_i.m_storage) word = random();
      for (std::size_t i = 0; i < width && at + i < octets.size(); ++i) set(top.in_data_i, i, octets[at + i]);
      top.in_valid_i = 1;
      EXPECT_EQ(dones, before) << "done before its octets";
      EXPECT_TRUE(run_accepted([this] { return top.in_ready_o != 0; }));
      top.in_valid_i = 0;
    }
    EXPECT_TRUE(run([&] { return dones != before; }, 5000));
    EXPECT_TRUE(memory.idle()) << "done before the memory's answer";
    for (unsigned i = 0; i < octets.size(); ++i) reference[in_ring(offset, i)] = octets[i];
    return cycle() - begin;
  }
  // And back; how many clocks from the request to the last octet.
  std::uint64_t read(unsigned offset, unsigned length, Octets& octets) {
    top.rreq_valid_i = 1, top.rreq_offset_i = offset, top.rreq_length_i = static_cast<SData>(length);
    EXPECT_TRUE(run_accepted([this] { return top.rreq_ready_o != 0; }));
    top.rreq_valid_i = 0;
    const auto begin = cycle();
    octets.clear();
    while (octets.size() < length) {
      while (random() % 100 < pause) step();
      top.out_ready_i = 1;
      Octets beat;
      EXPECT_TRUE(run_accepted([&] {
        beat.assign(reinterpret_cast<const std::uint8_t*>(top.out_data_o.data()),
                    reinterpret_cast<const std::uint8_t*>(top.out_data_o.data()) + width);
        return top.out_valid_o != 0;
      }));
      top.out_ready_i = 0;
      octets.insert(octets.end(), beat.begin(), beat.end());
      if (HasFailure()) break;
    }
    octets.resize(length);
    return cycle() - begin;
  }
  void expect_memory() {
    for (unsigned i = 0; i < reference.size(); ++i)
      ASSERT_EQ(memory.read(base + i), reference[i]) << "octet " << i;
  }
  Octets expected(unsigned offset, unsigned length) {
    Octets octets;
    for (unsigned i = 0; i < length; ++i) octets.push_back(reference[in_ring(offset, i)]);
    return octets;
  }
  void write_and_read(unsigned offset, unsigned length) {
    write(offset, random_octets(length, random));
    Octets back;
    const unsigned from = random() % 2 ? offset : random() % (ring * rings), much = random() % 2 ? length : 1 + random() % 300;
    read(from, much, back);
    ASSERT_EQ(back, expected(from, much)) << length << " octets at " << offset;
  }

 private:
  static void set(VlWide<4>& wide, std::size_t i, std::uint8_t octet) {
    const auto shift = 8 * (i % 4);
    wide.at(i / 4) = (wide.at(i / 4) & ~(0xFFU << shift)) | static_cast<EData>(octet) << shift;
  }
  // Steps until the clock in which it is taken, that one included.
  bool run_accepted(const std::function<bool()>& taken) {
    bool was = false;
    const auto outer = sample;
    sample = [&] { outer(), was = taken(); };
    for (int i = 0; i < 5000 && !was; ++i) step();
    sample = outer;
    return was;
  }
};

TEST_P(PrimAxi, EverySizeAtEveryAlignment) {
  memory.options.latency = 3, memory.options.spread = 5;
  for (unsigned lane = 0; lane < width; ++lane) {
    for (unsigned length = 1; length <= 3 * width + 1; ++length) {
      write_and_read(random() % rings * ring + random() % (ring / width) * width + lane, length);
      if (HasFatalFailure()) return;
    }
  }
  expect_memory();
}

TEST_P(PrimAxi, WrapsInItsRingAndLeavesTheOthersAlone) {
  for (unsigned before = 0; before <= 2 * width; ++before) {
    for (const unsigned length : {1U, before + 1, 2 * width + 3, 200U, ring}) {
      write_and_read(2 * ring - before - 1, length);
      if (HasFatalFailure()) return;
    }
  }
  expect_memory();
}

TEST_P(PrimAxi, AnyLatencyAnyStalls) {
  for (unsigned round = 0; round < 600; ++round) {
    if (round % 20 == 0) {
      memory.options.latency = random() % 3 * 30, memory.options.spread = 1 + random() % 40;
      memory.options.stall = random() % 4 * 30;
      pause = random() % 3 * 40;
    }
    write_and_read(random() % (ring * rings), 1 + random() % (random() % 3 ? 40 : ring));
    if (HasFatalFailure()) return;
  }
  expect_memory();
  EXPECT_EQ(memory.counts().most_outstanding, 3U);
}

// A memory of 30 clocks costs its latency once and a beat a clock.
TEST_P(PrimAxi, LatencyIsPaidOnce) {
  memory.options.latency = 30, memory.options.spread = 1, memory.options.stall = 0;
  Octets octets;
  for (const unsigned offset : {0U, 1U, ring - 100}) {
    // Three pages of 64 octets on the way cover 30 clocks of 4 octets; of wider beats they do not.
    const unsigned beats = ring / width, rounds = width == 4 ? 0 : 30 * (ring / 64 / 3 + 2);
    EXPECT_LE(write(offset, random_octets(ring, random)), beats + rounds + 60U);
    EXPECT_LE(read(offset, ring, octets), beats + rounds + 60U);
    EXPECT_EQ(octets, expected(offset, ring));
  }
}

TEST_P(PrimAxi, AnErrorIsToldAndEndsNothing) {
  for (unsigned round = 0; round < 100; ++round) {
    const unsigned bad = random() % 4;
    memory.respond = [&](bool write, std::uint32_t) -> std::uint8_t {
      return write ? (bad & 1 ? AxiMemory::kSlverr : 0) : (bad & 2 ? AxiMemory::kDecerr : 0);
    };
    const unsigned offset = random() % (ring * rings), length = 1 + random() % 200;
    const auto kept = reference;
    const unsigned writes = write_errors, reads = read_errors;
    write(offset, random_octets(length, random));
    if (bad & 1) reference = kept;
    EXPECT_EQ(write_errors != writes, (bad & 1) != 0);
    Octets back;
    read(offset, length, back);
    EXPECT_EQ(read_errors != reads, (bad & 2) != 0);
    if (!(bad & 2)) {
      ASSERT_EQ(back, expected(offset, length));
    }
  }
  expect_memory();
}

INSTANTIATE_TEST_SUITE_P(Widths, PrimAxi, testing::Values(0U, 1U, 2U), [](const auto& width) {
  return std::to_string(4U << width.param) + "_octets";
});

}  // namespace
}  // namespace sockwire::test
