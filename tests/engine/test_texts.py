"""Texts are trimmed alike on both engines."""

from __future__ import annotations

import pyarrow as pa

from lastword.engine import Engine
from lastword.engine.texts import SPACES, trimmed


def test_every_space_at_both_ends_falls_away(engine: Engine) -> None:
    texts = [f"{space}Grüße an Zoë{space}{space}" for space in SPACES]
    texts += [f"{space}queue 4{space}" for space in SPACES]
    table = engine.frame(pa.table({"text": texts}))
    kept = engine.fetch(table.select(text=trimmed(table.text)).distinct())
    assert sorted(kept["text"].to_pylist()) == ["Grüße an Zoë", "queue 4"]


def test_what_is_no_space_stays(engine: Engine) -> None:
    texts = ["\tqueue\n", "queue 4", "été", "", None]
    table = engine.frame(pa.table({"text": pa.array(texts, pa.string())}))
    kept = engine.fetch(table.select(text=trimmed(table.text)))["text"].to_pylist()
    assert sorted(kept, key=str) == sorted(texts, key=str)
