// The corpus judged: in a design with a bug a script fails, and says where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "verif/cosim/dut.h"
#include "verif/fuzz/script.h"

namespace sockwire {
namespace {

// What lockstep says about a script with this bug; nothing if it does not see it.
std::string complaint(const std::string& script, const std::string& bug) {
  std::ifstream file(std::filesystem::path{FUZZ_CORPUS} / script, std::ios::binary);
  EXPECT_TRUE(file) << script;
  Bench::Options options = fuzz::options();
  options.dut = make_dut_planted;
  options.planted = bug;
  try {
    Bench bench{Engine::Lockstep, options};
    fuzz::play(bench, Octets{std::istreambuf_iterator<char>(file), {}});
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Corpus, FindsASenderInThePlaceOfAReceiver) {
  EXPECT_EQ(complaint("datagram", ""), "");
  EXPECT_THAT(complaint("datagram", "sender_as_destination"), testing::HasSubstr("to_addr"));
}

TEST(Corpus, FindsAWrongVariationOfTheRoundTrip) {
  EXPECT_EQ(complaint("handshake", ""), "");
  EXPECT_THAT(complaint("handshake", "wrong_variation"), testing::HasSubstr("rttvar"));
}

}  // namespace
}  // namespace sockwire
