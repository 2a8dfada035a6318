#include "verif/coverage/collector.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "verif/coverage/sink.h"

namespace sockwire::coverage {

void Collector::on_tcp(const TcpRecord& r) {
  const bool listened = std::ranges::any_of(listening_, [&](const auto& one) { return one.second == r.segment.dst_port; });
  collect(r, listened);
  collect_congestion(r);
  if (r.conn == kNoDesc) return;
  if (r.post.state == TcpState::Listen) {
    listening_[r.conn] = r.post.local_port;
  } else {
    listening_.erase(r.conn);
  }
}

// Which of them are counters, merge.py knows from the register map.
void Collector::on_read(std::uint32_t address, std::uint32_t value) {
  if (value != 0) hit(fmt::format("register.{:#05x}", address));
}

Observer& collector() {
  static std::deque<Collector> all;
  return all.emplace_back();
}

}  // namespace sockwire::coverage
