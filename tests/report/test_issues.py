from __future__ import annotations

from datetime import datetime
from typing import Any

from lastword.engine import Engine
from lastword.report.issues import issue_rows

COUNTS = dict.fromkeys(
    ("bucket", "contact_count", "channel_count", "agent_count", "transfer_count", "source_count",
     "abandoned_count"), 1
)  # fmt: skip


def _issue(name: str, day: int) -> dict[str, Any]:
    at = datetime(2026, 10, day)
    times = {"opened_at": at, "last_contact_at": at}
    contacts = {"first_contact_id": name, "last_contact_id": name}
    flags = {"is_mature": True, "is_false_first": False}
    return {"issue_id": name, **COUNTS, **times, **contacts, **flags}


def test_issues_come_newest_first_with_their_verdict(engine: Engine, make_tables: Any) -> None:
    verdict = {"issue_id": "b", "bucket": 1, "is_mature": True, "contact_count": 1}
    verdict |= {"opened_at": datetime(2026, 10, 2), "is_answered": True, "said_resolved": False}
    tables = make_tables(
        engine, issues=[_issue("a", 1), _issue("b", 2), _issue("c", 2)], verdicts=[verdict]
    )
    found = issue_rows(tables)
    rows = [row for batch in found.batches for row in batch.to_pylist()]
    assert [(row["issue_id"], row["said_resolved"]) for row in rows] == [
        ("b", False),
        ("c", None),
        ("a", None),
    ]
    assert found.total == 3
