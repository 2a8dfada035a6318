"""Linters have nothing to say about any configuration."""

from case import Case

TITLE = "Lint"
ABOUT = "Verilator (-Wall), slang and verible with our rules have nothing to say; what is waived is listed with its reason."


def cases(plan):
    for linter in ("verilator", "slang"):
        for config in plan.configurations:
            yield Case(
                name=linter,
                config=config,
                command=["verif/lint/lint.py", linter, *plan.design(config)],
                inputs=("rtl", "verif/lint"),
                quick=True,
                limit=300,
            )
    # Style is that of the text, whatever its parameters are.
    yield Case(
        name="verible",
        command=["verif/lint/lint.py", "verible", *(plan.design(plan.top) if plan.own else plan.tree())],
        inputs=("rtl", "verif/lint"),
        quick=True,
        limit=300,
    )
