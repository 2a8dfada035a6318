#include "tests/programs/run.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace sockwire {
namespace {

constexpr std::uint32_t kMslUs = 100'000;
constexpr double kHandshakeUs = 30;
constexpr double kStuckUs = 20'000;  // more than a minute: no timer is longer

constexpr bool kUnreadTextStaysInFinWait = true;  // a defect that is known: Run::close

// Few of everything, so that programs run out of it.
constexpr Cfg narrow() {
  Cfg cfg = kBase;
  cfg.Sockets = 8;
  cfg.Listeners = 2;
  cfg.Buffers = 4;
  cfg.BufBytes = 4096;
  return cfg;
}

class Run {
 public:
  explicit Run(const RunOptions& options)
      : exact_{options.engine == Engine::Model},
        shift_{exact_ ? 12U : 15U},
        bench_{options.engine,
               {.cfg = narrow(),
                .dut = options.dut,
                .time_shift = shift_,
                .msl_us = kMslUs,
                .repeat = options.repeat}},
        host_{bench_, options.plant},
        far_{bench_},
        judge_{bench_, host_, far_, options.tally != nullptr ? *options.tally : unread_, exact_} {
    names_.fill(bench_.cfg().Sockets);  // no descriptor yet
    pass(10);
  }

  void step(const Step& step) {
    act(step);
    watch();
  }
  void finish() {
    receive_all();
    close_all();
    have_all_again();
    bench_.drain();
    bench_.finish();
    if (const auto owed = bench_.owed(); !owed.empty())
      throw Broken("the model still owes: " + owed.front());
  }

 private:
  void pass(double us) {
    for (unsigned i = 0; i < us; ++i) {
      bench_.run_us(1);
      far_.tick();
    }
  }
  void watch() {
    judge_.take_events();
    judge_.look();
  }
  template <class Done>
  bool pass_until(Done&& done, double bound_us) {
    for (double us = 0; us < bound_us; us += 5) {
      if (done()) return true;
      pass(5);
    }
    return done();
  }

  void pass_handshake(unsigned variable) {
    const Connection* connection = latest_[variable];
    for (double us = 0; us < kHandshakeUs; ++us) {
      if (connection != nullptr && connection->tcp != nullptr &&
          connection->tcp->state() == ReferenceTcp::State::Established)
        break;
      pass(1);
    }
    pass(4);  // the last ACK arrives
  }

  // ---- steps

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
        close(desc);
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
        pass(std::ceil(value * 1000.0 / (1U << shift_)));
        break;
      default:
        if (Connection* connection = latest_[step.variable]; connection != nullptr)
          act_far(step, *connection);
        pass(1);
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

  // Who has shut a connection and closes it with text unread may leave it behind for ever, with its
  // buffer: a peer with more to say finds the window closed, and nobody will open it. A reset would
  // be right (RFC 1122 4.2.2.13), docs/rules/tcp.md 3 has none in FIN-WAIT. Until it has, programs
  // read first.
  void close(unsigned desc) {
    while (kUnreadTextStaysInFinWait && judge_.find(desc) != nullptr &&
           judge_.find(desc)->phases == kShut && judge_.recv(desc, kWindowBytes).value > 0) {
    }
    judge_.call(Call::CallClose, desc);
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
      return judge_.connect(desc, bench_.options().network.ip, 80, false, nullptr);
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
    const unsigned sockets = bench_.cfg().Sockets;
    const std::array<unsigned, kVariables> numbers{sockets, 0xFFFF, sockets + 1, 0x7FFF,
                                                   names_[step.variable]};
    const unsigned desc = numbers[step.other];
    const auto call = static_cast<Call>(step.value & 0xF);
    const bool is_call =
        step.value >= 1 && step.value <= static_cast<std::uint32_t>(Call::CallOption);
    if (!is_call) {
      const auto answer = host_.call(call, desc);
      if (answer.error != Errno::Einval || answer.value != 0)
        throw Broken(
            fmt::format("call {} answers {}, but it is none", step.value, to_string(answer.error)));
    } else if (call != Call::CallSocket && judge_.find(desc) == nullptr) {
      judge_.call(call, desc, far_.ip(), 80, 1);
    }
  }

  // ---- the end

  // What is to come has come, on every connection that nobody has harmed.
  void receive_all() {
    for (Connection& connection : far_.all()) {
      connection.holds = false;
      connection.is_away = connection.is_silent;
    }
    std::string missing;
    const auto all_here = [&] {
      accept_rest();
      missing.clear();
      std::vector<unsigned> held;
      for (const auto& [desc, socket] : judge_.sockets()) held.push_back(desc);
      for (const unsigned desc : held) {
        while (judge_.find(desc)->connection != nullptr && host_.state(desc).readable > 0)
          judge_.recv(desc, kWindowBytes);
        const Judge::Socket& socket = *judge_.find(desc);
        const Connection* connection = socket.connection;
        if (connection == nullptr || connection->aborted || connection->tcp == nullptr ||
            (socket.phases & kEnded & ~kOver) != 0)
          continue;
        if ((socket.phases & (kEnded | kFresh)) == socket.phases) continue;
        if (connection->got < connection->peer_said)
          missing = fmt::format("descriptor {} received {} octets of {}", desc, connection->got,
                                connection->peer_said);
        if (connection->peer_got < connection->said)
          missing = fmt::format("the peer of descriptor {} received {} octets of {}", desc,
                                connection->peer_got, connection->said);
        if (missing.empty() && connection->closed && !connection->at_end &&
            judge_.recv(desc, 1).error != Errno::Ok)
          missing = fmt::format("descriptor {} does not see the end of the stream", desc);
        if (!missing.empty()) break;
      }
      watch();
      return missing.empty();
    };
    if (!pass_until(all_here, kStuckUs)) throw Broken("stuck: " + missing);
  }

