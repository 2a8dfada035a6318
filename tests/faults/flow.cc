#include "tests/faults/flow.h"

#include <fmt/format.h>

#include <algorithm>

namespace sockwire {
namespace {

// Numbers that differ from octet to octet and from text to text.
Octets text_of(std::uint32_t seed, std::size_t octets) {
  Octets text(octets);
  std::uint32_t x = seed * 2654435761U + 12345;
  for (auto& octet : text) octet = static_cast<std::uint8_t>((x = x * 1664525U + 1013904223U) >> 24);
  return text;
}

constexpr double kInsistUs = 100;
constexpr double kAloneUs = 300;  // after which one who was left alone without knowing gives up

}  // namespace

Flow::Flow(const FlowPlan& plan, ReferenceTcp& peer, std::uint32_t seed, bool slow)
    : plan_{plan}, peer_{peer}, out_{text_of(2 * seed, plan.out)}, in_{text_of(2 * seed + 1, plan.in)}, slow_{slow},
      peer_ahead_{slow || seed % 4 == 0 ? 9'000U : 1'200U} {}

void Flow::wrong(const std::string& sentence) {
  if (trouble_.empty()) trouble_ = fmt::format("connection of the peer's port {}: {}", port(), sentence);
}

void Flow::judge(const char* who, std::span<const std::uint8_t> octets, std::size_t at, const Octets& text) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (at + i >= text.size()) {
      return wrong(fmt::format("{} received octet {}, and only {} were sent", who, at + i, text.size()));
    }
    if (octets[i] != text[at + i]) {
      return wrong(fmt::format("{} received {:#04x} as octet {} of {}, and {:#04x} was sent", who, octets[i],
                               at + i, text.size(), text[at + i]));
    }
  }
}

// ---- the engine's user

Bench::Answered Flow::call(Bench& bench, Call call, std::uint32_t length) {
  ++calls_;
  return bench.call(call, desc_, 0, 0, length);
}

Flow::Opened Flow::open(Bench& bench, std::uint32_t peer_ip, const std::function<void()>& before) {
  started_ = true;
  const auto got = bench.call(Call::CallSocket, 0);
  ++calls_;
  if (got.error == Errno::Emfile) return Opened::Later;
  desc_ = got.value;
  if (plan_.local_port != 0) bench.bind(desc_, plan_.local_port), ++calls_;
  before();
  const auto answer = bench.connect(desc_, peer_ip, port());
  ++calls_;
  if (answer.error == Errno::Einprogress) {
    held_ = true;
    return Opened::Yes;
  }
  bench.close(desc_);
  ++calls_;
  if (answer.error == Errno::Enobufs) return Opened::Later;
  wrong(fmt::format("connect() answers {}", to_string(answer.error)));
  return Opened::Failed;
}

void Flow::accepted(unsigned desc) {
  if (held_) return wrong("it was accepted twice");
  started_ = held_ = connected_ = true;
  desc_ = desc;
  readable_ = writable_ = true;  // what came before was told to nobody
}

void Flow::ready(const Ready& what) {
  connected_ |= what.connected;
  error_ |= what.error;
  writable_ |= what.writable || what.connected;
  readable_ |= what.readable || what.peer_closed;
}

bool Flow::serve(Bench& bench, std::mt19937_64& random) {
  if (!held_ || !(connected_ || error_)) return false;
  if (plan_.way == FlowPlan::Way::EngineAborts && got_ >= plan_.abort_after) {
    close(bench, Call::CallAbort);
    return true;
  }
  const double now = bench.time_us();
  if (peer_aborted_ && !error_) {
    if (alone_since_us_ < 0) alone_since_us_ = now;
    if (now - alone_since_us_ > kAloneUs) {
      close(bench, Call::CallClose);
      return true;
    }
  }
  if (error_) {  // the next call tells which
    receive(bench, random);
    return true;
  }
  if (slow_ && nap_ > 0 && readable_) --nap_;
  const bool may_read = readable_ && !ended_ && (!slow_ || nap_ == 0);
  const bool may_write = writable_ && said_ < out_.size();
  if (may_read && (!may_write || random() % 2 == 0)) {
    receive(bench, random);
    if (slow_ && random() % 3 == 0) nap_ = static_cast<unsigned>(random() % 500);
    return true;
  }
  if (may_write) {
    send(bench, random);
    return true;
  }
  if (said_ < out_.size()) return false;
  if (ended_ || (plan_.engine_closes_first && in_.empty() && plan_.way == FlowPlan::Way::Orderly)) {
    close(bench, Call::CallClose);
    return true;
  }
  if (plan_.engine_closes_first && !shut_) {
    shut_ = true;
    const auto answer = call(bench, Call::CallShutdown, 1);
    if (answer.error != Errno::Ok) over(answer.error);
    return true;
  }
  return false;
}

void Flow::send(Bench& bench, std::mt19937_64& random) {
  const std::size_t most = random() % 4 == 0 ? kWindowBytes : 300;
  const std::size_t size = std::min<std::size_t>(out_.size() - said_, 1 + random() % most);
  const auto answer = bench.send(desc_, std::span(out_).subspan(said_, size));
  ++calls_;
  if (answer.error == Errno::Eagain) {
    writable_ = false;
  } else if (answer.error != Errno::Ok) {
    over(answer.error);
  } else if (answer.value == 0 || answer.value > size) {
    wrong(fmt::format("send() of {} octets answers {}", size, answer.value));
  } else {
    said_ += answer.value;
  }
}

