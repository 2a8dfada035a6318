"""The block RAM of the ECP5, DP16KD: 18 Kbit behind two ports, each with a width of its own. See cells.py.

A port of 1, 2 or 4 bits sees eight bits of each nine, one of 9, 18 or 36 all; octets of nine bits are written
each by itself, and a port of 36 takes the data pins of both. So memories are made of units as wide as the
narrower port, of nine bits at most where octets are enabled. Several cells with the same addresses and
controls stand side by side in one memory.
"""

import dataclasses

import cells as ecp5

NONE = "1'b0"


@dataclasses.dataclass(frozen=True)
class Port:
    """All that the cells of one memory have in common at a port."""
    clock: str
    enable: str
    write: str
    reset: str
    width: int
    address: tuple      # of the word
    lanes: tuple        # whether each nine bits are written
    reads: bool
    mode: str


def port(cell, side, read):
    width = cell.number(f"DATA_WIDTH_{side}", 18)
    pins = [cell.pin(f"AD{side}{bit}") for bit in range(14)]
    low = {1: 0, 2: 1, 4: 2, 9: 3, 18: 4, 36: 5}[width]
    clear = ecp5.invert(cell, f"RST{side}", f"RST{side}MUX")
    ecp5.demand(cell, **{f"REGMODE_{side}": "NOREG", f"CSDECODE_{side}": "0b000"})
    if clear not in (NONE, "1'bx"):
        ecp5.demand(cell, RESETMODE="SYNC")
    if any(cell.pin(f"CS{side}{bit}") != NONE for bit in range(3)):
        raise ecp5.Unknown(f"DP16KD {cell.name} is chosen by CS{side}, which netlist.py does not know")
    enable, write = (ecp5.invert(cell, pin + side, f"{pin}{side}MUX") for pin in ("CE", "WE"))
    return Port(ecp5.edge(cell, f"CLK{side}", f"CLK{side}MUX"), enable, write, "1'b0" if clear == "1'bx" else clear, width,
                tuple(pins[low:]), tuple(pins[:width // 9]) if width >= 18 else ("1'b1",), read,
                cell.param(f"WRITEMODE_{side}", "NORMAL"))


def pins_of(cell, side, width, direction):
    """The data pins of a word: a word of 36 bits has those of both ports."""
    name = f"D{direction}"
    return [f"{name}A{bit}" for bit in range(18)] + [f"{name}B{bit}" for bit in range(18)] if width == 36 else \
        [f"{name}{side}{bit}" for bit in range(width)]


def ports(cell):
    """Both ports; one whose data nobody looks at reads nothing."""
    widths = {side: cell.number(f"DATA_WIDTH_{side}", 18) for side in "AB"}
    wide_write = widths["A"] == 36
    used = {side: any(cell.used(pin) for pin in pins_of(cell, side, widths[side], "O")) for side in "AB"}
    if widths["B"] == 36:  # its word is at the pins of A too
        used["A"] = False
    return tuple(port(cell, side, used[side] and not (side == "A" and wide_write)) for side in "AB")


def dp16kd(cells, text):
    for both, group in ecp5.grouped(cells, ports):
        widths = [one.width for one in both if one.reads or one.write != NONE]
        unit = min(9 if width >= 18 else width for width in widths)
        if len(set(widths)) == 1 and all(len(set(one.lanes)) == 1 for one in both):
            unit = widths[0]
        if any(width < 9 for width in widths) and any(width >= 9 for width in widths):
            raise ecp5.Unknown(f"DP16KD {group[0].name} has ports of {widths[0]} and {widths[1]} bits, which netlist.py does not know")
        depth = 16384 // unit if unit < 9 else 18432 // unit
        for part in ecp5.chunks(group, unit):
            memory = text.memory(unit * len(part), depth)
            first = [contents(cell, unit, depth) for cell in part]
            text.contents(memory, [sum(words[row] << unit * place for place, words in enumerate(first)) for row in range(depth)],
                          unit * len(part))
            for side, one in zip("AB", both):
                if one.write != NONE and one.enable != NONE:
                    write(text, part, memory, side, one, unit)
                if one.reads:
                    read(text, part, memory, side, one, unit)


def index(one, number, count):
    """The unit of that number in the word of the port."""
    bits = (count - 1).bit_length()
    return "{" + ", ".join([*reversed(one.address), *([f"{bits}'d{number}"] if bits else [])]) + "}"


def write(text, part, memory, side, one, unit):
    count, width, commands = one.width // unit, unit * len(part), []
    for number in range(count):
        pins = [pins_of(cell, side, one.width, "I")[number * unit:(number + 1) * unit] for cell in part]
        data = ecp5.concat([cell.pin(pin) for cell, names in zip(part, pins) for pin in names])
        enable = one.lanes[0] if len(set(one.lanes)) == 1 else one.lanes[number]
        commands.append(f"if ({enable}) {memory}[{index(one, number, count)}] <= {width}'({data});")
    text.process(f"always @({one.clock})", [(f"{one.enable} & {one.write}", commands)])


def read(text, part, memory, side, one, unit):
    if one.mode not in ("NORMAL", "READBEFOREWRITE"):
        raise ecp5.Unknown(f"DP16KD {part[0].name} has WRITEMODE_{side} = {one.mode}, which netlist.py does not know")
    count, clears, takes = one.width // unit, [], []
    for number in range(count):
        outs = [cell.out(pin) for cell in part
                for pin in pins_of(cell, side, one.width, "O")[number * unit:(number + 1) * unit]]
        name = text.vector("logic", outs)
        clears.append(f"{name} <= '0;")
        takes.append(f"{name} <= {memory}[{index(one, number, count)}];")
    enable = one.enable if one.mode == "READBEFOREWRITE" or one.write == NONE else f"{one.enable} & ~({one.write})"
    # The reset acts whether the port is enabled or not.
    text.process(f"always @({one.clock})", [(one.reset, clears)] * (one.reset != NONE) + [(enable, takes)])


def contents(cell, unit, depth):
    """The units that INITVAL gives: sixteen words of 18 bits each, in places of 20."""
    whole = 0
    for part in range(64):
        value = cell.number(f"INITVAL_{part:02X}", 0)
        for word in range(16):
            whole |= (value >> 20 * word & 0x3FFFF) << 18 * (16 * part + word)
    if not whole:
        return [0] * depth
    if unit >= 9:
        return [whole >> unit * row & (1 << unit) - 1 for row in range(depth)]
    return [whole >> 9 * (row * unit // 8) + row * unit % 8 & (1 << unit) - 1 for row in range(depth)]
