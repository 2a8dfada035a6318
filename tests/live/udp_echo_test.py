"""The RTL's own echo of UDP (RFC 862) on a TAP device, in lockstep, judged by the Linux kernel: every size
around each boundary, many askers, and what it leaves to the server above it."""

import random
import socket

import bench
from bench import KERNEL, US, LiveCase, counters, tshark

PATIENCE = 240  # s
IP_MTU_DISCOVER, IP_PMTUDISC_DONT, IP_PMTUDISC_DO, IP_RECVTOS = 10, 0, 2, 13
ECHO = 7007
LARGEST = 1472  # in one frame


class Echoes(LiveCase):
    apps = ("echo",)  # at port 7
    more = ("--udp-echo-port", ECHO)

    def end(self, echoes):
        super().end()
        self.assertRegex(self.live.said(), rf"echoes of the RTL +{echoes}\n")
        capture = self.place / "run" / "live.pcapng"
        self.assertEqual(tshark(capture, "-Y", "_ws.expert.severity >= 0x00600000"), [])  # warnings and worse
        # Every reply of the RTL in one frame, with DF and the datagram's own checksum.
        ours = f"udp.srcport == {ECHO} && ip.src == {US}"
        self.assertEqual(len(tshark(capture, "-Y", ours)), echoes)
        self.assertEqual(len(tshark(capture, "-Y", f"{ours} && ip.flags.df == 1 && ip.ttl == 64 && ip.id == 0")), echoes)
        found = counters()
        for layer, name in (("Ip", "InHdrErrors"), ("Udp", "InErrors"), ("Udp", "InCsumErrors")):
            self.assertEqual(found[layer][name], 0, f"the kernel's {layer} {name}")

    def socket(self, port=0):
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(peer.close)
        peer.settimeout(PATIENCE)
        peer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
        peer.bind((KERNEL, port))
        return peer

    def echoed(self, peer, octets, port=ECHO):
        peer.sendto(octets, (US, port))
        answer, whom = peer.recvfrom(65536)
        self.assertEqual(whom, (US, port))
        self.assertTrue(answer == octets, f"{len(octets)} octets differ from {len(answer)}")

    def test_echoes_every_size_that_a_frame_holds(self):
        octets = random.Random(9)
        peer = self.socket()
        sizes = [*range(0, 40), 63, 64, 65, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, *range(LARGEST - 8, LARGEST + 1)]
        for size in sizes:
            with self.subTest(size=size):
                self.echoed(peer, octets.randbytes(size))
        peer.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO)
        self.echoed(peer, octets.randbytes(LARGEST))  # with DF
        self.end(len(sizes) + 1)

    def test_what_comes_in_fragments_is_the_servers_or_nobodys(self):
        octets = random.Random(10)
        peer = self.socket()
        for size in (LARGEST + 1, 2952, 2953, 20000):
            self.echoed(peer, octets.randbytes(size), port=7)  # of the program
        self.echoed(peer, octets.randbytes(LARGEST))
        connected = self.socket()
        connected.connect((US, ECHO))
        connected.send(octets.randbytes(LARGEST + 1))
        with self.assertRaises(ConnectionRefusedError):
            connected.recv(100)
        self.end(1)

    def test_echoes_to_many_askers_at_once_with_their_class_of_service(self):
        octets = random.Random(11)
        peers = [self.socket() for _ in range(24)]
        sent = [octets.randbytes(61 * number) for number in range(len(peers))]
        for number, (peer, one) in enumerate(zip(peers, sent)):
            peer.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, number << 2)
            peer.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
            peer.sendto(one, (US, ECHO))
        for number, (peer, one) in enumerate(zip(peers, sent)):
            answer, ancillary, _, whom = peer.recvmsg(65536, 100)
            self.assertEqual((answer, whom), (one, (US, ECHO)))
            self.assertEqual([told[0] for _, kind, told in ancillary if kind == socket.IP_TOS], [number << 2])
        self.end(len(peers))

    def test_answers_neither_a_broadcast_nor_a_server_that_answers_to_all(self):
        peer = self.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        peer.setsockopt(socket.SOL_SOCKET, 25, b"tap0\0")  # SO_BINDTODEVICE
        servers = [self.socket(port) for port in (19, 1023, ECHO)]
        for everybody in ("10.0.0.255", "255.255.255.255"):
            peer.sendto(b"who", (everybody, ECHO))
        for server in servers:
            server.sendto(b"x", (US, ECHO))
        self.echoed(peer, b"after them all")
        for silent in (peer, *servers):
            silent.settimeout(0)
            with self.assertRaises(BlockingIOError):
                silent.recv(10)
        self.end(1)


bench.main(in_namespace=True)
