"""`sockwire validate` as a user runs it: known-bad designs fail, a run that was stopped goes on, misuse
is one sentence."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys

import junitparser
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "verif/validate"), str(ROOT / "tools")]
import items
import plant

PLANTS = sorted(path.stem for path in (ROOT / "verif/validate/plants").glob("*.toml"))


def validate(*words, **options):
    return subprocess.run([ROOT / "tools/validate", *map(str, words)], capture_output=True, text=True, **options)


def story(out):
    return json.loads((out / "validate.json").read_text())


@pytest.mark.parametrize("item", PLANTS)
def test_a_known_bad_design_fails(item, tmp_path):
    """The item finds each of its faults, and nothing else is wrong with the tree."""
    planted = plant.read(item)
    words = ["--only", planted.get("only", item), "--config", planted["config"]]
    if validate("--list", *words).returncode == 2:
        pytest.skip(f"this tree has no {item}")
    ran = validate(*words, "--rtl", plant.plant(item, tmp_path), "--out", tmp_path / "out")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    told = story(tmp_path / "out")
    assert told["verdict"] == "fail"
    failed = {case["name"]: case["summary"] for case in told["items"][0]["cases"] if case["verdict"] == "fail"}
    for fault in planted["fault"]:
        assert re.search(fault["says"], failed.get(fault["case"], "")), f"{fault['case']}: {failed}"
    assert failed.keys() == {fault["case"] for fault in planted["fault"]}
    suites = junitparser.JUnitXml.fromfile(str(tmp_path / "out/validate.xml"))
    assert suites.failures == len(failed) and suites.errors == 0


def test_each_item_has_a_planted_fault():
    listed = validate("--list").stdout
    present = {name for name in items.NAMES if re.search(rf"^{name}: ", listed, re.M)}
    assert present <= set(PLANTS), f"no known-bad design for {present - set(PLANTS)}"


def test_a_stopped_run_goes_on(tmp_path):
    words = ["--only", "elaboration", "--config", "small,base", "--jobs", "1", "--out", tmp_path]
    started = subprocess.Popen([ROOT / "tools/validate", *map(str, words)], stdout=subprocess.PIPE, text=True)
    first = started.stdout.readline()
    assert re.match(r"\[1/3\] pass +elaboration\.design\.small", first)
    started.send_signal(signal.SIGINT)
    said = started.communicate()[0]
    assert started.returncode == 130 and "goes on from here" in said
    assert story(tmp_path)["verdict"] == "stopped"
    ran = validate(*words)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "elaboration.design.small (as before)" in ran.stdout
    assert story(tmp_path)["verdict"] == "pass"
    # Killed without a word, it loses no verdict either.
    started = subprocess.Popen([ROOT / "tools/validate", *map(str, words), "--fresh"], stdout=subprocess.PIPE, text=True)
    started.stdout.readline()
    os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    assert validate(*words).stdout.count("as before") == 3


@pytest.mark.parametrize("words, says", [
    (["--bogus"], "--bogus"),
    (["extra"], "extra"),
    (["--only", "nothing"], "--only: there is no 'nothing', but lint, elaboration"),
    (["--config", "huge"], "--config: there is no 'huge', but small"),
    (["--jobs", "0"], "--jobs: '0' is no whole number from 1 on"),
    (["--seed", "x"], "--seed: 'x'"),
    (["--rtl", "nowhere"], "--rtl: nowhere is no directory"),
    (["--files", "some.f"], "--files goes with --top"),
    (["--param", "A=1"], "--param goes with --top"),
    (["--waivers", "some.toml"], "--waivers goes with --top"),
    (["--top", "nobody"], "no file named nobody.sv"),
    (["--top", "mine", "--files", "none.f"], "none.f"),
    (["--top", "toe", "--config", "small"], "--config is about our top"),
    (["--out", "/proc/no"], "--out: cannot write"),
])
def test_misuse_is_one_sentence(words, says, tmp_path):
    ran = validate("--only", "elaboration", *words, cwd=tmp_path) if words[0] != "--only" else validate(*words, cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stdout == "" and ran.stderr.count("\n") == 1 and says in ran.stderr, ran.stderr
    assert list(tmp_path.iterdir()) == []


OWN = ROOT / "tests/validate/own"


def test_a_design_that_instantiates_ours(tmp_path):
    words = ["--top", "own_design", "--files", OWN / "own_design.f", "--out", tmp_path / "out"]
    assert "crossing.clocks.own_design" in validate("--list", *words).stdout
    ran = validate("--only", "lint,elaboration", *words)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert story(tmp_path / "out")["top"] == "own_design"
    assert not re.search("wrong parameters|Config=", (tmp_path / "out/validate.json").read_text())
    # What is accepted in it needs a reason.
    (tmp_path / "waivers.toml").write_text('[[slang]]\nrule = "width-trunc"\n')
    ran = validate("--only", "lint", *words, "--waivers", tmp_path / "waivers.toml")
    assert ran.returncode == 2 and "has no reason" in ran.stderr


def test_the_list_has_the_commands():
    ran = validate("--list", "--only", "lint,elaboration", "--config", "large", "--quick")
    assert ran.returncode == 0
    for words in ("lint.slang.large  (quick)", "verif/lint/lint.py slang --config large",
                  "verif/elaboration/wrong.py"):
        assert words in ran.stdout
    ran = validate("--list", "--only", "lint/ver*,elaboration/design", "--config", "large")
    assert re.findall(r"^  (\S+)", ran.stdout, re.M) == [
        "lint.verilator.large", "lint.verible", "elaboration.design.large"]


def test_the_page_needs_no_network(tmp_path):
    assert validate("--only", "elaboration", "--config", "small", "--out", tmp_path).returncode == 0
    page = (tmp_path / "validate.html").read_text()
    assert not re.search(r"""(?:src|href)=["']?https?:|@import|url\((?!#)""", page)
    for case in story(tmp_path)["items"][0]["cases"]:
        assert case["command"] in page
        assert (tmp_path / case["log"]).exists()
