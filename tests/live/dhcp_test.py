"""`sockwire live --dhcp` against dnsmasq: a lease is had, used, renewed and given back."""

import os
import re
import shutil
import subprocess

import bench
from bench import KERNEL, Case, LiveCase, checked, run, tshark, wait_for

SERVER = shutil.which("dnsmasq", path=os.environ.get("PATH", "") + ":/usr/sbin")
RENEW = 4  # s
GRANT = re.compile(r"lease (10\.0\.0\.(\d+))/24, router 10\.0\.0\.2, lent by 10\.0\.0\.2 for 120 s, "
                   rf"to be renewed after {RENEW} s")


class Lease(LiveCase):
    address = ("--dhcp",)
    apps = ("echo",)

    def prepare(self):
        self.log, self.leases = self.place / "log", self.place / "leases"
        with self.log.open("w") as log:
            server = subprocess.Popen(
                [SERVER, "--keep-in-foreground", "--conf-file=/dev/null", "--log-facility=-", "--log-dhcp", "--port=0",
                 "--user=root", "--group=root", "--pid-file=", "--interface=tap0", "--bind-interfaces", "--no-ping",
                 f"--dhcp-leasefile={self.leases}", "--dhcp-range=10.0.0.50,10.0.0.99,255.255.255.0,120",
                 f"--dhcp-option=option:router,{KERNEL}", f"--dhcp-option=option:T1,{RENEW}"],
                stdout=log, stderr=subprocess.STDOUT)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        wait_for("dnsmasq is up", lambda: "DHCP, IP range" in self.log.read_text() or server.poll() is not None)
        self.assertIsNone(server.poll(), self.log.read_text())

    def said(self, what):
        return re.findall(rf"{what}\(tap0\)", self.log.read_text())

    def test_is_had_used_renewed_and_given_back(self):
        lent = GRANT.search(self.live.said())
        self.assertTrue(lent, self.live.said())
        ip = lent[1]
        self.assertTrue(50 <= int(lent[2]) <= 99)
        self.assertIn(ip, self.leases.read_text())
        done = run("ping", "-c", 1, "-W", 30, ip, limit=40)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("02:53:57:00:00:01", checked("ip", "neighbour", "show", ip))
        wait_for("the lease is renewed", lambda: len(self.said("DHCPACK")) >= 2)
        self.assertEqual(len(self.said("DHCPDISCOVER")), 1)
        self.end()
        self.assertEqual(len(self.said("DHCPRELEASE")), 1, self.log.read_text())
        self.assertEqual(self.leases.read_text(), "")
        # RFC 2131 4.4.1, 4.4.5: who speaks to whom.
        travelled = tshark(self.place / "run" / "live.pcapng", "-Y", "dhcp.type == 1", "-T", "fields", "-e",
                           "dhcp.option.dhcp", "-e", "ip.src", "-e", "ip.dst")
        everybody = "0.0.0.0\t255.255.255.255"
        self.assertEqual(travelled[:2], [f"1\t{everybody}", f"3\t{everybody}"])
        self.assertEqual(set(travelled[2:-1]), {f"3\t{ip}\t{KERNEL}"})
        self.assertEqual(travelled[-1], f"7\t{ip}\t{KERNEL}")
        announced = tshark(self.place / "run" / "live.pcapng", "-Y", f"arp.src.proto_ipv4 == {ip} && "
                           f"arp.dst.proto_ipv4 == {ip}")
        self.assertEqual(len(announced), 1)


class NoLease(Case):
    def test_without_a_server_it_says_so(self):
        bench.make_tap("tap0")
        self.addCleanup(bench.remove_tap, "tap0")
        done = run(bench.program, "live", "--tap", "tap0", "--dhcp", "--seconds", 2, "--quiet", cwd=self.place)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no DHCP server on tap0 has lent an address", done.stderr)


if SERVER is None:
    bench.skip("dnsmasq is missing")
bench.main(in_namespace=True)
