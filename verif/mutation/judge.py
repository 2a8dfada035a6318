"""What is said of a mutant that lives: proved equivalent, or a judgement of judgements.toml.

The proof: whatever the registers and memories hold and whatever the inputs are, every output and everything that is
written into a register or memory is as without the mutant. That is more than equivalence asks for, as not every state
can be reached; what it does not prove may be equivalent for all that, and needs an argument.
"""

import re
import tomllib

import mutants

STATE = re.compile(r"\$(a|s|al)?(dff|latch|sr|ff$)|\$mem")
KINDS = ("equivalent", "gap")


def read(path):
    """Judgements by the name of their mutant."""
    found = {}
    for entry in tomllib.loads(path.read_text()).get("judgement", []):
        if entry.get("kind") not in KINDS or not entry.get("reason"):
            kinds = ", ".join(KINDS)
            raise RuntimeError(f"{path}: a judgement has a kind ({kinds}) and a reason: {entry.get('mutant')}")
        if entry["mutant"] in found:
            raise RuntimeError(f"{path}: there are two judgements of {entry['mutant']}")
        found[entry["mutant"]] = entry
    return found


def cut(module):
    """What holds state becomes ports: what it is given an output, what it gives an input."""
    import pyosys.libyosys as yosys
    state = [cell for cell in list(module.cells_.values()) if STATE.match(cell.type.str())]
    for number, cell in enumerate(sorted(state, key=lambda cell: cell.name.str())):
        for port, signal in sorted(cell.connections_.items(), key=lambda one: one[0].str()):
            if not signal.size():
                continue
            wire = module.addWire(yosys.IdString(f"\\state_{number}_{port.str()[1:]}"), signal.size())
            if cell.output(port):
                wire.port_input = True
                module.connect(signal, yosys.SigSpec(wire))
            else:
                wire.port_output = True
                module.connect(yosys.SigSpec(wire), signal)
        module.remove(cell)
    module.fixup_ports()


def halves(y, top, place, number):
    """The design without the mutant and with it, `gold` and `gate`, their state cut."""
    import pyosys.libyosys as yosys
    for name, value in (("gold", 0), ("gate", number)):
        y.run(f"read_rtlil {place / 'mutants.il'}", f"rename {top} {name}")
        module = y.design.module(yosys.IdString(f"\\{name}"))
        wire = module.wire(yosys.IdString(f"\\{mutants.NUMBER}"))
        wire.port_input = False
        module.connect(yosys.SigSpec(wire), yosys.SigSpec(yosys.Const(value, mutants.WIDTH)))
        cut(module)
        y.run(f"setattr -mod -unset top {name}", f"setundef -zero {name}", f"opt_expr {name}", f"opt_clean {name}")


def one_step(y, top, place, number, seconds=120):
    """Whether the mutant is proved equivalent."""
    halves(y, top, place, number)
    y.run("miter -equiv -flatten gold gate miter", "delete gold gate", "hierarchy -top miter",
          # What the mutant does not touch becomes the same cell in both halves.
          "opt_expr", "opt_merge", "opt_expr", "opt_merge", "opt_clean -purge",
          f"tee -o {place / 'sat.log'} sat -prove trigger 0 -timeout {seconds} miter")
    said = (place / "sat.log").read_text()
    return {"proved": "proof finished - no model found: SUCCESS" in said}
