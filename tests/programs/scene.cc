#include "tests/programs/scene.h"

#include <cmath>

namespace sockwire {
namespace {

// A microsecond of the bench is 4 ms of the engine's timers; 33 ms where it costs more.
constexpr unsigned kShift = 12, kShiftRtl = 15;
constexpr std::uint32_t kMslUs = 100'000;

// Few of everything, so that programs run out of it.
constexpr Cfg narrow() {
  Cfg cfg = kBase;
  cfg.Sockets = 8;
  cfg.Listeners = 2;
  cfg.Buffers = 4;
  cfg.BufBytes = 4096;
  return cfg;
}

}  // namespace

Scene::Scene(const RunOptions& options)
    : exact_{options.engine == Engine::Model},
      shift_{exact_ ? kShift : kShiftRtl},
      bench{options.engine,
            {.cfg = narrow(),
             .dut = options.dut,
             .time_shift = shift_,
             .msl_us = kMslUs,
             .repeat = options.repeat}},
      host{bench, options.plant},
      far{bench},
      judge{bench, host, far, options.tally != nullptr ? *options.tally : unread_, exact_} {
  pass(10);
}

void Scene::pass(double us) {
  for (unsigned i = 0; i < us; ++i) {
    bench.run_us(1);
    far.tick();
  }
}

void Scene::pass_engine_ms(double ms) { pass(std::ceil(ms * 1000 / (1U << shift_))); }

void Scene::watch() {
  judge.take_events();
  judge.look();
}

void Scene::close(unsigned desc) { judge.call(Call::CallClose, desc); }

}  // namespace sockwire
