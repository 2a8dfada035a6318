"""Every crossing between clocks is inside one of our primitives, and every reset is of its clock.

    crossing.py [--config NAME] [--rtl DIR] [--top NAME --files LIST] [--waivers FILE]

Looks at the flat netlist. A crossing is a flop (or a memory) that samples what a flop of another clock
feeds. It must be
  - the first flop of a toe_prim_sync or of a toe_prim_reset_bridge, fed by one flop or pin of one clock
    and by no logic, which could have glitches; where it is wider than a bit and not part of a FIFO or
    bridge, which have Gray codes, waivers.toml says why its bits need not belong together;
  - or behind the memory of a toe_prim_fifo_async, or the word of a toe_prim_pulse_word, in its reading
    clock;
  - or one that waivers.toml names with its reason.
A pin is sampled in one clock only, or by such a first flop: so a reset pin, too, is one clock's. Where
waivers.toml says which clock the pins of this top are in, it must be that one, and outputs come from it.
A flop that anything but its clock moves is a failure: resets are synchronous.
"""

import fnmatch
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
import design
import slang
from netlist import Netlist, flatten

SYNC, BRIDGE, PULSE = "toe_prim_sync", "toe_prim_reset_bridge", "toe_prim_pulse_sync"
FIFO, WORD = "toe_prim_fifo_async", "toe_prim_pulse_word"
FAULT = "FAULT"
# What holds still for another clock: the pin of that clock, the pin of its own, and the pin of what it holds.
HOLDERS = {FIFO: ("rd_clk_i", "wr_clk_i", "rd_data_o"), WORD: ("dst_clk_i", "src_clk_i", "word_o")}


class Marks:
    """A number, a bit each, for every clock, every pin, and all that is held for another clock."""

    def __init__(self):
        self.names = []

    def of(self, *name):
        if name not in self.names:
            self.names.append(name)
        return 1 << self.names.index(name)

    def names_of(self, mask):
        return [name for number, name in enumerate(self.names) if mask >> number & 1]


