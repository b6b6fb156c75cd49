"""Random organisations whose survey is released again and again, and what that gives away.

Everything is checked person by person and exactly, with whole numbers modulo a large prime: no
arithmetic is shared with the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lastword.stats.release import Cell, Figure, Memory, release

PRIME = 2_147_483_647
Group = frozenset[int]
"""Numbers of answers; a corrected answer gets a new number."""


@dataclass(frozen=True, slots=True)
class Leaks:
    """What one organisation's releases showed and hid, and what of the hidden followed."""

    shown: int
    hidden: int
    small: int
    told: int


def leaks(seed: int, minimum: int = 5) -> Leaks:
    """Release one random organisation's rounds, with filters, late answers and corrections."""
    random = np.random.default_rng(seed)
    rounds = [_round(random, minimum) for _ in range(random.integers(1, 4))]
    return Leaks(*(sum(getattr(one, name) for one in rounds) for name in Leaks.__slots__))


def _round(random: np.random.Generator, minimum: int) -> Leaks:
    units = [f"u{n}" for n in range(random.integers(2, 7))]
    groups: dict[str, set[int]] = {unit: set() for unit in units}
    values: dict[int, int] = {}
    ledger, said, hidden, wanted_ever = Memory(), list[Group](), 0, list[Group]()
    for moment in range(random.integers(1, 5)):
        _arrive(random, groups, values, is_first=moment == 0)
        cells = {unit: _cell(group, values) for unit, group in groups.items() if group}
        if not cells:
            continue
        wanted = _wanted(random, cells)
        found = ledger.admit(
            "round",
            lambda earlier, c=cells, w=wanted: release(c, w, minimum=minimum, earlier=earlier),  # type: ignore[misc]
        )
        pooled = {figure.name: _pool(groups, figure.units) for figure in wanted}
        new = {shown.name for shown in found.new}
        said += [pooled[name] for name in new]
        hidden += sum(shown is None for shown in found.figures.values())
        wanted_ever += [*pooled.values(), *(frozenset(group) for group in groups.values())]
    secrets = _secrets(wanted_ever, values, minimum)
    return Leaks(len(said), hidden, len(secrets), _told(said, secrets))


def _arrive(
    random: np.random.Generator, groups: dict[str, set[int]], values: dict[int, int], *,
    is_first: bool,
) -> None:  # fmt: skip
    """Let answers come in; now and then one is corrected or withdrawn."""
    for group in groups.values():
        late = random.integers(0, 15) if is_first else random.choice([0, 0, 1, 2, 5, 7])
        for _ in range(late):
            group.add(len(values))
            values[len(values)] = int(random.integers(1, 6))
        if group and not is_first and random.random() < 0.15:
            group.remove(next(iter(group)))
            if random.random() < 0.5:
                group.add(len(values))
                values[len(values)] = int(random.integers(1, 6))


def _cell(group: set[int], values: dict[int, int]) -> Cell:
    return Cell(len(group), float(np.mean([values[person] for person in sorted(group)])))


def _wanted(random: np.random.Generator, cells: dict[str, Cell]) -> list[Figure]:
    """All, filters, units; in any order."""
    units = tuple(cells)
    figures = [Figure("all", units), *(Figure(unit, (unit,)) for unit in units)]
    for number in range(random.integers(0, 4)):
        size = random.integers(1, len(units) + 1)
        chosen = random.choice(units, size=size, replace=False)
        figures.append(Figure(f"filter {number}", tuple(chosen.tolist())))
    random.shuffle(figures)  # type: ignore[arg-type]
    return figures


def _pool(groups: dict[str, set[int]], units: Sequence[str]) -> Group:
    return frozenset().union(*(groups[unit] for unit in units))


def _secrets(sets: Iterable[Group], values: dict[int, int], minimum: int) -> list[Group]:
    """Every person, every small group, and every small difference of two groups."""
    distinct = set(sets)
    found = {frozenset([person]) for person in values}
    found |= {group for group in distinct if 0 < len(group) < minimum}
    for first, second in combinations(distinct, 2):
        for one, other in ((first, second), (second, first)):
            if other < one and len(one - other) < minimum:
                found.add(one - other)
    return sorted(found, key=sorted)


def _told(said: Sequence[Group], secrets: Sequence[Group]) -> int:
    """How many secrets are whole-number combinations of what was said, modulo the prime."""
    persons = sorted({person for group in (*said, *secrets) for person in group})
    if not said or not secrets:
        return 0
    left = _rows(secrets, persons)
    for place, unit in _reduced(_rows(said, persons)):
        left = (left - left[:, place, None] * unit) % PRIME
    return int((~left.any(axis=1)).sum())


def _rows(groups: Sequence[Group], persons: Sequence[int]) -> NDArray[np.int64]:
    return np.array([[person in group for person in persons] for group in groups], dtype=np.int64)


def _reduced(rows: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
    """Rows in echelon form: the place of each leading 1, and the row."""
    base: list[tuple[int, NDArray[np.int64]]] = []
    for row in rows:
        left = row
        for place, unit in base:
            left = (left - left[place] * unit) % PRIME
        if left.any():
            place = int(np.flatnonzero(left)[0])
            base.append((place, left * pow(int(left[place]), PRIME - 2, PRIME) % PRIME))
    return base
