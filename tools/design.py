"""Which design is meant: what the checks of verif/ have in common on their command line, and the file
that tells `sockwire validate` what they found (docs/validate.md, "Adding a check")."""

import argparse
import json
import pathlib
import re
import sys
import tomllib

import rtl_files

ROOT = rtl_files.ROOT


class Parser(argparse.ArgumentParser):
    """One sentence for what is wrong on the command line."""

    def error(self, message):
        sys.exit(unusable(f"{self.prog}: {message}; {self.prog} --help shows what can be given"))


def unusable(sentence):
    """Says why nothing can be done; the exit code of that."""
    print(sentence, file=sys.stderr)
    return 2


def configurations():
    """The parameters of the top, by the name of the configuration."""
    text = (ROOT / "cmake/Configurations.cmake").read_text()
    names = re.search(r"set\(SOCKWIRE_VARIANTS ([^)]*)\)", text)[1].split()
    return {name: re.search(rf"set\(SOCKWIRE_VARIANT_{name} ([^)]*)\)", text)[1].split() for name in names}


def read_list(path):
    """The source files that a list names, one a line, from where the list is; // begins a comment."""
    files = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        name = line.split("//")[0].strip()
        if not name:
            continue
        file = path.parent / name
        if not file.is_file():
            raise FileNotFoundError(f"{path}, line {number}: there is no file {name}")
        files.append(file.resolve())
    return files


def read_waivers(path):
    try:
        waivers = tomllib.loads(path.read_text())
        for name, entries in waivers.items():
            for entry in entries if isinstance(entries, list) else []:
                if not entry.get("reason"):
                    raise ValueError(f"a waiver of [[{name}]] has no reason")
        return waivers
    except ValueError as error:
        raise RuntimeError(f"{path}: {error}") from error


class Design:
    """A top module, its parameters, and where its files are."""

    def __init__(self, top, parameters, rtl=None, extra=()):
        self.top, self.parameters, self.extra = top, parameters, list(extra)
        self.rtl = pathlib.Path(rtl).resolve() if rtl else ROOT / "rtl"

    @staticmethod
    def options(parser):
        parser.add_argument("--config", metavar="NAME", help="of cmake/Configurations.cmake")
        parser.add_argument("--rtl", metavar="DIR", type=pathlib.Path, help="another tree in the place of rtl/")
        parser.add_argument("--top", metavar="NAME", help="another top module than toe")
        parser.add_argument("--files", metavar="LIST", type=pathlib.Path,
                            help="a file that names the sources that are not ours, one a line")
        parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="of the top")
        parser.add_argument("--waivers", metavar="FILE", type=pathlib.Path, help="what is accepted on top of what we accept")
        parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="where to write what was found")

    @classmethod
    def of(cls, args, parser):
        """The design that these options mean; leaves with a sentence where there is none."""
        known = configurations()
        if args.config and args.config not in known:
            parser.error(f"there is no configuration '{args.config}': {', '.join(known)}")
        if args.rtl and not args.rtl.is_dir():
            parser.error(f"--rtl: {args.rtl} is no directory")
        parameters = (known[args.config] if args.config else []) + args.param
        try:
            extra = read_list(args.files) if args.files else []
            design = cls(args.top or "toe", parameters, args.rtl, extra)
            design.sources()
        except OSError as error:
            parser.error(error)
        return design

    @staticmethod
    def waivers(ours, args):
        """What is accepted: what `ours` says, and what --waivers does."""
        accepted = tomllib.loads(ours.read_text())
        if args.waivers:
            for name, more in read_waivers(args.waivers).items():
                known = accepted.get(name, type(more)())
                accepted[name] = known | more if isinstance(more, dict) else known + more
        return accepted

    @property
    def name(self):
        return " ".join([self.top, *self.parameters])

    def sources(self):
        """Ours first, packages before modules; then the others as their list has them."""
        tops = [self.top] if self.top in rtl_files.library(self.rtl) or not self.extra else []
        found = rtl_files.resolve(tops, self.extra, [self.rtl])
        return [path for path in found if path not in self.extra] + self.extra


def shown(path):
    """A path as one would type it from the root of the tree."""
    path = pathlib.Path(path)
    path = path if path.is_absolute() else ROOT / path
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def guarded(main, program):
    """The exit code of main(); one sentence where it cannot do its work."""
    try:
        return main()
    except (OSError, RuntimeError) as error:
        return unusable(f"{program}: {error}")


def finish(file, passed, summary, details=(), waivers=(), tools=None):
    """Says what was found, in words or in `file`; the exit code."""
    if file is None:
        for row in details:
            print("  ".join(f"{value}" for value in row.values()))
        print(("pass: " if passed else "FAIL: ") + summary)
    else:
        found = {"verdict": "pass" if passed else "fail", "summary": summary, "details": list(details),
                 "waivers": list(waivers), "tools": tools or {}}
        file.write_text(json.dumps(found, indent=1) + "\n")
    return 0 if passed else 1
