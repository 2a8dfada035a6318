// `make soak`: the fault matrix without an end, seed after seed, in lockstep. Each seed is a process
// of its own, so that a crash is a failure of that seed; those done are kept in a file, and the next
// run goes on behind them.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "tests/faults/run.h"

namespace {

using namespace sockwire;

volatile std::sig_atomic_t stop_requested = 0;

struct Failure : std::runtime_error {
  using runtime_error::runtime_error;
};

struct Options {
  std::uint64_t events = 5'000'000, each = 20'000, first = 0;
  std::optional<std::uint64_t> seed;
  std::string seeds, engine = "lockstep", plant = "none";
  unsigned jobs = 2;
};

// Lines "seed events": what is done.
class Ledger {
 public:
  explicit Ledger(const std::string& file) : file_{file} {
    if (file.empty()) return;
    std::ifstream in(file);
    std::string line;
    for (unsigned number = 1; std::getline(in, line); ++number) {
      std::istringstream words(line);
      std::uint64_t seed = 0, events = 0;
      std::string more;
      if (!(words >> seed >> events) || words >> more) {
        throw Failure(fmt::format("{}:{}: '{}' is not 'seed events': mend or remove the file", file, number, line));
      }
      enter(seed, events);
    }
    out_.open(file, std::ios::app);
    if (!out_) throw Failure(fmt::format("cannot write {}: check the directory and its permissions", file));
  }
  void add(std::uint64_t seed, std::uint64_t events) {
    enter(seed, events);
    if (out_.is_open()) out_ << seed << ' ' << events << std::endl;
  }
  [[nodiscard]] bool has(std::uint64_t seed) const { return done_.contains(seed); }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::size_t size() const { return done_.size(); }

 private:
  void enter(std::uint64_t seed, std::uint64_t events) {
    if (done_.insert(seed).second) events_ += events;
  }
  std::string file_;
  std::ofstream out_;
  std::set<std::uint64_t> done_;
  std::uint64_t events_ = 0;
};

struct Child {
  std::uint64_t seed = 0;
  int pipe = -1;
};

Engine engine_of(const std::string& name) {
  return name == "model" ? Engine::Model : name == "rtl" ? Engine::Rtl : Engine::Lockstep;
}

Outcome run_seed(const Options& options, std::uint64_t seed, const std::string& program) {
  Scenario scenario = make_scenario(seed, options.each);
  scenario.plant = options.plant == "octet" ? Plant::Octet : options.plant == "silence" ? Plant::Silence : Plant::None;
  return run_scenario(engine_of(options.engine), scenario, program);
}

class Soak {
 public:
  Soak(const Options& options, std::string program) : options_{options}, program_{std::move(program)}, ledger_{options.seeds} {}

  int run() {
    if (options_.seeds.empty()) {
      fmt::print(stderr, "soak: {} events\n", options_.events);
    } else {
      fmt::print(stderr, "soak: {} events, {} of them ({} seeds) done before, in {}\n", options_.events, ledger_.events(),
                 ledger_.size(), options_.seeds);
    }
    begin_events_ = ledger_.events();
    std::uint64_t next = options_.first;
    while (!stop_requested && failed_ == 0 && ledger_.events() < options_.events) {
      while (children_.size() < options_.jobs) {
        while (ledger_.has(next)) ++next;
        start(next++);
      }
      wait_for_one();
    }
    while (!children_.empty()) wait_for_one();
    fmt::print("{} events in {} seeds, {} failed\n", ledger_.events(), ledger_.size(), failed_);
    if (stop_requested != 0 && failed_ == 0) fmt::print(stderr, "soak: interrupted; the same command goes on from here\n");
    return failed_ == 0 && ledger_.events() >= options_.events ? 0 : 1;
  }

 private:
  void start(std::uint64_t seed) {
    int ends[2];
    if (pipe(ends) != 0) throw Failure("no pipe can be had: too many files are open");
    const pid_t pid = fork();
    if (pid < 0) throw Failure("no process can be had: lower --jobs");
    if (pid == 0) {
      std::signal(SIGINT, SIG_IGN);  // what has begun is ended
      close(ends[0]);
      const Outcome outcome = run_seed(options_, seed, program_);
      const std::string told = outcome.trouble.empty() ? fmt::format("ok {} {}", outcome.events, outcome.text()) : outcome.trouble;
      const auto written = write(ends[1], told.data(), told.size());
      _exit(outcome.trouble.empty() && written > 0 ? 0 : 1);
    }
    close(ends[1]);
    children_[pid] = {.seed = seed, .pipe = ends[0]};
  }

