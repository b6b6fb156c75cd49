"""Column names of a stage: none empty, none twice, none taken."""

from __future__ import annotations

from collections.abc import Sequence

ROW_NUMBER = "row_number"


def column_names(raw: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make names unique, and say what was changed.

    An empty name becomes ``column_<place>``; a name that occurs again, in whatever case, gets the
    suffix ``_2``, ``_3`` …; so does `row_number`, which counts the records of the stage.

    Returns
    -------
    names, notes

    Examples
    --------
    >>> names, notes = column_names(["id", "category", "Category", ""])
    >>> names
    ('id', 'category', 'Category_2', 'column_4')
    >>> notes[0]
    'column 3: second “Category” is named “Category_2”'
    """
    taken = {ROW_NUMBER} | {name.strip().casefold() for name in raw}
    seen = {ROW_NUMBER}
    names: list[str] = []
    notes: list[str] = []
    for place, name in enumerate((text.strip() for text in raw), start=1):
        chosen = name or f"column_{place}"
        if not name:
            notes.append(f"column {place} has no name and is named “{chosen}”")
        if chosen.casefold() in seen:
            chosen = _suffixed(chosen, seen | taken)
            notes.append(f"column {place}: second “{name}” is named “{chosen}”")
        seen.add(chosen.casefold())
        names.append(chosen)
    return tuple(names), tuple(notes)


def _suffixed(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}".casefold() in taken:
        number += 1
    return f"{name}_{number}"


def folded(column: str) -> str:
    """A column's name as content is recognised by: warehouses differ in case and quotes."""
    return column.strip('"').casefold()
