// What the stream of TCP records must satisfy by itself, whoever wrote it: RTL and model each pass
// their records through one of these.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/generated/toe_types.h"

namespace sockwire {

class Properties {
 public:
  explicit Properties(unsigned sockets) : tcbs_(sockets) {}

  // The sentence that says what is wrong with this record, if something is.
  std::optional<std::string> check(const TcpRecord& record);

 private:
  std::optional<std::string> check_sequence(const TcpRecord& record) const;
  std::optional<std::string> check_received(const TcpRecord& record) const;
  std::optional<std::string> check_held(const TcpRecord& record) const;
  std::optional<std::string> check_board(const TcpRecord& record) const;
  std::optional<std::string> check_congestion(const TcpRecord& record) const;
  std::optional<std::string> check_sent(const TcpRecord& record) const;
  std::optional<std::string> check_text(const TcpRecord& record) const;

  std::uint64_t order_ = 0;
  std::uint64_t now_ = 0;
  std::vector<Tcb> tcbs_;  // as the last record of each socket left it
};

// Is the change of state one that RFC 9293 3.3.2 (figure 5) and 3.10 know?
bool is_arc(TcpState from, TcpState to);

}  // namespace sockwire
