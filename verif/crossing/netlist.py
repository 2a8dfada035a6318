"""A design flattened by Yosys to words, and which clocks the flops are in that feed each of its bits.

The unit is the bit, so that two fields of a struct are not taken for one another. A cell that is not
bitwise mixes all its inputs.
"""

import collections
import json
import os
import pathlib
import tempfile

import pyosys.libyosys as yosys

BITWISE = {"$and", "$or", "$xor", "$xnor", "$not", "$bwmux", "$pos", "$buf"}
FLOPS = {"$dff", "$dffe", "$sdff", "$sdffe", "$sdffce"}
ASYNCHRONOUS = {"$adff", "$adffe", "$aldff", "$aldffe", "$dffsr", "$dffsre", "$dlatch", "$adlatch", "$sr", "$ff"}


def flatten(meant, log):
    """The netlist of a design, as Yosys writes it in JSON. In a process of its own: Yosys writes to the
    standard output, and exits on an error."""
    with tempfile.TemporaryDirectory(prefix="sockwire-netlist-") as place:
        file = pathlib.Path(place) / "flat.json"
        generics = " ".join(f"-G {parameter}" for parameter in meant.parameters)
        commands = [
            f"read_slang --top {meant.top} {generics} -D SYNTHESIS --ignore-assertions --unroll-limit 20000 "
            + " ".join(map(str, meant.sources())),
            f"hierarchy -check -top {meant.top}", "proc", "flatten", "opt_clean", "memory_collect", f"write_json {file}",
        ]
        child = os.fork()
        if child == 0:
            to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
            os.dup2(to, 1)
            os.dup2(to, 2)
            made = yosys.Design()
            for command in commands:
                yosys.run_pass(command, made)
            yosys.log_flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            said = [line for line in pathlib.Path(log).read_text().splitlines() if "ERROR" in line or "error:" in line]
            raise RuntimeError(f"Yosys cannot read {meant.name}: {said[0] if said else 'it did not say why'}")
        return json.loads(file.read_text())["modules"][meant.top]


class Sink:
    """A flop, or a port of a memory that a clock moves: what it samples, and when."""

    def __init__(self, name, clock, bits):
        self.name, self.clock, self.bits = name, clock, bits


