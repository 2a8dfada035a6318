"""Right parameters make a design, wrong ones a sentence."""

from case import Case

TITLE = "Elaboration"
ABOUT = "Every configuration can be elaborated; every wrong parameter stops with its sentence."


def cases(plan):
    for config in plan.configurations:
        yield Case(
            name="design",
            config=config,
            command=["verif/elaboration/elaborate.py", *plan.design(config)],
            inputs=("rtl", "verif/elaboration"),
            quick=True,
            limit=120,
        )
    if not plan.own:
        yield Case(
            name="wrong parameters",
            command=["verif/elaboration/wrong.py", *plan.tree()],
            inputs=("rtl", "verif/elaboration"),
            quick=True,
            limit=300,
        )
