"""Reads what processes have left (sink.h), merges it, holds it against the tables, and judges.

Lines: a line counts if some block of some instance of some parameterization that has been Verilated contains it; it is
covered if one of these blocks has run. Branches and toggles are merged in the same way, by place and name. Bins: bins.toml.
exclusions.toml says what cannot be reached, and why; what is reached after all must leave it.
"""

import collections
import itertools
import pathlib
import re
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REGISTER = re.compile(r"^\|\s*0x([0-9A-F]+)\|\s*([\w\[\]]+)\s*\|", re.M)


class Wrong(RuntimeError):
    """A table or a file is not as it must be; the sentence says how."""


# ---------------------------------------------------------------- what has been hit

class Hits:
    """Counts that are not zero, by design, as the bits of a number; bins and how often."""

    def __init__(self):
        self.designs, self.bins = {}, collections.Counter()

    def read(self, path):
        for line in path.read_text().splitlines():
            word, *rest = line.split(" ")
            if word == "design" and len(rest) == 3:
                name, count, bits = rest
                known, before = self.designs.get(name, (int(count), 0))
                if known != int(count):
                    raise Wrong(f"{path}: {name} has {count} counts here and {known} elsewhere; the files are of two builds")
                self.designs[name] = known, before | int(bits or "0", 16)
            elif word == "bin" and len(rest) == 2:
                self.bins[rest[0]] += int(rest[1])
            else:
                raise Wrong(f"{path}: this is no line of a file of hits: {line[:60]}")
        return self


def spans(text):
    """The lines that "12,14-16" names."""
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


class Points:
    """What has been reached of the source, merged over designs, instances and parameters; name -> has it been hit."""

    def __init__(self):
        self.lines, self.branches, self.toggles, self.covers = ({} for _ in range(4))

    def add(self, table, bits):
        """A design: the text of its points.tsv, and its bits."""
        for row in table.splitlines()[1:]:
            number, kind, file, line, column, instance, comment, lines = row.split("\t")
            hit = bool(bits >> int(number) & 1)
            if kind == "user":
                self.note(self.covers, instance, hit)
            elif not file.startswith("rtl/"):
                continue
            elif kind == "toggle":
                self.note(self.toggles, (file, int(line), comment), hit)
            elif kind in ("line", "branch"):
                self.note(self.branches, (file, int(line), int(column), comment), hit)
                for number_of_line in spans(lines):
                    self.note(self.lines, (file, number_of_line), hit)

    @staticmethod
    def note(table, key, hit):
        table[key] = table.get(key, False) or hit


# ---------------------------------------------------------------- bins

def bins(table):
    """Name -> sentence, of a bins.toml that has been read."""
    found = {}
    for entry in table["bins"]:
        words = re.findall(r"\{(\w+)\}", entry["name"])
        values = [entry.get(word, table.get("sets", {}).get(word)) for word in words]
        if None in values:
            raise Wrong(f"bins.toml: nothing says what {{{words[values.index(None)]}}} of {entry['name']} stands for")
        for chosen in itertools.product(*values):
            fill = dict(zip(words, chosen))
            name = entry["name"].format(**fill)
            if name in found:
                raise Wrong(f"bins.toml: there are two bins of the name {name}")
            found[name] = entry["text"].format(**fill)
    return found


def named(hits, points, registers):
    """The bins that were hit: registers by their names, cover properties of FIFOs by instance."""
    counted = collections.Counter()
    for name, count in hits.bins.items():
        if name.startswith("register."):
            name = "counter." + registers.get(int(name.removeprefix("register."), 16), "none")
        counted[name] += count
    for instance, hit in points.covers.items():
        found = re.match(r"\.toe\.(.+)\.u_cover(_\w+)?\.(full|empty)$", instance)
        if found and hit:
            counted[f"fifo.{found[1]}.{found[3]}"] += 1
    return counted


def registers(document=ROOT / "docs/registers.md"):
    return {int(address, 16): name for address, name in REGISTER.findall(document.read_text())}


# ---------------------------------------------------------------- exclusions

