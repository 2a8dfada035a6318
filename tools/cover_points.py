"""What a Verilated design counts, and how its counts leave it.

Verilator registers each count (a block or branch of the source, a signal's change, a `cover property`) with its run-time
library, which writes them with their names into a file for each object: tens of thousands of lines, thousands of times in
one suite. Here the names are taken out of the generated C++ once, at build time, and a design hands its counts to
verif/coverage/sink.h when it is destroyed. What registering did besides must be done instead: the counts begin at 0.
"""

import re

INSERT = re.compile(
    r'^ *(?:vlSelf->)?__vlCover(Toggle)?Insert\((?:(\d+), (\d+), (\d+), )?&\(vlSymsp->__Vcoverage\[(\d+)\]\), first, "([^"]*)", '
    r'(\d+), (\d+), "([^"]*)", "([^"]*)", "([^"]*)"(?:, "([^"]*)")?[^;]*\);\n', re.M)
COUNT = re.compile(r"uint32_t __Vcoverage\[(\d+)\];")
BEGIN = "{\n    // Check resources\n"
END = "::~{0}__Syms() {{\n"
INCLUDE = '#include "verif/coverage/sink.h"\n'
# Verilator's own function for signals of more than one word counts bits of the others too.
WIDE = "VL_COV_TOGGLE_CHG_ST_W("


def rows(match, place):
    """One row for each count: number, kind, file, line, column, instance, what it is, lines."""
    toggle, low, high, ranged, first, file, line, column, instance, page, comment, lines = match.groups()
    kind = page.split("/")[0].removeprefix("v_")
    where = f"{kind}\t{place(file)}\t{line}\t{column}\t{instance}"
    if not toggle:
        return [f"{first}\t{where}\t{comment}\t{lines or ''}"]
    # Two counts for each bit: by its new value.
    bits = [f"[{bit}]" for bit in range(int(low), int(high) + 1)] if ranged == "1" else [""]
    return [f"{int(first) + 2 * index + rise}\t{where}\t{comment}{bit}:{'fall rise'.split()[rise]}\t"
            for index, bit in enumerate(bits) for rise in (0, 1)]


def extract(directory, prefix, design, rtl):
    """The points, one a line; the C++ in `directory` hands its counts over instead of registering them."""
    def place(file):
        return f"rtl/{file[len(str(rtl)) + 1:]}" if file.startswith(f"{rtl}/") else file

    points = []
    for path in sorted(directory.glob("*.cpp")):
        text = path.read_text()
        found = list(INSERT.finditer(text))
        if found:
            points += [row for match in found for row in rows(match, place)]
            text = INSERT.sub("", text)
        if WIDE in text:
            text = INCLUDE + text.replace(WIDE, "sockwire::coverage::count_wide(")
        path.write_text(text)
    count = COUNT.search((directory / f"{prefix}__Syms.h").read_text())
    if not count:
        return ""
    hand_over(directory, prefix, design)
    return f"{count[1]}\n" + "".join(f"{row}\n" for row in points)


def hand_over(directory, prefix, design):
    """The counts of a design begin at 0, and at its end they are given away."""
    end = END.format(prefix)
    file = next(path for path in sorted(directory.glob(f"{prefix}__Syms*.cpp")) if end in path.read_text())
    text = file.read_text()
    if text.count(BEGIN) != 1:
        raise RuntimeError(f"{file.name} does not look as it did: where does the symbol table's constructor begin?")
    text = text.replace(BEGIN, BEGIN + "    for (auto& count : __Vcoverage) count = 0;\n")
    file.write_text(INCLUDE + text.replace(end, f'{end}    sockwire::coverage::keep("{design}", __Vcoverage);\n'))
