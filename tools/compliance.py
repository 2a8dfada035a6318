"""Which tests prove which row of the RFCs, and what they said.

Tests name rows by proves("9293-MUST-1 ...") (tests/requirement.h). The rows stand in
docs/requirements.csv and docs/attacks.csv; why one is not met, or not wholly, in
docs/compliance_why.csv. Results are GoogleTest's XML:

    GTEST_OUTPUT=xml:out/xml/ ctest --preset default
    tools/compliance out/xml

writes docs/compliance.md. Without results the verdicts that the page has already are kept.
"""

import argparse
import csv
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/compliance.md"
ENGINES = ["Model", "Rtl", "Lockstep"]
# What stands in the column "note" before a sentence.
REASONS = {
    "not built": "the function does not exist",
    "partly": "the tests named prove a part of it",
    "other": "we do something else, on purpose; the tests named prove the rest",
    "by construction": "nothing in the design could break it",
    "untested": "it is meant to hold, and no test shows it yet",
    "host": "it is the host's to do",
}
# Where tests are that do not run on all three engines.
LAYER_ENGINE = {"model": "Model", "host": "Model", "verif": "Lockstep", "faults": "Lockstep"}

TEST = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)", re.M)
PROVES = re.compile(r"\bproves\(([^)]*)\)")
LITERAL = re.compile(r'"([^"]*)"')


@dataclass
class Row:
    id: str
    level: str
    meaning: str
    group: str
    tests: list = field(default_factory=list)  # Tag
    reason: str = ""
    sentence: str = ""


@dataclass(frozen=True, order=True)
class Tag:
    suite: str
    test: str
    layer: str

    @property
    def name(self):
        return f"{self.suite}.{self.test}"


def read_csv(path):
    with open(ROOT / path, newline="") as file:
        return list(csv.DictReader(file))


def read_rows():
    rows = {}
    for line in read_csv("docs/requirements.csv"):
        group = f"RFC {line['rfc']}"
        rows[line["id"]] = Row(line["id"], line["level"], line["meaning"], group)
    for line in read_csv("docs/attacks.csv"):
        meaning = f"{line['stimulus']} → {line['expected']}"
        rows[line["id"]] = Row(line["id"], line["class"], meaning, "Attacks")
    return rows


def read_tags(root=ROOT):
    """Row identifier → tags, from the sources."""
    found = {}
    for path in sorted((root / "tests").rglob("*_test.cc")):
        text = path.read_text()
        heads = list(TEST.finditer(text))
        for head, following in zip(heads, heads[1:] + [None]):
            body = text[head.end():following.start() if following else len(text)]
            tag = Tag(head[1], head[2], path.parent.relative_to(root / "tests").parts[0])
            for call in PROVES.finditer(body):
                for row in " ".join(LITERAL.findall(call[1])).split():
                    found.setdefault(row, set()).add(tag)
    return {row: sorted(tags) for row, tags in found.items()}


def faults(rows, tags, whys):
    """What is wrong with the three tables, in sentences."""
    found = [f"{', '.join(tag.name for tag in tags[row])}: there is no row {row}"
             for row in sorted(tags.keys() - rows.keys())]
    for why in whys:
        if why["id"] not in rows:
            found.append(f"docs/compliance_why.csv: there is no row {why['id']}")
        if why["reason"] not in REASONS:
            found.append(f"docs/compliance_why.csv: {why['id']}: {why['reason']} is no reason")
        if not why["sentence"]:
            found.append(f"docs/compliance_why.csv: {why['id']}: no sentence")
        if why["reason"] == "partly" and why["id"] not in tags:
            found.append(f"docs/compliance_why.csv: {why['id']}: no test proves any part of it")
        if why["reason"] not in ("partly", "other") and why["id"] in tags:
            found.append(f"{why['id']}: {tags[why['id']][0].name} proves what is '{why['reason']}'")
    told = [why["id"] for why in whys]
    found += [f"docs/compliance_why.csv: {row} twice" for row in sorted(set(told)) if told.count(row) > 1]
    found += [f"{row}: no test proves it, and docs/compliance_why.csv does not say why"
              for row in rows if row not in tags and row not in told]
    return found


def engine_of(instantiation, test, parameter):
    """The engine that a test names: Suite.Test/Model, Lockstep/Suite, Suite.OnTheModel; or none."""
    for text, pattern in ((parameter, r"({})(_|$)"), (instantiation, r"({})$"), (test, r".*({})(?![a-z])")):
        if found := re.match(pattern.format("|".join(ENGINES)), text):
            return found[1]
    return None


