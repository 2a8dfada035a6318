#include "sim/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/address.h"
#include "sim/decode.h"
#include "sim/failure.h"
#include "sim/register_names.h"
#include "verif/cosim/event_log.h"

namespace sockwire {

namespace {
using nlohmann::json;

constexpr double kBitNs = 100;
constexpr std::size_t kLeadOctets = 8;   // with the SFD
constexpr std::size_t kShownOctets = 34;     // of the frame, on the drawing of the line
constexpr double kBetweenFramesNs = 5000;    // so much silence ends a stretch

json fields_of(const Tcb& tcb) {
  json object = json::object();
  tcb.for_each_field([&](const auto& name, const auto& value, int /*width*/) {
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_enum_v<Value>) {
      object[std::string(name)] = std::string(to_string(value));
    } else {
      object[std::string(name)] = value;
    }
  });
  object["remote_addr"] = format_ip(tcb.remote_addr);
  return object;
}

std::string hex(std::span<const std::uint8_t> octets) {
  std::string text;
  for (const auto octet : octets) text += fmt::format("{:02x}", octet);
  return text;
}

bool is_whole(const SeenFrame& seen) {
  constexpr std::size_t kFcsOctets = 4;
  if (seen.error || seen.odd_nibble || seen.octets.size() < kFcsOctets) return false;
  const std::span octets(seen.octets);
  std::uint32_t fcs = 0;
  for (std::size_t i = kFcsOctets; i-- > 0;) fcs = (fcs << 8) | octets[octets.size() - kFcsOctets + i];
  return fcs == fcs_of(octets.first(octets.size() - kFcsOctets));
}

std::string_view actor_of(const TcpRecord& record) {
  return record.kind == EventKind::EventUser ? "regs" : record.kind == EventKind::EventSegment ? "mac" : "engine";
}
}  // namespace

Recorder::Recorder(const RtlSim& sim, const std::filesystem::path& directory, const std::string& name, bool story)
    : sim_(sim), keep_(story), log_(directory / "events.log"),
      capture_(directory / (name + ".pcapng"), "sockwire", "sockwire") {
  if (!log_) {
    throw usage_failure(fmt::format("cannot write {}: check the directory and its permissions",
                                    (directory / "events.log").string()));
  }
}

void Recorder::step(json entry) {
  if (keep_) steps_.push_back(std::move(entry));
}

void Recorder::call_begins(const std::string& text) {
  in_call_ = true;
  if (!keep_) return;
  calls_.push_back({{"t", now_ns()}, {"end", now_ns()}, {"text", text}, {"answer", ""}, {"writes", json::array()}});
  step({{"t", now_ns()}, {"end", now_ns()}, {"from", "host"}, {"to", "regs"}, {"layer", "socket"}, {"text", text},
        {"detail", ""}, {"kind", "call"}});
}

void Recorder::call_ends(const std::string& answer) {
  in_call_ = false;
  if (!keep_) return;
  calls_.back()["end"] = now_ns();
  calls_.back()["answer"] = answer;
  step({{"t", now_ns()}, {"end", now_ns()}, {"from", "regs"}, {"to", "host"}, {"layer", "socket"}, {"text", answer},
        {"detail", calls_.back()["text"]}, {"kind", "answer"}});
}

void Recorder::note(const std::string& actor, const std::string& text) {
  step({{"t", now_ns()}, {"end", now_ns()}, {"from", actor}, {"to", actor}, {"layer", "host"}, {"text", text},
        {"detail", ""}, {"kind", "note"}});
}

void Recorder::on_write(std::uint32_t address, std::uint32_t value) {
  if (!keep_ || !in_call_) return;
  calls_.back()["writes"].push_back(
      {{"t", now_ns()}, {"register", register_name(address)}, {"value", fmt::format("{:#010x}", value)}});
}

void Recorder::on_read(std::uint32_t /*address*/, std::uint32_t /*value*/) {}

