// Names of the registers, for people.
#pragma once

#include <cstdint>
#include <string>

namespace sockwire {

// "CMD_GO"; "SEND_WINDOW+0x10" inside a data window; the number where nothing is.
std::string register_name(std::uint32_t address);

}  // namespace sockwire
