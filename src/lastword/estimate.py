"""How every number travels: with an interval or bounds, an n and a method."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

Unit = Literal["share", "points", "seconds", "days", "count", "score", "ratio", "money"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its confidence interval.

    Parameters
    ----------
    value
        The point estimate, or None where nothing was observed: unknown is never 0.
    lower, upper
        Ends of the interval at `level`, in the unit of `value`; None where unknown.
    n
        How many observations (contacts, issues, answers) the value rests on.
    method
        Name of the method in plain words, for example ``"Wilson"``.
    level
        Confidence level of the interval.
    unit
        ``share`` is 0–1 (percent only on screen).

    Examples
    --------
    >>> Estimate(0.61, 0.59, 0.63, n=2140, method="Wilson").text()
    '61 % (59–63)'
    """

    value: float | None
    lower: float | None
    upper: float | None
    n: int
    method: str
    level: float = 0.95
    unit: Unit = "share"

    def __post_init__(self) -> None:
        ends = [end for end in (self.lower, self.value, self.upper) if end is not None]
        if any(math.isnan(end) for end in ends):
            raise ValueError(f"an estimate cannot hold NaN, use None for unknown: {self!r}")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower {self.lower} lies above upper {self.upper}")

    @property
    def is_known(self) -> bool:
        """Whether anything was observed."""
        return self.value is not None

    def text(self) -> str:
        """Say the number and its interval as a report does."""
        if self.value is None:
            return "unknown"
        if self.lower is None or self.upper is None:
            return say(self.value, self.unit)
        return f"{say(self.value, self.unit)} ({_ends(self.lower, self.upper, self.unit)})"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"kind": "interval", **asdict(self)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number can be at most and at least when no model is believed.

    Parameters
    ----------
    lower, upper
        The ends, certain up to sampling error where `method` says so.
    n
        How many units the bounds speak of.
    method
        Which assumption is left, for example ``"Manski, no assumption"``.
    """

    lower: float
    upper: float
    n: int
    method: str
    unit: Unit = "share"

    def __post_init__(self) -> None:
        if math.isnan(self.lower) or math.isnan(self.upper) or self.lower > self.upper:
            raise ValueError(f"bounds must be ordered numbers, got {self.lower} and {self.upper}")

    def text(self) -> str:
        """Say the bounds as a report does."""
        return f"{_ends(self.lower, self.upper, self.unit)}{' %' if self.unit == 'share' else ''}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"kind": "bounds", **asdict(self)}


def say(value: float, unit: Unit = "share") -> str:
    """Write a number for people: percent for shares, no "−0", a true minus sign.

    Examples
    --------
    >>> say(0.614), say(-0.0004), say(1234.4, "count"), say(-21.26, "points")
    ('61 %', '0 %', '1,234', '−21.3')
    """
    body = _digits(value * 100 if unit == "share" else value, unit)
    return f"{body}{_SUFFIX.get(unit, '')}"


def capital(words: str) -> str:
    """Begin words as a sentence, the rest of them as they are.

    Examples
    --------
    >>> capital("solved at first contact"), capital("NPS")
    ('Solved at first contact', 'NPS')
    """
    return words[:1].upper() + words[1:]


_SUFFIX = {"share": " %", "seconds": " s", "days": " days"}


def _digits(number: float, unit: Unit) -> str:
    if unit == "share":
        places = 0 if abs(number) >= 10 else 1
        if round(abs(number), 1) == round(abs(number)):
            places = 0
    else:
        places = 0 if unit == "count" or abs(number) >= 100 else 1 if abs(number) >= 1 else 2
    text = f"{abs(number):,.{places}f}"
    is_zero = not text.strip("0.,")
    return f"−{text}" if number < 0 and not is_zero else text


def _ends(lower: float, upper: float, unit: Unit) -> str:
    """Both ends; those that would look equal get more decimals."""
    scale = 100 if unit == "share" else 1
    low, high = _digits(lower * scale, unit), _digits(upper * scale, unit)
    places = 1
    while low == high and lower < upper and places <= 3:
        low, high = (f"{end * scale:,.{places}f}".replace("-", "−") for end in (lower, upper))
        places += 1
    return f"{low} to {high}" if low.startswith("−") or high.startswith("−") else f"{low}–{high}"
