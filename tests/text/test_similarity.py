"""Same issue: calibrated on intents that the fit did not see."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lastword.text.embedding import embedder_named, static
from lastword.text.similarity import SameIssue


@pytest.mark.skipif(static.installed() is None, reason="wordllama is not installed")
def test_probabilities_are_right_as_often_as_they_say(data_folder: Path) -> None:
    """Of insurers' pairs called 30 to 70 % sure, about half ask the same; 300 pairs: ± 6 points."""
    path = data_folder / "intents" / "dstc11_development_insurance.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    texts = [row["utterance"] for row in rows]
    names = np.array([row["intent"] for row in rows])
    first, second = np.random.default_rng(4).integers(0, len(rows), (2, 30_000))
    same = names[first] == names[second]
    compared = SameIssue.of(embedder_named("default"), texts)
    sure = compared.probability(
        [texts[place] for place in first], [texts[place] for place in second],
        before=float(same.mean()),
    )  # fmt: skip
    assert sure.mean() == pytest.approx(same.mean(), abs=0.02)
    unsure = (sure > 0.3) & (sure < 0.7)
    assert same[unsure].mean() == pytest.approx(sure[unsure].mean(), abs=0.15)
    assert same[sure > 0.9].mean() > 0.85
