"""Nothing hidden follows from any number of releases."""

from __future__ import annotations

import pytest

from lastword.errors import UsageError
from lastword.stats.release import Cell, Figure, Memory, Shown, release
from stats.organisations import leaks

ALL = Figure("all", ("a", "b", "c"))
UNITS = [Figure(name, (name,)) for name in "abc"]
CELLS = {"a": Cell(20, 3.0), "b": Cell(12, 4.0), "c": Cell(3, 1.0)}


def test_a_small_unit_takes_another_one_with_it() -> None:
    found = release(CELLS, [ALL, *UNITS], minimum=5)
    names = {name for name, shown in found.figures.items() if shown}
    assert names == {"all", "a"}
    assert found.figures["all"] is not None
    assert found.figures["all"].mean == pytest.approx((60 + 48 + 3) / 35)
    assert found.hidden >= 1
    assert found.given_away == 0


def test_nothing_hidden_follows_from_60_organisations() -> None:
    """Rounds, filters, late answers and corrections; checked exactly, person by person."""
    found = [leaks(seed) for seed in range(60)]
    assert sum(one.told for one in found) == 0
    assert sum(one.shown for one in found) > 300
    assert sum(one.small for one in found) > 2_000


def test_the_check_itself_finds_a_leak() -> None:
    from stats.organisations import _told

    everybody, most = frozenset(range(8)), frozenset(range(6))
    assert _told([everybody, most], [frozenset({6, 7})]) == 1


def test_what_was_said_first_stands() -> None:
    ledger = Memory()

    def again(persons: int, mean: float) -> Shown | None:
        cells = {"a": Cell(persons, mean)}
        return ledger.admit(
            "q", lambda earlier: release(cells, [UNITS[0]], minimum=5, earlier=earlier)
        ).figures["a"]

    first = again(12, 3.0)
    assert first is not None
    for persons, mean in ((13, 3.1), (24, 3.0), (12, 3.1), (11, 3.0), (12, 3.0)):
        assert again(persons, mean) == first
    assert len(ledger.kept["q"]) == 1


def test_a_changed_unit_has_no_part_in_new_figures() -> None:
    first = release(CELLS, [UNITS[0]], minimum=5)
    late = CELLS | {"a": Cell(40, 3.0), "b": Cell(30, 4.0)}
    again = release(late, [ALL, *UNITS], minimum=5, earlier=first.new)
    assert again.figures["all"] is None
    assert again.figures["b"] is not None
    assert again.figures["b"].persons == 30


def test_small_units_go_together() -> None:
    cells = {"a": Cell(20, 3.0), "b": Cell(3, 4.0), "c": Cell(2, 1.0)}
    pairs = [Figure("ab", ("a", "b")), Figure("bc", ("b", "c"))]
    found = release(cells, [ALL, *UNITS, *pairs], minimum=5)
    assert {name for name, shown in found.figures.items() if shown} == {"all", "a", "bc"}


def test_a_filter_cannot_undo_what_is_hidden() -> None:
    first = release(CELLS, [ALL, *UNITS], minimum=5)
    choice = Figure("chosen", ("a", "b"))
    again = release(CELLS, [choice], minimum=5, earlier=first.new)
    assert again.figures["chosen"] is None
    alone = release(CELLS, [choice], minimum=5)
    assert alone.figures["chosen"] is not None


def test_the_same_name_for_other_units_is_another_figure() -> None:
    first = release(CELLS, [Figure("chosen", ("a",))], minimum=5)
    again = release(CELLS, [Figure("chosen", ("b", "c"))], minimum=30, earlier=first.new)
    assert again.figures["chosen"] is None


def test_what_laxer_settings_gave_away_is_counted() -> None:
    lax = release(CELLS, [ALL, *UNITS], minimum=2)
    strict = release(CELLS, [ALL, *UNITS], minimum=5, earlier=lax.new)
    assert strict.given_away == 1
    assert strict.new == ()
    assert strict.figures["a"] == lax.figures["a"]


def test_unknown_units() -> None:
    with pytest.raises(UsageError, match="names z"):
        release(CELLS, [Figure("z", ("z",))], minimum=5)
    with pytest.raises(UsageError, match="no unit at all"):
        release(CELLS, [Figure("none", ())], minimum=5)
