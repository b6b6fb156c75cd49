"""Write the report: HTML and workbook side by side, and the first screen for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastword.errors import UsageError
from lastword.pages import Page, pages_of
from lastword.pages.page import Headlines
from lastword.project.results import Results
from lastword.result import Numbers, Result

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form
    from lastword.ingest import Loading
    from lastword.project import Project


@dataclass(frozen=True, slots=True)
class Written(Result):
    """What was written, where, and everything that it says.

    Parameters
    ----------
    html, workbook
        The files.
    pages
        What both show, one question a page.
    results
        Every answer as data.
    loading
        What became of every row of the exports, if they were read for this report.
    """

    html: Path
    workbook: Path
    pages: tuple[Page, ...]
    results: Results
    loading: Loading | None = None

    @property
    def quarantined(self) -> int:
        """Rows that could not be read; `results.loading` says why."""
        return self.loading.quarantined if self.loading else 0

    def print(self) -> None:
        """Print the first screen, what was assumed or left out, and where the files are."""
        from lastword.report.terminal import console, print_first_screen, print_remarks

        out = console()
        print_first_screen(self.pages, self.results.name, out)
        if self.loading:
            print_remarks(self.loading, out)
        out.print(f"Report    {self.html}\nWorkbook  {self.workbook}", highlight=False, style="dim")

    def to_dict(self) -> dict[str, Any]:
        """Results, pages and the files' places as plain values: what `--json` prints."""
        from lastword.report.json import document

        files = {"html": str(self.html), "workbook": str(self.workbook)}
        return {**document(self.results, self.pages), "written": files}

    def numbers(self) -> Numbers:
        """Every number of every finding, named ``<finding>.<number>``."""
        return self.results.numbers()

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Draw the same problems through every definition of “resolved”."""
        return self.results.chart(form=form)

    def _repr_html_(self) -> str:
        overview = next(page for page in self.pages if page.slug == "overview")
        said = "".join(
            f"<tr><th>{escape(row.label)}</th><td>{escape(' '.join(row.lines))}</td></tr>"
            for block in overview.blocks
            if isinstance(block, Headlines)
            for row in block.rows
        )
        link = f'<a href="{escape(str(self.html))}">{escape(self.html.name)}</a>'
        return f"<h4>{escape(self.results.name)}</h4><table>{said}</table><p>{link}</p>"


def write_report(
    results: Results, path: Path, *, project: Project | None = None, loading: Loading | None = None
) -> Written:
    """Write the HTML report to `path` and the workbook beside it.

    Parameters
    ----------
    project
        Whose issues fill the workbook's row-level sheet; without it that sheet is left out.
    loading
        What became of the rows of the exports; its remarks are printed with the first screen.

    Raises
    ------
    UsageError
        If a file cannot be written; what was there stays.
    """
    from lastword.report.html import html
    from lastword.report.issues import issue_rows
    from lastword.report.workbook import write_workbook

    pages = pages_of(results)
    with _replaced(path) as file:
        file.write_text(html(results, pages), encoding="utf-8")
    workbook = path.with_suffix(".xlsx")
    with _replaced(workbook) as file, project.context() if project else nullcontext() as context:
        write_workbook(pages, file, issues=issue_rows(context.tables) if context else None)
    return Written(path, workbook, pages, results, loading)


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place once it is complete."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}. Close it if it is open elsewhere, or "
            "name another file with --output."
        ) from error
    finally:
        beside.unlink(missing_ok=True)
