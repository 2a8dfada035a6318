"""The report: one page, the same for programs, and JUnit's format for CI servers."""

import json
import pathlib
import platform
import subprocess
import time

import jinja2
import junitparser

import runner
from case import ROOT

HERE = pathlib.Path(__file__).resolve().parent
WORST = [runner.PASS, runner.NOT_RUN, runner.ERROR, runner.FAIL]


def commit():
    """What the tree is, as git has it; empty where it is no checkout."""
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    head = git("rev-parse", "HEAD")
    return head + (" with changes" if head and git("status", "--porcelain", "--untracked-files=no") else "")


def told(case, result, known):
    """All that the report has about a case."""
    if result is None:
        result = {"verdict": runner.NOT_RUN, "summary": "the run was stopped before it", "seconds": 0,
                  "details": [], "waivers": [], "tools": {}}
    return {
        "name": case.name, "config": case.config, "title": case.title or case.name, "id": case.id,
        "verdict": result["verdict"], "summary": result["summary"], "seconds": result["seconds"],
        "command": " ".join(case.argv), "reused": case.id in known, "log": f"logs/{case.id}.log",
        "facts": case.facts, "details": result["details"], "waivers": result["waivers"], "tools": result["tools"],
    }


KINDS = {"prove": "proof", "bounded": "proof", "cover": "cover", "planted": "planted bug"}


def matrix(cases):
    """The cases as a table: a row for each name, a column for each configuration; of proofs a column each
    for the proof, its cover and its planted bug. Nothing where that says no more than the list."""
    def place(case):
        kind = KINDS.get(case["facts"].get("kind"))
        if kind:
            return case["name"].removesuffix(f".{case['facts']['kind']}"), kind
        return case["name"], case["config"]

    def word(case):
        if case["verdict"] == runner.PASS and case["facts"].get("kind") == "prove":
            return "proved"
        if case["verdict"] == runner.PASS and case["facts"].get("kind") == "bounded":
            return f"{case['facts'].get('depth', '?')} clocks"
        return case["verdict"]

    rows, columns = {}, []
    for case in cases:
        row, column = place(case)
        if column not in columns:
            columns.append(column)
        rows.setdefault(row, {})[column] = {"id": case["id"], "verdict": case["verdict"], "word": word(case)}
    if len(columns) < 2 or len(cases) <= len(columns):
        return None
    return {"columns": columns, "rows": rows}


def story(plan, found, results, known, *, complete, since, quick, command):
    items, tools = [], {"python": platform.python_version()}
    for name, (module, cases) in found.items():
        of_item = [told(case, results.get(case.id), known) for case in cases]
        for case in of_item:
            tools |= case["tools"]
        items.append({
            "name": name, "title": module.TITLE, "about": module.ABOUT,
            "verdict": max((case["verdict"] for case in of_item), key=WORST.index),
            "passed": sum(case["verdict"] == runner.PASS for case in of_item),
            "seconds": round(sum(case["seconds"] for case in of_item), 2), "cases": of_item, "matrix": matrix(of_item),
            "waivers": unique(waiver for case in of_item for waiver in case["waivers"]),
        })
    verdicts = [case["verdict"] for item in items for case in item["cases"]]
    return {
        "verdict": "pass" if set(verdicts) == {runner.PASS} else "fail" if complete else "stopped",
        "complete": complete, "counts": {verdict: verdicts.count(verdict) for verdict in WORST},
        "command": command, "quick": quick, "configurations": plan.configurations, "top": plan.top or "toe",
        "own": plan.own, "seed": plan.seed, "commit": commit(), "tools": dict(sorted(tools.items())),
        "began": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(since)), "seconds": round(time.time() - since, 1),
        "items": items,
    }


def unique(waivers):
    """Each once, however many configurations it is used in."""
    kept = {}
    for waiver in waivers:
        plain = {name: value for name, value in waiver.items() if name != "used"}
        kept.setdefault(json.dumps(plain, sort_keys=True), plain)
    return list(kept.values())


def words(told):
    """The end of the run on a terminal."""
    lines = []
    for item in told["items"]:
        lines.append(f"{item['title']:14} {item['verdict']:7} {item['passed']} of {len(item['cases'])}"
                     f"   {runner.clock(item['seconds'])}")
    return "\n".join(lines)


def junit(told):
    suites = junitparser.JUnitXml("sockwire validate")
    for item in told["items"]:
        suite = junitparser.TestSuite(item["name"])
        suite.add_property("seed", str(told["seed"]))
        suite.add_property("commit", told["commit"])
        for case in item["cases"]:
            name = " ".join(filter(None, [case["name"], case["config"]]))
            test = junitparser.TestCase(name, f"validate.{item['name']}", case["seconds"])
            test.system_out = f"$ {case['command']}\n{case['summary']}"
            match case["verdict"]:
                case runner.FAIL:
                    test.result = [junitparser.Failure(case["summary"])]
                case runner.ERROR:
                    test.result = [junitparser.Error(case["summary"])]
                case runner.NOT_RUN:
                    test.result = [junitparser.Skipped(case["summary"])]
            suite.add_testcase(test)
        suites.add_testsuite(suite)
    return suites


def page(told):
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["clock"] = runner.clock
    style = (ROOT / "sim/report/page.css").read_text() + (HERE / "report.css").read_text()
    return environment.get_template("report.html.j2").render(told, style=style)


def write(out, told):
    (out / "validate.json").write_text(json.dumps(told, indent=1) + "\n")
    (out / "validate.html").write_text(page(told))
    junit(told).write(str(out / "validate.xml"), pretty=True)
