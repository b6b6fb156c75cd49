"""Issues merged and split by hand, replayed on the issues that the rules find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Engine
from lastword.engine.joins import extend
from lastword.linking.corrections import Conflict, Groups, named
from lastword.linking.links import linked_contacts
from lastword.settings import LinkingSettings
from lastword.store.corrections import Correction

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Moves:
    """Contacts that corrections move to another issue.

    Parameters
    ----------
    table
        ``contact_id``, ``moved_to`` (root of the issue); None where nothing is moved.
    """

    table: ir.Table | None = None
    conflicts: tuple[Conflict, ...] = ()

    def applied(self, rows: ir.Table) -> ir.Table:
        """Rows with the corrected ``root``, and whether they moved (``is_moved``)."""
        if self.table is None:
            return rows.mutate(is_moved=ibis.literal(False))
        found = extend(rows, self.table, "contact_id")
        return found.mutate(
            root=ibis.coalesce(found.moved_to, found.root), is_moved=found.moved_to.notnull()
        ).drop("moved_to")


def corrected_issues(
    engine: Engine,
    staged: ir.Table,
    settings: LinkingSettings,
    corrections: Sequence[Correction],
) -> Moves:
    """Replay ``merge_issues`` and ``split_issue`` on the histories that they name.

    Only the named persons' contacts are linked here, beforehand, and brought into Python.

    Parameters
    ----------
    staged
        All contacts with ``owner`` and ``contact_id``.
    """
    wanted = named(corrections, "merge_issues", "split_issue")
    if not wanted:
        return Moves()
    keys = engine.frame(pa.table({"contact_id": sorted({k for c in wanted for k in c.keys})}))
    concerned = staged.semi_join(staged.semi_join(keys, "contact_id").select("owner"), "owner")
    found = linked_contacts(concerned, settings).select("contact_id", "owner", "number", "root")
    rows: Rows = {row["contact_id"]: row for row in engine.fetch(found).to_pylist()}
    replay = _replayed(rows, wanted)
    moved = [
        {"contact_id": contact, "moved_to": root}
        for members in replay.members.values()
        for root in [min(rows[contact]["number"] for contact in members)]
        for contact in members
        if rows[contact]["root"] != root
    ]
    if not moved:
        return Moves(conflicts=tuple(replay.conflicts))
    schema = pa.schema([("contact_id", pa.string()), ("moved_to", pa.int64())])
    return Moves(engine.frame(pa.Table.from_pylist(moved, schema)), tuple(replay.conflicts))


def _replayed(rows: Rows, corrections: Sequence[Correction]) -> Groups:
    members: dict[str, list[str]] = {}
    for contact in sorted(rows, key=lambda c: (rows[c]["owner"], rows[c]["number"])):
        row = rows[contact]
        members.setdefault(f"{row['owner']}\x1f{row['root']}", []).append(contact)
    groups = Groups(members, belongs_to={c: row["owner"] for c, row in rows.items()})
    for correction in corrections:
        if groups.unknown(correction):
            continue
        if correction.kind == "merge_issues":
            groups.merge(correction)
        else:
            first = correction.keys[0]
            issue = groups.members[groups.group_of[first]]
            since = rows[first]["number"]
            groups.take_out(correction, [c for c in issue if rows[c]["number"] >= since])
    return groups
