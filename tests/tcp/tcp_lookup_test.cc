// The lookup against a map: random entries in and out, at the load that the sockets can bring.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <tuple>

#include "Vtoe_tcp_lookup.h"

namespace sockwire::test {
namespace {

constexpr unsigned kSockets = 32;
using Tuple = std::tuple<std::uint32_t, std::uint16_t, std::uint16_t>;

class Lookup : public ::testing::Test {
 protected:
  Lookup() {
    dut.rst_ni = 0;
    tick();
    dut.rst_ni = 1;
    while (!dut.init_done_o) tick();
  }
  void tick() {
    dut.clk_i = 0;
    dut.eval();
    dut.clk_i = 1;
    dut.eval();
  }
  void set_secret(std::uint32_t seed) {
    for (unsigned i = 0; i < 4; ++i) dut.secret_i[i] = seed * (2 * i + 1);
  }
  std::optional<unsigned> find(const Tuple& tuple) {
    std::tie(dut.find_addr_i, dut.find_remote_port_i, dut.find_local_port_i) = tuple;
    dut.find_i = 1;
    tick();
    dut.find_i = 0;
    dut.eval();
    return dut.hit_o ? std::optional<unsigned>(dut.desc_o) : std::nullopt;
  }
  // As the engine does it: what was not found is entered, some cycles later.
  void insert(const Tuple& tuple, unsigned desc) {
    ASSERT_EQ(find(tuple), std::nullopt);
    ASSERT_TRUE(dut.room_o);
    tick();
    dut.insert_desc_i = std::uint16_t(desc);
    dut.insert_i = 1;
    tick();
    dut.insert_i = 0;
  }
  void remove(unsigned desc) {
    dut.select_desc_i = std::uint16_t(desc);
    dut.select_i = 1;
    tick();
    dut.select_i = 0;
    tick();
    dut.remove_i = 1;
    tick();
    dut.remove_i = 0;
  }

  // One address with many ports, many addresses with one port: as a hash likes it least.
  Tuple draw() {
    const std::uint32_t kind = std::uint32_t(random() % 3), number = std::uint32_t(random() % 200);
    if (kind == 0) return {0x0A000002, std::uint16_t(49152 + number), 80};
    if (kind == 1) return {0x0A000000 + number, 80, 49152};
    return {0x0A000002, 80, std::uint16_t(49152 + number)};
  }

  Vtoe_tcp_lookup dut;
  std::mt19937 random{1};
};

TEST_F(Lookup, FindsWhatIsThereAndNothingElse) {
  for (const std::uint32_t secret : {0u, 0x9E3779B9u, 0xFFFFFFFFu}) {
    set_secret(secret);
    std::map<unsigned, Tuple> entries;  // by descriptor
    const auto holder = [&](const Tuple& tuple) -> std::optional<unsigned> {
      for (const auto& [desc, held] : entries)
        if (held == tuple) return desc;
      return std::nullopt;
    };
    for (int step = 0; step < 20000; ++step) {
      const Tuple tuple = draw();
      ASSERT_EQ(find(tuple), holder(tuple)) << "step " << step;
      const unsigned desc = unsigned(random() % kSockets);
      if (entries.contains(desc)) {
        if (random() % 8 == 0) remove(desc), entries.erase(desc);
      } else if (!holder(tuple)) {
        insert(tuple, desc), entries[desc] = tuple;
      }
    }
    EXPECT_GT(entries.size(), kSockets / 2);
    for (const auto& [desc, tuple] : entries) remove(desc);
  }
}

TEST_F(Lookup, SecretThatChangesMeanwhileLosesNobody) {
  set_secret(1);
  for (unsigned desc = 0; desc < 8; ++desc)
    insert({0x0A000002, std::uint16_t(5000 + desc), 80}, desc);
  set_secret(2);
  for (unsigned desc = 0; desc < 8; ++desc)
    EXPECT_EQ(find({0x0A000002, std::uint16_t(5000 + desc), 80}), desc);
}

}  // namespace
}  // namespace sockwire::test
