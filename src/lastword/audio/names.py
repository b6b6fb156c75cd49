"""Names: what the name of a recording's file says, by patterns that the project declares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lastword.errors import SettingsError

FIELDS = ("id", "agent", "time")
_FIELD = re.compile(
    r"\{(?P<name>\w+)(?::(?P<form>[^}]*))?\}|(?P<any>\*)|(?P<other>[^{*]+)|(?P<bad>.)"
)
_DIGITS = {"Y": r"\d{4}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "M": r"\d{1,2}",
           "S": r"\d{1,2}", "y": r"\d{2}", "j": r"\d{1,3}", "f": r"\d{1,6}", "s": r"\d{9,11}",
           "b": r"\w{3}", "p": "[AaPp][Mm]", "I": r"\d{1,2}", "z": r"[+-]\d{4}|Z"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a file's name says.

    Parameters
    ----------
    at
        Naive UTC.
    """

    id: str | None = None
    agent: str | None = None
    at: datetime | None = None


def named(name: str, patterns: Sequence[str], zone: str = "UTC") -> Said:
    """What a name says by the first pattern that fits; nothing where none does.

    A pattern is the name as it stands, with `*` for anything, `{id}` for the contact, `{agent}`
    for the agent and `{time:%Y%m%d-%H%M%S}` for when it began (`%s`: seconds since 1970).

    Raises
    ------
    SettingsError
        If a pattern holds anything else.

    Examples
    --------
    >>> said = named("q1_4711_ann_20250219-060122.wav", ["*_{id}_{agent}_{time:%Y%m%d-%H%M%S}.*"])
    >>> said.id, said.agent, said.at
    ('4711', 'ann', datetime.datetime(2025, 2, 19, 6, 1, 22))
    """
    for pattern in patterns:
        fits = _compiled(pattern)
        match = fits.expression.fullmatch(name)
        if match:
            found = match.groupdict()
            return Said(found.get("id"), found.get("agent"),
                        _moment(found.get("time"), fits.form, zone))  # fmt: skip
    return Said()


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: re.Pattern[str]
    form: str


@cache
def _compiled(pattern: str) -> _Pattern:
    parts, form = [], ""
    for match in _FIELD.finditer(pattern):
        if match["bad"] or (match["name"] and match["name"] not in FIELDS):
            raise SettingsError(
                [f"[recordings] names: {match[0]!r} in {pattern!r} is not known. Use *, {{id}}, "
                 "{agent} and {time:%Y-%m-%d…}."]
            )  # fmt: skip
        if match["any"]:
            parts.append(".*?")
        elif match["name"] == "time":
            form = match["form"] or "%Y%m%d%H%M%S"
            parts.append(f"(?P<time>{_of_time(form)})")
        elif match["name"]:
            parts.append(f"(?P<{match['name']}>.+?)")
        else:
            parts.append(re.escape(match["other"]))
    return _Pattern(re.compile("".join(parts), re.DOTALL), form)


def _of_time(form: str) -> str:
    pieces = re.split(r"(%\w)", form)
    return "".join(
        f"(?:{_DIGITS.get(piece[1], '.+?')})" if piece[:1] == "%" else re.escape(piece)
        for piece in pieces
    )


def _moment(text: str | None, form: str, zone: str) -> datetime | None:
    """The moment that a name states, as naive UTC; None where it is no moment."""
    if text is None:
        return None
    try:
        if form == "%s":
            return datetime.fromtimestamp(int(text), UTC).replace(tzinfo=None)
        found = datetime.strptime(text, form)
        at = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, IsADirectoryError) as error:
        raise SettingsError([f"[recordings] zone: {zone!r} is no time zone."]) from error
    except ValueError:
        return None
    return at.astimezone(UTC).replace(tzinfo=None)
