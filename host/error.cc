#include "host/error.h"

namespace sockwire {

namespace {
class Category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "sockwire"; }
  [[nodiscard]] std::string message(int value) const override {
    return std::generic_category().message(value);
  }
  [[nodiscard]] std::error_condition default_error_condition(int value) const noexcept override {
    return {value, std::generic_category()};
  }
};
}  // namespace

const std::error_category& error_category() noexcept {
  static const Category category;
  return category;
}

std::error_code make_error(int errno_value) noexcept { return {errno_value, error_category()}; }

}  // namespace sockwire
