"""From SystemVerilog to mapped cells with Yosys, layer by layer: what area.py, route.py and gates.py
share.

A layer is an instance in the top module, flattened; across layers only constants and what nobody
reads are optimised. So each layer has an area of its own, and no layer is mapped with the weight of
all the others. What is proved of the whole (no latch, no loop) is proved of the flat design before.
"""

import contextlib
import fnmatch
import importlib.metadata
import json
import os
import pathlib
import re
import sys
import tempfile
import tomllib

import pyosys.libyosys as yosys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
import rtl_files

ROOT = rtl_files.ROOT
VERSION = importlib.metadata.version("pyosys")
# Ports of the top that only tell: without them synthesis removes what fills them.
TOLD = ("w:*_record_o", "w:now_o")
# What one would not expect in flip-flops: memories of this many bits, registers of this many.
MEMORY_BITS, REGISTER_BITS = 64, 512
BLAME = re.compile(r"ERROR|.*error: |Warning: found logic loop")


class NotHardware(Exception):
    """Why the design cannot be built, in a sentence; `lines` is what Yosys said."""

    def __init__(self, sentence, lines=()):
        super().__init__(sentence)
        self.lines = list(lines)


class Yosys:
    """A design, and the commands that are carried out on it."""

    def __init__(self):
        self.design = yosys.Design()

    def run(self, *commands):
        for command in commands:
            yosys.run_pass(command, self.design)

    def modules(self):
        return [module for module in self.design.modules_.values() if not module.get_blackbox_attribute()]

    def instances(self):
        """The modules that are instantiated in the top."""
        own = {module.name.str() for module in self.modules()}
        return sorted(cell.type.str() for cell in self.design.top_module().cells_.values() if cell.type.str() in own)


@contextlib.contextmanager
def scratch(name, rtl):
    """Where the files of a run are: out/synth/NAME, for another tree a directory that vanishes."""
    if rtl == ROOT / "rtl":
        yield ROOT / "out/synth" / name
    else:
        with tempfile.TemporaryDirectory() as place:
            yield pathlib.Path(place)


def in_child(work, place):
    """work(Yosys) in a process of its own: Yosys writes to standard output, and exits on an error.

    place/yosys.log is what it said; the answer is what `work` returns, which JSON must be able to tell.
    """
    place.mkdir(parents=True, exist_ok=True)
    log, answer = place / "yosys.log", place / "answer.json"
    answer.unlink(missing_ok=True)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
            os.dup2(to, 1)
            os.dup2(to, 2)
            told = work(Yosys())
            answer.write_text(json.dumps(told))
            code = 0
        except NotHardware as error:
            print(f"ERROR: {error}", flush=True)
        except BaseException as error:  # nothing of the parent's may be unwound here
            print(f"ERROR: {type(error).__name__}: {error}", flush=True)
        yosys.log_flush()
        os._exit(code)
    if os.waitpid(child, 0)[1]:
        said = log.read_text(errors="replace").splitlines()
        first = next((index for index, line in enumerate(said) if BLAME.match(line)), max(0, len(said) - 20))
        sentence = re.sub(r"^(ERROR|Warning): ", "", said[first]) if said else "Yosys ended without a word"
        raise NotHardware(sentence, said[first:first + 40])
    return json.loads(answer.read_text())


def elaborate(y, top, parameters, files):
    """The design in its hierarchy, words and memories; stops at latches and at loops."""
    generics = " ".join(f"-G {parameter}" for parameter in parameters)
    y.run(
        # Assertions are the simulation's and the proofs'; implications would not be read.
        f"read_slang --top {top} {generics} -D SYNTHESIS --ignore-assertions --best-effort-hierarchy "
        + " ".join(map(str, files)),
        f"hierarchy -check -top {top}",
        "proc",
    )
    for module in y.modules():
        for cell in module.cells_.values():
            if "latch" in cell.type.str():
                held = cell.getPort(yosys.IdString("\\Q")).to_sigbit_vector()[0].wire
                raise NotHardware(f"a latch keeps {place_of(top, module.name.str(), held.name.str())}")
    y.run(
        # Loops across modules show only in the flat design.
        "design -save hierarchy",
        "flatten",
        "opt_clean",
        "check -assert",
        "design -load hierarchy",
    )


def layered(y, top, told=False):
    """Each instance of the top becomes a flat module. `told`: with what fills the records."""
    if not told:
        y.run("delete -port " + " ".join(f"{top}/{name}" for name in TOLD))
    y.run(*(f"setattr -mod -set keep_hierarchy 1 {module}" for module in y.instances()), "flatten", "opt_clean")
    for _ in range(3):
        y.run("opt_hier", "opt_clean -purge", "opt_expr")


def only(y, top, name):
    """What is left of the design is this layer."""
    for cell in list(y.design.top_module().cells_.values()):
        kept = layer(top, cell.type.str()) == name
        y.run(f"setattr -set keep 1 {top}/{cell.name.str()}" if kept else f"delete {top}/{cell.name.str()}")
    y.run(f"hierarchy -top {top}")


def layer(top, module):
    """The directory below rtl/ in which the module of a layer stands."""
    stem = module.lstrip("\\").split("$")[0]
    path = rtl_files.library().get(stem)
    return path.parent.name if path and stem != top else "top"


def place_of(top, module, signal):
    """A signal by the names of the instances that lead to it."""
    parts = module.lstrip("\\").split("$", 1)
    above = parts[1].removeprefix(f"{top}.") + "." if len(parts) > 1 else ""
    return above + signal.lstrip("\\")


def registers(y, top):
    """Registers of more than REGISTER_BITS, by name: an array counts as one."""
    bits = {}
    for module in y.modules():
        for cell in module.cells_.values():
            if not re.match(r"\$(a|s|al)?dff", cell.type.str()):
                continue
            for bit in cell.getPort(yosys.IdString("\\Q")).to_sigbit_vector():
                if bit.is_wire():
                    name = re.sub(r"\[[\d:]+\]$", "", bit.wire.name.str())
                    key = place_of(top, module.name.str(), name)
                    bits[key] = bits.get(key, 0) + 1
    return {name: count for name, count in bits.items() if count > REGISTER_BITS}


def memories(y, top, least):
    """Memories that are written, of `least` bits or more, by name: words and bits of a word."""
    found = {}
    for module in y.modules():
        for cell in module.cells_.values():
            if cell.type.str() != "$mem_v2":
                continue
            parameter = lambda name: cell.getParam(yosys.IdString("\\" + name))
            size, width = parameter("SIZE").as_int(), parameter("WIDTH").as_int()
            if parameter("WR_PORTS").as_int() and size * width >= least:
                found[place_of(top, module.name.str(), parameter("MEMID").decode_string())] = [size, width]
    return found


def allowed():
    """What may stand in flip-flops, and why: pattern by reason."""
    return {entry["name"]: entry["reason"] for entry in tomllib.loads((HERE / "flip_flops.toml").read_text())["allowed"]}


def judge(in_flip_flops):
    """(waivers, faults) of what stands in flip-flops, by name with a text that says how much."""
    rules, waivers, faults = allowed(), [], []
    for name, size in sorted(in_flip_flops.items()):
        reason = next((reason for pattern, reason in rules.items() if fnmatch.fnmatchcase(name, pattern)), None)
        if reason is None:
            faults.append({"signal": name, "size": size})
        else:
            waivers.append({"rule": "in flip-flops", "where": f"{name} ({size})", "reason": reason})
    return waivers, faults
