"""The programs whose runs count (programs.toml): built with the designs that count, run once after each build."""

import dataclasses
import fcntl
import hashlib
import os
import pathlib
import subprocess
import time
import tomllib

import merge

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIMIT = 7200  # seconds


@dataclasses.dataclass(frozen=True)
class Program:
    """name: of its target without _coverage, which is also its file below build/tests/<directory>/."""
    name: str
    directory: str
    layers: tuple = ()        # whose lines it is asked for
    functional: bool = False  # it runs the whole design
    toggles: bool = False     # its design counts toggles
    quick: bool = False
    filter: str = ""          # of GoogleTest


def read(path=HERE / "programs.toml"):
    found = []
    for group in tomllib.loads(path.read_text())["programs"]:
        names = group.pop("names")
        for name in names:
            found.append(Program(name=name, **{key: tuple(value) if isinstance(value, list) else value
                                               for key, value in group.items()}))
    return found


class Place:
    """A build tree, and what was left there by runs: build/, or one of its own for another tree's RTL."""

    def __init__(self, rtl=None):
        self.rtl = rtl
        name = "rtl-" + hashlib.sha256(str(rtl).encode()).hexdigest()[:8]
        self.build_tree = ROOT / "build/coverage" / name if rtl else ROOT / "build"
        self.data = self.build_tree / "coverage_data"

    def build(self, chosen):
        targets = [f"{program.name}_coverage" for program in chosen]
        (ROOT / "build").mkdir(exist_ok=True)
        configure = ["cmake", "--preset", "release", "--log-level=WARNING"]
        if self.rtl:
            layers = sorted({program.directory for program in chosen})
            configure = ["cmake", "-S", str(ROOT), "-B", str(self.build_tree), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                         f"-DSOCKWIRE_RTL_DIR={self.rtl}", f"-DSOCKWIRE_TESTS={';'.join(layers)}", "--log-level=WARNING"]
        with open(ROOT / "build/building.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for command in (configure, ["cmake", "--build", str(self.build_tree), "--target", *targets]):
                if subprocess.run(command, cwd=ROOT).returncode:
                    raise RuntimeError("cannot build what counts: " + " ".join(command)[:200])

    def executable(self, program):
        return self.build_tree / "tests" / program.directory / f"{program.name}_coverage"

    def left(self, program):
        """What its last run has left."""
        return sorted((self.data / program.name).glob("*.hits"))

    def run(self, program):
        """Its files of hits; it runs only if it has not since it was built."""
        place = self.data / program.name
        place.mkdir(parents=True, exist_ok=True)
        with open(place / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            stamp = hashlib.sha256(self.executable(program).read_bytes() + program.filter.encode()).hexdigest()
            done = place / "done"
            if not done.exists() or done.read_text() != stamp:
                self.run_now(program, place)
                done.write_text(stamp)
        return self.left(program)

    def run_now(self, program, place):
        for file in place.glob("*.hits"):
            file.unlink()
        (place / "done").unlink(missing_ok=True)
        command = [self.executable(program), "--gtest_brief=1"]
        if program.filter:
            command.append(f"--gtest_filter={program.filter}")
        started = time.monotonic()
        with open(place / "log", "w") as log:
            ran = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, timeout=LIMIT,
                                 env=os.environ | {"SOCKWIRE_COVERAGE": str(place)})
        print(f"{program.name} has run, {time.monotonic() - started:.0f} s", flush=True)
        if ran.returncode and not self.rtl:  # of another tree a test may well fail
            raise RuntimeError(f"{program.name} fails, {place / 'log'} says why; what does not pass does not count")

    def points(self, hits):
        tables = {path.parent.name: path for part in ("tests", "verif")
                  for path in (self.build_tree / part).glob("**/*.verilated/points.tsv")}
        points = merge.Points()
        for name, (_, bits) in hits.designs.items():
            if name not in tables:
                raise RuntimeError(f"nothing says what {name} counts: its points.tsv is not below {self.build_tree}")
            points.add(tables[name].read_text(), bits)
        return points
