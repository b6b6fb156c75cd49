"""The whole way on a centre whose truth is known."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from lastword.engine import Tables, open_engine
from lastword.engine.digest import digest
from lastword.project.project import Project
from lastword.sources.demo import read
from lastword.tables import DERIVED


def _digests(project: Project) -> dict[str, str]:
    with project.context() as context:
        return {name: digest(context.tables[name]) for name in DERIVED}


def test_every_row_is_accounted_for(reported: Path) -> None:
    loads = Project.open(reported).store.loads()
    entries = [entry for load in loads for entry in load.reconciliation]
    assert all(entry.is_exact for entry in entries)
    assert sum(entry.loaded for entry in entries if entry.table == "contacts") > 4_000
    assert sum(entry.quarantined for entry in entries) > 0


def test_the_bounds_hold_the_planted_verdict(reported: Path) -> None:
    truth = read(reported).planted["shares"]
    found = Project.open(reported).results(rooms={"verdict"}).resolution
    assert found is not None and found.bounds is not None
    assert found.bounds.lower <= truth["says_solved"] <= found.bounds.upper
    assert found.claimed.value is not None
    assert found.claimed.value > truth["says_solved"] + 0.1


def test_the_report_is_one_file(reported: Path) -> None:
    page = (reported / "lastword-report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=[\"']https?://", page)
    assert (reported / "lastword-report.xlsx").stat().st_size > 10_000


def test_loading_and_building_again_changes_nothing(centre: Path) -> None:
    project = Project.open(centre)
    before, number = _digests(project), project.build().number
    loading = project.ingest((centre,))
    assert not any(file.is_new for file in loading.files)
    assert project.build().number == number
    assert _digests(project) == before


def test_a_correction_is_replayed_on_every_build(centre: Path) -> None:
    from datetime import datetime

    from lastword.store.corrections import Correction

    project = Project.open(centre)
    with project.context() as context:
        contacts = context.tables["issue_contacts"]
        first = contacts.filter(contacts.person_id.notnull() & (contacts.position == 1))
        rows = first.order_by(["person_id", "contact_id"]).to_pyarrow().to_pylist()
    pair = next((a, b) for a, b in pairwise(rows) if a["person_id"] == b["person_id"])
    keys = (pair[0]["contact_id"], pair[1]["contact_id"])
    with project.store.writing():
        project.store.corrections.add(
            Correction("merge_issues", keys, "tester", datetime(2025, 1, 1))
        )
    project.build()
    with project.context() as context:
        contacts = context.tables["issue_contacts"]
        issues = contacts.filter(contacts.contact_id.isin(keys)).issue_id.to_pyarrow().to_pylist()
    assert len(set(issues)) == 1


def test_an_erased_customer_does_not_come_back(centre: Path) -> None:
    project = Project.open(centre)
    with project.context() as context:
        contacts = context.tables["contacts"]
        known = contacts.filter(contacts.customer_ref.notnull())
        reference = known.order_by("contact_id").limit(1).to_pyarrow()["customer_ref"][0].as_py()
    assert project.erase([reference]).rows > 0
    project.ingest((centre,))
    project.build()
    with project.context() as context:
        contacts = context.tables["contacts"]
        assert not contacts.filter(contacts.customer_ref == reference).count().to_pyarrow().as_py()


@pytest.mark.spark
def test_both_engines_derive_the_same_tables(centre: Path, spark_engine: object) -> None:
    expected = _digests(Project.open(centre))
    settings = Project.open(centre).settings
    engine = settings.engine.model_copy(update={"name": "spark", "master": "local[2]"})
    project = Project.open(centre, settings=settings.model_copy(update={"engine": engine}))
    (centre / ".lastword" / "current").unlink()
    published = project.build()
    assert published.manifest.engine == "spark"
    with open_engine("duckdb") as duck:
        tables = Tables(duck, published.parts)
        assert {name: digest(tables[name]) for name in DERIVED} == expected