class Crossings:
    def __init__(self, top, netlist, instances, waivers):
        self.top, self.netlist, self.waivers = top, netlist, waivers
        self.modules = dict(instances)
        self.marks = Marks()
        self.clocks = netlist.clocks()
        self.mask = netlist.reach(self._mark)
        self.rows, self.faults, self.used = {}, {}, set()  # the first two in the order found

    def instance(self, name):
        """The innermost instance that a name of a flop or memory is in."""
        while name not in self.modules:
            name, _, last = name.rpartition(".")
            if not last:
                return ""
        return name

    def _mark(self, what, clocks=None):
        if clocks is not None:
            instance = self.instance(what)
            if self.modules.get(instance) == FIFO:
                return self.marks.of("held", instance)
            mask = 0
            for clock in clocks:
                mask |= self.marks.of("clock", clock)
            return mask
        source = self.netlist.sources.get(what)
        if source:
            instance = self.instance(source[0])
            if self.modules.get(instance) == WORD:
                return self.marks.of("held", instance)
            return self.marks.of("clock", source[1])
        return self.marks.of("pin", self.netlist.inputs[what])

    def clock_name(self, bit):
        """A pin, or the flop that makes it."""
        made = self.clocks.get(bit)
        return self.netlist.inputs.get(bit) or (made and made[0]) or self.netlist.name(bit)

    def look(self):
        pins = {}  # pin -> clocks that sample it without a primitive
        for sink in self.netlist.sinks:
            reached = 0
            for bit in sink.bits:
                if isinstance(bit, int):
                    reached |= self.mask[bit]
            first = self._first_flop(sink)
            if first:
                self._judge_first(sink, first, reached)
                continue
            for kind, what in self.marks.names_of(reached):
                if kind == "pin":
                    pins.setdefault(what, {}).setdefault(sink.clock, sink.name)
                elif kind == "held":
                    self._judge_held(sink, what)
                elif what != sink.clock:
                    self._judge_bare(sink, what)
        self._judge_pins(pins)
        for name, kind in self.netlist.bad:
            self._fault("", "", name, f"{name} is a {kind[1:]}: something else than its clock moves it")

    def _judge_pins(self, pins):
        known = self.waivers.get("pins", {}).get(self.top, {})
        belongs = lambda pin: next((clocks for pattern, clocks in known.items() if fnmatch.fnmatchcase(pin, pattern)), None)
        for pin, sampled in sorted(pins.items()):
            if pin in {self.clock_name(clock) for clock in self.clocks}:
                continue
            for clock, name in sampled.items():
                if known and self.clock_name(clock) not in (belongs(pin) or ()):
                    self._fault(f"pin {pin}", self.clock_name(clock), name, f"pin {pin} is sampled by {name} in "
                                f"{self.clock_name(clock)}, not in {' or '.join(belongs(pin) or ['any clock that is known'])}")
            if len(sampled) > 1:
                where = ", ".join(f"{self.clock_name(clock)} ({name})" for clock, name in sampled.items())
                self._fault(f"pin {pin}", "several clocks", where, f"pin {pin} is sampled in several clocks: {where}")
        for pin, bits in self.netlist.outputs.items() if known else ():
            reached = 0
            for bit in bits:
                reached |= self.mask[bit] if isinstance(bit, int) else 0
            for kind, what in self.marks.names_of(reached):
                if kind == "clock":
                    self._judge_output(pin, bits, what, belongs(pin))

    def _judge_output(self, pin, bits, clock, allowed):
        from_name = self.clock_name(clock)
        if allowed is not None and from_name in allowed or set(bits) & self.clocks.keys():
            return  # a clock that is an output is no crossing
        wanted = self.marks.of("clock", clock)
        for name in sorted({name for bit in bits for name in self.netlist.origins(bit, self.mask, wanted)}):
            reason = self._waived("bare", name, f"pin {pin}") or self._fault(
                from_name, f"pin {pin}", name, f"pin {pin} comes from {name} in {from_name}, not from "
                f"{' or '.join(allowed or ['any clock that is known'])}")
            self._row(from_name, f"pin {pin}", name, "", reason)

    def _first_flop(self, sink):
        """The instance, if this is the first flop of a synchronizer."""
        instance, _, register = sink.name.rpartition(".")
        if register.split("[")[0] != "meta_q" or self.modules.get(instance) not in (SYNC, BRIDGE):
            return None
        return instance

    def _judge_first(self, sink, instance, reached):
        # What a reset is in front of is looked at as it comes in.
        fed = self.netlist.nets[f"{instance}.data_i"]["bits"] if self.modules[instance] == SYNC else sink.bits
        fed = [bit for bit in fed if isinstance(bit, int)]
        outer = instance
        while (above := outer.rpartition(".")[0]) and self.modules.get(above) in (FIFO, PULSE, BRIDGE, WORD):
            outer = above
        from_clocks, logic = set(), []
        for bit in map(self.netlist.behind_inverters, fed):
            if bit in self.netlist.sources:
                from_clocks.add(self.clock_name(self.netlist.sources[bit][1]))
            elif bit in self.netlist.inputs:
                from_clocks.add(f"pin {self.netlist.inputs[bit]}")
            else:
                logic.append(bit)
                from_clocks |= {self.clock_name(what) if kind == "clock" else f"{kind} {what}"
                                for kind, what in self.marks.names_of(self.mask[bit])}
        clock = self.clock_name(sink.clock)
        clocks = {name for name in from_clocks if not name.startswith("pin ")}
        if not from_clocks or (from_clocks == {clock} and not logic):
            return  # it joins one clock with itself, or brings a constant
        names = ", ".join(sorted(from_clocks))
        verdict = None
        if logic:
            verdict = self._waived("logic", instance) or self._fault(
                names, clock, outer, f"logic, which can have glitches, feeds the synchronizer {instance}: "
                f"{', '.join(self.netlist.name(bit) for bit in logic[:3])}")
        elif len(clocks) > 1:
            verdict = self._fault(names, clock, outer, f"flops of several clocks feed the synchronizer {instance}: {names}")
        elif len(fed) > 1 and self.modules[outer] not in (FIFO, BRIDGE):
            verdict = self._waived("several bits", instance) or self._fault(
                names, clock, outer, f"{len(fed)} bits cross each for itself in {instance}, and waivers.toml does not "
                "say why they may")
        self._row(names, clock, outer, len(fed), verdict)

    def _row(self, source, clock, where, bits, reason=None):
        """A crossing that may be, with the reason if it needs one."""
        if reason != FAULT:
            module = self.modules.get(where) or "nothing"
            self.rows.setdefault((source, clock, where, module, bits, "waived" if reason else "ours", reason or ""))

    def _fault(self, source, clock, where, sentence):
        self.faults.setdefault(sentence)
        self.rows.setdefault((source, clock, where, "nothing", "", FAULT, sentence))
        return FAULT

    def _judge_held(self, sink, instance):
        """Samples what a FIFO or the like holds for another clock."""
        reads, writes, held = (self.netlist.nets[f"{instance}.{pin}"]["bits"] for pin in HOLDERS[self.modules[instance]])
        clock = self.clock_name(sink.clock)
        if sink.clock == reads[0]:
            if reads[0] != writes[0]:
                self._row(self.clock_name(writes[0]), clock, instance, len(held))
        elif sink.clock != writes[0]:
            self._fault(self.clock_name(writes[0]), clock, sink.name, f"{sink.name} looks at what {instance} holds, in "
                        "another clock than that of its reader")

    def _judge_bare(self, sink, source):
        """A crossing in the open: the name of what is sampled decides whether it is waived."""
        from_name, clock = self.clock_name(source), self.clock_name(sink.clock)
        wanted = self.marks.of("clock", source)
        for name in sorted({name for bit in sink.bits for name in self.netlist.origins(bit, self.mask, wanted)}):
            reason = self._waived("bare", name, sink.name) or self._fault(
                from_name, clock, sink.name, f"{name} ({from_name}) is sampled by {sink.name} ({clock}) without a "
                "synchronizer")
            self._row(from_name, clock, f"{name} → {sink.name}", "", reason)

    def _waived(self, kind, *names):
        """The reason, if a waiver has it."""
        for number, waiver in enumerate(self.waivers.get(kind.replace(" ", "_"), [])):
            patterns = [waiver["from"], waiver["to"]] if kind == "bare" else [waiver["instance"]]
            if all(map(fnmatch.fnmatchcase, names, patterns)):
                self.used.add((kind, number))
                return waiver["reason"]
        return None


