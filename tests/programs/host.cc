#include "tests/programs/host.h"

namespace sockwire {

Bench::Answered Host::call(Call call, unsigned desc, std::uint32_t addr, std::uint16_t port,
                           std::uint32_t length) {
  if (plant_ == Plant::LeakDescriptor && call == Call::CallClose &&
      bench_.state(desc).state == TcpState::Established) {
    return {.error = Errno::Ok, .value = 0};
  }
  Bench::Answered answer = bench_.call(call, desc, addr, port, length);
  if (plant_ == Plant::WrongErrno && answer.error == Errno::Epipe) answer.error = Errno::Enotconn;
  if (plant_ == Plant::LateClose && call == Call::CallClose) {
    if (answer.error == Errno::Ok) closed_.insert(desc);
    if (answer.error == Errno::Ebadf && closed_.contains(desc)) answer.error = Errno::Ok;
  }
  return answer;
}

Bench::Answered Host::send(unsigned desc, std::span<const std::uint8_t> octets,
                           std::uint32_t length) {
  const auto window = octets.first(std::min<std::size_t>(octets.size(), kWindowBytes));
  for (std::size_t i = 0; i < window.size(); i += 4) {
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 4 && i + j < window.size(); ++j)
      word |= std::uint32_t{window[i + j]} << (8 * j);
    bench_.write32(reg::kSendWindow + static_cast<std::uint32_t>(i), word);
  }
  const bool loses = plant_ == Plant::LoseLastOctet && length >= 2;
  Bench::Answered answer = call(Call::CallSend, desc, 0, 0, loses ? length - 1 : length);
  if (loses && answer.error == Errno::Ok) ++answer.value;
  return answer;
}

Host::Received Host::recv(unsigned desc, std::uint32_t length) {
  Received got{.answer = call(Call::CallRecv, desc, 0, 0, length), .octets = {}};
  if (plant_ == Plant::EarlyEnd && got.answer.error == Errno::Eagain &&
      bench_.state(desc).state == TcpState::Established) {
    got.answer.error = Errno::Ok;
  }
  if (got.answer.error != Errno::Ok) return got;
  got.octets.resize(std::min(got.answer.value, kWindowBytes));
  for (std::uint32_t i = 0; i < got.octets.size(); i += 4) {
    const std::uint32_t word = bench_.read32(reg::kRecvWindow + i);
    for (std::uint32_t j = 0; j < 4 && i + j < got.octets.size(); ++j) {
      got.octets[i + j] = static_cast<std::uint8_t>(word >> (8 * j));
    }
  }
  if (plant_ == Plant::DoubleOctet && got.octets.size() >= 2) got.octets[1] = got.octets[0];
  return got;
}

std::optional<Bench::Event> Host::take_event() {
  auto event = bench_.take_event();
  if (!event) return event;
  switch (plant_) {
    case Plant::DropReadable:
      event->ready.readable = false;
      break;
    case Plant::DropWritable:
      event->ready.writable = event->ready.connected = false;
      break;
    case Plant::DropError:
      event->ready.error = false;
      break;
    case Plant::DropAcceptable:
      event->ready.acceptable = false;
      break;
    case Plant::WrongEvent:
      event->desc = event->desc == 0 ? 1 : event->desc - 1;
      break;
    default:
      break;
  }
  return event;
}

}  // namespace sockwire
