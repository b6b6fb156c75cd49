"""Recoveries, logins, growth, strengths, own pages and nominations on one made centre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lastword.analyses.people.examples import examples
from lastword.analyses.people.growth import growth
from lastword.analyses.people.logins import bots, left, shared_logins
from lastword.analyses.people.nominations import nominations
from lastword.analyses.people.outcomes import OUTCOMES
from lastword.analyses.people.own import contacts_of, own
from lastword.analyses.people.sensitivity import sensitivity
from lastword.analyses.people.served import served
from lastword.analyses.people.strengths import agents_strengths, strengths
from lastword.analyses.people.study import agents
from lastword.analyses.people.teams import hidden_of, small_teams, team_studies
from lastword.analyses.people.turns import recovered, rescued
from lastword.engine import Engine, open_engine
from lastword.errors import NotTestable, UsageError
from lastword.question import Context
from lastword.settings import Settings
from lastword.stats.suppression import told
from lastword.text.pseudonym import pseudonym
from written_tables import write_tables

START = datetime(2025, 1, 6, 9)
PROBLEMS = 6000
LEFT, SHARED, STAR, BOT, ONCE, NEW = "a1", "a2", "a3", "bot", "once", "n"
REASONS = ("bill", "line", "move")


def agent_of(place: int) -> str:
    """48 agents in six teams of eight; the last twelve begin in the third month."""
    day = place * 180 // PROBLEMS
    number = (place * 7) % 48
    return f"{NEW}{number}" if number >= 36 and day >= 75 else f"a{number % 36}"


def rows() -> dict[str, list[dict[str, Any]]]:
    random = np.random.default_rng(8)
    made: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("issue_contacts", "contacts", "verdicts", "messages", "labels")
    }
    begin = {f"{NEW}{n}": START + timedelta(days=75) for n in range(36, 48)}
    for place in range(PROBLEMS):
        at = START + timedelta(minutes=43 * place)
        agent = BOT if place == 17 else ONCE if place == 18 else agent_of(place)
        number = int(agent[1:]) if agent[1:].isdigit() else 0
        team = f"t{number % 6}"
        reason = REASONS[place // 6 % 3]
        share = 0.6 + 0.25 * (agent == STAR) - 0.3 * (team == "t1" and reason == "line")
        if agent in begin:
            months = (at - begin[agent]).days / 30.4
            share -= 0.45 * np.exp(-months / 1.0)
        solved = bool(random.random() < share)
        made["issue_contacts"].append(
            {"issue_id": f"p{place}", "contact_id": f"p{place}", "position": 1, "bucket": 0,
             "is_last": True, "offered_at": at, "ended_at": at + timedelta(minutes=5),
             "outcome": "answered", "direction": "inbound", "channel": "voice", "queue": "q",
             "reason": reason, "agent_id": agent, "team_id": team, "person_id": f"c{place}",
             "contact_number": 1, "rule": "first"}
        )  # fmt: skip
        made["contacts"].append({"contact_id": f"p{place}", "offered_at": at, "agent_id": agent})
        made["verdicts"].append(
            {"issue_id": f"p{place}", "bucket": 0, "is_mature": True, "is_answered": True,
             "opened_at": at, "contact_count": 1, "said_resolved": solved,
             "said_top_box": solved and place % 2 == 0, "said_csat": float(solved)}
        )  # fmt: skip
        upset = place % 5 == 0
        made["messages"].append(
            {"message_id": f"m{place}", "contact_id": f"p{place}", "position": 1, "sent_at": at,
             "author": "customer", "text": "Nobody helps me"}
        )  # fmt: skip
        if upset:
            made["labels"].append(
                {"label_id": f"l{place}", "contact_id": f"p{place}", "message_id": f"m{place}",
                 "kind": "emotion", "value": "negative"}
            )  # fmt: skip
    made["messages"].append(
        {"message_id": "b", "contact_id": "p17", "position": 2, "sent_at": START, "author": "bot",
         "author_id": BOT, "text": "I am a bot"}
    )  # fmt: skip
    return made


def people() -> list[dict[str, Any]]:
    known = [
        {"agent_id": f"{NEW}{n}", "hired_on": START + timedelta(days=75), "valid_from": START}
        for n in range(36, 48)
    ]
    gone = {"agent_id": LEFT, "left_on": START + timedelta(days=100), "valid_from": START}
    desk = [
        {"agent_id": SHARED, "name": name, "valid_from": START + timedelta(days=n)}
        for n, name in enumerate(("Ann", "Bob"))
    ]
    return [*known, gone, *desk]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with open_engine("duckdb") as engine:
        folder = tmp_path_factory.mktemp("people")
        tables = write_tables(engine, folder, agents=people(), **rows())
        settings = Settings.model_validate({"people": {"nominations": True}})
        yield Context(tables, settings, START + timedelta(days=240))


def test_bots_and_shared_logins_are_no_persons(context: Context) -> None:
    found = context.tables.engine.fetch(bots(context.tables))["agent_id"].to_pylist()
    assert found == [BOT]
    assert context.once(shared_logins) == {SHARED}
    assert context.once(left) == {LEFT}
    study = agents(context, by="agent_id")
    assert study.unit(BOT) is None
    once = study.unit(ONCE)
    assert once is not None and once.standing == "cannot be told from the average"
    assert once.rank[1] - once.rank[0] > 10, "one contact says next to nothing"
    gone = study.unit(LEFT)
    assert gone is not None and gone.problems > 30, "who left is counted with what they did"
    star = study.unit(STAR)
    assert star is not None and star.standing == "above" and star.missing is not None


def test_recoveries_are_of_upset_customers(context: Context) -> None:
    found = context.tables.engine.fetch(recovered(context.tables)).to_pandas()
    assert len(found) == PROBLEMS / 5
    assert 0.5 < found.y.mean() < 0.7
    assert {study.outcome for study in context.once(team_studies)} >= {"solved", "recovered"}


def test_teams_lose_with_a_kind_and_are_strong_with_another(context: Context) -> None:
    lost = [one for one in context.once(strengths) if one.standing == "below"]
    assert (lost[0].unit, lost[0].level) == ("t1", "line")
    assert -0.4 < (lost[0].beside_others.value or 0) < -0.1
    assert (lost[0].beside_itself.value or 0) < -0.1
    gifts = {(o.unit, o.level) for o in context.once(strengths) if o.own_standing == "above"}
    assert {("t1", "bill"), ("t1", "move")} <= gifts
    assert any(one.unit == STAR for one in context.once(agents_strengths))


def test_new_agents_learn(context: Context) -> None:
    found = context.once(growth)
    assert found.curve.newcomers == 12
    assert found.curve.is_told
    assert (found.curve.months.lower or 9) < 2.3 < (found.curve.months.upper or 0)


def test_whose_a_problem_is_does_not_matter_where_one_agent_served_it(context: Context) -> None:
    assert context.once(sensitivity).changed() == ()


def test_good_conversations_come_first(context: Context) -> None:
    found = context.once(examples)
    assert len(found) == 2 * len(REASONS)
    assert found[0].why == (
        "came upset or a third time, says solved, gave the best answer, in one contact"
    )
    assert found[0].words == "Nobody helps me"


def test_an_agents_own_page_speaks_of_nobody_else(context: Context) -> None:
    found = own(context, STAR)
    assert found.standings[0].unit.name == STAR
    assert {one.unit for one in found.strengths} <= {STAR}
    assert sum(month.share.n for month in found.months) == found.contacts
    assert found.verdicts[0].solved is not None
    assert not found.is_shared and own(context, SHARED).is_shared
    assert contacts_of(context, STAR, ["p17", found.verdicts[0].contact_id]) == {
        found.verdicts[0].contact_id
    }
    with pytest.raises(UsageError, match="nobody"):
        own(context, "nobody")


def test_nominations_hold_evidence_and_are_reviewed(context: Context) -> None:
    found = nominations(context, {STAR: ["text me"], SHARED: ["a desk's idea"], LEFT: ["gone"]})
    names = {one.name: one for one in found.candidates}
    assert pseudonym(STAR) in names and names[pseudonym(STAR)].ideas == ("text me",)
    assert not {pseudonym(SHARED), pseudonym(LEFT)} & set(names)
    assert [one.name for one in found.candidates] == sorted(names)
    assert {"team", "shift", "tenure"} >= set(found.reviews)
    assert len(found.reviews["team"]) == 6
    assert "mentor_id in agents" in found.mentoring
    off = replace(context, settings=Settings())
    with pytest.raises(NotTestable, match="nominations = true"):
        nominations(off)


def test_small_teams_cannot_be_worked_out() -> None:
    """100 random centres: with what is shown, no hidden team's people follow exactly."""
    random = np.random.default_rng(2)
    for _ in range(100):
        sizes = {f"t{n}": int(random.integers(1, 12)) for n in range(random.integers(2, 9))}
        hidden = hidden_of(sizes, 5)
        cells = np.eye(len(sizes))
        shown = [row for row, name in zip(cells, sizes, strict=True) if name not in hidden]
        everybody = np.ones((1, len(sizes)))
        secret = [row for row, name in zip(cells, sizes, strict=True) if sizes[name] < 5]
        if secret and sum(n >= 5 for n in sizes.values()):
            shown_rows = np.vstack([everybody, *shown])
            assert not told(shown_rows, secret, list(sizes.values())).any()


