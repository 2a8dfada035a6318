"""What an item yields, and what it is told. The contract in words: docs/validate.md."""

import dataclasses
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = ".venv/bin/python"


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    command: list           # words, as typed at the root of the tree
    config: str = ""        # "": it is about no configuration
    quick: bool = False
    limit: int = 600        # seconds
    inputs: tuple = ("rtl",)
    title: str = ""         # what the report calls it; the name unless told
    facts: dict = dataclasses.field(default_factory=dict)  # what the report shows beside the verdict
    item: str = ""          # filled in by the runner

    @property
    def id(self):
        """Its name among all cases, also as that of a file."""
        return re.sub(r"[^\w.+-]", "_", ".".join(filter(None, [self.item, self.name, self.config])))

    @property
    def argv(self):
        words = [str(word) for word in self.command]
        return [PYTHON, "-B", *words] if words[0].endswith(".py") else words


class Unusable(Exception):
    """Why nothing can be run: one sentence."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """What is asked for."""

    configurations: list    # names; with a top of the user's own, that name
    seed: int = 1
    rtl: pathlib.Path | None = None
    top: str = ""
    files: pathlib.Path | None = None
    parameters: tuple = ()
    waivers: pathlib.Path | None = None

    @property
    def own(self):
        """The design is the user's, not ours."""
        return bool(self.top)

    def tree(self):
        return ["--rtl", shown(self.rtl)] if self.rtl else []

    def design(self, config):
        """The options that tell a command which design is meant."""
        if not self.own:
            return ["--config", config, *self.tree()]
        files = ["--files", shown(self.files)] if self.files else []
        waivers = ["--waivers", shown(self.waivers)] if self.waivers else []
        return ["--top", self.top, *files, *(word for one in self.parameters for word in ("--param", one)), *waivers,
                *self.tree()]

    def listed(self, program, quick=False, limit=600):
        """The cases that a program of the tree knows itself; none as long as it does not exist."""
        if self.own or not (ROOT / program).exists():
            return
        command = [PYTHON, "-B", program, "--list", *self.tree()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        try:
            if done.returncode:
                raise ValueError(done.stderr.strip() or f"exit code {done.returncode}")
            found = json.loads(done.stdout)
            names = [one["name"] for one in found]
        except (ValueError, KeyError, TypeError) as error:
            raise Unusable(f"{program} --list does not say what it has: {error}") from error
        folder = str(pathlib.Path(program).parent)
        for one, name in zip(found, names):
            config = one.pop("config", "") or ""
            if config and config not in self.configurations:
                continue
            facts = {key: value for key, value in one.items()
                     if key not in ("name", "quick", "limit", "title", "inputs")}
            yield Case(name=name.removeprefix(f"{config}."), command=[program, name, *self.tree()], config=config,
                       quick=bool(one.get("quick", quick)), limit=int(one.get("limit", limit)),
                       inputs=tuple(one.get("inputs", ("rtl", folder))), title=one.get("title", ""), facts=facts)


def shown(path):
    """A path as one would type it from the root of the tree."""
    path = pathlib.Path(path).resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
