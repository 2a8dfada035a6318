#include "model/sc/platform.h"

#include <fmt/format.h>

#include <cstring>

#include "host/registers.h"

namespace sockwire::model {

namespace {
const std::uint64_t kGroups = 0x01'00'5E'00'00'00U;
const std::uint64_t kBroadcast = 0xFFFF'FFFF'FFFFU;
sc_core::sc_time microsecond() { return {1, sc_core::SC_US}; }
}  // namespace

ScPlatform::ScPlatform(const sc_core::sc_module_name& name, const Config& config)
    : sc_module(name), model_(config) {
  registers.register_b_transport(this, &ScPlatform::transport);
  SC_HAS_PROCESS(ScPlatform);
  SC_METHOD(tick);
}

void ScPlatform::receive(std::span<const std::uint8_t> frame) {
  if (frame.size() < 14) return;
  std::uint64_t destination = 0;
  for (std::size_t i = 0; i < 6; ++i) destination = (destination << 8) | frame[i];
  const std::uint64_t own =
      (std::uint64_t{model_.read32(SOCKWIRE_ADDRESS(MAC_HI))} << 32) | model_.read32(SOCKWIRE_ADDRESS(MAC_LO));
  // RFC 1112 6.4: the addresses of groups, while somebody listens to one.
  const bool to_group = model_.toe().hears_groups() && (destination >> 23) == kGroups >> 23;
  if (destination == own || destination == kBroadcast || to_group) model_.frame(frame);
}

void ScPlatform::tick() {
  model_.advance(1);
  while (auto frame = model_.next_frame()) {
    if (send_) send_(std::move(*frame));
  }
  interrupt.write(model_.interrupt());
  next_trigger(microsecond());
}

void ScPlatform::transport(tlm::tlm_generic_payload& access, sc_core::sc_time& /*delay*/) {
  const auto address = access.get_address();
  if (access.get_data_length() != 4 || access.get_byte_enable_ptr() != nullptr) {
    access.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (address % 4 != 0 || address >= host_map::kSpace) {
    access.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  std::uint32_t word = 0;
  if (access.is_read()) {
    word = model_.read32(static_cast<std::uint32_t>(address));
    std::memcpy(access.get_data_ptr(), &word, sizeof word);
  } else if (access.is_write()) {
    std::memcpy(&word, access.get_data_ptr(), sizeof word);
    model_.write32(static_cast<std::uint32_t>(address), word);
  }
  access.set_response_status(tlm::TLM_OK_RESPONSE);
}

void TlmBus::access(tlm::tlm_command command, std::uint32_t address, std::uint32_t& value) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  payload.set_data_length(sizeof value);
  payload.set_streaming_width(sizeof value);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  socket->b_transport(payload, delay);
  if (payload.is_response_error()) {
    throw BusError(fmt::format("the register at {:#05x} answers {}", address, payload.get_response_string()));
  }
}

std::uint32_t TlmBus::read32(std::uint32_t address) {
  std::uint32_t value = 0;
  access(tlm::TLM_READ_COMMAND, address, value);
  return value;
}

void TlmBus::write32(std::uint32_t address, std::uint32_t value) { access(tlm::TLM_WRITE_COMMAND, address, value); }

bool TlmBus::wait_interrupt(Microseconds limit) {
  // The line follows the registers once a microsecond: an old level must not stop time.
  if (interrupt.read()) {
    sc_core::wait(microsecond());
    return true;
  }
  sc_core::wait(sc_core::sc_time(static_cast<double>(limit.count()), sc_core::SC_US), interrupt.posedge_event());
  return interrupt.read();
}

Microseconds TlmBus::now() {
  return Microseconds{static_cast<Microseconds::rep>(sc_core::sc_time_stamp() / microsecond())};
}

}  // namespace sockwire::model
