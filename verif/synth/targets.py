"""What Yosys maps to: the passes of each target, and how its cells are counted."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Target:
    title: str
    words: tuple        # to a netlist of words, registers and memories
    memories: tuple     # memories to the target's own; what remains falls into flip-flops
    cells: tuple        # all the rest
    columns: dict       # what is counted: kind by the cells that are it, each with its weight

    def count(self, cells):
        """The columns of a table of cells by type."""
        def matches(kind, pattern):
            return kind == pattern or (pattern.endswith("*") and kind.startswith(pattern[:-1]))
        return {column: sum(number * weight for kind, number in cells.items()
                            for pattern, weight in patterns.items() if matches(kind, pattern))
                for column, patterns in self.columns.items()}


def staged(command, *labels):
    return tuple(f"{command} -run {first}:{last}" for first, last in zip(labels, labels[1:]))


ECP5 = Target(
    title="ECP5",
    words=("read_verilog -lib -specify +/ecp5/cells_sim.v +/ecp5/cells_bb.v", *staged("synth_ecp5", "coarse", "map_ram")),
    memories=staged("synth_ecp5", "map_ram", "map_ffram"),
    cells=(*staged("synth_ecp5", "map_ffram", "map_gates", "map_ffs", "map_luts", "map_cells", "check"), "check -assert -mapped"),
    columns={"LUT4": {"LUT4": 1}, "carry": {"CCU2C": 1}, "FF": {"TRELLIS_FF": 1}, "DPR": {"TRELLIS_DPR16X4": 1},
             "DP16KD": {"DP16KD": 1}, "MULT": {"MULT18X18D": 1}},
)

# The same cells, found in a tenth of the time: the mapping of a simple script, some more LUTs.
ECP5_FAST = dataclasses.replace(
    ECP5, title="ECP5, mapped fast",
    cells=(*staged("synth_ecp5", "map_ffram", "map_gates", "map_ffs", "map_luts"), "check -latchonly -assert",
           "abc -lut 4 -script +strash;dc2;if", "clean", *staged("synth_ecp5", "map_cells", "check"), "check -assert -mapped"),
)

ICE40 = Target(
    title="iCE40",
    words=("read_verilog -D ICE40_HX -lib -specify +/ice40/cells_sim.v", *staged("synth_ice40", "coarse", "map_ram")),
    memories=staged("synth_ice40", "map_ram", "map_ffram"),
    cells=(*staged("synth_ice40", "map_ffram", "map_gates", "map_ffs", "map_luts", "map_cells", "check"),
           "check -assert -mapped"),
    columns={"LUT4": {"SB_LUT4": 1}, "carry": {"SB_CARRY": 1}, "FF": {"SB_DFF*": 1}, "RAM40": {"SB_RAM40_4K*": 1}},
)

# Gates of two inputs; a memory stays one, and is for a memory compiler.
GATES = Target(
    title="gates",
    words=staged("synth", "coarse", "fine"),
    memories=(),
    cells=("opt -fast -full", "techmap", "opt -fast", "abc -g AND,OR,XOR,ANDNOT,ORNOT,NAND,NOR,XNOR,MUX -script +strash;dc2;map", "opt_clean",
           "check -assert"),
    columns={"gates": {kind: 1 for kind in ("$_NOT_", "$_AND_", "$_OR_", "$_XOR_", "$_ANDNOT_", "$_ORNOT_", "$_NAND_", "$_NOR_",
                                            "$_XNOR_", "$_MUX_")},
             "FF": {"$_DFF*": 1, "$_SDFF*": 1}, "memories": {"$mem_v2": 1}},
)

TARGETS = {"ecp5": ECP5, "ecp5-fast": ECP5_FAST, "ice40": ICE40, "gates": GATES}
