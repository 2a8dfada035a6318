"""A truth table of a few inputs as a short expression of SystemVerilog: for logic that is simulated bit by bit."""

import functools


@functools.cache
def shape(init, inputs):
    """(cost, tree) of the function whose value for the inputs (input 0 lowest) is that bit of `init`.

    A tree is 0 or 1, an input's number, ("~", tree) or (operator, tree, ...); the cost is in operators.
    """
    full = (1 << (1 << inputs)) - 1
    if init in (0, full):
        return 0, ("constant", int(init != 0))
    best = None
    for number in range(inputs):
        low, high = cofactors(init, inputs, number)
        every = (1 << (1 << (inputs - 1))) - 1
        if low == high:
            return renumbered(shape(low, inputs - 1), number)
        of_low, of_high = (renumbered(shape(one, inputs - 1), number) for one in (low, high))
        this, no = ("input", number), ("~", ("input", number))
        if low == 0:
            found = (of_high[0] + 1, ("&", this, of_high[1])) if high != every else (0, this)
        elif high == 0:
            found = (of_low[0] + 2, ("&", no, of_low[1])) if low != every else (1, no)
        elif low == every:
            found = of_high[0] + 2, ("|", no, of_high[1])
        elif high == every:
            found = of_low[0] + 1, ("|", this, of_low[1])
        elif low == every ^ high:
            found = of_low[0] + 1, ("^", this, of_low[1])
        else:
            found = of_low[0] + of_high[0] + 3, ("?", this, of_high[1], of_low[1])
        if best is None or found[0] < best[0]:
            best = found
    return best


def cofactors(init, inputs, number):
    """The function without one of its inputs: where that is 0, and where it is 1."""
    halves = [0, 0]
    counts = [0, 0]
    for row in range(1 << inputs):
        which = row >> number & 1
        halves[which] |= (init >> row & 1) << counts[which]
        counts[which] += 1
    return halves


def renumbered(shaped, number):
    """The same for a function of one input more, of which `number` does not matter."""
    def walk(tree):
        if tree[0] == "constant":
            return tree
        if tree[0] == "input":
            return "input", tree[1] + (tree[1] >= number)
        return tree[0], *map(walk, tree[1:])
    return shaped[0], walk(shaped[1])


def text(init, inputs):
    """The expression, of the texts of the inputs."""
    def write(tree):
        kind, *parts = tree
        if kind == "constant":
            return f"1'b{parts[0]}"
        if kind == "input":
            return inputs[parts[0]]
        if kind == "~":
            return f"~{write(parts[0])}"
        if kind == "?":
            return f"({write(parts[0])} ? {write(parts[1])} : {write(parts[2])})"
        return f"({write(parts[0])} {kind} {write(parts[1])})"
    # A constant input makes a smaller table: less for everybody behind.
    for number, one in enumerate(inputs):
        if one in ("1'b0", "1'b1"):
            half = cofactors(init, len(inputs), number)[one == "1'b1"]
            return text(half, [*inputs[:number], *inputs[number + 1:]])
    return write(shape(init, len(inputs))[1])
