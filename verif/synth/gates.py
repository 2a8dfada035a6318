"""The netlist of `small` in the place of the RTL: synthesized, written as SystemVerilog, compiled into the co-simulation,
and run in lockstep with the model.

    gates.py NAME [--json FILE] [--rtl DIR]
    gates.py --list

    gates.py small.tour         # opens, sends, loses, closes: over the 10BASE-T line
    gates.py small.behaviour    # tests of behaviour
    gates.py small.planted      # the tour with one gate turned round, which must fail

Exit code 0: the netlist does what the model does; 1: it does not; 2: wrong usage. The first case synthesizes and
compiles, which takes a quarter of an hour and more; the others, and later runs of the same RTL, find that done.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import area
import cells
import flow
import netlist

sys.path.insert(0, str(flow.ROOT / "tools"))
import building

CONFIG = "small"
# The gate that can be turned round: of what the TCP engine wants sent, from the type of service on. One bit of an IP
# header is wrong then, and all goes on.
TURNED = "u_tcp/emit_o[40]"
# Opening, closing, resets and echoes. Three tests of opening and closing, written for the pins of `base`, fail on the RTL of
# `small` as well: their time runs too fast for a line of 10 Mb/s.
BEHAVIOUR = ("LockstepOverTheLine.PingOfEveryAlignment:Engines/OpenClose.*/Lockstep:Engines/Reset.SegmentForNobodyIsAnsweredByRst/Lockstep"
             ":-*.CloseByTheEngineGoesThroughTimeWait/*:*.AFinWait2ThatNobodyHoldsEnds/*:*.AHalfOpenConnectionThatIsHeldLasts/*")
TESTS = {
    "tour": ("gates_test", "Gates.TheTourPasses", 7200),
    "behaviour": ("gates_behaviour_test", BEHAVIOUR, 7200),
    "planted": ("gates_test", "Gates.AGateTurnedRoundIsSeen", 7200),
}
BUILD = flow.ROOT / "build/gates"


def cases():
    return {f"{CONFIG}.{name}": {"name": f"{CONFIG}.{name}", "config": CONFIG, "quick": False, "limit": limit,
                                 "inputs": ["rtl", "verif/synth", "verif/cosim", "tests/gates", "tests/system", "tests/verif", "model"]}
            for name, (_, _, limit) in TESTS.items()}


def say(text):
    print(f"gates.py: {text}", file=sys.stderr, flush=True)


def key(files):
    """What a netlist follows from: the design, and what makes it."""
    own = [flow.HERE / f"{stem}.py" for stem in ("gates", "netlist", "netlist_text", "cells", "ram", "lut", "flow", "targets")]
    digest = hashlib.sha256(f"{flow.VERSION} {os.fspath(flow.ROOT)}".encode())
    for path in [*files, *own]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def synthesize(rtl, place):
    """place/netlist/*.sv, if they are not what they should be; the cells by kind and the seconds that it took."""
    files, made = flow.rtl_files.resolve(["toe"], roots=[rtl]), place / "netlist.key"
    wanted = key(files)
    if made.exists() and (told := json.loads(made.read_text()))["key"] == wanted:
        return told
    made.unlink(missing_ok=True)
    for old in (place / "netlist").glob("*.sv"):
        old.unlink()
    say(f"synthesizing {CONFIG}: some ten minutes")
    started, parameters = time.monotonic(), area.configurations()[CONFIG]
    flow.in_child(lambda y: netlist.synthesize(y, "toe", parameters, files, place), place)
    file = place / "netlist.json"
    netlist.write(file, "toe", place / "netlist", parameters, TURNED)
    told = {"key": wanted, "kinds": netlist.count(file), "seconds": round(time.monotonic() - started)}
    made.write_text(json.dumps(told))
    return told


def compiled(rtl, target):
    """The program, and what is known of it. One at a time: the cases share all of it."""
    place = BUILD / ("own" if rtl == flow.ROOT / "rtl" else "other")
    place.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = synthesize(rtl, place)
        say(f"compiling {target}: another ten minutes, where it is new")
        started = time.monotonic()
        with contextlib.redirect_stdout(sys.stderr):
            built = building.build(target, options=[f"-DSOCKWIRE_GATES={place / 'netlist'}"])
        # The next tree's takes its place, perhaps before this one has run.
        program = shutil.copy2(built / f"tests/gates/{target}", place / target)
    return program, told, round(time.monotonic() - started)


def run(program, tests):
    """The tests by name, as GoogleTest tells them, and the seconds."""
    result = program.with_suffix(".json")
    result.unlink(missing_ok=True)
    say(f"running {program.name} {tests}")
    started = time.monotonic()
    done = subprocess.run([program, f"--gtest_filter={tests}", f"--gtest_output=json:{result}"], cwd=flow.ROOT, stdout=sys.stderr)
    if not result.exists():
        raise RuntimeError(f"{program.name} ended with code {done.returncode} and said nothing")
    found = [test for suite in json.loads(result.read_text())["testsuites"] for test in suite["testsuite"]]
    return {f"{test['classname']}.{test['name']}": test for test in found if test["result"] == "COMPLETED"}, \
        round(time.monotonic() - started)


def judge(case, rtl, file):
    target, tests, _ = TESTS[case["name"].split(".")[1]]
    program, told, compiling = compiled(rtl, target)
    ran, seconds = run(program, tests)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(told["kinds"].items(), key=lambda one: -one[1]))
    rows = [{"what": "cells", "value": kinds}, {"what": "synthesis", "value": f"{told['seconds']} s"},
            {"what": "compilation", "value": f"{compiling} s"}, {"what": "run", "value": f"{seconds} s"},
            {"what": "tests", "value": str(len(ran))}]
    for test in ran.values():
        rows += [{"what": name.replace("_", " "), "value": test[name]}
                 for name in ("tcp_events", "microseconds", "sentence") if name in test]
    failures = [f"{name}: " + re.sub(r"\s+", " ", one["failure"]) for name, test in ran.items() for one in test.get("failures", [])]
    rows += [{"what": "failure", "value": one} for one in failures]
    if not ran:
        raise RuntimeError(f"{target} has no test {tests}")
    good = {"tour": "the netlist takes the tour in lockstep with the model",
            "behaviour": f"{len(ran)} tests of behaviour hold on the netlist in lockstep with the model",
            "planted": "a gate that is turned round is seen"}[case["name"].split(".")[1]]
    return area.finish(file, not failures, f"{CONFIG}: {failures[0] if failures else good} ({seconds} s)", rows)


def main():
    parser = argparse.ArgumentParser(prog="gates.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--list", action="store_true", help="what can be asked for, as JSON")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="where to write what was found")
    parser.add_argument("--rtl", type=pathlib.Path, metavar="DIR", default=flow.ROOT / "rtl", help="another tree in the place of rtl/")
    args = parser.parse_args()
    known = cases()
    if args.list:
        print(json.dumps(list(known.values()), indent=1))
        return 0
    if args.name not in known:
        parser.error(f"there is no '{args.name or ''}'; --list shows what can be asked for")
    if not args.rtl.is_dir():
        parser.error(f"--rtl: there is no directory {args.rtl}")
    try:
        return judge(known[args.name], args.rtl.resolve(), args.json)
    except flow.NotHardware as error:
        return area.finish(args.json, False, f"{CONFIG} has no netlist: {error}", [{"what": "said", "value": line} for line in error.lines])
    except (cells.Unknown, RuntimeError) as error:
        return area.finish(args.json, False, f"{CONFIG}: {error}", [])
    except OSError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
