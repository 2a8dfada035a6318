"""Mutation: do the tests of a layer see it when one bit of the layer is wrong?

    mutation.py --list                        the cases, as JSON: one for each layer
    mutation.py arp                           draws, builds, runs, judges
    mutation.py arp --count 10 --seed 2       other mutants than those of layers.toml
    mutation.py arp --drawn                   only says which mutants are drawn
    mutation.py arp --only 3,17               some of them, by number, to look at
    mutation.py arp --rtl DIR --json FILE

A mutant is killed by the first test program that fails with it. What lives is proved equivalent, or needs a judgement
in judgements.toml. Exit code 0: at least 95 % of those that are not equivalent are killed, and each that lives is
judged; 1: not so; 2: it could not be run. docs/mutation.md has more.
"""

import argparse
import json
import os
import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "verif/synth")]
import bench
import design
import judge
import mutants

GOAL = 95.0
LIMIT = 14400


def layers(path):
    """What is asked of each layer: layers.toml."""
    found = tomllib.loads(path.read_text())
    for name, layer in found.items():
        layer.setdefault("layer", name)
        layer.setdefault("files", f"rtl/{layer['layer']}")
        layer.setdefault("tests", f"tests/{layer['layer']}")
        # A small case takes the first of another's mutants.
        layer["bench"] = found[layer["layer"]]["bench"]
    return found


def cases(table):
    return [{"name": name, "layer": layer["layer"], "quick": layer.get("quick", False),
             "limit": layer.get("limit", LIMIT), "mutants": layer["count"],
             "title": f"{layer['count']} mutants of {layer['files']}/",
             "inputs": ["rtl", "tests", "model", "verif/mutation", "verif/synth/flow.py"]}
            for name, layer in table.items()]


def netlists(layer, built, rtl, seed, count):
    """Draws, and writes the netlists into the build. {target: [(number, mutant)]} and the number of places."""
    import flow
    where, read, designs = built / "netlists", {}, {}
    for entry in layer["bench"]:
        target = entry["design"]
        designs[target] = mutants.Design.read(built / "designs" / target)
        inside = entry.get("looks_inside", False)
        flow.in_child(lambda y: mutants.prepare(y, designs[target], rtl, where / target, inside), where / target)
        read[target] = mutants.Netlist(where / target / "flat.json", designs[target].top)
    chosen, places = mutants.draw(read, mutants.Sources(rtl), layer["files"], count, seed)
    drawn = {target: [mutant for owner, mutant in chosen if owner == target] for target in designs}
    for target, own in drawn.items():
        flow.in_child(lambda y: mutants.write(y, designs[target].top, own, where / target), where / target)
    return drawn, places


def hunt(layer, built, drawn, only, jobs):
    """What became of each mutant: {name: Killed, or None}."""
    found = {}
    for entry in layer["bench"]:
        own = drawn[entry["design"]]
        numbers = [number for number, mutant in enumerate(own, 1) if not only or mutant.name in only]
        if not numbers:
            continue
        bench.compile_tests(built, entry["tests"])
        programs = bench.clean([built / layer["tests"] / test for test in entry["tests"]])
        seconds = sum(one[1] for one in programs)
        print(f"{entry['design']}: {len(numbers)} mutants, a run without one takes {seconds:.1f} s", file=sys.stderr)
        found |= {own[number - 1].name: end for number, end in bench.fates(programs, numbers, jobs).items()}
    return found


def proved(layer, built, drawn, alive):
    """The names of those that are proved equivalent."""
    import flow
    found = set()
    for target, own in drawn.items():
        top = mutants.Design.read(built / "designs" / target).top
        place = built / "netlists" / target
        for number, mutant in enumerate(own, 1):
            if mutant.name in alive and flow.in_child(lambda y: judge.one_step(y, top, place, number), place)["proved"]:
                found.add(mutant.name)
    return found


