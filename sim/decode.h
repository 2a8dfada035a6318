// Frames decoded field by field, for people: which octets mean what.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sockwire {

struct Field {
  std::string layer, name;
  std::size_t offset, length;  // octets of the frame
  std::string text;
};

struct Decoded {
  std::string title;  // "TCP SYN 49152 > 7 seq 1234"
  std::vector<Field> fields;
};

// frame: destination address to the FCS, which is judged too.
Decoded decode(std::span<const std::uint8_t> frame);

}  // namespace sockwire
