"""Each wrong parameter stops the elaboration with its sentence, and each such sentence of the RTL is
shown by one: wrong.toml.

    wrong.py [MODULE...] [--rtl DIR]
"""

import pathlib
import re
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
import design
import rtl_files
import slang

SENTENCE = re.compile(r'^\s*\$(?:fatal\(\s*\d\s*,|error\()\s*"([^"]*)"', re.M)
STREAMS = "".join(f"  typedef struct packed {{logic [{8 * n - 1}:0] data; logic [{n - 1}:0] keep; logic last, err;}} "
                  f"stream{n}_t;\n" for n in (1, 2, 3, 4, 32))


def sentences(rtl):
    """What the elaboration checks of the tree say: file by sentence."""
    return {found[1]: path for path in rtl_files.library(rtl).values()
            for found in SENTENCE.finditer(rtl_files.COMMENT.sub("", path.read_text()))}


def said(case, rtl, place):
    """What slang says about the design with this wrong parameter."""
    top = place / "wrong_parameter.sv"
    top.write_text(f"module wrong_parameter;\n{STREAMS}  {case['module']} #({case.get('with', '')}) u_wrong ();\n"
                   "endmodule\n")
    sources = rtl_files.resolve(["wrong_parameter"], [top], [rtl])
    if "file" in case:
        path = rtl / pathlib.Path(case["file"]).relative_to("rtl")
        text = path.read_text()
        if text.count(case["find"]) != 1:
            raise RuntimeError(f"{case['file']} has this text {text.count(case['find'])} times instead of once: "
                               f"{case['find']}; wrong.toml must follow it")
        changed = place / path.name
        changed.write_text(text.replace(case["find"], case["replace"]))
        sources = [changed if source == path else source for source in sources]
    _, rows = slang.elaborate("wrong_parameter", [], sources)
    return [row["message"] for row in rows if row["bad"]]


def main():
    parser = design.Parser(prog="wrong.py")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="those of wrong.toml; all of them unless told")
    parser.add_argument("--rtl", metavar="DIR", type=pathlib.Path, default=design.ROOT / "rtl")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path)
    args = parser.parse_args()
    if not args.rtl.is_dir():
        parser.error(f"--rtl: {args.rtl} is no directory")
    cases = tomllib.loads((HERE / "wrong.toml").read_text())["wrong"]
    for name in args.modules:
        if name not in {case["module"] for case in cases}:
            parser.error(f"wrong.toml has no wrong parameter of '{name}'")
    rtl = args.rtl.resolve()

    rows, bad = [], 0
    with tempfile.TemporaryDirectory(prefix="sockwire-wrong-") as place:
        for case in cases:
            if args.modules and case["module"] not in args.modules:
                continue
            messages = said(case, rtl, pathlib.Path(place))
            found = any(case["says"] in message for message in messages)
            bad += not found
            rows.append({"module": case["module"], "with": case.get("with") or case["replace"],
                         "must say": case["says"],
                         "verdict": "says it" if found else f"says: {messages[0]}" if messages else "says nothing"})
    if not args.modules:
        shown = {case["says"] for case in cases}
        for sentence, path in sentences(rtl).items():
            if sentence not in shown:
                bad += 1
                rows.append({"module": path.stem, "with": "", "must say": sentence,
                             "verdict": "no wrong parameter in wrong.toml shows it"})
    first = next((row for row in rows if row["verdict"] != "says it"), None)
    summary = f"{len(rows)} wrong parameters stop with their sentence" if not bad else \
        f"{bad} of {len(rows)} wrong parameters do not stop with their sentence: {first['module']} " \
        f"#({first['with']}), {first['verdict']}"
    return design.finish(args.json, not bad, summary, rows, tools={"slang": slang.VERSION})


if __name__ == "__main__":
    sys.exit(design.guarded(main, "wrong.py"))