class Netlist:
    def __init__(self, module):
        self.cells = module["cells"]
        self.inputs = {}   # bit -> name of the pin
        self.outputs = {}  # name of the pin -> bits
        for name, port in module["ports"].items():
            if port["direction"] == "output":
                self.outputs[name] = port["bits"]
            if port["direction"] != "output":
                for bit in port["bits"]:
                    self.inputs[bit] = name
        self.nets = module["netnames"]
        self.names = {}    # bit -> the shortest of its names
        for name, net in self.nets.items():
            if not net["hide_name"]:
                wide = len(net["bits"]) > 1
                for index, bit in enumerate(net["bits"]):
                    known = self.names.get(bit)
                    if isinstance(bit, int) and (known is None or len(name) < len(known[0])):
                        self.names[bit] = (name, f"{name}[{index}]" if wide else name)
        self.sinks, self.sources, self.logic, self.bad = [], {}, [], []
        for name, cell in self.cells.items():
            self._sort(name, cell)
        self.driver = {bit: (cell, ports) for cell, ports in self.logic for bits in ports["out"] for bit in bits}

    def name(self, bit):
        return self.names.get(bit, (None, f"net {bit}"))[1]

    def _sort(self, name, cell):
        kind, ports = cell["type"], cell["connections"]
        if kind in FLOPS:
            plain = name.removeprefix("$driver$") if name.startswith("$driver$") else self.name(ports["Q"][0])
            sampled = [bit for port, bits in ports.items() if port not in ("CLK", "Q") for bit in bits]
            self.sinks.append(Sink(plain, ports["CLK"][0], sampled))
            for bit in ports["Q"]:
                self.sources[bit] = (plain, ports["CLK"][0])
        elif kind == "$mem_v2":
            self._memory(cell, ports)
        elif kind in ASYNCHRONOUS:
            self.bad.append((name, kind))
        elif kind not in ("$scopeinfo", "$print", "$check"):
            out = [bits for port, bits in ports.items() if cell["port_directions"][port] == "output"]
            into = {port: bits for port, bits in ports.items() if cell["port_directions"][port] == "input"}
            self.logic.append((kind, {"out": out, "in": into}))

    def _memory(self, cell, ports):
        value = lambda name: int(cell["parameters"][name], 2)
        name = cell["parameters"]["MEMID"].removeprefix("\\")
        width, address = value("WIDTH"), value("ABITS")
        clocks = set()
        for port in range(value("WR_PORTS")):
            clock = ports["WR_CLK"][port]
            clocks.add(clock)
            self.sinks.append(Sink(name, clock, ports["WR_DATA"][port * width:][:width]
                                   + ports["WR_ADDR"][port * address:][:address] + ports["WR_EN"][port * width:][:width]))
        for port in range(value("RD_PORTS")):
            data, where = ports["RD_DATA"][port * width:][:width], ports["RD_ADDR"][port * address:][:address]
            if value("RD_CLK_ENABLE") >> port & 1:
                clock = ports["RD_CLK"][port]
                self.sinks.append(Sink(name, clock, where + [ports["RD_EN"][port]]))
                for bit in data:
                    self.sources[bit] = (name, clock)
            else:
                self.logic.append(("read", {"out": [data], "in": {"address": where}, "memory": name, "clocks": clocks}))

    def clocks(self):
        """Each clock, and the flop that makes it, if one does."""
        return {sink.clock: self.sources.get(sink.clock) for sink in self.sinks}

    def reach(self, marks):
        """For each bit the union of the marks (numbers, a bit each) of what feeds it without a flop in
        between. `marks(bit)` are those of a flop or a pin, `marks(memory, clocks)` those of what a
        memory holds."""
        mask = collections.defaultdict(int)
        for bit in [*self.sources, *self.inputs]:
            mask[bit] = marks(bit)
        users = collections.defaultdict(list)
        for number, (_, ports) in enumerate(self.logic):
            for bits in ports["in"].values():
                for bit in set(bits):
                    if isinstance(bit, int):
                        users[bit].append(number)
        work = collections.deque(range(len(self.logic)))
        waits = set(work)
        while work:
            number = work.popleft()
            waits.discard(number)
            for bit, new in self._through(*self.logic[number], mask, marks):
                if new & ~mask[bit]:
                    mask[bit] |= new
                    for user in users[bit]:
                        if user not in waits:
                            waits.add(user)
                            work.append(user)
        return mask

    @staticmethod
    def _through(kind, ports, mask, marks):
        into, out = ports["in"], ports["out"]
        get = lambda bits: [mask[bit] if isinstance(bit, int) else 0 for bit in bits]
        if kind == "$mux" or kind in BITWISE and all(len(bits) == len(out[0]) for bits in into.values()):
            common = mask[into["S"][0]] if kind == "$mux" and isinstance(into["S"][0], int) else 0
            for number, bit in enumerate(out[0]):
                new = common
                for port, bits in into.items():
                    if not (kind == "$mux" and port == "S") and isinstance(bits[number], int):
                        new |= mask[bits[number]]
                yield bit, new
            return
        if kind == "$pmux":
            common = 0
            for one in get(into["S"]):
                common |= one
            width = len(out[0])
            for number, bit in enumerate(out[0]):
                new = common | get(into["A"][number:number + 1])[0]
                for one in get(into["B"][number::width]):
                    new |= one
                yield bit, new
            return
        new = marks(ports["memory"], ports["clocks"]) if kind == "read" else 0
        for bits in into.values():
            for one in get(bits):
                new |= one
        for bits in out:
            for bit in bits:
                yield bit, new

    def behind_inverters(self, bit):
        """Where a bit comes from, if there are only cells of one input in between: these have no glitches."""
        while bit in self.driver and bit not in self.sources:
            into = [one for bits in self.driver[bit][1]["in"].values() for one in bits if isinstance(one, int)]
            if len(into) != 1 or "memory" in self.driver[bit][1]:
                break
            bit = into[0]
        return bit

    def origins(self, bit, mask, wanted):
        """The flops, pins and memories with a wanted mark that feed a bit: their names."""
        found, seen, work = set(), set(), [bit]
        while work:
            bit = work.pop()
            if bit in seen or not isinstance(bit, int) or not mask[bit] & wanted:
                continue
            seen.add(bit)
            if bit in self.sources:
                found.add(self.sources[bit][0])
            elif bit in self.inputs:
                found.add(self.inputs[bit])
            elif bit in self.driver:
                _, ports = self.driver[bit]
                before = len(work)
                work += [one for bits in ports["in"].values() for one in bits if isinstance(one, int) and mask[one] & wanted]
                if "memory" in ports and len(work) == before:
                    found.add(ports["memory"])
        return sorted(found)
