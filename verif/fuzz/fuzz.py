"""Fuzzing: the corpus and what a search adds to it, on the model under sanitizers and in lockstep.

    fuzz.py NAME [--seed N] [--rtl DIR] [--json FILE]
    fuzz.py --list

    fuzz.py corpus.lockstep     every script of tests/fuzz/corpus, RTL and model compared
    fuzz.py search.hour         libFuzzer for an hour, then what it has found in lockstep

What a search finds stands in out/fuzz/: `new` has the scripts that reach what the corpus does not reach,
to be kept in tests/fuzz/corpus; `crash-*` those that break the model.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import building
import design

ROOT = building.ROOT
CORPUS = ROOT / "tests/fuzz/corpus"
PLACE = ROOT / "out/fuzz"
INPUTS = ["rtl", "model", "host", "verif/cosim", "verif/fuzz", "tests/fuzz/corpus"]
SECONDS = {"search.minute": 60, "search.hour": 3600}
CASES = [
    {"name": "corpus.model", "quick": True, "limit": 1800, "inputs": INPUTS[1:], "title": "the corpus on the model"},
    {"name": "corpus.lockstep", "quick": True, "limit": 3600, "inputs": INPUTS, "title": "the corpus in lockstep"},
    {"name": "search.minute", "quick": True, "limit": 3600, "inputs": INPUTS, "title": "a search of a minute"},
    {"name": "search.hour", "quick": False, "limit": 14400, "inputs": INPUTS, "title": "a search of an hour"},
]
PLAYED = re.compile(r"(\d+) scripts played, (\d+) events of TCP")
COVERED = re.compile(r"cov: (\d+) ft: (\d+)")
RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


class Found(Exception):
    """A script that fails: in a sentence."""


def replay(engine, place, seed, rtl):
    """(scripts, events) of a directory, all of them played."""
    built = building.build("sockwire_fuzz_replay", rtl)
    done = subprocess.run([built / "verif/fuzz/sockwire_fuzz_replay", "--engine", engine, "--seed", str(seed), place],
                          cwd=ROOT, capture_output=True, text=True)
    told = PLAYED.search(done.stdout)
    if done.returncode or not told:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Found(said[0] if said else f"sockwire_fuzz_replay ended with code {done.returncode} and said nothing")
    return int(told[1]), int(told[2])


def fuzzer():
    """libFuzzer's program, which is another compiler's."""
    if not shutil.which("clang++-19"):
        raise RuntimeError("there is no clang++-19, which libFuzzer needs: run tools/setup validate")
    for command in (["cmake", "--preset", "fuzz", "--log-level=WARNING"], ["cmake", "--build", "--preset", "fuzz"]):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        print(done.stdout + done.stderr, end="")
        if done.returncode:
            raise RuntimeError(f"cannot build the fuzzer: {' '.join(command)} says why")
    return ROOT / "build/fuzz/verif/fuzz/sockwire_fuzz_model"


def run(command):
    """What libFuzzer said; a sentence where the model breaks."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
        lines = []
        for line in child.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    if child.returncode:
        why = next((line for line in lines if re.search(r"the model: |ERROR: |runtime error: ", line)), lines[-1] if lines else "")
        kept = next((line.split()[-1] for line in lines if "Test unit written to" in line), "no script was written")
        raise Found(f"{why} ({kept})")
    return "\n".join(lines)


def search(seconds, seed, rtl):
    """The rows of the report. New scripts are those that reach what the corpus does not reach."""
    program, found, merged, new = fuzzer(), PLACE / "found", PLACE / "merged", PLACE / "new"
    for place in (found, merged, new):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    said = run([program, f"-seed={seed}", f"-max_total_time={seconds}", f"-artifact_prefix={PLACE}/", "-print_final_stats=1",
                "-timeout=60", found, CORPUS])
    shutil.copytree(CORPUS, merged, dirs_exist_ok=True)
    run([program, "-merge=1", "-use_counters=0", f"-artifact_prefix={PLACE}/", merged, found])
    for script in merged.iterdir():
        if not (CORPUS / script.name).exists():
            shutil.copy(script, new / script.name[:10])
    edges, features = COVERED.findall(said)[-1]
    rows = [{"what": "scripts run", "value": int(RUNS.search(said)[1])}, {"what": "edges of the model reached", "value": int(edges)},
            {"what": "features reached", "value": int(features)}, {"what": "new scripts", "value": len(os.listdir(new))}]
    if any(new.iterdir()):
        rows.append({"what": "their events in lockstep", "value": replay("lockstep", new, seed, rtl)[1]})
    return rows


def work(name, seed, rtl):
    """(summary, rows) of a case that holds."""
    if name in SECONDS:
        rows = search(SECONDS[name], seed, rtl)
        return (f"{rows[0]['value']:,} scripts in {SECONDS[name]} s broke neither the model nor the lockstep; {rows[3]['value']} "
                "reach something new (out/fuzz/new)"), rows
    engine = name.removeprefix("corpus.")
    scripts, events = replay(engine, CORPUS, seed, rtl)
    return f"{scripts} scripts, {events:,} events of TCP, none failed", [{"what": "scripts", "value": scripts},
                                                                         {"what": "events of TCP", "value": events}]


def main():
    parser = design.Parser(prog="fuzz.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=[case["name"] for case in CASES])
    parser.add_argument("--list", action="store_true", help="the cases, as JSON")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the search, and of the RTL's power-up values")
    parser.add_argument("--rtl", metavar="DIR", type=pathlib.Path, help="another tree in the place of rtl/")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="where to write what was found")
    args = parser.parse_args()
    if args.list:
        print(json.dumps(CASES, indent=1))
        return 0
    if not args.name:
        parser.error("which case? --list shows them")
    if args.rtl and not args.rtl.is_dir():
        parser.error(f"--rtl: {args.rtl} is no directory")
    try:
        summary, rows = work(args.name, args.seed, args.rtl)
    except Found as error:
        return design.finish(args.json, False, str(error))
    return design.finish(args.json, True, summary, rows)


if __name__ == "__main__":
    sys.exit(design.guarded(main, "fuzz.py"))
