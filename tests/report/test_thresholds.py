from __future__ import annotations

import pytest

import made_results
from lastword.errors import ThresholdMissed, UsageError
from lastword.report.thresholds import check_thresholds


@pytest.mark.parametrize("rule", ["said<0.6", "claimed > 0.9", "nps<-20", "came_back>=0.2"])
def test_what_holds_passes(rule: str) -> None:
    check_thresholds(made_results.full(), [rule])


def test_every_miss_is_named() -> None:
    with pytest.raises(ThresholdMissed) as missed:
        check_thresholds(made_results.full(), ["said<0.7", "said<0.5", "nps<0"])
    assert str(missed.value).splitlines() == [
        "said is 61 % (59–63): 'said<0.7' holds.",
        "nps is −12.0 (−16.0 to −8.0): 'nps<0' holds.",
    ]


def test_unknown_cannot_pass() -> None:
    with pytest.raises(ThresholdMissed, match="said is not known"):
        check_thresholds(made_results.unasked(), ["said<0.1"])


def test_numbers_of_findings_have_names_too() -> None:
    with pytest.raises(ThresholdMissed, match=r"difference is 25\.0"):
        check_thresholds(made_results.full(), ["verdict.resolution.difference>20"])


@pytest.mark.parametrize(("rule", "says"), [("said", "cannot be read"), ("joy<1", "claimed, said")])
def test_rules_that_make_no_sense(rule: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check_thresholds(made_results.full(), [rule])
