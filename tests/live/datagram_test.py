"""The RTL on a TAP device, in lockstep, judged by the Linux kernel below TCP: datagrams and echoes of
every size around each boundary, fragments put together on both sides, ICMP errors, ARP."""

import contextlib
import errno
import random
import select
import socket
import struct

import bench
from bench import KERNEL, US, LiveCase, counters, run, tshark

PATIENCE = 240  # s, for one answer: the largest takes 10 s of a processor that others may want too
IP_MTU_DISCOVER, IP_PMTUDISC_DONT, IP_PMTUDISC_DO, IP_RECVERR = 10, 0, 2, 11
ORIGIN_ICMP = 2  # of a struct sock_extended_err


class Datagrams(LiveCase):
    apps = ("echo", "discard", "source")

    def end(self):
        super().end()
        capture = self.place / "run" / "live.pcapng"
        self.assertEqual(tshark(capture, "-Y", "_ws.expert.severity >= 0x00600000"), [])  # warnings and worse
        self.assertEqual(tshark(capture, "-Y", "ip.fragment.error || ip.fragment.overlap || "
                                "ip.fragment.toolongfragment || ip.fragment.multipletails"), [])
        found = counters()
        for layer, name in (("Ip", "InHdrErrors"), ("Ip", "ReasmFails"), ("Icmp", "InErrors"),
                            ("Icmp", "InCsumErrors"), ("Udp", "InErrors"), ("Udp", "InCsumErrors")):
            self.assertEqual(found[layer][name], 0, f"the kernel's {layer} {name}")

    def socket(self, port=0, connected=None):
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(peer.close)
        peer.settimeout(PATIENCE)
        peer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
        peer.bind((KERNEL, port))
        if connected:
            peer.connect((US, connected))
        return peer

    def echoed(self, peer, octets):
        peer.sendto(octets, (US, 7))
        answer, whom = peer.recvfrom(65536)
        self.assertEqual(whom, (US, 7))
        self.assertEqual(len(answer), len(octets))
        self.assertTrue(answer == octets, f"{len(octets)} octets differ")

    def test_answers_ping_of_every_size(self):
        for size in (0, 8, 56, 1472, 1473, 2952, 2953, 8000, 20000, 65507):
            with self.subTest(size=size):
                done = run("ping", "-c", 1, "-W", PATIENCE, "-M", "dont", "-s", size, US, limit=PATIENCE + 5)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn(f"{size + 8} bytes from {US}", done.stdout)
                self.assertNotIn("wrong data", done.stdout)
                self.assertNotIn("truncated", done.stdout)
        self.end()

    def test_echoes_datagrams_of_every_size(self):
        octets = random.Random(7)
        peer = self.socket()
        for size in (0, 1, 15, 16, 17, 1471, 1472, 1473, 2047, 2048, 2049, 2952, 2953, 2960, 8192, 65507):
            with self.subTest(size=size):
                self.echoed(peer, octets.randbytes(size))
        peer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO)
        self.echoed(peer, octets.randbytes(1472))  # with DF
        self.end()
        self.assertRegex(self.live.said(), r"datagrams received +17\n +datagrams sent +17\b")

    def test_echoes_to_several_askers_at_once(self):
        octets = random.Random(8)
        peers = [self.socket() for _ in range(6)]
        sent = [octets.randbytes(700 * number) for number in range(len(peers))]
        for peer, one in zip(peers, sent):
            peer.sendto(one, (US, 7))
        for peer, one in zip(peers, sent):
            self.assertEqual(peer.recv(65536), one)
        self.end()

    def test_answers_to_a_broadcast_under_its_own_address(self):
        peer = self.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for everybody in ("10.0.0.255", "255.255.255.255"):
            peer.setsockopt(socket.SOL_SOCKET, 25, b"tap0\0")  # SO_BINDTODEVICE
            peer.sendto(b"who", (everybody, 7))
            self.assertEqual(peer.recvfrom(100), (b"who", (US, 7)))
        self.end()

    def test_source_sends_text_and_discard_nothing(self):
        silent = self.socket(connected=9)
        silent.send(b"x" * 3000)
        asking = self.socket(connected=19)
        lengths = set()
        for _ in range(5):
            asking.send(b"")
            text = asking.recv(65536)
            self.assertLessEqual(len(text), 512)
            self.assertTrue(all(32 <= octet < 127 or octet == 10 for octet in text), text)
            lengths.add(len(text))
        self.assertGreater(len(lengths), 1)
        silent.settimeout(0)
        with self.assertRaises(BlockingIOError):
            silent.recv(10)
        self.end()
        self.assertRegex(self.live.said(), r"datagrams received +6\n +datagrams sent +5\b")

    def test_does_not_talk_to_a_server_that_answers_to_all(self):
        server = self.socket(port=19)
        server.sendto(b"x", (US, 7))
        self.echoed(self.socket(), b"after")
        server.settimeout(0)
        with self.assertRaises(BlockingIOError):
            server.recv(10)
        self.end()

    def test_refuses_for_a_port_that_nobody_has(self):
        for size in (0, 1, 1472, 3000):
            with self.subTest(size=size):
                peer = self.socket(connected=5)
                peer.send(bytes(size))
                with self.assertRaises(ConnectionRefusedError):
                    peer.recv(100)
        self.echoed(self.socket(), b"the others are served")
        self.end()

    def test_tells_a_traceroute_that_it_has_arrived(self):
        probe = self.socket()
        probe.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        for hops in (1, 2, 255):
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)
            probe.sendto(b"probe", (US, 33433 + hops))
            poller = select.poll()
            poller.register(probe, 0)
            self.assertTrue(poller.poll(PATIENCE * 1000), f"TTL {hops}: nothing is told")
            data, ancillary, _, about = probe.recvmsg(512, 512, socket.MSG_ERRQUEUE)
            self.assertEqual(about, (US, 33433 + hops))
            self.assertTrue(b"probe".startswith(data))  # RFC 792: the header and 8 octets, which is all of UDP's
            [(_, _, told)] = [one for one in ancillary if one[1] == IP_RECVERR]
            number, origin, kind, code = struct.unpack_from("=IBBB", told)
            self.assertEqual((number, origin, kind, code), (errno.ECONNREFUSED, ORIGIN_ICMP, 3, 3))
            self.assertEqual(socket.inet_ntoa(told[20:24]), US, "who says so")
            with contextlib.suppress(OSError):
                probe.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        self.end()

    def test_answers_arping(self):
        done = run("arping", "-I", "tap0", "-c", 2, "-w", PATIENCE, US, limit=PATIENCE + 5)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Received 2 response(s)", done.stdout)
        self.assertIn("[02:53:57:00:00:01]", done.stdout.lower())
        taken = run("arping", "-D", "-I", "tap0", "-c", 1, "-w", PATIENCE, US, limit=PATIENCE + 5)
        self.assertEqual(taken.returncode, 1, taken.stdout + taken.stderr)
        self.assertIn("Received 1 response(s)", taken.stdout)
        free = run("arping", "-D", "-I", "tap0", "-c", 1, "-w", 2, "10.0.0.77")
        self.assertEqual(free.returncode, 0, free.stdout + free.stderr)
        self.end()


bench.main(in_namespace=True)
