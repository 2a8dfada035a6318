"""What a linter says about a design, as `sockwire validate` wants it.

    lint.py verilator|slang|verible [--config NAME] [--rtl DIR] [--top NAME --files LIST] [--waivers FILE]

What is accepted stands, with its reason, in waivers.vlt (Verilator) and waivers.toml (the others);
verible's rules are in verible.rules. Everything else that a linter says is a failure.
"""

import fnmatch
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
import design

VENV = design.ROOT / ".venv"
SLANG = [
    "-Wextra", "-Wunused-but-set-variable", "-Wunused-port", "-Wunused-parameter", "-Wunused-wildcard-import",
    "-Wunnamed-generate", "-Wwidth-trunc", "-Wport-width-trunc", "-Wport-width-expand",
]
MESSAGE = re.compile(r"^%(?:Warning|Error)(?:-(?P<rule>\w+))?: (?:(?P<file>[^:\n]+):(?P<line>\d+):(?:\d+:)? )?(?P<message>.*)$",
                     re.M)
STYLE = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):[\d-]+(?::\d+)?: (?P<message>.*?)(?: \[Style: [^\]]*\])?"
                   r"(?: \[(?P<rule>[\w-]+)\])?$", re.M)


def run(command, **options):
    done = subprocess.run([str(word) for word in command], cwd=design.ROOT, capture_output=True, text=True,
                          **options)
    return done.returncode, done.stdout + done.stderr


def rows(expression, text):
    return [{"file": found["file"] and design.shown(found["file"]), "line": int(found["line"] or 0),
             "rule": found["rule"] or "error", "message": found["message"]}
            for found in expression.finditer(text)]


def verilator(meant, _):
    """Complaints, waivers and version of Verilator."""
    root = VENV / "verilator"
    environment = os.environ | {"VERILATOR_ROOT": str(root)}
    code, said = run([
        root / "bin/verilator_bin", "--lint-only", "-Wall", "--timing", "--quiet", "--top-module", meant.top,
        *(f"-G{parameter}" for parameter in meant.parameters), HERE / "waivers.vlt",
        *map(design.shown, meant.sources())], env=environment)
    found = [row for row in rows(MESSAGE, said) if not row["message"].startswith("Exiting due to")]
    if code and not found:
        raise RuntimeError(f"Verilator ended with code {code}: {said.strip()}")
    return found, verilator_waivers(), run([root / "bin/verilator_bin", "--version"], env=environment)[1].split()[1]


def verilator_waivers():
    """The reason is the comment above a block of waivers."""
    waivers, reason, fresh = [], "", True
    for line in (HERE / "waivers.vlt").read_text().splitlines():
        if line.startswith("//"):
            reason = f"{reason} {line[2:].strip()}" if not fresh else line[2:].strip()
            fresh = False
        elif found := re.match(r'lint_off -rule (\w+) -file "([^"]*)"(?: -match "([^"]*)")?', line):
            waivers.append({"rule": found[1], "where": f"{found[2]} {found[3] or ''}".strip(), "reason": reason})
            fresh = True
        else:
            fresh = True
    return waivers


def slang(meant, args):
    import slang as tool

    _, said = tool.elaborate(meant.top, meant.parameters, meant.sources(), SLANG)
    found = [{name: value for name, value in row.items() if name != "bad"} for row in said]
    return *judged("slang", found, args), tool.VERSION


def verible(meant, args):
    tool = VENV / "bin/verible-verilog-lint"
    code, said = run([tool, "--rules_config", HERE / "verible.rules", "--show_diagnostic_context=false",
                      *map(design.shown, meant.sources())])
    found = rows(STYLE, said)
    if code and not found:
        raise RuntimeError(f"verible ended with code {code}: {said.strip()}")
    version = re.search(r"Built\s+(\S+)", run([tool, "--version"])[1])
    return *judged("verible", found, args), f"of {version[1][:10]}" if version else "?"


def judged(linter, found, args):
    """What is left of the complaints, and the waivers with how often each was used."""
    waivers = design.Design.waivers(HERE / "waivers.toml", args).get(linter, [])
    used = [0] * len(waivers)
    left = []
    for row in found:
        for index, waiver in enumerate(waivers):
            if (waiver.get("rule") in (None, row["rule"]) and fnmatch.fnmatch("/" + row["file"], waiver.get("file", "*"))
                    and re.search(waiver.get("match", ""), row["message"])):
                used[index] += 1
                break
        else:
            left.append(row)
    told = [{"rule": waiver.get("rule", "all"), "where": " ".join(filter(None, [waiver.get("file"), waiver.get("match")]))
             or "everywhere", "reason": waiver["reason"], "used": count} for waiver, count in zip(waivers, used)]
    return left, told


LINTERS = {"verilator": verilator, "slang": slang, "verible": verible}


def main():
    parser = design.Parser(prog="lint.py")
    parser.add_argument("linter", choices=LINTERS)
    design.Design.options(parser)
    args = parser.parse_args()
    meant = design.Design.of(args, parser)
    found, waivers, version = LINTERS[args.linter](meant, args)
    summary = f"{args.linter} has nothing to say about {meant.name}" if not found else \
        f"{args.linter} has {len(found)} complaint{'s' * (len(found) > 1)} about {meant.name}: " \
        f"{found[0]['rule']} in {found[0]['file']}, line {found[0]['line']}"
    return design.finish(args.json, not found, summary, found, waivers, {args.linter: version})


if __name__ == "__main__":
    sys.exit(design.guarded(main, "lint.py"))
