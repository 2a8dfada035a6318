// Programs by chance, and what is simpler than a program.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "tests/programs/program.h"

namespace sockwire {
namespace {

// What a variable holds, as far as whoever writes the program can know.
enum class Held : std::uint8_t { Nothing, Socket, Listener, Connection };
using Weight = std::pair<unsigned, Op>;

constexpr std::array kNothing{
    Weight{10, Op::Open},    Weight{5, Op::Serve},     Weight{5, Op::Socket},
    Weight{9, Op::Accept},   Weight{1, Op::Close},     Weight{1, Op::Recv},
    Weight{2, Op::PeerSend}, Weight{2, Op::PeerClose}, Weight{1, Op::PeerAbort}};
constexpr std::array kSocket{Weight{5, Op::Bind},   Weight{4, Op::Listen},   Weight{9, Op::Connect},
                             Weight{4, Op::Option}, Weight{1, Op::Shutdown}, Weight{1, Op::Send},
                             Weight{1, Op::Close}};
constexpr std::array kListener{Weight{14, Op::Join},      Weight{5, Op::PeerSend},
                               Weight{2, Op::PeerClose},  Weight{2, Op::PeerAbort},
                               Weight{1, Op::PeerVanish}, Weight{1, Op::Listen},
                               Weight{2, Op::Close},      Weight{1, Op::Abort}};
constexpr std::array kConnection{
    Weight{12, Op::Send},     Weight{12, Op::Recv},      Weight{10, Op::PeerSend},
    Weight{3, Op::Shutdown},  Weight{3, Op::Close},      Weight{1, Op::Abort},
    Weight{4, Op::PeerClose}, Weight{2, Op::PeerAbort},  Weight{2, Op::PeerHold},
    Weight{2, Op::PeerRead},  Weight{3, Op::PeerVanish}, Weight{2, Op::PeerReturn},
    Weight{4, Op::Option},    Weight{2, Op::Connect},    Weight{8, Op::Wait}};

constexpr unsigned kOddOneIn = 12;  // steps that look at nothing
constexpr unsigned kWaitOneIn = 12;

class Writer {
 public:
  explicit Writer(const rc::Random& random) : random_{random} {}

  Program write(int size) {
    Program program(below(static_cast<unsigned>(size) + 1));
    for (Step& step : program) step = next();
    return program;
  }

 private:
  unsigned below(std::size_t end) { return static_cast<unsigned>(random_.next() % end); }
  Op among(std::span<const Weight> weights) {
    unsigned sum = 0;
    for (const auto& [weight, op] : weights) sum += weight;
    unsigned ticket = below(sum);
    for (const auto& [weight, op] : weights) {
      if (ticket < weight) return op;
      ticket -= weight;
    }
    std::unreachable();
  }
  Op operation(Held held) {
    if (below(kOddOneIn) == 0) return static_cast<Op>(below(kOps));
    if (below(kWaitOneIn) == 0) return Op::Wait;
    switch (held) {
      case Held::Nothing:
        return among(kNothing);
      case Held::Socket:
        return among(kSocket);
      case Held::Listener:
        return among(kListener);
      case Held::Connection:
        return among(kConnection);
    }
    std::unreachable();
  }
  unsigned listener() {
    for (unsigned i = 0, at = below(kVariables); i < kVariables; ++i) {
      if (held_[(at + i) % kVariables] == Held::Listener) return (at + i) % kVariables;
    }
    return below(kVariables);
  }

  Step next() {
    const unsigned variable = below(kVariables);
    Held& held = held_[variable];
    const Op op = operation(held);
    const auto& choice = values(op);
    Step step{.op = op,
              .variable = variable,
              .other = op == Op::Accept ? listener() : 1 + below(3),
              .value = choice[below(choice.size())]};
    if (op != Op::Accept && op != Op::Option && op != Op::Bad) step.other = 0;
    if (op == Op::Bad) step.other = below(kVariables);
    if (op == Op::Option && below(8) == 0) step.other = 0;  // none
    if (op == Op::Wait) step.variable = 0;
    const bool is_free = held == Held::Nothing;
    switch (op) {
      case Op::Socket:
        if (is_free) held = Held::Socket;
        break;
      case Op::Serve:
        if (is_free) held = Held::Listener;
        break;
      case Op::Accept:
      case Op::Open:
        if (is_free) held = Held::Connection;
        break;
      case Op::Connect:
        if (held == Held::Socket) held = Held::Connection;
        break;
      case Op::Listen:
        if (held == Held::Socket && below(2) == 0) held = Held::Listener;
        break;
      case Op::Close:
      case Op::Abort:
        held = Held::Nothing;
        break;
      default:
        break;
    }
    return step;
  }

  rc::Random random_;
  std::array<Held, kVariables> held_{};
};

// The variables in the order in which they first appear.
Program renamed(const Program& program) {
  std::array<unsigned, kVariables> names{};
  names.fill(kVariables);
  unsigned used = 0;
  const auto name = [&](unsigned variable) {
    if (names[variable] == kVariables) names[variable] = used++;
    return names[variable];
  };
  Program all = program;
  for (Step& step : all) {
    if (step.op == Op::Accept) step.other = name(step.other);
    if (step.op != Op::Wait) step.variable = name(step.variable);
  }
  return all;
}

rc::Seq<Step> simpler_steps(const Step& step) {
  std::vector<Step> all;
  for (const std::uint32_t value : values(step.op)) {
    if (value == step.value) break;
    all.push_back(step);
    all.back().value = value;
  }
  return rc::seq::fromContainer(std::move(all));
}

rc::Seq<Program> simpler(const Program& program) {
  std::vector<Program> other;
  if (Program names = renamed(program); names != program) other.push_back(std::move(names));
  return rc::seq::concat(rc::shrink::removeChunks(program),
                         rc::seq::fromContainer(std::move(other)),
                         rc::shrink::eachElement(program, simpler_steps));
}

}  // namespace

rc::Gen<Program> any_program() {
  return rc::Gen<Program>([](const rc::Random& random, int size) {
    return rc::shrinkable::shrinkRecur(Writer{random}.write(size), simpler);
  });
}

}  // namespace sockwire
