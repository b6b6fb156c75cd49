from __future__ import annotations

import pytest
from scipy.stats import hypergeom

from lastword.errors import UsageError
from lastword.stats.adverse_impact import adverse_impact


def test_the_guidelines_own_example() -> None:
    """Uniform Guidelines, question 12: 48 of 80 against 12 of 40 hired, ratio one half."""
    white, black = adverse_impact(["white", "black"], [48, 12], [80, 40])
    assert white.ratio.value == 1
    assert black.ratio.value == pytest.approx(0.5)
    assert black.is_adverse
    by_hand = sum(
        hypergeom.pmf(k, 120, 60, 40) for k in range(41)
        if hypergeom.pmf(k, 120, 60, 40) <= hypergeom.pmf(12, 120, 60, 40) * (1 + 1e-9)
    )  # fmt: skip
    assert black.p == pytest.approx(by_hand)


def test_few_people_prove_nothing() -> None:
    found = adverse_impact(["day", "night"], [3, 1], [6, 5])
    assert found[1].ratio.value == pytest.approx(0.4)
    assert not found[1].is_adverse
    none = adverse_impact(["day", "night"], [0, 0], [6, 5])
    assert not any(one.is_adverse for one in none)
    nobody = adverse_impact(["day", "night"], [9, 0], [10, 40])[1]
    assert nobody.ratio.value == 0 and nobody.is_adverse


def test_one_group_is_refused() -> None:
    with pytest.raises(UsageError, match="two groups"):
        adverse_impact(["day", "night"], [1, 0], [6, 0])
