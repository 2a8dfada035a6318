"""Each rule of the check of clock crossings, on a design of a few lines that keeps or breaks it."""

import json
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = """module two_clocks (
    input  logic       a_clk_i, b_clk_i, rst_ni, set_i,
    input  logic [3:0] a_i,
    output logic [3:0] b_o
);
  logic [3:0] a_q;
  logic       one, room, there;
  always_ff @(posedge a_clk_i) a_q <= a_i;
"""
B = "always_ff @(posedge b_clk_i) b_o <= {};"
SYNC = "toe_prim_sync #(.Width({})) u_sync (.clk_i(b_clk_i), .rst_ni(1'b1), .data_i({}), .data_o({}));"
FIFO = """toe_prim_fifo_async #(.T(logic [3:0])) u_fifo (
      .wr_clk_i(a_clk_i), .wr_rst_ni(1'b1), .wr_valid_i(1'b1), .wr_ready_o(room), .wr_data_i(a_q),
      .rd_clk_i({}), .rd_rst_ni(1'b1), .rd_valid_o(there), .rd_ready_i(1'b1), .rd_data_o(held));"""


def look(place, body, waivers=""):
    (place / "two_clocks.sv").write_text(f"{HEAD}  {body}\nendmodule\n")
    (place / "two_clocks.f").write_text("two_clocks.sv\n")
    (place / "waivers.toml").write_text(waivers)
    done = subprocess.run([sys.executable, "-B", ROOT / "verif/crossing/crossing.py", "--top", "two_clocks", "--files",
                           place / "two_clocks.f", "--waivers", place / "waivers.toml", "--json", place / "found.json"],
                          capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads((place / "found.json").read_text())
    assert (found["verdict"] == "pass") == (done.returncode == 0)
    return found


@pytest.mark.parametrize("body", [
    SYNC.format(1, "a_q[0]", "one") + B.format("{3'b0, one}"),
    SYNC.format(1, "!a_q[0]", "one") + B.format("{3'b0, one}"),
    "logic [3:0] held;" + FIFO.format("b_clk_i") + B.format("held + {3'b0, there}"),
    "logic [3:0] held;" + "toe_prim_pulse_word #(.T(logic [3:0])) u_word (.src_clk_i(a_clk_i), .src_rst_ni(1'b1), .pulse_i(set_i),"
    " .word_i(a_q), .dst_clk_i(b_clk_i), .dst_rst_ni(1'b1), .pulse_o(one), .word_o(held));" + B.format("one ? held : b_o"),
    "always_ff @(posedge a_clk_i) b_o <= a_q;",
])
def test_what_may_cross(body, tmp_path):
    assert look(tmp_path, body)["verdict"] == "pass"


@pytest.mark.parametrize("body, says", [
    (B.format("a_q"), "a_q (a_clk_i) is sampled by b_o (b_clk_i) without a synchronizer"),
    (B.format("b_o ^ {4{&a_q}}"), "a_q (a_clk_i) is sampled by b_o (b_clk_i) without a synchronizer"),
    ("logic [3:0] c_q; always_ff @(posedge b_clk_i) if (a_q[0]) c_q <= '1; assign b_o = c_q;", "sampled by c_q"),
    (SYNC.format(1, "&a_q", "one") + B.format("{3'b0, one}"), "logic, which can have glitches, feeds the synchronizer u_sync"),
    (SYNC.format(4, "a_q", "b_o"), "4 bits cross each for itself in u_sync"),
    ("logic [3:0] held;" + FIFO.format("b_clk_i") + "always_ff @(posedge set_i) b_o <= held;",
     "b_o looks at what u_fifo holds, in another clock than that of its reader"),
    ("logic [3:0] c_q; always_ff @(posedge b_clk_i) c_q <= a_i; assign b_o = c_q ^ a_q;", "pin a_i is sampled in several clocks"),
    ("always_ff @(posedge b_clk_i or negedge rst_ni) if (!rst_ni) b_o <= '0; else b_o <= b_o + 1;",
     "something else than its clock moves it"),
    ("always_latch if (set_i) b_o = a_i;", "something else than its clock moves it"),
    ("logic [3:0] m [4]; always_ff @(posedge a_clk_i) m[a_q[1:0]] <= a_q;" + B.format("m[b_o[1:0]]"), "m (a_clk_i) is sampled by b_o"),
    ("logic c_q; always_ff @(posedge set_i) c_q <= !c_q; " + SYNC.format(2, "{c_q, a_q[0]}", "b_o[1:0]"),
     "flops of several clocks feed the synchronizer u_sync"),
])
def test_what_may_not(body, says, tmp_path):
    found = look(tmp_path, body)
    assert found["verdict"] == "fail"
    assert any(says in row["reason"] for row in found["details"] if row["verdict"] == "FAULT"), found


def test_a_waiver_needs_its_reason_and_is_told(tmp_path):
    waiver = '[[bare]]\nfrom = "a_q"\nto = "b_o"\nreason = "The clocks are one."\n'
    found = look(tmp_path, B.format("a_q"), waiver)
    assert found["verdict"] == "pass"
    assert found["waivers"] == [{"rule": "bare", "where": "a_q → b_o", "reason": "The clocks are one."}]
    with pytest.raises(AssertionError, match=r"a waiver of \[\[bare\]\] has no reason"):
        look(tmp_path, B.format("a_q"), waiver.replace("The clocks are one.", ""))


def test_pins_have_their_clock(tmp_path):
    pins = '[pins.two_clocks]\na_i = ["a_clk_i"]\nset_i = ["a_clk_i"]\nb_o = ["{}"]\n'
    assert look(tmp_path, "assign b_o = a_q;", pins.format("a_clk_i"))["verdict"] == "pass"
    found = look(tmp_path, "assign b_o = a_q;", pins.format("b_clk_i"))
    assert found["summary"] == "two_clocks: pin b_o comes from a_q in a_clk_i, not from b_clk_i"
