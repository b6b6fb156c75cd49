from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

import made_results
from lastword.pages import pages_of
from lastword.report import workbook
from lastword.report.issues import IssueRows


def _book(tmp_path: Path, world: str = "full", issues: IssueRows | None = None) -> Path:
    path = tmp_path / "report.xlsx"
    workbook.write_workbook(pages_of(getattr(made_results, world)()), path, issues=issues)
    return path


def _cells(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def test_a_sheet_for_every_page(tmp_path: Path) -> None:
    names = CalamineWorkbook.from_path(str(_book(tmp_path))).sheet_names
    titles = [page.title.replace("?", "").strip() for page in pages_of(made_results.full())]
    assert names == titles


def test_intervals_and_n_have_columns_of_their_own(tmp_path: Path) -> None:
    rows = _cells(_book(tmp_path), "Solved")
    said = next(row for row in rows if row[0] == "Said by customers who answered")
    assert said[1:5] == pytest.approx([0.61, 0.59, 0.63, 2_140])
    head = next(row for row in rows if row[:2] == ["Definition", "Decided by"])
    assert head[2:6] == ["Resolved", "Resolved, lower", "Resolved, upper", "Resolved, n"]


def test_unknown_is_an_empty_cell(tmp_path: Path) -> None:
    rows = _cells(_book(tmp_path, "unasked"), "Solved")
    said = next(row for row in rows if row[0] == "Said by customers who answered")
    assert said[1:4] == ["", "", ""]


def test_nothing_is_a_formula_or_a_link(tmp_path: Path) -> None:
    path = _book(tmp_path, "hostile")
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        for name in sheets:
            text = book.read(name)
            assert b"<f>" not in text
            assert b"<hyperlink" not in text
    words = [cell for row in _cells(path, "Win back") for cell in row]
    assert '=HYPERLINK("http://evil.example","click")' in words


def _batches(**columns: list[object]) -> list[pa.RecordBatch]:
    return pa.table(columns).to_batches(max_chunksize=2)


def test_issues_are_rows(tmp_path: Path) -> None:
    batches = _batches(issue_id=["a", "b"], said_resolved=[True, None])
    issues = IssueRows(("issue_id", "said_resolved"), 2, batches)
    rows = _cells(_book(tmp_path, issues=issues), "Issues")
    assert rows == [["issue_id", "said_resolved"], ["a", True], ["b", ""]]


def test_issues_left_out_are_counted(tmp_path: Path) -> None:
    issues = IssueRows(("issue_id",), 9, _batches(issue_id=["a", "b", "c"]))
    rows = _cells(_book(tmp_path, issues=issues), "Issues")
    assert len(rows) == 5
    assert str(rows[-1][0]).startswith("3 of 9 issues, the newest")
