"""What passes from one clock to another, and what flops hold at power-up."""

from case import Case

TITLE = "Clock crossing and reset"
ABOUT = ("Every crossing between clocks is inside one of our primitives or waived with a reason; every pin, a reset's too, "
         "is sampled in one clock; nothing but its clock moves a flop. What flops hold at power-up does not matter.")


def cases(plan):
    for config in plan.configurations:
        yield Case(
            name="clocks",
            config=config,
            command=["verif/crossing/crossing.py", *plan.design(config)],
            inputs=("rtl", "verif/crossing"),
            quick=True,
            limit=900,
        )
    # Of the Verilated design of this tree; where it is not built yet, that takes its minutes.
    if not plan.own and not plan.rtl:
        for config in ("small", "small_mii", "base"):
            if config in plan.configurations:
                yield Case(
                    name="power-up",
                    config=config,
                    command=["verif/crossing/power_up.py", "--config", config, "--seed", plan.seed],
                    inputs=("rtl", "verif/crossing", "verif/cosim", "tests/verif"),
                    limit=7200,
                )
