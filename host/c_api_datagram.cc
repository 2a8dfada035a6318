#include "host/c_api_datagram.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "host/c_device.h"
#include "host/datagram.h"

namespace sockwire {

namespace {

constexpr int kMaxTtl = 255;

// Runs `call` on the socket as what it is.
template <class Call>
ssize_t with_datagram(sockwire_device& device, int fd, Call call) {
  if (device.find(fd) != nullptr && !device.is_datagram(fd)) return fail(std::errc::operation_not_supported);
  return device.with(fd, [&](Socket& socket) -> ssize_t {
    Datagram datagram(*device.device, socket.descriptor());
    datagram.set_limit(socket.limit());
    const ssize_t answer = call(datagram);
    datagram.release();
    return answer;
  });
}

ssize_t answer_of(const Result<void>& result) { return result ? 0 : fail(result.error()); }

// IP_ADD_MEMBERSHIP: struct ip_mreq, of which the group counts; there is one interface.
Result<void> membership(Datagram& datagram, const COption& option) {
  if (option.length < sizeof(ip_mreq)) return failure(std::errc::invalid_argument);
  ip_mreq request{};
  std::memcpy(&request, option.value, sizeof request);
  const std::uint32_t group = ntohl(request.imr_multiaddr.s_addr);
  return option.name == IP_ADD_MEMBERSHIP ? datagram.join(group) : datagram.leave(group);
}

Result<void> set_number(Datagram& datagram, const COption& option) {
  int number = 0;
  if (option.length < sizeof number) return failure(std::errc::invalid_argument);
  std::memcpy(&number, option.value, sizeof number);
  if (option.level == SOL_SOCKET) return datagram.set_broadcast(number != 0);
  const bool ttl = option.name == IP_TTL || option.name == IP_MULTICAST_TTL;
  if (ttl && (number == 0 || number < -1 || number > kMaxTtl)) return failure(std::errc::invalid_argument);
  const auto value = static_cast<unsigned>(number);
  switch (option.name) {
    case IP_TTL:
      return datagram.set_ttl(number == -1 ? 0 : value);
    case IP_MULTICAST_TTL:
      return datagram.set_multicast_ttl(number == -1 ? 1 : value);
    case IP_TOS:
      return datagram.set_tos(value & 0xFF);
    default:  // IP_MTU_DISCOVER
      if (number != IP_PMTUDISC_DONT && number != IP_PMTUDISC_DO) return failure(std::errc::invalid_argument);
      return datagram.set_dont_fragment(number == IP_PMTUDISC_DO);
  }
}

}  // namespace

int open_datagram(sockwire_device& device) {
  try {
    auto socket = device.device->datagram();
    if (!socket) return fail(socket.error());
    return device.adopt(Socket(*device.device, socket->release()));
  } catch (const BusError&) {
    errno = EIO;
    return -1;
  }
}

int connect_datagram(sockwire_device& device, int fd, std::uint32_t ip, std::uint16_t port) {
  return static_cast<int>(with_datagram(device, fd, [&](Datagram& datagram) {
    return answer_of(ip == 0 ? datagram.disconnect() : datagram.connect(ip, port));
  }));
}

int set_datagram_option(sockwire_device& device, int fd, const COption& option) {
  const auto is = [&](int level, auto... names) {
    return option.level == level && ((option.name == names) || ...);
  };
  return static_cast<int>(with_datagram(device, fd, [&](Datagram& datagram) -> ssize_t {
    const bool group = is(IPPROTO_IP, IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP);
    if (!group && !is(SOL_SOCKET, SO_BROADCAST) &&
        !is(IPPROTO_IP, IP_TTL, IP_TOS, IP_MULTICAST_TTL, IP_MTU_DISCOVER))
      return fail(std::errc::no_protocol_option);
    if (option.value == nullptr) return fail(std::errc::bad_address);
    return answer_of(group ? membership(datagram, option) : set_number(datagram, option));
  }));
}

}  // namespace sockwire

using sockwire::Datagram;

ssize_t sockwire_sendto(sockwire_device* device, int fd, const void* octets, size_t count,
                        uint32_t ip, uint16_t port) {
  return sockwire::with_datagram(*device, fd, [&](Datagram& datagram) -> ssize_t {
    const auto sent = datagram.send_to({static_cast<const std::byte*>(octets), count}, ip, port);
    return sent ? static_cast<ssize_t>(count) : sockwire::fail(sent.error());
  });
}

ssize_t sockwire_recvfrom(sockwire_device* device, int fd, void* octets, size_t count, int flags,
                          uint32_t* ip, uint16_t* port) {
  return sockwire_recvfromto(device, fd, octets, count, flags, ip, port, nullptr);
}

ssize_t sockwire_recvfromto(sockwire_device* device, int fd, void* octets, size_t count, int flags,
                            uint32_t* ip, uint16_t* port, uint32_t* to) {
  if ((flags & ~(MSG_PEEK | MSG_TRUNC)) != 0) return sockwire::fail(std::errc::operation_not_supported);
  return sockwire::with_datagram(*device, fd, [&](Datagram& datagram) -> ssize_t {
    const auto then = (flags & MSG_PEEK) != 0 ? Datagram::Then::Keep : Datagram::Then::Take;
    const auto came = datagram.receive_from({static_cast<std::byte*>(octets), count}, then);
    if (!came) return sockwire::fail(came.error());
    if (ip != nullptr) *ip = came->ip;
    if (port != nullptr) *port = came->port;
    if (to != nullptr) *to = came->to;
    return static_cast<ssize_t>((flags & MSG_TRUNC) != 0 ? came->length : came->copied);
  });
}
