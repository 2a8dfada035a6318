"""verif/coverage/: what is merged, what is a hole, and that an exclusion without a reason, or of what is reached, is told."""

import pathlib
import sys
import tomllib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "verif/coverage"), str(ROOT / "tools")]
import cover_points
import merge
import programs

TABLE = """6
0\tline\trtl/tcp/a.sv\t10\t3\t.top.u_a\tblock\t10
1\tbranch\trtl/tcp/a.sv\t11\t5\t.top.u_a\tif\t11-12
2\tbranch\trtl/tcp/a.sv\t11\t6\t.top.u_a\telse\t14
3\tuser\tverif/coverage/toe_cover_fifo.sv\t20\t3\t.toe.u_b.u_fifo.u_cover.full\tfull\t20
4\ttoggle\trtl/tcp/a.sv\t5\t3\t.top.u_a\tx[0]:rise\t
5\tline\ttests/tcp/a_tb.sv\t1\t1\t.top\tblock\t1
"""


def points(*bits):
    found = merge.Points()
    for of_design in bits:
        found.add(TABLE, of_design)
    return found


def files(tmp_path, *texts):
    hits = merge.Hits()
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.hits"
        path.write_text(text)
        hits.read(path)
    return hits


def exclusions(tmp_path, text):
    path = tmp_path / "exclusions.toml"
    path.write_text(text)
    return merge.Exclusions(path, tmp_path)


def test_a_line_that_ran_in_one_design_is_covered():
    verdict = merge.judge_lines(points(0b000001, 0b000010).lines, {})
    assert (verdict.hit, verdict.total, verdict.holes) == (3, 4, [("rtl/tcp/a.sv", 14)])
    assert not verdict.passed
    assert list(merge.runs([("f", 1), ("f", 2), ("f", 5)])) == [("f", "1-2, 5")]


def test_files_of_processes_are_put_together(tmp_path):
    hits = files(tmp_path, "design d 6 1\nbin a 2\n", "design d 6 20\nbin a 1\n")
    assert hits.designs == {"d": (6, 0x21)} and hits.bins["a"] == 3


def test_files_of_two_builds_do_not_mix(tmp_path):
    with pytest.raises(merge.Wrong, match="two builds"):
        files(tmp_path, "design d 6 1\n", "design d 7 1\n")


def test_an_exclusion_takes_a_line_out_and_has_its_reason(tmp_path):
    (tmp_path / "rtl/tcp").mkdir(parents=True)
    (tmp_path / "rtl/tcp/a.sv").write_text("\n" * 13 + "  never();\n")
    text = '[[lines]]\nfile = "rtl/tcp/a.sv"\ntext = ["never();"]\n'
    with pytest.raises(merge.Wrong, match="no reason"):
        exclusions(tmp_path, text)
    excluded = exclusions(tmp_path, text + 'reason = "It can never be so."\n').lines()
    verdict = merge.judge_lines(points(0b000011).lines, excluded, "tcp")
    assert verdict.passed and verdict.excluded == {("rtl/tcp/a.sv", 14): "It can never be so."}
    stale = merge.judge_lines(points(0b000111).lines, excluded, "tcp")
    assert not stale.passed and stale.stale == [("rtl/tcp/a.sv", 14)]


def test_an_exclusion_of_a_line_that_is_gone_is_told(tmp_path):
    (tmp_path / "a.sv").write_text("other();\n")
    wrong = exclusions(tmp_path, '[[lines]]\nfile = "a.sv"\ntext = ["never();"]\nreason = "It can never be so."\n')
    with pytest.raises(merge.Wrong, match="0 times"):
        wrong.lines()


KNOWN = {"tcp.a.x": "", "tcp.a.y": "", "fifo.u_b.u_fifo.full": "", "counter.TCP_IN_SEGS": ""}


