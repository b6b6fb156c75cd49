"""Funnel: centre, spread, calibration, and who sets the norm."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.funnel import beside_peers, funnel, trimmed_rates
from lastword.stats.multiplicity import benjamini_hochberg


def centre(rng: np.random.Generator, units: int, base: float, n: int) -> tuple[float, ...]:
    """Counts of units whose rates differ by SD .2 on the logit scale."""
    odds = np.log(base / (1 - base)) + rng.normal(0, 0.2, units)
    return tuple(rng.binomial(n, 1 / (1 + np.exp(-odds))).astype(float))


@pytest.mark.parametrize(("units", "base"), [(300, 0.05), (30, 0.15)])
def test_size(units: int, base: float) -> None:
    """A 5 % test of one unit rejects in about 5 % of units; nobody is flagged in most centres."""
    rng = np.random.default_rng(3)
    hits, flagged, centres = 0.0, 0, 150
    for _ in range(centres):
        expected = np.full(units, 1_500 * base)
        made = funnel(centre(rng, units, base, 1_500), expected, expected * (1 - base))
        hits += float((made.p <= 0.05).mean())
        flagged += bool((benjamini_hochberg(made.p) <= 0.05).any())
    assert 0.02 <= hits / centres <= 0.07
    assert flagged / centres <= 0.1 + 2 * 0.025


def test_power_with_gamers_among_the_units() -> None:
    """Doses of .10 on a base of .05: at least nine in ten found, hardly anybody else."""
    rng = np.random.default_rng(4)
    found = wrong = 0
    for _ in range(20):
        counts = np.array(centre(rng, 300, 0.05, 1_500))
        counts[:15] += rng.binomial(1_500, 0.1, 15)
        expected = np.full(300, 75.0)
        out = benjamini_hochberg(funnel(counts, expected, expected * 0.95).p) <= 0.05
        found, wrong = found + int(out[:15].sum()), wrong + int(out[15:].sum())
    assert found / 300 >= 0.9
    assert wrong <= 0.08 * max(found, 1)


def test_a_whole_team_that_games_does_not_hide_itself() -> None:
    rng = np.random.default_rng(8)
    counts = rng.poisson(2.0, 50).astype(float)
    counts[:10] += 20
    out = benjamini_hochberg(funnel(counts, np.full(50, 4.0)).p) <= 0.05
    assert out[:10].all() and not out[10:].any()


def test_known_spread_is_recovered() -> None:
    rng = np.random.default_rng(5)
    errors = np.full(400, 0.1)
    peers = beside_peers(rng.normal(1.0, np.hypot(0.1, 0.2), 400), errors)
    assert peers.tau == pytest.approx(0.2, abs=0.03)
    assert peers.centre == pytest.approx(1.0, abs=0.04)


def test_no_spread_where_chance_explains_everything() -> None:
    assert beside_peers([0.0, 0.01, -0.01, 0.02, -0.02], [0.5] * 5).tau == 0.0


def test_gamers_do_not_set_the_norm() -> None:
    events = np.full((20, 1), 5.0)
    events[:2] = 90.0
    assert trimmed_rates(events, np.full((20, 1), 100.0))[0] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("observed", "expected"), [([1, 2], [1, 2]), ([1, 2, 3], [1, 2]), ([1, 2, 3], [1, 0, 2])]
)
def test_what_does_not_fit_is_refused(observed: list[float], expected: list[float]) -> None:
    with pytest.raises(UsageError):
        funnel(observed, expected)
