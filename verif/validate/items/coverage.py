"""What the tests reach of the RTL: verif/coverage/."""

TITLE = "Coverage"
ABOUT = ("Every line of every layer has run in a test, and every bin of functional coverage was reached; what is excluded has its "
         "reason. Toggles are told, without a goal.")


def cases(plan):
    yield from plan.listed("verif/coverage/coverage.py", limit=14400)
