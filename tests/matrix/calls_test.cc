// Every call of the host in every state: RFC 9293 3.10.1 to 3.10.6, with POSIX's names for the
// RFC's errors ("connection does not exist" ENOTCONN, "connection already exists" EALREADY and
// EISCONN, "connection closing" EPIPE when sending and the end of the stream when receiving).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/matrix/stage.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using namespace packet;

// errno[>state afterwards][+segment]. No state: it stays. "gone": the socket is deleted. "text":
// the octets go now, or wait for what is in flight (3.7.4). shut0 to shut2: SHUTDOWN of receiving,
// sending (this is the RFC's CLOSE), both.
//
// SYN-RECEIVED after a passive open: the host has no descriptor of it before accept().
// Unread octets in Established with a closed window: 3.6.1 SHLD-3, closing resets.
constexpr const char* kTable = R"(
place                 bind   listen accept connect            send       recv     shut0    shut1            shut2            close            abort
Closed                Ok     Einval Einval Einprogress>SynSent+SYN Enotconn Enotconn Enotconn Enotconn        Enotconn         Ok>gone          Ok>gone
Listen                Einval Ok     Eagain Eopnotsupp         Enotconn   Enotconn Enotconn Enotconn         Enotconn         Ok>gone          Ok>gone
SynSent               Einval Einval Einval Ealready           Eagain     Eagain   Enotconn Enotconn         Enotconn         Ok>gone          Ok>gone
SynReceivedPassive    Ebadf  Ebadf  Ebadf  Ebadf              Ebadf      Ebadf    Ebadf    Ebadf            Ebadf            Ebadf            Ebadf
SynReceivedActive     Einval Einval Einval Ealready           Eagain     Eagain   Enotconn Enotconn         Enotconn         Ok>FinWait1+FIN? Ok>gone+RST
Established           Einval Einval Einval Eisconn            Ok+text?   Eagain   Ok       Ok>FinWait1+FIN  Ok>FinWait1+FIN  Ok>FinWait1+FIN  Ok>gone+RST
EstablishedZeroWindow Einval Einval Einval Eisconn            Ok+text?   Ok       Ok       Ok>FinWait1+FIN  Ok>FinWait1+FIN  Ok>gone+RST      Ok>gone+RST
FinWait1              Einval Einval Einval Eisconn            Epipe      Eagain   Ok       Ok               Ok               Ok               Ok>gone+RST
FinWait2              Einval Einval Einval Eisconn            Epipe      Eagain   Ok       Ok               Ok               Ok               Ok>gone+RST
CloseWait             Einval Einval Einval Eisconn            Ok+text?   Ok       Ok       Ok>LastAck+FIN   Ok>LastAck+FIN   Ok>LastAck+FIN   Ok>gone+RST
Closing               Einval Einval Einval Eisconn            Epipe      Ok       Ok       Ok               Ok               Ok               Ok>gone
LastAck               Einval Einval Einval Eisconn            Epipe      Ok       Ok       Ok               Ok               Ok               Ok>gone
TimeWait              Einval Einval Einval Eisconn            Epipe      Ok       Ok       Ok               Ok               Ok               Ok>gone
FinWait1Closed        Ebadf  Ebadf  Ebadf  Ebadf              Ebadf      Ebadf    Ebadf    Ebadf            Ebadf            Ebadf            Ebadf
FinWait2Closed        Ebadf  Ebadf  Ebadf  Ebadf              Ebadf      Ebadf    Ebadf    Ebadf            Ebadf            Ebadf            Ebadf
)";

struct Expected {
  std::string error, state, segment;
  explicit Expected(const std::string& entry) {
    const auto state_at = entry.find('>'), segment_at = entry.find('+');
    error = entry.substr(0, std::min(state_at, segment_at));
    if (state_at != std::string::npos)
      state = entry.substr(state_at + 1, segment_at - state_at - 1);
    if (segment_at != std::string::npos) segment = entry.substr(segment_at + 1);
  }
};

class Calls : public testing::TestWithParam<std::tuple<Engine, Place>> {
 protected:
  static constexpr std::uint32_t kOctets = 8;
  // TIME-WAIT lasts two seconds: long against a cell, short against a rest.
  Stage stage{std::get<0>(GetParam()), Bench::Options{.msl_us = 1'000'000},
              std::get<1>(GetParam())};
  Place place = std::get<1>(GetParam());
  unsigned desc = 0;

