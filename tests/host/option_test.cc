// Options of a socket: what reaches the registers, and what comes of it between two models.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>
#include <vector>

#include "host/c_api.h"
#include "host/socket.h"
#include "tests/host/notes.h"
#include "tests/host/pair.h"

namespace sockwire {
namespace {

using namespace std::chrono_literals;

TEST(SocketOption, TimesBecomeTicksRoundedUp) {
  Notes bus;
  auto device = Device::open(bus).value();
  auto socket = device.socket().value();
  ASSERT_TRUE(socket.set_no_delay(true));
  ASSERT_TRUE(socket.set_no_delay(false));
  ASSERT_TRUE(socket.set_keep_alive(1us));
  ASSERT_TRUE(socket.set_keep_alive(1024us));
  ASSERT_TRUE(socket.set_keep_alive(1025us));
  ASSERT_TRUE(socket.set_keep_alive(2h));
  ASSERT_TRUE(socket.set_keep_alive(0s));
  ASSERT_TRUE(socket.set_user_timeout(30s));
  ASSERT_TRUE(socket.set_user_timeout(Microseconds{0x7FFFFFFFLL * 1024}));
  EXPECT_EQ(bus.settings, (std::vector<Setting>{{11, 3, 1, 1},
                                                {11, 3, 1, 0},
                                                {11, 3, 2, 1},
                                                {11, 3, 2, 1},
                                                {11, 3, 2, 2},
                                                {11, 3, 2, 7'031'250},
                                                {11, 3, 2, 0},
                                                {11, 3, 3, 29'297},
                                                {11, 3, 3, 0x7FFFFFFF}}));
}

TEST(SocketOption, WhatTheDeviceCannotHoldIsRefused) {
  Notes bus;
  auto device = Device::open(bus).value();
  auto socket = device.socket().value();
  EXPECT_EQ(socket.set_keep_alive(-1us).error(), std::errc::invalid_argument);
  EXPECT_EQ(socket.set_user_timeout(Microseconds{0x7FFFFFFFLL * 1024 + 1}).error(), std::errc::invalid_argument);
  EXPECT_TRUE(bus.settings.empty());
  bus.error = 22;
  EXPECT_EQ(socket.set_no_delay(true).error(), std::errc::invalid_argument);  // the device's own word
  bus.error = 0;
  ASSERT_TRUE(socket.close());
  EXPECT_EQ(socket.set_no_delay(true).error(), std::errc::bad_file_descriptor);
  EXPECT_EQ(socket.set_user_timeout(1s).error(), std::errc::bad_file_descriptor);
}

TEST(SocketOption, TheCongestionControlIsANumber) {
  Notes bus;
  auto device = Device::open(bus).value();
  auto socket = device.socket().value();
  ASSERT_TRUE(socket.set_congestion(Congestion::Cubic));
  ASSERT_TRUE(socket.set_congestion(Congestion::NewReno));
  EXPECT_EQ(bus.settings, (std::vector<Setting>{{11, 3, 4, 1}, {11, 3, 4, 0}}));
  ASSERT_TRUE(socket.close());
  EXPECT_EQ(socket.set_congestion(Congestion::Cubic).error(), std::errc::bad_file_descriptor);
}

TEST(SocketOption, ReuseTtlAndTosAreNumbers) {
  Notes bus;
  auto device = Device::open(bus).value();
  auto socket = device.socket().value();
  ASSERT_TRUE(socket.set_reuse(true));
  ASSERT_TRUE(socket.set_reuse(false));
  ASSERT_TRUE(socket.set_ttl(255));
  ASSERT_TRUE(socket.set_tos(0xB8));
  EXPECT_EQ(bus.settings, (std::vector<Setting>{{11, 3, 5, 1}, {11, 3, 5, 0}, {11, 3, 6, 255}, {11, 3, 7, 0xB8}}));
}

// What the device answers becomes the errno of that name.
TEST(SocketOption, TheDevicesErrorsAreThoseOfPosix) {
  Notes bus;
  auto device = Device::open(bus).value();
  auto socket = device.socket().value();
  const auto answered = [&](Errno error) {
    bus.error = static_cast<unsigned>(error);
    return socket.set_reuse(true).error();
  };
  EXPECT_EQ(answered(Errno::Eacces), std::errc::permission_denied);
  EXPECT_EQ(answered(Errno::Edestaddrreq), std::errc::destination_address_required);
  EXPECT_EQ(answered(Errno::Emsgsize), std::errc::message_size);
  EXPECT_EQ(answered(Errno::Eaddrinuse), std::errc::address_in_use);
}

class COption : public testing::Test {
 protected:
  Notes bus;
  sockwire_bus functions{
      .context = &bus,
      .read32 = [](void* context, std::uint32_t address) { return static_cast<Notes*>(context)->read32(address); },
      .write32 = [](void* context, std::uint32_t address, std::uint32_t value) { static_cast<Notes*>(context)->write32(address, value); },
      .wait_interrupt = [](void*, std::uint64_t) { return 0; },
      .now_microseconds = [](void*) { return std::uint64_t{0}; },
  };
  sockwire_device* device = sockwire_open(&functions);
  int fd = sockwire_socket(device, SOCK_STREAM);

  ~COption() override { sockwire_shut(device); }
  int set(int level, int name, int value) {
    errno = 0;
    return sockwire_setsockopt(device, fd, level, name, &value, sizeof value) == 0 ? 0 : errno;
  }
  int congestion(std::string_view name) {
    errno = 0;
    return sockwire_setsockopt(device, fd, IPPROTO_TCP, TCP_CONGESTION, name.data(), name.size()) == 0 ? 0 : errno;
  }
  std::pair<unsigned, unsigned> last() { return {bus.settings.back().option, bus.settings.back().value}; }
};

using Last = std::pair<unsigned, unsigned>;

TEST_F(COption, NamesAndUnitsAreThoseOfLinux) {
  EXPECT_EQ(set(IPPROTO_TCP, TCP_NODELAY, 2), 0);
  EXPECT_EQ(last(), Last(1, 1));
  EXPECT_EQ(set(IPPROTO_TCP, TCP_NODELAY, 0), 0);
  EXPECT_EQ(last(), Last(1, 0));
  EXPECT_EQ(set(IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000), 0);  // milliseconds
  EXPECT_EQ(last(), Last(3, 29'297));
  EXPECT_EQ(set(SOL_SOCKET, SO_KEEPALIVE, 1), 0);  // two hours unless told
  EXPECT_EQ(last(), Last(2, 7'031'250));
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPIDLE, 60), 0);  // seconds
  EXPECT_EQ(last(), Last(2, 58'594));
  EXPECT_EQ(set(SOL_SOCKET, SO_KEEPALIVE, 0), 0);
  EXPECT_EQ(last(), Last(2, 0));
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPIDLE, 90), 0);  // kept for later, off as it is
  EXPECT_EQ(last(), Last(2, 0));
  EXPECT_EQ(set(SOL_SOCKET, SO_KEEPALIVE, 1), 0);
  EXPECT_EQ(last(), Last(2, 87'891));
}

TEST_F(COption, ErrorsAreThoseOfLinux) {
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPIDLE, 0), EINVAL);
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPIDLE, 32'768), EINVAL);
  EXPECT_EQ(set(IPPROTO_TCP, TCP_USER_TIMEOUT, -1), EINVAL);
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPINTVL, 1), ENOPROTOOPT);
  EXPECT_EQ(set(SOL_SOCKET, SO_LINGER, 1), ENOPROTOOPT);
  EXPECT_EQ(set(IPPROTO_IP, TCP_KEEPIDLE, 1), ENOPROTOOPT);
  const int one = 1;
  EXPECT_EQ(sockwire_setsockopt(device, fd, IPPROTO_TCP, TCP_NODELAY, &one, 3), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(sockwire_setsockopt(device, fd, IPPROTO_TCP, TCP_NODELAY, nullptr, sizeof one), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(sockwire_setsockopt(device, 77, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_TRUE(bus.settings.empty());
  // What the device refuses is not remembered.
  bus.error = 22;
  EXPECT_EQ(set(SOL_SOCKET, SO_KEEPALIVE, 1), EINVAL);
  bus.error = 0;
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPIDLE, 60), 0);
  EXPECT_EQ(last(), Last(2, 0));
  // A new socket with the same number begins anew.
  EXPECT_EQ(set(SOL_SOCKET, SO_KEEPALIVE, 1), 0);
  ASSERT_EQ(sockwire_close(device, fd), 0);
  ASSERT_EQ(sockwire_socket(device, SOCK_STREAM), fd);
  EXPECT_EQ(set(IPPROTO_TCP, TCP_KEEPIDLE, 60), 0);
  EXPECT_EQ(last(), Last(2, 0));
}

TEST_F(COption, ReuseTtlAndTosHaveTheNamesOfLinux) {
  EXPECT_EQ(set(SOL_SOCKET, SO_REUSEADDR, 7), 0);
  EXPECT_EQ(last(), Last(5, 1));
  EXPECT_EQ(set(IPPROTO_IP, IP_TTL, 255), 0);
  EXPECT_EQ(last(), Last(6, 255));
  EXPECT_EQ(set(IPPROTO_IP, IP_TTL, -1), 0);
  EXPECT_EQ(last(), Last(6, 0));
  EXPECT_EQ(set(IPPROTO_IP, IP_TOS, 0xB9), 0);
  EXPECT_EQ(last(), Last(7, 0xB8)) << "ECN is not the application's";
  const auto settings = bus.settings.size();
  for (const int bad : {0, -2, 256}) EXPECT_EQ(set(IPPROTO_IP, IP_TTL, bad), EINVAL) << bad;
  EXPECT_EQ(set(IPPROTO_IP, IP_HDRINCL, 1), ENOPROTOOPT);
  EXPECT_EQ(bus.settings.size(), settings);
  bus.error = static_cast<unsigned>(Errno::Einval);
  EXPECT_EQ(set(SOL_SOCKET, SO_REUSEADDR, 1), EINVAL) << "bound already: the device's own word";
}

// A name, with or without its zero; what follows a zero does not count.
TEST_F(COption, CongestionControlHasNames) {
  using namespace std::string_view_literals;
  EXPECT_EQ(congestion("cubic"), 0);
  EXPECT_EQ(last(), Last(4, 1));
  EXPECT_EQ(congestion("reno\0"sv), 0);
  EXPECT_EQ(last(), Last(4, 0));
  EXPECT_EQ(congestion("cubic\0\0bic"sv), 0);
  EXPECT_EQ(last(), Last(4, 1));
  for (const auto name : {"bbr"sv, "cub"sv, "cubics"sv, "Reno"sv, "\0"sv}) EXPECT_EQ(congestion(name), ENOENT) << name;
  EXPECT_EQ(congestion(""), EINVAL);
  EXPECT_EQ(sockwire_setsockopt(device, fd, IPPROTO_TCP, TCP_CONGESTION, nullptr, 5), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(set(SOL_SOCKET, TCP_CONGESTION, 0), ENOPROTOOPT);
  bus.error = 22;
  EXPECT_EQ(congestion("cubic"), EINVAL) << "the device's own word";
}

// Two models and a cable.
class OptionPair : public testing::Test {
 protected:
  OptionPair() : a_(*Device::open(pair_.a)), b_(*Device::open(pair_.b)) {
    a_.configure({.mac = 0x020000000001, .ip = 0x0A000001, .mask = 0xFFFFFF00, .gateway = 0, .secret = {1, 2, 3, 4}});
    b_.configure({.mac = 0x020000000002, .ip = 0x0A000002, .mask = 0xFFFFFF00, .gateway = 0, .secret = {5, 6, 7, 8}});
  }
  Socket connect() { return a_.connect(0x0A000002, 80, 100ms).value(); }
  void tick(unsigned count) {
    while (count--) pair_.tick();
  }
  // Microseconds of the pair until the connection is gone.
  std::int64_t until_closed(Socket& socket, unsigned limit, Errno error = Errno::Etimedout) {
    const auto start = a_.now();
    for (unsigned i = 0; i < limit && socket.info()->state != TcpState::Closed; ++i) tick(50);
    EXPECT_EQ(socket.info()->error, static_cast<int>(error));
    return (a_.now() - start).count();
  }

  ModelPair pair_;
  Device a_, b_;
  Listener listener_ = b_.listen(80).value();
  std::byte octet_{1};
};

TEST_F(OptionPair, NoDelayLetsSmallSegmentsGo) {
  for (const bool on : {false, true}) {
    auto socket = connect();
    tick(200);
    ASSERT_TRUE(socket.set_no_delay(on));
    pair_.cable_cut = true;  // nothing is acknowledged
    ASSERT_TRUE(socket.send({&octet_, 1}));
    tick(100);
    ASSERT_TRUE(socket.send({&octet_, 1}));
    tick(100);
    EXPECT_EQ(socket.info()->unsent, on ? 0U : 1U);
    EXPECT_EQ(socket.info()->unacked, on ? 2U : 1U);
    pair_.cable_cut = false;
    ASSERT_TRUE(socket.abort());
  }
}

TEST_F(OptionPair, ASocketTellsWhatGovernsItsWindow) {
  auto socket = a_.socket().value();
  EXPECT_EQ(socket.info()->congestion, Congestion::NewReno);
  ASSERT_TRUE(socket.set_congestion(Congestion::Cubic));
  EXPECT_EQ(socket.info()->congestion, Congestion::Cubic);
  ASSERT_TRUE(socket.connect(0x0A000002, 80));
  EXPECT_EQ(socket.info()->congestion, Congestion::Cubic);
  EXPECT_EQ(listener_.accept()->info()->congestion, Congestion::NewReno);
  EXPECT_EQ(connect().info()->congestion, Congestion::NewReno) << "another socket's";
}

// RFC 9293 MUST-42, as a program does it.
TEST_F(OptionPair, AListenerOnThePortOfAConnection) {
  auto socket = a_.socket().value();
  ASSERT_TRUE(socket.bind(1000));
  ASSERT_TRUE(socket.start_connect(0x0A000002, 80));
  EXPECT_EQ(a_.listen(1000).error(), std::errc::address_in_use);
  auto second = a_.socket().value();
  ASSERT_TRUE(second.set_reuse(true));
  ASSERT_TRUE(second.bind(1000));
  ASSERT_TRUE(a_.command(Call::CallListen, second.descriptor(), 0, 0, 1));
  ASSERT_TRUE(socket.wait_connected());
  auto caller = b_.connect(0x0A000001, 1000, 100ms);
  EXPECT_TRUE(caller);
}

TEST_F(OptionPair, TheUserTimeoutEndsWhatNobodyAcknowledges) {
  auto socket = connect();
  a_.set_time_shift(8);
  ASSERT_TRUE(socket.set_user_timeout(20s));
  pair_.cable_cut = true;
  ASSERT_TRUE(socket.send({&octet_, 1}));
  // After R1 the neighbour was asked for again, and did not answer (RFC 1122 2.3.2.1, 4.2.3.5).
  const auto passed = until_closed(socket, 20'000, Errno::Ehostunreach) * 256;
  EXPECT_GE(passed, 20'000'000);
  EXPECT_LE(passed, 60'000'000);  // with the time-out that follows it
}

TEST_F(OptionPair, KeepAliveFindsOutThatThePeerIsGone) {
  auto socket = connect();
  tick(200);
  a_.set_time_shift(14);
  ASSERT_TRUE(socket.set_keep_alive(60s));
  tick(20'000);  // the peer answers: nothing happens for 300 s
  EXPECT_EQ(socket.info()->state, TcpState::Established);
  pair_.cable_cut = true;
  const auto passed = until_closed(socket, 20'000) * 16384;
  EXPECT_GE(passed, 9 * 75'000'000LL);
  EXPECT_LE(passed, 60'000'000 + 10 * 75'000'000LL + 5'000'000);
}

}  // namespace
}  // namespace sockwire
