// A corpus, script by script, on the model or in lockstep. Stops at the first that fails.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "verif/fuzz/script.h"

namespace {

namespace fs = std::filesystem;
using namespace sockwire;  // a program of the namespace

std::vector<fs::path> scripts_of(const std::vector<fs::path>& places) {
  std::vector<fs::path> scripts;
  for (const fs::path& place : places) {
    if (!fs::is_directory(place)) {
      scripts.push_back(place);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(place)) {
      if (entry.is_regular_file()) scripts.push_back(entry.path());
    }
  }
  std::ranges::sort(scripts);
  return scripts;
}

Octets read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Plays fuzzing scripts and says which fails.\n\n"
               "Examples:\n"
               "  sockwire_fuzz_replay tests/fuzz/corpus                     the corpus in lockstep\n"
               "  sockwire_fuzz_replay --engine model crash-1f3a             one script on the model alone\n"
               "  sockwire_fuzz_replay --every 10 tests/fuzz/corpus          each tenth"};
  std::vector<fs::path> places;
  std::string engine = "lockstep";
  std::size_t every = 1;
  std::uint64_t seed = 1;
  app.add_option("script", places, "files, or directories of them")->required()->check(CLI::ExistingPath);
  app.add_option("--engine", engine, "who plays them")->check(CLI::IsMember({"model", "rtl", "lockstep"}));
  app.add_option("--every", every, "plays each so manieth")->check(CLI::PositiveNumber);
  app.add_option("--seed", seed, "of the RTL's power-up values");
  CLI11_PARSE(app, argc, argv);

  const Engine which = engine == "model" ? Engine::Model : engine == "rtl" ? Engine::Rtl : Engine::Lockstep;
  const auto scripts = scripts_of(places);
  std::size_t played = 0;
  std::uint64_t events = 0;
  for (std::size_t i = 0; i < scripts.size(); i += every) {
    try {
      Bench::Options options = fuzz::options(seed);
      options.repeat = fmt::format("sockwire_fuzz_replay --engine {} --seed {} {}", engine, seed, scripts[i].string());
      Bench bench{which, options};
      fuzz::play(bench, read(scripts[i]));
      events += bench.tcp_events();
      ++played;
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}: {}\n", scripts[i].string(), error.what());
      return 1;
    }
  }
  fmt::print("{} scripts played, {} events of TCP, none failed\n", played, events);
  return 0;
}
