"""Thanks need no answer; questions and objections do, in every language alike."""

from __future__ import annotations

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.text.closings import asks_for_answer, needs_answer

CLOSING = (
    "Thanks!",
    "Thank you so much, have a nice day",
    "ok, great",
    "No, that's all. Bye",
    "Vielen Dank, alles klar.",
    "Merci beaucoup, bonne journée !",
    "Gracias, ya funciona",
    "Obrigada, até logo",
    "Grazie mille!",
    "Prima, bedankt",
    "👍 thanks",
    "...",
)
OPEN = (
    "It still does not work.",
    "Thanks, but it still fails",
    "Thanks. When will it arrive?",
    "Where is my refund",
    "Danke, aber das Geld ist nicht da",
    "Merci, mais le problème est toujours là",
    "Gracias, pero sigue igual",
    "Obrigado, mas ainda não chegou",
    "Thanks for that, I can't log in",
    "I sent you the form on Monday. " * 8 + "Thanks",
)


@pytest.mark.parametrize("text", CLOSING)
def test_closings_need_no_answer(text: str) -> None:
    assert not needs_answer(text)


@pytest.mark.parametrize("text", OPEN)
def test_open_matters_need_one(text: str) -> None:
    assert needs_answer(text)


def test_the_engines_judge_like_python(engine: Engine) -> None:
    texts = [*CLOSING, *OPEN, None]
    table = engine.frame(pa.table({"text": texts}))
    judged = engine.fetch(table.mutate(asks=asks_for_answer(table.text))).to_pylist()
    assert {row["text"]: row["asks"] for row in judged} == {
        text: None if text is None else needs_answer(text) for text in texts
    }
