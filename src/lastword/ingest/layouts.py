"""How a time may be written: from a strptime format or a date order to regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lastword.errors import UsageError
from lastword.ingest.rule import DateOrder

YEAR = "(?:19|20|21)[0-9]{2}"
_MONTH = "0?[1-9]|1[0-2]"
_DAY = "0?[1-9]|[12][0-9]|3[01]"
_TIME = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?"
_DATE = f"{YEAR}-[0-9]{{1,2}}-[0-9]{{1,2}}"
_OFFSET = "Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?"
ISO_LOCAL = f"^{_DATE}(?:[ T]{_TIME}[0-9]*)?$"
ISO_OFFSET = f"^({_DATE}[ T]{_TIME})[0-9]* ?({_OFFSET})$"
ISO_UTC = f"^{_DATE}[ T]{_TIME}Z$"
EPOCHS = {"epoch_seconds": "^[0-9]{9,10}(?:[.][0-9]+)?$", "epoch_milliseconds": "^[0-9]{12,13}$"}

_DIRECTIVES = {
    "Y": ("year", YEAR),
    "y": ("short_year", ""),
    "m": ("month", _MONTH),
    "b": ("month", "[A-Za-z]{3}"),
    "B": ("month", "[A-Za-z]{3}"),
    "d": ("day", _DAY),
    "H": ("hour", "[01]?[0-9]|2[0-3]"),
    "I": ("hour", "0?[0-9]|1[0-2]"),
    "M": ("minute", "[0-5]?[0-9]"),
    "S": ("second", "[0-5]?[0-9]"),
    "f": ("fraction", "[0-9]{1,6}"),
    "p": ("meridiem", "[AaPp][Mm]"),
    "z": ("offset", _OFFSET),
}
_AFTER = {"B": "[a-z]*", "f": "[0-9]*"}
_FIXED = {"m": "[0-9]{2}", "d": "[0-9]{2}", "H": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-9]{2}"}
_CENTURIES = (("19", "69|[7-9][0-9]"), ("20", "[0-5][0-9]|6[0-8]"))
_ORDERS = {"dmy": ("day", "month", "year"), "mdy": ("month", "day", "year")}


@dataclass(frozen=True)
class Layout:
    """One way to write a time.

    Parameters
    ----------
    forms
        Patterns with the template that turns a match into ISO 8601, tried one after the other.
    has_names
        Whether months are English names.
    has_meridiem
        Whether AM or PM may stand at the end.
    offset
        Group of the first pattern that holds the offset from UTC; None for local times.
    """

    forms: tuple[tuple[str, str], ...]
    has_names: bool = False
    has_meridiem: bool = False
    offset: int | None = None


@cache
def layout_of(format: str) -> Layout:
    """Turn a strptime format into a layout.

    Raises
    ------
    UsageError
        If a directive is not known, or year, month or day is missing.
    """
    pieces = _pieces(format)
    groups = {name: place for place, (name, _) in enumerate(_named(pieces), start=1)}
    if not {"month", "day"} <= groups.keys() or not {"year", "short_year"} & groups.keys():
        raise UsageError(f"format {format!r} needs a year, a month and a day")
    return Layout(
        forms=_forms(pieces, groups),
        has_names="%b" in format or "%B" in format,
        has_meridiem="meridiem" in groups,
        offset=groups.get("offset"),
    )


@cache
def layout_in(order: DateOrder) -> Layout:
    """Dates with / . or - in a declared order, two or four digits for the year, time optional."""
    parts = {"day": f"({_DAY})", "month": f"({_MONTH})"}
    names = _ORDERS.get(order, ("year", "month", "day"))
    groups = {name: place for place, name in enumerate(names, start=1)}
    forms = []
    for century, year in (("", YEAR), *_CENTURIES):
        date = "[/.-]".join(f"({year})" if name == "year" else parts[name] for name in names)
        pattern = f"^{date}([ T]{_TIME})?(?: ?[AaPp][Mm])?"
        template = f"{century}{{{groups['year']}}}-{{{groups['month']}}}-{{{groups['day']}}}{{4}}"
        forms.append((pattern, template))
    return Layout(tuple(forms), has_meridiem=True)


def _pieces(format: str) -> list[str]:
    pieces = re.findall(r"%.|[^%]", format)
    unknown = [p for p in pieces if p[0] == "%" and p[1:] not in _DIRECTIVES and p != "%%"]
    if unknown or format.endswith("%"):
        known = " ".join(f"%{letter}" for letter in _DIRECTIVES)
        raise UsageError(f"format {format!r}: {' '.join(unknown) or '%'} is not known. Use {known}")
    return pieces


def _named(pieces: list[str]) -> list[tuple[str, str]]:
    return [_DIRECTIVES[piece[1]] for piece in pieces if piece[0] == "%" and piece != "%%"]


def _forms(pieces: list[str], groups: dict[str, int]) -> tuple[tuple[str, str], ...]:
    year = groups.get("year") or groups["short_year"]
    clock = ":".join(_group(groups, name, "00") for name in ("hour", "minute", "second"))
    fraction = f".{{{groups['fraction']}}}" if "fraction" in groups else ""
    rest = f"{{{year}}}-{{{groups['month']}}}-{{{groups['day']}}} {clock}{fraction}"
    if "year" in groups:
        return ((_pattern(pieces, YEAR), rest),)
    return tuple((_pattern(pieces, digits), century + rest) for century, digits in _CENTURIES)


def _group(groups: dict[str, int], name: str, otherwise: str) -> str:
    return f"{{{groups[name]}}}" if name in groups else otherwise


def _pattern(pieces: list[str], year: str) -> str:
    """Regular expression of a format; fields that touch each other have fixed widths."""
    pattern = "^"
    for place, piece in enumerate(pieces):
        if piece[0] != "%" or piece == "%%":
            pattern += re.escape(piece[-1])
            continue
        letter = piece[1]
        neighbours = pieces[max(place - 1, 0) : place] + pieces[place + 1 : place + 2]
        touches = any(n[0] == "%" and n[1:] in _FIXED | {"Y": "", "y": ""} for n in neighbours)
        digits = year if letter in "Yy" else _DIRECTIVES[letter][1]
        pattern += f"({_FIXED[letter] if touches and letter in _FIXED else digits})"
        pattern += _AFTER.get(letter, "")
    return pattern
