"""docs/compliance.md against the tests: no row without a proof or a reason, and the page is fresh."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import compliance


def test_every_row_has_a_proof_or_a_reason():
    rows, tags = compliance.read_rows(), compliance.read_tags()
    wrong = compliance.faults(rows, tags, compliance.read_csv("docs/compliance_why.csv"))
    assert not wrong, "\n" + "\n".join(wrong)


def test_page_is_fresh():
    rows = compliance.joined()
    tests, notes = compliance.page_tests(), compliance.page_notes()
    assert list(tests) == list(rows), "docs/compliance.md has other rows: run tools/compliance"
    stale = [row.id for row in rows.values()
             if tests[row.id] != sorted({tag.name for tag in row.tests})
             or notes[row.id] != compliance.note(row)]
    assert not stale, f"stale, run tools/compliance: {stale}"


def test_page_tells_no_failure():
    verdicts = compliance.old_verdicts()
    assert [row for row, cells in verdicts.items() if "FAIL" in cells] == []


def test_a_wrong_table_is_reported():
    """The judge judged: each planted fault makes a sentence."""
    rows = {"A": compliance.Row("A", "MUST", "", ""), "B": compliance.Row("B", "MUST", "", "")}
    tag = compliance.Tag("Suite", "Test", "tcp")
    why = {"id": "B", "reason": "not built", "sentence": "It is not there"}
    assert compliance.faults(rows, {"A": [tag]}, [why]) == []
    assert compliance.faults(rows, {}, [why])  # A has nothing
    assert compliance.faults(rows, {"A": [tag], "C": [tag]}, [why])  # C is no row
    assert compliance.faults(rows, {"A": [tag], "B": [tag]}, [why])  # B is built after all
    assert compliance.faults(rows, {"A": [tag]}, [why, why])
    assert compliance.faults(rows, {"A": [tag]}, [why | {"reason": "lazy"}])
    assert compliance.faults(rows, {"A": [tag]}, [why | {"reason": "partly"}])
    assert compliance.faults(rows, {"A": [tag]}, [why | {"sentence": ""}])
    assert compliance.faults(rows, {"A": [tag]}, [why, why | {"id": "D"}])


def test_results_are_read_by_engine(tmp_path):
    (tmp_path / "a.xml").write_text("""<testsuites><testsuite>
      <testcase name="Works/Model" classname="Engines/Suite" result="completed"/>
      <testcase name="Works/Rtl_Closed" classname="Engines/Suite" result="completed"/>
      <testcase name="Works/Rtl_Listen" classname="Engines/Suite" result="completed"><failure/></testcase>
      <testcase name="Skipped/Model" classname="Engines/Suite" result="skipped"/>
      <testcase name="Plain" classname="Typed/0" result="completed"/>
      <testcase name="Seed/1" classname="Lockstep/Faults" result="completed"/>
      <testcase name="AllOnTheModel" classname="Faults" result="completed"/>
      <testcase name="RtlAlone" classname="Faults" result="completed"/></testsuite></testsuites>""")
    assert compliance.read_results(tmp_path) == {
        ("Suite", "Works"): {"Model": True, "Rtl": False}, ("Typed", "Plain"): {None: True},
        ("Faults", "Seed"): {"Lockstep": True}, ("Faults", "AllOnTheModel"): {"Model": True},
        ("Faults", "RtlAlone"): {"Rtl": True}}
