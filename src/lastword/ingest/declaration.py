"""Mappings and settings written as TOML for people to read and edit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from lastword.ingest.mapping import FileMapping
from lastword.settings import Section, Settings

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def declaration(source: str, mapping: FileMapping) -> str:
    """One `[[sources.<name>.files]]` block.

    Examples
    --------
    >>> print(declaration("crm", mapping))  # doctest: +SKIP
    [[sources.crm.files]]
    match = ["calls.csv"]
    """
    raw = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    place = f"sources.{_key(source)}.files"
    tables = raw.pop("tables")
    lines = [f"[[{place}]]", *_entries(raw)]
    for table in tables:
        columns, rows = table.pop("columns", {}), table.pop("rows", ())
        lines += ["", f"[[{place}.tables]]", *_entries(_short(table))]
        if rows:
            lines += ["rows = [", *(f"  {toml_value(_rules(row))}," for row in rows), "]"]
        lines += ["", f"[{place}.tables.columns]", *_entries(_rules(columns))]
    return "\n".join(lines)


def settings_declaration() -> str:
    """Every section of the settings, with each default as a comment."""
    blocks = []
    for name, field in Settings.model_fields.items():
        if name == "sources":
            continue
        section = _section(field.annotation)
        is_list = section is not field.annotation
        head = f"# [[{name}]]" if is_list else f"[{name}]"
        blocks.append("\n".join([f"# {_summary(section)}", head, *_defaults(section)]))
    return "\n\n".join(blocks)


def toml_value(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {toml_value(part)}" for name, part in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(part) for part in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _entries(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {toml_value(value)}" for name, value in values.items()]


def _rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _short(rule) for name, rule in rules.items()}


def _short(rule: Any) -> Any:
    """A rule with bare names where it is nothing but a column."""
    if isinstance(rule, Mapping):
        if list(rule) == ["column"]:
            return rule["column"]
        return {k: v if k in ("drop", "when", "map") else _short(v) for k, v in rule.items()}
    return [_short(part) for part in rule] if isinstance(rule, list) else rule


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _section(annotation: Any) -> type[BaseModel]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(part for part in get_args(annotation) if isinstance(part, type))


def _summary(section: type[BaseModel]) -> str:
    return (section.__doc__ or "").strip().splitlines()[0].split(": ", 1)[-1].capitalize()


def _defaults(section: type[BaseModel]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        default = field.default
        if field.default_factory is not None:
            default = field.default_factory()  # type: ignore[call-arg]
        unset = default is None or default is PydanticUndefined
        line = f"# {name} = {'' if unset else toml_value(default)}".rstrip()
        comment = f"  # {field.description}"
        if len(line) + len(comment) <= _WIDTH:
            yield line + comment
        else:
            yield f"# {field.description}:"
            yield line
