#include "tests/faults/watch.h"

#include <fmt/format.h>

#include "tests/faults/reference_options.h"

namespace sockwire {
namespace {

using enum packet::Flag;

bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

}  // namespace

std::string EngineWatch::look(const packet::Tcp& tcp) {
  if (tcp.has(kRst)) return {};
  Connection& c = connections_[{tcp.src_port, tcp.dst_port}];
  if (tcp.has(kSyn)) {  // a connection begins, or it was not heard
    c = {};
    const auto scale = TcpOptions::parse(tcp.options).window_scale;
    if (scale && peer_scales_) c.scale = *scale;
  }
  const std::size_t octets = tcp.payload.size() + (tcp.payload.empty() ? 0 : tcp.options.size());
  if (octets > peer_mss_) {
    return fmt::format("{} octets of text and options where the peer's MSS is {}: {}", octets, peer_mss_, tcp.text());
  }
  if (tcp.has(kAck)) {
    const std::uint32_t edge = tcp.ack + (std::uint32_t{tcp.wnd} << (tcp.has(kSyn) ? 0 : c.scale));
    if (c.ack && before(tcp.ack, *c.ack)) return fmt::format("it had acknowledged {}: {}", *c.ack, tcp.text());
    if (c.edge && before(edge, *c.edge - ((1U << c.scale) - 1))) {
      return fmt::format("the window's edge goes back from {} to {}: {}", *c.edge, edge, tcp.text());
    }
    c.ack = tcp.ack;
    if (!c.edge || before(*c.edge, edge)) c.edge = edge;
  }
  const std::uint32_t end = tcp.seq + static_cast<std::uint32_t>(tcp.payload.size());
  if (c.fin && ((!tcp.payload.empty() && before(*c.fin, end)) || (tcp.has(kFin) && end != *c.fin))) {
    return fmt::format("its FIN was at {}: {}", *c.fin, tcp.text());
  }
  if (tcp.has(kFin)) c.fin = end;
  return {};
}

}  // namespace sockwire
