"""Cards and secrets go, everything else stays."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.engine import Engine
from lastword.text import redaction
from lastword.text.redaction import PREFILTER, redact, redacted

HIDDEN = [
    ("4111111111111111", "[card number]"),
    ("card 5500-0000-0000-0004 please", "card [card number] please"),
    ("Amex 3782 822463 10005.", "Amex [card number]."),
    ("4111\u00a01111\u00a01111\u00a01111", "[card number]"),
    ("my password is Hunter2!", "my password is [secret]"),
    ("Passwort: geheim77", "Passwort: [secret]"),
    ("mot de passe est soleil99", "mot de passe est [secret]"),
    ("PIN 4711", "PIN [secret]"),
    ("the verification code is 918273", "the verification code is [secret]"),
    ("key sk_live_4eC39HqLyjWDarjtT1zdp7dc", "key [secret]"),
    ("call me on +49 171 2345678", "call me on [telephone]"),
    ("ring 0043 1 2345678 today", "ring [telephone] today"),
    ("(555) 123-4567 or 555-123-4567", "[telephone] or [telephone]"),
    ("030 / 1234567", "[telephone]"),
    ("DE89 3704 0044 0532 0130 00 is mine", "[account number] is mine"),
    ("gb82west12345698765432", "[account number]"),
    ("mail jo.b+x@mail.example.co.uk please", "mail [e-mail] please"),
    ("Authorization: Bearer abcdefghijklmnop1234", "Authorization: [secret]"),
]
KEPT = [
    "order 1234567890123456 is late",
    "ref 1234567890 of 2026-10-11, 14:20",
    "order 4711-22, 100 200 300",
    "I am at work from 9 to 5, room 0815",
    "room AB12 seats 4567 and 8901",
    "@lastword, are you there?",
    "the password is wrong",
    "my PIN is not working",
    "0000 0000 0000 0000",
    "tracking 1Z999AA10123456784",
    "",
]
ADDRESSES = [
    "jörg.müller@straße.example writes to a@b.example, and to c@d",
    '{"from":{"address":"k1@example.org"},"to":"help@desk.example"}',
    "x" * 70 + "@example.org",
    "a@b.c.d.e.f.g.h",
    "@@ me@here.example@there.example .a@b.example",
]
PIECES = [
    *(text for text, _ in HIDDEN),
    *KEPT,
    *ADDRESSES,
    " ",
    "\n",
    "ſ",
    "ı",
    "PIN",
    "0",
    "-",
    "49",
]


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_secrets_are_hidden(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_other_numbers_and_words_stay(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=300))
def test_redaction_is_idempotent(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def _checked(digits: str) -> str:
    total = sum(int(d) if i % 2 else sum(divmod(int(d) * 2, 10)) for i, d in enumerate(digits))
    return digits + str(-total % 10)


@given(st.from_regex(r"[3-6][0-9]{14}", fullmatch=True), st.sampled_from(["", " ", "-", "."]))
def test_every_valid_card_is_hidden(digits: str, gap: str) -> None:
    number = _checked(digits)
    written = gap.join(number[i : i + 4] for i in range(0, 16, 4))
    assert redact(f"it is {written} ok") == "it is [card number] ok"


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_what_a_quick_look_passes_over_holds_nothing(text: str) -> None:
    assert redact(text) == _patiently(text)


def _patiently(text: str) -> str:
    """Every pattern tried on every text."""
    text = redaction._EMAIL.sub("[e-mail]", text)
    text = redaction._CARD.sub(
        lambda match: "[card number]" if redaction._has_card(match[0]) else match[0], text
    )
    text = redaction._IBAN.sub(redaction._hide_account, text)
    text = redaction._KEY.sub("[secret]", text)
    text = redaction._SECRET.sub(redaction._hide_word, text)
    text = redaction._PHONE.sub("[telephone]", text)
    return redaction._SHORT_CODE.sub(r"\1\2[secret]", text)


def test_engines_pass_every_candidate_on(engine: Engine) -> None:
    texts = [text for text, _ in HIDDEN if "@" not in text]
    table = engine.frame(pa.table({"text": [*texts, "just a late parcel"]}))
    rows = engine.fetch(table.select("text", hit=table.text.re_search(PREFILTER))).to_pylist()
    assert {row["text"] for row in rows if not row["hit"]} == {"just a late parcel"}


def test_loading_hides_the_same(duckdb_engine: Engine) -> None:
    texts = [*(text for text, _ in HIDDEN), *KEPT, *ADDRESSES]
    table = duckdb_engine.frame(pa.table({"text": [*texts, None]}))
    rows = duckdb_engine.fetch(table.select("text", hidden=redacted(table.text))).to_pylist()
    assert {row["text"]: row["hidden"] for row in rows} == {
        None: None,
        **{text: redact(text) for text in texts},
    }
