"""False splits and merges move a share as stated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.engine import Engine, Tables
from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.settings import Settings
from lastword.verdict.linking_error import LinkingError, measured, propagate

START = datetime(2024, 1, 1)
DEFAULTS = Settings.model_validate({"linking": {"window_days": 14}})
SHARE = Estimate(0.56, 0.51, 0.61, n=2140, method="x")


def test_without_error_nothing_moves() -> None:
    assert propagate(SHARE, LinkingError()) is SHARE
    unknown = Estimate(None, None, None, n=0, method="x")
    assert propagate(unknown, LinkingError(0.05)) is unknown


def test_rates_are_measured_from_pauses_where_links_are_at_hand(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    """40 persons: 20 come back after 17 days, just beyond the window of 14; none later."""
    rows = [_contact(person, 0) for person in range(40)]
    rows += [_contact(person, 17) for person in range(20)]
    rows += [_contact(99, 200)]
    for row in rows[:20]:
        row["next_same_reason_at"] = START + timedelta(days=17)
    context = Context(make_tables(duckdb_engine, issue_contacts=rows), DEFAULTS, START)
    got = measured(context)
    assert got.splits == pytest.approx(20 / 61)
    assert got.merges == 0
    assert measured(Context(make_tables(duckdb_engine), Settings(), START)).is_none


def _contact(person: int, day: int) -> dict[str, object]:
    name = f"{person}-{day}"
    at = START + timedelta(days=day)
    return {
        "issue_id": name,
        "contact_id": name,
        "position": 1,
        "rule": "first",
        "person_id": str(person),
        "bucket": 0,
        "reason": "billing",
        "offered_at": at,
    }


def test_five_false_pieces_in_a_hundred_move_it_by_up_to_three_points() -> None:
    """The pieces that customers had to come back for were not solved: θ rises by 5 % of itself."""
    got = propagate(SHARE, LinkingError(splits=0.05))
    assert got.value == pytest.approx(0.56 + 0.028 / 2)
    assert got.lower > SHARE.lower
    assert got.upper == pytest.approx(0.588 + 1.05 * 0.05, abs=0.009)
    assert "linking error" in got.method


@given(st.floats(0, 0.2), st.floats(0, 0.2), st.floats(0, 1), st.floats(-1, 1))
def test_the_true_share_lies_within_whatever_the_pieces_would_say(splits, merges, q, r) -> None:
    """With θ, rates and every q in [0, θ], r within .2 of θ, the interval holds θ_true."""
    theta = 0.56
    truth = theta * (1 + splits - merges) - splits * q * theta + merges * (theta + 0.2 * r)
    got = propagate(SHARE, LinkingError(splits, merges))
    assert got.lower <= truth <= got.upper


def test_pieces_taken_for_solved_issues_lower_the_share() -> None:
    """θ (1 + s) − s q with q = .9, of which the middle with q = 0."""
    got = propagate(SHARE, LinkingError(splits=0.08), piece=0.9)
    assert got.value == pytest.approx(0.56 * 1.08 - 0.08 * 0.9 / 2)
    assert got.lower < 0.56 * 1.08 - 0.08 * 0.9 < got.upper


def test_not_knowing_the_rate_widens() -> None:
    sure, unsure = LinkingError(0.05), LinkingError(0.05, splits_error=0.05)
    wide, narrow = propagate(SHARE, unsure), propagate(SHARE, sure)
    assert wide.upper - wide.lower > narrow.upper - narrow.lower


def test_impossible_rates_are_refused() -> None:
    with pytest.raises(UsageError, match="rates per true issue"):
        LinkingError(splits=-0.1)
    with pytest.raises(UsageError, match="rates per true issue"):
        LinkingError(merges=1.0)


@pytest.mark.parametrize("q", [0.0, 0.28, 0.56])
def test_the_share_of_true_issues_is_covered(q) -> None:
    """4,000 draws: Monte-Carlo error .0035; at the ends .95, in the middle more."""
    rng = np.random.default_rng(3)
    splits, truth, error = 0.05, 0.56, 0.012
    linked = (truth + splits * q) / (1 + splits)
    covered = 0
    for drawn in rng.normal(linked, error, 4000):
        share = Estimate(drawn, drawn - 1.96 * error, drawn + 1.96 * error, n=1000, method="x")
        got = propagate(share, LinkingError(splits))
        covered += got.lower <= truth <= got.upper
    assert covered / 4000 >= 0.94
