"""Whether the tests of a layer see it when one bit of it is wrong: verif/mutation/."""

TITLE = "Mutation"
ABOUT = ("Of the mutants of each layer that are drawn, the layer's own tests kill at least 95 % of those that are not equivalent; "
         "each that lives is judged.")


def cases(plan):
    yield from plan.listed("verif/mutation/mutation.py", limit=14400)
