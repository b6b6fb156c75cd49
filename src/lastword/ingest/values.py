"""Texts read as numbers, durations and flags; what cannot be read becomes null."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.ingest.rule import Unit

TRUE = ("true", "yes", "y", "t", "1")
WORDS = ("given_name", "surname", "address", "postcode")
FALSE = ("false", "no", "n", "f", "0")
_POINT = "^[+-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$"
_COMMA = "^[+-]?(?:[0-9]+|[0-9]{1,3}(?:[.][0-9]{3})+)(?:,[0-9]+)?$"
_FACTORS = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
_CLOCKS = {
    "hh:mm:ss": "^([0-9]{1,4}):([0-5]?[0-9]):([0-5]?[0-9](?:[.][0-9]+)?)$",
    "mm:ss": "^()([0-9]{1,5}):([0-5]?[0-9](?:[.][0-9]+)?)$",
}


def number(text: ir.StringValue, decimal: str) -> ir.FloatingValue:
    """A number with a declared decimal mark; with a comma, points group thousands."""
    if decimal == ",":
        plain = text.replace(".", "").replace(",", ".")
        return text.re_search(_COMMA).ifelse(plain.try_cast("float64"), ibis.null("float64"))
    return text.re_search(_POINT).ifelse(text.try_cast("float64"), ibis.null("float64"))


def whole(text: ir.StringValue, decimal: str) -> ir.IntegerValue:
    """A whole number; 5.0 is one, 5.5 is not."""
    value = number(text, decimal)
    rounded = value.round().cast("int64")
    return (value == rounded.cast("float64")).ifelse(rounded, ibis.null("int64"))


def seconds(text: ir.StringValue, unit: Unit, decimal: str) -> ir.FloatingValue:
    """A duration in seconds."""
    if unit in _FACTORS:
        value = number(text, decimal)
        return value if unit == "seconds" else value * _FACTORS[unit]
    hours, minutes, rest = (
        text.re_extract(_CLOCKS[unit], place).try_cast("float64") for place in (1, 2, 3)
    )
    return hours.fill_null(0.0) * 3600.0 + minutes * 60.0 + rest


def flag(text: ir.StringValue) -> ir.BooleanValue:
    """A flag written in one of the usual words."""
    word = text.lower()
    return ibis.cases((word.isin(TRUE), True), (word.isin(FALSE), False))


def identifier(kind: ir.StringValue, text: ir.StringValue) -> ir.StringValue:
    """An identifier of a customer in the form in which equal ones are equal.

    E-mail addresses in small letters; telephone numbers as digits, with + for a leading 00 and
    without the (0) of national numbers; names, streets and postcodes in small letters with single
    spaces; all other kinds as they are. A national number and its international form stay two.
    """
    phone = text.re_replace("[(]0[)]", "").re_replace("[^0-9+]", "").re_replace("^00", "+")
    words = text.lower().re_replace(r"\s+", " ")
    return ibis.cases(
        (kind == "email", text.lower()),
        (kind == "phone", phone),
        (kind.isin(WORDS), words),
        else_=text,
    )
