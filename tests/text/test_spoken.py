"""Spoken numbers: cards and codes are left out however they are read; plain words stay."""

from __future__ import annotations

import random
import re

import pytest

from lastword.text.spoken import Said, without_numbers

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
TEENS = ["ten", "eleven", "twelve", *(f"{word}teen" for word in (
    "thir", "four", "fif", "six", "seven", "eigh", "nine"))]  # fmt: skip
WAYS = ("words", "oh", "pairs", "doubles", "groups", "dashes", "mixed", "commas", "hesitating")
READINGS = 27


def card(rng: random.Random) -> str:
    """A random number of 15 or 16 digits with a valid check digit."""
    body = [rng.randrange(10) for _ in range(rng.choice((14, 15)))]
    doubled = [n * 2 - 9 * (n > 4) if place % 2 == 0 else n for place, n in enumerate(body[::-1])]
    return "".join(map(str, body)) + str(-sum(doubled) % 10)


def pair(two: str) -> str:
    if two[0] == "0" or len(two) == 1:
        return " ".join(DIGITS[int(n)] for n in two)
    if two[0] == "1":
        return TEENS[int(two[1])]
    return TENS[int(two[0])] + ("" if two[1] == "0" else f"-{DIGITS[int(two[1])]}")


def read(number: str, way: str, rng: random.Random) -> str:
    words = [DIGITS[int(n)] for n in number]
    if way == "oh":
        return " ".join(words).replace("zero", "oh")
    if way == "pairs":
        return " ".join(pair(number[at : at + 2]) for at in range(0, len(number), 2))
    if way == "doubles":
        return re.sub(r"\b(\w+) \1\b", r"double \1", " ".join(words))
    if way == "groups":
        return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    if way == "dashes":
        return "-".join(number)
    if way == "mixed":
        return " ".join(rng.choice((word, n)) for word, n in zip(words, number, strict=True))
    if way == "commas":
        return ", ".join(words)
    if way == "hesitating":
        return " ".join(w + rng.choice(("", "", " uh", " um,", " and")) for w in words)
    return " ".join(words)


def left(texts: list[str]) -> int:
    """Digits that can still be read, in words or figures."""
    words = re.findall(r"[a-z]+|\d", " ".join(texts).casefold())
    known = {*DIGITS[1:], *TEENS, *TENS[2:]}
    return sum(word in known or word.isdigit() for word in words)


@pytest.mark.parametrize("way", WAYS)
def test_a_card_read_in_one_go_is_left_out(way: str) -> None:
    rng = random.Random(f"one {way}")
    for _ in range(READINGS):
        said = f"Sure, it's {read(card(rng), way, rng)}, okay"
        texts, dropped = without_numbers([Said(said, 0.0, 9.0)])
        assert dropped
        assert left(texts) == 0, said


@pytest.mark.parametrize("way", WAYS)
def test_a_card_read_in_parts_with_answers_between_is_left_out(way: str) -> None:
    rng = random.Random(f"parts {way}")
    for _ in range(READINGS):
        number, talk, at = card(rng), [Said("And the long number, please?", 0.0, 2.0)], 3.0
        for place in range(0, len(number), 4):
            part = read(number[place : place + 4], way, rng)
            talk += [
                Said(part, at, at + 2),
                Said(rng.choice(("okay", "mhm", part)), at + 2, at + 4),
            ]
            at += rng.uniform(4, 8)
        talk.append(Said("Thank you. And the expiry date?", at, at + 2))
        talk.append(Said("oh five twenty-eight", at + 3, at + 5))
        talk.append(Said("and the three digits on the back?", at + 6, at + 8))
        talk.append(Said("one two three", at + 9, at + 10))
        texts, _ = without_numbers(talk)
        assert left([text.replace("three digits", "") for text in texts]) == 0, talk


@pytest.mark.parametrize(
    "said",
    [
        "I have been waiting for two weeks and three days.",
        "It was 59 dollars, and then on May 3rd it was 64.",
        "Nine out of ten times it works, one of them does not.",
        "I called at ten fifteen and then again at four.",
        "there were two people for one desk",
        "Ich warte seit zwei Wochen, es waren drei Leute da.",
        "Cela fait deux semaines que j'attends un rendez-vous.",
    ],
)
def test_plain_numbers_stay(said: str) -> None:
    assert without_numbers([Said(said, 0.0, 6.0)]) == ([said], 0)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Meine Kartennummer ist vier eins eins eins, zwei zwei, drei drei vier vier", "Meine"),
        ("el número es cuatro uno uno uno dos dos dos dos cinco cinco", "el número es"),
        ("vierundzwanzig dreiundfünfzig einundneunzig siebzehn", ""),
        ("mi clave es 4711", "mi clave es"),
        ("the pin is four seven one one", "the pin"),
    ],
)
def test_other_languages_and_codes(said: str, kept: str) -> None:
    texts, _ = without_numbers([Said(said, 0.0, 6.0)])
    assert texts[0].startswith(kept)
    assert re.search(r"\[(number|secret|card number)\]", texts[0])
    assert not re.search(r"\d|vier|cuatro|seven", texts[0].removeprefix(kept))


def test_digits_spelled_with_pauses_are_one_number() -> None:
    parts = ("three", "three three three", "two two two two")
    texts, _ = without_numbers(
        [Said(part, 4.0 * at, 4.0 * at + 2) for at, part in enumerate(parts)]
    )
    assert left(texts) == 0