  void accept_rest() {
    std::vector<unsigned> listeners;
    for (const auto& [desc, socket] : judge_.sockets()) {
      if (socket.phases == kListening) listeners.push_back(desc);
    }
    for (const unsigned desc : listeners) {
      while (judge_.accept(desc)) {
      }
    }
  }

  void close_all() {
    std::vector<unsigned> held;
    for (const auto& [desc, socket] : judge_.sockets()) held.push_back(desc);
    for (const unsigned desc : held) close(desc);
    for (const unsigned desc : held) judge_.call(Call::CallClose, desc);  // EBADF
    for (Connection& connection : far_.all()) {
      const bool stands = connection.tcp != nullptr && connection.was_held && !connection.hurried &&
                          !connection.cut;
      if (stands)
        far_.close(connection);
      else
        far_.abort(connection);
    }
    double insisted_us = 0;
    const bool freed = pass_until(
        [&] {
          judge_.take_events();
          if (bench_.time_us() >= insisted_us + 200) far_.insist(), insisted_us = bench_.time_us();
          return judge_.allocated() == 0;
        },
        kStuckUs);
    if (!freed) {
      for (unsigned desc = 0; desc < bench_.cfg().Sockets; ++desc) {
        const auto state = host_.state(desc);
        if (state.allocated)
          throw Broken(fmt::format(
              "all is closed, but descriptor {} does not come back: it is in {}, peer port {}{}",
              desc, to_string(state.state), state.remote_port, state.attached ? ", attached" : ""));
      }
    }
    pass(20);
    for (const Connection& connection : far_.all()) {
      const bool whole = connection.tcp != nullptr && connection.was_held && !connection.aborted &&
                         !connection.was_away && !connection.cut &&
                         connection.got == connection.peer_said &&
                         connection.tcp->end() == ReferenceTcp::End::Orderly;
      if (whole && connection.peer_got != connection.said)
        throw Broken(
            fmt::format("connection {} has ended in order, but the peer received {} octets of {}",
                        connection.number, connection.peer_got, connection.said));
    }
    judge_.take_events();
  }

  void have_all_again() {
    const Cfg& cfg = bench_.cfg();
    std::vector<unsigned> all;
    for (unsigned i = 0; i < cfg.Sockets; ++i) {
      const auto desc = judge_.socket();
      if (!desc)
        throw Broken(
            fmt::format("all is closed, but only {} descriptors of {} are free", i, cfg.Sockets));
      all.push_back(*desc);
    }
    if (judge_.socket()) throw Broken("there are more descriptors than there should be");
    // The programs' ports, and the listener slots.
    constexpr std::array<std::uint16_t, 5> kPorts{80, 81, 82, 49'152, 65'535};
    for (unsigned i = 0; i < kPorts.size(); ++i) {
      if (const auto answer = host_.call(Call::CallBind, all[i], 0, kPorts[i]);
          answer.error != Errno::Ok) {
        throw Broken(fmt::format("all is closed, but bind({}) answers {}", kPorts[i],
                                 to_string(answer.error)));
      }
    }
    for (unsigned i = 0; i <= cfg.Listeners; ++i) {
      if (i >= kPorts.size())
        host_.call(Call::CallBind, all[i], 0, static_cast<std::uint16_t>(1000 + i));
      const Errno error = host_.call(Call::CallListen, all[i], 0, 0, 1).error;
      if (error != (i < cfg.Listeners ? Errno::Ok : Errno::Enobufs))
        throw Broken(fmt::format("all is closed, but listen() number {} of {} answers {}", i + 1,
                                 cfg.Listeners, to_string(error)));
    }
    for (unsigned i = 0; i < cfg.Listeners; ++i) host_.call(Call::CallClose, all[i]);
    for (unsigned i = 0; i < cfg.Listeners; ++i) all[i] = host_.call(Call::CallSocket, 0).value;
    for (unsigned i = 0; i <= cfg.Buffers; ++i) {
      const Errno error =
          host_.call(Call::CallConnect, all[i], far_.ip(), far_.nobody(true).port).error;
      if (error != (i < cfg.Buffers ? Errno::Einprogress : Errno::Enobufs))
        throw Broken(fmt::format("all is closed, but connect() number {} of {} answers {}", i + 1,
                                 cfg.Buffers, to_string(error)));
    }
    for (const unsigned desc : all) host_.call(Call::CallClose, desc);
    if (const unsigned left = judge_.allocated(); left != 0)
      throw Broken(fmt::format("{} descriptors are left at the end", left));
  }

  bool exact_;
  unsigned
      shift_;  // of the engine's time: a microsecond is 4 ms of its timers; 33 where it costs more
  Bench bench_;
  Host host_;
  Far far_;
  Tally unread_;
  Judge judge_;
  std::array<unsigned, kVariables> names_{};
  std::array<Connection*, kVariables> latest_{};
};

}  // namespace

std::string run_program(const Program& program, const RunOptions& options) {
  std::string place = "at the start";
  try {
    Run run{options};
    for (std::size_t i = 0; i < program.size(); ++i) {
      place = fmt::format("step {}, {}", i + 1, text(program[i]));
      run.step(program[i]);
    }
    place = "at the end";
    run.finish();
  } catch (const std::exception& error) {
    return fmt::format("{}: {}", place, error.what());
  }
  return {};
}

}  // namespace sockwire
