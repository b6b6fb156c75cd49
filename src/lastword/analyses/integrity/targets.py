"""Targets: what people are held to, as declared or as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from lastword.errors import UsageError
from lastword.question import Context
from lastword.settings import TargetSettings

Held = TargetSettings | Mapping[str, Any] | float
HANDLE_TIME = "average_handle_time"
_KEYS = ("metric", "operator", "value", "unit", "applies_to", "is_paid", "is_displayed")


def declared(context: Context, given: Sequence[Held] | None = None) -> tuple[TargetSettings, ...]:
    """The targets to audit: those given, else the settings' and the table's.

    Raises
    ------
    UsageError
        If one cannot be read.
    """
    if given is not None:
        return tuple(_read(target) for target in given)
    return (*context.settings.targets, *_of_table(context))


def _of_table(context: Context) -> tuple[TargetSettings, ...]:
    targets = context.tables["targets"]
    rows = context.tables.engine.fetch(targets.filter(targets.value.notnull())).to_pylist()
    rows.sort(key=lambda row: (row["metric"], row["value"]))
    return tuple(_read({key: row[key] for key in _KEYS if row[key] is not None}) for row in rows)


def _read(target: Held) -> TargetSettings:
    if isinstance(target, TargetSettings):
        return target
    if isinstance(target, Mapping):
        try:
            return TargetSettings.model_validate(dict(target))
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()
            )
            raise UsageError(f"target {dict(target)!r}: {faults}") from error
    if isinstance(target, bool) or not isinstance(target, int | float) or not target > 0:
        raise UsageError(
            f"target {target!r} is neither seconds above 0 nor a mapping with metric and value"
        )
    return TargetSettings.model_validate({"metric": HANDLE_TIME, "value": float(target)})
