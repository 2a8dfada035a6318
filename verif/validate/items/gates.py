"""The synthesized netlist in the place of the RTL: verif/synth/."""

TITLE = "Gate level"
ABOUT = "The netlist runs the tests of behaviour in lockstep with the model, as the RTL does."


def cases(plan):
    yield from plan.listed("verif/synth/gates.py", limit=7200)
