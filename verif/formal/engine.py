"""SystemVerilog with assertions -> AIGER (Yosys) -> verdict (ABC) -> waveform.

The steps are those of SymbiYosys, in one process and without its files: docs/adr/0023.
"""

import dataclasses
import json
import os
import pathlib
import re
import resource
import subprocess

import pyosys
import pyosys.libyosys as yosys

ABC = pathlib.Path(pyosys.__file__).parent / "yosys-abc"
MEMORY = 6 << 30  # octets that ABC may use
REACH = 200       # clocks within which a cover must be reached


class CannotRun(Exception):
    """The question could not be put: one sentence says why."""


@dataclasses.dataclass
class Answer:
    verdict: str           # holds, fails, or unknown: neither within time, memory and depth
    said: str              # in words
    at: list = dataclasses.field(default_factory=list)  # where the failing or unreached properties stand
    wave: str = ""         # the counterexample


# Covers become assertions that they are never reached.
UNREACHED = "module \\$cover (input A, input EN);\n  \\$assert _TECHMAP_REPLACE_ (.A(~A), .EN(EN));\nendmodule\n"


@dataclasses.dataclass
class Model:
    """What is to be made of a harness."""
    top: str
    files: list
    parameters: list
    covers: bool = False      # look for the covers, not for the assertions
    two_clocks: bool = False  # clocks are inputs like others
    assertions: bool = True   # those of the RTL count
    lean: bool = False        # only what a property depends on is looked at, and seen in waveforms
    cut: tuple = ()           # modules whose outputs are anything, in every clock


def model_script(directory, model):
    defined = "" if model.assertions else "-D SYNTHESIS"
    generics = " ".join(f"-G {parameter}" for parameter in model.parameters)
    cut = " ".join(f"--blackboxed-module {name}" for name in model.cut)
    sweep = ["delete -output", "setattr -unset keep", "opt_clean -purge"]
    return [
        f"read_slang --top {model.top} --no-synthesis-define {defined} {generics} {cut} "
        + " ".join(map(str, model.files)),
        f"hierarchy -check -top {model.top}",
        *(["cutpoint -blackbox"] if model.cut else []),
        *(["proc", *sweep, "opt_expr", "opt_clean -purge"] if model.lean
          else [f"prep -flatten -nordff -top {model.top}"]),
        "select -assert-none t:$dlatch* t:$adlatch*",
        "select -clear",
        "clk2fflogic" if model.two_clocks else "async2sync",
        "chformal -assume -early",
        "chformal -lower",
        "delete t:$print",
        "opt_clean",
        # A flop without a value at power-up holds anything there.
        "formalff -setundef " + ("" if model.two_clocks else "-clk2ff ") + "-ff2anyinit -hierarchy",
        *(["chformal -assert -remove", f"techmap -map {directory}/cover.v"] if model.covers
          else ["chformal -cover -remove"]),
        "opt_clean",
        "rename -witness",
        f"write_rtlil {directory}/model.il",
        "formalff -assume",
        "setundef -undriven -anyseq",
        *sweep,
        "opt -full",
        "techmap",
        "opt -fast",
        "memory_map -formal",
        "formalff -clk2ff -ff2anyinit",
        "simplemap",
        "dffunmap",
        "setundef -anyseq",
        "aigmap",
        "opt_clean",
        f"write_aiger -I -B -zinit -no-startoffset -ywmap {directory}/model.ywa {directory}/model.aig",
    ]


def run_yosys(commands, log, after=None):
    """In a process of its own: Yosys writes to standard output, and exits on an error."""
    child = os.fork()
    if child == 0:
        to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        os.dup2(to, 1)
        os.dup2(to, 2)
        design = yosys.Design()
        for command in commands:
            yosys.run_pass(command, design)
        if after:
            after(design)
        yosys.log_flush()
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def make_model(directory, model):
    """model.aig, its map, and where each property stands."""
    (directory / "cover.v").write_text(UNREACHED)

    def places(design):
        cells = design.top_module().cells_.values()
        found = {str(cell.name): cell.get_src_attribute() for cell in cells if str(cell.type) == "$assert"}
        (directory / "places.json").write_text(json.dumps(found))

    log = directory / "yosys.log"
    if not run_yosys(model_script(directory, model), log, places):
        said = [line for line in log.read_text().splitlines() if re.search(r": error: |: ERROR: |^ERROR", line)]
        raise CannotRun(f"Yosys cannot read {model.top}: {said[0] if said else 'no reason given'} ({log})")
    names = json.loads((directory / "model.ywa").read_text())["asserts"]
    found = json.loads((directory / "places.json").read_text())
    return [place(found, name) for name in names]


