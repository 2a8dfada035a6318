// Addresses of the registers and the data windows, from the generated header.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/generated/toe_regs.h"

namespace sockwire::host_map {

// host_map::at(&toe_regs_t::CMD_GO) would be a member pointer's offset, which the language does not
// give: hence the macro, for standard-layout toe_regs_t only.
#define SOCKWIRE_ADDRESS(name) static_cast<std::uint32_t>(offsetof(toe_regs_t, name))

inline constexpr std::uint32_t kMagic = 0x534F'434BU;  // "SOCK"
inline constexpr std::uint32_t kSendWindow = 0x1000;
inline constexpr std::uint32_t kReceiveWindow = 0x1800;
inline constexpr std::uint32_t kSpace = 0x2000;  // octets of the whole address space

}  // namespace sockwire::host_map
