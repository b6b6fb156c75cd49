"""Promises to callers: what is read, and what is refused."""

from __future__ import annotations

import pytest

from lastword.errors import UsageError
from lastword.stats.queueing.target import parse_target


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("P(wait > 20 s) < 5%", ["P(wait > 20 s) < 5%"]),
        ("p(wait>0.5 min)<=0.05 and abandon < 2 %", ["P(wait > 30 s) < 5%", "abandon < 2%"]),
        ("served within 20 s > 80%", ["served within 20 s > 80%"]),
        ("mean wait < 30 s & occupancy < 85%", ["mean wait < 30 s", "occupancy < 85%"]),
        ("P(virtual wait > 1 min) < 1%", ["P(virtual wait > 60 s) < 1%"]),
    ],
)
def test_promises(text: str, said: list[str]) -> None:
    assert [condition.text() for condition in parse_target(text)] == said
    assert parse_target(" & ".join(said)) == parse_target(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("be quick", "'be quick' is not understood; write 'P"),
        ("", "is not understood"),
        ("abandon < 0%", "nobody can promise 0 %"),
        ("P(wait > 20 s) < 120%", "nobody can promise 120 %"),
        ("mean wait < 0 s", "must be above 0 seconds"),
    ],
)
def test_promises_that_cannot_be(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_target(text)
