"""Kano's questionnaire: what customers would miss, and what would please them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.proportion import wilson

Category = Literal["M", "O", "A", "I", "R", "Q"]
CATEGORIES: tuple[Category, ...] = ("M", "O", "A", "I", "R", "Q")
"""Must-be, one-dimensional, attractive, indifferent, reverse, questionable."""
STANDARD = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Rows: how would you feel *with* it, like … dislike; columns: *without* it, like … dislike."""
FONG_QUANTILE = 1.65


@dataclass(frozen=True, slots=True)
class Kano:
    """One attribute in Kano's terms.

    Parameters
    ----------
    counts
        Category → answers.
    better
        (A + O)/(A + O + M + I): how far having it pleases.
    worse
        −(O + M)/(A + O + M + I): how far lacking it displeases; 0 to −1.
    category
        The most frequent category.
    category_probability
        Category → P(it is the most frequent) over resampled answers.
    by_rule
        The category by M > O > A > I among those within `tie` of the most frequent.
    strength
        Share by which the most frequent category leads the second.
    total_strength
        Share of M, O and A: how far the attribute matters at all.
    fong_difference, fong_critical
        Fong's test of the two most frequent categories: they differ if the first exceeds the
        second.
    """

    n: int
    counts: Mapping[Category, int]
    better: Estimate
    worse: Estimate
    category: Category
    category_probability: Mapping[Category, float]
    by_rule: Category
    strength: float
    total_strength: float
    fong_difference: int
    fong_critical: float

    @property
    def is_distinct(self) -> bool:
        """Whether Fong's test tells the two most frequent categories apart."""
        return self.fong_difference > self.fong_critical

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "n": self.n,
            "counts": dict(self.counts),
            "better": self.better.to_dict(),
            "worse": self.worse.to_dict(),
            "category": self.category,
            "category_probability": dict(self.category_probability),
            "by_rule": self.by_rule,
            "strength": self.strength,
            "total_strength": self.total_strength,
            "fong": [self.fong_difference, self.fong_critical, self.is_distinct],
        }


def categories(
    functional: ArrayLike, dysfunctional: ArrayLike, *, table: Sequence[str] = STANDARD
) -> list[Category]:
    """Read each pair of answers in the evaluation table.

    Parameters
    ----------
    functional, dysfunctional
        Answers 1 (like) … 5 (dislike) to “if it is there” and “if it is not”.
    table
        Five rows of five letters; a variant without Q in the last corner is in circulation.

    Raises
    ------
    UsageError
        If an answer is not 1 to 5, or the table is not 5 × 5 of M, O, A, I, R and Q.

    Notes
    -----
    Kano, Seraku, Takahashi and Tsuji (1984); Berger et al. (1993), CQM Journal 2(4).

    Examples
    --------
    >>> categories([1, 1, 3, 5], [5, 3, 5, 5])
    ['O', 'A', 'M', 'Q']
    """
    letters = {*"".join(table)}
    if [len(row) for row in table] != [5] * 5 or not letters <= {*CATEGORIES}:
        raise UsageError("the evaluation table has five rows of five letters out of M O A I R Q")
    pairs = list(zip(np.asarray(functional), np.asarray(dysfunctional), strict=True))
    wrong = [pair for pair in pairs if not all(answer in (1, 2, 3, 4, 5) for answer in pair)]
    if wrong:
        raise UsageError(f"answers are 1 (like) to 5 (dislike), found {wrong[0]}")
    known: dict[str, Category] = {letter: letter for letter in CATEGORIES}
    return [known[table[int(f) - 1][int(d) - 1]] for f, d in pairs]


def kano(
    counts: Mapping[Category, int],
    *,
    tie: float = 0.05,
    replicates: int = 10_000,
    rng: np.random.Generator | None = None,
) -> Kano:
    """Say what an attribute is to customers, from its counts of categories.

    Parameters
    ----------
    counts
        Category → answers; absent ones count 0.
    tie
        Categories whose share is within `tie` of the most frequent count as tied in `by_rule`.
    replicates, rng
        Multinomial samples for P(category is the most frequent).

    Raises
    ------
    UsageError
        If nobody answered, or an unknown category is named.

    Notes
    -----
    Better and worse: Berger et al. (1993). Fong (1996), CQM Journal 5(2): |a − b| against
    1.65 √[(a + b)(2n − a − b)/2n]. What people say they would feel is not what moves them: see
    the drivers beside it.

    Examples
    --------
    >>> got = kano({"M": 95, "O": 123, "A": 45, "I": 33})
    >>> got.category, round(got.better.value, 3), round(got.worse.value, 3), got.is_distinct
    ('O', 0.568, -0.736, True)
    """
    unknown = [name for name in counts if name not in CATEGORIES]
    if unknown or min(counts.values(), default=0) < 0:
        raise UsageError(f"counts of {', '.join(CATEGORIES)} are needed, found {dict(counts)}")
    full: dict[Category, int] = {name: int(counts.get(name, 0)) for name in CATEGORIES}
    n = sum(full.values())
    if n == 0:
        raise UsageError("nobody answered: there is nothing to classify")
    order = sorted(CATEGORIES, key=lambda name: -full[name])
    first, second = full[order[0]], full[order[1]]
    close: list[Category] = [name for name in CATEGORIES if first - full[name] <= tie * n]
    meant = full["M"] + full["O"] + full["A"] + full["I"]
    return Kano(
        n=n,
        counts=full,
        better=wilson(full["A"] + full["O"], meant),
        worse=_negative(wilson(full["O"] + full["M"], meant)),
        category=order[0],
        category_probability=_modal(full, replicates, rng or np.random.default_rng(0)),
        by_rule=close[0],
        strength=(first - second) / n,
        total_strength=(full["M"] + full["O"] + full["A"]) / n,
        fong_difference=first - second,
        fong_critical=FONG_QUANTILE
        * ((first + second) * (2 * n - first - second) / (2 * n)) ** 0.5,
    )


def _negative(share: Estimate) -> Estimate:
    if share.value is None or share.lower is None or share.upper is None:
        return share
    return replace(share, value=-share.value, lower=-share.upper, upper=-share.lower)


def _modal(
    counts: Mapping[Category, int], replicates: int, rng: np.random.Generator
) -> dict[Category, float]:
    """P(category is the most frequent); samples in which several tie count in equal parts."""
    n = sum(counts.values())
    drawn = rng.multinomial(n, np.array([*counts.values()]) / n, size=replicates)
    top = drawn == drawn.max(axis=1, keepdims=True)
    shares = (top / top.sum(axis=1, keepdims=True)).mean(axis=0)
    return {name: float(share) for name, share in zip(counts, shares, strict=True)}
