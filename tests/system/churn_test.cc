// Many connections one after the other, in every way a connection can end; then every resource must
// be back (lessons 12).
#include "tests/system/engine_test.h"

namespace sockwire {
namespace {

using namespace packet;

class Churn : public EngineTest {
 protected:
  void SetUp() override { options.time_shift = 12; }

  // All descriptors and all buffers can be had again, in the number that there is.
  void expect_everything_back() {
    std::vector<unsigned> all;
    for (unsigned i = 0; i < bench().cfg().Sockets; ++i) all.push_back(bench().socket());
    EXPECT_EQ(bench().call(Call::CallSocket, 0).error, Errno::Emfile);
    for (unsigned i = 0; i < bench().cfg().Buffers; ++i) {
      EXPECT_EQ(bench().connect(all[i], peer().ip(), static_cast<std::uint16_t>(100 + i)).error,
                Errno::Einprogress);
    }
    EXPECT_EQ(bench().connect(all.back(), peer().ip(), 99).error, Errno::Enobufs);
    for (const unsigned desc : all) EXPECT_EQ(bench().close(desc).error, Errno::Ok);
    bench().drain();
    peer().forget();
  }
};
SOCKWIRE_ENGINES(Churn);

TEST_P(Churn, AThousandConnectionsInEveryWay) {
  // The model alone is quick, and lockstep is what counts; the RTL alone does a tenth.
  const unsigned rounds = GetParam() == Engine::Rtl ? 100 : 1000;
  options.msl_us = 100'000;
  const unsigned listener = listening(80);
  for (unsigned i = 0; i < rounds; ++i) {
    SCOPED_TRACE(i);
    PeerConnection connection{peer(), static_cast<std::uint16_t>(1024 + i % 60000), 0x7FFFFF00U + i * 0x10000};
    unsigned desc = 0;
    if (i % 2 == 0) {
      desc = bench().socket();
      ASSERT_EQ(bench().connect(desc, peer().ip(), connection.port()).error, Errno::Einprogress);
      connection.open_from_engine();
    } else {
      connection.open_to(80);
      desc = accepted(listener);
    }
    switch (i / 2 % 6) {
      case 0:  // we close, the peer follows
        bench().close(desc);
        connection.expect_fin();
        connection.send_fin();
        connection.expect_ack();
        break;
      case 1:  // the peer closes
        connection.send_fin();
        connection.expect_ack();
        bench().close(desc);
        connection.expect_fin();
        connection.send_ack();
        break;
      case 2:
        connection.send_rst();
        bench().drain();
        bench().close(desc);
        break;
      case 3:
        bench().abort(desc);
        connection.expect_rst();
        break;
      case 4:  // data unread
        connection.send_data(pattern(20));
        connection.expect_ack();
        bench().close(desc);
        connection.expect_rst();
        break;
      case 5:  // data after close
        bench().close(desc);
        connection.expect_fin();
        connection.send_data(pattern(20));
        connection.expect_rst();
        break;
    }
    ASSERT_TRUE(is_freed(desc));
    while (bench().take_event()) {}
  }
  EXPECT_EQ(bench().close(listener).error, Errno::Ok);
  expect_everything_back();
  EXPECT_EQ(count(reg::kTcpPassiveOpens), rounds / 2);
}

}  // namespace
}  // namespace sockwire
