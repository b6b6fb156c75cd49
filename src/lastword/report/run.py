"""The main job in one call: exports in, the customers' verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastword.project.progress import Progress, quiet

if TYPE_CHECKING:
    from lastword.report.written import Written

FILE = "lastword-report.html"
Place = str | PathLike[str]


def report(
    paths: Place | Sequence[Place],
    *,
    config: Place | None = None,
    output: Place = FILE,
    project: Place | None = None,
    as_of: datetime | None = None,
    truth: Mapping[str, Any] | None = None,
    progress: Progress = quiet,
) -> Written:
    """Read exports and report the customers' verdict, as `lastword report` does.

    Parameters
    ----------
    paths
        A folder or files of raw exports, any mix of sources.
    config
        Settings and mapping; otherwise `lastword.toml` of the project or beside the exports.
    output
        HTML file to write; the workbook goes beside it.
    project
        Where the project's files are kept; `.lastword` beside the exports where None.
    as_of
        Moment to speak of, UTC; the last one in the data where None.
    truth
        What a demo centre planted, to be shown beside what is found.
    progress
        Called with what is being done and the share of it that is done.

    Returns
    -------
    Written
        The files, and everything they say: `.results`, `.to_dict()`, `.frame()`, `.chart()`.

    Raises
    ------
    InputRefused
        If a file cannot be read at all.
    SettingsError
        If `lastword.toml` is wrong.

    Examples
    --------
    >>> import lastword as lw
    >>> lw.report("exports").results.resolution.said  # doctest: +SKIP
    """
    from lastword.project import Project
    from lastword.report.written import write_report

    several = [paths] if isinstance(paths, str | PathLike) else paths
    exports = [Path(path) for path in several]
    opened = Project.for_exports(exports, folder=_path(project), config=_path(config))
    loading = opened.ingest(exports, progress=progress)
    opened.build(as_of=as_of, progress=progress)
    results = opened.results(truth=truth, progress=progress)
    return write_report(results, Path(output), project=opened, loading=loading)


def _path(place: Place | None) -> Path | None:
    return None if place is None else Path(place)
