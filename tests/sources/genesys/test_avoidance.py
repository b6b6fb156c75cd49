"""Next contact avoidance: Genesys Cloud's own figure, from the same conversations."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lastword.engine import Tables, open_engine
from lastword.project.build import build
from lastword.question import Context
from lastword.settings import Settings
from lastword.store import Store
from lastword.verdict.ladder import ladder
from lastword.verdict.results import Rung
from sources.conftest import loaded
from sources.exports import Export, write
from sources.genesys.situations import ZED, Story

MONDAY = datetime(2024, 3, 4, 9)
CAME = {"ann": (0, 3, 30), "bob": (0, 6.9), "eve": (1, 8.5), "kim": (2,), "lee": (2, 2.5, 12)}
"""Customer → days on which they called, each time for another reason."""
WINDOW = 7


def conversations() -> list[Story]:
    found = []
    for caller, (name, days) in enumerate(CAME.items()):
        for visit, day in enumerate(days):
            story = Story(100 * (caller + 1) + visit, 24 * day)
            ani = f"tel:+4930{caller + 1}000100"
            story.customer(0, 120, "endpoint", ani, externalContactId=name).queue(0, 20)
            found.append(story.agent(ZED, 20, 120, "peer", wrap=5, code=f"{name}-{visit}"))
    return found


@pytest.fixture(scope="module")
def rungs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rung]:
    """The ladder of these conversations."""
    folder, as_of = tmp_path_factory.mktemp("avoidance"), MONDAY + timedelta(days=150)
    records = [story.as_json() for story in conversations()]
    export = Export("conversations", "conversations.json", records, path="conversations")
    store = Store.open(folder / "store", create=True)
    loaded(store, write([export], folder / "exports"))
    with store.writing():
        published = build(store, Settings(), as_of=as_of)
    with open_engine("duckdb") as engine:
        context = Context(Tables(engine, published.parts), Settings(), as_of)
        return {rung.name: rung for rung in ladder(context).rungs}


def test_the_ladder_holds_genesys_own_next_contact_avoidance(rungs: dict[str, Rung]) -> None:
    """Genesys: conversations whose initiator does not come again within seven days."""
    length = 120 / 86_400
    avoided = [
        not any(0 < later - day - length <= WINDOW for later in days)
        for days in CAME.values()
        for day in days
    ]
    found = rungs["next_contact_avoidance_7d"].estimate
    assert found is not None
    assert (found.n, found.value) == (len(avoided), sum(avoided) / len(avoided))
    assert sum(avoided) == 8, "ann and bob once each, and lee, came again within the week"


def test_the_same_number_says_the_same_where_everybody_has_one(rungs: dict[str, Rung]) -> None:
    same, avoided = (rungs[n].estimate for n in ("same_number_7d", "next_contact_avoidance_7d"))
    assert same is not None and avoided is not None
    assert (same.value, same.n) == (avoided.value, avoided.n)
