#!/usr/bin/env python3
"""Which files does a module need? Prints them in the order a compiler wants: packages first.

A file is named after the module or package in it, so the names that a file mentions are the files
it needs. Nothing else in the tree is read: a half-written module breaks only those who use it.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
RTL = ROOT / "rtl"
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
NAME = re.compile(r"[A-Za-z_]\w*")


def library(*roots):
    """Every file below the roots (rtl/ if none), by the name of what is in it; of two the later."""
    return {path.stem: path for root in roots or (RTL,) for path in sorted(root.rglob("*.sv"))}


def resolve(tops, extra=(), roots=(RTL,)):
    """The files that the modules named `tops` and the files in `extra` need, `extra` included."""
    files = library(*roots)
    files |= {path.stem: path for path in map(pathlib.Path, extra)}
    packages, modules, seen = [], [], set()

    def visit(stem):
        if stem in seen or stem not in files:
            return
        seen.add(stem)
        text = COMMENT.sub("", files[stem].read_text())
        for name in NAME.findall(text):
            visit(name)
        # Depth first: a package comes after the packages that it uses.
        (packages if stem.endswith("_pkg") else modules).append(files[stem])

    missing = [top for top in tops if top not in files]
    if missing:
        raise FileNotFoundError(f"no file named {missing[0]}.sv below {roots[0]} or among the sources")
    for stem in [*tops, *(pathlib.Path(path).stem for path in extra)]:
        visit(stem)
    return packages + modules


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: tools/rtl_files.py <module>...")
    try:
        print(*(path.relative_to(ROOT) for path in resolve(sys.argv[1:])), sep="\n")
    except FileNotFoundError as error:
        sys.exit(f"tools/rtl_files.py: {error}")
