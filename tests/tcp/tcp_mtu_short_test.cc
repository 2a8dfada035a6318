// The engine on a link with short frames: no segment passes what a frame holds, whatever a cookie
// says.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

constexpr std::uint16_t kMss = 536;

TEST(TcpMtuShort, OffersAndTakesWhatAFrameHolds) {
  for (const unsigned size : {64U, 535U, 536U, 537U, 1460U, 65535U}) {
    const auto offered = std::uint16_t(size);
    TcpBench bench;
    bench.listener(80, 1);
    Peer peer(bench, 4000, 80);
    peer.mss = offered;
    const TcpRecord syn = peer.send("S");
    EXPECT_EQ(syn.emit.mss, kMss);
    EXPECT_EQ(peer.acknowledge(syn.emit.seq + 1).post.snd_mss, std::min(offered, kMss));
  }
}

// The three bits of the size are not covered by the cookie's key.
TEST(TcpMtuShort, ACookieRemembersNoMore) {
  for (std::uint32_t index = 0; index < 8; ++index) {
    TcpBench bench;
    const std::uint16_t listener = bench.listener(80, 1);
    Peer(bench, 4000, 80).send("S");  // fills the backlog
    Peer peer(bench, 4001, 80);
    const std::uint32_t cookie = peer.send("S").emit.seq;
    EXPECT_EQ(cookie >> 24 & 7, 2u);
    bench.call(Call::CallListen, listener, 2);
    const Tcb post = peer.acknowledge(((cookie & ~(7U << 24)) | index << 24) + 1).post;
    EXPECT_EQ(post.state, TcpState::Established);
    EXPECT_EQ(post.snd_mss, index == 0 ? 64 : index == 1 ? 216 : kMss);
  }
}

}  // namespace
}  // namespace sockwire::test
