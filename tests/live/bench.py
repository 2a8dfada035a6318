"""What the tests of the program share: a network namespace with TAP devices in it, the program as a
child that always ends, its log, and tshark as the judge of its captures."""

import array
import contextlib
import fcntl
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

SKIPPED = 77                  # for ctest
INSIDE = "SOCKWIRE_NAMESPACE"  # set in the process that runs in a namespace of its own
US, KERNEL = "10.0.0.1", "10.0.0.2"
SIOCETHTOOL, ETHTOOL_SGSO, ETHTOOL_SGRO = 0x8946, 0x24, 0x2C

program = pathlib.Path("sockwire")  # set by main()


def run(*command, limit=30, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=limit, **more)


def checked(*command):
    done = run(*command)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def enter_namespace():
    """Runs the script again in a namespace; its processes end with it. Says why where that fails."""
    if os.environ.get(INSIDE):
        checked("ip", "link", "set", "lo", "up")
        return
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    enter = ["unshare", *user, "--net", "--pid", "--fork", "--kill-child"]
    try:
        probe = run(*enter, "ip", "tuntap", "add", "dev", "probe0", "mode", "tap")
    except FileNotFoundError as error:
        skip(f"{error.filename} is missing")
    if probe.returncode:
        skip(f"no network namespace with a TAP device can be made here: {probe.stderr.strip()}")
    os.environ[INSIDE] = "1"
    sys.stdout.flush()
    os.execvp(enter[0], [*enter, sys.executable, "-B", *sys.argv])


def make_tap(name, address=KERNEL, slow=True):
    """A TAP device without segmentation offload; the kernel's timers on it are patient."""
    checked("ip", "tuntap", "add", "dev", name, "mode", "tap")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in (ETHTOOL_SGSO, ETHTOOL_SGRO):
            value = array.array("I", [command, 0])
            fcntl.ioctl(control, SIOCETHTOOL, struct.pack("16sP", name.encode(), value.buffer_info()[0]))
    pathlib.Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1")
    checked("ip", "addr", "add", f"{address}/24", "dev", name)
    checked("ip", "link", "set", name, "up")
    if slow:
        network = address.rsplit(".", 1)[0] + ".0/24"
        checked("ip", "route", "change", network, "dev", name, "src", address, "rto_min", "2s")


def remove_tap(name):
    checked("ip", "link", "del", name)


def wait_for(what, holds, limit=30):
    deadline = time.monotonic() + limit
    while not (value := holds()):
        if time.monotonic() > deadline:
            raise AssertionError(f"after {limit} s still not: {what}")
        time.sleep(0.05)
    return value


class Child:
    """`sockwire ...` in the background, its words in files, ended whatever happens."""

    def __init__(self, directory, *arguments):
        self.stdout, self.stderr = directory / "stdout", directory / "stderr"
        with self.stdout.open("w") as out, self.stderr.open("w") as err:
            self.process = subprocess.Popen([program, *map(str, arguments)], stdout=out, stderr=err,
                                            cwd=directory)

    def said(self):
        return self.stdout.read_text() + self.stderr.read_text()

    def end(self, limit=30):
        """Ctrl-C, as a user ends it; the exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"it does not end: {self.said()}") from None


def states(port):
    """The kernel's sockets on this local port, listeners left out, as `ss -tan` names their states."""
    lines = [line.split() for line in checked("ss", "-Htan").splitlines()]
    return [state for state, _, _, local, *_ in lines if state != "LISTEN" and local.endswith(f":{port}")]


def counters():
    """The kernel's of this namespace: {"Udp": {"InErrors": 0, ...}, ...}."""
    lines = pathlib.Path("/proc/net/snmp").read_text().splitlines()
    return {names.split(":")[0]: dict(zip(names.split()[1:], map(int, numbers.split()[1:])))
            for names, numbers in zip(lines[::2], lines[1::2])}


def transitions(directory):
    """State changes of each connection in events.log: {number: ["Closed>SynSent", ...]}; a number
    that is used again begins with "Closed" once more."""
    found = {}
    for line in (directory / "events.log").read_text().splitlines():
        if match := re.match(r"\d+ t=\d+ c=(\d+) (\w+>\w+)", line):
            found.setdefault(int(match[1]), []).append(match[2])
    return found


def connections(directory):
    """The same, one list for each life of a connection that came through the network."""
    lives = []
    for changes in transitions(directory).values():
        for change in changes:
            if change.startswith("Closed>"):
                lives.append([])
            lives[-1].append(change)
    return [life for life in lives if life[0] != "Closed>Listen"]


def tshark(capture, *arguments):
    done = run("tshark", "-r", capture, "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
               "-o", "ip.check_checksum:TRUE", "-o", "eth.check_fcs:TRUE", "-o", "tcp.analyze_sequence_numbers:TRUE", *arguments, limit=60)
    if done.returncode:
        raise AssertionError(f"tshark: {done.stderr}")
    return done.stdout.splitlines()


class Case(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="sockwire-live-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def assert_clean(self, capture):
        """Nothing malformed, every checksum there and right."""
        bad = ("_ws.malformed || eth.fcs.status == Bad || ip.checksum.status == Bad || "
               "tcp.checksum.status == Bad || udp.checksum.status == Bad || icmp.checksum.status == Bad")
        self.assertEqual(tshark(capture, "-Y", bad), [])
        for protocol in ("ip", "tcp", "udp"):
            self.assertEqual(tshark(capture, "-Y", f"{protocol} && !icmp.type == 3 && "
                                    f"!({protocol}.checksum.status == Good)"), [])
        self.assertEqual(tshark(capture, "-Y", "!(eth.fcs.status == Good)"), [])
        pieces = "(ip.flags.mf == 1 || ip.frag_offset > 0) && !icmp.type == 3"
        self.assertEqual(tshark(capture, "-2", "-Y", f"{pieces} && !ip.reassembled_in && !ip.reassembled.length"), [])
        self.assertGreater(len(tshark(capture)), 0)

    def assert_agreed(self, text):
        self.assertRegex(text, r"mismatches +0\b")
        self.assertRegex(text, r"events compared +[1-9]")


class LiveCase(Case):
    """`sockwire live` on tap0, up when the test begins."""

    address = ("--ip", f"{US}/24")
    apps = ("echo", "discard", "source", "http")
    more = ()  # words of the command line

    def setUp(self):
        super().setUp()
        make_tap("tap0")
        self.addCleanup(remove_tap, "tap0")
        self.prepare()
        apps = [word for app in self.apps for word in ("--app", app)]
        self.live = Child(self.place, "live", "--tap", "tap0", *self.address, *apps, *self.more,
                          "--out", "run", "--seconds", 540, "--quiet")
        self.addCleanup(self.live.end)
        wait_for("sockwire live is up", lambda: "is up" in self.live.said() or self.live.process.poll() is not None)
        self.assertIsNone(self.live.process.poll(), self.live.said())

    def prepare(self):
        """What must be there before the program is."""

    def end(self):
        """Ctrl-C; what lockstep and tshark say."""
        self.assertEqual(self.live.end(), 0, self.live.said())
        self.assert_agreed(self.live.said())
        self.assert_clean(self.place / "run" / "live.pcapng")


def main(in_namespace):
    global program
    if len(sys.argv) < 2:
        sys.exit("usage: a test script, then the program sockwire, then names of tests")
    if in_namespace:
        enter_namespace()
    program = pathlib.Path(sys.argv[1]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
