from __future__ import annotations

import json
from pathlib import Path

import pytest

import made_results
from lastword.errors import UsageError
from lastword.pages import kinds
from lastword.report import write_report
from lastword.report.json import document


def test_page_and_workbook_stand_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = write_report(made_results.full(), tmp_path / "new" / "report.html")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "report.html",
        "report.xlsx",
    ]
    written.print()
    printed = capsys.readouterr().out
    assert "SOLVED?" in printed
    assert "report.html" in printed.replace("\n", "")
    assert "SOLVED?" in written._repr_html_()
    assert written.to_dict()["written"]["html"].endswith("report.html")
    assert len(written.frame()) == len(written.results.numbers())


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    (tmp_path / "report.html" / "kept").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_report(made_results.unasked(), tmp_path / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html" / "kept").exists()


def test_the_document_holds_results_and_every_page() -> None:
    data = json.loads(json.dumps(document(made_results.full()), allow_nan=False))
    assert (
        data["resolution"]["said"] | {"kind": "interval", "n": 2_140} == data["resolution"]["said"]
    )
    assert data["resolution"]["bounds"]["kind"] == "bounds"
    assert [page["slug"] for page in data["pages"]] == [kind.slug for kind in kinds()]
    assert document(made_results.unasked())["resolution"]["said"]["value"] is None
