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
    case reg::kEthVlan:
      context_.model.set_vlan({.enabled = (value & reg::kEthVlanEnable) != 0,
                               .pcp = static_cast<std::uint8_t>(value >> 13 & 7),
                               .id = static_cast<std::uint16_t>(value & 0xFFF)});
      break;
    case reg::kUdpEcho:
      echo_port_ = static_cast<std::uint16_t>(value);
      context_.model.set_echo_port(echo_port_);
      break;
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
    case reg::kArpClaimAddr: claim_addr_ = value; break;
    case reg::kArpClaim:
      if ((value & 3U) != 0) context_.model.claim(claim_addr_, (value & 1U) != 0);
      break;
    default: break;
  }
  if (network_ != before) {
    context_.model.set_network(network_);
    context_.network = network_;
  }
}

void HostCheck::go() {
  calling_ = true;
  receiving_ = false;
  answer_.reset();
  if (call_.call == Call::CallNone || call_.call > Call::CallOption) {  // answered without an event
    answer_ = Answer{.valid = true, .error = Errno::Einval, .value = 0};
    return;
  }
  context_.model.call(call_, send_window_);
}

void HostCheck::answered(const UserCall& call, const Answer& answer) {
  // The ABORTs that a CLOSE entails are not the host's; the CLOSE itself has answered.
  if (answer_ || !calling_) return;
  answer_ = answer;
  receiving_ = call.call == Call::CallRecv && answer.error == Errno::Ok;
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
  } else if (address == reg::kCmdFromAddr && !calling_ && value != from_addr_) {
    context_.fail(fmt::format("register CMD_FROM_ADDR: field addr is {} in the RTL and {} in the model",
                              ip_text(value), ip_text(from_addr_)));
  } else if (address == reg::kCmdFromPort && !calling_ && value != from_port_) {
    context_.fail(fmt::format("register CMD_FROM_PORT: field port is {} in the RTL and {} in the model",
                              value, from_port_));
  } else if (address == reg::kCmdToAddr && !calling_ && value != to_addr_) {
    context_.fail(fmt::format("register CMD_TO_ADDR: field addr is {} in the RTL and {} in the model",
                              ip_text(value), ip_text(to_addr_)));
  } else if (address == reg::kUdpEcho && value != echo_port_) {
    context_.fail(fmt::format("register UDP_ECHO: field port is {} in the RTL, but {} was written", value,
                              echo_port_));
  } else if (address == reg::kMtu && value != context_.model.config().mtu) {
    context_.fail(fmt::format("register MTU: field mtu is {} in the RTL and {} in the model", value,
                              context_.model.config().mtu));
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
