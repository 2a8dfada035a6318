"""area.py says what is no hardware: each directory of no_hardware/ has one fault, but `good`."""

import json
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
AREA = HERE.parents[1] / "verif/synth/area.py"


def area(*words):
    return subprocess.run([sys.executable, AREA, *map(str, words)], capture_output=True, text=True)


@pytest.mark.parametrize("fault, complaint", [
    ("good", None),
    ("latch", "a latch keeps data_o"),
    ("loop", "found logic loop"),
    ("memory", "memory_q (4096 bits) falls into flip-flops"),
    ("written_everywhere", "memory (16 x 16 bits) falls into flip-flops"),
])
def test_fault_is_found(tmp_path, fault, complaint):
    file = tmp_path / "found.json"
    done = area("small.ecp5-fast", "--rtl", HERE / "no_hardware" / fault, "--json", file)
    found = json.loads(file.read_text())
    assert (done.returncode, found["verdict"]) == ((1, "fail") if complaint else (0, "pass")), found["summary"]
    assert (complaint or "1 DP16KD") in found["summary"], found["summary"]
    assert len({tuple(row) for row in found["details"]}) == 1, "rows of a table have the same keys"


def test_what_can_be_asked_for():
    listed = json.loads(area("--list").stdout)
    assert {"small.ecp5", "base.ecp5", "base.gates", "large.ecp5"} <= {case["name"] for case in listed}
    assert {case["target"] for case in listed if case["config"] == "small"} >= {"ecp5", "ice40", "gates"}
    assert [case["name"] for case in listed if case["quick"]] == ["small.ecp5-fast"]


@pytest.mark.parametrize("words", [["nothing.ecp5"], [], ["small.ecp5", "--rtl", "/nowhere"]])
def test_wrong_usage_is_a_sentence(words):
    done = area(*words)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "there is no" in done.stderr, done.stderr
