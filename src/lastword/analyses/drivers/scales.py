"""Scales: the levels of a driver or outcome, worst first, found in the data or declared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.driver import Driver, DriverKind
from lastword.analyses.drivers.grids import bands, count_cuts, duration_cuts
from lastword.errors import UsageError

MOST_LEVELS = 11
NOT_APPLICABLE = -2
UNKNOWN = -1
_LONG_SCALE = 4.0
_STRAY = (8.0, 9.0)


@dataclass(frozen=True, slots=True)
class Values:
    """Distinct values of a column and how often each occurs, in ascending order."""

    values: tuple[float | str, ...]
    counts: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of one driver or outcome, worst first.

    Parameters
    ----------
    driver
        What was declared.
    kind
        What it is.
    raw
        Value of the column at each level; empty where `cuts` make the levels.
    cuts
        Cut points of a duration or count, ascending.
    points
        Position of each level, worst first, shape (levels,); steps are measured in it.
    labels
        Words of each level, worst first.
    """

    driver: Driver
    kind: DriverKind
    raw: tuple[float | str, ...]
    cuts: tuple[float, ...]
    points: NDArray[np.float64]
    labels: tuple[str, ...]

    @property
    def name(self) -> str:
        """Column of the frame."""
        return self.driver.name

    @property
    def title(self) -> str:
        """Words for charts."""
        return self.driver.title or self.driver.name.replace("_", " ")

    @property
    def is_worse(self) -> bool:
        """Whether high values are bad."""
        return is_worse(self.driver, self.kind)

    @property
    def step(self) -> float:
        """What one step is: one level, or a quarter of the scale where it is longer than that."""
        reach = float(self.points[-1] - self.points[0])
        return max(1.0, reach / _LONG_SCALE) if self.kind == "ordinal" and self.raw else 1.0

    @property
    def is_survey(self) -> bool:
        """Whether the customer said it together with the outcome."""
        origin = self.driver.origin or ("survey" if self.kind == "ordinal" else "record")
        return origin == "survey"

    def level(self, table: ir.Table) -> ir.Value:
        """Number of a row's level, worst 0; −1 unknown, −2 does not apply."""
        column = table[self.name]
        if self.cuts:
            number = column.cast("float64")
            above = [(number > cut).cast("int16") for cut in self.cuts]
            rank = sum(above[1:], above[0])
            rank = (len(self.cuts) - rank) if self.is_worse else rank
            return rank.fill_null(self._if_null).cast("int16")
        value = column if isinstance(self.raw[0], str) else column.cast("float64")
        codes = [code for code in self.driver.not_applicable if code is not None]
        away = [(value == code, NOT_APPLICABLE) for code in codes]
        empty = (value.isnull(), self._if_null)
        return ibis.cases(empty, *self._known(column, value), *away, else_=UNKNOWN).cast("int16")

    def _known(self, column: ir.Column, value: ir.Value) -> list[tuple[ir.BooleanValue, Any]]:
        """Conditions and numbers of the levels: one condition where they count one by one."""
        first, last = self.raw[0], self.raw[-1]
        if not isinstance(first, str) and not isinstance(last, str) and column.type().is_integer():
            step = 1 if last > first else -1
            if self.raw == tuple(first + step * place for place in range(len(self.raw))):
                whole = column.cast("int64")
                is_inside = whole.between(int(min(first, last)), int(max(first, last)))
                return [(is_inside, (whole - int(first)) * step)]
        return [(value == raw, place) for place, raw in enumerate(self.raw)]

    @property
    def _if_null(self) -> int:
        return NOT_APPLICABLE if None in self.driver.not_applicable else UNKNOWN

    def at(self, level: float | str) -> int:
        """Number of the level with a raw value, word or label.

        Raises
        ------
        UsageError
            If there is none.
        """
        for place in range(len(self.labels)):
            if level == self.labels[place] or (self.raw and level == self.raw[place]):
                return place
        if self.cuts and not isinstance(level, str):
            band = int(np.searchsorted(self.cuts, level))
            return len(self.cuts) - band if self.is_worse else band
        raise UsageError(
            f"{self.name} has no level {level!r}. Choose one of: {', '.join(self.labels)}"
        )


def is_worse(driver: Driver, kind: DriverKind) -> bool:
    """Whether high values are bad, as declared or as such things are."""
    if driver.higher_is is not None:
        return driver.higher_is == "worse"
    return kind in ("count", "duration")


def scale_of(driver: Driver, found: Values) -> Scale:
    """Find the levels of a driver.

    Raises
    ------
    UsageError
        If the column is constant, holds words without declared order, or codes that look like
        “not applicable”.
    """
    kept = [place for place, value in enumerate(found.values) if value not in driver.not_applicable]
    values = tuple(found.values[place] for place in kept)
    if len(values) < 2:
        raise UsageError(
            f"{driver.name} has {'no value' if not values else f'one value only ({values[0]})'}: "
            "nothing can be learnt of it. Leave it out"
        )
    if driver.levels or any(isinstance(value, str) for value in values):
        return _of_words(driver, values)
    numbers = np.array(values, dtype=np.float64)
    kind = driver.kind or _kind(numbers)
    if kind in ("count", "duration"):
        return _of_bands(driver, kind, numbers, found.counts[kept])
    return _of_numbers(driver, kind, numbers)


