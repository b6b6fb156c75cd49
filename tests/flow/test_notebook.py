"""The public names on a real project."""

from __future__ import annotations

from pathlib import Path

import pytest

import lastword as lw
from lastword.verdict import experience


def test_a_project_is_asked_directly(reported: Path) -> None:
    project = lw.open(reported)
    with project.context() as context:
        asked = lw.verdict.nps(context)
        expected = experience(context).nps
        assert expected is not None
        assert asked.score.text() == expected.text()
        assert lw.verdict.recontact(project).to_dict() == lw.verdict.recontact(context).to_dict()
    shares = (asked.promoters, asked.passives, asked.detractors)
    assert sum(share.value or 0.0 for share in shares) == pytest.approx(1.0)