void Recorder::on_tcp(const TcpRecord& record) {
  const std::string line = to_text(record);
  log_ << line << std::endl;
  if (!keep_) return;
  json event{{"order", record.order}, {"t", now_ns()},
             {"socket", record.conn}, {"kind", std::string(to_string(record.kind))},
             {"line", line},          {"pre", fields_of(record.pre)},
             {"post", fields_of(record.post)},
             {"emit", record.emit.valid ? to_text(record.emit) : std::string()},
             {"frame", nullptr}};
  if (record.emit.valid) waiting_for_frame_.push_back(events_.size());
  std::string text{to_string(record.kind)};
  if (text.starts_with("Event")) text.erase(0, 5);
  if (record.kind == EventKind::EventUser) text = std::string(to_string(record.call.call)).substr(4);
  if (record.pre.state != record.post.state) {
    text += fmt::format(": {} > {}", to_string(record.pre.state), to_string(record.post.state));
  }
  step({{"t", now_ns()}, {"end", now_ns()}, {"from", actor_of(record)}, {"to", "engine"}, {"layer", "tcp"},
        {"text", text}, {"detail", line}, {"kind", "event"}, {"event", record.order}});
  if (record.emit.valid) {
    step({{"t", now_ns()}, {"end", now_ns()}, {"from", "engine"}, {"to", "mac"}, {"layer", "tcp"},
          {"text", to_text(record.emit)}, {"detail", line}, {"kind", "event"}, {"event", record.order}});
  }
  events_.push_back(std::move(event));
}

void Recorder::on_arp(const ArpRecord& record) {
  const std::string line = to_text(record);
  log_ << line << std::endl;
  if (record.kind == ArpEvent::ArpTick && record.send == ArpSend::SendNone) return;
  step({{"t", now_ns()}, {"end", now_ns()}, {"from", "engine"}, {"to", "mac"}, {"layer", "arp"}, {"text", line},
        {"detail", line}, {"kind", "arp"}});
}

void Recorder::on_icmp(const IcmpRecord& record) { log_ << to_text(record) << std::endl; }
void Recorder::on_igmp(const IgmpRecord& record) { log_ << to_text(record) << std::endl; }
void Recorder::on_udp_echo(const UdpEchoRecord& record) { log_ << to_text(record) << std::endl; }

void Recorder::on_frame_to_rtl(const SeenFrame& seen) { frame(seen, false); }
void Recorder::on_frame_from_rtl(const SeenFrame& seen) { frame(seen, true); }

void Recorder::frame(const SeenFrame& seen, bool from_us) {
  if (!seen.sfd) return;
  const auto decoded = decode(seen.octets);
  capture_.add(seen.octets, seen.start_ps / 1000, !from_us, decoded.title);
  const std::size_t index = frame_count_++;
  if (!keep_) return;
  // A receiver's clock recovery uses up preamble: of what comes in, only the frame itself counts.
  const bool ok = from_us ? seen.problem(sim_.cfg().MiiBits, sim_.cfg().Mtu).empty() : is_whole(seen);
  json fields = json::array();
  for (const auto& field : decoded.fields) {
    fields.push_back({{"layer", field.layer}, {"name", field.name}, {"offset", field.offset},
                      {"length", field.length}, {"text", field.text}});
  }
  const double begin = static_cast<double>(seen.start_ps) / 1e3;
  const double end = static_cast<double>(seen.end_ps) / 1e3;
  frames_.push_back({{"index", index}, {"t", begin}, {"end", end}, {"from", from_us ? "us" : "peer"},
                     {"octets", hex(seen.octets)}, {"title", decoded.title}, {"ok", ok}, {"fields", fields}});
  const bool tcp = decoded.title.starts_with("TCP");
  json entry{{"t", begin}, {"end", end}, {"layer", "mac"}, {"text", decoded.title},
             {"detail", fmt::format("{} octets", seen.octets.size())}, {"kind", "frame"}, {"frame", index}};
  entry["from"] = from_us ? "mac" : "peer";
  entry["to"] = from_us ? "line" : "line";
  step(entry);
  entry["from"] = "line";
  entry["to"] = from_us ? "peer" : "mac";
  entry["kind"] = "symbols";
  entry["text"] = sim_.has_phy() ? fmt::format("{} line symbols", (kLeadOctets + seen.octets.size()) * 16)
                                 : fmt::format("{} octets", kLeadOctets + seen.octets.size());
  step(entry);
  if (from_us && tcp && !waiting_for_frame_.empty()) {
    events_[waiting_for_frame_.front()]["frame"] = index;
    waiting_for_frame_.erase(waiting_for_frame_.begin());
  }
  if (from_us && decoded.title.starts_with("TCP SYN") && line_.empty()) keep_line(seen, index);
}

