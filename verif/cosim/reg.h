// Addresses of the register map, from the generated header, and the bits of those that the bench
// itself uses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/generated/toe_regs.h"

namespace sockwire::reg {

#define SOCKWIRE_REG(name, field) inline constexpr std::uint32_t name = offsetof(toe_regs_t, field)
SOCKWIRE_REG(kMagic, MAGIC);
SOCKWIRE_REG(kMtu, MTU);
SOCKWIRE_REG(kMacLo, MAC_LO);
SOCKWIRE_REG(kMacHi, MAC_HI);
SOCKWIRE_REG(kIpAddr, IP_ADDR);
SOCKWIRE_REG(kIpMask, IP_MASK);
SOCKWIRE_REG(kGateway, GATEWAY);
SOCKWIRE_REG(kEthVlan, ETH_VLAN);
SOCKWIRE_REG(kUdpEcho, UDP_ECHO);
SOCKWIRE_REG(kTimeScale, TIME_SCALE);
SOCKWIRE_REG(kMsl, MSL);
SOCKWIRE_REG(kStatus, STATUS);
SOCKWIRE_REG(kSecret, SECRET);
SOCKWIRE_REG(kCmdCall, CMD_CALL);
SOCKWIRE_REG(kCmdAddr, CMD_ADDR);
SOCKWIRE_REG(kCmdPort, CMD_PORT);
SOCKWIRE_REG(kCmdLength, CMD_LENGTH);
SOCKWIRE_REG(kCmdGo, CMD_GO);
SOCKWIRE_REG(kCmdStatus, CMD_STATUS);
SOCKWIRE_REG(kCmdValue, CMD_VALUE);
SOCKWIRE_REG(kCmdFromAddr, CMD_FROM_ADDR);
SOCKWIRE_REG(kCmdFromPort, CMD_FROM_PORT);
SOCKWIRE_REG(kCmdToAddr, CMD_TO_ADDR);
SOCKWIRE_REG(kArpClaimAddr, ARP_CLAIM_ADDR);
SOCKWIRE_REG(kArpClaim, ARP_CLAIM);
SOCKWIRE_REG(kArpStatus, ARP_STATUS);
SOCKWIRE_REG(kEvent, EVENT);
SOCKWIRE_REG(kEventTake, EVENT_TAKE);
SOCKWIRE_REG(kIrqStatus, IRQ_STATUS);
SOCKWIRE_REG(kIrqEnable, IRQ_ENABLE);
SOCKWIRE_REG(kSockSelect, SOCK_SELECT);
SOCKWIRE_REG(kSockState, SOCK_STATE);
SOCKWIRE_REG(kSockPeer, SOCK_PEER);
SOCKWIRE_REG(kSockPorts, SOCK_PORTS);
SOCKWIRE_REG(kSockReadable, SOCK_READABLE);
SOCKWIRE_REG(kSockFree, SOCK_FREE);
SOCKWIRE_REG(kSockUnsent, SOCK_UNSENT);
SOCKWIRE_REG(kSockUnacked, SOCK_UNACKED);
SOCKWIRE_REG(kSockCwnd, SOCK_CWND);
SOCKWIRE_REG(kSockSrtt, SOCK_SRTT);
SOCKWIRE_REG(kSockRttvar, SOCK_RTTVAR);
SOCKWIRE_REG(kSockRto, SOCK_RTO);
SOCKWIRE_REG(kSockOptions, SOCK_OPTIONS);
SOCKWIRE_REG(kSockSegsIn, SOCK_SEGS_IN);
SOCKWIRE_REG(kSockSegsOut, SOCK_SEGS_OUT);
SOCKWIRE_REG(kSockSegsAgain, SOCK_SEGS_AGAIN);
SOCKWIRE_REG(kSockDrops, SOCK_DROPS);
SOCKWIRE_REG(kSockSoftError, SOCK_SOFT_ERROR);
SOCKWIRE_REG(kSockUrgent, SOCK_URGENT);
SOCKWIRE_REG(kSockSsthresh, SOCK_SSTHRESH);
SOCKWIRE_REG(kSockCongestion, SOCK_CONGESTION);
SOCKWIRE_REG(kTcpActiveOpens, TCP_ACTIVE_OPENS);
SOCKWIRE_REG(kTcpPassiveOpens, TCP_PASSIVE_OPENS);
SOCKWIRE_REG(kTcpAttemptFails, TCP_ATTEMPT_FAILS);
SOCKWIRE_REG(kTcpEstabResets, TCP_ESTAB_RESETS);
SOCKWIRE_REG(kTcpInSegs, TCP_IN_SEGS);
SOCKWIRE_REG(kTcpOutSegs, TCP_OUT_SEGS);
SOCKWIRE_REG(kTcpRetransSegs, TCP_RETRANS_SEGS);
SOCKWIRE_REG(kTcpInErrs, TCP_IN_ERRS);
SOCKWIRE_REG(kTcpOutRsts, TCP_OUT_RSTS);
SOCKWIRE_REG(kTcpInDiscards, TCP_IN_DISCARDS);
SOCKWIRE_REG(kTcpOutDiscards, TCP_OUT_DISCARDS);
SOCKWIRE_REG(kTcpDropBacklog, TCP_DROP_BACKLOG);
SOCKWIRE_REG(kTcpDropNoSocket, TCP_DROP_NO_SOCKET);
SOCKWIRE_REG(kTcpDropNoBuffer, TCP_DROP_NO_BUFFER);
SOCKWIRE_REG(kTcpStale, TCP_STALE);
SOCKWIRE_REG(kTcpDropNoConnection, TCP_DROP_NO_CONNECTION);
SOCKWIRE_REG(kTcpDropUnacceptable, TCP_DROP_UNACCEPTABLE);
SOCKWIRE_REG(kTcpDropChallenge, TCP_DROP_CHALLENGE);
SOCKWIRE_REG(kTcpDropNoAck, TCP_DROP_NO_ACK);
SOCKWIRE_REG(kTcpDropBadAck, TCP_DROP_BAD_ACK);
SOCKWIRE_REG(kTcpDropIgnored, TCP_DROP_IGNORED);
SOCKWIRE_REG(kTcpDropNoListener, TCP_DROP_NO_LISTENER);
SOCKWIRE_REG(kTcpDropPaws, TCP_DROP_PAWS);
SOCKWIRE_REG(kTcpDropNoTimestamp, TCP_DROP_NO_TIMESTAMP);
SOCKWIRE_REG(kTcpCookiesSent, TCP_COOKIES_SENT);
SOCKWIRE_REG(kTcpCookiesTaken, TCP_COOKIES_TAKEN);
SOCKWIRE_REG(kUdpInDatagrams, UDP_IN_DATAGRAMS);
SOCKWIRE_REG(kUdpNoPorts, UDP_NO_PORTS);
SOCKWIRE_REG(kUdpInErrors, UDP_IN_ERRORS);
SOCKWIRE_REG(kUdpInOverflows, UDP_IN_OVERFLOWS);
SOCKWIRE_REG(kUdpOutDatagrams, UDP_OUT_DATAGRAMS);
SOCKWIRE_REG(kUdpOutDiscards, UDP_OUT_DISCARDS);
SOCKWIRE_REG(kIpReasmReqds, IP_REASM_REQDS);
SOCKWIRE_REG(kIpReasmOks, IP_REASM_OKS);
SOCKWIRE_REG(kIpOutFragOks, IP_OUT_FRAG_OKS);
SOCKWIRE_REG(kIpOutFragCreates, IP_OUT_FRAG_CREATES);
SOCKWIRE_REG(kIcmpOutDestUnreachs, ICMP_OUT_DEST_UNREACHS);
SOCKWIRE_REG(kIcmpOutTimeExcds, ICMP_OUT_TIME_EXCDS);
SOCKWIRE_REG(kIcmpOutLimited, ICMP_OUT_LIMITED);
SOCKWIRE_REG(kArpProbeConflicts, ARP_PROBE_CONFLICTS);
SOCKWIRE_REG(kTcpRstsLimited, TCP_RSTS_LIMITED);
SOCKWIRE_REG(kIpInReceives, IP_IN_RECEIVES);
SOCKWIRE_REG(kIpInHdrErrors, IP_IN_HDR_ERRORS);
SOCKWIRE_REG(kIpInAddrErrors, IP_IN_ADDR_ERRORS);
SOCKWIRE_REG(kIpInUnknownProtos, IP_IN_UNKNOWN_PROTOS);
SOCKWIRE_REG(kIpInDiscards, IP_IN_DISCARDS);
SOCKWIRE_REG(kIpReasmFails, IP_REASM_FAILS);
SOCKWIRE_REG(kIpOutRequests, IP_OUT_REQUESTS);
SOCKWIRE_REG(kIcmpInMsgs, ICMP_IN_MSGS);
SOCKWIRE_REG(kIcmpInErrors, ICMP_IN_ERRORS);
SOCKWIRE_REG(kIcmpInEchos, ICMP_IN_ECHOS);
SOCKWIRE_REG(kIcmpOutEchoReps, ICMP_OUT_ECHO_REPS);
SOCKWIRE_REG(kIcmpInDiscards, ICMP_IN_DISCARDS);
SOCKWIRE_REG(kIcmpInDestUnreachs, ICMP_IN_DEST_UNREACHS);
SOCKWIRE_REG(kIcmpInTimeExcds, ICMP_IN_TIME_EXCDS);
SOCKWIRE_REG(kIcmpInParmProbs, ICMP_IN_PARM_PROBS);
SOCKWIRE_REG(kIcmpInSrcQuenchs, ICMP_IN_SRC_QUENCHS);
SOCKWIRE_REG(kArpInRequests, ARP_IN_REQUESTS);
SOCKWIRE_REG(kArpInReplies, ARP_IN_REPLIES);
SOCKWIRE_REG(kArpOutRequests, ARP_OUT_REQUESTS);
SOCKWIRE_REG(kArpOutReplies, ARP_OUT_REPLIES);
SOCKWIRE_REG(kArpConflicts, ARP_CONFLICTS);
SOCKWIRE_REG(kIfInUnknownProtos, IF_IN_UNKNOWN_PROTOS);
SOCKWIRE_REG(kMacInFrames, MAC_IN_FRAMES);
SOCKWIRE_REG(kMacOutFrames, MAC_OUT_FRAMES);
SOCKWIRE_REG(kMacRunts, MAC_RUNTS);
SOCKWIRE_REG(kMacGiants, MAC_GIANTS);
SOCKWIRE_REG(kMacAlignmentErrors, MAC_ALIGNMENT_ERRORS);
SOCKWIRE_REG(kMacFcsErrors, MAC_FCS_ERRORS);
SOCKWIRE_REG(kMacSymbolErrors, MAC_SYMBOL_ERRORS);
SOCKWIRE_REG(kMacFiltered, MAC_FILTERED);
SOCKWIRE_REG(kMacOverflows, MAC_OVERFLOWS);
SOCKWIRE_REG(kMacPauses, MAC_PAUSES);
SOCKWIRE_REG(kVlanFiltered, VLAN_FILTERED);
SOCKWIRE_REG(kUdpEchos, UDP_ECHOS);
SOCKWIRE_REG(kUdpEchoDiscards, UDP_ECHO_DISCARDS);
SOCKWIRE_REG(kIgmpInQueries, IGMP_IN_QUERIES);
SOCKWIRE_REG(kIgmpInReports, IGMP_IN_REPORTS);
SOCKWIRE_REG(kIgmpInErrors, IGMP_IN_ERRORS);
SOCKWIRE_REG(kIgmpOutReports, IGMP_OUT_REPORTS);
SOCKWIRE_REG(kIgmpOutLeaves, IGMP_OUT_LEAVES);
#undef SOCKWIRE_REG

inline constexpr std::uint32_t kSendWindow = 0x1000;
inline constexpr std::uint32_t kRecvWindow = 0x1800;
inline constexpr std::uint32_t kEnd = 0x2000;

inline constexpr std::uint32_t kStatusReady = 1U << 1;
inline constexpr std::uint32_t kEthVlanEnable = 1U << 31;
inline constexpr std::uint32_t kCmdBusy = 1U << 0;
inline constexpr std::uint32_t kCmdDone = 1U << 1;
inline constexpr std::uint32_t kSockValid = 1U << 31;
inline constexpr std::uint32_t kEventValid = 1U << 31;

// Counters whose RTL and model values must agree when nothing is under way. (TCP_STALE need not: the
// moment at which a payload is read is the hardware's own.)
inline constexpr std::uint32_t kModelCounters[] = {
    kTcpActiveOpens, kTcpPassiveOpens, kTcpAttemptFails, kTcpEstabResets, kTcpInSegs,
    kTcpOutSegs, kTcpRetransSegs, kTcpInErrs, kTcpOutRsts, kTcpInDiscards, kTcpOutDiscards,
    kTcpDropBacklog, kTcpDropNoSocket, kTcpDropNoBuffer, kTcpDropNoConnection, kTcpDropUnacceptable,
    kTcpDropChallenge, kTcpDropNoAck, kTcpDropBadAck, kTcpDropIgnored, kTcpDropNoListener,
    kTcpDropPaws, kTcpDropNoTimestamp, kTcpCookiesSent, kTcpCookiesTaken, kIpInReceives, kIpInHdrErrors,
    kIpInAddrErrors, kIpInUnknownProtos, kIpInDiscards, kIpReasmFails, kIpOutRequests, kIcmpInMsgs,
    kIcmpInErrors, kIcmpInEchos, kIcmpOutEchoReps, kIcmpInDiscards, kIcmpInDestUnreachs,
    kIcmpInTimeExcds, kIcmpInParmProbs, kIcmpInSrcQuenchs, kArpInRequests, kArpInReplies,
    kArpOutRequests, kArpOutReplies, kArpConflicts, kIfInUnknownProtos, kUdpInDatagrams,
    kUdpNoPorts, kUdpInErrors, kUdpInOverflows, kUdpOutDatagrams, kUdpOutDiscards, kIpReasmReqds,
    kIpReasmOks, kIpOutFragOks, kIpOutFragCreates, kIcmpOutDestUnreachs, kIcmpOutTimeExcds,
    kIcmpOutLimited, kArpProbeConflicts, kVlanFiltered, kUdpEchos, kUdpEchoDiscards, kIgmpInQueries,
    kIgmpInReports, kIgmpInErrors, kIgmpOutReports, kIgmpOutLeaves};

}  // namespace sockwire::reg
