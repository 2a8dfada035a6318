"""Bad input on the command line and from the environment: one clear sentence on the standard error,
exit code 2, and nothing half-written."""

import contextlib
import os
import pathlib
import shutil
import tempfile
import unittest

import bench
from bench import Case, run

NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]


class Refused(Case):
    def assert_refused(self, says, *arguments, front=()):
        before = self.tree()
        done = run(*front, bench.program, *arguments, cwd=self.place)
        with self.subTest(arguments=" ".join(map(str, arguments))):
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertRegex(done.stderr, rf"^sockwire: .*{says}")
            self.assertEqual(self.tree(), before)

    def tree(self):
        return sorted(str(path) for path in self.place.rglob("*"))

    @contextlib.contextmanager
    def as_nobody(self):
        """Words in front of a command that make its user nobody; the program is where he may read it."""
        with tempfile.TemporaryDirectory(prefix="sockwire-nobody-") as place:
            os.chmod(place, 0o755)
            os.chmod(self.place, 0o755)
            copy = pathlib.Path(shutil.copy(bench.program, place))
            copy.chmod(0o755)
            original, bench.program = bench.program, copy
            try:
                yield NOBODY
            finally:
                bench.program = original


class CommandLine(Refused):
    def test_words_that_are_no_command_or_option(self):
        self.assert_refused("command")
        self.assert_refused("command 'handshak'", "handshak")
        self.assert_refused("--bogus", "handshake", "--bogus")
        self.assert_refused("extra", "handshake", "extra")
        self.assert_refused("--seed", "handshake", "--seed")
        self.assert_refused("--tap is required", "live")
        self.assert_refused("--ip is required", "live", "--tap", "tap0")
        self.assert_refused("exclude each other", "live", "--tap", "tap0", "--dhcp", "--ip", "10.0.0.1/24")
        self.assert_refused("--gateway goes with --ip", "live", "--tap", "tap0", "--dhcp", "--gateway", "10.0.0.2")

    def test_numbers(self):
        for seed in ("x", "-1", "1.5", "99999999999999999999999", ""):
            self.assert_refused("--seed", "handshake", f"--seed={seed}")
        live = ("live", "--tap", "nowhere0", "--ip", "10.0.0.1/24")
        self.assert_refused("--time-shift", *live, "--time-shift", "16")
        self.assert_refused("--seconds", *live, "--seconds=-1")
        self.assert_refused("--connections", *live, "--connections=-1")

    def test_addresses_and_ports(self):
        for text in ("10.0.0.2", "10.0.0.2:", "10.0.0.2:0", "10.0.0.2:65536", "10.0.0.2:7x", "10.0.0:7", ":7",
                     "host:7", "10.0.0.256:7"):
            self.assert_refused("no address and port", "handshake", "--connect", text)
        for text in ("10.0.0.1", "10.0.0.1/33", "10.0.0.1/", "10.0.0.1/24x", "10.0.0/24", "1.2.3.4.5/24", "/24"):
            self.assert_refused("no address and prefix", "handshake", "--ip", text)
            self.assert_refused("no address and prefix", "live", "--tap", "nowhere0", "--ip", text)
        self.assert_refused("gateway", "handshake", "--gateway", "10.0.0")
        self.assert_refused("nobody serves port 99", "handshake", "--connect", "10.0.0.2:99")
        self.assert_refused("our own", "handshake", "--connect", "10.0.0.1:7")
        for text in ("02:53:57:00:00", "02:53:57:00:00:zz", "03:53:57:00:00:01", "00:00:00:00:00:00"):
            self.assert_refused("no address of one station", "live", "--tap", "nowhere0", "--ip", "10.0.0.1/24",
                                "--mac", text)

    def test_unknown_configurations_peers_and_apps(self):
        self.assert_refused("--phy 100base-tx is not known", "handshake", "--phy", "100base-tx")
        self.assert_refused("--peer nobody is not known", "handshake", "--peer", "nobody")
        self.assert_refused("--app ftp is not known", "live", "--tap", "nowhere0", "--ip", "10.0.0.1/24", "--app", "ftp")

    def test_the_echo_port_and_groups(self):
        live = ("live", "--tap", "nowhere0", "--ip", "10.0.0.1/24")
        for port in ("0", "65536", "-1", "echo", ""):
            self.assert_refused("--udp-echo-port", *live, f"--udp-echo-port={port}")
        for group in ("10.0.0.5", "224.1.2", "240.0.0.1", "all"):
            self.assert_refused("is no group", *live, f"--group={group}")
        self.assert_refused("--group", *live, "--group=")

    def test_faults_of_the_link(self):
        for command in (["handshake"], ["live", "--tap", "nowhere0", "--ip", "10.0.0.1/24"]):
            for share in ("x", "-1%", "101%", "1.5", "5x", "%"):
                self.assert_refused("no share of the frames", *command, f"--loss={share}")
            for option in ("--duplicate", "--reorder", "--corrupt"):
                self.assert_refused(f"{option} 2 is no share", *command, f"{option}=2")
            for delay in ("5", "-5ms", "5min", "61s", "ms"):
                self.assert_refused("no time of at most a minute", *command, f"--delay={delay}")
            self.assert_refused("--link-seed", *command, "--link-seed=-1")

    def test_a_port_taken_twice(self):
        self.assert_refused("port 7 is busy", "live", "--tap", "nowhere0", "--ip", "10.0.0.1/24", "--app", "echo",
                            "--app", "http", "--app", "echo")

    def test_files_that_cannot_be_read(self):
        self.assert_refused("cannot read missing", "handshake", "--send", "missing")
        self.assert_refused("cannot read .*", "handshake", "--send", self.place)
        (self.place / "empty").touch()
        self.assert_refused("empty", "handshake", "--send", "empty")

    def test_files_and_directories_that_cannot_be_written(self):
        (self.place / "file").touch()
        for out in ("file", "file/deeper"):
            self.assert_refused("cannot make the directory", "handshake", "--out", out)
        for save in ("missing/page", "file/page", self.place):
            self.assert_refused("cannot write", "handshake", "--save", save, "--out", "new/run")

    def test_missing_interface(self):
        self.assert_refused("no network interface 'nowhere0'", "handshake", "--peer", "tap:nowhere0")
        self.assert_refused("no network interface 'nowhere0'", "live", "--tap", "nowhere0", "--ip", "10.0.0.1/24")
        for name in ("", "a-name-that-is-too-long"):
            self.assert_refused("no name of a network interface", "handshake", "--peer", f"tap:{name}")
        self.assert_refused("cannot ", "live", "--tap", "lo", "--ip", "10.0.0.1/24")

    def test_help_and_version_are_no_errors(self):
        for arguments in (["--help"], ["handshake", "--help"], ["live", "--help"], ["validate", "--help"], ["--version"]):
            done = run(bench.program, *arguments, cwd=self.place)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertTrue(done.stdout)
        self.assertEqual(self.tree(), [])

    def test_validate_is_told_all_words(self):
        done = run(bench.program, "validate", "--list", "--only", "lint", "--config", "large", cwd=self.place)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("lint.slang.large", done.stdout)
        done = run(bench.program, "validate", "--bogus", cwd=self.place)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.assertIn("sockwire validate: unrecognized arguments: --bogus", done.stderr)
        self.assertEqual(self.tree(), [])

    @unittest.skipIf(os.geteuid() != 0, "not root: there is no other user to be")
    def test_directories_of_others(self):
        with self.as_nobody() as front:
            closed = self.place / "closed"
            closed.mkdir(mode=0o755)
            for phy in ("10base-t", "gmii"):
                self.assert_refused("cannot ", "handshake", "--phy", phy, "--out", "closed", front=front)
                self.assert_refused("cannot make the directory", "handshake", "--phy", phy, "--out", "closed/new", front=front)
            self.assert_refused("cannot write", "handshake", "--save", "closed/page", front=front)
            secret = self.place / "secret"
            secret.write_text("words")
            secret.chmod(0o600)
            self.assert_refused("cannot read secret", "handshake", "--send", "secret", front=front)
            self.assert_refused("cannot ", "live", "--tap", "lo", "--ip", "10.0.0.1/24", front=front)


if __name__ == "__main__":
    bench.main(in_namespace=False)
