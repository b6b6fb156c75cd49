"""Take card numbers and secrets out of text before it is first written to disk."""

from __future__ import annotations

import re

import ibis.expr.types as ir

_CARD = re.compile(r"(?<![\w])(?:\d[ \u00a0.\-–/]{0,2}){12,18}\d(?![\w])")
_SECRET_WORD = (
    r"(?:cvv2?|cvc2?|csc|security code|card code|prüfziffer|kartenprüfnummer|"
    r"pass(?:word|wort|code)|kennwort|mot de passe|contraseña|clave|senha|"
    r"pin(?: ?code| number)?|tan|otp|one[- ]time (?:code|password)|verification code|"
    r"bestätigungscode|code de vérification|código)"
)
_SECRET = re.compile(
    rf"(?i)\b({_SECRET_WORD})(\s*(?:is|are|ist|lautet|est|es|é|war|was|[:=])\s*[\"'“]?)"
    r"([^\s\"'”,;]{3,64})"
)
_SHORT_CODE = re.compile(rf"(?i)\b({_SECRET_WORD})(\s+[\"'“]?)(\d{{3,8}})\b")
_KEY = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[0-9A-Za-z]{10,}|\bAKIA[0-9A-Z]{16}\b|"
    r"\bgh[pousr]_[0-9A-Za-z]{30,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}|"
    r"\b[Bb]earer\s+[\w.~+/-]{16,}"
)
_PLAIN_WORDS = re.compile(
    r"(?i)(wrong|right|not|invalid|correct|incorrect|expired|working|broken|lost|required|changed|"
    r"reset|the|my|for|and|that|this|needed|falsch|richtig|nicht|abgelaufen|weg|refusé|incorrecta)"
    r"[.!?]*"
)
PREFILTER = (
    r"(?i)(\d[ \x{00a0}.\-–/]{0,2}){12}\d|cvv|cvc|csc|security code|card code|prüfziffer|"
    r"kartenprüf|pass(word|wort|code)|kennwort|mot de passe|contraseña|clave|senha|\bpin\b|\btan\b|"
    r"\botp\b|one[- ]time|verification code|bestätigungscode|code de v|código|_live_|_test_|AKIA|"
    r"gh[pousr]_|eyJ|bearer"
)


def redact(text: str) -> str:
    """Replace card numbers and secrets by a word that says what stood there.

    Card numbers are runs of 13–19 digits (spaces, dots and dashes between them allowed) with a
    valid Luhn check digit; order and phone numbers without one stay. Secrets are what follows a
    word for password, PIN, CVV or one-time code, and keys in the shape of common providers.

    Examples
    --------
    >>> redact("My card is 4111 1111 1111 1111, CVV 123")
    'My card is [card number], CVV [secret]'
    >>> redact("The password is wrong, order 1234567890123")
    'The password is wrong, order 1234567890123'
    """
    text = _CARD.sub(lambda match: "[card number]" if _has_card(match[0]) else match[0], text)
    text = _KEY.sub("[secret]", text)
    text = _SECRET.sub(_hide_word, text)
    return _SHORT_CODE.sub(r"\1\2[secret]", text)


def needs_redaction(column: ir.StringValue) -> ir.BooleanValue:
    """Whether a text may hold something to redact: a cheap filter that the engine runs."""
    return column.re_search(PREFILTER)


def _has_card(digits: str) -> bool:
    numbers = [int(digit) for digit in digits if digit.isdigit()]
    if _luhn(numbers):
        return True
    return len(numbers) > 16 and (_luhn(numbers[:16]) or _luhn(numbers[-16:]))


def _luhn(numbers: list[int]) -> bool:
    if len(set(numbers)) == 1:
        return False
    doubled = (n * 2 - 9 if n > 4 else n * 2 for n in numbers[-2::-2])
    return (sum(numbers[-1::-2]) + sum(doubled)) % 10 == 0


def _hide_word(match: re.Match[str]) -> str:
    if _PLAIN_WORDS.fullmatch(match[3]):
        return match[0]
    return f"{match[1]}{match[2]}[secret]"
