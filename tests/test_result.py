"""What every result offers in a notebook."""

from __future__ import annotations

import json
from collections.abc import Callable

import altair as alt
import pytest

import lastword as lw
import made_results
from lastword.estimate import Estimate
from lastword.result import Result
from lastword.verdict.results import Recommendation

RESULTS: dict[str, Callable[[], Result]] = {
    "recommendation": lambda: lw.verdict.nps([10, 9, 9, 7, 6, 10, 3]),
    "resolution": made_results.resolution,
    "ladder": made_results.ladder,
    "recontact": lambda: made_results.full().recontact,
    "experience": lambda: made_results.full().experience,
    "everything": made_results.full,
    "unasked": made_results.unasked,
    "drivers": made_results.made_drivers,
    "loyalties": made_results.loyalties,
    "topics": made_results.topics,
}


@pytest.fixture(params=RESULTS, ids=str)
def result(request: pytest.FixtureRequest) -> Result:
    return RESULTS[request.param]()


def test_a_frame_has_a_row_for_every_number(result: Result) -> None:
    frame = result.frame()
    assert list(frame["number"]) == list(result.numbers())
    assert set(frame["kind"]) <= {"interval", "bounds"}
    assert frame.loc[frame["kind"] == "bounds", "value"].isna().all()


def test_a_result_is_plain_drawn_and_shown(result: Result) -> None:
    assert json.dumps(result.to_dict(), allow_nan=False)
    assert isinstance(result.chart(form="narrow"), alt.LayerChart)
    assert result.png(scale=1).startswith(b"\x89PNG")
    shown = result._repr_html_()
    assert "<svg" in shown
    assert "<script" not in shown


def test_bounds_keep_their_ends_and_have_no_value() -> None:
    frame = made_results.resolution().frame().set_index("number")
    assert frame.loc["bounds", ["lower", "upper"]].tolist() == [0.06, 0.96]
    assert frame.loc["said", "value"] == 0.61


def test_the_picture_of_a_score_is_what_it_is_made_of() -> None:
    half = Estimate(0.5, 0.4, 0.6, 90, "Wilson")
    made = Recommendation(Estimate(0.0, -9, 9, 90, "x", unit="points"), half, half, half)
    words = json.dumps(made.chart().to_dict(), ensure_ascii=False)
    assert "Promoters" in words
    assert made.text() == made.score.text()
