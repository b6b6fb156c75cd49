"""Take card and account numbers, addresses and secrets out of text before it is first written."""

from __future__ import annotations

import re

import ibis
import ibis.expr.types as ir

_CARD = re.compile(r"(?<![\w])(?:\d[ \u00a0.\-–/]{0,3}){12,18}\d(?![\w])")
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
_LENGTHS = {
    country: (length,)
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS", 23: "AE GI IL IQ TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "PT", 26: "IS TR", 27: "FR GR IT MC SM",
        28: "AL AZ CY DO GT HU LB PL", 29: "BR PS QA UA", 30: "JO KW MU", 31: "MT",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""Signs of an account number by country; of others any length with valid check digits."""
_KEY = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[0-9A-Za-z]{10,}|\bAKIA[0-9A-Z]{16}\b|"
    r"\bgh[pousr]_[0-9A-Za-z]{30,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}|"
    r"\b[Bb]earer\s+[\w.~+/-]{16,}"
)
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}\b")
_LOCAL, _HOST = r"[\w.+%='-]{1,64}", r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_ADDRESS = r"[\w.+%='-]+@[\w-]+(?:\.[\w-]+)+"
_UNICODE_ADDRESS = _ADDRESS.replace(r"\w", r"\p{L}\p{N}_")
"""The same for engines, to which a letter is ASCII unless they are told otherwise."""
_PLAIN_ADDRESS = re.compile(rf"(?<![\w.+%='-]){_ADDRESS}")
_EMAIL = re.compile(
    rf"{_LOCAL}(?:[@＠]| @ ){_HOST}|"
    r"(?i:[\w.+-]{1,64} ?[(\[{]at[)\]}] ?[\w-]{1,63}"
    r"(?:(?:\.| ?[(\[{]dot[)\]}] ?)\w{2,63}){1,3})|"
    r"(?i:\b[\w.+-]{1,64} at [\w-]{1,63} dot (?:com|org|net|info|io|co|[a-z]{2})\b)"
)
_PHONE = re.compile(
    r"(?<![\w.])(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0?\d{1,4}\)|\d)(?:[ ./-]?\d){6,12}(?![\w])|"
    r"(?<![\w.])\(0?\d{2,5}\)[ ./-]?\d{3,5}(?:[ ./-]?\d{2,5}){1,3}(?![\w])|"
    r"(?<![\w.])\d{3}[ .-]\d{3}[ .-]\d{4}(?![\w])|"
    r"(?<![\w.])0[1-9]\d{1,3}[ /-]{1,3}\d{2,4}(?:[ /-]?\d{2,4}){1,3}(?![\w])|"
    r"(?<![\w.])0\d(?:[ .-]\d\d){4}(?![\w])|(?<![\w.])0\d[ -]\d{3,4}[ -]\d{4}(?![\w])"
)
_PHONE_WORD = (
    r"(?:phone|mobile|cell|tel|telephone|call me|ring me|call|ring|whatsapp|sms|text me|reach me|"
    r"handy|telefon|rufnummer|nummer|erreichen|portable|téléphone|numéro|teléfono|celular|móvil|"
    r"telefono|numero|cellulare|telefone|celular|telemóvel|bellen)"
)
_AFTER_WORD = re.compile(
    rf"(?i)\b({_PHONE_WORD}\b[^\d\n+(]{{0,24}}?)(?<![\w.])"
    r"(\+?\(?\d(?:[ ./()-]{0,2}\d){6,13})(?![\w%])(?!\.\d)"
)
_PLAIN_WORDS = re.compile(
    r"(?i)(wrong|right|not|invalid|correct|incorrect|expired|working|broken|lost|required|changed|"
    r"reset|rejected|declined|refused|blocked|the|my|for|and|that|this|needed|falsch|richtig|nicht|"
    r"abgelaufen|weg|refusé|incorrecta)"
    r"[.!?]*"
)
PREFILTER = (
    r"(?i)(^|\W)(\d[ \x{00a0}.\-–/]{0,3}){12}\d|cvv|cvc|csc|security code|card code|prüfziffer|"
    r"kartenprüf|pass(word|wort|code)|kennwort|mot de passe|contraseña|clave|senha|\bpin\b|\btan\b|"
    r"\botp\b|one[- ]time|verification code|bestätigungscode|code de v|código|_live_|_test_|AKIA|"
    r"gh[pousr]_|eyJ|bearer|[@＠]|[(\[{]at[)\]}]| at [^ ]+ dot |(^|[^\w.])(\+|00)[1-9]\d|"
    r"(^|[^\w.])\(\d{2,6}\)|"
    r"\d{3}[ .-]\d{3}[ .-]\d{4}|"
    r"\b0\d{1,4}[ ./-]{1,3}\d{2}|\b[a-z]{2}\d{2}[ -]?[a-z0-9]{4}[ -]?[a-z0-9]{3}|"
    rf"{_PHONE_WORD}\b[^\d\n]{{0,26}}\d([ ./()-]{{0,2}}\d){{6}}"
)


def redact(text: str) -> str:
    """Replace card and account numbers, addresses and secrets by a word that says what stood there.

    Card numbers are runs of 13–19 digits (spaces, dots and dashes between them allowed) with a
    valid Luhn check digit; order numbers without one stay. Account numbers are IBANs of their
    country's length with valid check digits. Telephone numbers are those written as such: with a
    country code, an area code in brackets, in groups, or after a word for telephone. Secrets are
    what follows a word for password, PIN, CVV or one-time code, and keys in the shape of common
    providers.

    Examples
    --------
    >>> redact("My card is 4111 1111 1111 1111, CVV 123")
    'My card is [card number], CVV [secret]'
    >>> redact("The password is wrong, order 1234567890123")
    'The password is wrong, order 1234567890123'
    >>> redact("Write to jo@example.org or ring +49 30 1234567")
    'Write to [e-mail] or ring [telephone]'
    """
    text = _PLAIN_ADDRESS.sub("[e-mail]", text)
    text = _IBAN.sub(_hide_account, text)
    text = _CARD.sub(lambda match: "[card number]" if _has_card(match[0]) else match[0], text)
    text = _KEY.sub("[secret]", text)
    text = _SECRET.sub(_hide_word, text)
    text = _PHONE.sub("[telephone]", _EMAIL.sub("[e-mail]", text))
    text = _AFTER_WORD.sub(r"\1[telephone]", text)
    return _SHORT_CODE.sub(r"\1\2[secret]", text)


def redacted(column: ir.StringValue) -> ir.StringValue:
    """The same for a column: the engine hides plain addresses, few texts need a closer look."""
    has_address = column.contains("@").fill_null(False)
    known = has_address.ifelse(column.re_replace(_UNICODE_ADDRESS, "[e-mail]"), column)
    return known.re_search(PREFILTER).fill_null(False).ifelse(_redacted(known.fill_null("")), known)


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
    """Hide as many signs as the country's numbers have: words may follow them."""
    written = match[0]
    ends = [place for place, sign in enumerate(written, 1) if sign not in " -"]
    for length in _LENGTHS.get(written[:2].upper(), range(len(ends), 14, -1)):
        if length <= len(ends) and _is_iban(written[: ends[length - 1]]):
            return f"[account number]{written[ends[length - 1] :]}"
    return written


def _is_iban(written: str) -> bool:
    letters = written.replace(" ", "").replace("-", "").upper()
    turned = letters[4:] + letters[:4]
    return len(letters) > 14 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _hide_word(match: re.Match[str]) -> str:
    if _PLAIN_WORDS.fullmatch(match[3]):
        return match[0]
    return f"{match[1]}{match[2]}[secret]"
