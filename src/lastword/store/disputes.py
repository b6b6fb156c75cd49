"""Disputes: what an agent says is wrong about a link, a label or whose a contact was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

import sqlalchemy as sa

from lastword.errors import UsageError
from lastword.store.corrections import Correction, CorrectionKind
from lastword.store.state import DISPUTES, State

if TYPE_CHECKING:
    from lastword.store.store import Store

Kind = Literal["link", "label", "attribution"]
Decision = Literal["upheld", "declined"]
Answer = Literal["open", "upheld", "declined"]
KINDS: dict[Kind, CorrectionKind] = {
    "link": "split_issue",
    "label": "label_wrong",
    "attribution": "attribution",
}
"""Kind of dispute → correction that stands in its place once it is upheld."""
SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute, with what was decided last.

    Parameters
    ----------
    number
        Names it in `lastword dispute decide`; 0 before it is kept.
    keys
        ``link``: the contact that belongs to another problem. ``label``: contact, message, kind
        and value. ``attribution``: the contact and the agent who served it; empty for nobody.
    """

    kind: Kind
    keys: tuple[str, ...]
    raised_by: str
    raised_at: datetime
    note: str = ""
    number: int = 0
    answer: Answer = "open"
    answered_by: str = ""
    answered_at: datetime | None = None
    reply: str = ""

    @property
    def contact_id(self) -> str:
        """The contact that it is about."""
        return self.keys[0]

    @property
    def correction(self) -> Correction:
        """What is replayed on every build once it is upheld."""
        at = self.answered_at or self.raised_at
        words = "; ".join(filter(None, [f"dispute {self.number}", self.note, self.reply]))
        return Correction(KINDS[self.kind], self.keys, self.answered_by, at, words)


def raise_dispute(state: State, dispute: Dispute) -> int:
    """Keep a dispute; returns its number."""
    row = _row(dispute.kind, dispute.keys, dispute.raised_by, dispute.raised_at, dispute.note)
    with state.engine.begin() as connection:
        made = connection.execute(DISPUTES.insert().values(row))
    (number,) = made.inserted_primary_key or (0,)
    return int(number)


def decide(
    store: Store, number: int, answer: Decision, by: str, at: datetime, reply: str = ""
) -> Dispute:
    """Answer an open dispute; what is upheld becomes a correction, replayed on every build.

    Raises
    ------
    UsageError
        If there is no open dispute of that number, or who raised it answers it.
    """
    found = next((one for one in disputes(store.state) if one.number == number), None)
    if found is None or found.answer != "open":
        opened = ", ".join(str(d.number) for d in disputes(store.state) if d.answer == "open")
        raise UsageError(f"no open dispute {number}. Open: {opened or 'none'}.")
    if by == found.raised_by:
        raise UsageError(f"{by} raised dispute {number}: somebody else must answer it (--by).")
    decided = replace(found, answer=answer, answered_by=by, answered_at=at, reply=reply)
    if answer == "upheld":
        with store.writing():
            store.corrections.add(decided.correction)
    row = _row(found.kind, found.keys, by, at, reply) | {"answers": number, "action": answer}
    with store.state.engine.begin() as connection:
        connection.execute(DISPUTES.insert().values(row))
    return decided


def disputes(state: State) -> tuple[Dispute, ...]:
    """Every dispute in the order raised, with its answer."""
    with state.engine.connect() as connection:
        rows = connection.execute(sa.select(DISPUTES).order_by(DISPUTES.c.id)).mappings().all()
    found: dict[int, Dispute] = {}
    for row in rows:
        if row["action"] == "raised":
            keys = tuple(row["keys"].split(SEPARATOR))
            found[row["id"]] = Dispute(
                cast("Kind", row["kind"]), keys, row["made_by"], row["at"], row["note"], row["id"]
            )
        elif row["answers"] in found:
            found[row["answers"]] = replace(
                found[row["answers"]], answer=cast("Answer", row["action"]),
                answered_by=row["made_by"], answered_at=row["at"], reply=row["note"],
            )  # fmt: skip
    return tuple(found.values())


def _row(kind: Kind, keys: Sequence[str], by: str, at: datetime, note: str) -> dict[str, object]:
    return {
        "kind": kind,
        "contact_id": keys[0],
        "keys": SEPARATOR.join(keys),
        "made_by": by,
        "at": at,
        "note": note,
        "action": "raised",
    }
