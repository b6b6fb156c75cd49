"""Plain transcripts, scorecards and pulse tables, and what is no such thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from lastword.store import Store
from sources.conftest import Centre, loaded, tables_of
from sources.plain.situations import SRT, WIDE

Row = dict[str, Any]


@pytest.fixture
def files(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("plain")


def said(files: Centre, contact: str) -> list[tuple[str | None, str]]:
    rows = files.rows("messages", contact_id=f"files:{contact}")
    rows.sort(key=lambda row: row["position"])
    return [(row["author"], row["text"]) for row in rows]


def score(files: Centre, evaluation: str, criterion: str) -> tuple[float, float] | None:
    name = f"plain:{evaluation}"
    rows = files.rows("evaluations", evaluation_id=name, criterion=criterion)
    return (rows[0]["score"], rows[0]["max_score"]) if rows else None


def pulse(files: Centre, unit: str, start: datetime, question: str) -> Row | None:
    rows = files.rows("pulses", unit_id=f"files:{unit}", period_start=start, question=question)
    return rows[0] if rows else None


def test_webvtt_names_speakers_by_voice_and_its_contact_by_the_file(files: Centre) -> None:
    assert said(files, "4710") == [
        ("agent", "Good morning, how can I help?"),
        ("customer", "My bill is wrong again."),
        (None, "One moment."),
    ], "who Anna Bell is, is not said"
    first, second, third = sorted(
        files.rows("messages", contact_id="files:4710"), key=lambda row: row["position"]
    )
    assert (first["start_seconds"], first["end_seconds"]) == (1, 3.5)
    assert (second["start_seconds"], second["end_seconds"]) == (4, 7.25), "minutes alone"
    assert third["start_seconds"] == 62


def test_srt_names_speakers_in_its_text(files: Centre) -> None:
    assert said(files, "4711") == [
        ("customer", "Guten Tag, mein Anschluss geht nicht."),
        ("agent", "Seit wann?"),
        (None, "Seit gestern."),
    ]


def test_a_dialogue_names_its_contact_above_and_goes_on_below(files: Centre) -> None:
    assert said(files, "4712") == [
        ("agent", "Hello, this is Zed."),
        ("customer", "I wrote three times: nobody answered. And I am tired of it."),
        ("agent", "I am sorry."),
        ("bot", "This chat was closed."),
    ]


def test_a_time_before_the_speaker_is_a_date_or_a_place_in_the_recording(files: Centre) -> None:
    first, second, *_ = sorted(
        files.rows("messages", contact_id="files:4712"), key=lambda row: row["position"]
    )
    assert (first["sent_at"], first["start_seconds"]) == (datetime(2024, 3, 4, 10, 0, 5), None)
    assert (second["sent_at"], second["start_seconds"]) == (None, 20)


def test_json_with_the_contact_around_the_turns(files: Centre) -> None:
    assert said(files, "4715") == [
        ("agent", "Hello"),
        ("customer", "It is broken"),
        ("system", "Recording stopped"),
    ]


def test_json_with_many_conversations_and_other_names(files: Centre) -> None:
    assert said(files, "4716") == [
        ("customer", "Where is my parcel?"),
        ("bot", "Let me see."),
    ], "an assistant is a machine"
    (first, _) = files.rows("messages", contact_id="files:4716")
    assert first["sent_at"] == datetime(2024, 3, 4, 10)
    assert said(files, "4717") == []


def test_points_say_how_many_there_are(files: Centre) -> None:
    assert score(files, "4711-qa1-2024-03-05", "Solved") == (1, 1)
    assert score(files, "4711-qa2-2024-03-06", "Greeting") == (80, 100)
    assert score(files, "4711-qa1-2024-03-05", "Upsell") is None, "not applicable"


def test_a_wide_scorecard_comes_to_the_same_table(files: Centre) -> None:
    assert score(files, "4711-qa1-2024-03-05", "Greeting") == (4, 5)
    assert score(files, "4711-qa1-2024-03-05", "Empathy") == (7, 10)
    assert score(files, "4711-qa1-2024-03-05", "Compliance") == (1, 1)
    assert score(files, "4712-qa1-2024-03-06", "Compliance") == (0, 1)
    assert score(files, "4712-qa1-2024-03-06", "Empathy") is None, "left empty"
    criteria = {row["criterion"] for row in files.rows("evaluations")}
    assert not criteria & {"Total", "Comment", "Upsell"}


def test_assessments_name_contact_agent_and_who_assessed(files: Centre) -> None:
    row = files.rows("evaluations", contact_id="files:4712")[0]
    assert (row["agent_id"], row["evaluator_id"]) == ("files:yve", "files:qa1")
    assert row["evaluated_at"] == datetime(2024, 3, 6)


def test_periods_are_days_months_or_quarters(files: Centre) -> None:
    quarter = pulse(files, "North", datetime(2024, 1, 1), "Engagement")
    assert quarter and (quarter["value"], quarter["respondents"]) == (3.9, 12)
    assert quarter["period_end"] == datetime(2024, 3, 31)
    assert pulse(files, "North", datetime(2024, 4, 1), "Engagement")
    assert pulse(files, "South", datetime(2024, 1, 15), "Engagement")


def test_a_wide_pulse_comes_to_the_same_table(files: Centre) -> None:
    row = pulse(files, "North", datetime(2024, 4, 1), "Workload")
    assert row and (row["value"], row["scale_min"], row["scale_max"]) == (2.5, 1, 5)
    assert pulse(files, "South", datetime(2024, 4, 1), "eNPS") is None
    questions = {row["question"] for row in files.rows("pulses")}
    assert questions == {"Engagement", "Workload", "eNPS"}, "neither rates nor comments"


def test_a_broken_transcript_gives_line_and_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "torn.srt").write_text(f"{SRT}\n4\n00:00:07,000 --> 00:0", encoding="utf-8")
    (file,) = loaded(Store.open(tmp_path / "store", create=True), tmp_path / "torn.srt").files
    (entry,) = file.reconciliations
    assert (entry.loaded, entry.quarantined, entry.is_exact) == (3, 1, True)
    assert [(e.row_number, e.reason) for e in file.examples] == [
        (4, "has times that cannot be read")
    ]


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "qa.xlsx")
    sheet = book.add_worksheet()
    for number, row in enumerate([list(WIDE[0]), *(list(record.values()) for record in WIDE)]):
        sheet.write_row(number, 0, row)
    book.close()
    store = Store.open(tmp_path / "store", create=True)
    loaded(store, tmp_path / "qa.xlsx")
    rows = tables_of(store)["evaluations"].to_pylist()
    assert len(rows) == 5


def test_figures_of_teams_without_respondents_are_no_pulse(tmp_path: Path) -> None:
    (tmp_path / "kpi.csv").write_text("team,month,calls\nNorth,2024-03,12\n", encoding="utf-8")
    from lastword.ingest.inventory import inventory
    from lastword.sources.registry import kinds

    (file,) = inventory([tmp_path], {}, kinds())
    assert file.source is None
