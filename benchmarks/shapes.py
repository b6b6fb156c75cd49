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
SHAPES: tuple[Shape, ...] = ("plain", "vendors")
NEARLY = 1e-9
SHOWN = 400


def told(folder: Path, shape: Shape) -> dict[str, Any]:
    """Everything that `lastword report --json` prints of the centre in one shape."""
    exports = write(World(contacts=CONTACTS, seed=SEED, dirt=0.0), folder / shape, shape=shape)
    written = report([exports], output=folder / f"{shape}.html")
    return dict(json.loads(json.dumps(written.to_dict(), default=str)))


def answers(document: dict[str, Any]) -> dict[str, Any]:
    """Each finding's answer and numbers, by the names that a script would use."""
    found: dict[str, Any] = {}
    for finding in document["findings"]:
        found[f"{finding['id']}: answer"] = finding["answer"]
        for name, value in leaves(finding["estimates"]):
            found[f"{finding['id']}: {name}"] = value
    return found


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


def is_equal(one: Any, other: Any) -> bool:
    """Whether two leaves agree; numbers to relative 10⁻⁹."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=NEARLY, abs_tol=NEARLY)
    return bool(one == other)


def compared(plain: dict[str, Any], vendors: dict[str, Any]) -> dict[str, Any]:
    """How many answers agree, and which findings do not, with both values of their first number."""
    names = sorted({*plain, *vendors})
    equal = [n for n in names if n in plain and n in vendors and is_equal(plain[n], vendors[n])]
    apart_ = [name for name in names if name not in set(equal)]
    findings = sorted({name.partition(": ")[0] for name in names})
    differing = sorted({name.partition(": ")[0] for name in apart_})
    return {
        "findings": len(findings),
        "findings that agree in everything": len(findings) - len(differing),
        "numbers": len(names),
        "numbers that agree": len(equal),
        "differing": {name: [plain.get(name), vendors.get(name)] for name in apart_[:SHOWN]},
    }


def main() -> None:
    """Report on both shapes and write what differs."""
    folder = Path(tempfile.mkdtemp(prefix="lastword-shapes-"))
    try:
        plain, vendors = (answers(apart(told, folder, shape)) for shape in SHAPES)
    finally:
        shutil.rmtree(folder)
    figures = {"contacts": CONTACTS, **compared(plain, vendors)}
    print({k: v for k, v in figures.items() if k != "differing"}, file=sys.stderr)
    record("shapes", figures, seed=SEED)


if __name__ == "__main__":
    main()