def table(rows):
    columns = ("from", "to", "where", "by", "bits", "verdict", "reason")
    return [dict(zip(columns, row)) for row in sorted(rows, key=lambda row: (row[5] != FAULT, *map(str, row)))]


def main():
    parser = design.Parser(prog="crossing.py")
    design.Design.options(parser)
    parser.add_argument("--log", metavar="FILE", default="/dev/null", help="what Yosys says")
    args = parser.parse_args()
    meant = design.Design.of(args, parser)
    waivers = meant.waivers(HERE / "waivers.toml", args)
    compilation, said = slang.elaborate(meant.top, meant.parameters, meant.sources())
    if any(row["bad"] for row in said):
        raise RuntimeError(f"{meant.name}: {next(row for row in said if row['bad'])['message']}")
    seen = Crossings(meant.top, Netlist(flatten(meant, args.log)), slang.instances(compilation), waivers)
    seen.look()
    rows = table(seen.rows)
    clocks = sorted(f"{seen.clock_name(clock)} made from {seen.clock_name(made[1])}" if made else seen.clock_name(clock)
                    for clock, made in seen.clocks.items())
    told = [{"rule": kind, "where": " → ".join(value for name, value in waiver.items() if name != "reason"),
             "reason": waiver["reason"]}
            for kind, number in sorted(seen.used) for waiver in [waivers[kind.replace(" ", "_")][number]]]
    summary = f"{meant.name}: {len(rows)} crossings between {len(clocks)} clocks ({', '.join(clocks)}), all of them ours" \
        if not seen.faults else f"{meant.name}: {next(iter(seen.faults))}" + (f" ({len(seen.faults)} such faults)" if len(seen.faults) > 1 else "")
    return design.finish(args.json, not seen.faults, summary, rows, told, {"slang": slang.VERSION})


if __name__ == "__main__":
    sys.exit(design.guarded(main, "crossing.py"))
