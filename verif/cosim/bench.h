// The bench in which every behaviour test runs three times: against the model alone, against the RTL
// alone, and with both in lockstep. The host is at the registers, the peer at the wire, time is
// simulated.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "model/config.h"
#include "verif/cosim/dut.h"
#include "verif/cosim/lockstep.h"
#include "verif/cosim/mii.h"
#include "verif/cosim/reg.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

enum class Engine { Model, Rtl, Lockstep };
std::string to_string(Engine engine);
inline void PrintTo(Engine engine, std::ostream* out) { *out << to_string(engine); }

// What stands behind the registers and the wire.
class Platform {
 public:
  virtual ~Platform() = default;
  virtual std::uint32_t read32(std::uint32_t address) = 0;
  virtual void write32(std::uint32_t address, std::uint32_t value) = 0;
  [[nodiscard]] virtual bool interrupt() const = 0;
  virtual void run_us(double us) = 0;
  [[nodiscard]] virtual double time_us() const = 0;
  virtual void send(const WireFrame& frame) = 0;
  [[nodiscard]] virtual bool wire_idle() const = 0;
  virtual void finish() = 0;  // throws where something is still owed
  [[nodiscard]] virtual std::uint64_t tcp_events() const { return 0; }  // records so far; 0: none are made
  // What the model alone still owes, in words; the others throw in finish().
  [[nodiscard]] virtual std::vector<std::string> owed() const { return {}; }
  // Called for each frame that comes out, without FCS.
  std::function<void(std::span<const std::uint8_t>)> on_frame;
};

std::unique_ptr<Platform> make_model_platform(const Cfg& cfg);
std::unique_ptr<Platform> make_rtl_platform(std::unique_ptr<Dut> dut, std::uint64_t seed,
                                            const Lockstep::Options* lockstep);

class Bench {
 public:
  struct Options {
    Cfg cfg = kBase;                 // for the model alone; otherwise the variant's own
    DutMaker dut = make_dut_base;
    std::uint64_t seed = 1;
    unsigned time_shift = 0;         // all timers run 2^shift times as fast
    std::uint32_t msl_us = 30'000'000;
    Network network{.mac = 0x02'53'4F'43'4B'01, .ip = 0x0A000001, .mask = 0xFFFFFF00, .gateway = 0x0A0000FE};
    std::array<std::uint32_t, 4> secret{0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C};
    std::string repeat{};             // command that repeats the test
    bool assertions = true;
    std::string planted{};            // name of a planted bug, for make_dut_planted
  };
  // What a call was answered.
  struct Answered {
    Errno error{};
    std::uint32_t value = 0;
    bool operator==(const Answered&) const = default;
  };
  struct SocketState {
    TcpState state{};
    bool allocated = false, attached = false, fin_rcvd = false, fin_queued = false;
    Errno error{};
    unsigned waiting = 0;
    std::uint32_t peer = 0;
    std::uint16_t local_port = 0, remote_port = 0;
    std::uint32_t readable = 0, free = 0, unsent = 0, unacked = 0, urgent = 0;
    Errno soft_error{};
  };
  struct Event {
    unsigned desc = 0;
    Ready ready;
  };
  // What one RECV of a UDP socket brings.
  struct Received {
    Errno error{};
    std::uint32_t length = 0;   // of the datagram, all of it
    Octets octets{};            // those that were asked for
    std::uint32_t addr = 0;     // its sender
    std::uint16_t port = 0;
    std::uint32_t to = 0;       // whom it was sent to
  };

  // Resets, waits until STATUS.ready, sets time scale, network, secret and MSL.
  Bench(Engine engine, const Options& options);

  [[nodiscard]] Engine engine() const { return engine_; }
  [[nodiscard]] const Cfg& cfg() const { return options_.cfg; }
  [[nodiscard]] const Options& options() const { return options_; }

