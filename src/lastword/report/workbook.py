"""The workbook: a sheet per question, definitions, and every issue as a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from lastword.charts.typeface import printable
from lastword.estimate import Bounds, Estimate
from lastword.finding import Finding
from lastword.pages.page import Figure, Headlines, Note, Number, Page, Rows, Statement, Terms, Tiles
from lastword.report.issues import IssueRows
from lastword.report.rows import LONGEST, RowsSheet

_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm",
}
_NUMBER_HEAD = ("", "Value", "Lower", "Upper", "n", "Unit", "Method", "Definition")


def write_workbook(pages: Sequence[Page], path: Path, *, issues: IssueRows | None = None) -> None:
    """Write the workbook.

    Every text is written as text: nothing in it is ever evaluated as a formula or link. Shares
    stay 0–1 with a percent format; unknown is an empty cell, never 0.

    Parameters
    ----------
    issues
        Issues as rows, written batch by batch.
    """
    with xlsxwriter.Workbook(str(path), _SAFE) as book:
        style = _Style(book)
        for page in pages:
            _page(_Sheet(book, page.title, style), page)
        if issues is not None:
            _issues(_Sheet(book, "Issues", style), issues)


class _Style:
    """The few cell formats."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "font_color": "#545d6b"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.muted = book.add_format({"font_color": "#545d6b"})
        self.share = book.add_format({"num_format": "0.0%", "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0.##", "valign": "top"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})


@dataclass
class _Sheet:
    """A worksheet that is written from the top, row by row."""

    book: Any
    title: str
    style: _Style
    row: int = 0
    sheet: Any = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = self.book.add_worksheet(_sheet_name(self.title), RowsSheet)
        self.sheet.set_column(0, 0, 44, self.style.wrap)
        self.sheet.set_column(1, 30, 16)

    def line(self, cells: Sequence[Any], style: Any = None) -> None:
        """Write one row."""
        for column, value in enumerate(cells):
            self._cell(column, value, style)
        self.row += 1

    def batch(self, batch: pa.RecordBatch) -> None:
        """Write many rows at once."""
        look = self.style
        self.sheet.write_batch(self.row, batch, time=look.time, number=look.number)
        self.row += batch.num_rows

    def gap(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def _cell(self, column: int, value: Any, style: Any) -> None:
        sheet, row = self.sheet, self.row
        if value is None or value == "":
            return
        if isinstance(value, _Share):
            sheet.write_number(row, column, value.value, style or self.style.share)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, style or self.style.number)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), style or self.style.time)
        else:
            sheet.write_string(row, column, printable(str(value))[:LONGEST], style)


@dataclass(frozen=True, slots=True)
class _Share:
    """A number that is shown in percent."""

    value: float