void Flow::receive(Bench& bench, std::mt19937_64& random) {
  const auto most = static_cast<std::uint32_t>(random() % 3 == 0 ? kWindowBytes : 400);
  const auto answer = call(bench, Call::CallRecv, 1 + static_cast<std::uint32_t>(random() % most));
  if (answer.error == Errno::Eagain) {
    readable_ = error_ = false;
    return;
  }
  if (answer.error != Errno::Ok) return over(answer.error);
  if (answer.value == 0) {
    ended_ = true;
    error_ = false;  // send() has told it
    if (got_ != in_.size()) wrong(fmt::format("the engine's stream ends after {} of {} octets", got_, in_.size()));
    return;
  }
  Octets octets(answer.value);
  for (std::uint32_t i = 0; i < answer.value; i += 4) {
    const std::uint32_t word = bench.read32(reg::kRecvWindow + i);
    for (std::uint32_t j = 0; j < 4 && i + j < answer.value; ++j) octets[i + j] = static_cast<std::uint8_t>(word >> (8 * j));
  }
  judge("the engine's user", octets, got_, in_);
  got_ += answer.value;
}

void Flow::close(Bench& bench, Call how) {
  const auto answer = call(bench, how);
  if (answer.error != Errno::Ok) wrong(fmt::format("{} answers {}", to_string(how), to_string(answer.error)));
  held_ = false;
  shut_ = true;
}

// A call has failed for good: only who was thrown away may see that.
void Flow::over(Errno error) {
  if (peer_aborted_ && (error == Errno::Econnreset || error == Errno::Epipe || error == Errno::Enotconn ||
                        error == Errno::Econnrefused)) {
    ended_ = connected_ = true;
    said_ = static_cast<std::uint32_t>(out_.size());
    error_ = false;
    return;
  }
  wrong(fmt::format("a call of the engine's user answers {} after {} octets in and {} out", to_string(error), got_, said_));
  held_ = false;
}

// ---- the peer's user

void Flow::insist() {
  if (peer_aborted_) peer_.abort();
}

void Flow::serve_peer(std::mt19937_64& random, double now_us) {
  if (peer_aborted_) {
    if (!held_ && insisted_ < kInsist && now_us - insisted_us_ > kInsistUs) {
      ++insisted_;
      insisted_us_ = now_us;
      insist();
    }
    return;
  }
  if (peer_.gone() || peer_.state() < ReferenceTcp::State::Established) {
    if (!peer_.gone() || peer_closed_ || !started_) return;
    if (peer_.end() == ReferenceTcp::End::Refused || peer_.end() == ReferenceTcp::End::Reset) {
      if (plan_.way != FlowPlan::Way::EngineAborts) wrong("the engine has reset it");
      peer_closed_ = true;
    }
    return;
  }
  if (!peer_.complaint().empty()) wrong("the engine breaks the protocol: " + peer_.complaint());
  if (peer_.readable() > 0 && (!slow_ || random() % 32 == 0)) {
    const std::size_t most = slow_ ? 1 + random() % 1000 : 100'000;
    const auto octets = peer_.read(most, now_us);
    judge("the peer", octets, peer_got_, out_);
    peer_got_ += static_cast<std::uint32_t>(octets.size());
  }
  if (plan_.way == FlowPlan::Way::PeerAborts && peer_got_ >= plan_.abort_after) {
    peer_aborted_ = true;
    return peer_.abort();
  }
  if (plan_.way == FlowPlan::Way::EngineAborts && started_ && !held_) {  // its RST may have been lost
    if (alone_since_us_ < 0) alone_since_us_ = now_us;
    if (now_us - alone_since_us_ > kAloneUs) {
      peer_closed_ = true;
      return peer_.abort();
    }
  }
  if (peer_said_ < in_.size() && peer_.unacknowledged() < peer_ahead_ && random() % 4 == 0) {
    const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(in_.size() - peer_said_, 1 + random() % 2000));
    peer_.write(std::span(in_).subspan(peer_said_, size), now_us);
    peer_said_ += size;
  }
  const bool ended = peer_.at_end();
  if (ended && peer_got_ != out_.size() && plan_.way == FlowPlan::Way::Orderly) {
    wrong(fmt::format("the peer's stream ends after {} of {} octets", peer_got_, out_.size()));
  }
  if (!peer_closed_ && peer_said_ == in_.size() && (ended || !plan_.engine_closes_first)) {
    peer_closed_ = true;
    peer_.close(now_us);
  }
}

std::uint64_t Flow::progress() const {
  return std::uint64_t{said_} + got_ + peer_said_ + peer_got_ + started_ + connected_ + ended_ + shut_ +
         peer_closed_ + (started_ && !held_) + static_cast<std::uint64_t>(peer_.state());
}

std::string Flow::state(Bench& bench) const {
  std::string engine = held_ ? std::string{to_string(bench.state(desc_).state)} : started_ ? "closed by its user" : "not open";
  return fmt::format("port {}: engine {}, {} of {} octets said, {} of {} received; peer in state {}, {} of {} received",
                     port(), engine, said_, out_.size(), got_, in_.size(), static_cast<int>(peer_.state()),
                     peer_got_, out_.size());
}

}  // namespace sockwire
