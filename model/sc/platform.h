// The model as a SystemC virtual platform: a TLM-2.0 register target on which host software runs
// without any RTL, and frames on the other side.
#pragma once

#include <tlm.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <span>
#include <systemc>
#include <vector>

#include "host/bus.h"
#include "model/mac/mac_rx.h"
#include "model/socket/registers.h"

namespace sockwire::model {

// Registers of docs/registers.md behind a TLM socket. Word accesses only; another address, size or
// alignment is answered TLM_ADDRESS_ERROR_RESPONSE or TLM_BURST_ERROR_RESPONSE.
class ScPlatform : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<ScPlatform> registers{"registers"};
  sc_core::sc_out<bool> interrupt{"interrupt"};

  ScPlatform(const sc_core::sc_module_name& name, const Config& config);

  // A good frame, for us or for others: the address filter is here.
  void receive(std::span<const std::uint8_t> frame);
  // Who takes the frames that we send, without padding and FCS.
  void on_send(std::function<void(std::vector<std::uint8_t>)> taker) { send_ = std::move(taker); }
  void set_link(bool up) { model_.set_link(up); }
  [[nodiscard]] const Registers& model() const { return model_; }

 private:
  void transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay);
  void tick();

  Registers model_;
  std::function<void(std::vector<std::uint8_t>)> send_;
};

// A host's bus over TLM: b_transport for accesses; waiting is SystemC's, in an SC_THREAD.
class TlmBus : public sc_core::sc_module, public Bus {
 public:
  tlm_utils::simple_initiator_socket<TlmBus> socket{"socket"};
  sc_core::sc_in<bool> interrupt{"interrupt"};

  explicit TlmBus(const sc_core::sc_module_name& name) : sc_module(name) {}

  std::uint32_t read32(std::uint32_t address) override;
  void write32(std::uint32_t address, std::uint32_t value) override;
  bool wait_interrupt(Microseconds limit) override;
  Microseconds now() override;

 private:
  void access(tlm::tlm_command command, std::uint32_t address, std::uint32_t& value);
};

}  // namespace sockwire::model
