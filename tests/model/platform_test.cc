// The model as a SystemC virtual platform: host software over TLM-2.0, no RTL anywhere.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "host/registers.h"
#include "host/socket.h"
#include "model/sc/platform.h"

namespace sockwire::model {
namespace {

struct Station : sc_core::sc_module {
  explicit Station(const sc_core::sc_module_name& name) : sc_module(name) {
    bus.socket.bind(platform.registers);
    platform.interrupt(interrupt);
    bus.interrupt(interrupt);
  }
  ScPlatform platform{"platform", Config::small()};
  TlmBus bus{"bus"};
  sc_core::sc_signal<bool> interrupt{"interrupt"};
};

TEST(Platform, TwoHostsTalkThroughTlmRegisters) {
  Station a("a");
  Station b("b");
  a.platform.on_send([&](std::vector<std::uint8_t> frame) { b.platform.receive(frame); });
  b.platform.on_send([&](std::vector<std::uint8_t> frame) { a.platform.receive(frame); });
  std::string heard;
  std::string refused;
  sc_core::sc_spawn([&] {
    auto device = Device::open(b.bus).value();
    device.configure({.mac = 0x020000000002,
                      .ip = 0x0A000002,
                      .mask = 0xFFFFFF00,
                      .gateway = 0,
                      .secret = {9, 9, 9, 9}});
    auto listener = device.listen(7).value();
    auto socket = listener.accept().value();
    std::vector<std::byte> buffer(64);
    while (const auto got = socket.receive(buffer).value()) {
      EXPECT_TRUE(socket.send_all(std::span(buffer).first(got)));
    }
  });
  sc_core::sc_spawn([&] {
    sc_core::wait(10, sc_core::SC_US);
    auto device = Device::open(a.bus).value();
    device.configure({.mac = 0x020000000001,
                      .ip = 0x0A000001,
                      .mask = 0xFFFFFF00,
                      .gateway = 0,
                      .secret = {1, 2, 3, 4}});
    auto socket = device.connect(0x0A000002, 7, Microseconds{100'000}).value();
    const std::string text = "over TLM";
    EXPECT_TRUE(socket.send_all(std::as_bytes(std::span(text))));
    std::vector<std::byte> buffer(64);
    const auto got = socket.receive(buffer).value();
    heard.assign(reinterpret_cast<const char*>(buffer.data()), got);
    try {
      a.bus.read32(host_map::kSpace);
    } catch (const BusError& error) {
      refused = error.what();
    }
    EXPECT_TRUE(socket.close());
    sc_core::wait(100, sc_core::SC_US);
    sc_core::sc_stop();
  });
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_SEC));
  EXPECT_EQ(heard, "over TLM");
  EXPECT_NE(refused.find("ADDRESS_ERROR"), std::string::npos) << refused;
}

}  // namespace
}  // namespace sockwire::model
