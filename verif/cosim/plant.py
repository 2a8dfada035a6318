#!/usr/bin/env python3
"""Writes RTL in which bugs are planted, each switched on at run time by its name.

    plant.py BUGS.json DIRECTORY

BUGS.json: a list of {"name", "file", "find", "replace", ...}. `find` is an expression that must stand in
its file exactly once, or nothing is written: when the RTL has changed, the bug is to be planted
anew, not silently left out. It becomes (bug ? replace : find). Every file named, with its bugs, and
toe_planted_pkg.sv are written to DIRECTORY, at the same path below it.
"""

import json
import pathlib
import sys

PACKAGE = """// Which of the planted bugs is switched on: the plusarg +planted=NAME, none without.
package toe_planted_pkg;
  function automatic int unsigned chosen();
    string name;
    name = "";
    void'($value$plusargs("planted=%s", name));
    case (name)
      "": return 0;
{cases}
      default: $fatal(1, "no bug has the name %s", name);
    endcase
    return 0;
  endfunction

  int unsigned bug = chosen();
endpackage
"""


def main():
    bugs = json.loads(pathlib.Path(sys.argv[1]).read_text())
    directory = pathlib.Path(sys.argv[2])
    root = pathlib.Path(__file__).resolve().parents[2]
    texts = {}
    for number, bug in enumerate(bugs, 1):
        file, find = bug["file"], bug["find"]
        text = texts.setdefault(file, (root / file).read_text())
        if text.count(find) != 1:
            sys.exit(f"plant: {file} has this text {text.count(find)} times instead of once: {find}")
        texts[file] = text.replace(find, f"((toe_planted_pkg::bug == {number}) ? ({bug['replace']}) : ({find}))")
    cases = "\n".join(f'      "{bug["name"]}": return {number};' for number, bug in enumerate(bugs, 1))
    texts["toe_planted_pkg.sv"] = PACKAGE.replace("{cases}", cases)
    for file, text in texts.items():
        target = directory / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


if __name__ == "__main__":
    main()
