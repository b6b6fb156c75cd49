"""Clusters and names: how many things are asked for, in the customers' words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import pdist, squareform

from lastword.text.clusters import find_clusters, silhouette
from lastword.text.embedding import embedder_named, static
from lastword.text.naming import name_topics

needs_weights = pytest.mark.skipif(static.installed() is None, reason="wordllama is not installed")


def nmi_and_accuracy(found: np.ndarray, true: list[str]) -> tuple[float, float]:
    """Mutual information over the mean entropy; share right under the best one-to-one naming."""
    groups = np.unique(found, return_inverse=True)[1]
    names = np.unique(true, return_inverse=True)[1]
    table = np.zeros((groups.max() + 1, names.max() + 1))
    np.add.at(table, (groups, names), 1)
    joint = table / table.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    held = joint > 0
    mutual = (joint[held] * np.log(joint[held] / np.outer(rows, columns)[held])).sum()
    entropies = [-(share * np.log(share)).sum() for share in (rows, columns)]
    best = linear_sum_assignment(-table)
    return float(2 * mutual / sum(entropies)), float(table[best].sum() / table.sum())


@needs_weights
def test_intents_of_an_insurer_are_found_without_their_number(data_folder: Path) -> None:
    path = data_folder / "intents" / "dstc11_development_insurance.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    vectors = embedder_named("default").embed([row["utterance"] for row in rows])
    clusters = find_clusters(vectors)
    assert clusters is not None
    nmi, accuracy = nmi_and_accuracy(clusters.place(vectors)[0], [row["intent"] for row in rows])
    assert nmi >= 0.75
    assert accuracy >= 0.62


@needs_weights
@pytest.mark.slow
def test_intents_of_a_bank_are_found(data_folder: Path) -> None:
    with (data_folder / "intents" / "banking77_train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chosen = np.random.default_rng(0).permutation(len(rows))[:4_000]
    vectors = embedder_named("default").embed([rows[place]["text"] for place in chosen])
    clusters = find_clusters(vectors, count=77)
    assert clusters is not None
    names = [rows[place]["category"] for place in chosen]
    nmi, accuracy = nmi_and_accuracy(clusters.place(vectors)[0], names)
    assert nmi >= 0.72
    assert accuracy >= 0.52


def test_the_silhouette_is_that_of_its_definition() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(40, 5)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    groups = rng.integers(0, 3, 40)
    apart = squareform(pdist(points.astype(float), "sqeuclidean"))
    widths = []
    for place in range(40):
        own = groups == groups[place]
        inner = apart[place, own].sum() / (own.sum() - 1)
        outer = min(apart[place, groups == g].mean() for g in range(3) if g != groups[place])
        widths.append((outer - inner) / max(outer, inner))
    assert silhouette(points, groups) == pytest.approx(np.mean(widths), abs=1e-5)


def test_planted_groups_are_found() -> None:
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(6, 40))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    true = rng.integers(0, 6, 400)
    points = (centres[true] + rng.normal(size=(400, 40)) * 0.06).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    clusters = find_clusters(points)
    assert clusters is not None
    nmi, accuracy = nmi_and_accuracy(clusters.place(points)[0], [str(name) for name in true])
    assert (nmi, accuracy) == pytest.approx((1.0, 1.0), abs=0.05)


def test_few_texts_have_no_topics() -> None:
    assert find_clusters(np.ones((5, 4), np.float32)) is None


def test_topics_bear_the_customers_own_phrase() -> None:
    texts = ["I lost my card yesterday", "lost my card on the bus", "help, I lost my card!"] * 2
    texts += ["where is my refund", "my refund has not come", "still no refund"] * 2
    assert name_topics(texts, [0] * 6 + [1] * 6, 2) == ["lost my card", "refund"]


def test_a_phrase_of_one_customer_names_no_topic() -> None:
    texts = ["my name is Peter Smith", "card lost", "card gone", "card stolen"]
    assert name_topics(texts, [0, 0, 0, 0], 1) == ["card"]
