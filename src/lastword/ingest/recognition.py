"""Which mapping a file goes by: a declared one, one known by content, or standard names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import ibis.expr.types as ir

from lastword.errors import InputRefused
from lastword.ingest.decode.names import folded
from lastword.ingest.mapping import FileMapping, Signature, SourceMapping
from lastword.ingest.standard import (
    IDENTIFIERS,
    QUESTIONS,
    SPELLINGS,
    STANDARD,
    UNITLESS,
    fits,
    named,
    plain,
)
from lastword.ingest.texts import ROW_NUMBER
from lastword.tables import TABLES
from lastword.text.questions import read_question

FILES = "files"
LEADING_NUMBER = "^ *(-?[0-9]+(?:[.][0-9]+)?)(?: *$| *[-–:=.()]+ *[^0-9 ])"
ABOUT = ("contact_id", "thread_id", "customer_ref", "agent_id")
TELLING = (
    "question",
    "kind",
    "author",
    "position",
    "answered_at",
    "sent_at",
    "at",
    "evaluated_at",
    "invited_at",
)
_ANSWER_OF = {"resolved": {"Yes": 1, "yes": 1, "Partly": 0.5, "partly": 0.5, "No": 0, "no": 0}}
_SCALES = {"nps": {"scale_min": {"value": 0}, "scale_max": {"value": 10}}}


class Shape(NamedTuple):
    """A step of a packaged source that reshapes records before the rules.

    Parameters
    ----------
    step
        Records in, records out: texts, and a `row_number` of its own for each.
    reads
        Columns of the file that the step takes, beside those that rules name.
    """

    step: Callable[[ir.Table], ir.Table]
    reads: tuple[str, ...] = ()


class Recognised(NamedTuple):
    """A kind of file of a source, with the source's defaults filled in.

    Parameters
    ----------
    why
        How it was recognised, in words.
    shapes
        Steps that the mapping's tables name in `shape`.
    assumed
        What no declaration and no value says, and is taken for granted.
    """

    source: str
    mapping: FileMapping
    why: str = ""
    shapes: Mapping[str, Shape] = {}
    assumed: tuple[str, ...] = ()


def recognise(
    columns: Sequence[str],
    label: str,
    sources: Mapping[str, SourceMapping],
    known: Sequence[Recognised] = (),
) -> Recognised | None:
    """The mapping of a file: declared by pattern, known by content, or by standard names.

    None if there is none.

    Parameters
    ----------
    columns
        Names of the file's columns.
    label
        The file's path within the exports.
    known
        Kinds of files of packaged sources.

    Raises
    ------
    InputRefused
        If the columns fit two tables equally well, or a duration's unit is not said; with the
        question that has to be answered.
    """
    found = declared(label, sources) or by_columns(columns, label, known)
    if found is not None:
        return found
    found = standard(columns, label)
    question = unit_question(columns)
    if found is not None and question:
        raise InputRefused(f"{label}: {question}")
    return found


def declared(label: str, sources: Mapping[str, SourceMapping]) -> Recognised | None:
    """The first mapping with a pattern for this file, whole path or last part."""
    last = PurePosixPath(label).name
    for name, source in sources.items():
        for file in source.resolved:
            for pattern in file.match:
                if fnmatch(label, pattern) or fnmatch(last, pattern):
                    return Recognised(name, file, f"lastword.toml names {pattern}")
    return None


def by_text(text: str, known: Sequence[Recognised]) -> Recognised | None:
    """The kind of file that begins with such a text; None where no signature asks for it."""
    for kind in known:
        signature = kind.mapping.recognise
        if signature and signature.text and re.search(signature.text, text):
            return kind._replace(why=f"its text begins as {_titled(kind)} does")
    return None


def by_columns(
    columns: Sequence[str], label: str, known: Sequence[Recognised]
) -> Recognised | None:
    """The kind of file with the most telling columns that are all there.

    Raises
    ------
    InputRefused
        If two kinds fit equally well.
    """
    given = {folded(column) for column in columns}
    fitting = [(_weight(k.mapping.recognise, given | aliased(k.mapping, given)), k) for k in known]
    best = max((weight for weight, _ in fitting), default=0)
    if not best:
        return None
    kinds = [kind for weight, kind in fitting if weight == best]
    if len(kinds) > 1:
        raise InputRefused(
            f"{label}: the columns fit {' and '.join(map(_titled, kinds))} equally well. Which is "
            "it? Declare a mapping for it in lastword.toml ([sources.<name>])."
        )
    signature = kinds[0].mapping.recognise
    telling = set() if signature is None else _telling(signature)
    names = spellings(kinds[0].mapping)
    told = [c for c in columns if folded(names.get(folded(c), c)) in telling]
    return kinds[0]._replace(why=f"has the columns {', '.join(told)}")


def spellings(mapping: FileMapping) -> dict[str, str]:
    """Other names of columns, as content is recognised by → the name that the rules use."""
    return {folded(other): name for name, others in mapping.aliases.items() for other in others}


def aliased(mapping: FileMapping, given: Collection[str]) -> set[str]:
    """Names that the rules use, of columns that are there under another name."""
    return {folded(name) for other, name in spellings(mapping).items() if other in given}


def zoned(found: Recognised, text: str) -> Recognised:
    """A kind of file in the zone that its first bytes name, where it is one that names it."""
    pattern = found.mapping.zone_in
    told = re.search(pattern, text) if pattern else None
    if told is None:
        return found
    zone = told[1].replace("\\/", "/")
    zone = "UTC" if zone == "Z" else zone
    return found._replace(mapping=found.mapping.model_copy(update={"time_zone": zone}))


def _weight(signature: Signature | None, given: set[str]) -> int:
    """How many telling columns are there; 0 where the signature does not hold."""
    if signature is None or signature.text or not set(map(folded, signature.columns)) <= given:
        return 0
    one_of, none_of = ({*map(folded, names)} for names in (signature.any, signature.absent))
    if (one_of and not one_of & given) or none_of & given:
        return 0
    return len(signature.columns) + bool(one_of)


def _telling(signature: Signature) -> set[str]:
    return {folded(column) for column in (*signature.columns, *signature.any)}


def _titled(kind: Recognised) -> str:
    return f"{kind.source} {kind.mapping.name}".strip()


def standard(columns: Sequence[str], label: str) -> Recognised | None:
    """A mapping by standard names of columns; times without an offset are UTC in it.

    What names cannot say (the order of dates, the decimal mark) is left open: see
    `proof.proven`.
    """
    table = _table_of(columns, label)
    tables = [] if table is None else [_mapping_of(table, columns)]
    tables += _customers(columns, table) + _survey(columns, table)
    if not tables:
        return None
    raw = {"match": [PurePosixPath(label).name], "time_zone": "UTC", "tables": tables}
    filled = " and ".join(dict.fromkeys(table["table"] for table in tables))
    why = f"its columns have the standard names of {filled}"
    return Recognised(FILES, FileMapping.model_validate(raw), why)


def unit_question(columns: Sequence[str]) -> str | None:
    """The question to ask where a duration's unit is not in its name."""
    unclear = [column for column in columns if plain(column) in UNITLESS]
    if not unclear:
        return None
    return (
        f"In {', '.join(unclear)}, are durations given in seconds, minutes or hh:mm:ss? "
        "Declare it with `unit` in a mapping ([sources.<name>] in lastword.toml; "
        "`lastword init` writes one to complete)."
    )


