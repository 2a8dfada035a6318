// libFuzzer on the model with sanitizers: frames, register accesses and the order of events.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "verif/fuzz/script.h"

namespace sockwire {

// There is no RTL in this build.
std::unique_ptr<Dut> make_dut_base(const DutOptions&) { throw std::logic_error("fuzz_model is built without RTL"); }

}  // namespace sockwire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    sockwire::Bench bench{sockwire::Engine::Model, sockwire::fuzz::options()};
    sockwire::fuzz::play(bench, {data, size});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "the model: %s\n", error.what());
    std::abort();
  }
  return 0;
}