def _kind(numbers: NDArray[np.float64]) -> DriverKind:
    if numbers.size == 2:
        return "binary"
    return "ordinal" if numbers.size <= MOST_LEVELS else "duration"


def _of_words(driver: Driver, values: tuple[float | str, ...]) -> Scale:
    if not driver.levels:
        words = ", ".join(str(value) for value in values[:6])
        raise UsageError(
            f"{driver.name} holds words ({words}). Declare their order, worst first: "
            f"Driver({driver.name!r}, levels=(…))"
        )
    strange = [str(value) for value in values if value not in driver.levels]
    if strange:
        raise UsageError(
            f"{driver.name} holds {', '.join(strange[:6])}, which its levels "
            f"{', '.join(driver.levels)} do not name"
        )
    present = tuple(word for word in driver.levels if word in values)
    points = np.arange(len(present), dtype=np.float64)
    kind: DriverKind = "binary" if len(present) == 2 else "ordinal"
    return Scale(driver, kind, present, (), points, present)


def _of_numbers(driver: Driver, kind: DriverKind, numbers: NDArray[np.float64]) -> Scale:
    if numbers.size > MOST_LEVELS:
        raise UsageError(
            f"{driver.name} has {numbers.size} different values; an {kind} scale has at most "
            f"{MOST_LEVELS}. Round it, or declare kind='duration'"
        )
    if kind == "ordinal" and driver.scale is None and not any_code(driver):
        _check_codes(driver.name, numbers)
    ordered = numbers[::-1] if is_worse(driver, kind) else numbers
    points = -ordered if is_worse(driver, kind) else ordered
    labels = tuple(f"{number:g}" for number in ordered)
    raw: tuple[float | str, ...] = tuple(float(number) for number in ordered)
    return Scale(driver, kind, raw, (), points - points[0], labels)


def _of_bands(
    driver: Driver, kind: DriverKind, numbers: NDArray[np.float64], counts: NDArray[np.float64]
) -> Scale:
    found = count_cuts if kind == "count" else duration_cuts
    cuts = driver.grid or found(numbers, counts)
    labels = bands(cuts, kind)
    turned = replace(driver, higher_is="worse" if is_worse(driver, kind) else "better")
    ordered = labels[::-1] if is_worse(driver, kind) else labels
    made: DriverKind = "binary" if len(labels) == 2 else kind
    return Scale(turned, made, (), tuple(cuts), np.arange(len(labels), dtype=float), ordered)


def any_code(driver: Driver) -> bool:
    """Whether a code for “does not apply” was declared."""
    return any(code is not None for code in driver.not_applicable)


def _check_codes(name: str, numbers: NDArray[np.float64]) -> None:
    """Refuse codes beside a rating scale until they are declared."""
    rest, top = numbers[1:], numbers[-1]
    if numbers[0] == 0 and rest[0] == 1 and top in (4, 5, 7):
        raise UsageError(
            f"{name} holds 0 beside 1–{top:g}: a rating, or “not applicable”? Declare "
            f"Driver({name!r}, not_applicable=(0,)) or Driver({name!r}, scale=(0, {top:g}))"
        )
    is_stray = (top in _STRAY and numbers[-2] <= top - 2) or top >= 96
    if numbers.size > 2 and is_stray:
        raise UsageError(
            f"{name} holds {top:g} far above {numbers[-2]:g}: a rating, or “no answer”? Declare "
            f"Driver({name!r}, not_applicable=({top:g},)) or give its scale"
        )


def outcome_scale(outcome: Driver, found: Values) -> Scale:
    """Find the levels of an outcome: as many ordered levels as it has, two included.

    Raises
    ------
    UsageError
        If it is constant, holds words without declared order, or too many values.
    """
    return scale_of(replace(outcome, kind=outcome.kind or "ordinal"), found)


def values(table: ir.Table, name: str) -> Values:
    """Distinct values of a column, ascending, and how often each occurs."""
    column = table[name]
    if column.type().is_boolean():
        column = column.cast("int8")
    elif not (column.type().is_numeric() or column.type().is_string()):
        column = column.cast("string")
    known = table.select(value=column).filter(lambda t: t.value.notnull())
    got = known.group_by("value").aggregate(answers=known.count()).to_pyarrow().sort_by("value")
    listed = got["value"].to_pylist()
    plain = [value if isinstance(value, str) else float(value) for value in listed]
    return Values(tuple(plain), got["answers"].to_numpy().astype(np.float64))