class Exclusions:
    """exclusions.toml: what is not to be reached. Lines are named by their text, so that they move with it."""

    def __init__(self, path=HERE / "exclusions.toml", root=ROOT):
        table = tomllib.loads(path.read_text())
        self.root, self.entries = root, table
        for kind, entries in table.items():
            for entry in entries:
                if len(entry.get("reason", "").split()) < 3:
                    raise Wrong(f"{path.name}: [[{kind}]] {entry.get('file') or entry.get('names')} has no reason")

    def bins(self, known):
        """Bin -> reason."""
        found = {}
        for entry in self.entries.get("bins", []):
            for name in entry["names"]:
                matching = [bin for bin in known if bin == name or "*" in name and re.fullmatch(
                    ".*".join(map(re.escape, name.split("*"))), bin)]
                if not matching:
                    raise Wrong(f"exclusions.toml: there is no bin {name}")
                found |= dict.fromkeys(matching, entry["reason"])
        return found

    def lines(self, rtl=None):
        """(file, line) -> reason; of a file excluded as a whole (file, 0)."""
        found = {(entry["file"], 0): entry["reason"] for entry in self.entries.get("files", [])}
        for entry in self.entries.get("lines", []):
            path = (rtl / entry["file"].removeprefix("rtl/")) if rtl else self.root / entry["file"]
            text = [line.strip() for line in path.read_text().splitlines()]
            for wanted in entry["text"]:
                places = [number for number, line in enumerate(text, 1) if line == wanted]
                if not places or len(places) > 1 and not entry.get("all"):
                    raise Wrong(f"exclusions.toml: {entry['file']} has this line {len(places)} times instead of once: {wanted}")
                found |= {(entry["file"], place): entry["reason"] for place in places}
        return found


# ---------------------------------------------------------------- verdicts

class Verdict:
    """What was reached, what is missing, what is excluded and yet was reached (stale), what no table knows (strange)."""

    def __init__(self, total, hit, holes, excluded, stale, strange=()):
        self.total, self.hit, self.holes = total, hit, holes
        self.excluded, self.stale, self.strange = excluded, stale, list(strange)

    @property
    def passed(self):
        return self.hit == self.total and not self.stale and not self.strange

    @property
    def percent(self):
        return 100.0 * self.hit / self.total if self.total else 100.0


def judge(reached, excluded, strange=()):
    """`reached`: thing -> has it been; `excluded`: thing -> reason."""
    stale = sorted(thing for thing in excluded if reached.get(thing))
    counting = {thing: hit for thing, hit in reached.items() if thing not in excluded}
    holes = sorted(thing for thing, hit in counting.items() if not hit)
    used = {thing: reason for thing, reason in excluded.items() if thing in reached}
    return Verdict(len(counting), len(counting) - len(holes), holes, used, stale, strange)


def judge_bins(known, counted, excluded):
    reached = {name: counted[name] > 0 for name in known}
    ignored = ("counter.", "fifo.")  # registers that are no counters; FIFOs of other configurations
    return judge(reached, excluded, sorted(name for name in counted if name not in known and not name.startswith(ignored)))


def judge_lines(lines, excluded, layer=None):
    """Of a layer, or of all; whole files that are excluded do not count."""
    files = {file for file, line in excluded if line == 0}
    counting = {place: hit for place, hit in lines.items()
                if place[0] not in files and layer in (None, layer_of(place[0]))}
    return judge(counting, {place: reason for place, reason in excluded.items() if place[1]})


def layer_of(file):
    parts = pathlib.PurePath(file).parts
    return parts[1] if len(parts) > 2 else "top"


def runs(places):
    """Holes as (file, "12-15, 20")."""
    by_file = collections.defaultdict(list)
    for file, line in places:
        by_file[file].append(line)
    for file, numbers in sorted(by_file.items()):
        groups = []
        for number in numbers:
            if groups and number == groups[-1][1] + 1:
                groups[-1][1] = number
            else:
                groups.append([number, number])
        yield file, ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in groups)
