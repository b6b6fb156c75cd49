"""What every page promises, checked on every page that is discovered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import made_results
from lastword.engine.evidence import rows_behind
from lastword.errors import UsageError
from lastword.estimate import Bounds, Estimate
from lastword.finding import Finding
from lastword.metrics import catalogue
from lastword.pages import Kind, Page, kinds, pages_of
from lastword.pages.page import Figure, Headlines, Number, Rows, Statement, Tiles
from lastword.pages.registry import rooms_of
from lastword.project.gather import ANSWERS
from lastword.project.questions import ROOMS
from lastword.tables import TABLES

WORLDS = {name: getattr(made_results, name)() for name in ("full", "unasked", "hostile")}
PAGES = [
    pytest.param(page, id=f"{name}-{page.slug}")
    for name, results in WORLDS.items()
    for page in pages_of(results)
]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES)


def blocks(page: Page, kind: type) -> Iterator[Any]:
    return (block for block in page.blocks if isinstance(block, kind))


def numbers(page: Page) -> Iterator[Number]:
    yield from page.lead.numbers
    for block in page.blocks:
        if isinstance(block, Statement | Tiles):
            yield from block.numbers


def test_a_full_world_shows_every_page() -> None:
    assert {page.slug for page in pages_of(WORLDS["full"])} == {kind.slug for kind in kinds()}


def test_slugs_and_places_in_the_menu_are_unique() -> None:
    assert len({kind.slug for kind in kinds()}) == len(kinds())
    assert len({kind.order for kind in kinds()}) == len(kinds())


@pytest.mark.parametrize("results", WORLDS.values(), ids=WORLDS)
def test_every_finding_is_on_exactly_one_page(results: Any) -> None:
    shown = [finding.id for page in pages_of(results) for finding in page.findings]
    assert sorted(shown) == sorted(finding.id for finding in results.findings)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.slug)
def test_a_page_needs_only_the_rooms_that_it_names(kind: Kind) -> None:
    whole, rooms = WORLDS["full"], rooms_of(kind.slug)
    unasked = {part: None for room, parts in ANSWERS.items() if room not in rooms for part in parts}
    asked = tuple(finding for finding in whole.findings if _room(finding) in rooms)
    alone = replace(whole, **unasked, findings=asked)
    assert [page.to_dict() for page in pages_of(alone, kind.slug)] == [
        page.to_dict() for page in pages_of(whole, kind.slug)
    ]


def _room(finding: Finding) -> str:
    """The room that a finding comes from; linking and health are asked by the verdict."""
    room = finding.id.partition(".")[0]
    return room if room in ROOMS else "verdict"


@pytest.mark.parametrize("results", WORLDS.values(), ids=WORLDS)
def test_ids_are_unique_in_the_report(results: Any) -> None:
    ids = [b.id for p in pages_of(results) for b in p.blocks if isinstance(b, Figure | Rows)]
    assert len(set(ids)) == len(ids)


@EVERY_PAGE
def test_a_page_asks_and_answers_in_a_sentence(page: Page) -> None:
    assert page.question
    assert page.lead.sentence


@EVERY_PAGE
def test_the_json_twin_is_plain(page: Page) -> None:
    twin = json.loads(json.dumps(page.to_dict(), allow_nan=False))
    assert twin["slug"] == page.slug
    assert len(twin["blocks"]) == len(page.blocks)


@EVERY_PAGE
def test_every_number_has_n_and_a_method_or_says_why_not(page: Page) -> None:
    for number in numbers(page):
        if isinstance(number.value, Estimate | Bounds) and number.value.n:
            assert number.value.method
        else:
            assert number.unknown


@EVERY_PAGE
def test_definitions_are_in_the_catalogue(page: Page) -> None:
    named = {number.definition for number in numbers(page) if number.definition}
    for block in page.blocks:
        if isinstance(block, Figure | Rows):
            named |= set(block.definitions)
    assert named <= set(catalogue())


@EVERY_PAGE
def test_figures_say_what_they_show(page: Page) -> None:
    for figure in blocks(page, Figure):
        assert figure.title
        assert figure.caption
        assert figure.alternative
        assert figure.data


@EVERY_PAGE
def test_evidence_names_tables_and_columns_that_exist(page: Page) -> None:
    queries = [block.evidence for block in blocks(page, Rows) if block.evidence]
    for query in queries:
        known = TABLES[query.table].by_name
        assert {c.column for c in query.where} <= set(known)
        assert {name.lstrip("-") for name in query.order_by} <= set(known)


def test_evidence_can_be_asked(duckdb_engine: Any, make_tables: Any) -> None:
    """The queries of the full world run, on empty tables."""
    tables = make_tables(
        duckdb_engine,
        **{name: [] for name in ("contacts", "issues", "verdicts", "invitations")},
    )
    for page in pages_of(WORLDS["full"]):
        for block in blocks(page, Rows):
            if block.evidence:
                assert rows_behind(tables, block.evidence).count().to_pyarrow().as_py() == 0


@pytest.mark.parametrize("slug", [kind.slug for kind in kinds()])
def test_unknown_is_never_zero(slug: str) -> None:
    """Where customers were never asked, no page holds a zero that could stand for it."""
    for page in pages_of(WORLDS["unasked"]):
        if page.slug == slug:
            cells = [number.value for number in numbers(page)]
            cells += [cell for block in blocks(page, Rows) for row in block.rows for cell in row]
            assert not [c for c in cells if isinstance(c, Estimate) and c.value == 0]
            assert not [c for c in cells if isinstance(c, float) and c == 0]


def test_the_first_screen_follows_the_order_of_questions() -> None:
    (overview,) = pages_of(WORLDS["full"], "overview")
    (screen,) = blocks(overview, Headlines)
    assert [row.label for row in screen.rows[:4]] == ["SOLVED?", "FIRST?", "DROPPED", "SATISFIED"]
    assert screen.monday[0] == "call these 37"
    slugs = {kind.slug for kind in kinds()}
    assert all(row.slug in slugs for row in screen.rows)


def test_said_stands_before_inferred_and_bounds_beside() -> None:
    (solved,) = pages_of(WORLDS["full"], "solved")
    said = solved.lead.sentence
    assert said.index("Customers who answered") < said.index("inferred") < said.index("nothing")


def test_what_was_never_asked_is_said() -> None:
    (overview,) = pages_of(WORLDS["unasked"], "overview")
    (screen,) = blocks(overview, Headlines)
    solved = next(row for row in screen.rows if row.label == "SOLVED?")
    assert not solved.is_known
    assert "behaviour only" in " ".join(solved.lines)
    assert any(row.label == "BACK?" for row in screen.rows)


def test_an_unknown_page_lists_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"verdict.*solved"):
        pages_of(WORLDS["full"], "nonsense")


def test_a_room_shows_its_pages() -> None:
    assert {page.slug for page in pages_of(WORLDS["full"], "data")} == {"health", "loading"}


def test_cells_must_fit_the_columns() -> None:
    from lastword.pages.page import Column

    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        Rows("x", "X", (Column("one"),), ((1, 2),))
