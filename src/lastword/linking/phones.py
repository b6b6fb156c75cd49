"""Telephone numbers with and without their country as one number."""

from __future__ import annotations

import ibis.expr.types as ir

TRUNK: dict[str, str] = {"+1": "1", "+7": "8", "+36": "06", "+39": "", "+378": "", "+379": ""}
"""What is dialled before a number within the country and falls away after the country's code."""
OTHER_TRUNK = "0"


def international(number: ir.StringValue, country_code: str) -> ir.StringValue:
    """Write a number that lacks its country with the declared one.

    The digit dialled before national numbers (0 nearly everywhere, none in Italy, 1 in North
    America, 8 in Kazakhstan and Russia, 06 in Hungary) falls away. Numbers that begin with +
    stay.

    Parameters
    ----------
    number
        Digits, with + before a country's code.
    country_code
        For example ``"+49"``.
    """
    trunk = TRUNK.get(country_code, OTHER_TRUNK)
    national = number.re_replace(f"^{trunk}", "") if trunk else number
    return number.startswith("+").ifelse(number, country_code + national)
