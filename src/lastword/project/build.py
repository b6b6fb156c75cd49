"""Build: from loads to persons, issues and verdicts, as one new generation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import ibis.expr.types as ir

from lastword import __version__
from lastword.analyses.voice.labelling import Labelling
from lastword.audio.current import current
from lastword.engine import Engine, Tables, conform, open_engine
from lastword.errors import Damaged, NotTestable, UsageError
from lastword.linking import (
    adopted,
    approaches,
    attributed,
    calls,
    issue_contacts,
    issues_step,
    link_persons,
)
from lastword.project.progress import Progress, quiet
from lastword.question import Context
from lastword.settings import Settings
from lastword.store import Generation, GenerationManifest, Published, Store
from lastword.store.canonical import canonical
from lastword.tables import LOADED
from lastword.text.reader import version
from lastword.verdict.relationships import relationships
from lastword.verdict.response import fit, score
from lastword.verdict.understood import understood
from lastword.verdict.verdicts import verdicts

_UNUSED = {"engine", "sources", "privacy", "integrity", "people", "recordings"}
"""Settings that change nothing of what is built."""
CONTACTS_PER_BUCKET = 2_000_000


def engine_of(settings: Settings, spill: Path | None = None) -> dict[str, Any]:
    """What `open_engine` needs of the settings.

    Parameters
    ----------
    spill
        Folder for what does not fit into memory; the system's own where None.
    """
    given = settings.engine
    if given.name == "spark":
        memory = {"memory": given.memory} if given.memory else {}
        return {"name": "spark", "master": given.master, "settings": given.spark, **memory}
    limits = {"memory": given.memory, "threads": given.threads}
    return {"name": "duckdb", **limits, "temporary": spill}


def build(
    store: Store, settings: Settings, *, as_of: datetime | None = None, progress: Progress = quiet
) -> Published:
    """Derive a new generation from the loads, or keep the current one if nothing changed.

    Raises
    ------
    UsageError
        If no contacts were loaded.
    """
    inputs = store.inputs()
    definitions = _definitions(settings, as_of)
    current = _readable(store)
    if current and (current.manifest.inputs, current.manifest.definitions) == (inputs, definitions):
        return current
    generation = store.new_generation()
    with open_engine(**engine_of(settings, store.staging)) as engine:
        work = Work(engine, store, settings, generation, progress)
        work.merge()
        work.derive(as_of)
        manifest = GenerationManifest(
            engine=engine.name,
            as_of=work.as_of,
            inputs=inputs,
            definitions=definitions,
            details={"conflicts": "\n".join(work.conflicts)},
        )
        store.publish(work.generation, manifest)
    published = store.current()
    assert published is not None
    return published


def _readable(store: Store) -> Published | None:
    """The current generation; a damaged one counts as none, since building repairs it."""
    try:
        return store.current()
    except Damaged:
        return None


def _definitions(settings: Settings, as_of: datetime | None) -> str:
    words = settings.model_dump_json(exclude=_UNUSED)
    return hashlib.sha256(f"{words}\n{as_of}\n{__version__}".encode()).hexdigest()


def _scored(context: Context) -> ir.Table:
    try:
        return score(context, fit(context))
    except NotTestable:
        return context.tables["verdicts"]


@dataclass
class Work:
    """One build under way: each step writes one table and opens it for the next."""

    engine: Engine
    store: Store
    settings: Settings
    generation: Generation
    progress: Progress
    parts: dict[str, list[Path]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    as_of: datetime | None = None

    def merge(self) -> None:
        """Write every loaded table as its latest versions."""
        for place, name in enumerate(LOADED):
            self.progress(f"merging {name}", 0.4 * place / len(LOADED))
            table = canonical(self.engine, self.store, name)
            if table is not None:
                self._write(name, conform(table, name))
        if self.rows.get("stretches"):
            self.progress("putting calls together", 0.4)
            self._replace(calls(self.tables))
        if self.rows.get("threads"):
            self.progress("finding contacts in threads", 0.4)
            self._replace(approaches(self.tables, self.settings.linking.quiet_hours))
        if self.rows.get("recordings"):
            self._replace(current(self.tables))
        self._replace(adopted(self.tables))
        changed, conflicts = attributed(self.tables, self.store.corrections.all())
        self._replace(changed)
        self.conflicts = [conflict.problem for conflict in conflicts]
        if self.rows.get("answers"):
            self.progress("reading survey questions", 0.42)
            self._replace(understood(self.tables, self.settings.questions))
        self._read()
        if not self.rows.get("contacts"):
            raise UsageError("No contacts were loaded: there is nothing to measure yet.")

    def _read(self) -> None:
        """Read what was said, in messages that were not read before."""
        readings = self.store.readings(version())
        readings.clear_others()
        with TemporaryDirectory(dir=self.generation.folder.parent) as folder:
            labelling = Labelling(
                self.tables,
                self.settings.voice,
                readings,
                Path(folder),
                self.store.corrections.all(),
            )
            labels = labelling.table(lambda what, share: self.progress(what, 0.4 + 0.04 * share))
            if labels is not None:
                self._replace({"labels": labels})

    def _replace(self, found: Mapping[str, ir.Table]) -> None:
        """Write tables in place of those that they were made from."""
        with TemporaryDirectory(dir=self.generation.folder.parent) as folder:
            for name, table in found.items():
                self.rows[name] = self.engine.write(table, Path(folder) / name)
            for name in found:
                place = self.generation.folder / name
                rmtree(place, ignore_errors=True)
                (Path(folder) / name).rename(place)
                self.parts[name] = sorted(place.glob("*.parquet"))

    def derive(self, as_of: datetime | None) -> None:
        """Write persons, issue contacts, issues, verdicts and relationships."""
        self.as_of = as_of or self._stated() or self._last_contact()
        corrections = self.store.corrections.all()
        linking, verdict = self.settings.linking, self.settings.verdict
        self.progress("linking customers", 0.45)
        people = link_persons(self.tables, linking, corrections)
        self._write("persons", people.table)
        self.progress("linking contacts to issues", 0.5)
        moment = self.as_of
        step = issue_contacts(
            self.tables,
            self.tables["persons"],
            linking,
            corrections,
            moment,
            buckets=self.buckets,
        )
        self.conflicts += [conflict.problem for conflict in (*people.conflicts, *step.conflicts)]
        folder = self.generation.folder / "issue_contacts"
        self.rows["issue_contacts"] = self.engine.write_buckets(
            step.table,
            folder,
            step=step.step,
            bucket="bucket",
            buckets=self.buckets,
            order_by=step.order_by,
        )
        self.parts["issue_contacts"] = sorted(folder.glob("*.parquet"))
        self.progress("deriving issues", 0.7)
        folder = self.generation.folder / "issues"
        self.rows["issues"] = self.engine.write_parts(
            self.parts["issue_contacts"],
            folder,
            step=issues_step(self.tables, linking, verdict, moment),
        )
        self.parts["issues"] = sorted(folder.glob("*.parquet"))
        self._judge(moment)
        self._derive("relationships", 0.95, lambda t: relationships(t, self.settings, moment))

    def _judge(self, moment: datetime) -> None:
        """Write verdicts, then again with what the models say of the silent."""
        self.progress("judging issues", 0.8)
        with TemporaryDirectory(dir=self.generation.folder.parent) as folder:
            judged = Path(folder) / "verdicts"
            self.engine.write(verdicts(self.tables, self.settings, moment), judged)
            parts = {**self.parts, "verdicts": sorted(judged.glob("*.parquet"))}
            context = Context(Tables(self.engine, parts), self.settings, moment)
            self.progress("asking for the silent", 0.9)
            self._write("verdicts", _scored(context))

    @property
    def tables(self) -> Tables:
        """What has been written so far."""
        return Tables(self.engine, self.parts)

    @property
    def buckets(self) -> int:
        """Buckets by person: as set, or one per two million contacts."""
        return self.settings.engine.buckets or 1 + self.rows["contacts"] // CONTACTS_PER_BUCKET

    def _derive(self, name: str, share: float, make: Callable[[Tables], ir.Table]) -> None:
        self.progress(f"deriving {name}", share)
        self._write(name, make(self.tables))

    def _write(self, name: str, table: ir.Table) -> None:
        folder = self.generation.folder / name
        self.rows[name] = self.engine.write(table, folder)
        self.parts[name] = sorted(folder.glob("*.parquet"))

    def _stated(self) -> datetime | None:
        stated = self.settings.project.as_of
        if stated is None or isinstance(stated, datetime):
            return stated
        return datetime(stated.year, stated.month, stated.day)

    def _last_contact(self) -> datetime:
        contacts = self.tables["contacts"]
        last = contacts.aggregate(at=contacts.offered_at.max())
        moment: datetime = self.engine.fetch(last)["at"][0].as_py()
        return moment
