"""What the cells of the Lattice ECP5 do, as SystemVerilog of which a Verilated simulation is fast.

Each function takes the cells of one kind and a `netlist.Text`, and writes them there. Cells with the same
clock and controls become one process, RAM cells with the same address one memory. What flip-flops and
memories hold at power-up is left open; only what a memory was told to hold (INITVAL) is written down.
A mode that Yosys does not choose for our RTL is refused, not guessed.
"""

import lut

# So many bits at most in one vector: more than a word of the machine makes the simulation slow.
WIDTH = 64


class Unknown(Exception):
    """A cell that is used in a way which is not described here: one sentence."""


def chunks(cells, width):
    """As many cells at once as fit a vector, each of `width` bits."""
    step = max(1, WIDTH // width)
    return (cells[first:first + step] for first in range(0, len(cells), step))


def grouped(cells, key):
    """The cells by what they have in common, in the order of the first of each."""
    groups = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return groups.items()


def demand(cell, **values):
    """These parameters have these values, or are not given."""
    for name, value in values.items():
        if cell.param(name, value) != value:
            raise Unknown(f"{cell.kind} {cell.name} has {name} = {cell.param(name)}, which netlist.py does not know")


def concat(bits):
    """Bits, the lowest first, as one expression."""
    return bits[0] if len(bits) == 1 else "{" + ", ".join(reversed(bits)) + "}"


def invert(cell, port, parameter):
    """The pin as it acts: a constant, itself or its inverse."""
    mode, pin = cell.param(parameter, port), cell.pin(port)
    if mode in ("0", "1"):
        return f"1'b{mode}"
    return f"~{pin}" if mode == "INV" else pin


def edge(cell, port, parameter):
    mode = cell.param(parameter, port)
    return f"{'negedge' if mode == 'INV' else 'posedge'} {cell.pin(port)}"


def lut4(cells, text):
    for cell in cells:
        text.wire(cell.out("Z"), lut.text(cell.number("INIT", 0), [cell.pin(port) for port in "ABCD"]), cell.name)


def inv(cells, text):
    for cell in cells:
        text.wire(cell.out("Z"), f"~{cell.pin('A')}", cell.name)


def pfumx(cells, text):
    for cell in cells:
        text.wire(cell.out("Z"), f"{cell.pin('C0')} ? {cell.pin('ALUT')} : {cell.pin('BLUT')}", cell.name)


def l6mux21(cells, text):
    for cell in cells:
        text.wire(cell.out("Z"), f"{cell.pin('SD')} ? {cell.pin('D1')} : {cell.pin('D0')}", cell.name)


def ccu2c(cells, text):
    """Two bits of a carry chain. Where a bit takes no carry in (INJECT1), it makes none of its own either."""
    for cell in cells:
        carry = cell.pin("CIN")
        for half in "01":
            init, pins = cell.number(f"INIT{half}", 0), [cell.pin(f"{port}{half}") for port in "ABCD"]
            sum_of, makes = lut.text(init, pins), lut.text(init & 15, pins[:2])
            passes = text.fresh(sum_of)
            alone = cell.param(f"INJECT1_{half}", "YES") == "YES"
            text.wire(cell.out(f"S{half}"), passes if alone else f"{passes} ^ {carry}")
            onward = f"{passes} & {carry}" if alone else f"{passes} ? {carry} : {makes}"
            carry = text.fresh(onward) if half == "0" else onward
        text.wire(cell.out("COUT"), carry)


def trellis_ff(cells, text):
    def controls(cell):
        demand(cell, LSRMODE="LSR")
        return (edge(cell, "CLK", "CLKMUX"), invert(cell, "CE", "CEMUX") if cell.param("CEMUX", "1") != "1" else "1'b1",
                invert(cell, "LSR", "LSRMUX"), cell.param("SRMODE", "LSR_OVER_CE"))

    for (clock, enable, reset, mode), group in grouped(cells, controls):
        asynchronous = mode == "ASYNC" and reset != "1'b0"
        body = []
        for part in chunks(group, 1):
            name = text.vector("logic", [cell.out("Q") for cell in part])
            data = concat([cell.pin("DI") for cell in part])
            value = "".join(str(int(cell.param("REGSET", "RESET") == "SET")) for cell in reversed(part))
            body.append((f"{name} <= {len(part)}'b{value};", f"{name} <= {data};"))
        first = [line for line, _ in body] if reset not in ("1'b0", "1'bx") else []
        then = [line for _, line in body]
        event = clock + (f", {'negedge ' + reset[1:] if reset[0] == '~' else 'posedge ' + reset}" if asynchronous else "")
        text.process(f"always_ff @({event})", [(reset, first)] * bool(first) + [(enable, then)])


def trellis_dpr16x4(cells, text):
    def controls(cell):
        pins = lambda port: tuple(cell.pin(port, bit) for bit in range(4))
        return edge(cell, "WCK", "WCKMUX"), invert(cell, "WRE", "WREMUX"), pins("WAD"), pins("RAD")

    for (clock, enable, write, read), group in grouped(cells, controls):
        for part in chunks(group, 4):
            memory = text.memory(4 * len(part), 16)
            first = [cell.number("INITVAL", 0) for cell in part]
            words = [sum((value >> 4 * row & 15) << 4 * place for place, value in enumerate(first)) for row in range(16)]
            text.contents(memory, words, 4 * len(part))
            text.process(f"always_ff @({clock})", [(enable, [
                f"{memory}[{concat(write)}] <= {concat([cell.pin('DI', bit) for cell in part for bit in range(4)])};"])])
            name = text.vector("wire", [cell.out("DO", bit) for cell in part for bit in range(4)])
            text.line(f"assign {name} = {memory}[{concat(read)}];")


def mult18x18d(cells, text):
    for cell in cells:
        demand(cell, **{f"REG_{stage}_CLK": "NONE" for stage in ("INPUTA", "INPUTB", "INPUTC", "PIPELINE", "OUTPUT")})
        if {cell.pin("SOURCEA"), cell.pin("SOURCEB")} - {"1'b0", "1'bx"}:
            raise Unknown(f"MULT18X18D {cell.name} takes its operands from a neighbour, which netlist.py does not know")
        factors = []
        for side in "AB":
            pins = [cell.pin(f"{side}{bit}") for bit in range(18)]
            top = {"1'b0": "1'b0", "1'b1": pins[17]}.get(cell.pin(f"SIGNED{side}"))
            if top is None:
                raise Unknown(f"MULT18X18D {cell.name}: whether {side} has a sign is no constant")
            factors.append(text.fresh(concat([*pins, *[top] * 18]), 36))
        name = text.vector("wire", [cell.out(f"P{bit}") for bit in range(36)])
        text.line(f"assign {name} = {factors[0]} * {factors[1]};")
