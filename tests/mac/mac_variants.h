// toe_mac in every width of stream and pins.
#pragma once

#include "tests/mac/mac_bench.h"

#include "Vmac_16_4.h"
#include "Vmac_16_8.h"
#include "Vmac_4_4.h"
#include "Vmac_4_8.h"
#include "Vmac_8_4.h"
#include "Vmac_8_8.h"

namespace sockwire::test {

// Octets a beat, bits of the pins.
using MacVariants = ::testing::Types<MacBench<Vmac_4_4, 4, 4>, MacBench<Vmac_4_8, 4, 8>,
                                     MacBench<Vmac_8_4, 8, 4>, MacBench<Vmac_8_8, 8, 8>,
                                     MacBench<Vmac_16_4, 16, 4>, MacBench<Vmac_16_8, 16, 8>>;
using MiiVariants = ::testing::Types<MacBench<Vmac_4_4, 4, 4>, MacBench<Vmac_8_4, 8, 4>,
                                     MacBench<Vmac_16_4, 16, 4>>;

}  // namespace sockwire::test
