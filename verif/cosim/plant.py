#!/usr/bin/env python3
"""Copies an RTL file with one bug planted: plant.py SOURCE TARGET FIND REPLACE.

FIND must stand in the file exactly once, or nothing is written: when the RTL has changed, the bug is
to be planted anew, not silently left out.
"""

import pathlib
import sys


def main():
    source, target, find, replace = sys.argv[1:]
    text = pathlib.Path(source).read_text()
    if text.count(find) != 1:
        sys.exit(f"plant: {source} has this text {text.count(find)} times instead of once: {find}")
    pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(target).write_text(text.replace(find, replace))


if __name__ == "__main__":
    main()