  void wait_for_one() {
    int status = 0;
    const pid_t pid = waitpid(-1, &status, 0);
    const auto child = children_.find(pid);
    if (child == children_.end()) return;  // a signal came
    std::string told(1 << 16, '\0');
    const auto count = read(child->second.pipe, told.data(), told.size());
    told.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    close(child->second.pipe);
    const std::uint64_t seed = child->second.seed;
    children_.erase(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && told.starts_with("ok ")) {
      std::istringstream words(told.substr(3));
      std::uint64_t events = 0;
      words >> events;
      ledger_.add(seed, events);
      progress(seed, words.str());
    } else {
      ++failed_;
      if (told.empty()) {
        told = fmt::format("seed {}: its process ended by signal {}\n  repeat: {} --engine {} --seed {} --each {}", seed,
                           WIFSIGNALED(status) ? WTERMSIG(status) : 0, program_, options_.engine, seed, options_.each);
      }
      fmt::print(stderr, "\nFAILED {}\n\n", told);
    }
  }

  void progress(std::uint64_t seed, const std::string& words) const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const double rate = static_cast<double>(ledger_.events() - begin_events_) / seconds;
    const double left = ledger_.events() >= options_.events ? 0 : static_cast<double>(options_.events - ledger_.events()) / rate;
    fmt::print(stderr, "{:>9} of {} events, {:.0f}/s, {:.0f} min left; seed {}: {}\n", ledger_.events(), options_.events,
               rate, left / 60, seed, words.substr(words.find(' ') + 1));
  }

  Options options_;
  std::string program_;
  Ledger ledger_;
  std::map<pid_t, Child> children_;
  unsigned failed_ = 0;
  std::uint64_t begin_events_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The whole word, and nothing that wraps round.
std::string number_problem(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::string{} : fmt::format("'{}' is no whole number of 64 bits", text);
}

int run(int argc, char** argv) {
  Options options;
  const CLI::Validator number(number_problem, "");
  CLI::App app{"The fault matrix, seed after seed: connections between the engine and a peer written apart from it, over a "
               "link that loses, reorders, duplicates, damages and delays"};
  app.add_option("--events", options.events, "stop after so many events of the engine, those in the file included")->check(number)->capture_default_str();
  app.add_option("--seeds", options.seeds, "file of the seeds that are done; a run goes on behind them");
  app.add_option("--jobs", options.jobs, "seeds at a time")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--first", options.first, "the first seed; the low seven bits choose the faults")->check(number)->capture_default_str();
  app.add_option("--each", options.each, "events of one seed")->check(CLI::Range(100, 10'000'000))->capture_default_str();
  app.add_option("--seed", options.seed, "run this one and tell about it")->check(number);
  app.add_option("--engine", options.engine, "lockstep, rtl or model")->check(CLI::IsMember({"lockstep", "rtl", "model"}))->capture_default_str();
  app.add_option("--plant", options.plant, "a bug in the link, to see it found: octet or silence")->check(CLI::IsMember({"none", "octet", "silence"}));
  app.footer("Examples:\n"
             "  sockwire_soak --seeds out/soak.seeds               # 5 million events; the same again goes on\n"
             "  sockwire_soak --seed 63 --each 3200                # one seed: all faults, small windows\n"
             "  sockwire_soak --seed 127 --engine model            # the model alone\n"
             "  sockwire_soak --seed 0 --plant octet               # must fail\n"
             "Seed bits: 1 loss, 2 reorder, 4 duplicate, 8 corrupt, 16 delay, 32 small windows, 64 numbers near 2^32.\n"
             "Exit codes: 0 all right, 1 a seed failed or the run was interrupted, 2 usage or environment.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    throw Failure(fmt::format("{}; '{} --help' shows what can be given", error.what(), argv[0]));
  }
  if (options.seed) {
    fmt::print(stderr, "{}\n", make_scenario(*options.seed, options.each).text());
    const Outcome outcome = run_seed(options, *options.seed, argv[0]);
    fmt::print("{}\n", outcome.text());
    if (!outcome.trouble.empty()) fmt::print(stderr, "FAILED {}\n", outcome.trouble);
    return outcome.trouble.empty() ? 0 : 1;
  }
  std::signal(SIGINT, [](int) { stop_requested = 1; });
  std::signal(SIGTERM, [](int) { stop_requested = 1; });
  return Soak{options, argv[0]}.run();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "soak: {}\n", error.what());
    return 2;
  }
}
