"""Coverage of the RTL by the tests: lines of each layer, bins of functional coverage, toggles.

    coverage.py --list                      the cases, as JSON
    coverage.py lines.tcp                   every line of a layer
    coverage.py functional                  every bin of bins.toml
    coverage.py toggles                     which bits have moved; above a floor
    coverage.py lines.prim --json FILE      with the verdict in a file
    coverage.py lines.prim --rtl DIR        of another tree
    coverage.py lines.tcp --only tcp_open_test,system_data_test   by these programs alone, to look at
    coverage.py report                      all of it, of what has run so far; runs nothing

Builds the programs of programs.toml that concern the case, with designs that count, runs those that have not run since they
were built, and merges. Exit code 0: all is reached that is not excluded; 1: not so; 2: it could not be run.
"""

import argparse
import concurrent.futures
import json
import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import design
import merge
import programs

# Measured, not a goal: what `toggles` must not fall below, in per cent.
TOGGLE_FLOOR = 50.0
LAYERS = ("prim", "phy", "mac", "arp", "ip", "icmp", "igmp", "udp", "tcp", "socket", "top")


def cases(table):
    quick = {layer for program in table if program.quick for layer in program.layers}
    found = [{"name": f"lines.{layer}", "layer": layer, "quick": layer in quick, "limit": 14400,
              "title": f"every line of {'rtl/toe.sv' if layer == 'top' else f'rtl/{layer}/'}"} for layer in LAYERS]
    found.append({"name": "functional", "layer": "", "quick": False, "limit": 28800, "title": "every bin of functional coverage"})
    found.append({"name": "toggles", "layer": "", "quick": False, "limit": 28800, "title": "bits that have moved"})
    return {case["name"]: case | {"inputs": ["rtl", "verif/coverage", "verif/cosim", "tests", "tools"]} for case in found}


def concerned(case, table):
    """The programs that the case needs."""
    if case["layer"]:
        return [program for program in table if case["layer"] in program.layers]
    if case["name"] == "toggles":
        return [program for program in table if program.toggles]
    return [program for program in table if program.functional]


def collect(chosen, place, jobs):
    """Runs them; what they have reached."""
    hits = merge.Hits()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for files in pool.map(place.run, chosen):
            for file in files:
                hits.read(file)
    return hits, place.points(hits)


def lines(layer, points, excluded):
    verdict = merge.judge_lines(points.lines, excluded, layer)
    rows = [{"file": file, "what": "not covered", "lines": which} for file, which in merge.runs(verdict.holes)]
    rows += [{"file": file, "what": "excluded, but covered", "lines": which} for file, which in merge.runs(verdict.stale)]
    branches = {place: hit for place, hit in points.branches.items() if merge.layer_of(place[0]) == layer}
    files = {file for file, line in excluded if line == 0}
    branches = {place: hit for place, hit in branches.items() if place[0] not in files}
    summary = (f"{verdict.hit:,} of {verdict.total:,} lines ({verdict.percent:.2f} %), "
               f"{sum(branches.values()):,} of {len(branches):,} branches")
    if verdict.holes:
        summary += "; not covered: " + "; ".join(f"{row['file']}:{row['lines']}" for row in rows if row["what"] == "not covered")
    if verdict.stale:
        summary += "; excluded, but covered: " + "; ".join(f"{file}:{which}" for file, which in merge.runs(verdict.stale))
    waivers = [{"where": f"{file}:{line}" if line else file, "reason": reason} for (file, line), reason in sorted(excluded.items())
               if merge.layer_of(file) == layer and ((file, line) in verdict.excluded or line == 0)]
    return verdict.passed, summary, rows, waivers


