"""What a file's values prove about it: the order of its dates, epochs, the decimal mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from lastword.errors import InputRefused
from lastword.ingest.layouts import EPOCHS, ISO_LOCAL, ISO_OFFSET
from lastword.ingest.mapping import FileMapping
from lastword.ingest.recognition import FILES, Recognised
from lastword.ingest.rule import DateOrder
from lastword.tables import TABLES

_DATE = "^[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{4}|[0-9]{2})([ T].*)?$"
_YEAR_FIRST = "^[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}([ T].*)?$"
_DAY_FIRST = "^(1[3-9]|2[0-9]|3[01])[/.-]"
_DAY_SECOND = "^[0-9]{1,2}[/.-](1[3-9]|2[0-9]|3[01])[/.-]"
_SHAPES = {
    "iso": f"{ISO_LOCAL}|{ISO_OFFSET}",
    "offset": ISO_OFFSET,
    **EPOCHS,
    "date": _DATE,
    "year_first": _YEAR_FIRST,
    "day_first": _DAY_FIRST,
    "day_second": _DAY_SECOND,
}
_MARKS = {"comma": "^[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})$", "unclear": "^[+-]?[0-9]{1,3},[0-9]{3}$"}


@dataclass(frozen=True)
class Proof:
    """What the values of the named columns of a file look like: how many texts have each shape."""

    counts: dict[tuple[str, str], int]
    times: tuple[str, ...]
    numbers: tuple[str, ...]

    def of(self, shape: str, columns: Sequence[str]) -> int:
        """Texts of a shape in the given columns."""
        return sum(self.counts[column, shape] for column in columns)

    @property
    def date_order(self) -> DateOrder | None:
        """The order of dates, if the file has such dates and one of them proves it."""
        first, second = self.of("day_first", self.times), self.of("day_second", self.times)
        if self.of("year_first", self.times) and not self.of("date", self.times):
            return "ymd"
        if bool(first) == bool(second):
            return None
        return "dmy" if first else "mdy"

    @property
    def is_date_order_open(self) -> bool:
        """Whether there are dates that could be read in two ways, and nothing says which."""
        return self.of("date", self.times) > 0 and self.date_order is None

    @property
    def epochs(self) -> dict[str, str]:
        """Columns that hold epochs only."""
        return {
            column: name
            for column in self.times
            for name in EPOCHS
            if self.counts[column, name] and self.counts[column, name] == self.counts[column, "all"]
        }

    @property
    def unzoned(self) -> tuple[str, ...]:
        """Columns with times of day of which nothing says the zone."""
        return tuple(
            column
            for column in self.times
            if column not in self.epochs
            and self.counts[column, "offset"] < self.counts[column, "all"]
        )

    @property
    def decimal(self) -> str | None:
        """The decimal mark, if a value proves a comma."""
        return "," if self.of("comma", self.numbers) else None

    @property
    def is_decimal_open(self) -> bool:
        """Whether 1,234 could be one thousand or a little more than one."""
        return self.of("unclear", self.numbers) > 0 and self.decimal is None


def proven(found: Recognised, stage: ir.Table, label: str) -> Recognised:
    """Complete a mapping by standard names with what the values of the file prove.

    Declared mappings are returned as they are. What is assumed because nothing proves it is said.

    Raises
    ------
    InputRefused
        If the order of dates or the decimal mark matters and no value proves it.
    """
    if found.source != FILES:
        return found
    proof = prove(found.mapping, stage)
    questions = open_questions(proof)
    if questions:
        raise InputRefused(f"{label}: {' '.join(questions)}")
    mapping = completed(found.mapping, proof)
    return found._replace(mapping=mapping, assumed=assumptions(proof))


def prove(mapping: FileMapping, stage: ir.Table) -> Proof:
    """Look at every value of the columns that are read as times or numbers."""
    times, numbers = (tuple(sorted(set(_read_as(mapping, kind)))) for kind in ("time", "float"))
    shapes = [(column, name, pattern) for column in times for name, pattern in _SHAPES.items()]
    shapes += [(column, name, pattern) for column in numbers for name, pattern in _MARKS.items()]
    if not shapes:
        return Proof({}, (), ())
    texts = {column: stage[column].strip().nullif("") for column in {*times, *numbers}}
    wanted = [texts[column].re_search(pattern).sum() for column, _, pattern in shapes]
    keys = [(column, name) for column, name, _ in shapes] + [(column, "all") for column in times]
    wanted += [texts[column].count() for column in times]
    asked = stage.aggregate([value.name(f"n{i}") for i, value in enumerate(wanted)])
    row = asked.to_pyarrow().to_pylist()[0]
    return Proof({key: int(row[f"n{i}"] or 0) for i, key in enumerate(keys)}, times, numbers)


def open_questions(proof: Proof) -> list[str]:
    """What no value proves, as questions with what to do."""
    questions = []
    if proof.is_date_order_open:
        questions.append(
            f"In {', '.join(proof.times)}, is 03/04/2024 the 3rd of April or the 4th of March? "
            'No date of the file settles it. Declare date_order = "dmy" or "mdy" in a mapping '
            "([sources.<name>] in lastword.toml; `lastword init` writes one to complete)."
        )
    if proof.is_decimal_open:
        questions.append(
            f"In {', '.join(proof.numbers)}, is 1,234 one thousand or one and a bit? "
            'Declare decimal = "." or "," in a mapping ([sources.<name>] in lastword.toml).'
        )
    return questions


def assumptions(proof: Proof) -> tuple[str, ...]:
    """What is taken for granted of the file, in words."""
    if not proof.unzoned:
        return ()
    return (
        f"{', '.join(proof.unzoned)}: times without an offset are taken as UTC. If they are not, "
        "declare time_zone in a mapping ([sources.<name>] in lastword.toml).",
    )


def completed(mapping: FileMapping, proof: Proof) -> FileMapping:
    """The mapping with everything that is proven."""
    raw = mapping.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    if proof.date_order:
        raw["date_order"] = proof.date_order
    if proof.decimal:
        raw["decimal"] = proof.decimal
    for rules in (rules for table in raw["tables"] for rules in _rule_sets(table)):
        for rule in rules.values():
            epoch = proof.epochs.get(rule.get("column", ""))
            if epoch:
                rule["formats"] = [epoch]
    return FileMapping.model_validate(raw)


def _rule_sets(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield table.get("columns", {})
    yield from table.get("rows", ())


def _read_as(mapping: FileMapping, kind: str) -> Iterator[str]:
    for table in mapping.tables:
        types = {column.name: column.type for column in TABLES[table.table].columns}
        for rules in (table.columns, *table.rows):
            for name, rule in rules.items():
                if types[name] == kind and rule.column is not None and rule.map is None:
                    yield rule.column
