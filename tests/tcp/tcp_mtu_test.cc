// The engine on a link with jumbo frames: the segment size that it offers and takes (RFC
// 9293 3.7.1, 3.7.5, RFC 6928, RFC 9438). Its buffers hold less than such a segment.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

constexpr std::uint16_t kMss = 8960;

TEST(TcpMtu, OffersWhatAFrameHolds) {
  TcpBench bench;
  const std::uint16_t desc = bench.socket();
  const TcpRecord syn = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  EXPECT_EQ(syn.emit.mss, kMss);
  bench.listener(81, 1);
  EXPECT_EQ(Peer(bench, 4000, 81).send("S").emit.mss, kMss);
  EXPECT_EQ(Peer(bench, 4001, 81).send("S").emit.mss, kMss);  // a cookie
}

TEST(TcpMtu, TakesWhatThePeerOffersUpToThat) {
  const std::pair<std::optional<std::uint16_t>, std::uint16_t> sizes[] = {
      {std::nullopt, 536}, {1460, 1460}, {2048, 2048}, {8959, 8959},
      {8960, 8960},        {8961, 8960}, {65535, 8960}};
  for (const auto& [offered, taken] : sizes) {
    TcpBench bench;
    bench.listener(80, 1);
    Peer peer(bench, 4000, 80);
    peer.mss = offered;
    const std::uint32_t iss = peer.send("S").emit.seq;
    const Tcb post = peer.acknowledge(iss + 1).post;
    EXPECT_EQ(post.snd_mss, taken);
    EXPECT_EQ(post.cwnd,
              std::min<std::uint32_t>(10 * taken, std::max<std::uint32_t>(2 * taken, 14600)));
  }
}

TEST(TcpMtu, BelievesASmallerPath) {
  for (const auto& [mtu, taken] : {std::pair<std::uint16_t, std::uint16_t>{9001, kMss},
                                   {9000, kMss},
                                   {8999, 8959},
                                   {1500, 1460}}) {
    TcpBench bench;
    const std::uint16_t listener = bench.listener(80, 1);
    Peer peer(bench, 4000, 80);
    peer.mss = 65535;
    const TcpRecord syn = peer.send("S");
    peer.acknowledge(syn.emit.seq + 1);
    const auto desc = std::uint16_t(bench.call(Call::CallAccept, listener).answer.value);
    const Connection c{desc, syn.emit.seq, peer};
    no_delay(bench, c);
    bench.call(Call::CallSend, c.desc, 2000);
    bench.quiet();
    EXPECT_EQ(bench.sent.back().emit.length, 2000);
    const IcmpError error{.addr = kPeer,
                          .remote_port = 4000,
                          .local_port = 80,
                          .seq = c.iss + 1,
                          .msg_type = 3,
                          .code = 4,
                          .mtu = mtu};
    EXPECT_EQ(bench.icmp(error).post.snd_mss, taken) << mtu;
  }
}

}  // namespace
}  // namespace sockwire::test
