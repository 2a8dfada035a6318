"""How mutants are run: the netlists in the place of their designs, one process for each test program of the layer."""

import concurrent.futures
import dataclasses
import fcntl
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/mutation"
# A mutant may take so many times the processor's time of a run without one, and some seconds more.
SLOWER, GRACE = 5, 3


@dataclasses.dataclass(frozen=True)
class Killed:
    """By which program, and how it said so."""
    test: str
    how: str


def place(rtl, table):
    """Where a tree's mutants are built: one for ours, one for any other, one for each other table."""
    if table != HERE:
        return BUILD / f"table_{table.name}"
    return BUILD / ("own" if rtl == ROOT / "rtl" else "other")


def command(words):
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        lines = done.stdout.splitlines()
        said = [line for line in lines if re.search(r"rror: |Error", line) and "Werror " not in line] or lines[-5:]
        raise RuntimeError(f"{' '.join(map(str, words))[:160]}: {' / '.join(said[:5])}")


def configure(built, rtl, directories):
    """CMake's first word: it tells what each design is made of, and takes the netlists that are there."""
    tree = "" if rtl == ROOT / "rtl" else rtl
    command(["cmake", "-S", ROOT, "-B", built, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "--log-level=WARNING",
             f"-DSOCKWIRE_RTL_DIR={tree}", f"-DSOCKWIRE_MUTANTS={built / 'netlists'}",
             f"-DSOCKWIRE_TESTS={';'.join(directories)}"])


def compile_tests(built, tests):
    command(["cmake", "--build", built, "-j", str(os.cpu_count()), "--target", *tests])


def locked(built):
    """One at a time in a place: held until the answer is closed."""
    built.mkdir(parents=True, exist_ok=True)
    lock = open(built / "lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def run(program, number, seconds):
    """(how it failed, or "", seconds of the processor). `seconds`: of the processor, then it is over."""
    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # A mutant may write without end into what a test keeps of it.
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    child = subprocess.Popen([program, "--gtest_brief=1", "--gtest_fail_fast"], cwd=ROOT, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limited, process_group=0,
                             env=os.environ | {"SOCKWIRE_MUTANT": str(number)})
    deadline = time.monotonic() + 20 * seconds + 60
    # wait4 tells the time of this child alone.
    while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
        if time.monotonic() > deadline:
            os.killpg(child.pid, signal.SIGKILL)
        time.sleep(0.01)
    child.returncode = os.waitstatus_to_exitcode(ended[1])
    used = ended[2].ru_utime + ended[2].ru_stime
    if child.returncode == 0:
        return "", used
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time limit", used
    return ("fails" if child.returncode == 1 else f"ends with {child.returncode}"), used


def clean(programs):
    """The programs without a mutant: (program, seconds), the quickest first. They must pass."""
    taken = []
    for program in programs:
        how, seconds = run(program, 0, 3600)
        if how:
            raise RuntimeError(f"{program.name} {how} without a mutant: the netlist is not the RTL")
        taken.append((program, seconds))
    return sorted(taken, key=lambda one: one[1])


def fate(programs, number):
    """Killed by the first program that fails, or None."""
    for program, seconds in programs:
        how, _ = run(program, number, SLOWER * seconds + GRACE)
        if how:
            return Killed(program.name, how)
    return None


def fates(programs, numbers, jobs):
    """By number. Says so as it goes."""
    def one(number):
        end = fate(programs, number)
        print(f"  mutant {number}: {f'{end.test} {end.how}' if end else 'alive'}", file=sys.stderr, flush=True)
        return end

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return dict(zip(numbers, pool.map(one, numbers)))
