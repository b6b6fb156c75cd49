"""Kappa and PABAK against published values and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.agreement import kappa, pabak


def test_kappa_of_a_textbook_table() -> None:
    """Fleiss, Levin and Paik's formula on 20/5/10/15: κ .40, standard error .1265 by R's psych."""
    got = kappa(20, 5, 10, 15)
    assert got.value == pytest.approx(0.4)
    assert (got.lower, got.upper) == pytest.approx((0.1530, 0.6470), abs=2e-3)


def test_frequent_yes_lowers_kappa_but_not_pabak() -> None:
    assert kappa(45, 15, 25, 15).value == pytest.approx(0.1304, abs=1e-4)
    assert kappa(25, 35, 5, 35).value == pytest.approx(0.2593, abs=1e-4)
    assert pabak(45, 15, 25, 15).value == pytest.approx(pabak(25, 35, 5, 35).value)


def test_judges_who_never_differ_in_one_word_have_no_kappa() -> None:
    assert kappa(10, 0, 0, 0).value is None
    assert kappa(0, 0, 0, 0).value is None
    assert pabak(10, 0, 0, 0).value == 1


def test_negative_counts_are_refused() -> None:
    with pytest.raises(UsageError, match="negative"):
        kappa(1, -1, 2, 2)


def test_kappa_and_pabak_are_covered() -> None:
    """4,000 draws of 200 judgements: Monte-Carlo error of a coverage of .95 is .0035."""
    shares = (0.55, 0.10, 0.15, 0.20)
    observed, first, second = 0.75, 0.65, 0.70
    chance = first * second + (1 - first) * (1 - second)
    truth = (observed - chance) / (1 - chance)
    hits = np.zeros(2)
    for counts in np.random.default_rng(5).multinomial(200, shares, 4000):
        for i, (got, value) in enumerate(((kappa(*counts), truth), (pabak(*counts), 0.5))):
            hits[i] += got.lower <= value <= got.upper
    assert (hits / 4000 >= 0.94).all()
    assert (hits / 4000 <= 0.96).all()
