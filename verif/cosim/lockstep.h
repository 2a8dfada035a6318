// RTL and model, event by event: the model takes each event when the RTL's record says that it was
// taken, with what the model itself has seen on the wire and at the register bus, and every field,
// frame, answer and received octet must agree. A disagreement throws Mismatch out of the RtlSim call
// under way.
//
// From the RTL's records comes only what no model can know: which event is next, when, and for what
// there was no room.
#pragma once

#include <memory>
#include <string>

#include "verif/cosim/checks/context.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

class Lockstep : public Observer {
 public:
  struct Options {
    std::string repeat{};     // command that repeats this run, for messages
    double late_us = 0;      // real microseconds that a timer may be late; 0: by the line rate
    double settle_us = 0;    // real microseconds until nothing may be under way; 0: by the line rate
  };

  // Watches `sim` from now on, which is before the first register access.
  explicit Lockstep(RtlSim& sim) : Lockstep(sim, Options{}) {}
  Lockstep(RtlSim& sim, const Options& options);
  ~Lockstep() override;

  // The end of a run: lets what is under way come out, then nothing may be owed on either side and
  // the counters agree. The far end must have stopped sending.
  void finish();

  [[nodiscard]] const LockstepCounts& counts() const;
  [[nodiscard]] const model::Toe& model() const;
  // The model's records, for a log of both sides: called after each comparison.
  std::function<void(const TcpRecord&)> on_model_tcp;

  void on_tcp(const TcpRecord& record) override;
  void on_udp(const UdpRecord& record) override;
  void on_ip(const IpRecord& record) override;
  void on_ip_sent(const IpSent& record) override;
  void on_arp(const ArpRecord& record) override;
  void on_icmp(const IcmpRecord& record) override;
  void on_igmp(const IgmpRecord& record) override;
  void on_udp_echo(const UdpEchoRecord& record) override;
  void on_mac_rx(const MacRxRecord& record) override;
  void on_frame_to_rtl(const SeenFrame& frame) override;
  void on_frame_from_rtl(const SeenFrame& frame) override;
  void on_write(std::uint32_t address, std::uint32_t value) override;
  void on_read(std::uint32_t address, std::uint32_t value) override;
  void on_phy_clock(const PhyClock& clock) override;

 private:
  struct Parts;
  void drop_what_found_no_room();
  void check_counters();
  [[nodiscard]] std::vector<std::string> owed() const;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sockwire
