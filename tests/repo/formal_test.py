"""The list of proofs: each can fail, each says something, and the page tells of all of them."""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMAL = ROOT / "verif/formal"


def run(*arguments):
    return subprocess.run([sys.executable, FORMAL / "run.py", *arguments], capture_output=True, text=True)


def test_proofs_are_whole():
    proofs = tomllib.loads((FORMAL / "proofs.toml").read_text())["proof"]
    harnesses = {path.stem: path.read_text() for path in FORMAL.rglob("formal_*.sv")}
    faults = []
    for proof in proofs:
        harness = harnesses.get("formal_" + proof["harness"], "")
        if not re.search(r"\bcover \(", harness) or not re.search(r"\bassert \(", harness):
            faults.append(f"{proof['name']}: its harness asserts nothing or covers nothing")
        for bug in proof.get("plants", [{"file": "", "find": ""}]):
            text = (ROOT / bug["file"]).read_text() if bug["file"] else ""
            if text.count(bug["find"]) != 1:
                faults.append(f"{proof['name']}: has no bug, or this one cannot be planted: {bug['find']}")
    assert not faults, "\n".join(faults)


def test_page_is_fresh():
    page = (ROOT / "docs/formal.md").read_text()
    shown = page.split("run.py --table -->\n")[1].split("<!-- end")[0]
    assert shown == run("--table").stdout, "put the output of verif/formal/run.py --table into docs/formal.md"


def test_list():
    entries = json.loads(run("--list").stdout)
    assert {entry["kind"] for entry in entries} == {"prove", "bounded", "cover", "planted"}
    assert all(set(entry) == {"name", "layer", "kind", "depth", "quick"} for entry in entries)
    assert all((entry["depth"] > 0) == (entry["kind"] == "bounded") for entry in entries
               if entry["kind"] in ("prove", "bounded"))


def test_misuse():
    for arguments, complaint in [((), "name a proof"), (("no.such",), "no proof has the name no.such"),
                                 (("prim.fifo", "--rtl", "nowhere"), "no directory nowhere")]:
        ran = run(*arguments)
        assert ran.returncode == 2 and complaint in ran.stderr and "Traceback" not in ran.stderr


def test_finds_a_bug(tmp_path):
    """RTL of another tree, with a bug, fails, and leaves a waveform."""
    (tmp_path / "rtl").mkdir()
    fifo = (ROOT / "rtl/prim/toe_prim_fifo.sv").read_text()
    (tmp_path / "rtl/toe_prim_fifo.sv").write_text(fifo.replace("if (push) memory", "if (valid_i) memory"))
    ran = run("prim.fifo", "--rtl", tmp_path / "rtl", "--out", tmp_path, "--json", tmp_path / "out.json")
    verdict = json.loads((tmp_path / "out.json").read_text())
    assert ran.returncode == 1 and verdict["verdict"] == "fail"
    assert pathlib.Path(verdict["details"][0]["wave"]).stat().st_size > 0
