"""Mutation on a design of a few lines: what is killed, what is proved equivalent, what lives and must be judged."""

import json
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "verif/mutation"), str(ROOT / "tools"), str(ROOT / "verif/synth")]
import bench
import flow
import judge
import mutants
import mutation

TABLE = ROOT / "tests/validate/mutation"
SAMPLE = TABLE / "mutation_sample.sv"


def run(*words):
    return subprocess.run([ROOT / ".venv/bin/python", ROOT / "verif/mutation/mutation.py", *map(str, words)], cwd=ROOT,
                          capture_output=True, text=True)


def test_what_lives_is_proved_equivalent_or_named(tmp_path):
    ran = run("sample", "--table", TABLE, "--json", tmp_path / "found.json")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["verdict"] == "fail" and "without a judgement" in found["summary"]
    told = {row["mutant"]: row["judgement"] for row in found["details"]}
    equivalent = {name for name, said in told.items() if said == "equivalent, by proof"}
    assert equivalent and all("even_o" in name for name in equivalent)
    # `seldom_i` is never given: what hangs on it alone is seen by no test, and is not equivalent.
    alive = told.keys() - equivalent
    assert alive and all("seldom_i" in name and told[name] == "NOT JUDGED" for name in alive)
    killed, counted = map(int, re.match(r"sample: (\d+) of (\d+) mutants killed", found["summary"]).groups())
    assert killed + len(alive) == counted and killed > 20


def drawn(rtl, place, seed=1, count=20):
    design = mutants.Design("sample", SAMPLE.stem, (), (), ())
    place.mkdir()
    flow.in_child(lambda y: mutants.prepare(y, design, rtl, place), place)
    netlists = {"sample": mutants.Netlist(place / "flat.json", design.top)}
    return mutants.draw(netlists, mutants.Sources(rtl), "rtl/tiny", count, seed)[0]


def tree(place, text):
    (place / "tiny").mkdir(parents=True)
    (place / "tiny" / SAMPLE.name).write_text(text)
    return place


def test_the_draw_follows_from_the_text_and_the_seed_alone(tmp_path):
    text = SAMPLE.read_text()
    def names(name, text, **more):
        return [one.name for _, one in drawn(tree(tmp_path / name, text), tmp_path / f"{name}.net", **more)]

    first = names("first", text)
    assert len(set(first)) == 20
    assert names("somewhere_else", "// A line more.\n" + text) == first
    assert names("fewer", text, count=5) == first[:5]
    assert names("another_seed", text, seed=2) != first
    # A change draws anew where it is, and nowhere else.
    changed = names("changed", text.replace("count_q[3] ^ (seldom_i", "count_q[2] ^ (seldom_i"), count=100)
    every = names("every", text, count=100)
    others = lambda which: {name for name in which if "turned_o" not in name}
    assert others(every) == others(changed)
    assert not any("count_q[3] ^" in name for name in changed)


def mutant(name):
    return mutants.Mutant(name=name, file="a.sv", line=1, signal="x", what="inv", mode="inv", cell="$1", port="A", bit=0)


@pytest.mark.parametrize("judged, passes, says", [
    ({}, False, "95 of 97 mutants killed .*1 by proof.*2 alive, 2 without a judgement: m1; m2"),
    ({"m1": "gap", "m2": "gap"}, True, "95 of 97 mutants killed .97.9 %.*2 alive$"),
    ({"m1": "gap", "m2": "equivalent"}, True, "95 of 96 mutants killed .*2 equivalent .1 by proof., 1 alive$"),
    ({"m1": "gap", "m2": "gap", "m50": "equivalent"}, False, "1 judged equivalent, but killed"),
])
def test_the_verdict(judged, passes, says):
    every = [mutant(f"m{number}") for number in range(98)]
    ends = {one.name: None if one.name in ("m0", "m1", "m2") else bench.Killed("a_test", "fails") for one in every}
    judgements = {name: {"kind": kind, "reason": "So it is."} for name, kind in judged.items()}
    passed, summary, rows = mutation.verdict("layer", ends, {"m0"}, judgements, {"design": every}, 98)
    assert passed == passes and re.search(says, summary), summary
    assert {"m0", "m1", "m2"} <= {row["mutant"] for row in rows}


def test_too_few_killed_fails_whatever_is_judged():
    every = [mutant(f"m{number}") for number in range(10)]
    ends = {one.name: None if one.name == "m0" else bench.Killed("a_test", "fails") for one in every}
    judgements = {"m0": {"kind": "gap", "reason": "So it is."}}
    assert not mutation.verdict("layer", ends, set(), judgements, {"design": every}, 10)[0]


def test_a_judgement_has_its_reason(tmp_path):
    (tmp_path / "judgements.toml").write_text('[[judgement]]\nmutant = "m"\nkind = "equivalent"\n')
    with pytest.raises(RuntimeError, match="a kind .* and a reason"):
        judge.read(tmp_path / "judgements.toml")


def test_every_layer_is_sampled():
    table = mutation.layers(ROOT / "verif/mutation/layers.toml")
    assert {path.name for path in (ROOT / "rtl").iterdir() if path.is_dir()} <= table.keys()
    assert all(entry["tests"] for layer in table.values() for entry in layer["bench"])
