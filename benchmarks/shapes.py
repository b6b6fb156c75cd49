"""Does the report from vendors' exports say what the report from plain files says?"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.record import apart, record
from lastword.report import report
from lastword.sources.demo import World, write
from lastword.sources.demo.configuration import Shape

SEED = 7
CONTACTS = int(os.environ.get("LASTWORD_BENCH_CONTACTS", "3000"))
SHAPES: tuple[Shape, ...] = ("vendors", "common", "plain")
NEARLY = 1e-9
SHOWN = 400
OF_FILES = "loading"
"""What a report says of the files themselves, which are others: a part, and a page's title."""
Said = dict[str, Any]


def told(folder: Path, shape: Shape) -> dict[str, Any]:
    """Everything that `lastword report --json` prints of the centre in one shape."""
    exports = write(World(contacts=CONTACTS, seed=SEED, dirt=0.0), folder / shape, shape=shape)
    written = report([exports], output=folder / f"{shape}.html")
    return dict(json.loads(json.dumps(written.to_dict(), default=str)))


def said(document: dict[str, Any]) -> Said:
    """Every number of a report, and the answer and sentence of every finding, by their places.

    Findings and pages are placed by their names, so that one more or less does not move the others.
    """
    findings = {finding["id"]: finding for finding in document["findings"]}
    pages = {page["title"]: page for page in document["pages"] if page["title"].lower() != OF_FILES}
    words = {f"{n}: {w}": f[w] for n, f in findings.items() for w in ("answer", "sentence")}
    parts = {name: part for name, part in document.items() if name != OF_FILES}
    placed = {**parts, "findings": findings, "pages": pages}
    return words | {name: value for name, value in leaves(placed) if is_number(value)}


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every number and word of nested values, with its place."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, f"{name}[{place}]")
    else:
        yield name, value


def is_number(value: Any) -> bool:
    """Whether a leaf is a number, not a word or yes and no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_equal(one: Any, other: Any) -> bool:
    """Whether two leaves agree; numbers to relative 10⁻⁹."""
    if is_number(one) and is_number(other):
        return math.isclose(one, other, rel_tol=NEARLY, abs_tol=NEARLY)
    return bool(one == other)


def compared(one: Said, other: Said) -> dict[str, Any]:
    """How many leaves agree, and both values of those that do not."""
    names = sorted({*one, *other})
    differing = {
        name: [one.get(name), other.get(name)]
        for name in names
        if name not in one or name not in other or not is_equal(one[name], other[name])
    }
    numbers = {name for name in names if is_number(one.get(name)) or is_number(other.get(name))}
    words = {*names} - numbers
    return {
        "numbers": len(numbers),
        "numbers that agree": len(numbers - differing.keys()),
        "answers and sentences": len(words),
        "answers and sentences that agree": len(words - differing.keys()),
        "differing": dict([*differing.items()][:SHOWN]),
    }


def main() -> None:
    """Report on every shape and write what differs."""
    folder = Path(tempfile.mkdtemp(prefix="lastword-shapes-"))
    try:
        found = {shape: said(apart(told, folder, shape)) for shape in SHAPES}
    finally:
        shutil.rmtree(folder)
    common = compared(found["common"], found["vendors"])
    plain = compared(found["plain"], found["vendors"])
    del plain["differing"]
    figures = {"contacts": CONTACTS, "what both can know": common, "all that is plain": plain}
    print(json.dumps(figures, indent=1)[:4000], file=sys.stderr)
    record("shapes", figures, seed=SEED)


if __name__ == "__main__":
    main()
