"""A copy of rtl/ that must not pass: with the faults of plants/ITEM.toml in it.

    plant.py ITEM DIRECTORY

Each [[fault]] puts `replace` where `find` stands in `file`, which must be there exactly once: when the RTL
has changed, the fault is to be planted anew, not silently left out. `case` is the case of the item that
must find it, in the configuration `config` of the file, and `says` an expression for what it says. Where
`tree` names a directory, that one is planted and taken as it is, and no text is replaced.
"""

import pathlib
import shutil
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def read(item):
    return tomllib.loads((HERE / "plants" / f"{item}.toml").read_text())


def plant(item, directory):
    """The planted tree."""
    tree = pathlib.Path(directory) / "rtl"
    planted = read(item)
    shutil.copytree(ROOT / planted.get("tree", "rtl"), tree)
    if "tree" in planted:
        return tree
    for fault in planted["fault"]:
        file = pathlib.Path(directory) / fault["file"]
        text = file.read_text()
        if text.count(fault["find"]) != 1:
            raise RuntimeError(f"plant: {fault['file']} has this text {text.count(fault['find'])} times instead of once: "
                               f"{fault['find']}")
        file.write_text(text.replace(fault["find"], fault["replace"]))
    return tree


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: plant.py ITEM DIRECTORY")
    try:
        print(plant(*sys.argv[1:]))
    except (OSError, RuntimeError) as error:
        sys.exit(str(error))
