"""Everything that one checks before RTL is handed to synthesis, in one report.

    validate.py [--config NAME,...] [--only ITEM,...] [--quick] [--list] [--help]

How it is used, and how a check is added: docs/validate.md. In short: a module in items/ yields cases
(case.py); the runner (runner.py) runs the command of each with --json FILE added, its exit code is the
verdict, FILE the rest; state.py remembers what has its verdict; report.py writes the report.
"""

import dataclasses
import fnmatch
import os
import pathlib
import signal
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "verif/validate"), str(ROOT / "tools")]
import design
import items
import report
from case import PYTHON, Plan, Unusable, shown
from runner import Runner
from state import State

INTERRUPTED = 130  # as the shell has it
EXAMPLES = """examples:
  sockwire validate --quick
  sockwire validate --only lint,elaboration --config small,base
  sockwire validate --only 'formal/prim.*'
  sockwire validate --list
  sockwire validate --top my_design --files my_design.f

Exit codes: 0 everything passed, 1 something failed or could not be run, 2 wrong usage or environment.
Ctrl-C stops; the same command goes on where it stopped. docs/validate.md says more."""


def options():
    parser = design.Parser(prog="sockwire validate", description="Checks the RTL before synthesis.", epilog=EXAMPLES,
                           formatter_class=lambda prog: design.argparse.RawDescriptionHelpFormatter(
                               prog, max_help_position=28, width=110), allow_abbrev=False)
    parser.add_argument("--config", metavar="NAME,...", help="configurations; all of them unless told")
    parser.add_argument("--only", metavar="ITEM,...", help=f"items: {', '.join(items.NAMES)}; ITEM/CASE: of its cases "
                        "those of this name, in which * stands for anything")
    parser.add_argument("--quick", action="store_true", help="what fits ten minutes on two cores")
    parser.add_argument("--list", action="store_true", help="print items, cases and their commands, and run nothing")
    parser.add_argument("--jobs", type=whole_number(1), default=os.cpu_count() or 1, metavar="N",
                        help="cases at the same time; %(default)s unless told")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "out/validate", metavar="DIR",
                        help="where report, logs and verdicts go; out/validate unless told")
    parser.add_argument("--fresh", action="store_true", help="run again what has its verdict already")
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="N",
                        help="of what is drawn by chance; %(default)s unless told")
    parser.add_argument("--rtl", type=pathlib.Path, metavar="DIR", help="another tree in the place of rtl/")
    parser.add_argument("--top", metavar="NAME", help="top module of a design that instantiates ours")
    parser.add_argument("--files", type=pathlib.Path, metavar="LIST", help="its sources, one a line, from where the list is")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter of that top")
    parser.add_argument("--waivers", type=pathlib.Path, metavar="FILE", help="what is accepted in it, each with its reason")
    return parser


def whole_number(least):
    def number(text):
        if not text.isdecimal() or int(text) < least:
            raise design.argparse.ArgumentTypeError(f"'{text}' is no whole number from {least} on")
        return int(text)
    return number


def chosen(parser, option, given, known):
    """The names of a list, in the order of those that there are."""
    if given is None:
        return list(known)
    names = given.split(",")
    for name in names:
        if name not in known:
            parser.error(f"{option}: there is no '{name}', but {', '.join(known)}")
    return [name for name in known if name in names]


def wanted(parser, given):
    """For each item that is asked for, patterns of the names of its cases."""
    patterns = {}
    for word in given.split(",") if given else ():
        item, _, case = word.partition("/")
        patterns.setdefault(item, []).append(case or "*")
    names = chosen(parser, "--only", ",".join(patterns) if given is not None else None, items.NAMES)
    return {name: patterns.get(name, ["*"]) for name in names}


def make_plan(parser, args):
    if args.files and not args.top:
        parser.error("--files goes with --top: which module of them is the top?")
    if args.top and args.config:
        parser.error("--config is about our top; give --param NAME=VALUE with --top")
    if args.param and not args.top:
        parser.error("--param goes with --top; configurations of ours are chosen with --config")
    if args.waivers and not args.top:
        parser.error("--waivers goes with --top; what we accept in ours stands in verif/*/waivers.*")
    if args.rtl and not args.rtl.is_dir():
        parser.error(f"--rtl: {args.rtl} is no directory")
    if args.top:
        try:
            if args.waivers:
                design.read_waivers(args.waivers)
            design.Design(args.top, args.param, args.rtl, design.read_list(args.files) if args.files else []).sources()
        except (OSError, RuntimeError) as error:
            parser.error(f"--top {args.top}: {error}")
        configurations = [args.top]
    else:
        configurations = chosen(parser, "--config", args.config, design.configurations())
    resolved = lambda path: path.resolve() if path else None
    return Plan(configurations, args.seed, resolved(args.rtl), args.top or "", resolved(args.files), tuple(args.param),
                resolved(args.waivers))


def collect(plan, only, quick):
    """The cases of each item that has some."""
    found = {}
    for name, module in items.modules(list(only)).items():
        cases = [dataclasses.replace(case, item=name) for case in module.cases(plan)
                 if (case.quick or not quick) and any(fnmatch.fnmatchcase(case.name, pattern) for pattern in only[name])]
        if cases:
            found[name] = (module, cases)
    return found


def show(found):
    for name, (module, cases) in found.items():
        print(f"{name}: {module.ABOUT}")
        for case in cases:
            print(f"  {case.id}{'  (quick)' if case.quick else ''}\n      {' '.join(case.argv)}")


def run(parser, args):
    plan = make_plan(parser, args)
    found = collect(plan, wanted(parser, args.only), args.quick)
    if not found:
        parser.error("nothing of this is there to be run; --list without --only, --config and --quick shows what is")
    if args.list:
        show(found)
        return 0
    if not (ROOT / PYTHON).exists():
        raise Unusable("there is no .venv; run tools/setup first")
    cases = [case for _, of_item in found.values() for case in of_item]
    state = State(args.out)
    runner = Runner(plan, state, args.jobs)
    since = time.time()
    results, known = runner.run(cases, args.fresh)
    story = report.story(plan, found, results, known, complete=runner.complete, since=since, quick=args.quick,
                         command=" ".join(["sockwire validate", *sys.argv[1:]]))
    report.write(state.out, story)
    print(report.words(story))
    print(f"report: {shown(state.out / 'validate.html')}")
    if not runner.complete:
        print("stopped; the same command goes on from here")
        return INTERRUPTED
    return 0 if story["verdict"] == "pass" else 1


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    signal.signal(signal.SIGTERM, interrupt)
    parser = options()
    try:
        return run(parser, parser.parse_args())
    except Unusable as error:
        return design.unusable(f"sockwire validate: {error}")
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
