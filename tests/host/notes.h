// Registers without a device behind them: every option that is set is noted and answered as it is told.
#pragma once

#include <map>
#include <vector>

#include "host/bus.h"
#include "host/registers.h"
#include "model/generated/toe_types.h"

namespace sockwire {

struct Setting {
  unsigned call, desc, option, value;
  bool operator==(const Setting&) const = default;
};

struct Notes : Bus {
  std::vector<Setting> settings;
  unsigned error = 0;

  std::uint32_t read32(std::uint32_t address) override {
    if (address == SOCKWIRE_ADDRESS(MAGIC)) return host_map::kMagic;
    if (address == SOCKWIRE_ADDRESS(CMD_STATUS)) return 2U | at[SOCKWIRE_ADDRESS(CMD_GO)] << 8 | error << 16;
    if (address == SOCKWIRE_ADDRESS(CMD_VALUE)) return 3;  // the descriptor that SOCKET answers
    return 0;
  }
  void write32(std::uint32_t address, std::uint32_t value) override {
    at[address] = value;
    const auto call = at[SOCKWIRE_ADDRESS(CMD_CALL)];
    if (address == SOCKWIRE_ADDRESS(CMD_GO) && (call & 0xF) == static_cast<unsigned>(Call::CallOption)) {
      settings.push_back({call & 0xF, call >> 16, at[SOCKWIRE_ADDRESS(CMD_PORT)], at[SOCKWIRE_ADDRESS(CMD_LENGTH)]});
    }
  }
  bool wait_interrupt(Microseconds) override { return false; }
  Microseconds now() override { return {}; }

  std::map<std::uint32_t, std::uint32_t> at;
};

}  // namespace sockwire
