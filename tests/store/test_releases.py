"""What was ever said of small groups stays known, over programs."""

from __future__ import annotations

from lastword.stats.release import Cell, Figure, Release, Shown, release
from lastword.store import Store
from lastword.store.releases import KeptReleases

FIGURE = Figure("a", ("a",))


def _said(persons: int, earlier: tuple[Shown, ...]) -> Release:
    return release(
        {"a": Cell(persons, 3.25)}, [FIGURE], minimum=5, earlier=earlier, at="2025-01-01"
    )


def test_releases_outlast_the_program(store: Store) -> None:
    first = KeptReleases(store).admit("q", lambda earlier: _said(12, tuple(earlier)))
    again = KeptReleases(Store.open(store.folder)).admit("q", lambda e: _said(13, tuple(e)))
    assert again.figures == first.figures
    assert again.new == ()
    other = KeptReleases(store).admit("another q", lambda earlier: _said(13, tuple(earlier)))
    assert len(other.new) == 1


def test_who_comes_second_decides_anew(store: Store) -> None:
    """A second program releases between this one's decision and its keeping."""
    ledger, seen = KeptReleases(store), []

    def decide(earlier: object) -> Release:
        known = tuple(earlier)  # type: ignore[call-overload]
        seen.append(len(known))
        if not known:
            KeptReleases(store).admit("q", lambda e: _said(12, tuple(e)))
        return _said(13, known)

    found = ledger.admit("q", decide)
    assert seen == [0, 1]
    assert found.figures["a"] is not None
    assert found.figures["a"].persons == 12
