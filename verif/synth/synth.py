"""Synthesis for a Lattice ECP5: proves that the RTL is hardware, and says how much of it.

    synth.py --top toe [--param Name=Value...] [--log FILE]

Fails on what Yosys cannot build, on latches and on combinational loops. Prints the cells used.
"""

import argparse
import json
import os
import pathlib
import re
import sys
import time

import pyosys.libyosys as yosys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import rtl_files

AREA = ["LUT4", "CCU2C", "TRELLIS_FF", "TRELLIS_DPR16X4", "DP16KD", "MULT18X18D"]


def script(top, parameters, files, report):
    generics = " ".join(f"-G {parameter}" for parameter in parameters)
    return [
        # Assertions are the simulation's and the proofs'; implications would not be read.
        f"read_slang --top {top} {generics} -D SYNTHESIS --ignore-assertions "
        + " ".join(map(str, files)),
        f"hierarchy -check -top {top}",
        "proc",
        "select -assert-none t:$dlatch* t:$adlatch*",
        # Loops across modules show only in the flat design.
        "flatten",
        "opt_clean",
        "check -assert",
        f"synth_ecp5 -top {top}",
        "check -assert -mapped",
        f"tee -q -o {report} stat -json",
    ]


def run(commands, log):
    """In a process of its own: Yosys writes to standard output, and exits on an error."""
    child = os.fork()
    if child == 0:
        to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        os.dup2(to, 1)
        os.dup2(to, 2)
        design = yosys.Design()
        for command in commands:
            yosys.run_pass(command, design)
        yosys.log_flush()
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def main():
    parser = argparse.ArgumentParser(prog="synth.py")
    parser.add_argument("--top", default="toe")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--log", default="synth.log", help="everything that Yosys says")
    args = parser.parse_args()
    name = " ".join([args.top, *args.param])
    try:
        files = rtl_files.resolve([args.top])
    except FileNotFoundError as error:
        sys.exit(f"synth: {error}")

    report = pathlib.Path(args.log).with_suffix(".json")
    started = time.monotonic()
    if not run(script(args.top, args.param, files, report), args.log):
        said = pathlib.Path(args.log).read_text().splitlines()
        first = next((index for index, line in enumerate(said)
                      if re.match(r"ERROR|Latch inferred|.*error: |Warning: found logic loop", line)), -20)
        print("\n".join(said[first:]), file=sys.stderr)
        sys.exit(f"synth: {name} cannot be built; {args.log} has the whole story")

    cells = json.loads(report.read_text())["design"]["num_cells_by_type"]
    shown = "  ".join(f"{kind} {cells.get(kind, 0)}" for kind in AREA)
    print(f"{name}: {shown}  ({time.monotonic() - started:.0f} s)")


if __name__ == "__main__":
    main()
