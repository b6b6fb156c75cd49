"""The shipped head of emotion: as measured, small, the same after writing."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from training.emotion import FEELINGS, MOODS

from lastword.errors import InputRefused
from lastword.text.emotion import head
from lastword.text.head import Head, shipped
from lastword.text.plain import plain, words


def test_emotion_is_read_as_well_as_its_card_says(data_folder: Path) -> None:
    folder = data_folder / "emotion"
    names = (folder / "goemotions_labels.txt").read_text().split()
    with gzip.open(folder / "goemotions_dev.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[:2] for line in file]
    model = head()
    found = model.scores([words(plain(text)) for text, _ in rows]) >= model.thresholds
    chosen = [{names[int(number)] for number in labels.split(",")} for _, labels in rows]

    def f1(name: str, emotions: str) -> float:
        true = np.array([not raters.isdisjoint(emotions.split()) for raters in chosen])
        mine = found[:, model.classes.index(name)]
        return float(2 * (mine & true).sum() / (mine.sum() + true.sum()))

    assert np.mean([f1(*mood) for mood in MOODS.items()]) >= 0.61
    assert np.mean([f1(*feeling) for feeling in FEELINGS.items()]) >= 0.55


def test_writing_a_head_keeps_it() -> None:
    model = Head(
        ("a", "b"), ("good", "not good"), np.array([1.0, 2.0]),
        np.array([[1.0, -0.5], [-2.0, 0.25]]), np.array([0.1, -0.1]), np.array([0.5, 0.5]),
    )  # fmt: skip
    again = Head.from_bytes(model.to_bytes())
    texts = [["not", "good"], ["good"], []]
    assert again.classes == model.classes
    assert np.allclose(again.scores(texts), model.scores(texts), atol=0.01)


def test_another_file_than_that_of_the_card_is_refused() -> None:
    with pytest.raises(InputRefused, match="model card"):
        shipped("emotion", "0" * 64)