def functional(hits, points, exclusions):
    known = merge.bins(tomllib.loads((HERE / "bins.toml").read_text()))
    counted = merge.named(hits, points, merge.registers())
    verdict = merge.judge_bins(known, counted, exclusions.bins(known))
    groups = {}
    for name in known:
        if name not in verdict.excluded:
            group = groups.setdefault(".".join(name.split(".")[:2 if name.count(".") > 1 else 1]), [0, 0])
            group[0] += counted[name] > 0
            group[1] += 1
    rows = [{"bin": name, "what": "not reached", "text": known[name]} for name in verdict.holes]
    rows += [{"bin": name, "what": "excluded, but reached", "text": known[name]} for name in verdict.stale]
    rows += [{"bin": name, "what": "reached, but in no table", "text": ""} for name in verdict.strange]
    rows += [{"bin": f"{name}.*", "what": f"{hit} of {total}", "text": ""} for name, (hit, total) in groups.items()]
    summary = f"{verdict.hit} of {verdict.total} bins ({verdict.percent:.2f} %), {len(verdict.excluded)} excluded"
    for what, names in (("not reached", verdict.holes), ("excluded, but reached", verdict.stale),
                        ("reached, but in no table", verdict.strange)):
        if names:
            summary += f"; {what}: {', '.join(names[:12])}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    waivers = [{"where": name, "reason": reason} for name, reason in sorted(verdict.excluded.items())]
    return verdict.passed, summary, rows, waivers


def toggles(points, excluded):
    files = {file for file, line in excluded if line == 0}
    by_layer = {}
    for (file, _, _), hit in points.toggles.items():
        if file not in files:
            layer = by_layer.setdefault(merge.layer_of(file), [0, 0])
            layer[0] += hit
            layer[1] += 1
    hit, total = (sum(layer[which] for layer in by_layer.values()) for which in (0, 1))
    rows = [{"layer": name, "moved": moved, "total": of, "percent": f"{100 * moved / of:.1f}"}
            for name, (moved, of) in sorted(by_layer.items())]
    percent = 100 * hit / total if total else 0
    summary = (f"{hit:,} of {total:,} rises and falls ({percent:.1f} %); no goal, but a floor of {TOGGLE_FLOOR:.0f} %, "
               "which has been measured")
    return percent >= TOGGLE_FLOOR, summary, rows, []


def judged(case, hits, points, rtl):
    exclusions = merge.Exclusions()
    excluded = exclusions.lines(rtl)
    if case["layer"]:
        return lines(case["layer"], points, excluded)
    return toggles(points, excluded) if case["name"] == "toggles" else functional(hits, points, exclusions)


def report(known, table, place):
    """All cases, of what has run so far."""
    hits = merge.Hits()
    for program in table:
        for file in place.left(program):
            hits.read(file)
    points = place.points(hits)
    verdicts = []
    for case in known.values():
        passed, summary, rows, _ = judged(case, hits, points, None)
        print(f"{case['name']:12} {'pass' if passed else 'FAIL'}  {summary}")
        verdicts.append(passed)
    return 0 if all(verdicts) else 1


def main():
    parser = design.Parser(prog="coverage.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", help="a case of --list, or report")
    parser.add_argument("--list", action="store_true", help="the cases, as JSON")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="where to write what was found")
    parser.add_argument("--rtl", type=pathlib.Path, metavar="DIR", help="another tree in the place of rtl/")
    parser.add_argument("--only", metavar="PROGRAM,...", help="by these programs alone")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="programs at the same time")
    args = parser.parse_args()
    table = programs.read()
    known = cases(table)
    if args.list:
        print(json.dumps(list(known.values()), indent=1))
        return 0
    if args.rtl and not args.rtl.is_dir():
        parser.error(f"--rtl: {args.rtl} is no directory")
    place = programs.Place(args.rtl.resolve() if args.rtl else None)
    if args.name == "report":
        return report(known, table, place)
    if args.name not in known:
        parser.error(f"there is no case '{args.name or ''}', --list shows all")
    chosen = concerned(known[args.name], table)
    if args.only:
        chosen = [program for program in table if program.name in args.only.split(",")]
    place.build(chosen)
    hits, points = collect(chosen, place, args.jobs)
    passed, summary, rows, waivers = judged(known[args.name], hits, points, args.rtl)
    return design.finish(args.json, passed, summary, rows, waivers)


if __name__ == "__main__":
    sys.exit(design.guarded(main, "coverage.py"))
