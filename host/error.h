// Errors as values: a std::error_code of the category "sockwire" whose values are POSIX errno
// numbers, so that `code == std::errc::connection_refused` holds.
#pragma once

#include <expected>
#include <system_error>

#include "model/generated/toe_types.h"

namespace sockwire {

template <class T>
using Result = std::expected<T, std::error_code>;

const std::error_category& error_category() noexcept;

// From the number that the device answers.
std::error_code make_error(int errno_value) noexcept;
inline std::error_code make_error(Errno value) noexcept {
  return make_error(static_cast<int>(value));
}

inline std::unexpected<std::error_code> failure(Errno value) {
  return std::unexpected(make_error(value));
}
inline std::unexpected<std::error_code> failure(std::errc value) {
  return std::unexpected(make_error(static_cast<int>(value)));
}

}  // namespace sockwire
