#include "sim/apps_datagram.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/address.h"
#include "sim/failure.h"

namespace sockwire {

namespace {
constexpr std::size_t kLargest = 65'507;
constexpr std::size_t kLongestSource = 512;  // RFC 864
constexpr Microseconds kPatience{10'000};    // for room to answer; then the datagram is lost, as UDP's may be
// Two servers that answer whatever comes would talk to each other for ever: who asks from such a port
// (echo, daytime, quotd, chargen) gets no answer.
constexpr std::array<std::uint16_t, 4> kAnswerToAll{7, 13, 17, 19};

Datagram bound(Device& device, AppKind kind) {
  const auto refuse = [&](const std::error_code& error) {
    return Failure(kExitMismatch, fmt::format("the device refuses UDP port {}: {}", app_port(kind), error.message()));
  };
  auto socket = device.datagram();
  if (!socket) throw refuse(socket.error());
  if (const auto port = socket->bind(app_port(kind)); !port) throw refuse(port.error());
  socket->set_limit(Microseconds{0});
  return std::move(*socket);
}
}  // namespace

DatagramServer::DatagramServer(Device& device, AppKind kind, std::uint32_t seed)
    : kind_(kind), socket_(bound(device, kind)), poller_(device), random_(seed) {
  poller_.watch(socket_, kReadable);
}

void DatagramServer::join(std::uint32_t group) {
  if (const auto joined = socket_.join(group); !joined) {
    throw Failure(kExitMismatch, fmt::format("the device refuses the group {} for {}: {}", format_ip(group),
                                             app_name(kind_), joined.error().message()));
  }
}

void DatagramServer::serve() {
  if (answering_ && !answer()) return;
  if (poller_.wait(Microseconds{0}).empty()) return;
  while (take()) {
    if (answering_ && !answer()) return;
  }
}

bool DatagramServer::take() {
  octets_.resize(kLargest);
  const auto came = socket_.receive_from(octets_);
  if (!came) return came.error() != std::errc::resource_unavailable_try_again;  // others: of an earlier answer
  ++totals_.received;
  octets_.resize(came->copied);
  from_ = *came;
  answering_ = kind_ != AppKind::Discard && std::ranges::find(kAnswerToAll, came->port) == kAnswerToAll.end();
  since_ = socket_.device().now();
  if (answering_ && kind_ == AppKind::Source) {
    octets_.resize(random_() % (kLongestSource + 1));
    for (auto& octet : octets_) octet = app_pattern(source_at_++);
  }
  return true;
}

bool DatagramServer::answer() {
  auto sent = socket_.send_to(octets_, from_.ip, from_.port);
  const auto no_room = std::errc::resource_unavailable_try_again;
  if (!sent && sent.error() != no_room)  // what became of an earlier one is told once
    sent = socket_.send_to(octets_, from_.ip, from_.port);
  if (!sent && sent.error() == no_room && socket_.device().now() - since_ < kPatience) return false;
  if (sent) ++totals_.sent;
  answering_ = false;
  return true;
}

}  // namespace sockwire
