#include "tests/matrix/judge.h"

#include <fmt/format.h>

namespace sockwire {
namespace {

// Octets of text that the peer has not acknowledged: SYN and FIN do not count.
std::uint32_t unacked_text(const oracle::Block& t) {
  if (t.snd_una == t.snd_nxt || t.snd_una == t.iss) return 0;  // before any text, or after all
  return t.snd_nxt - t.snd_una - (t.fin_sent ? 1 : 0);
}

std::string reply_fault(const oracle::Outcome& outcome, const oracle::Block& before,
                        const Seen& seen) {
  if (!outcome.reply)
    return seen.replies.empty() ? "" : "an answer came: " + seen.replies.front().text();
  if (seen.replies.empty()) return "no answer came";
  if (seen.replies.size() > 1)
    return "a second answer came: " + seen.replies[1].text();  // RFC 5681 4.2
  const packet::Tcp& got = seen.replies.front();
  const oracle::Reply& want = *outcome.reply;
  const bool seq_known = !outcome.child;
  if (got.flags != want.controls || (seq_known && got.seq != want.seq) || got.ack != want.ack ||
      !got.payload.empty()) {
    return "the answer is " + got.text();
  }
  // MUST-65, RFC 2018, RFC 7323: the peer has offered nothing, and only a SYN names the MSS.
  if (!got.options.empty() && !got.has(packet::kSyn)) return "the answer has options";
  // RFC 9293 3.8.6, SHLD-14: the right edge never moves left.
  const bool synchronized = before.rcv_wnd != 0 || before.rcv_nxt != 0;
  if (got.flags == oracle::kAck && synchronized &&
      static_cast<std::int32_t>(got.ack + got.wnd - (before.rcv_nxt + before.rcv_wnd)) < 0) {
    return "the answer shrinks the window: " + got.text();
  }
  return "";
}

std::string fault(const oracle::Outcome& want, const oracle::Block& before, std::uint32_t readable,
                  const Seen& seen) {
  if (std::string reply = reply_fault(want, before, seen); !reply.empty()) return reply;
  if (before.state == TcpState::Closed) return "";  // there is no socket to look at
  if (seen.child != want.child)
    return seen.child ? "a connection was made" : "no connection was made";
  if (want.gone) return seen.allocated ? "the connection is still there" : "";
  if (seen.state != want.block.state) return fmt::format("the state is {}", to_string(seen.state));
  if (before.state == TcpState::Listen) return "";
  if (seen.error != want.told) return fmt::format("the host is told {}", to_string(seen.error));
  if (want.block.state == TcpState::Closed) return "";
  if (seen.readable != readable + want.delivered) {
    return fmt::format("{} octets are readable", seen.readable);
  }
  if (seen.unacked != unacked_text(want.block)) {
    return fmt::format("{} octets are unacknowledged, not {}", seen.unacked,
                       unacked_text(want.block));
  }
  const bool closing_before =
      before.state == TcpState::CloseWait || before.state == TcpState::Closing ||
      before.state == TcpState::LastAck || before.state == TcpState::TimeWait;
  if (seen.fin_rcvd != (closing_before || want.closing)) {
    return seen.fin_rcvd ? "the FIN was taken" : "the FIN was not taken";
  }
  return "";
}

}  // namespace

const oracle::Outcome* judge(const std::vector<oracle::Outcome>& allowed,
                             const oracle::Block& before, std::uint32_t readable, const Seen& seen,
                             std::string& why) {
  for (const auto& outcome : allowed) {
    const std::string found = fault(outcome, before, readable, seen);
    if (found.empty()) return &outcome;
    if (&outcome == &allowed.front())
      why = fmt::format("expected {}; but {}", outcome.text(), found);
  }
  return nullptr;
}

}  // namespace sockwire