def _table_of(columns: Sequence[str], label: str) -> str | None:
    """The table that most of the file's columns belong to."""
    found = {table: named(table, columns) for table in STANDARD}
    fitting = {table: len(names) for table, names in found.items() if fits(table, names)}
    if not fitting:
        return None
    best = max(fitting.values())
    tables = [table for table, count in fitting.items() if count == best]
    if len(tables) > 1:
        raise InputRefused(
            f"{label}: the columns fit {' and '.join(tables)} equally well. Which is it? "
            f"Declare a mapping for it in lastword.toml ([sources.<name>])."
        )
    return tables[0]


def _mapping_of(table: str, columns: Sequence[str]) -> dict[str, Any]:
    found = named(table, columns)
    rules: dict[str, Any] = {
        column: _spelt(column, name) if TABLES[table].by_name[column].values else name
        for column, name in found.items()
    }
    if table == "contacts" and "customer_ref" not in rules:
        rules |= _customer_by_identifier(columns)
    if table == "answers" and "role" not in rules:
        rules["role"] = {"column": rules["question"], "map": _roles(), "unmapped": "null"}
    rules |= {
        column.name: _composed_id(column.name, found)
        for column in TABLES[table].own_columns
        if column.is_required and column.name not in rules and column.name.endswith("_id")
    }
    return {"table": table, "columns": rules}


