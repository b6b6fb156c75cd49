"""Numbers as they are spoken: card numbers, codes and the like taken out of what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lastword.text.redaction import redact

CARD, NUMBER = "[card number]", "[number]"
LONG = 7
"""Digits in a row that are always left out."""
SHORT = 2
"""Digits in a row that are left out where cards or codes are spoken of."""
CARD_DIGITS = 12
NEAR_SECONDS = 30.0
"""Numbers so close together may be parts of one."""
SPELLED_SECONDS = 8.0
"""Digits said one by one so close together may be parts of one number."""
TOPIC_SECONDS = 60.0
"""How long after a word for cards or codes short numbers are left out too."""
_HESITATIONS = (
    "uh um er erm ah eh and then dash hyphen minus space slash point dot okay ok yes so that's is "
    "it's und äh ähm dann strich bindestrich ja y e et puis euh tiret guion guión trattino"
)
_FILLERS = frozenset(_HESITATIONS.split())
"""Words between two numbers that do not part them."""

_ONES = {
    "zero oh o nought null nil cero zéro zero null nul": "0",
    "one eins ein uno un une um uma één een": "1",
    "two too to zwei zwo dos deux due dois duas twee": "2",
    "three drei tres trois tre três drie": "3",
    "four for fore vier cuatro quatre quattro quatro": "4",
    "five fünf fuenf cinco cinq cinque vijf": "5",
    "six sechs seis sei zes": "6",
    "seven sieben siete sept sette sete zeven": "7",
    "eight ate acht ocho huit otto oito": "8",
    "nine neun nueve neuf nove negen niner": "9",
}
_TEENS = {
    "ten zehn diez dix dieci dez tien": "10",
    "eleven elf once onze undici": "11",
    "twelve zwölf doce douze dodici doze twaalf": "12",
    "thirteen dreizehn trece treize tredici treze dertien": "13",
    "fourteen vierzehn catorce quatorze quattordici catorze veertien": "14",
    "fifteen fünfzehn quince quinze quindici vijftien": "15",
    "sixteen sechzehn dieciséis seize sedici dezesseis zestien": "16",
    "seventeen siebzehn diecisiete diciassette dezessete zeventien": "17",
    "eighteen achtzehn dieciocho diciotto dezoito achttien": "18",
    "nineteen neunzehn diecinueve diciannove dezenove negentien": "19",
}
_TENS = {
    "twenty zwanzig veinte vingt venti vinte twintig": "2",
    "thirty dreißig dreissig treinta trente trenta trinta dertig": "3",
    "forty fourty vierzig cuarenta quarante quaranta quarenta veertig": "4",
    "fifty fünfzig cincuenta cinquante cinquanta cinquenta vijftig": "5",
    "sixty sechzig sesenta soixante sessanta sessenta zestig": "6",
    "seventy siebzig setenta settanta zeventig": "7",
    "eighty achtzig ochenta ottanta oitenta tachtig": "8",
    "ninety neunzig noventa novanta negentig": "9",
}
_MANY = {"double": 2, "doppel": 2, "doble": 2, "triple": 3, "treble": 3, "quadruple": 4}
_SCALE = {"hundred": "00", "hundert": "00", "cien": "00", "cent": "00", "thousand": "000"}
_MOSTLY_OTHERWISE = "to too for fore ate o a un une um uma ein once sei quatre due tre"
_UNSURE = frozenset(_MOSTLY_OTHERWISE.split())
"""Words that are mostly no numbers: they count between numbers only."""
_WORD = re.compile(r"\d+(?:st|nd|rd|th)\b|[^\W\d_]+|\d+")
_GERMAN = re.compile(
    r"(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und"
    r"(zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)"
)
_TOPIC = re.compile(
    r"(?i)\b(credit|debit|visa|master ?card|amex|american express|maestro|card|cvv2?|cvc2?|csc|"
    r"expir\w*|valid until|security code|sort code|account number|routing|iban|pin|tan|otp|"
    r"pass ?(code|word)|verification|(one|two)[- ]time|three digits|last (three|four)|digits|"
    r"long number|\w*karte\w*|karten\w*|prüf\w+|ablauf\w*|gültig|tarjeta|caduc\w*|clave|carte|"
    r"cartão|carta|expiration|cryptogramme|validade|scadenza|kennwort|geheimzahl|code)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one speaker and when they were said."""

    text: str
    start: float
    end: float


@dataclass(slots=True)
class _Run:
    """Digits in a row within one utterance."""

    place: int
    start: int
    end: int
    digits: int
    at: float
    words: int = 1
    is_dropped: bool = False
    is_card: bool = False


