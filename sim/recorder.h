// Watches a run and keeps its story: events.log, the capture, and what the report is made of
// (sim/story.md).
#pragma once

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/pcapng.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

class Recorder : public Observer {
 public:
  // Writes events.log and <name>.pcapng in `directory` as it goes. story: whether the report's parts
  // are kept too (a long run would not fit a page).
  Recorder(const RtlSim& sim, const std::filesystem::path& directory, const std::string& name, bool story);

  // The host program says what it calls, and what came of it.
  void call_begins(const std::string& text);
  void call_ends(const std::string& answer);
  void note(const std::string& actor, const std::string& text);

  // The volts of the present frame, a sample each sub-step of the cable.
  void line_sample(double t_ns, double step_ns, double driver_volts, double receiver_volts);

  // What has been kept so far; the caller adds title, command, lockstep and counters.
  [[nodiscard]] nlohmann::json story() const;
  [[nodiscard]] std::size_t frames() const { return frame_count_; }

  void on_tcp(const TcpRecord& record) override;
  void on_arp(const ArpRecord& record) override;
  void on_icmp(const IcmpRecord& record) override;
  void on_igmp(const IgmpRecord& record) override;
  void on_udp_echo(const UdpEchoRecord& record) override;
  void on_frame_to_rtl(const SeenFrame& frame) override;
  void on_frame_from_rtl(const SeenFrame& frame) override;
  void on_write(std::uint32_t address, std::uint32_t value) override;
  void on_read(std::uint32_t address, std::uint32_t value) override;

 private:
  struct Samples {
    double t0 = 0, step = 0, last = 0;
    std::vector<double> driver, receiver;
  };

  [[nodiscard]] double now_ns() const { return static_cast<double>(sim_.time_ps()) / 1e3; }
  void step(nlohmann::json step);
  void frame(const SeenFrame& frame, bool from_us);
  void keep_line(const SeenFrame& frame, std::size_t index);

  const RtlSim& sim_;
  bool keep_;
  std::ofstream log_;
  PcapngWriter capture_;
  nlohmann::json steps_ = nlohmann::json::array(), calls_ = nlohmann::json::array(),
                 events_ = nlohmann::json::array(), frames_ = nlohmann::json::array(),
                 line_ = nlohmann::json::object();
  std::size_t frame_count_ = 0;
  bool in_call_ = false;
  std::vector<std::size_t> waiting_for_frame_;  // events whose segment has not left yet
  Samples samples_;
};

}  // namespace sockwire