  void open() {
    stage.open();
    stage.answers();  // all that it has sent before has been dealt with
    desc = stage.desc();
    if (place != Place::Closed && place != Place::Listen) return;
    desc = stage.bench().socket();
    if (place == Place::Listen) stage.bench().bind(desc, 90), stage.bench().listen(desc, 4);
  }
  Bench::Answered carry_out(const std::string& call) {
    Bench& bench = stage.bench();
    if (call == "bind") return bench.call(Call::CallBind, desc, 0, 1234);
    if (call == "listen") return bench.call(Call::CallListen, desc, 0, 0, 4);
    if (call == "accept") return bench.accept(desc);
    if (call == "connect") return bench.connect(desc, stage.peer().ip(), stage.connection().port());
    if (call == "send") return bench.send(desc, Octets(kOctets, 0x77));
    if (call == "recv") return bench.call(Call::CallRecv, desc, 0, 0, kOctets);
    if (call == "close") return bench.close(desc);
    if (call == "abort") return bench.abort(desc);
    return bench.shutdown(desc, static_cast<unsigned>(call.back() - '0'));
  }
  void expect_segment(std::string wanted, std::vector<Tcp> seen) {
    if (wanted == "FIN?" && seen.empty()) {
      stage.acknowledge();
      seen = stage.answers();
    }
    if (wanted == "text?" && seen.empty()) return;
    if (wanted.ends_with('?')) wanted.pop_back();
    if (wanted.empty()) {
      EXPECT_TRUE(seen.empty()) << seen.front().text();
      return;
    }
    ASSERT_EQ(seen.size(), 1U);
    const Tcp& tcp = seen.front();
    const unsigned flags = tcp.flags & ~static_cast<unsigned>(kPsh);
    if (wanted == "SYN") {
      EXPECT_EQ(flags, kSyn) << tcp.text();
      return;
    }
    const unsigned control = wanted == "FIN" ? 1U * kFin : wanted == "RST" ? 1U * kRst : 0U;
    EXPECT_EQ(flags & ~static_cast<unsigned>(kAck), control) << tcp.text();
    EXPECT_EQ(tcp.seq, stage.block().snd_nxt) << tcp.text();
    EXPECT_EQ(tcp.payload.size(), wanted == "text" ? kOctets : 0U);
    if (tcp.has(kAck)) {
      EXPECT_EQ(tcp.ack, stage.block().rcv_nxt) << tcp.text();
    }
  }
  void try_call(const std::string& call, const Expected& expected) {
    SCOPED_TRACE(call);
    open();
    const auto before = stage.bench().state(desc);
    const auto answer = carry_out(call);
    EXPECT_EQ(to_string(answer.error), expected.error);
    expect_segment(expected.segment, stage.answers());
    const auto after = stage.bench().state(desc);
    EXPECT_EQ(after.allocated, expected.state != "gone");
    if (expected.state != "gone") {
      EXPECT_EQ(to_string(after.state),
                expected.state.empty() ? to_string(before.state) : expected.state);
    }
    EXPECT_EQ(after.attached, before.attached && call != "close" && expected.state != "gone");
    if (call == "send" && answer.error == Errno::Ok) {
      EXPECT_EQ(answer.value, kOctets);
    }
    if (call == "recv" && answer.error == Errno::Ok) {
      EXPECT_EQ(answer.value, std::min(before.readable, kOctets));  // 0: the end of the stream
    }
    clear(after);
  }
  void clear(const Bench::SocketState& left) {
    if (place == Place::SynReceivedPassive) return stage.discard();
    if (left.attached) {
      stage.bench().abort(desc);
    } else if (left.allocated) {
      stage.reset_by_peer();
      if (left.state == TcpState::TimeWait) stage.rest();  // RFC 1337
    }
    stage.answers();
  }
};

TEST_P(Calls, AreAnsweredAsTheRfcSays) {
  proves("9293-SHLD-3");
  std::istringstream table{kTable};
  std::vector<std::string> names;
  std::size_t tried = 0;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words{line};
    std::vector<std::string> row{std::istream_iterator<std::string>{words}, {}};
    if (row.empty()) continue;
    if (names.empty()) names = row;
    ASSERT_EQ(row.size(), names.size()) << line;
    if (row.front() != to_string(place)) continue;
    for (std::size_t i = 1; i < row.size(); ++i, ++tried) try_call(names[i], Expected{row[i]});
  }
  EXPECT_EQ(tried, names.size() - 1);
  if (HasFailure()) return;
  stage.count_resources();
  stage.bench().finish();
}

INSTANTIATE_TEST_SUITE_P(Engines, Calls,
                         testing::Combine(testing::Values(Engine::Model, Engine::Rtl,
                                                          Engine::Lockstep),
                                          testing::ValuesIn(kPlaces)),
                         [](const auto& cell) {
                           return to_string(std::get<0>(cell.param)) + "_" +
                                  to_string(std::get<1>(cell.param));
                         });

}  // namespace
}  // namespace sockwire
