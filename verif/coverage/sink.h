// Where coverage goes: one file for each process, written at its end into the directory that
// SOCKWIRE_COVERAGE names. Without that variable everything here does nothing.
//
//     design NAME COUNTS HITS    a Verilated design: how many counts it has, and a hexadecimal
//                                number whose bit i says whether count i is not zero
//     bin NAME COUNT             of functional coverage
//
// verif/coverage/merge.py reads them.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sockwire::coverage {

// Is coverage asked for?
bool wanted();

// A bin of verif/coverage/bins.toml was reached.
void hit(const std::string& bin);

// How often it was, so far.
std::uint64_t count(const std::string& bin);

// The counts of an object of this design, at its end; those of several are put together.
void keep(const char* design, std::span<const std::uint32_t> counts);

// Two counts for each bit of a wide signal: how often it became 0, and 1.
template <class New, class Old>
void count_wide(int width, std::uint32_t* counts, const New& now, const Old& before) {
  for (int bit = 0; bit < width; ++bit) {
    const std::uint32_t is = now[bit / 32] >> (bit % 32) & 1U, was = before[bit / 32] >> (bit % 32) & 1U;
    counts[2 * bit + static_cast<int>(is)] += is ^ was;
  }
}

}  // namespace sockwire::coverage
