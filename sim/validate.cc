#include "sim/validate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/failure.h"

namespace sockwire {

void run_validate(char** words) {
  // Checks of sources need them: those that this program was built from.
  std::string tool = SOCKWIRE_SOURCE_DIR "/tools/validate";
  if (!std::filesystem::exists(tool)) {
    throw usage_failure(fmt::format(
        "validate needs the source tree, and {} is not there; run tools/validate in a checkout",
        tool));
  }
  std::vector<char*> command{tool.data()};
  for (; *words != nullptr; ++words) command.push_back(*words);
  command.push_back(nullptr);
  execv(tool.c_str(), command.data());
  throw usage_failure(fmt::format("cannot run {}: {}", tool, std::strerror(errno)));
}

}  // namespace sockwire
