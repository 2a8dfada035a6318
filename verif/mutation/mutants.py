"""Mutants of a design: drawn from its flat netlist, and written back as one module that has all of them.

A mutant changes one bit of one port of one cell, as Yosys' `mutate` does: `inv` turns it round, `const0` and `const1`
hold it, `cnot0` and `cnot1` turn it round where another bit of the port is 0 or 1. Which ones are drawn follows from
the text of the RTL and the seed alone: a change of the RTL draws anew only where it changes something.
"""

import dataclasses
import hashlib
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "verif/synth")]
import rtl_files

MODES = ("inv", "const0", "const1", "cnot0", "cnot1")
NUMBER, WIDTH = "sockwire_mutant_number", 16
# What a clock is must stay: a design without one is no mutant that says anything of the tests.
CLOCKS = {"CLK", "WR_CLK", "RD_CLK"}
NO_LOGIC = {"$scopeinfo", "$print", "$check", "$assert", "$assume", "$cover", "$meminit", "$meminit_v2"}
LOCATION = re.compile(r"^(.*):(\d+)\.(\d+)(?:-\d+\.\d+)?$")


@dataclasses.dataclass(frozen=True)
class Design:
    """What is Verilated: written by sockwire_verilate() into designs/ of a build."""
    target: str
    top: str
    sources: tuple
    parameters: tuple
    defines: tuple

    @classmethod
    def read(cls, path):
        told = dict(line.partition(" ")[::2] for line in path.read_text().splitlines())
        words = {key: tuple(word for word in told[key].split(";") if word)
                 for key in ("sources", "parameters", "defines")}
        return cls(path.stem, told["top"], **words)


@dataclasses.dataclass(frozen=True)
class Mutant:
    """`name` is stable: where, in words of the source, and what. The rest is how Yosys finds it in its netlist."""
    name: str
    file: str
    line: int
    signal: str
    what: str
    mode: str
    cell: str
    port: str
    bit: int
    ctrl: int = -1

    def command(self, top, number):
        other = f"-ctrlbit {self.ctrl} " if self.ctrl >= 0 else ""
        return (f"mutate -mode {self.mode} -ctrl {NUMBER} {WIDTH} {number} -module {top} -cell {self.cell} "
                f"-port \\{self.port} -portbit {self.bit} {other}")


def lot(seed, *words):
    """A number that is drawn for these words."""
    return hashlib.sha256("\0".join([str(seed), *map(str, words)]).encode()).digest()


def flat(y, design, rtl, looks_inside=False):
    """The design as one module of words and memories. Where it looks inside its modules slang joins them, and a cell's
    name does not tell its instance."""
    files = rtl_files.resolve([design.top], design.sources, [rtl])
    words = [*(f"-G {word}" for word in design.parameters), *(f"-D {word}" for word in design.defines)]
    y.run(f"read_slang --top {design.top} {' '.join(words)} -D SYNTHESIS --ignore-assertions "
          + ("" if looks_inside else "--best-effort-hierarchy ") + " ".join(map(str, files)),
          f"hierarchy -check -top {design.top}", "proc", "flatten", "opt_clean", "memory_collect", "opt_clean -purge")


class Sources:
    """Places in the source, by paths from the root of the tree, whichever tree is meant."""

    def __init__(self, rtl):
        self.rtl, self.texts = rtl, {}

    def place(self, src):
        """(file, line, column, text of the line) of a cell; None where it has none. A text that stands more than once
        in a file is numbered."""
        found = LOCATION.match(src.split("|")[0])
        if not found:
            return None
        path = pathlib.Path(found[1]).resolve()
        for base, shown in ((self.rtl, "rtl"), (ROOT, "")):
            if path.is_relative_to(base):
                file = str(pathlib.Path(shown) / path.relative_to(base))
                break
        else:
            return None
        line = int(found[2])
        return file, line, int(found[3]), self.text(path, line)

    def text(self, path, line):
        if path not in self.texts:
            seen, said = {}, []
            for text in path.read_text().splitlines():
                text = re.sub(r"\s+", " ", text.split("//")[0]).strip()
                seen[text] = seen.get(text, 0) + 1
                said.append(text + (f" #{seen[text]}" if seen[text] > 1 else ""))
            self.texts[path] = said
        return self.texts[path][line - 1]


def instance(cell):
    """The instances that lead to a cell: $flatten\\u_a.\\u_b.$procmux$12 is in u_a.u_b."""
    path = re.sub(r"^\$flatten", "", cell).replace("\\", "")
    return path.rpartition(".$")[0]


class Netlist:
    """The flat module, as Yosys writes it for programs."""

    def __init__(self, file, top):
        module = json.loads(file.read_text())["modules"][top]
        self.cells = module["cells"]
        self.read, self.names = set(), {}
        for cell in self.cells.values():
            for port, bits in cell["connections"].items():
                if cell["port_directions"][port] == "input":
                    self.read.update(bits)
        for port in module["ports"].values():
            if port["direction"] == "output":
                self.read.update(port["bits"])
        for name, net in sorted(module["netnames"].items(), key=lambda one: (one[1]["hide_name"], len(one[0]), one[0])):
            for index, bit in enumerate(net["bits"]):
                self.names.setdefault(bit, name if len(net["bits"]) == 1 else f"{name}[{index}]")

    def bits(self, name):
        """The bits that can be changed, (port, bit); a bit that nobody reads, or a constant, is none."""
        cell, found = self.cells[name], []
        for port, bits in sorted(cell["connections"].items()):
            if port not in CLOCKS:
                found += [(port, index) for index, bit in enumerate(bits)
                          if not isinstance(bit, str) and bit in self.read]
        return found


