"""Builds a target of the tree, for checks that run a program of ours. One build at a time."""

import fcntl
import subprocess

import rtl_files

ROOT = rtl_files.ROOT


def build(target, rtl=None, place=ROOT / "build", options=()):
    """What is to be built is built, with the RTL of another tree if one is given; where it stands.

    `place`: another directory to build in, with `options` of CMake.
    """
    tree = list(options)
    if rtl and rtl.resolve() != ROOT / "rtl":
        place, tree = ROOT / "build/other", [f"-DSOCKWIRE_RTL_DIR={rtl.resolve()}"]
    (ROOT / "build").mkdir(exist_ok=True)
    with open(ROOT / "build/building.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (["cmake", "--preset", "release", "-B", str(place), "--log-level=WARNING", *tree],
                        ["cmake", "--build", str(place), "--target", target]):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            print(done.stdout + done.stderr, end="")
            if done.returncode:
                raise RuntimeError(f"cannot build {target}: {' '.join(command)} says why")
    return place
