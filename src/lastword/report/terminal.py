"""The terminal: the first screen, pages as tables, readable at 80 columns, NO_COLOR honoured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lastword.charts.typeface import printable
from lastword.estimate import Bounds, Estimate, say
from lastword.finding import Finding
from lastword.pages.page import Headlines, Note, Number, Page, Rows, Statement, Terms, Tiles
from lastword.report.markup import lister

if TYPE_CHECKING:
    from lastword.ingest import Loading
    from lastword.verdict.results import Callback

_ASKED = ("verdict.health.questions_read", "verdict.health.unclear_questions")
_LABEL = 11
_MOST_ROWS = 12


def console() -> Console:
    """A console as wide as the terminal, 80 columns where there is none."""
    return Console(highlight=False, soft_wrap=False)


def print_first_screen(pages: Sequence[Page], name: str, out: Console | None = None) -> None:
    """Print the first screen: name and counts, numbered rows, what to do on Monday."""
    out = out or console()
    overview = next(page for page in pages if page.slug == "overview")
    head = Text(_one_line(name).upper(), style="bold")
    out.print(head.append(f"   {overview.lead.sentence}".replace(" · ", ", "), style="not bold"))
    out.print(Text(overview.lead.note, style="dim"))
    for block in overview.blocks:
        if isinstance(block, Headlines):
            _headlines(block, out)
        elif isinstance(block, Note):
            _note(block, out)


def print_questions(findings: Sequence[Finding], out: Console | None = None) -> None:
    """Print what survey questions are taken to ask, to be confirmed; nothing if mappings say it."""
    out = out or console()
    for finding in (finding for finding in findings if finding.id in _ASKED):
        step = finding.next_step.action if finding.next_step else ""
        out.print(Text(_one_line(f"{finding.sentence} {step}")))


def print_pages(pages: Sequence[Page], out: Console | None = None) -> None:
    """Print pages one after the other: sentence, numbers, tables, findings."""
    out = out or console()
    for page in pages:
        out.print()
        out.rule(Text(page.question, style="bold"), align="left")
        out.print(Text(_one_line(page.lead.sentence)))
        if page.lead.note:
            out.print(Text(_one_line(page.lead.note), style="dim"))
        _numbers(page.lead.numbers, out)
        for block in page.blocks:
            _block(block, out)
        for finding in page.findings:
            _finding(finding, out)


def print_callbacks(listing: Sequence[Callback], out: Console | None = None) -> None:
    """Print whom to win back: why, what happened, their words, who could own it."""
    out = out or console()
    if not listing:
        out.print("Nobody to call back today.")
    for row in listing:
        customer = row.customer_ref or row.person_id or "unknown customer"
        out.print(Text.assemble((_one_line(customer), "bold"), f"  {row.why}  ",
                                (f"{row.at:%d %b %H:%M}", "dim")))  # fmt: skip
        lines = [row.happened, f"“{row.words}”" if row.words else ""]
        for line in filter(None, lines):
            out.print(Padding(Text(_one_line(line)), (0, 0, 0, 2)))
        done = f"{row.owner} · lastword callbacks done {row.contact_id} --result …"
        out.print(Padding(Text(done, style="dim"), (0, 0, 0, 2)))


def print_loading(loading: Loading, out: Console | None = None) -> None:
    """Print where the rows of every file went, and which files were left out."""
    out = out or console()
    table = Table("file", "table", box=None, pad_edge=False, header_style="bold")
    for name in ("read", "loaded", "dup.", "superseded", "filtered", "quarantined"):
        table.add_column(name, justify="right")
    for file in loading.files:
        for entry in file.reconciliations:
            counts = (entry.read, entry.loaded, entry.duplicates, entry.superseded,
                      entry.filtered, entry.quarantined)  # fmt: skip
            table.add_row(escape(_one_line(file.label)), entry.table, *(f"{n:,}" for n in counts))
    out.print(table)
    print_remarks(loading, out)


def print_remarks(loading: Loading, out: Console) -> None:
    """Print what was taken for granted, quarantined and left out, each remark once."""
    assumed = ((text, file.label) for file in loading.files for text in file.assumed)
    for text, labels in _together(assumed):
        out.print(Text(f"assumed: {labels}: {text}"))
    if loading.quarantined:
        out.print(Text(f"quarantined: {loading.quarantined:,} rows; the report says why"))
    for text, labels in _together((left.reason, left.label) for left in loading.left_out):
        out.print(Text(f"left out: {labels}: {text}", style="dim"))


def _together(remarks: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every text once, with the first of the files that it is said of and how many more."""
    files: dict[str, list[str]] = {}
    for text, label in remarks:
        files.setdefault(_one_line(text), []).append(_one_line(label))
    for text, labels in files.items():
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        yield text, labels[0] + more


