"""Ids: the source may be left out where one source alone knows the id."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lastword.engine import Engine, Tables
from lastword.errors import UsageError
from lastword.project.ids import whole_id


@pytest.fixture(scope="module")
def tables(engine: Engine, make_tables: Callable[..., Tables]) -> Tables:
    contacts = [
        {"contact_id": "files:c1", "agent_id": "files:ann"},
        {"contact_id": "files:7", "agent_id": "crm:ann"},
        {"contact_id": "crm:7", "agent_id": "crm:bob"},
        {"contact_id": "crm:a:c1", "agent_id": None},
        {"contact_id": "7", "agent_id": None},
    ]
    agents = [{"agent_id": "crm:eve", "name": "Eve"}, {"agent_id": "crm:bob", "name": "Bob"}]
    return make_tables(engine, contacts=contacts, agents=agents)


def test_ids_are_found_with_and_without_their_source(tables: Tables) -> None:
    assert whole_id(tables, "contact", "crm:7") == "crm:7"
    assert whole_id(tables, "contact", "c1") == "files:c1"
    assert whole_id(tables, "contact", "a:c1") == "crm:a:c1"
    assert whole_id(tables, "contact", "7") == "7"
    assert whole_id(tables, "agent", "bob") == "crm:bob"
    assert whole_id(tables, "agent", "eve") == "crm:eve"
    with pytest.raises(UsageError, match=r"'ann' may be crm:ann, files:ann\. Give the whole id"):
        whole_id(tables, "agent", "ann")
    with pytest.raises(UsageError, match=r"no contact 'c9'.*lastword contacts"):
        whole_id(tables, "contact", "c9")
