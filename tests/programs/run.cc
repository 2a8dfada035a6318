#include "tests/programs/run.h"

#include <fmt/format.h>

#include <array>

#include "tests/programs/scene.h"

namespace sockwire {
namespace {

constexpr double kHandshakeUs = 30;

// Carries out one step after the other.
class Run {
 public:
  explicit Run(Scene& scene) : scene_{scene}, judge_{scene.judge}, far_{scene.far} {
    names_.fill(scene.bench.cfg().Sockets);  // no descriptor yet
  }

  void step(const Step& step) {
    act(step);
    scene_.watch();
  }

 private:
  void act(const Step& step) {
    const unsigned desc = names_[step.variable];
    const std::uint32_t value = step.value;
    const auto port = static_cast<std::uint16_t>(value);
    switch (step.op) {
      case Op::Socket:
        make(step.variable);
        break;
      case Op::Bind:
        judge_.call(Call::CallBind, desc, 0, port);
        break;
      case Op::Listen:
        judge_.call(Call::CallListen, desc, 0, 0, value);
        break;
      case Op::Accept:
        accept(step.variable, names_[step.other]);
        break;
      case Op::Connect:
        connect(desc, value);
        break;
      case Op::Send:
        judge_.send(desc, value);
        break;
      case Op::Recv:
        judge_.recv(desc, value);
        break;
      case Op::Shutdown:
        judge_.call(Call::CallShutdown, desc, 0, 0, value);
        break;
      case Op::Close:
        scene_.close(desc);
        break;
      case Op::Abort:
        judge_.call(Call::CallAbort, desc);
        break;
      case Op::Option:
        judge_.call(Call::CallOption, desc, 0, static_cast<std::uint16_t>(step.other), value);
        break;
      case Op::Bad:
        misuse(step);
        break;
      case Op::Serve:
        if (!make(step.variable)) break;
        judge_.call(Call::CallBind, names_[step.variable], 0, port);
        judge_.call(Call::CallListen, names_[step.variable], 0, 0, 2);
        break;
      case Op::Open:
        if (!make(step.variable)) break;
        connect(names_[step.variable], kWhoListens);
        pass_handshake(step.variable);
        break;
      case Op::Join:
        join(desc, step.variable);
        break;
      case Op::Wait:
        scene_.pass_engine_ms(value);
        break;
      default:
        if (Connection* connection = latest_[step.variable]; connection != nullptr)
          act_far(step, *connection);
        scene_.pass(1);
    }
  }

  void act_far(const Step& step, Connection& connection) {
    switch (step.op) {
      case Op::PeerSend:
        far_.write(connection, step.value);
        break;
      case Op::PeerHold:
        connection.holds = true;
        break;
      case Op::PeerRead:
        connection.holds = false;
        break;
      case Op::PeerClose:
        far_.close(connection);
        break;
      case Op::PeerAbort:
        far_.abort(connection);
        break;
      case Op::PeerVanish:
        connection.is_away = connection.was_away = true;
        break;
      case Op::PeerReturn:
        connection.is_away = connection.is_silent;
        break;
      default:
        break;
    }
  }

  // A variable that holds a socket keeps it.
  bool make(unsigned variable) {
    if (judge_.find(names_[variable]) != nullptr) return false;
    const auto desc = judge_.socket();
    if (desc) names_[variable] = *desc;
    return desc.has_value();
  }

  void accept(unsigned variable, unsigned listener) {
    if (judge_.find(names_[variable]) != nullptr) return;
    if (const auto child = judge_.accept(listener)) {
      names_[variable] = *child;
      latest_[variable] = judge_.find(*child)->connection;
    }
  }

  void connect(unsigned desc, std::uint32_t whom) {
    if (whom == kNobodysAddress) return judge_.connect(desc, 0xE000'0001, 80, false, nullptr);
    if (whom == kOurselves)
      return judge_.connect(desc, scene_.bench.options().network.ip, 80, false, nullptr);
    if (whom == kPortZero) return judge_.connect(desc, far_.ip(), 0, true, nullptr);
    Connection& to = whom == kWhoListens ? far_.listen() : far_.nobody(whom == kWhoIsSilent);
    judge_.connect(desc, far_.ip(), to.port, true, &to);
    for (unsigned i = 0; i < kVariables; ++i) {
      if (names_[i] == desc && to.was_held) latest_[i] = &to;
    }
  }

  void join(unsigned desc, unsigned variable) {
    const Judge::Socket* socket = judge_.find(desc);
    if (socket == nullptr || !socket->bound) return;
    latest_[variable] = &far_.call(socket->port);
    pass_handshake(variable);
  }

  // A number that nobody holds, with any call; and a call that is none, with any number.
  void misuse(const Step& step) {
    const unsigned sockets = scene_.bench.cfg().Sockets;
    const std::array<unsigned, kVariables> numbers{sockets, 0xFFFF, sockets + 1, 0x7FFF,
                                                   names_[step.variable]};
    const unsigned desc = numbers[step.other];
    const auto call = static_cast<Call>(step.value & 0xF);
    const bool is_call =
        step.value >= 1 && step.value <= static_cast<std::uint32_t>(Call::CallOption);
    if (!is_call) {
      const auto answer = scene_.host.call(call, desc);
      if (answer.error != Errno::Einval || answer.value != 0)
        throw Broken(
            fmt::format("call {} answers {}, but it is none", step.value, to_string(answer.error)));
    } else if (call != Call::CallSocket && judge_.find(desc) == nullptr) {
      judge_.call(call, desc, far_.ip(), 80, 1);
    }
  }

  void pass_handshake(unsigned variable) {
    const Connection* connection = latest_[variable];
    for (double us = 0; us < kHandshakeUs; ++us) {
      if (connection != nullptr && connection->tcp != nullptr &&
          connection->tcp->state() == ReferenceTcp::State::Established)
        break;
      scene_.pass(1);
    }
    scene_.pass(4);  // the last ACK arrives
  }

  Scene& scene_;
  Judge& judge_;
  Far& far_;
  std::array<unsigned, kVariables> names_{};
  std::array<Connection*, kVariables> latest_{};
};

}  // namespace

std::string run_program(const Program& program, const RunOptions& options) {
  std::string place = "at the start";
  try {
    Scene scene{options};
    Run run{scene};
    for (std::size_t i = 0; i < program.size(); ++i) {
      place = fmt::format("step {}, {}", i + 1, text(program[i]));
      run.step(program[i]);
    }
    place = "at the end";
    bring_to_end(scene);
  } catch (const std::exception& error) {
    return fmt::format("{}: {}", place, error.what());
  }
  return {};
}

}  // namespace sockwire
