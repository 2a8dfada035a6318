"""The RTL, in lockstep, against the Linux kernel's TCP over a link of ours that loses, reorders,
duplicates, damages and delays, with the kernel's SACK, timestamps and window scaling on and off.

The kernel's timers run on the wall's time. With --time-shift 10 a second of the engine's lasts about
one of the wall's (docs/simulation.md), and the kernel's shortest time-out is set on the route."""

import pathlib
import random
import re
import socket
import struct
import threading
import time

import bench
from bench import KERNEL, US, Case, checked, connections, run, tshark, wait_for

PATIENCE = 60           # s, for one call of the kernel's
SHIFT = 10
FAULTS = ("--loss", "2%", "--delay", "5ms", "--duplicate=3%", "--reorder=5%", "--corrupt=1%")
BULK = 65536 + 4321     # octets one way
OPTIONS = ("tcp_sack", "tcp_timestamps", "tcp_window_scaling")


def set_options(on):
    for name in OPTIONS:
        pathlib.Path(f"/proc/sys/net/ipv4/{name}").write_text("1" if on else "0")


def source(octets):
    """What the program's source sends: printable characters, one more each line."""
    line = 72
    return bytes(10 if at % line == line - 1 else 32 + (at % line + at // line) % 95 for at in range(octets))


class Faulty(Case):
    faults = FAULTS

    def setUp(self):
        super().setUp()
        set_options(True)
        bench.make_tap("tap0", slow=False)
        self.addCleanup(bench.remove_tap, "tap0")
        checked("ip", "route", "change", "10.0.0.0/24", "dev", "tap0", "src", KERNEL, "rto_min", "500ms")

    def serve(self, seed=1, *more):
        self.live = bench.Child(self.place, "live", "--tap", "tap0", "--ip", f"{US}/24", "--app", "echo", "--app",
                                "source", "--app", "discard", "--out", "run", "--seconds", 200, "--quiet",
                                "--time-shift", SHIFT, *self.faults, "--link-seed", seed, *more)
        self.addCleanup(self.live.end)
        wait_for("sockwire live is up", lambda: "is up" in self.live.said() or self.live.process.poll() is not None)
        self.assertIsNone(self.live.process.poll(), self.live.said())

    def end(self):
        self.assertEqual(self.live.end(), 0, self.live.said())
        self.assert_agreed(self.live.said())
        lost, twice, late, damaged, frames = self.link()
        self.assertGreater(frames, 0)
        if self.faults and frames > 300:
            for count in (lost, twice, late, damaged):
                self.assertGreater(count, 0, self.live.said())
        return connections(self.place / "run")

    def link(self):
        found = re.search(r"link +lost (\d+), twice (\d+), late (\d+), damaged (\d+) of (\d+) frames", self.live.said())
        self.assertIsNotNone(found, self.live.said())
        return [int(number) for number in found.groups()]

    def connect(self, port, **options):
        peer = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.addCleanup(peer.close)
        peer.settimeout(PATIENCE)
        for name, value in options.items():
            peer.setsockopt(socket.SOL_SOCKET, getattr(socket, name), value)
        peer.connect((US, port))
        return peer

    def echoed(self, octets, peer=None):
        """Sends while it receives, closes its half, and reads to the end."""
        peer = peer or self.connect(7)
        def write():
            peer.sendall(octets)
            peer.shutdown(socket.SHUT_WR)
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        got = bytearray()
        while part := peer.recv(65536):
            got += part
        writer.join(PATIENCE)
        peer.close()
        return bytes(got)

    def offers(self):
        """The options of the kernel's first SYN."""
        [first, *_] = tshark(self.place / "run" / "live.pcapng", "-Y", "tcp.flags.syn == 1 && ip.src == " + KERNEL,
                             "-T", "fields", "-e", "tcp.options.sack_perm", "-e", "tcp.options.timestamp.tsval",
                             "-e", "tcp.options.wscale.shift")
        return [bool(field) for field in first.split("\t")]


class Bulk(Faulty):
    def both_ways(self, on):
        set_options(on)
        self.serve(seed=3 if on else 4)
        octets = random.Random(7).randbytes(BULK)
        self.assertEqual(self.echoed(octets), octets)
        [life] = self.end()
        self.assertEqual(life[:3], ["Closed>SynReceived", "SynReceived>Established", "Established>CloseWait"])
        self.assertEqual(self.offers(), [on] * 3)

    def test_both_ways_with_all_options_of_the_kernel(self):
        self.both_ways(True)

    def test_both_ways_without_any(self):
        self.both_ways(False)

    def test_from_our_client_to_the_kernels_server_and_back(self):
        octets = random.Random(8).randbytes(BULK)
        (self.place / "request").write_bytes(octets)
        with socket.create_server((KERNEL, 7)) as listener:
            def echo():
                with listener.accept()[0] as peer:
                    while part := peer.recv(4096):
                        peer.sendall(part)
            threading.Thread(target=echo, daemon=True).start()
            done = run(bench.program, "handshake", "--peer", "tap:tap0", "--phy", "gmii", "--connect", f"{KERNEL}:7",
                       "--send", "request", "--save", "answer", "--quiet", "--time-shift", SHIFT, *self.faults,
                       "--link-seed", 5, limit=90, cwd=self.place)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assert_agreed(done.stdout)
        self.assertEqual((self.place / "answer").read_bytes(), octets)


class Edges(Faulty):
    def test_half_closed_before_the_answer_begins(self):
        self.serve(seed=6)
        peer = self.connect(7)
        octets = random.Random(9).randbytes(6000)  # fits the engine's buffer
        peer.sendall(octets)
        peer.shutdown(socket.SHUT_WR)
        time.sleep(0.5)
        got = b""
        while part := peer.recv(1000):
            got += part
        self.assertEqual(got, octets)
        self.assertEqual(len(self.end()), 1)

    def test_zero_windows_of_the_kernel_and_of_ours(self):
        self.serve(seed=7)
        # The kernel's user does not read: its window closes, then ours, which the echo cannot empty.
        octets = random.Random(10).randbytes(40_000)
        peer = self.connect(7, SO_RCVBUF=4096)
        def write():
            peer.sendall(octets)
            peer.shutdown(socket.SHUT_WR)
        threading.Thread(target=write, daemon=True).start()
        time.sleep(4)
        got = b""
        while part := peer.recv(3000):
            got += part
        self.assertEqual(len(got), len(octets))
        self.assertEqual(got, octets)
        self.end()
        for address in (US, KERNEL):
            closed = tshark(self.place / "run" / "live.pcapng", "-Y",
                            f"ip.src == {address} && tcp.flags.ack == 1 && tcp.flags.reset == 0 && tcp.window_size == 0")
            self.assertGreater(len(closed), 0, f"{address} has never closed its window")

    def test_many_connections(self):
        self.serve(seed=8)
        wrong = []

        def talk(number):
            for turn in range(6):
                octets = random.Random(100 * number + turn).randbytes(1 + 97 * turn * number)
                try:
                    if self.echoed(octets) != octets:
                        wrong.append((number, turn, "wrong octets"))
                except OSError as error:
                    wrong.append((number, turn, str(error)))
        threads = [threading.Thread(target=talk, args=(number,), daemon=True) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(wrong, [])
        self.assertEqual(len([life for life in self.end() if "SynReceived>Established" in life]), 36)

    def test_reset_in_the_middle(self):
        self.serve(seed=9)
        peer = self.connect(19)
        expected = source(20_000)
        got = b""
        while len(got) < 10_000:
            got += peer.recv(2000)
        self.assertEqual(got, expected[:len(got)])
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close is RST
        peer.close()
        octets = random.Random(11).randbytes(5000)
        self.assertEqual(self.echoed(octets), octets)  # others do not notice
        lives = self.end()
        self.assertEqual(len(lives), 2)
        self.assertEqual(lives[0][-1], "Established>Closed")


if __name__ == "__main__":
    bench.main(in_namespace=True)
