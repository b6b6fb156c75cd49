"""Ids as people type them: whole, or without the source in front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lastword.engine import Tables
from lastword.engine.base import union
from lastword.errors import UsageError

Kind = Literal["contact", "agent"]

_TABLES: Mapping[Kind, tuple[str, ...]] = {
    "contact": ("contacts",),
    "agent": ("contacts", "agents"),
}
_SHOWN = 5


def whole_id(tables: Tables, kind: Kind, given: str) -> str:
    """The whole id of a contact or an agent, of which the source in front may be left out.

    Parameters
    ----------
    given
        `genesys:4711`, or `4711` where only one source knows such an id.

    Raises
    ------
    UsageError
        If there is none, or several: names them.
    """
    column = f"{kind}_id"
    known = union([tables[name].select(column) for name in _TABLES[kind]])[column]
    fits = (known == given) | known.endswith(f":{given}")
    rows = tables.engine.fetch(known.as_table().filter(fits).distinct())[column].to_pylist()
    found = sorted(one for one in rows if one == given or one.partition(":")[2] == given)
    if given in found or len(found) == 1:
        return given if given in found else found[0]
    if not found:
        raise UsageError(
            f"no {kind} {given!r}. Ids look like source:number; `lastword contacts` shows them in "
            f"the column {column}."
        )
    listed = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
    raise UsageError(f"{given!r} may be {listed}. Give the whole id.")
