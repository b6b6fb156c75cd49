"""Take card and account numbers, addresses and secrets out of text before it is first written."""

from __future__ import annotations

import re

import ibis
import ibis.expr.types as ir

_CARD = re.compile(r"\d(?<!\w\d)[ \u00a0.\-–/]{0,2}(?:\d[ \u00a0.\-–/]{0,2}){11,17}\d(?![\w])")
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
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}\b")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0?\d{1,4}\)|\d)(?:[ ./-]?\d){6,12}(?![\w])|"
    r"(?<![\w.])\(0?\d{2,5}\)[ ./-]?\d{3,5}(?:[ ./-]?\d{2,5}){1,3}(?![\w])|"
    r"(?<![\w.])\d{3}[ .-]\d{3}[ .-]\d{4}(?![\w])|"
    r"(?<![\w.])0[1-9]\d{1,3}[ /-]{1,3}\d{2,4}(?:[ /-]?\d{2,4}){1,3}(?![\w])"
)
_PLAIN_WORDS = re.compile(
    r"(?i)(wrong|right|not|invalid|correct|incorrect|expired|working|broken|lost|required|changed|"
    r"reset|the|my|for|and|that|this|needed|falsch|richtig|nicht|abgelaufen|weg|refusé|incorrecta)"
    r"[.!?]*"
)
_LONG = re.compile(r"\d(?:[ \u00a0.\-–/]{0,2}\d){12}")
_GROUPS = re.compile(r"\d{2}(?: ?[A-Za-z0-9]){11}")
_DIALLED = re.compile(
    r"(?:\+|00)[1-9]|\(\d{2,6}\)|\d{3}[ .-]\d{3}[ .-]\d{4}|0[1-9]\d{1,3}[ /-]{1,3}\d{2}"
)
_KEYS = ("_live_", "_test_", "AKIA", "gh", "eyJ", "earer")
_WORDS = (
    *("cvv", "cvc", "csc", "code", "pass", "kennwort", "prüf", "contraseña", "clave", "senha"),
    *("pin", "tan", "otp", "código"),
)
PREFILTER = (
    r"(?i)(^|\W)(\d[ \x{00a0}.\-–/]{0,2}){12}\d|cvv|cvc|csc|security code|card code|prüfziffer|"
    r"kartenprüf|pass(word|wort|code)|kennwort|mot de passe|contraseña|clave|senha|\bpin\b|\btan\b|"
    r"\botp\b|one[- ]time|verification code|bestätigungscode|code de v|código|_live_|_test_|AKIA|"
    r"gh[pousr]_|eyJ|bearer|(^|[^\w.])(\+|00)[1-9]\d|(^|[^\w.])\(\d{2,6}\)|"
    r"\d{3}[ .-]\d{3}[ .-]\d{4}|\b0\d{2,4}[ /-]{1,3}\d{2}|"
    r"\b[a-z]{2}\d{2} ?[a-z0-9]{4} ?[a-z0-9]{4}"
)
"""What may be anything but an e-mail address, for engines, which are quick to look for it."""
_LETTERS = r"[\p{L}\p{N}_"
_ADDRESS = rf"{_LETTERS}.+%-]+@{_LETTERS}-]+(?:\.{_LETTERS}-]+)+"


def redact(text: str) -> str:
    """Replace card and account numbers, addresses and secrets by a word that says what stood there.

    Card numbers are runs of 13–19 digits (spaces, dots and dashes between them allowed) with a
    valid Luhn check digit; order numbers without one stay. Account numbers are IBANs with valid
    check digits. Telephone numbers are those written as such: with a country code, an area code in
    brackets, or in groups. Secrets are what follows a word for password, PIN, CVV or one-time code,
    and keys in the shape of common providers.

    Examples
    --------
    >>> redact("My card is 4111 1111 1111 1111, CVV 123")
    'My card is [card number], CVV [secret]'
    >>> redact("The password is wrong, order 1234567890123")
    'The password is wrong, order 1234567890123'
    >>> redact("Write to jo@example.org or ring +49 30 1234567")
    'Write to [e-mail] or ring [telephone]'
    """
    if "@" in text:
        text = _EMAIL.sub("[e-mail]", text)
    is_word_said = any(word in text.casefold() for word in _WORDS)
    if _LONG.search(text):
        text = _CARD.sub(lambda match: "[card number]" if _has_card(match[0]) else match[0], text)
    if _GROUPS.search(text):
        text = _IBAN.sub(_hide_account, text)
    if any(sign in text for sign in _KEYS):
        text = _KEY.sub("[secret]", text)
    if is_word_said:
        text = _SECRET.sub(_hide_word, text)
    if _DIALLED.search(text):
        text = _PHONE.sub("[telephone]", text)
    return _SHORT_CODE.sub(r"\1\2[secret]", text) if is_word_said else text


def redacted(column: ir.StringValue) -> ir.StringValue:
    """The same for a column: the engine hides e-mail addresses, few texts need a closer look."""
    has_address = column.contains("@").fill_null(False)
    column = has_address.ifelse(column.re_replace(_ADDRESS, "[e-mail]"), column)
    return column.re_search(PREFILTER).fill_null(False).ifelse(_redacted(column), column)


@ibis.udf.scalar.python  # type: ignore[untyped-decorator]
def _redacted(text: str) -> str:
    return redact(text)


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


def _hide_account(match: re.Match[str]) -> str:
    """Hide the longest beginning with valid check digits: words may follow an account number."""
    written = match[0]
    for end in range(len(written), 14, -1):
        if written[end - 1] != " " and _is_iban(written[:end]):
            return f"[account number]{written[end:]}"
    return written


def _is_iban(written: str) -> bool:
    letters = written.replace(" ", "").upper()
    turned = letters[4:] + letters[:4]
    return len(letters) > 14 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _hide_word(match: re.Match[str]) -> str:
    if _PLAIN_WORDS.fullmatch(match[3]):
        return match[0]
    return f"{match[1]}{match[2]}[secret]"