def verdict(name, ends, proven, judgements, drawn, places):
    """(passed, summary, rows)."""
    every = {mutant.name: mutant for own in drawn.values() for mutant in own if mutant.name in ends}
    killed = [one for one, end in ends.items() if end]
    rows, equivalent, unjudged = [], len(proven), []
    for one in every:
        if ends[one]:
            continue
        judged = judgements.get(one)
        if one in proven:
            said = "equivalent, by proof"
        elif judged:
            said = f"{judged['kind']}: {judged['reason']}"
            equivalent += judged["kind"] == "equivalent"
        else:
            said = "NOT JUDGED"
            unjudged.append(one)
        rows.append({"mutant": one, "line": every[one].line, "signal": every[one].signal.replace("\\", ""),
                     "judgement": said})
    wrong = [one for one in killed if judgements.get(one, {}).get("kind") == "equivalent"]
    rows += [{"mutant": one, "line": every[one].line, "signal": "",
              "judgement": f"judged equivalent, but killed by {ends[one].test}"} for one in wrong]
    counted = len(every) - equivalent
    rate = 100 * len(killed) / counted if counted else 0
    summary = (f"{name}: {len(killed)} of {counted} mutants killed ({rate:.1f} %); {len(every)} drawn at {places} places, "
               f"{equivalent} equivalent ({len(proven)} by proof), {counted - len(killed)} alive")
    if unjudged:
        summary += f", {len(unjudged)} without a judgement: {'; '.join(unjudged)}"
    if wrong:
        summary += f"; {len(wrong)} judged equivalent, but killed"
    return rate >= GOAL and not unjudged and not wrong and bool(counted), summary, rows


def main():
    parser = design.Parser(prog="mutation.py", description=__doc__,
                           formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", help="a case of --list")
    parser.add_argument("--list", action="store_true", help="the cases, as JSON")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="where to write what was found")
    parser.add_argument("--rtl", type=pathlib.Path, metavar="DIR", default=ROOT / "rtl",
                        help="another tree in the place of rtl/")
    parser.add_argument("--seed", type=int, metavar="N", help="of the draw; what layers.toml says unless told")
    parser.add_argument("--count", type=int, metavar="N", help="how many are drawn; what layers.toml says unless told")
    parser.add_argument("--drawn", action="store_true", help="only say which are drawn")
    parser.add_argument("--only", metavar="N,...", help="some of them, by number")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="mutants at the same time")
    parser.add_argument("--table", type=pathlib.Path, default=HERE, metavar="DIR",
                        help="where layers.toml and judgements.toml are")
    args = parser.parse_args()
    table = layers(args.table / "layers.toml")
    if args.list:
        print(json.dumps(cases(table), indent=1))
        return 0
    if args.name not in table:
        parser.error(f"there is no case '{args.name or ''}', --list shows all")
    if not args.rtl.is_dir():
        parser.error(f"--rtl: {args.rtl} is no directory")
    layer, rtl = table[args.name], args.rtl.resolve()
    built = bench.place(rtl, args.table.resolve())
    directories = sorted({pathlib.Path(each["tests"]).name for each in table.values()})
    seed = layer["seed"] if args.seed is None else args.seed
    with bench.locked(built):
        bench.configure(built, rtl, directories)
        drawn, places = netlists(layer, built, rtl, seed, args.count or layer["count"])
        every = [(target, mutant) for target, own in drawn.items() for mutant in own]
        if args.drawn:
            for number, (target, mutant) in enumerate(every, 1):
                print(f"{number:4} {target}  {mutant.name}  ({mutant.file}:{mutant.line}, {mutant.signal})")
            return 0
        only = {every[int(number) - 1][1].name for number in args.only.split(",")} if args.only else set()
        bench.configure(built, rtl, directories)
        ends = hunt(layer, built, drawn, only, args.jobs)
        proven = proved(layer, built, drawn, {name for name, end in ends.items() if not end})
    passed, summary, rows = verdict(args.name, ends, proven, judge.read(args.table / "judgements.toml"), drawn, places)
    return design.finish(args.json, passed, summary, rows)


if __name__ == "__main__":
    sys.exit(design.guarded(main, "mutation.py"))
