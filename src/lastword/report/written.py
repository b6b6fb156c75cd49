"""Write the report: HTML and workbook side by side, and the first screen for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lastword.errors import UsageError
from lastword.pages import Page, pages_of
from lastword.project.results import Results

if TYPE_CHECKING:
    from lastword.project import Project


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and where."""

    html: Path
    workbook: Path
    pages: tuple[Page, ...]
    name: str

    def print(self) -> None:
        """Print the first screen and where the files are."""
        from lastword.report.terminal import console, print_first_screen

        out = console()
        print_first_screen(self.pages, self.name, out)
        out.print(f"Report    {self.html}\nWorkbook  {self.workbook}", highlight=False, style="dim")

    def to_dict(self) -> dict[str, str]:
        """Plain values for JSON."""
        return {"html": str(self.html), "workbook": str(self.workbook)}


def write_report(results: Results, path: Path, *, project: Project | None = None) -> Written:
    """Write the HTML report to `path` and the workbook beside it.

    Parameters
    ----------
    project
        Whose issues fill the workbook's row-level sheet; without it that sheet is left out.

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
    return Written(path, workbook, pages, results.name)


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
