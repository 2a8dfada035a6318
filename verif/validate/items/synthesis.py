"""Synthesis, area, place and route: verif/synth/."""

TITLE = "Synthesis"
ABOUT = "Every configuration becomes hardware, without latches, loops and memories in flip-flops; its area and frequency."


def cases(plan):
    yield from plan.listed("verif/synth/area.py", limit=3600)
