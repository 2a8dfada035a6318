#include "sim/kernel.h"

#include <exception>
#include <systemc>

namespace sockwire {

void run_in_systemc(const std::function<void()>& body) {
  std::exception_ptr thrown;
  sc_core::sc_spawn_options options;
  options.set_stack_size(1 << 20);
  sc_core::sc_spawn(
      [&] {
        try {
          body();
        } catch (...) {
          thrown = std::current_exception();
        }
        sc_core::sc_stop();
      },
      "host", &options);
  sc_core::sc_set_stop_mode(sc_core::SC_STOP_IMMEDIATE);
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_DO_NOTHING);
  sc_core::sc_start();
  if (thrown) std::rethrow_exception(thrown);
}

void wait_until_ps(unsigned long long ps) {
  const sc_core::sc_time target(static_cast<double>(ps), sc_core::SC_PS);
  if (target > sc_core::sc_time_stamp()) sc_core::wait(target - sc_core::sc_time_stamp());
}

}  // namespace sockwire
