// The generated C++ views against what Verilator makes of the same SystemVerilog struct.

#include "toe_types.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "Vviews_sample.h"

namespace sockwire {
namespace {

Outer sample() {
  Outer outer{.low = 0x55, .wide = 0x0123'4567'89AB'CDEF, .odd = 0x1'8000'0001};
  outer.inner = {.set = true, .colour = Colour::Green};
  outer.octets = {0x11, 0x22, 0x33, 0x44};
  outer.again = {.set = false, .colour = Colour::Red};
  return outer;
}

TEST(Views, HardwareSeesTheSameFields) {
  Vviews_sample top;
  const Outer outer = sample();
  outer.to_words(&top.packed_i[0]);
  top.eval();
  EXPECT_EQ(top.low_o, outer.low);
  EXPECT_EQ(top.set_o, 1);
  EXPECT_EQ(top.colour_o, static_cast<int>(Colour::Green));
  EXPECT_EQ(top.wide_o, outer.wide);
  EXPECT_EQ(top.octet2_o, 0x33);
  EXPECT_EQ(top.odd_o, outer.odd);
  EXPECT_EQ(top.again_colour_o, static_cast<int>(Colour::Red));
  EXPECT_EQ(Outer::from_words(&top.packed_o[0]), outer);
}

TEST(Views, AnyBitOffset) {
  for (int lsb = 0; lsb < 70; ++lsb) {
    std::array<std::uint32_t, 8> words;
    words.fill(0xFFFF'FFFF);
    sample().to_words(words.data(), lsb);
    EXPECT_EQ(Outer::from_words(words.data(), lsb), sample()) << lsb;
    // Neighbouring bits stay.
    EXPECT_EQ(bits::get(words.data(), lsb + Outer::kBits, 1), 1U) << lsb;
    if (lsb > 0) {
      EXPECT_EQ(bits::get(words.data(), lsb - 1, 1), 1U) << lsb;
    }
  }
}

TEST(Views, FieldsByName) {
  std::vector<std::string> names;
  std::map<std::string, std::uint64_t> values;
  int width_of_all = 0;
  sample().for_each_field([&](const std::string& name, std::uint64_t value, int width) {
    names.push_back(name);
    values[name] = value;
    width_of_all += width;
  });
  EXPECT_EQ(names.front(), "low");
  EXPECT_EQ(names.back(), "again.colour");
  EXPECT_EQ(values["inner.colour"], 5U);
  EXPECT_EQ(values["octets[3]"], 0x44U);
  EXPECT_EQ(width_of_all, Outer::kBits);
}

TEST(Views, EnumsHaveNames) {
  EXPECT_EQ(to_string(Colour::Green), "Green");
  EXPECT_EQ(to_string(static_cast<Colour>(7)), "?");
}

TEST(Views, Constants) {
  static_assert(kAnswer == 42);
  static_assert(kChosen == Inner{.set = true, .colour = Colour::Green});
}

TEST(Views, StartAtZero) { EXPECT_EQ(Outer{}.wide, 0U); }

}  // namespace
}  // namespace sockwire