  // ---- the host
  std::uint32_t read32(std::uint32_t address) { return platform_->read32(address); }
  void write32(std::uint32_t address, std::uint32_t value) { platform_->write32(address, value); }
  [[nodiscard]] bool interrupt() const { return platform_->interrupt(); }
  Answered call(Call call, unsigned desc, std::uint32_t addr = 0, std::uint16_t port = 0,
                std::uint32_t length = 0);
  // Calls by name; those that answer a descriptor or number throw when the call fails.
  unsigned socket();
  std::uint16_t bind(unsigned desc, std::uint16_t port);
  void listen(unsigned desc, unsigned backlog);
  Answered accept(unsigned desc) { return call(Call::CallAccept, desc); }
  Answered connect(unsigned desc, std::uint32_t addr, std::uint16_t port) {
    return call(Call::CallConnect, desc, addr, port);
  }
  // At most kWindowBytes.
  Answered send(unsigned desc, std::span<const std::uint8_t> octets, bool urgent = false);
  // Octets, empty at the end of the stream; nothing when there are none yet. Other errors throw.
  std::optional<Octets> recv(unsigned desc, std::uint32_t length = kWindowBytes);
  Answered shutdown(unsigned desc, unsigned how) { return call(Call::CallShutdown, desc, 0, 0, how); }
  Answered close(unsigned desc) { return call(Call::CallClose, desc); }
  Answered abort(unsigned desc) { return call(Call::CallAbort, desc); }
  Answered set_option(unsigned desc, Option option, std::uint32_t value) {
    return call(Call::CallOption, desc, 0, static_cast<std::uint16_t>(option), value);
  }

  // ---- UDP (docs/rules/udp.md)
  unsigned udp_socket();
  Answered udp_connect(unsigned desc, std::uint32_t addr, std::uint16_t port) { return connect(desc, addr, port); }
  // One SEND; `more`: the datagram goes on.
  Answered send_piece(unsigned desc, std::span<const std::uint8_t> octets, std::uint32_t addr,
                      std::uint16_t port, bool more);
  // A datagram of any size, in as many SENDs as it takes; a piece that finds no room is given again,
  // until the time is over. The answer is the last one, its value the datagram's length.
  Answered send_to(unsigned desc, std::span<const std::uint8_t> octets, std::uint32_t addr = 0,
                   std::uint16_t port = 0, double bound_us = 3000);
  // One RECV, of octets `at` and following.
  Received recv_piece(unsigned desc, std::uint32_t length, std::uint32_t at = 0, bool peek = false);
  // The first datagram, put together from as many RECVs as it takes; nothing when there is none yet.
  // Other errors throw.
  std::optional<Received> recv_from(unsigned desc);
  SocketState state(unsigned desc);
  std::optional<Event> take_event();

  // ---- the wire
  void send_frame(std::span<const std::uint8_t> frame) { platform_->send(good_frame(frame)); }
  void send_wire(const WireFrame& frame) { platform_->send(frame); }
  std::vector<Octets> take_frames() { return std::exchange(frames_, {}); }
  // Who gets the frames instead of take_frames().
  void on_frame(std::function<void(std::span<const std::uint8_t>)> f) { handler_ = std::move(f); }

  // ---- time: simulated microseconds, not scaled
  void run_us(double us) { platform_->run_us(us); }
  // As long as the engine's own time takes to advance by this much (scaled).
  void run_engine_us(double us) { run_us(us / static_cast<double>(1U << options_.time_shift)); }
  [[nodiscard]] double time_us() const { return platform_->time_us(); }
  // Runs until the predicate holds or the time is over; the answer is the predicate's.
  bool run_until(const std::function<bool()>& predicate, double bound_us = 3000);
  void drain();     // until nothing moves on the wire
  void finish() { platform_->finish(); }
  [[nodiscard]] std::vector<std::string> owed() const { return platform_->owed(); }
  // Records that the TCP engine has made; 0 for the model alone.
  [[nodiscard]] std::uint64_t tcp_events() const { return platform_->tcp_events(); }

 private:
  void fill_window(std::span<const std::uint8_t> octets);
  Octets read_window(std::uint32_t octets);

  Engine engine_;
  Options options_;
  std::unique_ptr<Platform> platform_;
  std::vector<Octets> frames_;
  std::function<void(std::span<const std::uint8_t>)> handler_;
  std::uint8_t tag_ = 0;
};

}  // namespace sockwire
