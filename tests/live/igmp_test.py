"""Groups of the RTL on a TAP device, in lockstep: queriers of each version made with scapy, which also says
what our messages must be to the octet; a bridge of the Linux kernel that snoops, asks, and forwards a group
to its members; the kernel as who sends to a group."""

import json
import logging
import pathlib
import select
import socket
import time

import bench
from bench import KERNEL, US, LiveCase, checked, tshark, wait_for

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.layers.igmp import (  # noqa: E402
    IGMP_MQ, IGMP_MR, IGMPv2_MR, IGMPv3_MQ, IGMPv3_MR, IGMPv3_MR_Group)
from scapy.layers.inet import IP, IPOption_Router_Alert  # noqa: E402
from scapy.layers.l2 import Ether  # noqa: E402

MAC, QUERIER = "02:53:57:00:00:01", "02:00:00:00:00:99"
GROUP, OTHER, STRANGE = "224.1.2.3", "239.255.0.1", "224.1.2.4"
ALL_SYSTEMS, ALL_ROUTERS, ALL_V3_ROUTERS = "224.0.0.1", "224.0.0.2", "224.0.0.22"
IS_EXCLUDE, TO_INCLUDE, TO_EXCLUDE = 2, 3, 4
PATIENCE = 60  # s
ETH_P_ALL = 3


def ethernet_of(group):
    octets = [int(part) for part in group.split(".")]
    return f"01:00:5e:{octets[1] & 0x7F:02x}:{octets[2]:02x}:{octets[3]:02x}"


def message(to, igmp, source, ethernet):
    return bytes(Ether(dst=ethernet_of(to), src=ethernet)
                 / IP(src=source, dst=to, ttl=1, tos=0xC0, flags="DF", id=0, options=[IPOption_Router_Alert()]) / igmp)


def report(version, group, record=None):
    """What we must send, as scapy has it."""
    if version == 3:
        return message(ALL_V3_ROUTERS, IGMPv3_MR(records=[IGMPv3_MR_Group(rtype=record, maddr=group)]), US, MAC)
    return message(group, (IGMP_MR if version == 1 else IGMPv2_MR)(mrcode=0, gaddr=group), US, MAC)


def query(version, group="0.0.0.0", tenths=0, source="10.0.0.9"):
    to = ALL_SYSTEMS if group == "0.0.0.0" else group
    igmp = (IGMPv3_MQ if version == 3 else IGMP_MQ)(mrcode=tenths, gaddr=group)
    return message(to, igmp, source, QUERIER)


