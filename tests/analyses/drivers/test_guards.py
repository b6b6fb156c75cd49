"""Each trap gives its documented refusal or warning, never a chart that misleads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lastword as lw
from analyses.drivers.answers import answers
from lastword.errors import UsageError

SLOPES = [(0.8, 0.0), (0.3, 0.3)]


@pytest.fixture
def frame() -> pd.DataFrame:
    return answers(3000, SLOPES, seed=11)


def _kinds(study: object, driver: str = "") -> set[str]:
    return {guard.kind for guard in study.guards if guard.driver == driver}  # type: ignore[attr-defined]


def test_a_binary_driver_cannot_show_asymmetry(frame: pd.DataFrame) -> None:
    study = lw.drivers(frame.assign(solved=frame.d0 >= 4), "csat", ["solved", "d1"])
    effect = study.effect("solved")
    assert (effect.label, effect.penalty, effect.reward) == ("not testable", None, None)
    assert effect.contrast is not None
    assert effect.contrast.lower is not None
    assert effect.contrast.lower > 0
    assert "Collect a third point" in effect.guards[0].sentence
    assert study.claim("hygiene", "solved").answer == "not testable"


def test_a_constant_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match=r"d1 has one value only \(3"):
        lw.drivers(frame.assign(d1=3), "csat", ["d0", "d1"])


def test_zero_beside_a_rating_is_asked_about(frame: pd.DataFrame) -> None:
    coded = frame.assign(d1=frame.d1.where(np.arange(3000) % 7 > 0, 0))
    with pytest.raises(UsageError, match="d1 holds 0 beside 1–5"):
        lw.drivers(coded, "csat", ["d0", "d1"])
    away = lw.Driver("d1", not_applicable=(0,))
    assert lw.drivers(coded, "csat", ["d0", away]).n == 3000


def test_stray_codes_are_asked_about(frame: pd.DataFrame) -> None:
    coded = frame.assign(d1=frame.d1.where(np.arange(3000) % 9 > 0, 99))
    with pytest.raises(UsageError, match="d1 holds 99 far above 5"):
        lw.drivers(coded, "csat", ["d0", "d1"])


def test_a_reversed_scale_is_refused_until_declared(frame: pd.DataFrame) -> None:
    turned = frame.assign(effort=6 - frame.d0)
    with pytest.raises(UsageError, match="effort falls as csat rises"):
        lw.drivers(turned, "csat", ["effort", "d1"])
    declared = lw.Driver("effort", higher_is="worse")
    assert lw.drivers(turned, "csat", [declared, "d1"]).effect("effort").label == "penalty"


def test_twins_are_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="twins"):
        lw.drivers(frame.assign(twin=frame.d0), "csat", ["d0", "twin"])


def test_separated_answers_are_refused(frame: pd.DataFrame) -> None:
    split = frame.assign(solved=frame.csat >= 4)
    with pytest.raises(UsageError, match="solved separates the answers"):
        lw.drivers(split, "csat", ["solved", "d1"])


def test_few_clusters_are_warned_about(frame: pd.DataFrame) -> None:
    few = frame.assign(agent=[f"a{i % 12}" for i in range(3000)])
    study = lw.drivers(few, "csat", ["d0", "d1"], clusters=["agent"])
    assert "few clusters" in _kinds(study)
    assert {effect.label for effect in study.effects} == {"undetermined"}


def test_few_answers_in_a_band_name_nothing() -> None:
    study = lw.drivers(answers(300, SLOPES, seed=2), "csat", [lw.Driver("d0", reference=2), "d1"])
    assert "few answers" in _kinds(study, "d0")
    assert study.effect("d0").label == "undetermined"


def test_a_median_at_the_end_is_moved_and_said(frame: pd.DataFrame) -> None:
    top = frame.assign(d1=frame.d1.where(frame.d1 < 4, 5))
    study = lw.drivers(top, "csat", ["d0", "d1"])
    assert study.effect("d1").reference == "3"
    assert "reference moved" in _kinds(study, "d1")


def test_halo_is_warned_about(frame: pd.DataFrame) -> None:
    noise = np.random.default_rng(0).integers(0, 2, (3000, 2))
    alike = frame.assign(a=frame.d0 + noise[:, 0], b=frame.d0 + noise[:, 1])
    assert "halo" in _kinds(lw.drivers(alike, "csat", ["a", "b"]))
    recorded = [lw.Driver("a", origin="record"), "b"]
    assert "halo" not in _kinds(lw.drivers(alike, "csat", recorded))


def test_sign_flips_are_named() -> None:
    rng = np.random.default_rng(4)
    data = answers(6000, [(0.8, 0.8), (-0.3, -0.3)], seed=4)
    data["d1"] = np.where(rng.random(6000) < 0.6, data.d0, data.d1)
    study = lw.drivers(data, "csat", ["d0", "d1"])
    assert "sign" in _kinds(study, "d1")


def test_words_need_an_order(frame: pd.DataFrame) -> None:
    words = frame.assign(solved=np.array(["never", "later", "first"])[np.arange(3000) % 3])
    with pytest.raises(UsageError, match="Declare their order, worst first"):
        lw.drivers(words, "csat", ["solved", "d0"])
    levels = lw.Driver("solved", levels=("never", "later", "first"))
    assert lw.drivers(words, "csat", [levels, "d0"]).effect("solved").reference == "later"


def test_durations_are_worse_when_long(frame: pd.DataFrame) -> None:
    rng = np.random.default_rng(3)
    waited = frame.assign(wait=rng.exponential(100, 3000) * (6 - frame.d0))
    effect = lw.drivers(waited, "csat", [lw.Driver("wait", title="waiting")]).effect("wait")
    assert effect.kind == "duration"
    assert effect.highest.startswith("up to")
    assert effect.low["mean"].upper < 0


def test_counts_have_words(frame: pd.DataFrame) -> None:
    moved = frame.assign(transfers=5 - frame.d0)
    effect = lw.drivers(moved, "csat", [lw.Driver("transfers", kind="count")]).effect("transfers")
    assert (effect.lowest, effect.highest) == ("4 or more", "0")


def test_a_measure_is_no_outcome(frame: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="at most 11"):
        lw.drivers(frame.assign(csat=np.arange(3000)), "csat", ["d0"])
