"""Train the head that reads emotion: ``python -m training.emotion FOLDER`` with GoEmotions.

FOLDER holds `goemotions_train.tsv.gz`, `goemotions_dev.tsv.gz` and `goemotions_labels.txt`
(Apache-2.0). Writes `src/lastword/text/heads/emotion.npz` and prints the figures of its card.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from pathlib import Path

import numpy as np

from lastword.text.head import Head
from lastword.text.plain import plain, words
from training.logistic import Array, f1, train

MOODS = {
    "positive": "admiration amusement approval caring desire excitement gratitude joy love "
    "optimism pride relief",
    "negative": "anger annoyance disappointment disapproval disgust embarrassment fear grief "
    "nervousness remorse sadness",
    "ambiguous": "confusion curiosity realization surprise",
    "neutral": "neutral",
}
FEELINGS = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "admiration amusement approval caring desire excitement gratitude joy love optimism "
    "pride relief",
    "sadness": "disappointment embarrassment grief remorse sadness",
    "surprise": "confusion curiosity realization surprise",
}
CLASSES = (*MOODS, *FEELINGS)
PLACE = Path(__file__).parents[1] / "src/lastword/text/heads/emotion.npz"


def read(folder: Path, part: str) -> tuple[list[list[str]], Array]:
    """Words of each comment, and which classes its raters chose."""
    names = (folder / "goemotions_labels.txt").read_text().split()
    texts, rows = [], []
    with gzip.open(folder / f"goemotions_{part}.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            text, labels, _ = line.rstrip("\n").split("\t")
            chosen = {names[int(number)] for number in labels.split(",")}
            texts.append(words(plain(text)))
            groups = (*MOODS.values(), *FEELINGS.values())
            rows.append([not chosen.isdisjoint(group.split()) for group in groups])
    return texts, np.array(rows, float)


def scored(head: Head, texts: list[list[str]], y: Array) -> dict[str, float]:
    """F1 of each class at the head's thresholds."""
    found = head.scores(texts) >= head.thresholds
    return {name: f1(found[:, k], y[:, k] > 0) for k, name in enumerate(head.classes)}


def main(folder: Path) -> None:
    """Train, write, and measure on the development part."""
    texts, y = read(folder, "train")
    data = train(texts, y, CLASSES).to_bytes()
    PLACE.write_bytes(data)
    found = scored(Head.from_bytes(data), *read(folder, "dev"))
    moods = np.mean([found[name] for name in MOODS])
    feelings = np.mean([found[name] for name in (*FEELINGS, "neutral")])
    six = np.mean([found[name] for name in FEELINGS])
    print(f"sha256 {hashlib.sha256(data).hexdigest()}  {len(data) / 1e3:.0f} kB")
    print({name: round(value, 3) for name, value in found.items()})
    print(f"four-way {moods:.3f}  Ekman with neutral {feelings:.3f}  Ekman six {six:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
