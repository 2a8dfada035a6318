#include "tests/programs/property.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/detail/Configuration.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <cstdlib>
#include <sstream>

namespace sockwire {
namespace {

constexpr std::uint64_t kSeed = 20'261'123;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string this_test() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return fmt::format("{} --gtest_filter={}.{}", testing::internal::GetArgvs().front(),
                     test->test_suite_name(), test->name());
}

}  // namespace

std::string program_to_repeat() { return environment("SOCKWIRE_PROGRAM"); }

Finding find_failure(const RunOptions& options, int count, int length) {
  rc::detail::Configuration defaults;
  defaults.testParams.seed = kSeed;
  defaults.testParams.maxSuccess = count;
  defaults.testParams.maxSize = length;
  const auto configuration = rc::detail::configFromString(environment("RC_PARAMS"), defaults);

  Finding finding;
  const auto property = [&] {
    const Program program = *any_program();
    RunOptions again = options;
    again.repeat = fmt::format("SOCKWIRE_PROGRAM='{}' {}", text(program), this_test());
    const std::string trouble = run_program(program, again);
    if (!finding.failed) ++finding.programs, finding.steps += static_cast<unsigned>(program.size());
    if (trouble.empty()) return;
    finding.failed = true;  // each that fails while it shrinks is shorter than the last
    finding.program = program;
    finding.trouble = trouble;
    RC_FAIL(trouble);
  };
  const rc::detail::TestMetadata test{.id = "programs", .description = "programs"};
  rc::detail::TestListenerAdapter silent;  // the message says it all
  const auto result = rc::detail::checkTestable(property, test, configuration.testParams, silent);
  std::ostringstream words;
  rc::detail::printResultMessage(result, words);
  if (!finding.failed && !result.is<rc::detail::SuccessResult>()) {
    finding.failed = true;
    finding.trouble = words.str();
  }
  if (!finding.failed) return finding;
  finding.message = fmt::format("{}\n\nThe shortest program that shows it ({} steps):\n",
                                finding.trouble, finding.program.size());
  for (const Step& step : finding.program) finding.message += "  " + text(step) + "\n";
  finding.message += fmt::format(
      "\nRun it again:\n  SOCKWIRE_PROGRAM='{}' {}\nor all of them, as they were drawn:\n  "
      "RC_PARAMS='seed={} max_success={} max_size={}' {}\n",
      text(finding.program), this_test(), configuration.testParams.seed,
      configuration.testParams.maxSuccess, configuration.testParams.maxSize, this_test());
  return finding;
}

}  // namespace sockwire
