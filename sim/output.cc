#include "sim/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include "sim/failure.h"

namespace sockwire {

void make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    throw usage_failure(fmt::format("cannot make the directory {}: {}; choose another with --out", directory.string(),
                                    error.message()));
  }
  if (access(directory.c_str(), W_OK | X_OK) != 0) {
    throw usage_failure(fmt::format("cannot write into {}: check its permissions, or choose another with --out",
                                    directory.string()));
  }
}

void check_writable(const std::string& file) {
  if (file.empty()) return;
  std::error_code error;
  auto directory = std::filesystem::path(file).parent_path();
  if (directory.empty()) directory = ".";
  const bool good = std::filesystem::exists(file, error)
                        ? !std::filesystem::is_directory(file, error) && access(file.c_str(), W_OK) == 0
                        : std::filesystem::is_directory(directory, error) && access(directory.c_str(), W_OK) == 0;
  if (!good) throw usage_failure(fmt::format("cannot write {}: check the directory and its permissions", file));
}

}  // namespace sockwire