def test_a_team_of_few_is_hidden(context: Context) -> None:
    strict = Settings.model_validate({"privacy": {"min_group": 60}})
    with pytest.raises(NotTestable, match="fewer than 60 agents"):
        sensitivity(replace(context, settings=strict, _asked={}))
    assert context.once(small_teams) == frozenset()


def test_colleagues_problems_are_rescued(engine: Engine, tmp_path: Path) -> None:
    """Three contacts by two agents: the second of another agent's problem ends it, or not."""
    contacts = [
        {"issue_id": issue, "contact_id": f"{issue}{n}", "position": n, "bucket": 0,
         "rule": "first", "is_last": n == 3, "offered_at": START, "outcome": "answered",
         "agent_id": agent}
        for issue in ("x", "y") for n, agent in enumerate("aab", 1)
    ]  # fmt: skip
    verdicts = [
        {"issue_id": issue, "bucket": 0, "is_mature": True, "is_answered": True,
         "opened_at": START, "contact_count": 3, "said_resolved": said}
        for issue, said in (("x", None), ("y", False))
    ]  # fmt: skip
    tables = write_tables(engine, tmp_path, issue_contacts=contacts, verdicts=verdicts)
    found = {row["contact_id"]: row["y"] for row in engine.fetch(rescued(tables)).to_pylist()}
    assert found == {"x3": True, "y3": False}
    third = engine.fetch(recovered(tables)).to_pylist()
    assert {row["contact_id"]: row["y"] for row in third} == {"x3": True, "y3": False}


def test_who_changed_team_counts_for_each_team_at_its_time(engine: Engine, tmp_path: Path) -> None:
    """Two contacts before a move and one after it; one agent all along."""
    contacts = [
        {"issue_id": f"{n}", "contact_id": f"{n}", "position": 1, "bucket": 0, "rule": "first",
         "is_last": True, "offered_at": START + timedelta(days=n), "outcome": "answered",
         "agent_id": "m", "team_id": "old" if n < 2 else "new"}
        for n in range(3)
    ]  # fmt: skip
    verdicts = [
        {"issue_id": f"{n}", "bucket": 0, "is_mature": True, "is_answered": True,
         "opened_at": START, "contact_count": 1, "said_resolved": True}
        for n in range(3)
    ]  # fmt: skip
    tables = write_tables(engine, tmp_path, issue_contacts=contacts, verdicts=verdicts)
    solved = next(outcome for outcome in OUTCOMES if outcome.name == "solved")
    counts = {
        by: Counter(row["unit"] for row in engine.fetch(served(tables, solved, by=by)).to_pylist())
        for by in ("agent_id", "team_id")
    }
    assert counts == {"agent_id": {"m": 3}, "team_id": {"old": 2, "new": 1}}
