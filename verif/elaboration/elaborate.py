"""A design with its parameters can be elaborated: slang finds no error in it.

    elaborate.py [--config NAME] [--rtl DIR] [--top NAME --files LIST]

Prints what the parameters stand for.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import design
import slang


def meaning(compilation):
    """The fields of the top's Cfg, where it has one, and its other parameters."""
    [top] = [top for top in compilation.getRoot().topInstances]
    rows = []
    for parameter in top.body.parameters:
        fields = list(parameter.type.canonicalType) if hasattr(parameter, "type") and parameter.type.isStruct else []
        if parameter.name == "Cfg" and fields:
            value, left = int(parameter.value.value), parameter.type.bitWidth
            for field in fields:
                left -= field.type.bitWidth
                rows.append({"parameter": f"Cfg.{field.name}",
                             "value": (value >> left) & ((1 << field.type.bitWidth) - 1)})
        elif hasattr(parameter, "value") and not parameter.isLocalParam:
            rows.append({"parameter": parameter.name, "value": str(parameter.value)})
    return rows


def main():
    parser = design.Parser(prog="elaborate.py")
    design.Design.options(parser)
    args = parser.parse_args()
    meant = design.Design.of(args, parser)
    compilation, said = slang.elaborate(meant.top, meant.parameters, meant.sources())
    bad = [{name: value for name, value in row.items() if name != "bad"} for row in said if row["bad"]]
    if bad:
        return design.finish(args.json, False, f"{meant.name}: {bad[0]['message']}", bad, tools={"slang": slang.VERSION})
    found = slang.instances(compilation)
    modules = {module for _, module in found}
    return design.finish(args.json, True, f"{meant.name}: {len(found)} instances of {len(modules)} modules",
                         meaning(compilation), tools={"slang": slang.VERSION})


if __name__ == "__main__":
    sys.exit(design.guarded(main, "elaborate.py"))
