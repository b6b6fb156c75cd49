"""How values become markup: numbers with their interval, unknown in words, texts made safe."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from lastword.charts.typeface import printable
from lastword.estimate import Bounds, Estimate, say
from lastword.finding import Finding
from lastword.pages.page import Cell, Column
from lastword.project.results import Behind

_LONGEST = 600
_CODE = re.compile(r"`([^`]+)`")
_NUMBER = re.compile(
    r"−?\d[\d.,]*(?: (?:%|s|days)(?!\w))?(?: \([^()]{1,30}\))?|\([−\d][^()]{0,30}\)"
)
_DASH = re.compile(r"(?<=\d)–(?=\d)")
_LONG_WORD = re.compile(r"\S{24}(?=\S)")


def tidy(text: object) -> str:
    r"""A text that can stand on a page: no control or direction marks, not endless.

    Examples
    --------
    >>> tidy("a\x00b\u202ec")
    'a b c'
    """
    short = " ".join(printable(str(text)).split())
    return short if len(short) <= _LONGEST else f"{short[:_LONGEST]}…"


def prose(text: object) -> Markup:
    """A sentence: escaped, words in backticks as code, no line break within a number."""
    whole = _DASH.sub("\u2060–\u2060", _NUMBER.sub(_unbroken, tidy(text)))
    safe = str(escape(_LONG_WORD.sub("\\g<0>\u200b", whole)))
    return Markup(_CODE.sub(r"<code>\1</code>", safe))


def cell(value: Cell) -> Markup | str:
    """What a table cell shows; unknown is said in words, never as 0."""
    if value is None or value == "":
        return Markup('<span class="unknown">–</span>')
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Estimate | Bounds):
        return _number(value)
    if isinstance(value, datetime):
        return Markup(f'<time datetime="{value.isoformat()}">{moment(value)}</time>')
    if isinstance(value, int | float):
        return say(value, "count" if isinstance(value, int) else "score")
    return Markup("<bdi>{}</bdi>").format(prose(value))


def figure(number: Estimate | Bounds) -> str:
    """The number alone, large: the estimate, or both bounds."""
    if isinstance(number, Bounds):
        return _fixed(number.text())
    return _fixed(say(number.value, number.unit)) if number.value is not None else "unknown"


def beside(number: Estimate | Bounds) -> str:
    """What stands in muted type under a number: unit where it has no sign, interval and n."""
    n = f"n\u00a0{number.n:,}"
    if isinstance(number, Bounds):
        return f"bounds · {n}"
    unit = "points" if number.unit == "points" else ""
    return " · ".join(part for part in (unit, _interval(number), n) if part)


def moment(at: datetime) -> str:
    """A date with its time.

    Examples
    --------
    >>> moment(datetime(2026, 10, 3, 9, 5))
    '3 Oct 2026 09:05'
    """
    return f"{at.day} {at:%b %Y %H:%M}"


def tested(finding: Finding) -> str:
    """How a finding was tested."""
    parts = [f"p = {finding.p:.2g}"] if finding.p is not None else []
    if finding.q is not None:
        parts.append(f"q = {finding.q:.2g} after allowing for many tests")
    if finding.minimal_detectable_effect is not None:
        parts.append(
            f"smallest effect these data would show: {finding.minimal_detectable_effect:g}"
        )
    return "; ".join(parts)


def lister(finding: Finding) -> str:
    """The command that lists the rows behind a finding."""
    table = finding.evidence.table if finding.evidence else ""
    return "issues" if table in ("issues", "verdicts") else "contacts"


def _known(number: Estimate | Bounds) -> bool:
    return isinstance(number, Bounds) or number.is_known


def _kind(block: object) -> str:
    return type(block).__name__


def _columns(behind: Behind) -> tuple[Column, ...]:
    return tuple(Column(name.replace("_", " ")) for name in behind.columns)


def _number(number: Estimate | Bounds) -> Markup:
    if isinstance(number, Bounds):
        return Markup('<span class="interval">{}</span>').format(_fixed(number.text()))
    if number.value is None:
        return Markup('<span class="unknown">–</span>')
    value = Markup('<span class="value">{}</span>').format(figure(number))
    interval = _interval(number)
    return value + (
        Markup(' <span class="interval">{}</span>').format(interval) if interval else ""
    )


def _interval(number: Estimate) -> str:
    """The part of the number's words that stands in brackets."""
    return _fixed(number.text().partition("(")[2].rstrip(")"))


def _unbroken(number: re.Match[str]) -> str:
    """Keep a number, its unit and its interval on one line."""
    return number.group().replace(" ", "\u00a0")


def _fixed(text: str) -> str:
    return text.replace(" ", "\u00a0")


FILTERS: dict[str, Callable[..., Any]] = {
    "tidy": tidy,
    "prose": prose,
    "cell": cell,
    "figure": figure,
    "beside": beside,
    "moment": moment,
    "tested": tested,
    "lister": lister,
    "known": _known,
    "kind": _kind,
    "columns": _columns,
}
