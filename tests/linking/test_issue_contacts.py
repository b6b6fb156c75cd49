"""issue_contacts: equal to the plain rules on random centres, on both engines and any buckets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastword.engine import Engine
from lastword.linking.issue_contacts import BucketStep, issue_contacts
from lastword.settings import LinkingSettings
from lastword.store.corrections import Correction
from linking import reference
from linking.worlds import START, World, world

Row = dict[str, Any]
AS_OF = START + timedelta(days=100)
SETTINGS = LinkingSettings.model_validate({"window_days": 10})


def _plan(
    engine: Engine, given_world: World, corrections: Sequence[Correction] = (), buckets: int = 3
) -> BucketStep:
    tables, persons = given_world.tables(engine), given_world.person_rows(engine)
    return issue_contacts(tables, persons, SETTINGS, corrections, AS_OF, buckets=buckets)


def _rows(engine: Engine, plan: BucketStep) -> dict[str, Row]:
    rows = engine.fetch(plan.step(plan.table)).to_pylist()
    assert len({row["contact_id"] for row in rows}) == len(rows)
    return {row["contact_id"]: row for row in rows}


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seeds=st.lists(st.integers(0, 10**6), min_size=1, max_size=40), contacts=st.just(30))
def test_contacts_are_linked_as_the_plain_rules_say(
    duckdb_engine: Engine, seeds: list[int], contacts: int
) -> None:
    small = world(seeds, contacts)
    expected = reference.link(
        small.contacts, small.events, small.persons, window_days=10, quiet_hours=12, as_of=AS_OF
    )
    found = _rows(duckdb_engine, _plan(duckdb_engine, small))
    assert set(found) == set(expected)
    for contact, row in expected.items():
        assert {name: found[contact][name] for name in row} == row, contact
