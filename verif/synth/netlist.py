"""Synthesizes a design for the ECP5 and writes its netlist as SystemVerilog that Verilator takes in its place.

    netlist.py TOP --out DIR FILE.sv...     # the files of the design, packages first

A module for each module of the netlist, in a file of its name; the top has the ports and the name that it had.
One gate can be turned round, by the plusarg +planted=gate: what compares the netlist must see that. Cells:
cells.py, ram.py, lut.py; how they are read and written: netlist_text.py.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

import cells as ecp5
import flow
import netlist_text
import ram
import targets

KINDS = {
    "LUT4": ecp5.lut4, "INV": ecp5.inv, "PFUMX": ecp5.pfumx, "L6MUX21": ecp5.l6mux21, "CCU2C": ecp5.ccu2c,
    "TRELLIS_FF": ecp5.trellis_ff, "TRELLIS_DPR16X4": ecp5.trellis_dpr16x4, "MULT18X18D": ecp5.mult18x18d,
    "DP16KD": ram.dp16kd,
}
PACKAGE = """// Whether a gate is turned round: the plusarg +planted=gate.
package gates_planted_pkg;
  function automatic bit chosen();
    string name;
    name = "";
    void'($value$plusargs("planted=%s", name));
    if (name != "" && name != "gate") $fatal(1, "no bug has the name %s", name);
    return name == "gate";
  endfunction

  bit turned = chosen();