def test_bins_holes_and_strangers(tmp_path):
    hits = files(tmp_path, "bin tcp.a.x 2\nbin register.0x210 1\nbin register.0x000 1\n")
    counted = merge.named(hits, points(0b001000), merge.registers())
    verdict = merge.judge_bins(KNOWN, counted, {})
    assert verdict.holes == ["tcp.a.y"] and verdict.strange == [] and verdict.hit == 3
    strange = merge.judge_bins(KNOWN, merge.named(files(tmp_path, "bin tcp.arc.Listen.Closing 1\n"), points(), {}), {})
    assert strange.strange == ["tcp.arc.Listen.Closing"] and not strange.passed


def test_an_excluded_bin_that_is_reached_is_stale(tmp_path):
    excluded = exclusions(tmp_path, '[[bins]]\nnames = ["tcp.a.*"]\nreason = "Nobody can do that."\n').bins(KNOWN)
    assert set(excluded) == {"tcp.a.x", "tcp.a.y"}
    verdict = merge.judge_bins(KNOWN, {"tcp.a.x": 0, "tcp.a.y": 1, "fifo.u_b.u_fifo.full": 1, "counter.TCP_IN_SEGS": 1}, excluded)
    assert verdict.stale == ["tcp.a.y"] and not verdict.passed
    with pytest.raises(merge.Wrong, match="no bin"):
        exclusions(tmp_path, '[[bins]]\nnames = ["udp.*"]\nreason = "Nobody can do that."\n').bins(KNOWN)


def test_the_tables_are_sound():
    known = merge.bins(tomllib.loads((ROOT / "verif/coverage/bins.toml").read_text()))
    exclusions_of_ours = merge.Exclusions()
    assert exclusions_of_ours.bins(known).keys() <= known.keys()
    exclusions_of_ours.lines()
    names = set(merge.registers().values())
    assert [name for name in known if name.startswith("counter.") and name.removeprefix("counter.") not in names] == []
    missing = [program.name for program in programs.read()
               if program.name.removesuffix("_test").split("_")[-1] not in
               (ROOT / "tests" / program.directory / "CMakeLists.txt").read_text()]
    assert missing == []


def test_points_are_taken_out_of_the_generated_code(tmp_path):
    (tmp_path / "Vx__Syms.h").write_text("    uint32_t __Vcoverage[5];\n")
    (tmp_path / "Vx__Syms__Slow.cpp").write_text("Vx__Syms::Vx__Syms()\n{\n    // Check resources\n}\nVx__Syms::~Vx__Syms() {\n}\n")
    insert = '    vlSelf->__vlCoverInsert(&(vlSymsp->__Vcoverage[0]), first, "rtl/a.sv", 5, 3, ".a", "v_branch/a", "if", "5-6", "", "");\n'
    toggle = '    vlSelf->__vlCoverToggleInsert(2, 3, 1, &(vlSymsp->__Vcoverage[1]), first, "/t/rtl/a.sv", 2, 3, ".a", "v_toggle/a", "x");\n'
    (tmp_path / "Vx.cpp").write_text(insert + toggle + "    rest();\n")
    (tmp_path / "Vy.cpp").write_text("VL_COV_TOGGLE_CHG_ST_W(128, counts, now, before);\n")
    rows = cover_points.extract(tmp_path, "Vx", "d.verilated", pathlib.Path("/t/rtl")).splitlines()
    assert rows[0] == "5" and rows[1] == "0\tbranch\trtl/a.sv\t5\t3\t.a\tif\t5-6" and len(rows) == 6
    assert rows[-1] == "4\ttoggle\trtl/a.sv\t2\t3\t.a\tx[3]:rise\t"
    assert (tmp_path / "Vx.cpp").read_text() == "    rest();\n"
    ends = (tmp_path / "Vx__Syms__Slow.cpp").read_text()
    assert "count = 0;" in ends and 'keep("d.verilated", __Vcoverage)' in ends
    assert "coverage::count_wide(128," in (tmp_path / "Vy.cpp").read_text()