void Recorder::line_sample(double t_ns, double step_ns, double driver_volts, double receiver_volts) {
  if (!keep_ || !line_.empty()) return;
  // A new stretch begins when the line was idle: between frames nothing is kept.
  const bool idle = std::abs(driver_volts) < 0.05;
  if (!idle) {
    if (samples_.driver.empty()) samples_ = {.t0 = t_ns, .step = step_ns, .last = t_ns, .driver = {}, .receiver = {}};
    samples_.last = t_ns;
  } else if (samples_.driver.empty()) {
    return;
  } else if (t_ns - samples_.last > kBetweenFramesNs) {
    samples_.driver.clear();
    samples_.receiver.clear();
    return;
  }
  samples_.driver.push_back(driver_volts);
  samples_.receiver.push_back(receiver_volts);
}

// The stretch from the preamble to the first octets of the frame.
void Recorder::keep_line(const SeenFrame& seen, std::size_t index) {
  if (samples_.driver.empty()) return;
  const std::size_t octets = std::min(seen.octets.size(), kShownOctets);
  const double length = static_cast<double>(kLeadOctets + octets) * 8 * kBitNs;
  const auto count = std::min(samples_.driver.size(), static_cast<std::size_t>(length / samples_.step));
  const auto millivolts = [count](const std::vector<double>& volts) {
    json values = json::array();
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<int>(std::lround(volts[i] * 1000)));
    return values;
  };
  json bits = json::array();
  const auto decoded = decode(seen.octets);
  for (std::size_t octet = 0; octet < kLeadOctets + octets; ++octet) {
    const std::uint8_t value = octet + 1 < kLeadOctets ? 0x55
                               : octet < kLeadOctets   ? 0xD5
                                                           : seen.octets[octet - kLeadOctets];
    std::string what = octet + 1 < kLeadOctets ? "preamble" : "SFD";
    if (octet >= kLeadOctets) {
      for (const auto& field : decoded.fields) {
        const std::size_t at = octet - kLeadOctets;
        if (at >= field.offset && at < field.offset + field.length) what = field.layer + " " + field.name;
      }
    }
    for (unsigned bit = 0; bit < 8; ++bit) {
      const double t = samples_.t0 + static_cast<double>(octet * 8 + bit) * kBitNs;
      bits.push_back({{"t", t}, {"end", t + kBitNs}, {"bit", (value >> bit) & 1}, {"octet", octet}, {"note", what}});
    }
  }
  line_ = {{"frame", index}, {"title", "The SYN on the line"}, {"t0", samples_.t0}, {"step_ns", samples_.step},
           {"driver_mv", millivolts(samples_.driver)}, {"receiver_mv", millivolts(samples_.receiver)}, {"bits", bits}};
}

nlohmann::json Recorder::story() const {
  json sorted = steps_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const json& a, const json& b) { return a["t"].get<double>() < b["t"].get<double>(); });
  return {{"steps", sorted}, {"calls", calls_}, {"events", events_}, {"frames", frames_}, {"line", line_},
          {"actors", json::array({{{"id", "host"}, {"name", "Host program"}},
                                  {{"id", "regs"}, {"name", "Registers"}},
                                  {{"id", "engine"}, {"name", "TCP engine"}},
                                  {{"id", "mac"}, {"name", "MAC"}},
                                  {{"id", "line"}, {"name", "Line"}},
                                  {{"id", "peer"}, {"name", "Peer"}}})}};
}

}  // namespace sockwire