def places(netlist, sources, start):
    """Cells by the place that they stand for, below the path `start`: (file, text, column, kind, register) to
    [(instance, cell)]."""
    found = {}
    for name, cell in netlist.cells.items():
        if not cell["type"].startswith("$") or cell["type"] in NO_LOGIC:
            continue
        place = sources.place(cell["attributes"].get("src", ""))
        if not place or not f"{place[0]}/".startswith(f"{start}/"):
            continue
        file, line, column, text = place
        # The registers of one process share its place, the parts of a register its name.
        stored = cell["connections"].get("Q", [None])[0]
        register = netlist.names.get(stored, "").rpartition(".")[2].partition("[")[0]
        found.setdefault((file, text, column, cell["type"], register), []).append((instance(name), line, name))
    return found


def drawn(netlist, key, cells, seed, round_):
    """The mutant that is drawn at a place in this round; None where there is nothing to change."""
    file, text, column, kind, register = key
    # Cells of one place and instance differ in nothing but Yosys' numbers, which are in the order of the source.
    order = sorted(cells, key=lambda cell: (cell[0], len(cell[2]), cell[2]))
    chosen = min(range(len(order)), key=lambda index: lot(seed, *key, round_, index, order[index][0]))
    at, line, cell = order[chosen]
    twin = sum(one[0] == at for one in order[:chosen])
    changeable = netlist.bits(cell)
    if not changeable:
        return None
    # A port first: most bits are data's, and would take it all.
    port = min({port for port, _ in changeable}, key=lambda port: lot(seed, *key, round_, port))
    inside = [bit for each, bit in changeable if each == port]
    bit = min(inside, key=lambda bit: lot(seed, *key, round_, port, bit))
    modes = MODES if len(inside) > 1 else MODES[:3]
    mode = min(modes, key=lambda mode: lot(seed, *key, round_, "mode", mode))
    ctrl = min((other for other in inside if other != bit), key=lambda other: lot(seed, *key, round_, "ctrl", other)) \
        if mode.startswith("cnot") else -1
    width = len(netlist.cells[cell]["connections"][port])
    what = f"{kind[1:]}.{port}" + (f"[{bit}]" if width > 1 else "") + (f" of {register}" if register else "") \
        + f" {mode}" + (f" by [{ctrl}]" if ctrl >= 0 else "")
    signal = netlist.names.get(netlist.cells[cell]["connections"][port][bit], "")
    where = " ".join(word for word in (at, f"({twin + 1})" if twin else "", what) if word)
    return Mutant(name=f"{file}: {text}: {where}", file=file, line=line, signal=signal, what=what, mode=mode,
                  cell=cell if cell.startswith("$") else "\\" + cell, port=port, bit=bit, ctrl=ctrl)


def draw(netlists, sources, start, count, seed):
    """`count` mutants in the files below `start`: every place once before any has two. A place that several netlists
    have is the first one's. ([(target, mutant)], number of places)."""
    found = {}
    for target, netlist in netlists.items():
        for key, cells in places(netlist, sources, start).items():
            found.setdefault(key, (target, cells))
    keys, chosen = sorted(found, key=lambda key: lot(seed, *key)), {}
    for round_ in range(4):
        for key in keys:
            target, cells = found[key]
            if len(chosen) < count and (mutant := drawn(netlists[target], key, cells, seed, round_)):
                chosen.setdefault(mutant.name, (target, mutant))
    return list(chosen.values()), len(keys)


def prepare(y, design, rtl, place, looks_inside=False):
    """place/flat.il and place/flat.json: what is drawn from, and mutated."""
    flat(y, design, rtl, looks_inside)
    y.run(f"write_json {place / 'flat.json'}", f"write_rtlil {place / 'flat.il'}")
    return {"top": design.top}


def write(y, top, mutants, place):
    """place/mutants.il, where the number of the mutant is an input; place/TOP.sv, where the environment says it."""
    import pyosys.libyosys as yosys
    y.run(f"read_rtlil {place / 'flat.il'}")
    for number, mutant in enumerate(mutants, 1):
        y.run(mutant.command(top, number))
    y.run(f"write_rtlil {place / 'mutants.il'}")
    module = y.design.top_module() or next(iter(y.modules()))
    wire = module.wire(yosys.IdString(f"\\{NUMBER}"))
    if wire:
        wire.port_input = False
        module.fixup_ports()
        cell = module.addCell(yosys.IdString("\\u_mutant"), yosys.IdString("\\sockwire_mutant"))
        cell.setPort(yosys.IdString("\\number_o"), yosys.SigSpec(wire))
    # A vector that is driven in parts looks like a loop to a simulator.
    y.run("bwmuxmap", "splitnets -driver", f"write_verilog -noattr -sv {place / (top + '.sv')}")
    return {"mutants": len(mutants)}
