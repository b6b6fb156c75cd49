"""The public names on a real project."""

from __future__ import annotations

from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import lastword as lw
from lastword.verdict import experience


def test_a_project_is_asked_directly(reported: Path) -> None:
    project = lw.open(reported)
    with project.context() as context:
        asked = lw.verdict.nps(context)
        expected = experience(context).nps
        assert expected is not None
        assert asked.score.text() == expected.text()
        again = lw.verdict.recontact(project), lw.verdict.recontact(context)
        first, second = (found.frame().round(12) for found in again)
        assert_frame_equal(first, second)
    shares = (asked.promoters, asked.passives, asked.detractors)
    assert sum(share.value or 0.0 for share in shares) == pytest.approx(1.0)
