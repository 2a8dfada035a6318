// Functional coverage of one simulation: names the bins of verif/coverage/bins.toml that its records,
// the frames at its pins and what the host has read reach. It judges nothing: that is lockstep's.
#pragma once

#include <map>

#include "verif/cosim/rtl_sim.h"

namespace sockwire::coverage {

// One file for each part: collector_tcp.cc, collector_congestion.cc, collector_net.cc, collector_frames.cc.
// `listened`: some socket listens on the port that the segment is for.
void collect(const TcpRecord& record, bool listened = false);
void collect_congestion(const TcpRecord& record);
void collect(const IpRecord& record);
void collect(const IpSent& record);
void collect(const ArpRecord& record);
void collect(const IcmpRecord& record);
void collect(const UdpRecord& record);
void collect(const UdpEchoRecord& record);
void collect(const MacRxRecord& record);
// With the mode that IGMP was in before.
void collect(const IgmpRecord& record, IgmpMode before);
// A frame towards the RTL: what no record tells, such as options that nobody understands.
void collect_frame(const SeenFrame& frame);

class Collector : public Observer {
 public:
  void on_tcp(const TcpRecord& record) override;
  void on_udp(const UdpRecord& record) override { collect(record); }
  void on_ip(const IpRecord& record) override { collect(record); }
  void on_ip_sent(const IpSent& record) override { collect(record); }
  void on_arp(const ArpRecord& record) override { collect(record); }
  void on_icmp(const IcmpRecord& record) override { collect(record); }
  void on_udp_echo(const UdpEchoRecord& record) override { collect(record); }
  void on_mac_rx(const MacRxRecord& record) override { collect(record); }
  void on_igmp(const IgmpRecord& record) override {
    collect(record, mode_);
    mode_ = record.mode;
  }
  void on_frame_to_rtl(const SeenFrame& frame) override { collect_frame(frame); }
  void on_read(std::uint32_t address, std::uint32_t value) override;

 private:
  IgmpMode mode_ = IgmpMode::ModeV3;
  std::map<std::uint16_t, std::uint16_t> listening_;  // descriptor and port
};

// One for a simulation that begins. It lives as long as the process: some hundred octets.
Observer& collector();

}  // namespace sockwire::coverage
