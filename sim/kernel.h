// SystemC's kernel for one function: runs it in an SC_THREAD until it returns.
#pragma once

#include <functional>

namespace sockwire {

// To be called once a process, within sc_main, after all modules were made. What the function throws
// comes out again.
void run_in_systemc(const std::function<void()>& body);

// In an SC_THREAD: waits until SystemC's time is at least this.
void wait_until_ps(unsigned long long ps);

}  // namespace sockwire
