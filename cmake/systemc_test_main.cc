// main() of the SystemC tests: the library owns main() and calls sc_main(), and elaborates once a
// process, so ctest gives every test a process of its own.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <systemc>

namespace {
// Before main(): the library prints its banner from there.
[[maybe_unused]] const int quiet = setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
}  // namespace

int sc_main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
