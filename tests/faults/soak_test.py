"""The program of `make soak`: it goes on where it stopped, says what failed and how to repeat it, and
refuses what it cannot use with one sentence."""

import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

program = pathlib.Path("sockwire_soak")  # set below


class Soak(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="sockwire-soak-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def soak(self, *arguments, code=0):
        done = subprocess.run([program, "--engine", "model", "--each", "500", *arguments], cwd=self.place,
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def seeds(self):
        return [tuple(map(int, line.split())) for line in (self.place / "seeds").read_text().splitlines()]

    def test_goes_on_where_it_stopped(self):
        self.soak("--events", "2000", "--seeds", "seeds")
        first = self.seeds()
        self.assertGreaterEqual(sum(events for _, events in first), 2000)
        done = self.soak("--events", "4000", "--seeds", "seeds")
        both = self.seeds()
        self.assertEqual(both[:len(first)], first)
        self.assertEqual(len({seed for seed, _ in both}), len(both), "a seed was run twice")
        self.assertEqual({seed for seed, _ in both}, set(range(len(both))), "a seed was left out")
        self.assertRegex(done.stderr, r"done before")
        self.soak("--events", "4000", "--seeds", "seeds")
        self.assertEqual(self.seeds(), both)

    def test_tells_progress(self):
        done = self.soak("--events", "1500", "--jobs", "1")
        self.assertRegex(done.stderr, r"(?m)^ +\d+ of 1500 events, \d+/s, \d+ min left; seed 0: ")
        self.assertRegex(done.stdout, r"^\d+ events in \d+ seeds, 0 failed\n$")

    def test_interrupted_it_keeps_what_is_done(self):
        running = subprocess.Popen([program, "--engine", "model", "--each", "2000", "--seeds", "seeds"],
                                   cwd=self.place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(200):
            time.sleep(0.05)
            if (self.place / "seeds").exists() and self.seeds():
                break
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
        self.assertEqual(running.returncode, 1)
        self.assertIn("interrupted", said)
        self.assertTrue(self.seeds())

    def test_a_failure_has_a_seed_and_a_command_that_repeats_it(self):
        done = self.soak("--plant", "octet", "--first", "0", "--jobs", "1", "--events", "5000", "--seeds", "seeds", code=1)
        self.assertRegex(done.stderr, r"FAILED seed 0, Model: connection of the peer's port \d+: the engine's user received")
        self.assertRegex(done.stdout, r"[1-9]\d* failed")
        self.assertNotIn(0, dict(self.seeds()))
        repeat = re.search(r"repeat: (.*)", done.stderr)[1].split()
        again = subprocess.run(repeat, cwd=self.place, capture_output=True, text=True, timeout=60)
        self.assertEqual(again.returncode, 1)
        told = re.search(r"FAILED (.*)", done.stderr)[1]
        self.assertIn(told, again.stderr)

    def test_one_seed_is_the_same_each_time(self):
        first, again, other = (self.soak("--seed", seed).stdout for seed in ("127", "127", "126"))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_refuses_what_it_cannot_use(self):
        (self.place / "bad").write_text("0 500\n1 many\n")
        for arguments, says in ((["--seeds", "bad"], "bad:2: '1 many' is not 'seed events'"),
                                (["--seeds", "missing/seeds"], "cannot write missing/seeds"),
                                (["--events", "x"], "--events"), (["--seed=-1"], "--seed"), (["--jobs", "0"], "--jobs"),
                                (["--bogus"], "bogus"), (["--plant", "weeds"], "--plant")):
            done = self.soak(*arguments, code=2)
            self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)
            self.assertTrue(done.stderr.startswith("soak: "), done.stderr)
            self.assertIn(says, done.stderr)

    def test_help_has_examples(self):
        done = self.soak("--help")
        self.assertIn("Examples:", done.stdout)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: this script, then the program sockwire_soak, then names of tests")
    program = pathlib.Path(sys.argv[1]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
