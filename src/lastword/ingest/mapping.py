"""The grammar of `[sources.<name>]`: how the files of one system fill the canonical tables.

Rules and conditions, the innermost part, stand in `rule`.

SourceMapping            [sources.<name>]
└── FileMapping          [[sources.<name>.files]]
    ├── Signature        recognise = { columns = ["…"] }
    └── TableMapping     [[sources.<name>.files.tables]]
        ├── Rule         [sources.<name>.files.tables.columns]
        ├── Wide         wide = { like = "^Q[0-9]" }
        ├── Drop         drop = [{ column = "…", equals = ["…"], reason = "…" }]
        └── History      history = { key = ["…"], order = ["…"], keep = "latest" }

What is said nearest to a column wins: the column's rule, then its file, then its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from lastword.errors import SettingsError
from lastword.ingest.decoding import Decoding
from lastword.ingest.rule import ColumnRule, Drop, Reading
from lastword.settings import Section
from lastword.tables import LOADED, TABLES

Keep = Literal["all", "latest", "changes"]


def _as_list(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


class History(Section):
    """A file that holds several rows of one thing, in the order of time."""

    key: tuple[str, ...] = Field(description="Canonical columns that name the thing")
    order: tuple[str, ...] = Field(
        description="Canonical columns that order its rows; the record's number breaks ties"
    )
    keep: Keep = Field(
        "all", description="all rows, the latest of each key, or those at which `of` changes"
    )
    of: tuple[str, ...] = Field((), description="Columns of the file, for keep = changes")


class Wide(Section):
    """Columns that each hold the answers to one question, or the points of one criterion.

    Each filled field is a record of its own, with the column's name in `wide.name` and the field
    in `wide.value`. Columns that other rules of the file read are not among them.
    """

    like: str | None = Field(None, description="Regular expression found in the columns' names")
    but: tuple[str, ...] = Field((), description="Regular expressions found in names to leave out")


class TableMapping(Section):
    """[[sources.<name>.files.tables]]: one canonical table that the file fills."""

    table: Literal[LOADED] = Field(description="Canonical table")  # type: ignore[valid-type]
    each: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(
        (),
        description="Column that holds a list: its elements are the records of this table, their "
        'keys columns such as "events.type", their place "events.#"; several columns, the '
        "outermost list first, for lists within lists",
    )
    wide: Wide | None = Field(
        None,
        description="Columns of which each filled field is a record, with `wide.name` and "
        "`wide.value`; {} for all that no other rule reads",
    )
    shape: str | None = Field(
        None, description="Step of a packaged source that reshapes the records before the rules"
    )
    columns: dict[str, ColumnRule] = Field(
        default_factory=dict, description="Canonical column → column of the file, or a rule"
    )
    rows: tuple[dict[str, ColumnRule], ...] = Field(
        (),
        description="Several rows out of one record: one for each entry, whose rules are added "
        "to `columns`",
    )
    drop: tuple[Drop, ...] = Field((), description="Records left out on purpose")
    drop_missing: tuple[str, ...] = Field(
        (), description="Canonical columns without which there is no row, rather than a faulty one"
    )
    history: History | None = Field(None, description="For files with several rows of one thing")

    @model_validator(mode="after")
    def _known_columns(self) -> TableMapping:
        allowed = [c for c in TABLES[self.table].by_name if c not in _OWN_PROVENANCE]
        named = [*self.columns, *self.drop_missing, *(name for row in self.rows for name in row)]
        if self.history:
            named += [*self.history.key, *self.history.order]
        unknown = sorted({name for name in named if name not in allowed})
        if unknown:
            raise ValueError(
                f"{self.table} has no column {', '.join(unknown)}. It has: {', '.join(allowed)}"
            )
        return self


_OWN_PROVENANCE = ("source", "load_id", "row_number", "time_zone", "time_quality")


class Defaults(Reading):
    """What holds for all tables of a source or file."""

    clock_skew_seconds: float | None = Field(
        None, ge=0, description="Seconds by which clocks may disagree before times are refused"
    )


class Signature(Section):
    """By what content a kind of file is recognised; everything that is given must hold."""

    columns: tuple[str, ...] = Field((), description="Columns that are all there")
    any: tuple[str, ...] = Field((), description="Columns of which one at least is there")
    absent: tuple[str, ...] = Field((), description="Columns of which none is there")
    text: str | None = Field(
        None,
        description="Regular expression found in the first bytes of the file; then `decode` says "
        "how the whole is read",
    )


class FileMapping(Defaults):
    """[[sources.<name>.files]]: one kind of file."""

    name: str = Field("", description="What the file holds, in a word or two")
    match: tuple[str, ...] = Field(
        (), description="Patterns of file names, for example calls_*.csv"
    )
    recognise: Signature | None = Field(
        None, description="Content that the file is recognised by, whatever its name"
    )
    aliases: dict[str, Annotated[tuple[str, ...], BeforeValidator(_as_list)]] = Field(
        default_factory=dict,
        description="Other names of columns, for example translated ones; the rules use the key",
    )
    zone_in: str | None = Field(
        None,
        description="Regular expression whose first group, in the first bytes of the file, names "
        "the zone of its times",
    )
    unused: str | None = Field(
        None, description="Why nothing is taken from this kind of file; then it has no tables"
    )
    decode: Decoding = Field(
        Decoding.model_validate({}), description="How the bytes become records"
    )
    tables: tuple[TableMapping, ...] = Field((), description="Canonical tables that the file fills")
    like: str | None = Field(
        None, description="Another kind of file of this source, whose tables this one fills, too"
    )
    names: dict[str, str] = Field(
        default_factory=dict,
        description="What columns are called in this kind of file, where rules call them otherwise",
    )

    @model_validator(mode="after")
    def _complete(self) -> FileMapping:
        if not self.match and self.recognise is None:
            raise ValueError("needs match or recognise")
        if sum(map(bool, (self.tables, self.unused, self.like))) != 1:
            raise ValueError("needs tables, or like, or unused with the reason why it has none")
        return self

    def in_file(self, column: str) -> str:
        """What a column of the rules is called in the file."""
        return self.names.get(column, column)


class SourceMapping(Defaults):
    """[sources.<name>]: the files of one system."""

    files: tuple[FileMapping, ...] = Field(min_length=1, description="Its kinds of files")

    @cached_property
    def resolved(self) -> tuple[FileMapping, ...]:
        """The kinds of files, each with the defaults of the source filled in."""
        return tuple(_with_defaults(file, self) for file in self.files)

    @model_validator(mode="after")
    def _known_likes(self) -> SourceMapping:
        names = {file.name for file in self.files if file.tables}
        unknown = sorted({file.like for file in self.files if file.like} - names)
        if unknown:
            raise ValueError(f"like: no kind of file with tables is named {', '.join(unknown)}")
        return self


def _with_defaults(file: FileMapping, source: SourceMapping) -> FileMapping:
    filled: dict[str, Any] = {
        name: getattr(source, name) for name in Defaults.model_fields if getattr(file, name) is None
    }
    tables = next((f.tables for f in source.files if f.name == file.like and f.tables), file.tables)
    update = {**filled, "null": (*source.null, *file.null), "tables": tables, "like": None}
    return file.model_copy(update=update)


def read_sources(raw: Mapping[str, Any]) -> dict[str, SourceMapping]:
    """Read the `sources` of the settings.

    Raises
    ------
    SettingsError
        With every fault: source, key, what was found, what is allowed.
    """
    sources, faults = {}, []
    for name, section in raw.items():
        try:
            sources[name] = SourceMapping.model_validate(section)
        except ValidationError as error:
            faults += [_fault(name, fault) for fault in _innermost(error.errors())]
    if faults:
        raise SettingsError(faults)
    return sources


def _innermost(faults: Sequence[Any]) -> list[Any]:
    places = [fault["loc"] for fault in faults]
    return [
        fault
        for fault in faults
        if not any(place[: len(fault["loc"])] == fault["loc"] != place for place in places)
    ]


def _fault(source: str, fault: Any) -> str:
    place = ".".join(str(part) for part in ("sources", source, *fault["loc"]))
    found = fault.get("input")
    shown = "" if isinstance(found, dict | list | tuple) else f" (found: {found!r})"
    return f"lastword.toml [{place}]: {fault['msg']}{shown}"
