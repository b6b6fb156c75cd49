"""Everything that was ever said of small groups, so that no later release gives them away."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lastword.errors import Locked
from lastword.stats.release import Decide, Release, Shown

if TYPE_CHECKING:
    from lastword.store.store import Store

ATTEMPTS = 20


class KeptReleases:
    """The ledger of a project: figures are kept before anybody sees them, and never taken back.

    Two programs that release at once are told apart by the number of each figure: who comes
    second decides anew, knowing what the first one said.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def admit(self, subject: str, decide: Decide) -> Release:
        """Decide on a subject given its earlier figures, and keep the new ones first.

        Raises
        ------
        Locked
            If other programs release the same again and again.
        """
        for _ in range(ATTEMPTS):
            earlier = self._earlier(subject)
            found = decide(tuple(earlier.values()))
            next_number = max(earlier, default=-1) + 1
            if not found.new or self._keep(subject, next_number, found.new):
                return found
        raise Locked(f"other programs keep releasing figures of {subject}; try again")

    def _earlier(self, subject: str) -> dict[int, Shown]:
        import sqlalchemy as sa

        from lastword.store.state import RELEASES

        query = sa.select(RELEASES.c.number, RELEASES.c.figure)
        query = query.where(RELEASES.c.subject == subject).order_by(RELEASES.c.number)
        with self._store.state.engine.connect() as connection:
            return {number: _shown(figure) for number, figure in connection.execute(query)}

    def _keep(self, subject: str, number: int, figures: tuple[Shown, ...]) -> bool:
        import sqlalchemy as sa

        from lastword.store.state import RELEASES

        rows = [
            {"subject": subject, "number": number + place, "figure": asdict(figure)}
            for place, figure in enumerate(figures)
        ]
        try:
            with self._store.state.engine.begin() as connection:
                connection.execute(RELEASES.insert(), rows)
        except sa.exc.IntegrityError:
            return False
        return True


def _shown(row: dict[str, Any]) -> Shown:
    cells = {unit: (int(persons), str(mark)) for unit, (persons, mark) in row["cells"].items()}
    return Shown(row["name"], cells, row["persons"], row["mean"], row["at"])
