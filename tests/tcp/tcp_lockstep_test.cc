// The engine alone against the model, event by event, under noise: every bit of every record
// agrees. Faster than the whole design and fuller than what a well-behaved peer brings about; the
// peer's octets for the model are built by code that is neither's.
#include "model/toe.h"
#include "tests/tcp/tcp_noise.h"
#include "verif/cosim/checks/properties.h"
#include "verif/cosim/packet.h"

namespace sockwire::test {
namespace {

class Follower {
 public:
  explicit Follower(TcpBench& bench) : bench_(bench) {
    toe_.set_network({0x020000000001, kLocal, 0xFFFFFF00, 0});
    toe_.set_secret({0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C});
    toe_.set_msl(kMsl);
  }

  // What the engine has done since, the model does too. False at the first difference.
  bool follow() {
    for (; done_ < bench_.records.size(); ++done_) {
      const TcpRecord& theirs = bench_.records[done_];
      const TcpRecord ours = carry_out(theirs);
      if (ours != theirs) {
        tell(theirs, ours);
        return false;
      }
      const auto wrong = properties_.check(theirs);
      EXPECT_FALSE(wrong) << *wrong;
    }
    return true;
  }

 private:
  TcpRecord carry_out(const TcpRecord& record) {
    switch (record.kind) {
      case EventKind::EventUser: {
        // What the end of a listener entails for its queue; a host that tries the same is refused.
        const bool entailed = record.call.call == Call::CallAbort && record.pre.queued &&
                              record.answer.error == Errno::Ok;
        if (!entailed) toe_.call(record.call, Octets(2048));
        return toe_.call_event(record.now);
      }
      case EventKind::EventSegment:
        toe_.frame(frame(record.segment));
        toe_.ip_event(record.now);
        return toe_.segment_event(record.now);
      case EventKind::EventIcmp:
        toe_.frame(frame(record.icmp));
        toe_.ip_event(record.now);
        toe_.icmp_event();  // which hands it over
        return toe_.icmp_error_event(record.now);
      case EventKind::EventTimeout:
        return toe_.timeout_event(record.conn, record.timer, record.now);
      default:
        return toe_.transmit_event(record.conn, record.now);
    }
  }

  static Octets frame(const Segment& segment) {
    const TcpFlags& set = segment.flags;
    packet::Tcp tcp{.src_port = segment.src_port,
                    .dst_port = segment.dst_port,
                    .seq = segment.seq,
                    .ack = segment.ack,
                    .flags = std::uint8_t(set.fin | set.syn << 1 | set.rst << 2 | set.psh << 3 |
                                          set.ack << 4 | set.urg << 5),
                    .wnd = segment.wnd,
                    .urgent = segment.urgent,
                    .payload = Octets(segment.length)};
    const auto add = [&](const Octets& option) {
      tcp.options.insert(tcp.options.end(), option.begin(), option.end());
    };
    if (segment.has_mss) add(packet::mss_option(segment.mss));
    if (segment.has_wscale) add(packet::window_scale_option(segment.wscale));
    if (segment.has_sackok) add(packet::sack_permitted_option());
    if (segment.has_ts) add(packet::timestamps_option(segment.tsval, segment.tsecr));
    if (segment.sacks) {
      std::vector<packet::Block> blocks;
      for (const Range& range : {segment.sack0, segment.sack1, segment.sack2, segment.sack3})
        blocks.push_back({range.left, range.right});
      blocks.resize(segment.sacks);
      add(packet::sack_option(blocks));
    }
    const packet::Ip ip{.src = segment.addr,
                        .dst = kLocal,
                        .protocol = 6,
                        .payload = tcp.build(segment.addr, kLocal)};
    return packet::ethernet(0x020000000001, 0x020000000002, 0x0800, ip.build());
  }

  // The segment that it is about: its header, and no more of TCP than is promised.
  static Octets frame(const IcmpError& error) {
    packet::Ip about{.src = kLocal, .dst = error.addr, .protocol = 6, .payload = {}};
    packet::put(about.payload, error.local_port, 2);
    packet::put(about.payload, error.remote_port, 2);
    packet::put(about.payload, error.seq, 4);
    const packet::Icmp icmp{.type = error.msg_type,
                            .code = error.code,
                            .sequence = error.mtu,
                            .payload = about.build()};
    const packet::Ip ip{.src = 0x0A000003, .dst = kLocal, .protocol = 1, .payload = icmp.build()};
    return packet::ethernet(0x020000000001, 0x020000000002, 0x0800, ip.build());
  }

  static void tell(const TcpRecord& engine, const TcpRecord& model) {
    std::vector<std::uint64_t> values;
    engine.for_each_field(
        [&](const std::string&, std::uint64_t value, int) { values.push_back(value); });
    std::size_t at = 0;
    model.for_each_field([&](const std::string& name, std::uint64_t value, int) {
      if (value != values[at])
        ADD_FAILURE() << "event " << engine.order << ", " << to_string(engine.kind) << ": " << name
                      << " is " << values[at] << " in the RTL, " << value << " in the model";
      ++at;
    });
  }

  TcpBench& bench_;
  model::Toe toe_{Config::small()};
  Properties properties_{8};
  std::size_t done_ = 0;
};

class TcpLockstep : public ::testing::TestWithParam<unsigned> {};
TEST_P(TcpLockstep, NoiseIsTheSameToBoth) {
  TcpBench bench;
  Follower model(bench);
  bench.listener(80, 3);
  Noise noise(bench, GetParam());
  noise.explicit_ports = true;
  for (int step = 0; step < 15000; ++step) {
    noise.step();
    ASSERT_TRUE(model.follow()) << "step " << step;
  }
  noise.end();
  EXPECT_TRUE(model.follow());
}
INSTANTIATE_TEST_SUITE_P(Seeds, TcpLockstep, ::testing::Range(100u, 108u));

}  // namespace
}  // namespace sockwire::test
