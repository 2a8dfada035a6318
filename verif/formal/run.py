#!/usr/bin/env python3
"""Runs the proofs of proofs.toml: each one, its cover (it says something), its planted bug (it can fail).

    run.py --list                          all of them, as JSON
    run.py prim.fifo                       the proof
    run.py prim.fifo.cover                 everything that it speaks of can happen
    run.py prim.fifo.planted               RTL with a bug in it makes it fail
    run.py prim.fifo --json out.json       with the verdict in a file
    run.py prim.fifo --rtl other/rtl       of another tree
    run.py --quick                         all that are marked quick
    run.py --layer tcp                     all of a layer
    run.py --all                           all there are

Exit code 0: all as it should be; 1: not so, and where the counterexample's waveform is; 2: misuse.
"""

import argparse
import json
import pathlib
import sys
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import engine
import rtl_files


def entries():
    """Name -> (kind, proof), in the order of the table."""
    table = tomllib.loads((HERE / "proofs.toml").read_text())["proof"]
    found = {}
    for proof in table:
        found[proof["name"]] = ("bounded" if "depth" in proof else "prove", proof)
        found[proof["name"] + ".cover"] = ("cover", proof)
        found[proof["name"] + ".planted"] = ("planted", proof)
    return found


def listed(name, kind, proof):
    return {"name": name, "layer": layer_of(proof), "kind": kind, "depth": proof.get("depth", 0),
            "quick": proof.get("quick", False)}


def layer_of(proof):
    return proof["name"].split(".")[0]


def plant(bug, rtl, directory):
    """The file with the bug, below `directory`."""
    source = rtl / bug["file"].removeprefix("rtl/")
    text = source.read_text() if source.exists() else ""
    if text.count(bug["find"]) != 1:
        raise engine.CannotRun(f"{source} has this text {text.count(bug['find'])} times instead of once; "
                               f"plant the bug anew: {bug['find']}")
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / source.name
    target.write_text(text.replace(bug["find"], bug["replace"]))


def model(proof, parameters, directory, rtl, planted=None, covers=False):
    """Where the properties of the model in `directory` stand."""
    directory.mkdir(parents=True, exist_ok=True)
    roots = [rtl, HERE, *([planted] if planted else [])]
    top = "formal_" + proof["harness"]
    try:
        files = rtl_files.resolve([top], roots=roots)
    except FileNotFoundError as error:
        raise engine.CannotRun(str(error)) from None
    options = {name: proof[name] for name in ("two_clocks", "assertions", "lean", "cut") if name in proof}
    return engine.make_model(directory, engine.Model(top, files, parameters.split(), covers, **options))


def run(name, kind, proof, rtl, out, quick):
    """Verdict of one entry as {verdict, summary, details}; quick: of its first set of parameters."""
    seconds = proof.get("seconds", 120)
    sets = proof.get("sets", [""])[:1 if quick else None]
    details = []

    def prove(directory, places, depth=proof.get("depth")):
        return engine.prove(directory, places, depth, seconds, proof.get("engine"))

    def note(title, good, answer):
        details.append({"case": title, "verdict": "pass" if good else "fail" if answer.verdict != "unknown" else "unknown",
                        "said": answer.said, "at": answer.at, "wave": answer.wave})

    if kind == "planted":
        for number, bug in enumerate(proof["plants"]):
            directory = out / name / str(number)
            planted = directory / "rtl"
            plant(bug, rtl, planted)
            parameters = bug.get("set", sets[0])
            # A bug is looked for step by step, also where its absence is proved by induction.
            places = model(proof, parameters, directory, rtl, planted)
            answer = prove(directory, places, proof.get("depth", engine.REACH))
            note(f"{bug['file']}: {bug['find']} -> {bug['replace']}", answer.verdict == "fails", answer)
    else:
        for number, parameters in enumerate(sets):
            directory = out / name / str(number)
            places = model(proof, parameters, directory, rtl, covers=kind == "cover")
            answer = engine.reach(directory, places, seconds) if kind == "cover" else prove(directory, places)
            note(parameters, answer.verdict == "holds", answer)

    bad = [detail for detail in details if detail["verdict"] != "pass"]
    verdict = bad[0]["verdict"] if bad else "pass"
    return {"verdict": verdict, "summary": summary(kind, bad, details), "details": details}


def summary(kind, bad, details):
    if kind == "planted":
        if not bad:
            return f"{len(details)} planted bugs found" if len(details) > 1 else f"the planted bug is found: {details[0]['said']}"
        return f"not found: {bad[0]['case']}"
    said = (bad or details)[0]
    ofs = f" ({said['case']})" if said["case"] else ""
    text = said["said"] + (ofs if bad else f", {len(details)} sets of parameters" if len(details) > 1 else "")
    return text + (f"; the waveform is {said['wave']}" if said["wave"] else "")


def table():
    """The table of docs/formal.md."""
    lines = ["| proof | what | how | parameters |", "|---|---|---|---|"]
    for name, (kind, proof) in entries().items():
        if kind in ("prove", "bounded"):
            how = f"bounded, {proof['depth']} clocks" if kind == "bounded" else "induction"
            sets = "; ".join(f"`{parameters}`" for parameters in proof.get("sets", []))
            lines.append(f"| `{name}` | {proof['text']} | {how} | {sets} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print what there is, as JSON")
    parser.add_argument("--table", action="store_true", help="print the table of docs/formal.md")
    parser.add_argument("--quick", action="store_true", help="all that are marked quick, with their first set of parameters")
    parser.add_argument("--all", action="store_true", help="all there are, an hour or more")
    parser.add_argument("--layer", help="all of one layer")
    parser.add_argument("--json", metavar="FILE", help="write the verdict there; of several, a list")
    parser.add_argument("--rtl", metavar="DIR", type=pathlib.Path, default=ROOT / "rtl", help="in place of rtl/")
    parser.add_argument("--out", metavar="DIR", type=pathlib.Path, default=ROOT / "build/formal",
                        help="for logs and waveforms; default build/formal")
    args = parser.parse_args()
    known = entries()
    if args.list:
        print(json.dumps([listed(name, *of) for name, of in known.items()], indent=1))
        return
    if args.table:
        print(table())
        return
    names = args.names or [
        name for name, (_, proof) in known.items()
        if (args.all or args.quick or args.layer) and (not args.quick or proof.get("quick")) and args.layer in (None, layer_of(proof))]
    wrong = next((name for name in names if name not in known), None)
    if wrong:
        parser.error(f"no proof has the name {wrong}; --list shows all")
    if not names:
        parser.error("name a proof, or say --list, --quick, --layer LAYER or --all")
    if not args.rtl.is_dir():
        parser.error(f"there is no directory {args.rtl}; --rtl names one laid out as rtl/")

    verdicts = []
    for name in names:
        started = time.monotonic()
        try:
            verdict = run(name, *known[name], args.rtl.resolve(), args.out.resolve(), args.quick)
        except engine.CannotRun as error:
            verdict = {"verdict": "fail", "summary": str(error), "details": []}
        verdicts.append({"name": name, **verdict, "seconds": round(time.monotonic() - started, 1)})
        print(f"{name:36} {verdict['verdict']:8} {verdicts[-1]['seconds']:6.1f} s  {verdict['summary']}", flush=True)
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(verdicts if len(verdicts) > 1 else verdicts[0], indent=1))
    sys.exit(any(verdict["verdict"] != "pass" for verdict in verdicts))


if __name__ == "__main__":
    main()