def place(found, path):
    """Label, file and line of a property."""
    name = ".".join(part.lstrip("\\") for part in path)
    source = next((text for cell, text in found.items() if cell.lstrip("\\") == name), "")
    match = re.search(r"([^|]+):(\d+)\.", source)
    if not match:
        return name
    where = f"{pathlib.Path(match[1]).name}:{match[2]}"
    return where if name.startswith("_witness_") else f"{name} ({where})"


def ask_abc(directory, commands, seconds):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    script = "; ".join(["read_aiger model.aig", "fold", "strash", *commands])
    try:
        ran = subprocess.run([ABC, "-q", script], cwd=directory, capture_output=True, text=True,
                             timeout=seconds + 30, preexec_fn=limit)
        said = ran.stdout + ran.stderr
    except subprocess.TimeoutExpired as stopped:
        said = f"{(stopped.stdout or b'').decode()}\nstopped after {seconds + 30} s"
    (directory / "abc.log").write_text(f"{script}\n{said}")
    return said


def nothing_left(directory):
    """Has SAT sweeping (scorr, an induction too) found every property constant? PDR is silent then."""
    reduced = directory / "reduced.aig"
    if not reduced.exists():
        return False
    header, *lines = reduced.read_bytes().split(b"\n")
    _, _, latches, outputs, _ = map(int, header.split()[1:6])
    return all(line == b"0" for line in lines[latches:latches + outputs])


def prove(directory, places, depth, seconds, engine=None):
    """By PDR (induction with invariants it finds itself) without depth, else for so many clocks."""
    (directory / "reduced.aig").unlink(missing_ok=True)
    command = f"bmc3 -F {depth} -T {seconds}" if depth else (engine or "scorr; dc2; write_aiger reduced.aig; pdr -T {seconds}").format(seconds=seconds)
    said = ask_abc(directory, [*command.split("; "), "write_cex -a trace.aiw"], seconds)
    failed = re.search(r"Output (\d+) of miter .* was asserted in frame (\d+)", said)
    if failed:
        where = places[int(failed[1])]
        wave = draw(directory)
        return Answer("fails", f"{where} fails after {failed[2]} clocks", [where], wave)
    if not depth and ("Property proved" in said or nothing_left(directory)):
        return Answer("holds", "proved by induction")
    explored = re.search(r"No output asserted in (\d+) frames", said)
    if depth and explored and int(explored[1]) >= depth:
        return Answer("holds", f"holds for {depth} clocks")
    return Answer("unknown", f"no answer within {seconds} s and {MEMORY >> 30} GiB; {directory}/abc.log has the story")


def reach(directory, places, seconds):
    """Is every cover reached?"""
    if not places:
        return Answer("fails", "there is no cover")
    said = ask_abc(directory, [f"bmc3 -a -F {REACH} -T {seconds}"], seconds)
    reached = {int(number) for number in re.findall(r"Output +(\d+) .*asserted in frame", said)}
    missing = [where for number, where in enumerate(places) if number not in reached]
    if missing:
        return Answer("fails", f"not reached within {REACH} clocks and {seconds} s: {', '.join(missing)}", missing)
    return Answer("holds", f"{len(places)} covers reached")


def draw(directory):
    """trace.aiw, bits of the model's inputs, becomes trace.vcd with every signal."""
    steps = [line for line in (directory / "trace.aiw").read_text().splitlines() if re.fullmatch(r"[01x]+", line)][1:]
    names = json.loads((directory / "model.ywa").read_text())
    bits = [(entry, True) for entry in names["inits"]] + [(entry, False) for entry in names["inputs"] + names["seqs"]]
    clocks = {tuple(entry["path"]) for entry in names["clocks"]}
    bits = [(entry, first) for entry, first in bits if tuple(entry["path"]) not in clocks]
    # A step is written from its last bit to its first; what counts at power-up only stands in front.
    order = [bit for bit in bits if not bit[1]] + [bit for bit in bits if bit[1]]
    trace = {
        "format": "Yosys Witness Trace", "generator": "verif/formal",
        "clocks": [{"path": entry["path"], "offset": entry["offset"], "edge": entry["edge"]}
                   for entry in names["clocks"]],
        "signals": [{"path": entry["path"], "offset": entry["offset"], "width": 1, "init_only": first}
                    for entry, first in order],
        "steps": [{"bits": "".join(step[entry["input"]] for entry, first in reversed(order) if number == 0 or not first)}
                  for number, step in enumerate(steps)],
    }
    (directory / "trace.yw").write_text(json.dumps(trace))
    wave = directory / "trace.vcd"
    drawn = run_yosys([f"read_rtlil {directory}/model.il", f"sim -hdlname -r {directory}/trace.yw -vcd {wave}"],
                      directory / "sim.log")
    return str(wave) if drawn else ""
