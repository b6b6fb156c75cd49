"""The study: what is found, what is refused, and the laws that hold whatever the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import lastword as lw
from analyses.drivers.answers import answers
from lastword.engine import Engine
from lastword.errors import UsageError

SLOPES = [(0.8, 0.0), (0.0, 0.8), (0.6, 0.6), (0.0, 0.0)]
NAMES = ["d0", "d1", "d2", "d3"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return answers(6000, SLOPES, seed=3)


@pytest.fixture(scope="module")
def study(frame: pd.DataFrame) -> lw.drivers:  # type: ignore[valid-type]
    return lw.drivers(frame, "csat", NAMES, clusters=["agent"])


def _numbers(study: Any) -> list[float]:
    values = []
    for effect in study.effects:
        for number in (effect.penalty, effect.reward, *effect.low.values(), *effect.high.values()):
            values += [number.value, number.lower, number.upper]
    return values


def test_planted_structures_are_found(study: Any) -> None:
    labels = [effect.label for effect in study.effects]
    assert labels == ["penalty", "reward", "performance", "negligible"]


def test_slopes_are_in_latent_standard_deviations(study: Any) -> None:
    for effect, planted in zip(study.effects, SLOPES, strict=True):
        for number, slope in zip((effect.penalty, effect.reward), planted, strict=True):
            half = (number.upper - number.lower) / 2
            assert number.value == pytest.approx(slope * np.sqrt(3) / np.pi, abs=1.6 * half)


def test_the_reference_is_the_median_category(study: Any) -> None:
    assert {effect.reference for effect in study.effects} == {"4"}


def test_response_of_a_penalty_is_a_loss(study: Any) -> None:
    effect = study.effect("d0")
    assert effect.low["mean"].upper < 0 < effect.low["bottom_box"].lower
    assert effect.low["top_box"].unit == "points"
    assert "nps" not in effect.low
    assert effect.attainable["mean"].lower > 0
    assert effect.failing == pytest.approx(0.25, abs=0.02)


def test_recommendation_has_a_net_promoter_score() -> None:
    data = answers(4000, [(0.8, 0.2)], seed=1)
    data["nps"] = (data.csat - 1) * 2 + np.arange(len(data)) % 2
    data.loc[data.csat == 5, "nps"] += np.arange(len(data))[data.csat == 5] % 2
    effect = lw.drivers(data, "nps", ["d0"]).effect("d0")
    assert effect.low["nps"].upper < 0


@pytest.mark.parametrize(
    "convert",
    [pa.Table.from_pandas, duckdb.from_df, ibis.memtable],
    ids=["pyarrow", "duckdb", "ibis"],
)
def test_any_frame_gives_the_same(
    frame: pd.DataFrame, study: Any, convert: Callable[[pd.DataFrame], Any]
) -> None:
    other = lw.drivers(convert(frame), "csat", NAMES, clusters=["agent"])
    assert _numbers(other) == pytest.approx(_numbers(study), rel=1e-9)


def test_engines_give_the_same(engine: Engine, frame: pd.DataFrame, study: Any) -> None:
    table = engine.frame(pa.Table.from_pandas(frame))
    other = lw.drivers(table, "csat", NAMES, clusters=["agent"])
    assert _numbers(other) == pytest.approx(_numbers(study), rel=1e-9)
    assert [e.probabilities for e in other.effects] == [e.probabilities for e in study.effects]


def test_weights_of_two_are_two_copies(frame: pd.DataFrame) -> None:
    doubled = lw.drivers(frame.assign(w=2.0), "csat", NAMES, weights="w", clusters=["agent"])
    copied = lw.drivers(pd.concat([frame, frame]), "csat", NAMES, clusters=["agent"])
    for one, other in zip(doubled.effects, copied.effects, strict=True):
        assert one.penalty.value == pytest.approx(other.penalty.value, abs=1e-9)


def test_a_reversed_outcome_swaps_signs(frame: pd.DataFrame, study: Any) -> None:
    turned = lw.drivers(frame.assign(csat=-frame.csat), "csat", [
        lw.Driver(name, higher_is="better") for name in NAMES
    ], clusters=["agent"])  # fmt: skip
    for one, other in zip(turned.effects, study.effects, strict=True):
        assert one.penalty.value == pytest.approx(-other.penalty.value, abs=1e-9)
        assert one.reward.value == pytest.approx(-other.reward.value, abs=1e-9)


def test_a_reversed_driver_is_the_same_driver(frame: pd.DataFrame, study: Any) -> None:
    effort = lw.Driver("effort", higher_is="worse")
    turned = lw.drivers(
        frame.assign(effort=6 - frame.d0), "csat", [effort, *NAMES[1:]], clusters=["agent"]
    )
    assert turned.effect("effort").penalty.value == pytest.approx(
        study.effect("d0").penalty.value, abs=1e-9
    )


def test_permuted_outcomes_name_no_class(frame: pd.DataFrame) -> None:
    shuffled = frame.assign(csat=np.random.default_rng(1).permutation(frame.csat))
    labels = {effect.label for effect in lw.drivers(shuffled, "csat", NAMES).effects}
    assert labels <= {"negligible", "undetermined"}


def test_few_answers_are_undetermined() -> None:
    small = lw.drivers(answers(250, SLOPES, seed=5), "csat", NAMES, clusters=["agent"])
    assert {effect.class_name for effect in small.effects} <= {"undetermined"}


def test_two_ways_of_clustering_are_said(frame: pd.DataFrame) -> None:
    both = lw.drivers(frame, "csat", NAMES, clusters=["agent", "customer"])
    assert "two-way" in both.effect("d0").penalty.method


def test_unknown_answers_are_counted(frame: pd.DataFrame) -> None:
    holed = frame.astype({"d1": "float"})
    holed.loc[:99, "d1"] = np.nan
    study = lw.drivers(holed, "csat", NAMES)
    assert study.n == 5900
    assert any(g.kind == "dropped" and "100 answers" in g.sentence for g in study.guards)


def test_names_that_are_no_columns_are_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="no column courtesy"):
        lw.drivers(frame, "csat", ["courtesy"])


def test_no_frame_is_refused() -> None:
    with pytest.raises(UsageError, match="no data frame"):
        lw.drivers([1, 2, 3], "csat", ["d0"])


def test_renderings(study: Any) -> None:
    assert list(study.frame().driver) == NAMES
    assert study.to_dict()["n"] == 6000
    assert "penalty" in study._repr_html_()