class Groups(LiveCase):
    apps = ("echo",)
    more = ("--group", GROUP, "--group", OTHER, "--time-shift", 10)

    def prepare(self):
        self.line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.addCleanup(self.line.close)
        self.line.bind(("tap0", 0))

    def end(self):
        super().end()
        capture = self.place / "run" / "live.pcapng"
        ours = f"igmp && ip.src == {US}"
        sent = len(tshark(capture, "-Y", ours))
        self.assertGreater(sent, 0)
        right = "igmp.checksum.status == Good && ip.opt.type == 148 && ip.ttl == 1 && ip.dsfield == 0xc0"
        self.assertEqual(len(tshark(capture, "-Y", f"{ours} && {right}")), sent)
        self.assertEqual(tshark(capture, "-Y", f"{ours} && _ws.expert.severity >= 0x00600000"), [])

    def next_message(self, seconds):
        """The next message of IGMP from us, without padding; nothing if none comes."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([self.line], [], [], left)[0]:
                continue
            frame = self.line.recv(65536)
            parsed = Ether(frame)
            if parsed.src == MAC and IP in parsed and parsed[IP].proto == 2:
                return frame[:14 + parsed[IP].len]
        return None

    def expect(self, *messages):
        """These, in any order."""
        came = [self.next_message(PATIENCE) for _ in messages]
        self.assertEqual(sorted(map(bytes.hex, filter(None, came))), sorted(map(bytes.hex, messages)))

    def settle(self):
        both = [report(3, group, TO_EXCLUDE) for group in (GROUP, OTHER)]
        self.expect(*both, *both)

    def test_says_what_it_is_a_member_of_and_answers_queries_of_each_version(self):
        self.settle()
        self.line.send(query(3, tenths=10))
        self.expect(*[report(3, group, IS_EXCLUDE) for group in (GROUP, OTHER)])
        self.line.send(query(3, group=OTHER, tenths=10, source="0.0.0.0"))
        self.expect(report(3, OTHER, IS_EXCLUDE))
        self.line.send(query(2, tenths=10))
        self.expect(*[report(2, group) for group in (GROUP, OTHER)])
        self.line.send(query(2, group=GROUP, tenths=5))
        self.expect(report(2, GROUP))
        self.line.send(query(1))
        self.expect(*[report(1, group) for group in (GROUP, OTHER)])
        self.line.send(query(3, tenths=10))  # version 1 has been heard: 260 s
        self.expect(*[report(1, group) for group in (GROUP, OTHER)])
        self.end()

    def test_keeps_silent_when_another_host_has_reported(self):
        self.settle()
        self.line.send(query(2, tenths=100))
        for theirs in (IGMPv2_MR, IGMP_MR):
            self.line.send(message(GROUP, theirs(mrcode=0, gaddr=GROUP), "10.0.0.9", QUERIER))
        self.expect(report(2, OTHER))
        self.assertIsNone(self.next_message(8))
        self.end()
        # Who did not report last does not say that it leaves.
        leaves = tshark(self.place / "run" / "live.pcapng", "-Y", "igmp.type == 0x17", "-T", "fields", "-e", "igmp.maddr", "-e", "ip.dst")
        self.assertEqual(leaves, [f"{OTHER}\t{ALL_ROUTERS}"])

    def test_says_that_it_leaves_when_it_ends(self):
        self.settle()
        self.end()
        records = tshark(self.place / "run" / "live.pcapng", "-Y", f"igmp.type == 0x22 && igmp.record_type == {TO_INCLUDE}",
                         "-T", "fields", "-e", "igmp.maddr", "-e", "ip.dst")
        self.assertEqual(sorted(set(records)), [f"{group}\t{ALL_V3_ROUTERS}" for group in (GROUP, OTHER)])

    def test_hears_what_the_kernel_sends_to_its_groups_alone(self):
        self.settle()
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(peer.close)
        peer.settimeout(PATIENCE)
        peer.bind((KERNEL, 0))
        peer.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(KERNEL))
        for group, octets in ((GROUP, b"one"), (STRANGE, b"nobody"), (OTHER, b"x" * 3000), (ALL_SYSTEMS, b"all"), (GROUP, b"")):
            peer.sendto(octets, (group, 7))
        self.assertEqual([peer.recvfrom(65536) for _ in range(3)], [(b"one", (US, 7)), (b"x" * 3000, (US, 7)), (b"", (US, 7))])
        self.end()


class Snooped(LiveCase):
    """The kernel's bridge is the querier, and forwards a group only where somebody has reported it."""

    apps = ("echo",)
    more = ("--group", GROUP, "--time-shift", 10)
    version = 3

    def prepare(self):
        checked("ip", "addr", "flush", "dev", "tap0")
        made = bench.run("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", 1, "mcast_querier", 1,
                         "mcast_igmp_version", self.version, "mcast_query_interval", 400,
                         "mcast_startup_query_interval", 200, "mcast_query_response_interval", 100, "forward_delay", 0)
        if made.returncode:
            self.skipTest(f"no bridge that snoops can be made here: {made.stderr.strip()}")
        self.addCleanup(checked, "ip", "link", "del", "br0")
        pathlib.Path("/proc/sys/net/ipv6/conf/br0/disable_ipv6").write_text("1")
        checked("ip", "link", "set", "tap0", "master", "br0")
        checked("ip", "addr", "add", f"{KERNEL}/24", "dev", "br0")
        checked("ip", "link", "set", "br0", "up")

    def members(self):
        """Groups that the bridge knows somebody at tap0 to be in."""
        found = json.loads(checked("bridge", "-j", "mdb", "show"))
        return {entry["grp"] for table in found for entry in table["mdb"] if entry["port"] == "tap0"}

    def queries(self):
        return len(tshark(self.place / "run" / "live.pcapng", "-Y", f"igmp.type == 0x11 && igmp.version == {self.version}"))

    def test_is_known_to_a_bridge_as_a_member_and_stays_one(self):
        wait_for("the bridge knows of the group", lambda: GROUP in self.members(), PATIENCE)
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(peer.close)
        peer.settimeout(PATIENCE)
        peer.bind((KERNEL, 0))
        peer.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(KERNEL))
        peer.sendto(b"to the members", (GROUP, 7))
        self.assertEqual(peer.recvfrom(100), (b"to the members", (US, 7)))
        wait_for("the bridge has asked three times", lambda: self.queries() >= 3, PATIENCE)
        time.sleep(2)
        self.assertIn(GROUP, self.members(), "it has answered")
        self.end()
        kind = 0x22 if self.version == 3 else 0x16
        answers = tshark(self.place / "run" / "live.pcapng", "-Y", f"igmp.type == {kind} && ip.src == {US}")
        self.assertGreaterEqual(len(answers), 2)  # the first query may have come before there was a member


class SnoopedInVersionTwo(Snooped):
    version = 2


bench.main(in_namespace=True)
