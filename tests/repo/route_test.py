"""What route.py makes of nextpnr's words: which clock closes, which path does not, what there is too little of."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "verif/synth"))
import route

PART = route.PARTS["small", "ecp5-25k"]
CORE, PHY = "$glbnet$clk_core_i$TRELLIS_IO_IN", "$glbnet$clk_phy_i$TRELLIS_IO_IN"


def step(kind, delay, source, sink):
    return {"type": kind, "delay": delay, "from": {"cell": source, "port": "Q0"}, "to": {"cell": sink, "port": "A"}}


def report(core):
    path = [step("clk-to-q", 0.5, "u_tcp.u_engine.pre_q_TRELLIS_FF_Q_3", "u_tcp.u_engine.pre_q_TRELLIS_FF_Q_3"),
            step("routing", 1.5, "u_tcp.u_engine.pre_q_TRELLIS_FF_Q_3", "u_tcp.u_engine.u_check.due_LUT4_Z"),
            step("logic", 0.25, "u_tcp.u_engine.u_check.due_LUT4_Z", "u_tcp.u_engine.u_check.due_LUT4_Z"),
            step("setup", 0.25, "u_tcp.u_engine.step_q_TRELLIS_FF_Q", "u_tcp.u_engine.step_q_TRELLIS_FF_Q")]
    return {"fmax": {CORE: {"achieved": core, "constraint": 50.0}, PHY: {"achieved": 90.0, "constraint": 80.0}},
            "critical_paths": [{"from": f"posedge {CORE}", "to": f"posedge {CORE}", "path": path},
                               {"from": f"posedge {CORE}", "to": f"posedge {PHY}", "path": path}],
            "utilization": {"TRELLIS_COMB": {"available": 24288, "used": 20000}, "PCSCLKDIV": {"available": 2, "used": 0}}}


def test_what_closes():
    closes, said, rows = route.judge(PART, report(51.0))
    assert closes and said == "clk_core_i 51.0 MHz of 50, clk_phy_i 90.0 MHz of 80"
    assert [row["clock"] for row in rows] == ["clk_core_i", "clk_phy_i", "(TRELLIS_COMB)"]


def test_the_path_that_does_not_close_is_named():
    closes, said, rows = route.judge(PART, report(49.0))
    assert not closes
    assert said.endswith("the path that does not close is 2.5 ns, 3 cells: u_tcp.u_engine > u_tcp.u_engine.u_check "
                         "> u_tcp.u_engine"), said


def test_what_does_not_fit_is_counted():
    said = "Info: Device utilisation:\nInfo: \t          TRELLIS_IO:   107/  197    54%\n" \
           "Info: \t        TRELLIS_COMB: 90000/24288   370%\nERROR: Unable to place cell\n"
    summary, rows = route.refused(said, 1)
    assert summary == "does not fit: it needs 90,000 TRELLIS_COMB of 24,288" and len(rows) == 2
    assert route.refused("Info: x\nERROR: no such package\n", 1)[0] == "cannot be routed: no such package"
