#include "verif/cosim/checks/host.h"

#include "verif/cosim/reg.h"

namespace sockwire {

void HostCheck::write(std::uint32_t address, std::uint32_t value) {
  if (address >= reg::kSendWindow && address < reg::kRecvWindow) {
    for (unsigned i = 0; i < 4; ++i) {
      send_window_[address - reg::kSendWindow + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return;
  }
  if (address >= reg::kSecret && address < reg::kSecret + 16) {
    secret_[(address - reg::kSecret) / 4] = value;
    if (address == reg::kSecret + 12) context_.model.set_secret(secret_);
    return;
  }
  const Network before = network_;
  switch (address) {
    case reg::kMacLo: network_.mac = (network_.mac & 0xFFFF00000000) | value; break;
    case reg::kMacHi:
      network_.mac = (network_.mac & 0xFFFFFFFF) | std::uint64_t{value & 0xFFFF} << 32;
      break;
    case reg::kIpAddr: network_.ip = value; break;
    case reg::kIpMask: network_.mask = value; break;
    case reg::kGateway: network_.gateway = value; break;
    case reg::kTimeScale: context_.time_shift = value & 0xF; break;
    case reg::kMsl: context_.model.set_msl(value); break;
    case reg::kCmdCall:
      call_.call = static_cast<Call>(value & 0xF);
      call_.desc = static_cast<std::uint16_t>(value >> 16);
      break;
    case reg::kCmdAddr: call_.addr = value; break;
    case reg::kCmdPort: call_.port = static_cast<std::uint16_t>(value); break;
    case reg::kCmdLength: call_.length = value; break;
    case reg::kCmdGo:
      if (!calling_) {  // while one is busy the write is ignored
        tag_ = static_cast<std::uint8_t>(value);
        go();
      }
      break;
    default: break;
  }
  if (network_ != before) context_.model.set_network(network_);
}

void HostCheck::go() {
  calling_ = true;
  receiving_ = false;
  answer_.reset();
  context_.model.call(call_, send_window_);
}

void HostCheck::answered(const TcpRecord& mine) {
  // The ABORTs that a CLOSE entails are not the host's; the CLOSE itself has answered.
  if (answer_ || !calling_) return;
  answer_ = mine.answer;
  receiving_ = mine.call.call == Call::CallRecv && mine.answer.error == Errno::Ok;
}

void HostCheck::read(std::uint32_t address, std::uint32_t value) {
  if (address >= reg::kRecvWindow && address < reg::kEnd) {
    read_window(address - reg::kRecvWindow, value);
  } else if (address == reg::kCmdStatus && (value & reg::kCmdDone) != 0 && calling_) {
    if (!answer_) context_.fail("register CMD_STATUS: field done is 1 in the RTL before any record of the call");
    const Answer told{.valid = true,
                      .error = static_cast<Errno>(value >> 16 & 0xFF),
                      .value = answer_->value};
    compare(context_, "register CMD_STATUS after " + std::string{to_string(call_.call)}, told, *answer_);
    if ((value >> 8 & 0xFF) != tag_) {
      context_.fail(fmt::format("register CMD_STATUS: field tag is {} in the RTL, but {} was written",
                                value >> 8 & 0xFF, tag_));
    }
    ++context_.counts.answers;
    calling_ = false;
  } else if (address == reg::kCmdValue && !calling_ && answer_ && value != answer_->value) {
    context_.fail(fmt::format("register CMD_VALUE after {}: field value is {} in the RTL and {} in the model",
                              to_string(call_.call), value, answer_->value));
  }
}

void HostCheck::read_window(std::uint32_t offset, std::uint32_t value) {
  if (calling_ || !receiving_) return;
  const Octets& mine = context_.model.received();
  for (unsigned i = 0; i < 4 && offset + i < mine.size(); ++i) {
    const auto octet = static_cast<std::uint8_t>(value >> (8 * i));
    if (octet != mine[offset + i]) {
      context_.fail(fmt::format("receive window: field octet {} of {} is {:#04x} in the RTL and {:#04x} in "
                                "the model", offset + i, mine.size(), octet, mine[offset + i]));
    }
    ++context_.counts.octets_received;
  }
}

}  // namespace sockwire
