"""What is known of each case from this run and from those before: a file a case in the output directory."""

import fcntl
import functools
import hashlib
import json
import pathlib

import design
from case import ROOT, Unusable

# What every case depends on, besides its own inputs: how files are found, and the versions of the tools.
COMMON = ("tools/rtl_files.py", "tools/design.py", "tools/requirements.txt", "tools/requirements-test.txt")
VERDICTS = ("pass", "fail")


@functools.cache
def digest(path):
    """Of a file, or of all files of a directory and their names."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for file in sorted(path.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            whole.update(f"{file.relative_to(path)} {digest(file)}\n".encode())
    return whole.hexdigest()


def key(case, plan):
    """The same as long as the command and what it depends on are the same."""
    whole = hashlib.sha256(json.dumps(case.argv).encode())
    for name in [*COMMON, *case.inputs]:
        path = plan.rtl if name == "rtl" and plan.rtl else ROOT / name
        whole.update(f"{name} {digest(path)}\n".encode())
    if plan.waivers:
        whole.update(digest(plan.waivers).encode())
    if plan.files:
        whole.update("".join(map(digest, design.read_list(plan.files))).encode())
    return whole.hexdigest()


class State:
    def __init__(self, out):
        self.out = pathlib.Path(out)
        self.cases = self.out / "cases"
        self.logs = self.out / "logs"
        try:
            for directory in (self.cases, self.logs):
                directory.mkdir(parents=True, exist_ok=True)
            self._lock = open(self.out / "lock", "w")
        except OSError as error:
            raise Unusable(f"--out: cannot write to {out}: {error.strerror}; choose another directory") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unusable(f"--out: another run writes to {out}; wait for it, or choose another directory") from None

    def log(self, case):
        return self.logs / f"{case.id}.log"

    def found(self, case):
        """Where the command writes what it found."""
        return self.cases / f"{case.id}.found"

    def load(self, case, wanted):
        """What was found when the case had this key; None if it is to be run."""
        try:
            known = json.loads((self.cases / f"{case.id}.json").read_text())
        except (OSError, ValueError):
            return None
        return known if known.get("key") == wanted and known.get("verdict") in VERDICTS else None

    def save(self, case, result):
        """Whole or not at all: the run may be killed at any moment."""
        new = self.cases / f"{case.id}.new"
        new.write_text(json.dumps(result, indent=1) + "\n")
        new.replace(self.cases / f"{case.id}.json")
