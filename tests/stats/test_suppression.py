from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.suppression import showable, small_groups, told


def organisation(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Figures of teams, departments and all, by round, filter and over rounds; cells' sizes."""
    teams, rounds, filters = random.integers(2, 6), random.integers(1, 3), random.integers(1, 3)
    shape = (teams, rounds, filters)
    sizes = random.integers(0, 15, size=shape)
    department = random.integers(0, 2, size=teams)
    members = [np.arange(teams) == t for t in range(teams)]
    members += [department == 0, department == 1, np.ones(teams, bool)]
    times = [np.arange(rounds) == r for r in range(rounds)] + [np.ones(rounds, bool)]
    kinds = [np.arange(filters) == f for f in range(filters)] + [np.ones(filters, bool)]
    figures = [
        np.einsum("t,r,f->trf", m, r, k).ravel() for m in members for r in times for k in kinds
    ]
    order = random.permutation(len(figures))
    return np.array(figures, dtype=float)[order], sizes.ravel()


def test_nothing_hidden_follows_from_300_organisations() -> None:
    random = np.random.default_rng(4)
    shown = 0
    for _ in range(300):
        groups, sizes = organisation(random)
        may = showable(groups, sizes, minimum=7)
        assert not told(groups[may], small_groups(groups, sizes, 7), sizes).any()
        assert (groups[may] @ sizes >= 7).all()
        shown += int(may.sum())
    assert shown > 1_500


def test_earlier_rounds_count() -> None:
    groups = np.array([[1, 0], [1, 1]])
    assert showable(groups[1:], [20, 3], minimum=10).tolist() == [True]
    assert showable(groups[1:], [20, 3], minimum=10, shown=groups[:1]).tolist() == [False]


def test_without_the_check_a_difference_tells() -> None:
    figures, sizes = [[1, 1, 1], [1, 1, 0]], [9, 9, 2]
    assert told(figures, small_groups(figures, sizes, 5), sizes).any()


def test_empty_cells_hide_nothing() -> None:
    figures, sizes = np.array([[1, 1, 1], [1, 0, 0]]), [20, 3, 0]
    assert showable(figures, sizes, minimum=10).tolist() == [True, False]


def test_sizes_must_fit() -> None:
    with pytest.raises(UsageError, match="one size"):
        showable([[1, 0]], [3], minimum=2)
