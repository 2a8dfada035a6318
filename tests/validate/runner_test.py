"""What the runner of `sockwire validate` makes of commands that end in every way."""

import json
import pathlib
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "verif/validate"), str(ROOT / "tools")]
import case as cases
import report
import runner
import state as states

FOUND = """import json, sys, time, pathlib
file = pathlib.Path(sys.argv[sys.argv.index("--json") + 1])
def found(verdict, **more): file.write_text(json.dumps({"verdict": verdict, "summary": "a sentence"} | more))
"""


class Bench:
    def __init__(self, place):
        self.place, self.state = place, states.State(place / "out")
        self.plan = cases.Plan(["small"])

    def case(self, name, script, **more):
        path = self.place / f"{name}.py"
        path.write_text(FOUND + script)
        return cases.Case(name=name, command=[str(path)], inputs=(str(path),), item="test", **more)

    def run(self, *made, **options):
        self.runner = runner.Runner(self.plan, self.state, 2)
        return self.runner.run(list(made), **options)

    def verdict(self, made):
        return self.run(made)[0][made.id]


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_pass_and_fail(bench):
    good = bench.verdict(bench.case("good", "found('pass', details=[{'a': 1}], tools={'x': '1'})"))
    assert (good["verdict"], good["summary"], good["details"], good["tools"]) == ("pass", "a sentence", [{"a": 1}], {"x": "1"})
    bad = bench.verdict(bench.case("bad", "found('fail'); sys.exit(1)"))
    assert (bad["verdict"], bad["summary"]) == ("fail", "a sentence")


@pytest.mark.parametrize("script, says", [
    ("print('no such thing'); sys.exit(2)", r"exit code 2.*no such thing"),
    ("sys.exit(0)", "wrote no verdict"),
    ("sys.exit(1)", "wrote no verdict"),
    ("found('fail')", "exit code 0 says pass"),
    ("found('pass'); sys.exit(1)", "exit code 1 says fail"),
    ("found('unknown'); sys.exit(1)", "a sentence"),
    ("file.write_text('{')", "wrote no verdict"),
    ("raise RuntimeError('lost')", "RuntimeError: lost"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "exit code -11"),
    ("time.sleep(60)", "time limit"),
])
def test_what_cannot_be_run_is_no_pass(bench, script, says):
    made = bench.case("odd", script, limit=1 if "sleep" in script else 60)
    found = bench.verdict(made)
    assert found["verdict"] == "error"
    assert pytest.importorskip("re").search(says, found["summary"]), found["summary"]
    assert bench.state.load(made, states.key(made, bench.plan)) is None, "it is to be run again"


def test_a_command_that_does_not_exist(bench):
    found = bench.verdict(cases.Case(name="none", command=["./no-such-program"], inputs=(), item="test"))
    assert (found["verdict"], found["summary"]) == ("error", "cannot be run: No such file or directory")


def test_what_it_started_ends_with_it(bench):
    mark = bench.place / "mark"
    bench.verdict(bench.case("parent", "import subprocess\n"
                             f"subprocess.Popen(['sh', '-c', 'sleep 1; touch {mark}'])\nfound('pass')"))
    time.sleep(1.5)
    assert not mark.exists()


def test_a_verdict_is_kept_until_something_changes(bench):
    count = bench.place / "count"
    script = f"open({str(count)!r}, 'a').write('x'); found('fail'); sys.exit(1)"
    made = bench.case("counted", script)
    for _ in range(2):
        bench.run(made)
    assert count.read_text() == "x"
    assert bench.run(made)[1] == {made.id}
    bench.run(made, fresh=True)
    assert count.read_text() == "xx"
    states.digest.cache_clear()
    bench.run(bench.case("counted", script + "  # changed"))
    assert count.read_text() == "xxx"


def test_two_runs_do_not_share_a_directory(bench):
    with pytest.raises(cases.Unusable, match="another run"):
        states.State(bench.place / "out")


def test_the_report_says_what_was_not_run(bench):
    done, missing = bench.case("done", "found('pass')"), bench.case("missing", "found('pass')")
    results, known = bench.run(done)
    module = type("Module", (), {"TITLE": "Test", "ABOUT": "Something holds."})
    told = report.story(bench.plan, {"test": (module, [done, missing])}, results, known, complete=False, since=0,
                        quick=False, command="sockwire validate")
    assert told["verdict"] == "stopped"
    assert [one["verdict"] for one in told["items"][0]["cases"]] == ["pass", "not run"]
    report.write(bench.place, told)
    assert json.loads((bench.place / "validate.json").read_text()) == told
    assert "not run" in (bench.place / "validate.html").read_text()
    assert 'skipped="1"' in (bench.place / "validate.xml").read_text()


def test_a_program_that_knows_its_cases(bench):
    program = "verif/formal/run.py"
    if not (ROOT / program).exists():
        assert list(bench.plan.listed(program)) == []
    assert list(bench.plan.listed("verif/no_such_program.py")) == []
