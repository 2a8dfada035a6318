// The end of every program.
#include <fmt/format.h>

#include <array>

#include "tests/programs/scene.h"

namespace sockwire {
namespace {

class Ending {
 public:
  explicit Ending(Scene& scene) : scene_{scene}, judge_{scene.judge}, far_{scene.far} {}

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
        while (judge_.find(desc)->connection != nullptr && scene_.host.state(desc).readable > 0)
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
      scene_.watch();
      return missing.empty();
    };
    if (!scene_.pass_until(all_here, kStuckUs)) throw Broken("stuck: " + missing);
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
    for (const unsigned desc : held) scene_.close(desc);
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
    const bool freed = scene_.pass_until(
        [&] {
          judge_.take_events();
          if (scene_.bench.time_us() >= insisted_us + 200)
            far_.insist(), insisted_us = scene_.bench.time_us();
          return judge_.allocated() == 0;
        },
        kStuckUs);
    if (!freed) {
      for (unsigned desc = 0; desc < scene_.bench.cfg().Sockets; ++desc) {
        const auto state = scene_.host.state(desc);
        if (state.allocated)
          throw Broken(fmt::format(
              "all is closed, but descriptor {} does not come back: it is in {}, peer port {}{}",
              desc, to_string(state.state), state.remote_port, state.attached ? ", attached" : ""));
      }
    }
    scene_.pass(20);
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
    const Cfg& cfg = scene_.bench.cfg();
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
      if (const auto answer = scene_.host.call(Call::CallBind, all[i], 0, kPorts[i]);
          answer.error != Errno::Ok) {
        throw Broken(fmt::format("all is closed, but bind({}) answers {}", kPorts[i],
                                 to_string(answer.error)));
      }
    }
    for (unsigned i = 0; i <= cfg.Listeners; ++i) {
      if (i >= kPorts.size())
        scene_.host.call(Call::CallBind, all[i], 0, static_cast<std::uint16_t>(1000 + i));
      const Errno error = scene_.host.call(Call::CallListen, all[i], 0, 0, 1).error;
      if (error != (i < cfg.Listeners ? Errno::Ok : Errno::Enobufs))
        throw Broken(fmt::format("all is closed, but listen() number {} of {} answers {}", i + 1,
                                 cfg.Listeners, to_string(error)));
    }
    for (unsigned i = 0; i < cfg.Listeners; ++i) scene_.host.call(Call::CallClose, all[i]);
    for (unsigned i = 0; i < cfg.Listeners; ++i)
      all[i] = scene_.host.call(Call::CallSocket, 0).value;
    for (unsigned i = 0; i <= cfg.Buffers; ++i) {
      const Errno error =
          scene_.host.call(Call::CallConnect, all[i], far_.ip(), far_.nobody(true).port).error;
      if (error != (i < cfg.Buffers ? Errno::Einprogress : Errno::Enobufs))
        throw Broken(fmt::format("all is closed, but connect() number {} of {} answers {}", i + 1,
                                 cfg.Buffers, to_string(error)));
    }
    for (const unsigned desc : all) scene_.host.call(Call::CallClose, desc);
    if (const unsigned left = judge_.allocated(); left != 0)
      throw Broken(fmt::format("{} descriptors are left at the end", left));
  }

 private:
  Scene& scene_;
  Judge& judge_;
  Far& far_;
};

}  // namespace

void bring_to_end(Scene& scene) {
  Ending ending{scene};
  ending.receive_all();
  ending.close_all();
  ending.have_all_again();
  scene.bench.drain();
  scene.bench.finish();
  if (const auto owed = scene.bench.owed(); !owed.empty())
    throw Broken("the model still owes: " + owed.front());
}

}  // namespace sockwire
