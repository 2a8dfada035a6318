"""Proofs of primitives, buses, layers and the engine: verif/formal/."""

TITLE = "Formal"
ABOUT = ("Rules are proved by induction, or to the depth that is named; each proof has a cover that shows that it is not "
         "vacuous, and a planted bug that breaks it.")


def cases(plan):
    yield from plan.listed("verif/formal/run.py", limit=3600)
