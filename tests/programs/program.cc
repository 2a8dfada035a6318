#include "tests/programs/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace sockwire {
namespace {

// What a step looks like, how often it is drawn, and its values, the simplest first.
struct Kind {
  std::string_view name;
  bool variable, other, value;
  std::string_view other_prefix;
  std::size_t weight;
  std::vector<std::uint32_t> values;
};

const std::vector<std::uint32_t> kSizes = {1, 0, 2, 3, 536, 1459, 1460, 1461, 2047, 2048, 2920, 2049, 100'000};

const std::array<Kind, kOps>& kinds() {
  static const std::array<Kind, kOps> all{{
      {"socket", true, false, false, "", 4, {0}},
      {"bind", true, false, true, "", 3, {80, 81, 0, 82, 49'152, 65'535}},
      {"listen", true, false, true, "", 2, {1, 2, 0, 3, 255, 1'000}},
      {"accept", true, true, false, "s", 8, {0}},
      {"connect", true, false, true, "", 5, {kWhoListens, kWhoListens, kWhoRefuses, kWhoIsSilent, kNobodysAddress, kPortZero, kOurselves}},
      {"send", true, false, true, "", 14, kSizes},
      {"recv", true, false, true, "", 14, kSizes},
      {"shutdown", true, false, true, "", 4, {1, 2, 0, 3}},
      {"close", true, false, false, "", 5, {0}},
      {"abort", true, false, false, "", 2, {0}},
      {"option", true, true, true, "", 3, {0, 1, 10, 2'000, 0x7FFF'FFFF, 0x8000'0000}},
      {"bad", true, true, true, "", 2, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 12, 15}},
      {"serve", true, false, true, "", 5, {80, 81, 0}},
      {"open", true, false, false, "", 10, {0}},
      {"join", true, false, false, "", 8, {0}},
      {"peer-send", true, false, true, "", 12, {1, 2, 536, 1'460, 1'461, 3'000, 5'000}},
      {"peer-hold", true, false, false, "", 2, {0}},
      {"peer-read", true, false, false, "", 2, {0}},
      {"peer-close", true, false, false, "", 5, {0}},
      {"peer-abort", true, false, false, "", 2, {0}},
      {"peer-vanish", true, false, false, "", 1, {0}},
      {"peer-return", true, false, false, "", 1, {0}},
      {"wait", false, false, true, "", 14, {10, 60, 250, 1'200, 4'000, 12'000}},
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

rc::Gen<Program> any_program() {
  std::vector<std::pair<std::size_t, Op>> weights;
  for (unsigned i = 0; i < kOps; ++i) weights.emplace_back(kinds()[i].weight, static_cast<Op>(i));
  std::size_t sum = 0;
  for (const auto& [weight, op] : weights) sum += weight;
  // By hand: rapidcheck's weighted choice would shrink nothing and cost more.
  const auto drawn = [weights](std::size_t ticket) {
    for (const auto& [weight, op] : weights) {
      if (ticket < weight) return op;
      ticket -= weight;
    }
    return Op::Wait;
  };
  // Any number below it, whatever the size of the program: rapidcheck's ranges grow with the size.
  const auto below = [](unsigned end) { return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0U, end)); };
  const auto step = rc::gen::map(
      rc::gen::tuple(rc::gen::noShrink(below(static_cast<unsigned>(sum))), below(kVariables), below(kVariables), below(1'000)),
      [drawn](const std::tuple<unsigned, unsigned, unsigned, unsigned>& dice) {
        const Op op = drawn(std::get<0>(dice));
        const Kind& shape = kind(op);
        return Step{.op = op,
                    .variable = shape.variable ? std::get<1>(dice) : 0,
                    .other = shape.other ? std::get<2>(dice) : 0,
                    .value = shape.value ? shape.values[std::get<3>(dice) * shape.values.size() / 1'000] : 0};
      });
  return rc::gen::container<Program>(step);
}

void showValue(const Program& program, std::ostream& out) { out << text(program); }

}  // namespace sockwire