endpackage
"""
# What a netlist is full of: pins that nobody reads, memories behind two ports.
HEAD = """// {what}, written by verif/synth/netlist.py.
/* verilator lint_off UNUSEDSIGNAL */
/* verilator lint_off UNUSEDPARAM */
/* verilator lint_off UNDRIVEN */
/* verilator lint_off MULTIDRIVEN */
/* verilator lint_off PINCONNECTEMPTY */
/* verilator lint_off SYNCASYNCNET */
"""


def synthesize(y, top, parameters, files, place, target=targets.ECP5_FAST):
    """The mapped cells in place/netlist.json, layer by layer, with what fills the records."""
    flow.elaborate(y, top, parameters, files)
    flow.layered(y, top, told=True)
    y.run(*target.words, *target.memories, *target.cells, f"write_json -selected {place}/netlist.json")


def bits_of(module):
    """Every port with its bits."""
    return [(name, port["direction"], port["bits"]) for name, port in module["ports"].items()]


def plain(name):
    return re.sub(r"\W", "_", name.lstrip("\\"))


def write_module(module, is_top, modules, turned):
    """The text of a module. Ports of inner modules are single bits: no loop through a vector that is none."""
    text, ports = netlist_text.Text(turned), []
    cells = [netlist_text.Cell(cell, told, text) for cell, told in module["cells"].items()]
    text.wanted = {bit for told in module["cells"].values() for port, bits in told["connections"].items()
                   if told.get("port_directions", {}).get(port) != "output" for bit in bits}
    text.wanted |= {bit for _, direction, bits in bits_of(module) if direction == "output" for bit in bits}
    for port, direction, bits in bits_of(module):
        if is_top:
            ports.append(f"{direction} logic {f'[{len(bits) - 1}:0] ' if len(bits) > 1 else ''}{port}")
        for place, bit in enumerate(bits):
            one = (f"{port}[{place}]" if len(bits) > 1 else port) if is_top else f"{plain(port)}_{place}"
            if not is_top:
                ports.append(f"{direction} logic {one}")
            if direction == "input":
                text.names[bit] = one
    for kind, group in ecp5.grouped(cells, lambda cell: cell.kind):
        if kind in modules:
            for cell in group:
                instance(cell, modules[kind], kind, text)
        elif kind in KINDS:
            KINDS[kind](group, text)
        else:
            raise ecp5.Unknown(f"{kind} {group[0].name} is a cell that netlist.py does not know")
    for port, direction, bits in bits_of(module):
        if direction == "output":
            if is_top and len(bits) > 1:  # in words: Verilator makes a wide vector anew for each bit of a long concatenation
                for first in range(0, len(bits), 32):
                    word = bits[first:first + 32]
                    text.line(f"assign {port}[{first + len(word) - 1}:{first}] = {ecp5.concat([text.read(bit) for bit in word])};")
            elif is_top:
                text.line(f"assign {port} = {text.read(bits[0])};")
            else:
                text.lines += [f"assign {plain(port)}_{place} = {text.read(bit)};" for place, bit in enumerate(bits)]
    return ",\n  ".join(ports), text


def instance(cell, module, kind, text):
    pins = []
    for port, direction, bits in bits_of(module):
        for place in range(len(bits)):
            if direction == "input":
                pins.append(f".{plain(port)}_{place}({cell.pin(port, place)})")
            else:
                net = cell.out(port, place)
                if net is not None:
                    text.declared.append(f"wire n{net};")
                pins.append(f".{plain(port)}_{place}({'' if net is None else f'n{net}'})")
    text.line(f"{module_name(kind)} u_{plain(cell.name)} (\n  " + ",\n  ".join(pins) + "\n);")


def module_name(kind):
    """Of an inner module: not one that stands below rtl/."""
    return "gates_" + plain(re.split(r"[$.]", kind)[-1])


def gate(module, signal):
    """The LUT that makes a bit of the signal, be it some flip-flops later. SIGNAL[N]: bit N, or the next that has one."""
    signal, _, first = signal.removesuffix("]").partition("[")
    drivers = {cell["connections"][port][0]: cell_name for cell_name, cell in module["cells"].items()
               for port in {"LUT4": ["Z"], "TRELLIS_FF": ["Q"]}.get(cell["type"], ())}
    for bit in module["netnames"].get(signal, {"bits": ()})["bits"][int(first or 0):]:
        name, seen = drivers.get(bit), set()
        while name and name not in seen and module["cells"][name]["type"] == "TRELLIS_FF":
            seen.add(name)
            name = drivers.get(module["cells"][name]["connections"]["DI"][0])
        if name and module["cells"][name]["type"] == "LUT4":
            return name
    raise ecp5.Unknown(f"no LUT makes {signal}: name another signal whose gate is to be turned round")


def write(file, top, out, parameters=(), turn=None):
    """DIR/TOP.sv and its inner modules, from a file of Yosys; what was written. `turn`: INSTANCE/SIGNAL, or
    one of the top (gate())."""
    modules = json.loads(file.read_text())["modules"]
    where, _, signal = (turn or "").rpartition("/")
    out.mkdir(parents=True, exist_ok=True)
    files = [out / "gates_planted_pkg.sv"]
    files[0].write_text(PACKAGE)
    for name, module in modules.items():
        is_top = name == top
        own = top if is_top else module_name(name)
        if out / f"{own}.sv" in files:
            raise ecp5.Unknown(f"two modules of the netlist would have the name {own}")
        here = turn and own == (f"gates_{where}" if where else top)
        given = f"#(\n  {', '.join(f'parameter int unsigned {one}' for one in parameters)}\n) " if is_top and parameters else ""
        ports, text = write_module(module, is_top, modules, gate(module, signal) if here else None)
        files.append(out / f"{own}.sv")
        files[-1].write_text(HEAD.format(what=own) + f"module {own} {given}(\n  {ports}\n);\n{text.body()}\nendmodule\n")
    return files


def count(file):
    """The cells of the netlist by kind."""
    modules = json.loads(file.read_text())["modules"]
    found = collections.Counter(cell["type"] for module in modules.values() for cell in module["cells"].values())
    return {kind: number for kind, number in found.items() if kind not in modules}


def main():
    parser = argparse.ArgumentParser(prog="netlist.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("top")
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.sv")
    parser.add_argument("--target", choices=("ecp5", "ecp5-fast"), default="ecp5-fast", help="how it is mapped")
    parser.add_argument("--turn", metavar="SIGNAL", help="the gate of this signal is the one that can be turned round")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="where to write the netlist")
    args = parser.parse_args()
    try:
        flow.in_child(lambda y: synthesize(y, args.top, (), args.files, args.out, targets.TARGETS[args.target]), args.out)
        write(args.out / "netlist.json", args.top, args.out, turn=args.turn)
    except (OSError, flow.NotHardware, ecp5.Unknown) as error:
        sys.exit(f"netlist.py: {error}")


if __name__ == "__main__":
    main()
