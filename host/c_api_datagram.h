// The C API's calls where they are about a UDP socket. Each answers as its caller does: -1 and errno.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/c_api.h"

namespace sockwire {

struct COption {
  int level, name;
  const void* value;
  std::size_t length;
};

int open_datagram(sockwire_device& device);
int connect_datagram(sockwire_device& device, int fd, std::uint32_t ip, std::uint16_t port);
int set_datagram_option(sockwire_device& device, int fd, const COption& option);

}  // namespace sockwire
