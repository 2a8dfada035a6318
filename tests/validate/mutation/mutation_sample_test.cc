// What verif/mutation/ runs on the mutants of mutation_sample.
#include "Vmutation_sample.h"

#include <gtest/gtest.h>

TEST(MutationSample, Counts) {
  Vmutation_sample top;
  const auto clock = [&] {
    top.clk_i = 0;
    top.eval();
    top.clk_i = 1;
    top.eval();
  };
  top.rst_ni = 0;
  top.up_i = 0;
  top.seldom_i = 0;
  clock();
  top.rst_ni = 1;
  unsigned count = 0;
  for (unsigned i = 0; i < 64; ++i) {
    top.up_i = i % 3 != 0;
    clock();
    count = (count + top.up_i) % 16;
    for (unsigned up = 0; up < 2; ++up) {
      top.up_i = static_cast<CData>(up);
      top.eval();
      ASSERT_EQ(top.count_o, count);
      ASSERT_EQ(top.even_o, count % 2 == 0);
      ASSERT_EQ(top.turned_o, count / 8);
    }
  }
}
