"""House rules of the repository, and its generators: each test is one ctest entry."""

import filecmp
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import rtl_files

# A layer may use the packages of those below it, and instantiate itself and primitives: only
# toe.sv joins layers.
RANK = {"phy": 0, "mac": 1, "arp": 2, "ip": 3, "icmp": 4, "tcp": 4, "udp": 5, "socket": 6}
GENERATED = ["model/generated", "host/generated", "rtl/socket/generated", "docs/registers.md",
             "docs/records.md"]


def tracked(*patterns):
    """Files of the tree, those about to be added included; generated ones are not held to rules."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=ROOT,
        capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = map(pathlib.Path, listed.stdout.splitlines())
    return [path for path in paths if (ROOT / path).is_file() and "generated" not in path.parts]


def text(path):
    return (ROOT / path).read_text()


def code(path):
    return rtl_files.COMMENT.sub("", text(path))


def assert_none(faults):
    assert not faults, "\n" + "\n".join(faults)


def test_file_is_module():
    faults = []
    for path in tracked("rtl/*.sv"):
        names = re.findall(r"^\s*(?:module|package|interface)\s+(?:automatic\s+)?(\w+)", code(path), re.M)
        if names != [path.stem]:
            faults.append(f"{path}: holds {names}, not just {path.stem}")
    assert_none(faults)


def test_header_comment():
    faults = []
    for path in tracked("*.sv", "*.cc", "*.h", "*.py", "*.cmake", "tools/*", ".ci/run"):
        if path.suffix in (".json", ".txt") or (ROOT / path).with_suffix(".h").exists() \
                and path.suffix == ".cc":  # its header says it
            continue
        lines = [line for line in text(path).splitlines()[:3] if line.strip() and not line.startswith("#!")]
        if not lines or not lines[0].startswith(("//", "/*", "#", '"""')) or lines[0].startswith("#include"):
            faults.append(f"{path}: does not open with a comment that says what it is")
    assert_none(faults)


def test_no_foreign_paths():
    """Nothing may depend on where one developer's tree lies."""
    foreign = re.compile(r"(?<![\w.$}])/(?:work|home)/|\.\./shared")
    faults = []
    for path in tracked():
        if path == pathlib.Path("tests/repo/house_test.py"):
            continue
        try:
            found = foreign.search(text(path))
        except UnicodeDecodeError:
            continue
        if found:
            faults.append(f"{path}: {found[0]}")
    assert_none(faults)


def test_layering():
    faults = []
    for layer, rank in RANK.items():
        for path in tracked(f"rtl/{layer}/*.sv"):
            for name in sorted(set(re.findall(r"\btoe_\w+", code(path)))):
                of = next((other for other in RANK if name.startswith(f"toe_{other}")), None)
                if of in (None, layer) or name not in rtl_files.library():
                    continue
                if not name.endswith("_pkg"):
                    faults.append(f"{path}: instantiates {name}; layers meet in toe.sv only")
                elif RANK[of] >= rank:
                    faults.append(f"{path}: uses {name}, which is not below {layer}")
    for path in tracked("rtl/prim/*.sv"):
        above = [name for name in re.findall(r"\btoe_\w+", code(path)) if not name.startswith("toe_prim")
                 and name in rtl_files.library()]
        faults += [f"{path}: a primitive knows {name}" for name in above]
    assert_none(faults)


def test_stems_are_tested():
    """A module is in the design of a layer's test (the whole of toe does not count), or carries its
    assertions itself."""
    lists = "\n".join(text(path) for path in tracked("tests/*CMakeLists.txt"))
    wrappers = [ROOT / path for path in tracked("tests/*.sv")]
    known = rtl_files.library().keys() | {path.stem for path in wrappers}
    tops = set(re.findall(r"\w+", lists)) & known - {"toe"}
    tested = {path.stem for path in rtl_files.resolve(sorted(tops), wrappers)} if tops else set()
    assert_none([f"{path}: in no design of a layer's test, and there is no assertion in it"
                 for path in tracked("rtl/*/toe_*.sv")
                 if not path.stem.endswith("_pkg") and path.stem not in tested
                 and not re.search(r"\bassert\b", code(path))])


def test_tests_are_registered():
    """A test that is not built is not a test."""
    lists = "\n".join(text(path) for path in tracked("tests/*CMakeLists.txt", "tests/*.cmake"))
    assert_none([f"{path}: in no CMakeLists.txt" for path in tracked("tests/*_test.cc", "tests/*_test.py")
                 if not re.search(rf"\b{path.stem.removesuffix('_test')}(_test)?\b", lists)])


def same(left, right):
    """The names that differ between two trees."""
    if left.is_file():
        return [] if right.is_file() and filecmp.cmp(left, right, shallow=False) else [str(right)]
    compared = filecmp.dircmp(left, right)
    different = compared.left_only + compared.right_only + compared.diff_files
    return [str(right / name) for name in different] + [
        fault for name in compared.common_dirs for fault in same(left / name, right / name)]


def test_generated_fresh(tmp_path):
    subprocess.run([ROOT / "tools/gen_regs", tmp_path], check=True, cwd=tmp_path)
    subprocess.run([ROOT / "tools/gen_views", "--out", tmp_path], check=True, cwd=tmp_path)
    faults = [fault for name in GENERATED for fault in same(tmp_path / name, ROOT / name)]
    assert not faults, f"stale, run `make generate`: {faults}"


@pytest.mark.parametrize("body, complaint", [
    ("typedef struct packed { logic [64:0] much; } one_t;", "at most 64"),
    ("typedef struct packed { struct packed { logic a; } b; } one_t;", "without a name"),
    ("typedef struct packed { logic a; } one_t; typedef enum logic { A } one_e;", "already"),
    ("typedef struct packed { nothing_t a; } one_t;", "views_pkg.sv:2"),
])
def test_views_refuse(tmp_path, body, complaint):
    package = tmp_path / "views_pkg.sv"
    package.write_text(f"package views_pkg;\n{body}\nendpackage\n")
    ran = subprocess.run([ROOT / "tools/gen_views", "--out", tmp_path, "--packages", package],
                         capture_output=True, text=True)
    assert ran.returncode == 1
    assert complaint in ran.stderr and "Traceback" not in ran.stderr
    assert not (tmp_path / "model").exists()


def test_rtl_files_order(tmp_path):
    """A package comes after those it uses; a name in a comment is no use."""
    (tmp_path / "top.sv").write_text("// not other\nmodule top; import b_pkg::*; leaf u(); endmodule")
    (tmp_path / "leaf.sv").write_text("module leaf; endmodule")
    (tmp_path / "b_pkg.sv").write_text("package b_pkg; import z_pkg::*; endpackage")
    (tmp_path / "z_pkg.sv").write_text("package z_pkg; endpackage")
    found = rtl_files.resolve(["top"], tmp_path.glob("*.sv"))
    assert [path.stem for path in found] == ["z_pkg", "b_pkg", "leaf", "top"]
    with pytest.raises(FileNotFoundError):
        rtl_files.resolve(["no_such_module"])


def test_setup_is_quiet():
    """Where nothing is missing, set-up says nothing."""
    ran = subprocess.run([ROOT / "tools/setup"], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert subprocess.run([ROOT / "tools/setup", "nonsense"], capture_output=True).returncode == 2