def _sheet_name(title: str) -> str:
    """A title without what Excel forbids in the name of a sheet."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip()[:31]


def _page(sheet: _Sheet, page: Page) -> None:
    sheet.line([page.question], sheet.style.title)
    sheet.line([page.lead.sentence], sheet.style.wrap)
    sheet.line([page.lead.note], sheet.style.muted)
    sheet.gap()
    _numbers(sheet, page.lead.numbers)
    for block in page.blocks:
        _block(sheet, block)
    for finding in page.findings:
        _finding(sheet, finding, page)


def _block(sheet: _Sheet, block: Any) -> None:
    if isinstance(block, Rows):
        _table(sheet, block.title, [c.label for c in block.columns], block.rows)
    elif isinstance(block, Figure):
        heads = list(dict.fromkeys(key for row in block.data for key in row))
        _table(sheet, block.title, heads, [[row.get(h) for h in heads] for row in block.data])
    elif isinstance(block, Headlines):
        _table(sheet, "First screen", ["", ""],
               [[row.label, " ".join(row.lines)] for row in block.rows]
               + [["MONDAY", " · ".join(block.monday)]])  # fmt: skip
    elif isinstance(block, Tiles | Statement):
        _numbers(sheet, block.numbers)
    elif isinstance(block, Note):
        sheet.line([block.title, block.text], sheet.style.wrap)
        sheet.gap()
    elif isinstance(block, Terms):
        heads = ["Title", "Name", "Kind", "Decided by", "Definition", "How it misleads", "Used by"]
        rows = [[t.title, t.name, t.kind, t.decider, t.formula, t.trap, t.source]
                for t in block.definitions]  # fmt: skip
        _table(sheet, "Definitions", heads, rows)


def _numbers(sheet: _Sheet, numbers: Sequence[Number]) -> None:
    if not numbers:
        return
    sheet.line(_NUMBER_HEAD, sheet.style.head)
    for number in numbers:
        sheet.line([number.label, *_spread(number.value), number.definition])
    sheet.gap()


def _spread(number: Estimate | Bounds | None) -> list[Any]:
    """Value, lower, upper, n, unit, method."""
    if number is None:
        return [None, None, None, None, None, "not known"]
    value = number.value if isinstance(number, Estimate) else None
    ends = [_scaled(end, number.unit) for end in (value, number.lower, number.upper)]
    return [*ends, number.n, number.unit, number.method]


def _scaled(value: float | None, unit: str) -> _Share | float | None:
    return _Share(value) if unit == "share" and value is not None else value


def _table(sheet: _Sheet, title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table; a column of numbers with intervals becomes four: value, lower, upper, n."""
    wide = [
        any(isinstance(row[place], Estimate | Bounds) for row in rows)
        for place in range(len(heads))
    ]
    sheet.line([title], sheet.style.title)
    sheet.line(list(_widened_heads(heads, wide)), sheet.style.head)
    for row in rows:
        sheet.line(list(_widened(row, wide)))
    sheet.gap()


def _widened_heads(heads: Sequence[str], wide: Sequence[bool]) -> Iterator[str]:
    for head, is_wide in zip(heads, wide, strict=True):
        yield from (head, f"{head}, lower", f"{head}, upper", f"{head}, n") if is_wide else (head,)


def _widened(row: Sequence[Any], wide: Sequence[bool]) -> Iterator[Any]:
    for value, is_wide in zip(row, wide, strict=True):
        if not is_wide:
            yield value
        elif isinstance(value, Estimate | Bounds):
            yield from _spread(value)[:4]
        else:
            yield from (value, None, None, None)


def _finding(sheet: _Sheet, finding: Finding, page: Page) -> None:
    sheet.line([finding.question], sheet.style.title)
    sheet.line([finding.sentence], sheet.style.wrap)
    sheet.line(["Answer", finding.answer])
    for label, texts in (
        ("For customers", (finding.harm,)),
        ("Innocent explanations", finding.innocent),
        ("What limits this", finding.caveats),
        ("Next step", _step(finding)),
    ):
        if any(texts):
            sheet.line([label, " ".join(texts)])
    _numbers(sheet, _labelled(finding.estimates))
    behind = page.behind.get(finding.id)
    if behind:
        _table(sheet, f"Rows behind it ({behind.total:,} in all)", behind.columns, behind.rows)


def _step(finding: Finding) -> tuple[str, ...]:
    step = finding.next_step
    return (f"{step.action} ({step.role})",) if step else ()


def _labelled(numbers: Mapping[str, Estimate | Bounds]) -> list[Number]:
    return [Number(name.replace("_", " "), number) for name, number in numbers.items()]


def _issues(sheet: _Sheet, issues: IssueRows) -> None:
    sheet.line(issues.columns, sheet.style.head)
    sheet.sheet.freeze_panes(1, 1)
    for batch in issues.batches:
        sheet.batch(batch)
    shown = sheet.row - 1
    if shown < issues.total:
        kept = f"{shown:,} of {issues.total:,} issues, the newest."
        sheet.line([f"{kept} All of them: lastword export issues -o issues.parquet"])
