"""Score begging: precision and recall on messages that the phrases were not made from.

`begging.tsv` holds 316 messages in seven languages, written for this purpose in the words of real
help desks and labelled one by one *before* any phrase was: 1 where the agent asks for a good
score, says what it does to him, asks the unhappy to stay away or wants a score changed; 0 for
invitations to answer whatever the score, and for the same words about other things. The phrases
were made while looking at the development half only; one person wrote and labelled, so that the
figures are those of this set, not of any centre.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.text.begging import begging_kinds, begs, read_begging


@pytest.fixture(scope="module")
def messages() -> list[dict[str, str]]:
    path = Path(__file__).with_name("begging.tsv")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_set_is_large_and_mixed(messages: list[dict[str, str]]) -> None:
    assert len(messages) >= 300
    assert {row["language"] for row in messages} == {"en", "de", "fr", "es", "pt", "it", "nl"}
    assert 0.35 < sum(row["begs"] == "1" for row in messages) / len(messages) < 0.65


def test_precision_and_recall_on_the_half_held_out(messages: list[dict[str, str]]) -> None:
    """As stated in the docs: precision .99 (.92–1.0), recall .96 (.88–.99) of 158 messages."""
    held = [row for row in messages if row["part"] == "held_out"]
    found = [(row["begs"] == "1", bool(begging_kinds(row["text"]))) for row in held]
    right = sum(truth and hit for truth, hit in found)
    assert right / sum(hit for _, hit in found) >= 0.95
    assert right / sum(truth for truth, _ in found) >= 0.90


def test_kinds_are_named() -> None:
    assert begging_kinds(
        "Falls Sie nicht zufrieden waren, füllen Sie die Umfrage bitte nicht aus."
    ) == ("deters",)
    assert begging_kinds("Could you change your rating to 5 stars?")[-1] == "revises"
    assert begging_kinds("") == ()


def test_labels_are_the_same_rule(messages: list[dict[str, str]]) -> None:
    texts = [row["text"] for row in messages]
    read = read_begging(texts)
    assert [tuple(r.value for r in found) for found in read] == [begging_kinds(t) for t in texts]
    told = [(text, reading) for text, found in zip(texts, read, strict=True) for reading in found]
    assert all(0 <= reading.start < reading.end <= len(text) for text, reading in told)


def test_the_engines_judge_like_python(engine: Engine, messages: list[dict[str, str]]) -> None:
    texts = [*(row["text"] for row in messages), None]
    table = engine.frame(pa.table({"text": texts}))
    judged = engine.fetch(table.mutate(begs=begs(table.text))).to_pylist()
    assert {row["text"]: row["begs"] for row in judged} == {
        text: None if text is None else bool(begging_kinds(text)) for text in texts
    }
