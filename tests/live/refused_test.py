"""TAP devices that cannot be had: held by another program, of another kind, not ours to use."""

import bench
from arguments_test import Refused
from bench import wait_for

LIVE = ("live", "--tap", "tap0", "--ip", "10.0.0.1/24")


class Device(Refused):
    def setUp(self):
        super().setUp()
        bench.make_tap("tap0")
        self.addCleanup(bench.remove_tap, "tap0")

    def test_held_by_another_program(self):
        place = self.place / "first"
        place.mkdir()
        first = bench.Child(place, *LIVE, "--seconds", 30, "--quiet")
        try:
            wait_for("the first is up", lambda: "is up" in first.said())
            self.assert_refused("another program holds it", *LIVE, "--out", "second")
            self.assert_refused("another program holds it", "handshake", "--peer", "tap:tap0", "--out", "second")
        finally:
            self.assertEqual(first.end(), 0)

    def test_of_another_kind(self):
        bench.checked("ip", "tuntap", "add", "dev", "tun0", "mode", "tun")
        self.addCleanup(bench.remove_tap, "tun0")
        for name in ("tun0", "lo"):
            self.assert_refused("is it a TAP device", "live", "--tap", name, "--ip", "10.0.0.1/24")

    def test_not_ours_to_use(self):
        with self.as_nobody() as front:
            if bench.run(*front, "true").returncode:
                self.skipTest("there is no other user to be")
            self.assert_refused("run as root", *LIVE, front=front)
            self.assert_refused("run as root", "handshake", "--peer", "tap:tap0", front=front)


if __name__ == "__main__":
    bench.main(in_namespace=True)
