"""NPS of any answers: lists, columns of every kind, counts."""

from __future__ import annotations

from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lastword.errors import InputRefused
from lastword.verdict.recommendation import nps

SCORES = [10, 9, 9, 7, 8, 3, 10, 0, 6, None]


@pytest.mark.parametrize(
    "answers",
    [
        SCORES,
        tuple(SCORES),
        {10: 2, 9: 2, 8: 1, 7: 1, 6: 1, 3: 1, 0: 1, 5: 0},
        pa.array(SCORES),
        pa.chunked_array([SCORES[:4], SCORES[4:]]),
        np.array([np.nan if s is None else s for s in SCORES]),
        pd.Series(SCORES),
        pd.Series(SCORES, dtype="Int64"),
        ibis.memtable({"score": SCORES}).score,
    ],
    ids=["list", "tuple", "counts", "arrow", "chunks", "numpy", "pandas", "Int64", "ibis"],
)
def test_every_kind_of_column_gives_the_same_score(answers) -> None:
    got = nps(answers).score
    assert got.value == pytest.approx(100 * (4 - 3) / 9)
    assert got.n == 9


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        pa.table,
        ibis.memtable,
        lambda data: duckdb.from_arrow(pa.table(data)),
        lambda data: pytest.importorskip("polars").DataFrame(data),
    ],
    ids=["pandas", "arrow", "ibis", "duckdb", "polars"],
)
def test_every_kind_of_frame_gives_the_same_score(make: Any) -> None:
    data = {"score": SCORES, "context": list(range(len(SCORES)))}
    assert nps(make(data), column="score") == nps(SCORES)


def test_no_answer_is_unknown() -> None:
    assert nps([None, float("nan")]).score.value is None
    assert nps({}).text() == "unknown"


@pytest.mark.parametrize("wrong", [11, -1, 7.5, "ten"])
def test_another_scale_is_refused(wrong) -> None:
    with pytest.raises(InputRefused, match="from 0 to 10"):
        nps([9, wrong])


def test_something_else_is_refused() -> None:
    with pytest.raises(InputRefused, match="cannot read answers from int"):
        nps(9)
    with pytest.raises(InputRefused, match="cannot read answers from str"):
        nps("999")
