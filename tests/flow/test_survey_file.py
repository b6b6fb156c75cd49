"""`lastword drivers FILE`: a plain survey file, without a project."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lastword.cli.main import _exit_code


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(rng.integers(1, 6, (1500, 2)), columns=["q_courtesy", "q_clarity"])
    rows["effort"] = 6 - rows.q_clarity + rng.integers(0, 2, 1500)
    rows["agent"] = rng.integers(0, 50, 1500)
    latent = 1.2 * np.minimum(rows.q_clarity - 3, 0) + 0.3 * (rows.q_courtesy - 3)
    rows["csat"] = 1 + np.digitize(latent + rng.logistic(size=1500), [-3, -1.5, 0, 1.5])
    path = tmp_path / "survey.csv"
    rows.to_csv(path, index=False)
    return path


def test_table_for_people(survey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["drivers", str(survey), "-o", "csat", "-d", "q_*", "--clusters", "agent"]
    assert _exit_code([*words, "-r", "q_clarity=3", "-r", "q_courtesy=3"]) == 0
    printed = capsys.readouterr().out
    assert "csat: 1,500 answers, logit link" in printed
    assert "q courtesy" in printed
    assert "share of R²" in printed


def test_json_and_chart(survey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chart = survey.with_suffix(".svg")
    words = ["drivers", str(survey), "-o", "csat", "-d", "q_*", "--chart", str(chart), "--json"]
    assert _exit_code(words) == 0
    data = json.loads(capsys.readouterr().out)
    assert [effect["driver"] for effect in data["effects"]] == ["q_courtesy", "q_clarity"]
    assert data["effects"][1]["penalty"]["value"] > 0.4
    assert sum(s["value"] for s in data["importance"]["shares"].values()) == pytest.approx(
        data["importance"]["r_squared"]["value"]
    )
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_an_unknown_column_and_a_bad_reference(
    survey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["drivers", str(survey), "-o", "csat"]
    assert _exit_code([*words, "-d", "speed"]) == 2
    assert "no column speed. Choose among: q_courtesy" in capsys.readouterr().err
    assert _exit_code([*words, "-d", "q_clarity", "-r", "q_clarity=met"]) == 2
    assert "'met' is no number" in capsys.readouterr().err


def test_a_reversed_scale_is_refused_until_declared(
    survey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["drivers", str(survey), "-o", "csat", "-d", "effort"]
    assert _exit_code(words) == 2
    assert "effort" in capsys.readouterr().err
    assert _exit_code([*words, "--worse", "effort"]) == 0
