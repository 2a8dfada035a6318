// Holds what was seen against what the oracle allows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/matrix/oracle.h"
#include "tests/matrix/stage.h"

namespace sockwire {

// The first of the allowed outcomes that is what was seen; none: `why` says what differs from the
// first one allowed.
const oracle::Outcome* judge(const std::vector<oracle::Outcome>& allowed,
                             const oracle::Block& before, std::uint32_t readable, const Seen& seen,
                             std::string& why);

}  // namespace sockwire
