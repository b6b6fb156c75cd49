"""What is Chatwoot's own: its API beside its database, templates, bots and CSV reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from lastword.ingest.inventory import inventory
from lastword.sources.registry import kinds
from lastword.store import Store
from sources.chatwoot.situations import REPORT, SUMS
from sources.conftest import Centre, loaded, tables_of


@pytest.fixture
def desk(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("chatwoot")


def test_the_api_counts_conversations_anew_and_never_meets_the_database(desk: Centre) -> None:
    (contact,) = desk.contacts("chatwoot:700")
    assert contact["customer_ref"] == "chatwoot:901"
    assert (contact["channel"], contact["outcome"]) == ("message", "answered")
    assert contact["is_claimed_resolved"]
    assert desk.contacts("chatwoot:row-700") == []


def test_templates_and_bots_are_no_agents_and_activity_says_nothing(desk: Centre) -> None:
    authors = [m["author"] for m in desk.messages("chatwoot:700")]
    assert authors == ["customer", "bot", "bot", "agent", "system"]
    (contact,) = desk.contacts("chatwoot:700")
    assert contact["agent_id"] == "chatwoot:70"
    assert contact["ended_at"] == datetime(2024, 3, 4, 10), "not when the activity was noted"


def test_a_message_in_two_files_is_one(desk: Centre) -> None:
    assert len([m for m in desk.messages("chatwoot:700") if m["text"] == "Here you are."]) == 1


def test_a_rating_may_name_no_agent(desk: Centre) -> None:
    (unnamed,) = desk.rows("invitations", thread_id="chatwoot:row-9")
    (named,) = desk.rows("invitations", thread_id="chatwoot:row-13")
    assert (unnamed["agent_id"], named["agent_id"]) == (None, "chatwoot:71")
    (rating,) = desk.rows("answers", thread_id="chatwoot:row-9", role="csat")
    assert rating["value"] == 5


def test_a_bot_that_resolves_is_the_bot(desk: Centre) -> None:
    assert [(e["kind"], e["actor"]) for e in desk.events("chatwoot:row-9")] == [("solved", "bot")]


def test_a_report_of_ratings_is_read_in_any_language(tmp_path: Path) -> None:
    (tmp_path / "zufriedenheit.csv").write_text(REPORT, encoding="utf-8")
    store = Store.open(tmp_path / "store", create=True)
    (file,) = loaded(store, tmp_path / "zufriedenheit.csv").files
    assert file.source == "chatwoot"
    answers = sorted(tables_of(store)["answers"].to_pylist(), key=lambda row: row["answer_id"])
    told = {(row["thread_id"], row["role"]): row["value"] or row["text"] for row in answers}
    assert told == {
        ("chatwoot:700", "csat"): 4,
        ("chatwoot:700", "comment"): "Gut, danke",
        ("chatwoot:701", "csat"): 2,
    }
    assert answers[-1]["answered_at"] == datetime(2024, 3, 5, 13, 46, 40)


def test_a_report_of_sums_is_known_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "agents.csv").write_text(SUMS, encoding="utf-8")
    (file,) = inventory([tmp_path], {}, kinds())
    assert (file.source, file.kind, file.tables) == ("chatwoot", "sums report", ())
    assert "of which the conversations themselves tell more" in file.why
