"""Clusters that stay in the engine give the numbers of clusters in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analyses.drivers.answers import answers
from lastword.analyses.drivers import drivers
from lastword.analyses.drivers import study as studies
from lastword.analyses.drivers.streamed import Streamed
from lastword.engine import Engine

NAMES = ["d0", "d1"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    made = answers(3000, [(0.8, 0.0), (0.3, 0.3)], seed=3, agents=60, customers=700)
    made["weight"] = np.random.default_rng(1).uniform(0.5, 2.0, len(made))
    made.loc[made.index % 50 == 0, "agent"] = None
    made.loc[made.index % 40 == 1, "customer"] = None
    made.loc[made.index % 70 == 2, "d1"] = np.nan
    return made


def _study(frame: Any) -> studies.DriverStudy:
    return drivers(frame, "csat", NAMES, weights="weight", clusters=["agent", "customer"])


@pytest.fixture(scope="module")
def in_memory(frame: pd.DataFrame) -> studies.DriverStudy:
    return _study(frame)


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies, "IN_MEMORY", 100)
    monkeypatch.setattr(Streamed, "part", 1000)


@pytest.mark.usefixtures("small_memory")
def test_the_study_is_the_same(
    engine: Engine, frame: pd.DataFrame, in_memory: studies.DriverStudy
) -> None:
    found = _study(engine.frame(pa.Table.from_pandas(frame)))
    assert isinstance(found.cells.clusters, Streamed)
    assert found.model.clusters == in_memory.model.clusters
    assert found.model.covariance == pytest.approx(in_memory.model.covariance, rel=1e-9)
    assert found.to_dict() == _nearly(in_memory.to_dict())


@pytest.mark.usefixtures("small_memory")
def test_every_question_is_answered(frame: pd.DataFrame, in_memory: studies.DriverStudy) -> None:
    found = _study(frame)
    for method in ("lmg", "dominance", "reach_noise"):
        ours, theirs = found.importance(method), in_memory.importance(method)
        assert ours.to_dict() == _nearly(theirs.to_dict())
    assert found.interaction("d0", "d1").to_dict() == _nearly(
        in_memory.interaction("d0", "d1").to_dict()
    )


def _nearly(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nearly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_nearly(item) for item in value]
    return pytest.approx(value, rel=1e-7, abs=1e-12) if isinstance(value, float) else value
