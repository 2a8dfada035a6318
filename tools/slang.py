"""slang over a design: what it says, and the design as it has elaborated it."""

import contextlib
import json
import os
import pathlib
import tempfile

import pyslang
import pyslang.ast
import pyslang.driver

import design

VERSION = str(pyslang.__version__)


@contextlib.contextmanager
def quiet():
    """What slang says in words on the standard error; it is read as JSON."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def elaborate(top, parameters, sources, options=()):
    """The compilation (None if the sources could not be read), and what slang says: a list of rows
    {file, line, rule, message, bad}; bad: an error, not a warning."""
    with tempfile.TemporaryDirectory(prefix="sockwire-slang-") as place:
        said = pathlib.Path(place) / "said.json"
        driver = pyslang.driver.Driver()
        driver.addStandardArgs()
        words = ["slang", "--top", top, *(word for one in parameters for word in ("-G", one)), *options,
                 "--diag-json", said, *sources]
        compilation = None
        with quiet():
            good = driver.parseCommandLine(" ".join(f'"{word}"' for word in words)) and driver.processOptions() \
                and driver.parseAllSources()
            if good:
                compilation = driver.createCompilation()
                driver.reportCompilation(compilation, True)
                driver.runAnalysis(compilation)
            good = driver.reportDiagnostics(True) and good
        told = json.loads(said.read_text() or "[]") if said.exists() else []
    rows = []
    for one in told:
        if one["severity"] in ("warning", "error", "fatal"):
            file, line, _ = (one.get("location") or "::").rsplit(":", 2)
            rows.append({"file": file and design.shown(pathlib.Path(file).resolve()), "line": int(line or 0),
                         "rule": one.get("optionName") or one.get("code", "error"), "message": one["message"],
                         "bad": one["severity"] != "warning"})
    if not good and not rows:
        raise RuntimeError(f"slang refused {top} and did not say why")
    return compilation, rows


def instances(compilation):
    """(path from below the top, module) of every instance, the top as ("", module) first."""
    found = []

    def visit(symbol):
        if symbol.kind == pyslang.ast.SymbolKind.Instance:
            path = symbol.hierarchicalPath.partition(".")[2]
            found.append((path, symbol.definition.name))

    compilation.getRoot().visit(visit)
    return found