def without_numbers(talk: Sequence[Said]) -> tuple[list[str], int]:
    """What was said, without card numbers and codes, and how many numbers were left out.

    What is written down of speech is never sure to a digit, so that no check digit decides:

    * seven digits or more in a row, spoken or written, are always left out;
    * numbers of any length that lie within 30 seconds of one another, of whichever speaker, and
      have twelve digits together are a card number read in parts: all are left out; so are
      digits said one by one with pauses of up to eight seconds, seven of them together;
    * for a minute after a word for cards, expiry dates, PINs, passwords or codes, every number of
      two digits or more is left out, and single digits that stand alone as well.

    Prices, dates and counts elsewhere stay. Addresses, telephone numbers and secrets go as in
    `redact`.

    Examples
    --------
    >>> without_numbers([Said("it's four one one one, double one eleven eleven", 0, 4)])
    (["it's [number]"], 1)
    >>> without_numbers([Said("I waited for two weeks", 0, 2)])
    (['I waited for two weeks'], 0)
    """
    runs = [run for place, said in enumerate(talk) for run in _runs(said, place)]
    _drop_long(runs)
    _drop_parts(runs)
    _drop_on_topic(runs, talk)
    texts = [_rewritten(said.text, [r for r in runs if r.place == place and r.is_dropped])
             for place, said in enumerate(talk)]  # fmt: skip
    return [redact(text) for text in texts], sum(run.is_dropped for run in runs)


def is_number(word: str) -> bool:
    """Whether a word, in small letters, stands for digits.

    Examples
    --------
    >>> is_number("seven"), is_number("4711"), is_number("heaven")
    (True, True, False)
    """
    return _value(word) is not None


def _runs(said: Said, place: int) -> list[_Run]:
    words = list(_WORD.finditer(said.text))
    values = _values([word[0].casefold() for word in words])
    runs: list[_Run] = []
    last = -1
    for number, (word, value) in enumerate(zip(words, values, strict=True)):
        if value is None:
            continue
        share = word.start() / max(1, len(said.text))
        at = said.start + share * (said.end - said.start)
        if runs and all(between[0].casefold() in _FILLERS for between in words[last + 1 : number]):
            runs[-1].end, runs[-1].digits = word.end(), runs[-1].digits + len(value)
            runs[-1].words += 1
        else:
            runs.append(_Run(place, word.start(), word.end(), len(value), at))
        last = number
    return runs


def _values(words: Sequence[str]) -> list[str | None]:
    """Digits that each word stands for; None where it is no number."""
    values = [_value(word) for word in words]
    for place, word in enumerate(words):
        following = values[place + 1] if place + 1 < len(values) else None
        if word in _MANY and following:
            values[place] = following[:1] * (_MANY[word] - 1)
        elif word in _SCALE and place and values[place - 1]:
            values[place] = _SCALE[word]
        elif word in _TENS_OF and following and len(following) == 1 and following != "0":
            values[place] = _TENS_OF[word]
    sure = [value is not None and word not in _UNSURE
            for word, value in zip(words, values, strict=True)]  # fmt: skip
    for place, word in enumerate(words):
        near = sure[max(0, place - 1) : place + 2]
        if word in _UNSURE and sum(near) < min(2, len(near) - 1):
            values[place] = None
    return values


def _value(word: str) -> str | None:
    if word.isdigit():
        return word
    if word in _WORDS:
        return _WORDS[word]
    if word in _TENS_OF:
        return _TENS_OF[word] + "0"
    composed = _GERMAN.fullmatch(word)
    return _TENS_OF[composed[2]] + _WORDS[composed[1]] if composed else None


def _drop_long(runs: list[_Run]) -> None:
    for run in runs:
        if run.digits >= LONG:
            run.is_dropped, run.is_card = True, run.digits >= CARD_DIGITS


def _drop_parts(runs: list[_Run]) -> None:
    """Parts of one number, read with pauses: a card's, or one that is spelled digit by digit."""
    for chain in _chains(runs, NEAR_SECONDS):
        if sum(part.digits for part in chain) >= CARD_DIGITS:
            for part in chain:
                part.is_dropped = part.is_card = True
    for chain in _chains([run for run in runs if run.words == run.digits], SPELLED_SECONDS):
        if sum(part.digits for part in chain) >= LONG:
            for part in chain:
                part.is_dropped = True


def _chains(runs: Sequence[_Run], gap: float) -> Iterator[list[_Run]]:
    """Numbers each of which is said soon after the one before."""
    chain: list[_Run] = []
    for run in sorted(runs, key=lambda r: r.at):
        if chain and run.at - chain[-1].at > gap:
            yield chain
            chain = []
        chain.append(run)
    if chain:
        yield chain


def _drop_on_topic(runs: list[_Run], talk: Sequence[Said]) -> None:
    topics = [said.start for said in talk if _TOPIC.search(said.text)]
    topics += [run.at for run in runs if run.is_card]
    for run in runs:
        is_alone = run.end - run.start >= 0.5 * len(talk[run.place].text.strip(" .,!?"))
        if any(-2.0 <= run.at - at <= TOPIC_SECONDS for at in topics) and (
            run.digits >= SHORT or is_alone
        ):
            run.is_dropped = True


def _rewritten(text: str, dropped: Sequence[_Run]) -> str:
    for run in reversed(dropped):
        word = CARD if run.is_card else NUMBER
        text = f"{text[: run.start]}{word}{text[run.end :]}"
    return text


_WORDS = {
    word: digits for known in (_ONES, _TEENS) for words, digits in known.items()
    for word in words.split()
}  # fmt: skip
_TENS_OF = {word: digits for words, digits in _TENS.items() for word in words.split()}