def read_results(directory):
    """(suite, test) → engine or None → passed, from GoogleTest's XML."""
    results = {}
    for path in sorted(pathlib.Path(directory).rglob("*.xml")):
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            if case.get("result") != "completed":
                continue
            instantiation, _, suite = case.get("classname").rpartition("/")
            if suite.isdigit():  # typed
                instantiation, suite = "", instantiation.split("/")[-1]
            test, _, parameter = case.get("name").partition("/")
            engine = engine_of(instantiation, test, parameter)
            passed = case.find("failure") is None
            verdicts = results.setdefault((suite, test), {})
            verdicts[engine] = verdicts.get(engine, True) and passed
    return results


def verdict(row, engine, results):
    seen = []
    for tag in row.tests:
        for where, passed in results.get((tag.suite, tag.test), {}).items():
            if (where or LAYER_ENGINE.get(tag.layer, "Rtl")) == engine:
                seen.append(passed)
    return "" if not seen else "pass" if all(seen) else "FAIL"


def old_verdicts():
    """Row → verdicts of the page as it is."""
    lines = PAGE.read_text().splitlines() if PAGE.exists() else []
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    return {row[0]: row[4:7] for row in cells if len(row) == 8}


def page_tests():
    """Row → names of tests, as the committed page has them."""
    lines = PAGE.read_text().splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    return {row[0]: sorted(filter(None, row[3].split("<br>"))) for row in cells
            if len(row) == 8 and row[0] != "row"}


def page_notes():
    lines = PAGE.read_text().splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    return {row[0]: row[7] for row in cells if len(row) == 8 and row[0] != "row"}


def note(row):
    return f"{row.reason}: {row.sentence}" if row.reason else ""


def joined():
    """Rows with their tests and reasons; ends the program where the tables do not fit."""
    rows, tags, whys = read_rows(), read_tags(), read_csv("docs/compliance_why.csv")
    wrong = faults(rows, tags, whys)
    if wrong:
        sys.exit("\n".join(wrong))
    for why in whys:
        rows[why["id"]].reason, rows[why["id"]].sentence = why["reason"], why["sentence"]
    for row in rows.values():
        row.tests = tags.get(row.id, [])
    return rows


def write_page(rows, verdicts):
    groups = {}
    for row in rows.values():
        groups.setdefault(row.group, []).append(row)
    met = [row for row in rows.values() if row.tests and not row.reason]
    partly = [row for row in rows.values() if row.tests and row.reason]
    out = ["# What of the RFCs is met, and how we know", "",
           "Made by `tools/compliance` from what the tests say of themselves and from their results; the",
           "rows are those of `requirements.csv` and `attacks.csv`. A row is proved by the tests that",
           "would fail if it were broken; the columns say how these ended on the model, on the RTL and",
           "in lockstep (empty: none of them runs there). Where a row is not met, or not wholly, the note",
           "says why:", ""]
    out += [f"- *{reason}*: {meaning}" for reason, meaning in REASONS.items()]
    out += ["", "| | rows | proved | in part | of MUST: proved or in part |", "|---|---|---|---|---|"]
    for group, members in groups.items():
        must = [row for row in members if row.level == "MUST"]
        share = f"{sum(bool(row.tests) for row in must)} of {len(must)}" if must else ""
        out.append(f"| {group} | {len(members)} | {sum(row in met for row in members)} | "
                   f"{sum(row in partly for row in members)} | {share} |")
    for group, members in groups.items():
        out += ["", f"## {group}", "",
                "| row | level | meaning | proved by | model | RTL | lockstep | note |",
                "|---|---|---|---|---|---|---|---|"]
        for row in members:
            tests = "<br>".join(dict.fromkeys(tag.name for tag in row.tests))
            cells = [row.id, row.level, row.meaning.replace("|", "/"), tests, *verdicts(row), note(row)]
            out.append("| " + " | ".join(cells) + " |")
    PAGE.write_text("\n".join(out) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="?", help="directory of GoogleTest XML files")
    options = parser.parse_args()
    rows = joined()
    if options.results:
        results = read_results(options.results)
        write_page(rows, lambda row: [verdict(row, engine, results) for engine in ENGINES])
        failed = [row.id for row in rows.values()
                  if "FAIL" in (verdict(row, engine, results) for engine in ENGINES)]
        if failed:
            sys.exit("rows whose tests fail: " + ", ".join(failed))
    else:
        kept = old_verdicts()
        write_page(rows, lambda row: kept.get(row.id, ["", "", ""]) if row.tests else ["", "", ""])


if __name__ == "__main__":
    main()
