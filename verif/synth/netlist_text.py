"""A cell of a netlist as Yosys tells it in JSON, and the module that netlist.py writes."""

import re


class Cell:
    """A cell of the netlist: its parameters, and its pins as expressions."""

    def __init__(self, name, told, text):
        self.name, self.kind = name, told["type"]
        self._parameters, self._pins, self._text = told["parameters"], told["connections"], text

    def param(self, name, default=None):
        # A text of digits has a blank behind it in JSON, a number none.
        return str(self._parameters.get(name, default)).strip()

    def number(self, name, default=0):
        value = self._parameters.get(name, default)
        return value if isinstance(value, int) else int(re.sub("[xz]", "0", value.strip()), 2)

    def pin(self, port, bit=0):
        pins = self._pins.get(port) or ["x"]
        return self._text.read(pins[bit])

    def out(self, port, bit=0):
        """The net that is driven; None: nobody reads it."""
        pins = self._pins.get(port) or [None]
        return pins[bit] if isinstance(pins[bit], int) else None

    def used(self, port):
        return self.out(port) in self._text.wanted


class Text:
    """The module that is being written. A net is a number; how it is read depends on what drives it."""

    def __init__(self, turned=None):
        self.names, self.wanted, self.lines, self.declared, self.turned = {}, set(), [], [], turned
        self._count = 0

    def read(self, net):
        if isinstance(net, str):
            return {"0": "1'b0", "1": "1'b1"}.get(net, "1'bx")
        return f"@{net}@"  # its name is known when all drivers are

    def line(self, text):
        self.lines.append(text)

    def new(self, letter):
        self._count += 1
        return f"{letter}{self._count}"

    def fresh(self, expression, width=1):
        name = self.new("t")
        self.declared.append(f"wire {f'[{width - 1}:0] ' if width > 1 else ''}{name};")
        self.line(f"assign {name} = {expression};")
        return name

    def wire(self, net, expression, cell=None):
        if net is None:
            return
        if self.turned is not None and cell == self.turned:
            expression = f"gates_planted_pkg::turned ^ ({expression})"
        self.declared.append(f"wire n{net};")
        self.line(f"assign n{net} = {expression};")

    def vector(self, kind, nets):
        """A vector that drives these nets, the lowest first."""
        name = self.new("v")
        self.declared.append(f"{kind} [{len(nets) - 1}:0] {name};")
        for place, net in enumerate(nets):
            if net is not None:
                self.names[net] = f"{name}[{place}]"
        return name

    def memory(self, width, depth):
        name = self.new("m")
        self.declared.append(f"logic [{width - 1}:0] {name} [{depth}];")
        return name

    def contents(self, memory, words, width):
        """What a memory holds at power-up; where nothing was said, anything."""
        if any(words):
            self.line("initial begin")
            self.lines += [f"  {memory}[{row}] = {width}'h{word:x};" for row, word in enumerate(words)]
            self.line("end")

    def process(self, head, branches):
        """branches: condition and commands, the first whose condition holds counts."""
        self.line(f"{head} begin")
        for number, (condition, commands) in enumerate(branches):
            self.line(f"  {'else ' if number else ''}if ({condition}) begin")
            self.lines += [f"    {command}" for command in commands]
            self.line("  end")
        self.line("end")

    def body(self):
        return re.sub(r"@(\d+)@", lambda found: self.names.get(int(found[1]), f"n{found[1]}"),
                      "\n".join(f"  {line}" for line in [*self.declared, *self.lines]))
