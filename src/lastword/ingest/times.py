"""Texts read as times: local or absolute; what cannot be read becomes null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from lastword.engine.texts import rearranged
from lastword.engine.times import milliseconds_between, moment
from lastword.ingest.layouts import (
    EPOCHS,
    ISO_LOCAL,
    ISO_OFFSET,
    ISO_UTC,
    Layout,
    layout_in,
    layout_of,
)
from lastword.ingest.rule import DateOrder

_END = "|"
_UTC = "Z"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ROLL_MILLISECONDS = 12 * 3_600_000


@dataclass(frozen=True)
class TimeFormats:
    """The ways in which the times of one column may be written.

    Parameters
    ----------
    formats
        As in a rule; ISO 8601, and dates in `date_order`, where empty.
    """

    formats: tuple[str, ...]
    date_order: DateOrder | None

    def local(self, text: ir.StringValue) -> ir.TimestampValue:
        """The time on the wall where the text carries no offset; else null."""
        found = [_laid_out(text, layout) for layout in self._layouts if layout.offset is None]
        return _first([*([_iso_local(text)] if self._iso else []), *found])

    def zulu(self, text: ir.StringValue) -> ir.TimestampValue | None:
        """UTC of ISO 8601 that ends in Z, as most times do; None if ISO is not among the formats.

        Engines compute what several branches share for all rows, whatever a branch asks for. So
        only texts that are not read here should be given to `absolute`.
        """
        return _iso_utc(text) if self._iso else None

    def absolute(self, text: ir.StringValue) -> ir.TimestampValue | None:
        """UTC where the text carries an offset; None if no format does."""
        found = [_laid_out(text, layout) for layout in self._layouts if layout.offset is not None]
        epochs = [_epoch(text, name) for name in self.formats if name in EPOCHS]
        iso = [_with_offset(text)] if self._iso else []
        return _first([*iso, *found, *epochs]) if iso or found or epochs else None

    @property
    def described(self) -> str:
        """The formats in words."""
        if self.formats:
            return ", ".join(self.formats)
        order = f" or a date in the order {self.date_order}" if self.date_order else ""
        return f"ISO 8601{order}"

    @property
    def _iso(self) -> bool:
        return not self.formats or "iso" in self.formats

    @property
    def _layouts(self) -> list[Layout]:
        if not self.formats:
            return [layout_in(self.date_order)] if self.date_order else []
        return [layout_of(name) for name in self.formats if name != "iso" and name not in EPOCHS]


def rolled(local: ir.TimestampValue, reference: ir.TimestampValue) -> ir.TimestampValue:
    """Add a day to a time that lies more than 12 hours before the reference."""
    is_before = milliseconds_between(reference, local) > _ROLL_MILLISECONDS
    return is_before.fill_null(False).ifelse(local + ibis.interval(days=1), local)


def later_by(at: ir.TimestampValue, seconds: ir.FloatingValue) -> ir.TimestampValue:
    """A time some seconds later, to the millisecond."""
    return at + (seconds * 1000.0).round().cast("int64").as_interval("ms")


def _first(found: Sequence[ir.TimestampValue]) -> ir.TimestampValue:
    if not found:
        return ibis.null("timestamp")
    return found[0] if len(found) == 1 else ibis.coalesce(*found)


def _iso_local(text: ir.StringValue) -> ir.TimestampValue:
    is_local = (~text.endswith(_UTC)).ifelse(text.re_search(ISO_LOCAL), False)
    return is_local.ifelse(text.try_cast("timestamp"), ibis.null("timestamp"))


def _iso_utc(text: ir.StringValue) -> ir.TimestampValue:
    is_utc = text.endswith(_UTC).ifelse(text.re_search(ISO_UTC), False)
    local = text.substr(0, text.length() - len(_UTC))
    return is_utc.ifelse(local.try_cast("timestamp"), ibis.null("timestamp"))


def _with_offset(text: ir.StringValue) -> ir.TimestampValue:
    local = text.re_extract(ISO_OFFSET, 1).nullif("").try_cast("timestamp")
    return local - _offset_seconds(text.re_extract(ISO_OFFSET, 2)).as_interval("s")


def _epoch(text: ir.StringValue, name: str) -> ir.TimestampValue:
    factor = 1000.0 if name == "epoch_seconds" else 1.0
    count = text.re_search(EPOCHS[name]).ifelse(text.try_cast("float64"), ibis.null("float64"))
    return moment(datetime(1970, 1, 1)) + (count * factor).round().cast("int64").as_interval("ms")


def _laid_out(text: ir.StringValue, layout: Layout) -> ir.TimestampValue:
    """Time on the wall, or UTC where the layout has an offset.

    A mark at the end, which only a match takes away, keeps all other texts from being cast.
    """
    iso = text + _END
    for pattern, template in layout.forms:
        iso = rearranged(iso, f"{pattern}[|]$", template)
    if layout.has_names:
        iso = _with_numbers(iso)
    at = iso.try_cast("timestamp")
    if layout.has_meridiem:
        at = _by_meridiem(at, text)
    if layout.offset is None:
        return at
    offset = rearranged(text + _END, f"{layout.forms[0][0]}[|]$", f"{{{layout.offset}}}")
    return at - _offset_seconds(offset).as_interval("s")


def _with_numbers(iso: ir.StringValue) -> ir.StringValue:
    for number, name in enumerate(_MONTHS, start=1):
        for word in (name, name.lower(), name.upper()):
            iso = iso.replace(f"-{word}-", f"-{number:02}-")
    return iso


def _by_meridiem(at: ir.TimestampValue, text: ir.StringValue) -> ir.TimestampValue:
    word = text.upper()
    noon = ibis.cases(
        (word.endswith("PM") & (at.hour() < 12), 12),
        (word.endswith("AM") & (at.hour() == 12), -12),
        else_=0,
    )
    return word.endswith("M").ifelse(at + noon.as_interval("h"), at)


def _offset_seconds(offset: ir.StringValue) -> ir.IntegerValue:
    """Seconds east of UTC of Z, UTC, +02, +0200 or +02:00."""
    digits = offset.replace(":", "").re_replace("^(?:Z|UTC)$", "+0000")
    hours = digits.substr(1, 2).try_cast("int64")
    minutes = digits.substr(3, 2).try_cast("int64").fill_null(0)
    return (hours * 3600 + minutes * 60) * digits.startswith("-").ifelse(-1, 1)
