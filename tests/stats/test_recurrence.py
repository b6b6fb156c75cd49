"""Recurrence: who came back, among those who were watched long enough."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.recurrence import recurrence, recurrence_of_counts

BACK = [100, 3_000, 90_000, np.nan, np.nan, 500, np.nan, np.nan]
EVENT = [True, True, True, True, False, False, False, False]
WATCHED = [700_000] * 6 + [1_000, 700_000]


def test_each_window_counts_who_could_have_come_back_in_it() -> None:
    made = recurrence(BACK, EVENT, watched_seconds=WATCHED)
    assert [e.value for e in made.after] == [0.25, 0.5, 0.75]
    assert [e.n for e in made.otherwise] == [4, 3, 3]
    assert [e.value for e in made.otherwise] == pytest.approx([0.25, 1 / 3, 1 / 3])


def test_it_is_harm_only_beyond_chance() -> None:
    assert not recurrence(BACK, EVENT).is_harm
    sure = recurrence_of_counts([[50, 100], [60, 100], [70, 100]], [[10, 100]] * 3)
    assert sure.is_harm
    assert sure.within("1 hour").value == pytest.approx(0.5)


def test_shapes_must_fit() -> None:
    with pytest.raises(UsageError, match="one length"):
        recurrence([1.0], [True, False])
    with pytest.raises(UsageError, match="3 rows"):
        recurrence_of_counts([[1, 2]], [[1, 2]])
