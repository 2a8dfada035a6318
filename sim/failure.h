// What stops the program: one sentence for the user, and the exit code.
#pragma once

#include <stdexcept>
#include <string>

namespace sockwire {

inline constexpr int kExitAgree = 0;     // pass
inline constexpr int kExitMismatch = 1;  // RTL and model differ, or a check failed
inline constexpr int kExitUsage = 2;     // the command line or the environment

// what() is the sentence: what, where, what to do.
class Failure : public std::runtime_error {
 public:
  Failure(int code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
  [[nodiscard]] int code() const { return code_; }

 private:
  int code_;
};

inline Failure usage_failure(const std::string& sentence) { return {kExitUsage, sentence}; }

}  // namespace sockwire
