#include "tests/programs/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace sockwire {
namespace {

struct Kind {
  std::string_view name;
  bool variable, other, value;
  std::string_view other_prefix;
  std::vector<std::uint32_t> values;
};

const std::vector<std::uint32_t> kSizes = {1,    0,    2,    3,    536,  1459,   1460,
                                           1461, 2047, 2048, 2920, 2049, 100'000};

const std::array<Kind, kOps>& kinds() {
  static const std::array<Kind, kOps> all{{
      {"socket", true, false, false, "", {0}},
      {"bind", true, false, true, "", {80, 81, 0, 82, 49'152, 65'535}},
      {"listen", true, false, true, "", {1, 2, 0, 3, 255, 1'000}},
      {"accept", true, true, false, "s", {0}},
      {"connect",
       true,
       false,
       true,
       "",
       {kWhoListens, kWhoListens, kWhoRefuses, kWhoIsSilent, kNobodysAddress, kPortZero,
        kOurselves}},
      {"send", true, false, true, "", kSizes},
      {"recv", true, false, true, "", kSizes},
      {"shutdown", true, false, true, "", {1, 2, 0, 3}},
      {"close", true, false, false, "", {0}},
      {"abort", true, false, false, "", {0}},
      {"option", true, true, true, "", {0, 1, 10, 2'000, 0x7FFF'FFFF, 0x8000'0000}},
      {"bad", true, true, true, "", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 12, 15}},
      {"serve", true, false, true, "", {80, 81, 0}},
      {"open", true, false, false, "", {0}},
      {"join", true, false, false, "", {0}},
      {"peer-send", true, false, true, "", {1, 2, 536, 1'460, 1'461, 3'000, 5'000}},
      {"peer-hold", true, false, false, "", {0}},
      {"peer-read", true, false, false, "", {0}},
      {"peer-close", true, false, false, "", {0}},
      {"peer-abort", true, false, false, "", {0}},
      {"peer-vanish", true, false, false, "", {0}},
      {"peer-return", true, false, false, "", {0}},
      {"wait", false, false, true, "", {10, 60, 250, 1'200, 4'000, 12'000}},
  }};
  return all;
}
const Kind& kind(Op op) { return kinds()[static_cast<std::size_t>(op)]; }

std::uint32_t number(const std::string& word, std::string_view prefix) {
  std::size_t used = 0;
  try {
    if (word.starts_with(prefix)) {
      const unsigned long value = std::stoul(word.substr(prefix.size()), &used);
      if (used == word.size() - prefix.size()) return static_cast<std::uint32_t>(value);
    }
  } catch (const std::logic_error&) {  // said below
  }
  throw std::runtime_error(fmt::format("'{}' is not {}<number>", word, prefix));
}

Step read_step(const std::string& line) {
  std::istringstream words{line};
  std::string name, word;
  words >> name;
  const auto found = std::ranges::find(kinds(), name, &Kind::name);
  if (found == kinds().end()) throw std::runtime_error(fmt::format("no step is called '{}'", name));
  const auto next = [&](std::string_view prefix) {
    if (!(words >> word)) throw std::runtime_error(fmt::format("'{}' lacks a word", line));
    return number(word, prefix);
  };
  Step step{.op = static_cast<Op>(found - kinds().begin())};
  if (found->variable) step.variable = next("s") % kVariables;
  if (found->other) step.other = next(found->other_prefix) % kVariables;
  if (found->value) step.value = next("");
  if (words >> word) throw std::runtime_error(fmt::format("'{}' has a word too many", line));
  return step;
}

}  // namespace

const std::vector<std::uint32_t>& values(Op op) { return kind(op).values; }

std::string text(const Step& step) {
  const Kind& shape = kind(step.op);
  std::string line{shape.name};
  if (shape.variable) line += fmt::format(" s{}", step.variable);
  if (shape.other) line += fmt::format(" {}{}", shape.other_prefix, step.other);
  if (shape.value) line += fmt::format(" {}", step.value);
  return line;
}

std::string text(const Program& program) {
  std::string all;
  for (const Step& step : program) all += (all.empty() ? "" : "; ") + text(step);
  return all;
}

Program parse(const std::string& text) {
  Program program;
  std::string lines = text;
  std::ranges::replace(lines, ';', '\n');
  std::istringstream in{lines};
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) program.push_back(read_step(line));
  }
  return program;
}

void showValue(const Program& program, std::ostream& out) { out << text(program); }

}  // namespace sockwire
