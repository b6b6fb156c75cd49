"""Every page, found by its module: menu, JSON twin, workbook and terminal follow."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import lastword.pages
from lastword.errors import UsageError
from lastword.finding import Finding
from lastword.pages.page import Kind, Page
from lastword.project.results import Behind, Results


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of page in the order of the menu."""
    modules = (
        import_module(f"lastword.pages.{module.name}")
        for module in pkgutil.iter_modules(lastword.pages.__path__)
    )
    found = [module.PAGE for module in modules if isinstance(getattr(module, "PAGE", None), Kind)]
    return tuple(sorted(found, key=lambda kind: kind.order))


def pages_of(results: Results, question: str = "all") -> tuple[Page, ...]:
    """Build the pages of a room, or the one page of that name.

    Parameters
    ----------
    question
        A room (``"verdict"``), a page (``"solved"``) or ``"all"``.

    Raises
    ------
    UsageError
        If there is no such room or page; lists what there is.
    """
    built = (_page(kind, results) for kind in _wanted(question))
    return tuple(page for page in built if page is not None)


def rooms_of(question: str) -> frozenset[str]:
    """Rooms that must be asked before `pages_of` can build those pages.

    Raises
    ------
    UsageError
        If there is no such room or page; lists what there is.
    """
    return frozenset(room for kind in _wanted(question) for room in (kind.room, *kind.shows))


def page_of(finding: Finding) -> str:
    """Slug of the page that a finding belongs to; what no page owns is on ``more``."""
    return next((kind.slug for kind in kinds() if kind.owns(finding)), "more")


def _wanted(question: str) -> list[Kind]:
    wanted = [kind for kind in kinds() if question in ("all", kind.room, kind.slug)]
    if not wanted:
        rooms = dict.fromkeys(kind.room for kind in kinds())
        allowed = ", ".join(dict.fromkeys([*rooms, *(kind.slug for kind in kinds())]))
        raise UsageError(f"unknown question {question!r}. Choose one of: all, {allowed}")
    return wanted


def _page(kind: Kind, results: Results) -> Page | None:
    built = kind.build(results)
    if built is None:
        return None
    lead, blocks = built
    findings = tuple(finding for finding in results.findings if page_of(finding) == kind.slug)
    behind = _behind(findings, results)
    return Page(kind.slug, kind.title, kind.question, lead, tuple(blocks), findings, behind)


def _behind(findings: tuple[Finding, ...], results: Results) -> dict[str, Behind]:
    """The rows behind each finding; rows that two findings share stand with the first."""
    first = {repr(finding.evidence): finding.id for finding in reversed(findings)}
    return {name: results.behind[name] for name in first.values() if name in results.behind}
