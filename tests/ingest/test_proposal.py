"""`lastword init` proposes settings that load, and asks what it cannot prove."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastword.errors import InputRefused
from lastword.ingest.mapping import read_sources
from lastword.ingest.proposal import propose
from lastword.settings import Settings, read_settings

CALLS = "contact_id,started_at,Channel,mobile,zone\n1,13/04/2024 10:00,Phone,+49,x\n"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "calls_1.csv").write_text(CALLS, encoding="utf-8")
    (folder / "calls_2.csv").write_text(CALLS.replace("\n1,", "\n2,"), encoding="utf-8")
    (folder / "open.csv").write_text("contact_id,started_at,wait\n1,03/04/2024,5\n", "utf-8")
    (folder / "other.csv").write_text("colour,size\nred,5\n", encoding="utf-8")
    return folder


def test_files_alike_share_a_mapping(exports: Path) -> None:
    found = {file.label: file for file in propose(exports).files}
    calls = found["calls_1.csv, calls_2.csv"]
    assert calls.mapping is not None
    assert calls.mapping.match == ("calls_1.csv", "calls_2.csv")
    assert calls.mapping.date_order == "dmy"
    assert [table.table for table in calls.mapping.tables] == ["contacts", "identifiers"]
    assert calls.samples["mobile"] == ("+49",)
    assert "zone" not in calls.used and calls.questions == ()


def test_what_cannot_be_proven_is_asked(exports: Path) -> None:
    found = {file.label: file for file in propose(exports).files}
    assert [question[:12] for question in found["open.csv"].questions] == [
        "In started_a",
        "In wait, are",
    ]
    assert found["other.csv"].mapping is None
    assert "standard names" in found["other.csv"].questions[0]


def test_written_settings_are_valid_and_complete(exports: Path, tmp_path: Path) -> None:
    proposal = propose(exports)
    path = tmp_path / "lastword.toml"
    proposal.write_settings(path)
    settings = read_settings(path)
    assert settings.model_copy(update={"sources": {}}) == Settings()
    (source,) = read_sources(settings.sources).values()
    proposed = [file.mapping for file in proposal.files if file.mapping]
    assert list(source.resolved) == proposed
    text = path.read_text(encoding="utf-8")
    for section in ("engine", "linking", "verdict", "privacy"):
        assert f"[{section}]" in text
    assert "# QUESTION: In wait" in text


def test_the_terminal_shows_sample_values(exports: Path) -> None:
    text = propose(exports).text()
    assert "started_at: 13/04/2024 10:00" in text
    assert "– zone: x" in text


def test_samples_hold_no_card_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    text = "contact_id,started_at,note\n1,2024-01-01T10:00:00,pay 4111 1111 1111 1111 now\n"
    (folder / "calls.csv").write_text(text, encoding="utf-8")
    assert "4111" not in propose(folder).settings()


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no file was found"):
        propose(tmp_path)
