"""Every configuration becomes hardware: no latch, no combinational loop, no memory in flip-flops that
belongs into a RAM; and how much hardware, layer by layer. A target with a part is placed and routed.

    area.py NAME [--layer LAYER] [--json FILE] [--rtl DIR]
    area.py --list

NAME is CONFIGURATION.TARGET as --list has them. Exit code 0: it does; 1: it does not; 2: wrong usage.

    area.py small.ecp5-fast             # what `make test` runs
    area.py small.ecp5-fast --layer tcp # only this directory of rtl/ is mapped; the others are there
    area.py base.ecp5 --json area.json
    area.py small.ecp5-25k              # nextpnr; half an hour and more
"""

import argparse
import json
import pathlib
import re
import sys
import time

import flow
import route
import targets

CONFIGURATIONS = flow.ROOT / "cmake/Configurations.cmake"


def configurations():
    """The parameters of the top, by the name of the configuration."""
    text = CONFIGURATIONS.read_text()
    names = re.search(r"set\(SOCKWIRE_VARIANTS ([^)]*)\)", text)[1].split()
    return {name: re.search(rf"set\(SOCKWIRE_VARIANT_{name} ([^)]*)\)", text)[1].split() for name in names}


def cases():
    """All that can be asked for, by name."""
    found = {}
    for config in configurations():
        for target in targets.TARGETS:
            if target != "ice40" or config == "small":
                found[f"{config}.{target}"] = {"name": f"{config}.{target}", "config": config, "target": target,
                                               "quick": target == "ecp5-fast" and config == "small", "limit": 7200}
    for config, target in route.PARTS:
        found[f"{config}.{target}"] = {"name": f"{config}.{target}", "config": config, "target": target, "quick": False,
                                       "limit": 28800}
    return found


def build(target, parameters, files, layer):
    """What the child does; the answer is what the report needs."""
    def work(y):
        flow.elaborate(y, "toe", parameters, files)
        flow.layered(y, "toe")
        if layer:
            flow.only(y, "toe", layer)
        y.run(*target.words)
        held = {name: f"{bits} bits" for name, bits in flow.registers(y, "toe").items()}
        y.run(*target.memories)
        if target.memories:
            held |= {name: f"{size} x {width} bits"
                     for name, (size, width) in flow.memories(y, "toe", flow.MEMORY_BITS).items()}
        y.run(*target.cells)
        kinds = {}
        for module in y.modules():
            of_layer = kinds.setdefault(flow.layer("toe", module.name.str()), {})
            for cell in module.cells_.values():
                kind = cell.type.str().lstrip("\\")
                of_layer[kind] = of_layer.get(kind, 0) + 1
        return {"held": held, "kinds": kinds}
    return work


def table(target, kinds):
    """One row for each layer, and their sum."""
    rows = [{"layer": layer} | target.count(cells) for layer, cells in sorted(kinds.items())]
    rows = [row for row in rows if any(value for value in row.values() if isinstance(value, int))]
    total = {column: sum(row[column] for row in rows) for column in target.columns}
    return [*rows, {"layer": "all"} | total]


def show(rows):
    widths = {key: max(len(key), *(len(f"{row.get(key, '')}") for row in rows)) for key in rows[0]}
    for row in [{key: key for key in rows[0]}, *rows]:
        first, *others = row
        print("  ".join([f"{row[first]:<{widths[first]}}", *(f"{row[key]:>{widths[key]}}" for key in others)]))


def finish(file, passed, summary, details, waivers=()):
    """Says what was found, in words or in `file`; the exit code."""
    if file is None:
        if details:
            show(details)
        print(("pass: " if passed else "FAIL: ") + summary)
    else:
        file.write_text(json.dumps({"verdict": "pass" if passed else "fail", "summary": summary, "details": details,
                                    "waivers": list(waivers), "tools": {"pyosys": flow.VERSION}}, indent=1) + "\n")
    return 0 if passed else 1


def placed(case, rtl, layer, file):
    part = route.PARTS[case["config"], case["target"]]
    files = flow.rtl_files.resolve(["toe"], rtl=rtl)
    with flow.scratch(case["name"], rtl) as place:
        try:
            route.synthesize(part, configurations()[case["config"]], files, place)
        except flow.NotHardware as error:
            return finish(file, False, f"{case['config']} is no hardware for {part.title}: {error}",
                          [{"message": line} for line in error.lines])
        closes, summary, rows = route.route(part, place)
    return finish(file, closes, f"{case['config']} in {part.title}: {summary}", rows)


def area(case, rtl, layer, file):
    target, started = targets.TARGETS[case["target"]], time.monotonic()
    files = flow.rtl_files.resolve(["toe"], roots=[rtl])
    try:
        with flow.scratch(case["name"], rtl) as place:
            built = flow.in_child(build(target, configurations()[case["config"]], files, layer), place)
    except flow.NotHardware as error:
        return finish(file, False, f"{case['config']} is no hardware for {target.title}: {error}",
                      [{"message": line} for line in error.lines])
    waivers, faults = flow.judge(built["held"])
    if faults:
        return finish(file, False, f"{faults[0]['signal']} ({faults[0]['size']}) falls into flip-flops: let it fit a RAM, or "
                      "give the reason in verif/synth/flip_flops.toml", faults)
    rows = table(target, built["kinds"])
    total = ", ".join(f"{value:,} {column}" for column, value in rows[-1].items() if column != "layer")
    return finish(file, True, f"{layer + ' of ' if layer else ''}{case['config']} for {target.title}: {total} ({time.monotonic() - started:.0f} s)", rows, waivers)


def main():
    parser = argparse.ArgumentParser(prog="area.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--layer", help="map only this directory of rtl/, not what is placed")
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
    if args.layer and not any((args.rtl / args.layer).glob("*.sv")):
        parser.error(f"--layer: {args.rtl} has no '{args.layer}'")
    if args.layer and known[args.name]["target"] not in targets.TARGETS:
        parser.error("--layer: a part is filled with all of them")
    try:
        work = area if known[args.name]["target"] in targets.TARGETS else placed
        return work(known[args.name], args.rtl.resolve(), args.layer, args.json)
    except OSError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