def _headlines(block: Headlines, out: Console) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=2, justify="right", style="dim")
    grid.add_column(width=_LABEL, no_wrap=True, style="bold")
    grid.add_column(ratio=1)
    for place, row in enumerate(block.rows, 1):
        style = "" if row.is_known else "dim"
        grid.add_row(str(place), escape(row.label), Text(_lines(row.lines), style=style))
    if block.monday:
        grid.add_row("→", "MONDAY", Text(_one_line(" · ".join(block.monday)), style="bold"))
    out.print(grid)


def _block(block: Any, out: Console) -> None:
    if isinstance(block, Rows):
        _rows(block, out)
    elif isinstance(block, Tiles | Statement):
        _numbers(block.numbers, out)
    elif isinstance(block, Headlines):
        _headlines(block, out)
    elif isinstance(block, Note):
        _note(block, out)
    elif isinstance(block, Terms):
        for term in block.definitions:
            out.print(Text.assemble((term.name, "bold"), f"  {term.title} ({term.kind})"))


def _numbers(numbers: Sequence[Number], out: Console) -> None:
    if not numbers:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    table.add_column("")
    table.add_column("number", justify="right", no_wrap=True)
    table.add_column("n", justify="right")
    table.add_column("definition", style="dim", overflow="fold")
    for number in numbers:
        known = number.value is not None and number.value.n
        table.add_row(number.label, _cell(number.value) if known else f"[dim]{number.unknown}[/]",
                      f"{number.value.n:,}" if known and number.value else "",
                      number.definition)  # fmt: skip
    out.print(Padding(table, (1, 0, 0, 0)))


def _rows(block: Rows, out: Console) -> None:
    out.print()
    out.print(Text(block.title, style="bold"))
    if not block.rows:
        out.print(Text(block.empty, style="dim"))
        return
    shown = [place for place, column in enumerate(block.columns) if not column.is_detail]
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for place in shown:
        column = block.columns[place]
        table.add_column(column.label, justify="right" if column.is_number else "left",
                         overflow="fold")  # fmt: skip
    most = min(_MOST_ROWS, block.shown)
    for row in block.rows[:most]:
        table.add_row(*(_cell(row[place]) for place in shown))
    out.print(table)
    more = (block.total or len(block.rows)) - min(len(block.rows), most)
    if more > 0 or block.more:
        where = block.more or "in the report and its workbook"
        out.print(Text(f"{f'{more:,} more' if more > 0 else 'rows'}: {where}", style="dim"))


def _finding(finding: Finding, out: Console) -> None:
    out.print()
    head = Text(_one_line(finding.question), style="bold")
    out.print(head.append("" if finding.answer == "figure" else f"  {finding.answer}", style="dim"))
    parts = [finding.sentence, finding.harm]
    if finding.next_step:
        parts.append(f"Next step: {finding.next_step.action} ({finding.next_step.role})")
    for part in filter(None, parts):
        out.print(Padding(Text(_one_line(part)), (0, 0, 0, 2)))
    limits = (*finding.caveats, *finding.innocent)
    if finding.evidence:
        limits += (f"rows: lastword {lister(finding)} --behind {finding.id}",)
    for limit in limits:
        out.print(Padding(Text(_one_line(limit), style="dim"), (0, 0, 0, 2)))


def _note(block: Note, out: Console) -> None:
    title = f"{block.title}: " if block.title else ""
    out.print(Padding(Text(_one_line(f"{title}{block.text}"), style="dim"), (1, 0, 0, 0)))


def _cell(value: Any) -> str:
    """A cell in words, safe for rich's markup."""
    if value is None or value == "":
        return "[dim]–[/]"
    if isinstance(value, Estimate | Bounds):
        return value.text()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float):
        return say(value, "count" if isinstance(value, int) else "score")
    return escape(_one_line(value))


def _one_line(text: object) -> str:
    return " ".join(printable(str(text)).split())


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(_one_line(line) for line in lines)
