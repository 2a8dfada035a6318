#include "sim/waves/fst_names.h"

#include <fmt/format.h>
#include <lz4.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <unordered_set>

#include "sim/failure.h"

namespace sockwire {

namespace {
enum Block : std::uint8_t { kHeader = 0, kHierarchyGzip = 4, kHierarchyLz4 = 6, kWhole = 254 };
enum Tag : std::uint8_t {
  kLastVariable = 29,
  kAttribute = 252,
  kAttributeEnd = 253,
  kScope = 254,
  kUpscope = 255
};
constexpr std::uint8_t kMisc = 0, kEnumTable = 7;  // of an attribute
constexpr std::uint64_t kMostHierarchy = 1ULL << 30;
constexpr std::uint64_t kBestRatio = 1100;  // that zlib or LZ4 can reach

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool done() const { return at_ >= bytes_.size(); }
  std::uint8_t octet() { return static_cast<std::uint8_t>(take(1)[0]); }
  std::uint64_t number() {  // eight octets, big-endian
    std::uint64_t value = 0;
    for (const char c : take(8)) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
  }
  std::uint64_t varint() {  // seven bits an octet, low ones first
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto part = octet();
      if (shift < 64) value |= std::uint64_t{part & 0x7FU} << shift;
      if ((part & 0x80U) == 0) return value;
    }
  }
  std::string_view text() {
    const auto end = bytes_.find('\0', at_);
    if (end == std::string_view::npos) throw std::out_of_range("text without an end");
    const auto found = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return found;
  }
  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - at_) throw std::out_of_range("cut off");
    const auto found = bytes_.substr(at_, count);
    at_ += count;
    return found;
  }
  std::string_view rest() { return take(bytes_.size() - at_); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

std::string unpack(std::uint8_t type, std::string_view content) {
  Reader in(content);
  const auto size = in.number();
  const auto packed = in.rest();
  if (size > kMostHierarchy || size > (packed.size() + 1) * kBestRatio)
    throw std::out_of_range("a length that cannot be");
  std::string out(size, '\0');
  if (type == kHierarchyLz4) {
    if (LZ4_decompress_safe(packed.data(), out.data(), static_cast<int>(packed.size()),
                            static_cast<int>(size)) != static_cast<int>(size)) {
      throw std::out_of_range("LZ4");
    }
    return out;
  }
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) throw std::out_of_range("zlib");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(size);
  inflate(&stream, Z_FINISH);
  const bool whole = stream.total_out == size;
  inflateEnd(&stream);
  if (!whole) throw std::out_of_range("zlib");
  return out;
}

// "state [3:0]" or "state[3:0]": name and range. An element of an array keeps its index.
void split_range(std::string_view text, WaveSignal& signal) {
  const auto bracket = text.rfind('[');
  if (bracket != std::string_view::npos && bracket > 0 && text.ends_with(']') &&
      (text[bracket - 1] == ' ' || text.find(':', bracket) != std::string_view::npos)) {
    signal.range = text.substr(bracket);
    text = text.substr(0, bracket);
  }
  while (text.ends_with(' ')) text.remove_suffix(1);
  signal.path += text;
}

void read_hierarchy(std::string_view bytes, WaveDump& dump) {
  Reader in(bytes);
  std::vector<std::size_t> ends;  // lengths of the scope's name, outwards
  std::string scope;
  std::unordered_set<std::string> seen;
  bool next_is_enum = false;
  while (!in.done()) {
    const auto tag = in.octet();
    if (tag == kScope) {
      in.octet();  // its kind
      ends.push_back(scope.size());
      scope += fmt::format("{}.", in.text());
      in.text();  // the component
    } else if (tag == kUpscope) {
      if (ends.empty()) continue;
      scope.resize(ends.back());
      ends.pop_back();
    } else if (tag == kAttribute) {
      const auto kind = in.octet();
      const auto subkind = in.octet();
      const auto name = in.text();
      in.varint();
      // With a name it is a table, without one the next variable's reference to a table.
      if (kind == kMisc && subkind == kEnumTable) next_is_enum = name.empty();
    } else if (tag == kAttributeEnd) {
      continue;
    } else if (tag <= kLastVariable) {
      in.octet();  // direction
      WaveSignal signal;
      signal.path = scope;
      split_range(in.text(), signal);
      signal.width = static_cast<unsigned>(in.varint());
      in.varint();  // alias
      signal.is_enum = next_is_enum;
      next_is_enum = false;
      if (seen.insert(signal.path).second) dump.signals.push_back(std::move(signal));
    } else {
      throw std::out_of_range("unknown tag");
    }
  }
}
}  // namespace

WaveDump read_fst_names(const std::filesystem::path& fst) {
  std::ifstream file(fst, std::ios::binary);
  const auto fail = [&fst](std::string_view why) {
    return usage_failure(fmt::format("cannot read the names in {}: {}", fst.string(), why));
  };
  if (!file) throw fail("the file cannot be opened");
  WaveDump dump;
  bool found = false;
  std::error_code ignored;
  const std::uint64_t whole = std::filesystem::file_size(fst, ignored);
  try {
    char type = 0;
    while (file.get(type)) {
      std::array<char, 8> size{};
      if (!file.read(size.data(), size.size())) throw std::out_of_range("cut off");
      const auto length = Reader({size.data(), size.size()}).number();  // with these eight octets
      if (length < 8) throw std::out_of_range("the dump was not closed");
      const auto kind = static_cast<std::uint8_t>(type);
      if (kind != kHeader && kind != kHierarchyGzip && kind != kHierarchyLz4) {
        if (kind == kWhole) throw std::out_of_range("compressed as a whole");
        file.seekg(static_cast<std::streamoff>(length - 8), std::ios::cur);
        continue;
      }
      if (length - 8 > whole - std::min(whole, static_cast<std::uint64_t>(file.tellg())))
        throw std::out_of_range("cut off");
      std::string content(length - 8, '\0');
      if (!file.read(content.data(), static_cast<std::streamsize>(content.size())))
        throw std::out_of_range("cut off");
      if (kind == kHeader) {
        Reader in(content);
        dump.begin = in.number();
        dump.end = in.number();
        in.take(8 + 8 + 4 * 8);  // byte order of reals, memory, counts
        dump.unit_exponent = static_cast<std::int8_t>(in.octet());
      } else {
        read_hierarchy(unpack(kind, content), dump);
        found = true;
      }
    }
  } catch (const std::out_of_range& error) {
    throw fail(error.what());
  }
  if (!found) throw fail("it is no finished FST");
  return dump;
}

}  // namespace sockwire
