"""The lists of files for others are complete and current, and each can be used."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import rtl_files

VERILATOR = ROOT / ".venv/verilator/bin/verilator_bin"


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_lists_are_current(tmp_path):
    run(ROOT / "tools/gen_lists", tmp_path)
    for name in ("sockwire.f", "sockwire.core"):
        assert (tmp_path / name).read_text() == (ROOT / name).read_text(), f"{name} is stale: run `make generate`"


def test_list_is_complete():
    """Nothing that the top needs is missing, and nothing of rtl/ is in no list."""
    listed = {line for line in (ROOT / "sockwire.f").read_text().splitlines() if not line.startswith("//")}
    assert listed == {str(path.relative_to(ROOT)) for path in rtl_files.library().values()}


def test_slang_takes_the_list():
    program = f"""
import pyslang.driver
driver = pyslang.driver.Driver()
driver.addStandardArgs()
assert driver.parseCommandLine('slang --top toe -F "{ROOT}/sockwire.f" -G Config=1') and driver.processOptions()
assert driver.parseAllSources() and driver.runFullCompilation(True)
"""
    run(sys.executable, "-c", program, cwd="/")


def test_verilator_takes_the_list():
    said = run(VERILATOR, "--lint-only", "--timing", "--quiet", "-Wall", "--top-module", "toe", "verif/lint/waivers.vlt",
               "-f", "sockwire.f", cwd=ROOT,
               env=os.environ | {"VERILATOR_ROOT": str(ROOT / ".venv/verilator")})
    assert "%" not in said


def test_fusesoc_lints(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "verilator").symlink_to(VERILATOR)
    environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "VERILATOR_ROOT": str(ROOT / ".venv/verilator"),
                                "XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    said = run(ROOT / ".venv/bin/fusesoc", "--cores-root", ROOT, "run", "--target", "lint", "--build-root", tmp_path / "build",
               "sockwire:ip:toe", "--Config", "1", env=environment, cwd=tmp_path)
    assert "%Warning" not in said and "%Error" not in said
