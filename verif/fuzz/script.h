// A run of the engine as a string of octets: what a coverage-guided fuzzer changes, and what a file of
// the corpus holds. Every string is a script; where it ends, zeros follow.
//
//   octet            step
//   0 frame          flags, length, octets: anything, to our MAC or to all
//   1 ip             protocol, flags and offset, identification, options, length, octets: a sound header
//   2 udp            ports, length, octets: sound, from the peer
//   3 icmp           type, code, length, octets; or an error about a segment or datagram of ours
//   4 tcp            of a connection that the peer knows, or a new one: sequence numbers near the right ones
//   5 arp            operation, whose addresses
//   6 call           any call of the host on any descriptor
//   7 write, 8 read  any register
//   9 time           up to some milliseconds of the engine's time, or several seconds
//   10 host          takes an event, or fills the send window
//
// The order of the steps is the order of events.
#pragma once

#include <cstdint>
#include <span>

#include "verif/cosim/bench.h"

namespace sockwire::fuzz {

// The bench that a script needs; `seed` is that of the RTL's power-up values.
Bench::Options options(std::uint64_t seed = 1);

// Plays it. Throws with a sentence when the engine sends what cannot be understood, leaves a call
// without an answer, or, in lockstep, when RTL and model disagree.
void play(Bench& bench, std::span<const std::uint8_t> script);

}  // namespace sockwire::fuzz
