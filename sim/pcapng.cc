#include "sim/pcapng.h"

#include <fmt/format.h>

#include "sim/failure.h"

namespace sockwire {

namespace {
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;
constexpr std::uint16_t kLinkEthernet = 1;
constexpr std::uint16_t kOptComment = 1;
constexpr std::uint16_t kShbUserApplication = 4;
constexpr std::uint16_t kIfName = 2;
constexpr std::uint16_t kIfTsResolution = 9;
constexpr std::uint16_t kIfFcsLength = 13;
constexpr std::uint16_t kPacketFlags = 2;
constexpr char kNanoseconds = 9;
constexpr char kFcsOctets = 4;

template <class T>
void put(std::string& to, T value) {
  for (std::size_t i = 0; i < sizeof value; ++i) to += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

void pad(std::string& to) { to.resize((to.size() + 3) / 4 * 4, '\0'); }

void option(std::string& to, std::uint16_t code, const std::string& value) {
  put(to, code);
  put(to, static_cast<std::uint16_t>(value.size()));
  to += value;
  pad(to);
}

void end_of_options(std::string& to) { put(to, std::uint32_t{0}); }
}  // namespace

PcapngWriter::PcapngWriter(const std::filesystem::path& file, const std::string& interface,
                           const std::string& application)
    : out_(file, std::ios::binary) {
  if (!out_) {
    throw usage_failure(fmt::format("cannot write {}: check the directory and its permissions", file.string()));
  }
  std::string section;
  put(section, kByteOrderMagic);
  put(section, std::uint16_t{1});  // version 1.0
  put(section, std::uint16_t{0});
  put(section, ~std::uint64_t{0});  // length of the section: not told
  option(section, kShbUserApplication, application);
  end_of_options(section);
  block(kSectionHeader, section);

  std::string description;
  put(description, kLinkEthernet);
  put(description, std::uint16_t{0});
  put(description, std::uint32_t{0});  // no limit of length
  option(description, kIfName, interface);
  option(description, kIfTsResolution, std::string(1, kNanoseconds));
  option(description, kIfFcsLength, std::string(1, kFcsOctets));
  end_of_options(description);
  block(kInterface, description);
}

void PcapngWriter::add(std::span<const std::uint8_t> frame, std::uint64_t nanoseconds, bool inbound,
                       const std::string& comment) {
  std::string body;
  put(body, std::uint32_t{0});  // interface
  put(body, static_cast<std::uint32_t>(nanoseconds >> 32));
  put(body, static_cast<std::uint32_t>(nanoseconds));
  put(body, static_cast<std::uint32_t>(frame.size()));
  put(body, static_cast<std::uint32_t>(frame.size()));
  body.append(reinterpret_cast<const char*>(frame.data()), frame.size());
  pad(body);
  if (!comment.empty()) option(body, kOptComment, comment);
  std::string flags;
  put(flags, std::uint32_t{inbound ? 1U : 2U});
  option(body, kPacketFlags, flags);
  end_of_options(body);
  block(kEnhancedPacket, body);
}

void PcapngWriter::block(std::uint32_t type, const std::string& body) {
  std::string whole;
  const auto length = static_cast<std::uint32_t>(body.size() + 12);
  put(whole, type);
  put(whole, length);
  whole += body;
  put(whole, length);
  out_.write(whole.data(), static_cast<std::streamsize>(whole.size()));
  out_.flush();
}

}  // namespace sockwire
