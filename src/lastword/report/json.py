"""Everything as data: the results, and every page's twin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastword.pages import Page, pages_of
from lastword.project.results import Results


def document(results: Results, pages: Sequence[Page] | None = None) -> dict[str, Any]:
    """Results and pages as plain values: what `--json` prints.

    Numbers say whether they are an interval or bounds; unknown is null.
    """
    shown = pages_of(results) if pages is None else pages
    return results.to_dict() | {"pages": [page.to_dict() for page in shown]}
