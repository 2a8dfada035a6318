#include "verif/coverage/sink.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

namespace sockwire::coverage {
namespace {

const char* directory() {
  static const char* const name = std::getenv("SOCKWIRE_COVERAGE");
  return name != nullptr && *name != 0 ? name : nullptr;
}

class Sink {
 public:
  ~Sink() {
    const std::filesystem::path to{directory()};
    std::error_code ignored;
    std::filesystem::create_directories(to, ignored);
    std::ofstream file{to / (std::to_string(getpid()) + ".hits")};
    for (const auto& [name, hits] : designs_) write(file, name, hits);
    for (const auto& [name, count] : bins_) file << "bin " << name << ' ' << count << '\n';
  }

  void hit(const std::string& bin) { ++bins_[bin]; }

  std::uint64_t count(const std::string& bin) const {
    const auto found = bins_.find(bin);
    return found == bins_.end() ? 0 : found->second;
  }

  void keep(const char* design, std::span<const std::uint32_t> counts) {
    std::vector<bool>& hits = designs_[design];
    hits.resize(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) hits[i] = hits[i] || counts[i] != 0;
  }

 private:
  // The highest digit first, as numbers are written.
  static void write(std::ofstream& file, const std::string& name, const std::vector<bool>& hits) {
    file << "design " << name << ' ' << hits.size() << ' ';
    for (std::size_t digit = (hits.size() + 3) / 4; digit-- > 0;) {
      unsigned value = 0;
      for (std::size_t bit = 0; bit < 4 && 4 * digit + bit < hits.size(); ++bit) {
        value |= static_cast<unsigned>(hits[4 * digit + bit]) << bit;
      }
      file << "0123456789abcdef"[value];
    }
    file << '\n';
  }

  std::map<std::string, std::vector<bool>> designs_;
  std::map<std::string, std::uint64_t> bins_;
};

Sink& sink() {
  static Sink only;
  return only;
}

}  // namespace

bool wanted() { return directory() != nullptr; }

void hit(const std::string& bin) {
  if (wanted()) sink().hit(bin);
}

std::uint64_t count(const std::string& bin) { return wanted() ? sink().count(bin) : 0; }

void keep(const char* design, std::span<const std::uint32_t> counts) {
  if (wanted()) sink().keep(design, counts);
}

}  // namespace sockwire::coverage
