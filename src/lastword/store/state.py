"""What people record in a project: call-backs, ideas, disputes, and who did what when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from lastword.store.person import KINDS, Person

METADATA = sa.MetaData()

FOLLOW_UPS = sa.Table(
    "follow_ups",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
)

IDEA_NOTES = sa.Table(
    "idea_notes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("idea_id", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text),
)

DISPUTES = sa.Table(
    "disputes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("answers", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False, index=True),
    sa.Column("keys", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
)

AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject_kind", sa.Text, nullable=False, default=""),
    sa.Column("subject", sa.Text, nullable=False, default=""),
    sa.Column("detail", sa.JSON, nullable=False, default=dict),
)

RELEASES = sa.Table(
    "releases",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("figure", sa.JSON, nullable=False),
    sa.UniqueConstraint("subject", "number"),
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What came of calling a customer back.

    Parameters
    ----------
    contact_id
        Contact (or first contact of the issue) that was followed up; issue ids may change.
    result
        In one word or a few: ``won back``, ``not reached``, …
    """

    contact_id: str
    at: datetime
    made_by: str
    result: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did in the project.

    Parameters
    ----------
    action
        In a word or two: ``rolled back``, ``erased``, …
    subject_kind, subject
        What it was done to: ``contacts`` or ``customers`` with their id, or another kind.
    """

    at: datetime
    made_by: str
    action: str
    subject_kind: str = ""
    subject: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


class State:
    """The project's database.

    Parameters
    ----------
    url
        SQLAlchemy URL: SQLite (WAL, every commit on the disk) or PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._is_file = self._url.get_backend_name() == "sqlite"

    @classmethod
    def in_file(cls, path: Path) -> State:
        """The database in a file of its own."""
        return cls(f"sqlite:///{path}")

    @cached_property
    def engine(self) -> sa.Engine:
        """The open database, its tables made where they were missing."""
        engine = sa.create_engine(self._url, poolclass=NullPool if self._is_file else None)
        if self._is_file:
            sa.event.listen(engine, "connect", _prepare)
        METADATA.create_all(engine)
        return engine

    def add_follow_up(self, follow_up: FollowUp) -> None:
        """Keep the result of a call-back, and that it was recorded."""
        with self.engine.begin() as connection:
            connection.execute(FOLLOW_UPS.insert().values(_values(follow_up)))

    def follow_ups(self, contact_ids: Collection[str] | None = None) -> tuple[FollowUp, ...]:
        """Results of call-backs in the order recorded; all, or those of some contacts."""
        query = sa.select(FOLLOW_UPS).order_by(FOLLOW_UPS.c.id)
        if contact_ids is not None:
            query = query.where(FOLLOW_UPS.c.contact_id.in_(contact_ids))
        return tuple(FollowUp(**row) for row in self._rows(query))

    def record(self, entry: AuditEntry) -> None:
        """Write one line of the audit log."""
        with self.engine.begin() as connection:
            connection.execute(AUDIT.insert().values(_values(entry)))

    def audit(self) -> tuple[AuditEntry, ...]:
        """The audit log, in the order written."""
        return tuple(AuditEntry(**row) for row in self._rows(sa.select(AUDIT).order_by(AUDIT.c.id)))

    def forget(self, person: Person) -> int:
        """Delete every row about a person, and its bytes; returns how many rows."""
        mine = self._about(person)
        with self.engine.begin() as connection:
            for table, numbers in mine.items():
                connection.execute(table.delete().where(table.c.id.in_(numbers)))
        if self._is_file:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
                plain.execute(sa.text("VACUUM"))
                plain.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return sum(len(numbers) for numbers in mine.values())

    def names(self, person: Person) -> tuple[str, ...]:
        """Tables that still hold rows about a person."""
        return tuple(table.name for table, numbers in self._about(person).items() if numbers)

    def _about(self, person: Person) -> dict[sa.Table, list[int]]:
        with self.engine.connect() as connection:
            return {
                table: [
                    row["id"]
                    for row in connection.execute(sa.select(table)).mappings()
                    if _is_about(dict(row), person)
                ]
                for table in METADATA.sorted_tables
            }

    def _rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [
                {key: value for key, value in row.items() if key != "id"}
                for row in connection.execute(query).mappings()
            ]


def _is_about(row: Mapping[str, Any], person: Person) -> bool:
    kind = row.get("subject_kind")
    is_subject = kind in KINDS and row["subject"] in getattr(person, kind)
    texts = (value for value in row.values() if isinstance(value, str | dict))
    return (
        is_subject
        or row.get("contact_id") in person.contacts
        or any(person.is_in(str(text)) for text in texts)
    )


def _values(record: FollowUp | AuditEntry) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _prepare(connection: Any, _: Any) -> None:
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=10000",
    ):
        connection.execute(f"PRAGMA {setting}")