def _composed_id(column: str, found: dict[str, str]) -> dict[str, Any]:
    """An id for rows that have none: what they are about, when, and which of several."""
    about = [found[name] for name in ABOUT if name in found][:1]
    further = [found[name] for name in TELLING if name in found] or [ROW_NUMBER]
    parts = [{"coalesce": [name, {"value": "none"}]} for name in (*about, *further)]
    return {"join": [{"value": column.removesuffix("_id")}, *parts], "with": "-"}


def _customers(columns: Sequence[str], table: str | None) -> list[dict[str, Any]]:
    """Identifiers of customers, one column each."""
    if table not in (None, "contacts"):
        return []
    given = _columns_of(IDENTIFIERS, columns)
    customer = named("contacts", columns).get("customer_ref")
    if not given or (table is None and customer is None):
        return []
    ref = {"customer_ref": customer} if customer else _customer_by_identifier(columns)
    rows = [{"kind": {"value": kind}, "value": name} for kind, name in given.items()]
    missing = ["customer_ref", "value"]
    return [{"table": "identifiers", "columns": ref, "rows": rows, "drop_missing": missing}]


def _customer_by_identifier(columns: Sequence[str]) -> dict[str, Any]:
    """The customer named by phone or e-mail where the file has no other name for them."""
    given = _columns_of(IDENTIFIERS, columns)
    names = [given[kind] for kind in ("phone", "email") if kind in given]
    return {"customer_ref": {"coalesce": names}} if names else {}


def _survey(columns: Sequence[str], table: str | None) -> list[dict[str, Any]]:
    """Answers, one column a question."""
    if table not in (None, "contacts", "invitations"):
        return []
    given = _columns_of(QUESTIONS, columns)
    if table == "contacts":
        given.pop("resolved", None)
    names = named("answers", columns)
    found = {column: names[column] for column in (*ABOUT, "answered_at") if column in names}
    spoken = [c for c in columns if " " in c.strip() and c not in given.values() and _asks(c)]
    if not (given.keys() - {"comment"} or spoken) or not found.keys() & set(ABOUT):
        return []
    rows = [_answer(role, name, found) for role, name in given.items()]
    rows += [_asked(column, found) for column in spoken]
    return [{"table": "answers", "columns": found, "rows": rows, "drop_missing": ["question"]}]


def _answer(role: str, name: str, found: dict[str, str]) -> dict[str, Any]:
    rule: Any = name
    if role in _ANSWER_OF:
        rule = {"column": name, "map": _ANSWER_OF[role], "unmapped": "keep"}
    composed = _composed_id(role, found)
    return {
        "answer_id": composed,
        "question": {"value": role, "when": [{"column": name, "missing": False}]},
        "role": {"value": role},
        "text" if role == "comment" else "value": rule,
        **_SCALES.get(role, {}),
    }


def _asks(column: str) -> bool:
    """Whether a column's name is a question of the verdict, in words."""
    return read_question(column).role is not None


def _asked(column: str, found: dict[str, str]) -> dict[str, Any]:
    """Answers to a question that is written out: what it asks is read when building."""
    return {
        "answer_id": _composed_id(column, found),
        "question": {"value": column, "when": [{"column": column, "missing": False}]},
        "wording": {"value": column},
        "value": {"column": column, "extract": LEADING_NUMBER},
        "text": {"column": column, "when": [{"column": column, "matches": "[^0-9. -]"}]},
    }


def _columns_of(names: Mapping[str, Sequence[str]], columns: Sequence[str]) -> dict[str, str]:
    given = {plain(column): column for column in reversed(columns)}
    return {
        kind: next(given[name] for name in spellings if name in given)
        for kind, spellings in names.items()
        if any(name in given for name in spellings)
    }


def _spelt(column: str, name: str) -> Any:
    """A column of a closed list, with the usual other spellings of its words."""
    words = SPELLINGS.get(column)
    if not words:
        return name
    spelt = {form: to for word, to in words.items() for form in (word, word.title(), word.upper())}
    return {"column": name, "map": spelt, "unmapped": "keep"}


def _roles() -> dict[str, str]:
    return {
        form: role
        for role, spellings in QUESTIONS.items()
        for word in spellings
        for form in (word, word.upper(), word.title())
    }
