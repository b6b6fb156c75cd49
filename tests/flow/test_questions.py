"""A survey whose mapping nobody wrote: read by its wording, confirmed, and in the verdict."""

from __future__ import annotations

import csv
import json
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lastword.cli.main import _exit_code
from lastword.project import Project
from lastword.settings import read_settings

START = datetime(2024, 1, 1, 9)
CALLS = 60


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calls of a plain log, and a LimeSurvey that carries their numbers."""
    folder = tmp_path_factory.mktemp("centre")
    times = [START + timedelta(hours=7 * n) for n in range(CALLS)]
    calls = [
        {"contact_id": 100 + n, "customer_id": f"c{n}", "channel": "phone", "agent": f"a{n % 3}",
         "started_at": at, "answered_at": at + timedelta(seconds=20),
         "ended_at": at + timedelta(minutes=5), "reason": "bill"}
        for n, at in enumerate(times)
    ]  # fmt: skip
    answers = [
        {"id": n, "submitdate": at + timedelta(hours=1), "lastpage": 2, "startlanguage": "de",
         "seed": n, "startdate": at + timedelta(minutes=58), "datestamp": at + timedelta(hours=1),
         "callid": 100 + n, "Ist Ihr Problem gelöst?": "Nein" if n % 3 else "Ja",
         "Wie zufrieden sind Sie mit uns?": 2 + n % 2 if n % 3 else 4 + n % 2,
         "Ihre Kundennummer ?": f"K{n}"}
        for n, at in enumerate(times)
    ]  # fmt: skip
    write(folder / "calls.csv", calls)
    write(folder / "survey.csv", answers)
    project = Project.for_exports((folder,))
    project.ingest((folder,))
    project.build()
    return folder


def test_answers_reach_the_issue_of_their_call(centre: Path) -> None:
    with Project.open(centre).context() as context:
        rows = context.tables.engine.fetch(context.tables["verdicts"]).to_pylist()
    assert len(rows) == CALLS
    assert sum(row["said_resolved"] for row in rows) == CALLS / 3
    assert all(row["said_csat"] is None for row in rows), "the ends of its scale are not known"


def test_what_was_read_is_shown_and_written_for_confirmation(
    centre: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _exit_code(["questions", "--json", "--project", str(centre)]) == 0
    asked = {row["question"]: row for row in json.loads(capsys.readouterr().out)}
    solved, satisfied = asked["Ist Ihr Problem gelöst?"], asked["Wie zufrieden sind Sie mit uns?"]
    assert (solved["role"], solved["told_by"]) == ("resolved", "wording")
    assert (satisfied["role"], satisfied["higher_is"]) == ("csat", "better"), "proven by “solved”"
    assert asked["Ihre Kundennummer ?"]["role"] is None
    assert _exit_code(["questions", "--write", "--project", str(centre)]) == 0
    assert "lastword build" in capsys.readouterr().out
    confirmed = read_settings(centre / "lastword.toml").questions
    assert [question.role for question in confirmed] == ["none", "resolved", "csat"]
    assert "# scale_max = ?" in (centre / "lastword.toml").read_text(encoding="utf-8")
    assert tomllib.loads((centre / "lastword.toml").read_text(encoding="utf-8"))
