#include "sim/register_names.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "host/registers.h"

namespace sockwire {

namespace {
#define NAMED(name) \
  std::pair<std::uint32_t, std::string_view> { SOCKWIRE_ADDRESS(name), #name }
constexpr std::array kRegisters{
    NAMED(MAGIC),
    NAMED(VERSION),
    NAMED(SIZES),
    NAMED(BUFFERS),
    NAMED(WINDOWS),
    NAMED(RATES),
    NAMED(MAC_LO),
    NAMED(MAC_HI),
    NAMED(IP_ADDR),
    NAMED(IP_MASK),
    NAMED(GATEWAY),
    NAMED(TIME_SCALE),
    NAMED(MSL),
    NAMED(STATUS),
    NAMED(NOW_LO),
    NAMED(NOW_HI),
    NAMED(TIME_LATCH),
    NAMED(CMD_CALL),
    NAMED(CMD_ADDR),
    NAMED(CMD_PORT),
    NAMED(CMD_LENGTH),
    NAMED(CMD_GO),
    NAMED(CMD_STATUS),
    NAMED(CMD_VALUE),
    NAMED(EVENT),
    NAMED(EVENT_TAKE),
    NAMED(IRQ_STATUS),
    NAMED(IRQ_ENABLE),
    NAMED(SOCK_SELECT),
    NAMED(SOCK_STATE),
    NAMED(SOCK_PEER),
    NAMED(SOCK_PORTS),
    NAMED(SOCK_READABLE),
    NAMED(SOCK_FREE),
    NAMED(SOCK_UNSENT),
    NAMED(SOCK_UNACKED),
    NAMED(SOCK_IDLE),
    NAMED(SOCK_SND_UNA),
    NAMED(SOCK_SND_NXT),
    NAMED(SOCK_SND_WND),
    NAMED(SOCK_RCV_NXT),
    NAMED(SOCK_RCV_WND),
    NAMED(SOCK_CWND),
    NAMED(SOCK_SSTHRESH),
    NAMED(SOCK_SRTT),
    NAMED(SOCK_RTTVAR),
    NAMED(SOCK_RTO),
    NAMED(SOCK_OPTIONS),
    NAMED(SOCK_SEGS_IN),
    NAMED(SOCK_SEGS_OUT),
    NAMED(SOCK_SEGS_AGAIN),
    NAMED(SOCK_DROPS),
    NAMED(SOCK_SOFT_ERROR),
    NAMED(SOCK_URGENT),
    NAMED(SOCK_CONGESTION),
    NAMED(TCP_ACTIVE_OPENS),
    NAMED(TCP_PASSIVE_OPENS),
    NAMED(TCP_ATTEMPT_FAILS),
    NAMED(TCP_ESTAB_RESETS),
    NAMED(TCP_IN_SEGS),
    NAMED(TCP_OUT_SEGS),
    NAMED(TCP_RETRANS_SEGS),
    NAMED(TCP_IN_ERRS),
    NAMED(TCP_OUT_RSTS),
    NAMED(TCP_IN_DISCARDS),
    NAMED(TCP_OUT_DISCARDS),
    NAMED(TCP_DROP_BACKLOG),
    NAMED(TCP_DROP_NO_SOCKET),
    NAMED(TCP_DROP_NO_BUFFER),
    NAMED(TCP_STALE),
    NAMED(TCP_DROP_NO_CONNECTION),
    NAMED(TCP_DROP_UNACCEPTABLE),
    NAMED(TCP_DROP_CHALLENGE),
    NAMED(TCP_DROP_NO_ACK),
    NAMED(TCP_DROP_BAD_ACK),
    NAMED(TCP_DROP_IGNORED),
    NAMED(TCP_DROP_NO_LISTENER),
    NAMED(TCP_DROP_PAWS),
    NAMED(TCP_DROP_NO_TIMESTAMP),
    NAMED(TCP_COOKIES_SENT),
    NAMED(TCP_COOKIES_TAKEN),
    NAMED(IP_IN_RECEIVES),
    NAMED(IP_IN_HDR_ERRORS),
    NAMED(IP_IN_ADDR_ERRORS),
    NAMED(IP_IN_UNKNOWN_PROTOS),
    NAMED(IP_IN_DISCARDS),
    NAMED(IP_REASM_FAILS),
    NAMED(IP_OUT_REQUESTS),
    NAMED(ICMP_IN_MSGS),
    NAMED(ICMP_IN_ERRORS),
    NAMED(ICMP_IN_ECHOS),
    NAMED(ICMP_OUT_ECHO_REPS),
    NAMED(ICMP_IN_DISCARDS),
    NAMED(ICMP_IN_DEST_UNREACHS),
    NAMED(ICMP_IN_TIME_EXCDS),
    NAMED(ICMP_IN_PARM_PROBS),
    NAMED(ICMP_IN_SRC_QUENCHS),
    NAMED(ARP_IN_REQUESTS),
    NAMED(ARP_IN_REPLIES),
    NAMED(ARP_OUT_REQUESTS),
    NAMED(ARP_OUT_REPLIES),
    NAMED(ARP_CONFLICTS),
    NAMED(IF_IN_UNKNOWN_PROTOS),
    NAMED(MAC_IN_FRAMES),
    NAMED(MAC_OUT_FRAMES),
    NAMED(MAC_RUNTS),
    NAMED(MAC_GIANTS),
    NAMED(MAC_ALIGNMENT_ERRORS),
    NAMED(MAC_FCS_ERRORS),
    NAMED(MAC_SYMBOL_ERRORS),
    NAMED(MAC_FILTERED),
    NAMED(MAC_OVERFLOWS),
};
#undef NAMED
}  // namespace

std::string register_name(std::uint32_t address) {
  if (address >= host_map::kReceiveWindow) return fmt::format("RECEIVE_WINDOW+{:#x}", address - host_map::kReceiveWindow);
  if (address >= host_map::kSendWindow) return fmt::format("SEND_WINDOW+{:#x}", address - host_map::kSendWindow);
  for (const auto& [at, name] : kRegisters) {
    if (at == address) return std::string(name);
  }
  constexpr auto kSecret = SOCKWIRE_ADDRESS(SECRET);
  if (address >= kSecret && address < kSecret + 16) return fmt::format("SECRET[{}]", (address - kSecret) / 4);
  return fmt::format("{:#05x}", address);
}

}  // namespace sockwire
