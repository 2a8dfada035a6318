"""The RTL on a TAP device, in lockstep, against the Linux kernel's TCP, IP, ICMP and ARP: as client
of an HTTP server, and as the server of ping, curl, nc and several connections at once. Who closes
first is in TIME-WAIT, on either side (RFC 9293 3.6)."""

import contextlib
import http.server
import random
import socket
import subprocess
import threading

import bench
from bench import KERNEL, US, Case, connections, run, states, wait_for

PATIENCE = 60  # s, for one call of the kernel's


class Page(http.server.BaseHTTPRequestHandler):
    body = random.Random(5).randbytes(70001)  # more than 64 KiB, and no multiple of anything

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


class Client(Case):
    """`sockwire handshake --peer tap:`."""

    def setUp(self):
        super().setUp()
        bench.make_tap("tap0")
        self.addCleanup(bench.remove_tap, "tap0")

    def handshake(self, port, *more):
        done = run(bench.program, "handshake", "--peer", "tap:tap0", "--phy", "gmii", "--connect",
                   f"{KERNEL}:{port}", "--out", "run", "--quiet", *more, limit=90, cwd=self.place)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assert_agreed(done.stdout)
        self.assert_clean(self.place / "run" / "handshake.pcapng")
        [life] = connections(self.place / "run")
        return life

    def test_fetches_a_page_from_the_kernel_byte_for_byte(self):
        server = http.server.ThreadingHTTPServer((KERNEL, 80), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        life = self.handshake(80, "--save", "page")
        head, _, body = (self.place / "page").read_bytes().partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.0 200"))
        self.assertEqual(len(body), len(Page.body))
        self.assertEqual(body, Page.body)
        # The kernel closed first: HTTP/1.0.
        self.assertEqual(life, ["Closed>SynSent", "SynSent>Established", "Established>CloseWait",
                                "CloseWait>LastAck", "LastAck>Closed"])
        self.assertEqual(states(80), ["TIME-WAIT"])

    def test_closes_first_and_waits_while_the_kernel_forgets(self):
        with socket.create_server((KERNEL, 7)) as listener:
            def echo():
                with listener.accept()[0] as peer:
                    while octets := peer.recv(4096):
                        peer.sendall(octets)
            threading.Thread(target=echo, daemon=True).start()
            life = self.handshake(7, "--save", "answer")
        self.assertIn(b"from socket() to the volts", (self.place / "answer").read_bytes())
        self.assertEqual(life[:3], ["Closed>SynSent", "SynSent>Established", "Established>FinWait1"])
        self.assertEqual(life[-1], "TimeWait>Closed")
        self.assertEqual(states(7), [])

    def test_is_refused_by_a_port_where_nobody_listens(self):
        done = run(bench.program, "handshake", "--peer", "tap:tap0", "--phy", "gmii", "--connect",
                   f"{KERNEL}:81", "--out", "run", "--quiet", cwd=self.place)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Connection refused", done.stderr)
        self.assert_agreed(done.stdout)


class Server(bench.LiveCase):
    """`sockwire live`."""

    def end(self):
        super().end()
        return connections(self.place / "run")

    def connect(self, port):
        peer = socket.create_connection((US, port), timeout=PATIENCE)
        self.addCleanup(peer.close)
        return peer

    def states_seen(self, *expected):
        text = (self.place / "run" / "events.log").read_text()
        return all(f" {change} " in text for change in expected)

    def test_answers_ping_of_every_size(self):
        run("ping", "-c", 1, "-W", 5, US)  # the first may be lost: an answer that finds no ARP entry is
        for size in (0, 1, 17, 18, 19, 56, 57, 1000, 1471, 1472):
            with self.subTest(size=size):
                done = run("ping", "-c", 2, "-i", 0.2, "-W", 10, "-s", size, US)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn("2 received", done.stdout)
                self.assertNotIn("wrong data", done.stdout)
        self.end()

    def test_serves_curl(self):
        for _ in range(3):
            done = run("curl", "-sS", "--max-time", PATIENCE, f"http://{US}/", limit=PATIENCE + 10)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("served by a TCP/IP stack in hardware", done.stdout)
        self.assertEqual(len(self.end()), 3)

    def test_echoes_what_nc_sends(self):
        octets = random.Random(6).randbytes(30000)
        done = subprocess.run(["nc", "-N", "-w", str(PATIENCE), US, "7"], input=octets, capture_output=True,
                              timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, octets)
        self.end()

    def test_echoes_on_several_connections_at_once(self):
        sent = [random.Random(seed).randbytes(100_000 // (seed + 1)) for seed in range(4)]
        got = [b""] * len(sent)

        def talk(number):
            peer = self.connect(7)
            def write():
                peer.sendall(sent[number])
                peer.shutdown(socket.SHUT_WR)
            threading.Thread(target=write, daemon=True).start()
            with contextlib.suppress(TimeoutError):
                while octets := peer.recv(65536):
                    got[number] += octets
            peer.close()
        threads = [threading.Thread(target=talk, args=(number,), daemon=True) for number in range(len(sent))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        for number, octets in enumerate(sent):
            self.assertEqual(len(got[number]), len(octets), f"connection {number}")
            self.assertEqual(got[number], octets)
        self.assertEqual(len(self.end()), len(sent))

    def test_kernel_that_closes_first_waits_and_we_forget(self):
        with self.connect(7) as peer:
            port = peer.getsockname()[1]
            peer.sendall(b"octets")
            self.assertEqual(peer.recv(6, socket.MSG_WAITALL), b"octets")
        wait_for("LAST-ACK is over", lambda: self.states_seen("LastAck>Closed"))
        self.assertEqual(states(port), ["TIME-WAIT"])
        self.assertEqual(self.end(), [["Closed>SynReceived", "SynReceived>Established", "Established>CloseWait",
                                       "CloseWait>LastAck", "LastAck>Closed"]])

    def test_we_close_first_and_wait_while_the_kernel_forgets(self):
        with self.connect(80) as peer:
            port = peer.getsockname()[1]
            peer.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while peer.recv(4096):
                pass
            wait_for("FIN-WAIT-2", lambda: self.states_seen("FinWait1>FinWait2"))
            self.assertEqual(states(port), ["CLOSE-WAIT"])
        wait_for("TIME-WAIT", lambda: self.states_seen("FinWait2>TimeWait"))
        wait_for("the kernel has forgotten", lambda: not states(port))
        [life] = self.end()
        self.assertEqual(life[:5], ["Closed>SynReceived", "SynReceived>Established", "Established>FinWait1",
                                    "FinWait1>FinWait2", "FinWait2>TimeWait"])

    def test_resets_what_nobody_serves_and_takes_a_reset(self):
        with self.assertRaises(ConnectionRefusedError):
            self.connect(81)
        peer = self.connect(19)
        port = peer.getsockname()[1]
        self.assertTrue(peer.recv(1000))
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # close is RST
        peer.close()
        wait_for("the reset is taken", lambda: self.states_seen("Established>Closed"))
        self.assertEqual(states(port), [])
        with self.connect(7) as after:  # the next one is served
            after.sendall(b"x")
            self.assertEqual(after.recv(1), b"x")
        self.end()

    def test_discards_without_a_word(self):
        with self.connect(9) as peer:
            peer.sendall(bytes(20000))
            peer.shutdown(socket.SHUT_WR)
            self.assertEqual(peer.recv(1), b"")
        self.end()
        self.assertRegex(self.live.said(), r"octets received +20000")


bench.main(in_namespace=True)
