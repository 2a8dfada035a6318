"""The items of `sockwire validate`, in the order in which they run: what is quick comes first."""

import importlib
import types

NAMES = ("lint", "elaboration", "crossing", "formal", "coverage", "mutation", "fuzz", "synthesis", "gates")


def modules(names=NAMES) -> dict[str, types.ModuleType]:
    return {name: importlib.import_module(f"items.{name}") for name in names}
