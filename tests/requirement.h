// Which rows of docs/requirements.csv and docs/attacks.csv a test proves. tools/compliance finds
// the identifiers in the sources and the verdicts in GoogleTest's XML; a row is proved only by a
// test that would fail if the row were broken.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sockwire {

// proves("9293-MUST-1 5961-03"): one or more identifiers with a space between them; may be
// repeated.
inline void proves(const std::string& rows) {
  static std::map<const testing::TestInfo*, std::string> told;
  std::string& all = told[testing::UnitTest::GetInstance()->current_test_info()];
  all += (all.empty() ? "" : " ") + rows;
  testing::Test::RecordProperty("requirement", all);
}

}  // namespace sockwire
