"""From exports to stored loads: find, recognise, decode, map, settle, redact, reconcile, keep."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import orjson

from lastword.engine import Engine, open_engine
from lastword.engine.base import union
from lastword.engine.fields import fields
from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Member, members
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.names import folded
from lastword.ingest.decode.objects import Objects
from lastword.ingest.decode.reading import HEAD, Reading, readings
from lastword.ingest.decode.stage import Stage
from lastword.ingest.exports import Export, find_exports
from lastword.ingest.inventory import told
from lastword.ingest.levels import (
    levels,
    map_levels,
    records_read,
    wanted_fields,
    wide_columns,
)
from lastword.ingest.loading import LeftOut, LoadedFile, Loading
from lastword.ingest.mapped import Mapped
from lastword.ingest.mapping import SourceMapping, read_sources
from lastword.ingest.proof import proven
from lastword.ingest.recognition import (
    Recognised,
    declared,
    recognise,
    spellings,
    zoned,
)
from lastword.ingest.reconcile import Rejected, reconcile, samples, stacked
from lastword.ingest.rest import keep_rest
from lastword.ingest.secrets import TEXTS, without_secrets
from lastword.ingest.versions import settle
from lastword.settings import EngineSettings, Settings
from lastword.store import Store
from lastword.store.manifests import SCHEMA, LoadManifest, Reconciliation
from lastword.tables import TABLES

EXAMPLES = 5
SHOWN_COLUMNS = 8
ASSUMED = "assumed"

Progress = Callable[[str, float], None]


def load(
    paths: Sequence[Path],
    *,
    settings: Settings,
    store: Store,
    known: Sequence[Recognised] = (),
    progress: Progress = lambda what, share: None,
) -> Loading:
    """Load exports into a store; call it inside `store.writing()`.

    Every record read ends as loaded, duplicate, superseded, filtered or quarantined. A file whose
    content was loaded before, under the same mapping, is passed over at once.

    Parameters
    ----------
    paths
        Files and folders, in any order.
    known
        Kinds of files of packaged sources, recognised by content.

    Raises
    ------
    InputRefused
        If there is no file that can be loaded; the message says why of each.
    SettingsError
        If `[sources]` is wrong.
    """
    exports = find_exports(paths)
    loader = Loader(
        store, read_sources(settings.sources), settings.engine, known, settings.privacy.patterns
    )
    total = sum(export.path.stat().st_size for export in exports) or 1
    done = 0
    for export in exports:
        progress(f"Loading {export.label}", done / total)
        loader.load(export)
        done += export.path.stat().st_size
    progress("Loading", 1.0)
    if not loader.files:
        raise InputRefused(_nothing(exports, loader.left_out))
    return Loading(tuple(loader.files), tuple(loader.left_out))


@dataclass
class Loader:
    """Loads one export after the other."""

    store: Store
    sources: Mapping[str, SourceMapping]
    engine: EngineSettings
    known: Sequence[Recognised] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files: list[LoadedFile] = []
        self.left_out: list[LeftOut] = []

    def load(self, export: Export) -> None:
        """Load every table in one file; what cannot be loaded is listed with its reason."""
        self.store.staging.mkdir(parents=True, exist_ok=True)
        workspace = Path(tempfile.mkdtemp(prefix="decode-", dir=self.store.staging))
        try:
            for member in members(export.path, export.label, self._hints(export.label).member):
                self._load_member(member, workspace)
        except InputRefused as refusal:
            self.left_out.append(LeftOut(export.label, str(refusal)))
        finally:
            shutil.rmtree(workspace, ignore_errors=True)

    def _load_member(self, member: Member, workspace: Path) -> None:
        folder = Path(tempfile.mkdtemp(dir=workspace))
        try:
            early = told(member, self.sources, self.known)
            hints = early.mapping.decode.hints if early else Hints()
            for place, reading in enumerate(readings(member, folder, hints)):
                self._load_reading(member, reading, early, folder / f"stage-{place}")
        except InputRefused as refusal:
            self.left_out.append(LeftOut(member.label, str(refusal)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _load_reading(
        self, member: Member, reading: Reading, early: Recognised | None, folder: Path
    ) -> None:
        found = early or recognise(reading.columns, reading.label, self.sources, self.known)
        if found is None or found.mapping.unused:
            self.left_out.append(_unused(reading, found) if found else _unknown(reading))
            return
        if found.mapping.zone_in:
            found = zoned(found, member.head(HEAD).decode("utf-8", "replace"))
        load_id = load_id_of(reading.sha256, found, self.patterns)
        known = self._known(load_id)
        if known:
            self.files.append(_known_file(reading.label, known))
            return
        stage = _stage(reading, found, folder, self.engine.threads)
        self.files.append(self._keep(stage, found, load_id))
        shutil.rmtree(folder)

    def _keep(self, stage: Stage, found: Recognised, load_id: str) -> LoadedFile:
        staged = self.store.new_load()
        with open_engine(
            "duckdb", memory=self.engine.memory, threads=self.engine.threads
        ) as engine:
            raw = _raw(engine, stage)
            complete = proven(found, _records(raw, stage, found), stage.label)
            entries, examples = write_tables(
                engine, stage, raw, complete, load_id, staged, self.patterns
            )
        manifest = LoadManifest(
            load_id=load_id,
            source=found.source,
            file=stage.label,
            file_hash=stage.sha256,
            mapping_hash=fingerprint(found),
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            reconciliation=entries,
            details=_details(stage, complete),
        )
        self.store.add_load(manifest, staged)
        return LoadedFile(
            stage.label,
            found.source,
            load_id,
            True,
            entries,
            examples,
            stage.notes,
            complete.assumed,
        )

    def _hints(self, label: str) -> Hints:
        found = declared(label, self.sources)
        return found.mapping.decode.hints if found else Hints()

    def _known(self, load_id: str) -> LoadManifest | None:
        if not self.store.has_load(load_id):
            return None
        return next(load for load in self.store.loads() if load.load_id == load_id)


def write_tables(
    engine: Engine,
    stage: Stage,
    raw: ir.Table,
    found: Recognised,
    load_id: str,
    folder: Path,
    patterns: Mapping[str, str],
) -> tuple[tuple[Reconciliation, ...], tuple[Rejected, ...]]:
    """Write the canonical tables and the quarantine of one stage, and count every record.

    Parameters
    ----------
    raw
        The records of the stage, before columns are called as the rules call them.
    """
    records = _records(raw, stage, found)
    if found.mapping.recognise is not None:
        keep_rest(engine, raw, _read_of(found, raw.columns), folder, patterns)
    faults = engine.read([stage.quarantine]) if stage.quarantined else None
    entries: list[Reconciliation] = []
    quarantined: list[ir.Table] = []
    is_costly = stage.wanted is not None
    for name, result in map_levels(engine, records, found, is_costly=is_costly).items():
        entry, rows, bad = _settled(engine, name, result, stage, faults, patterns)
        if entry.loaded:
            engine.write(rows.mutate(load_id=ibis.literal(load_id)), folder / name)
        entries.append(entry)
        if bad is not None:
            quarantined.append(bad)
    if not quarantined:
        return tuple(entries), ()
    every = union(quarantined)
    engine.write(every, folder / "quarantine")
    examples = [example for e in entries for example in samples(engine, every, e.table, EXAMPLES)]
    return tuple(entries), tuple(examples)


def _known_file(label: str, known: LoadManifest) -> LoadedFile:
    assumed = tuple(known.details.get(ASSUMED, "").splitlines())
    return LoadedFile(
        label, known.source, known.load_id, False, known.reconciliation, assumed=assumed
    )


def _details(stage: Stage, found: Recognised) -> dict[str, str]:
    details = {"encoding": stage.encoding or "", "delimiter": stage.delimiter or ""}
    return details | ({ASSUMED: "\n".join(found.assumed)} if found.assumed else {})


def _stage(reading: Reading, found: Recognised, folder: Path, threads: int | None) -> Stage:
    is_open_ended = found.mapping.aliases or any(level.wide for level in levels(found.mapping))
    if is_open_ended or not isinstance(reading, Objects):
        return reading.stage(folder)
    is_known = found.mapping.recognise is not None
    wanted = wanted_fields(found)
    return reading.stage_wanted(folder, wanted, keeps_rest=is_known, threads=threads)


def _raw(engine: Engine, stage: Stage) -> ir.Table:
    parts = engine.read(stage.parts)
    return parts if stage.wanted is None else fields(engine, parts, stage.wanted)


def _records(records: ir.Table, stage: Stage, found: Recognised) -> ir.Table:
    """The records as text.

    Of JSON, and of what is known by its content, a key that no record has is unknown in all of
    them. The names of the latter count in any case.
    """
    is_known = found.mapping.recognise is not None
    if stage.wanted is not None or not (stage.is_open or is_known):
        return records
    wanted = records_read(found)
    if is_known:
        records = _spelt(records, found, wanted)
    absent = wanted - set(records.columns)
    return records.mutate(**{name: ibis.null("string") for name in sorted(absent)})


def _spelt(records: ir.Table, found: Recognised, wanted: Collection[str]) -> ir.Table:
    """Columns under the names that the rules use; of several spellings, what the first holds."""
    others = spellings(found.mapping)
    there: dict[str, list[str]] = {}
    for name in sorted(records.columns, key=lambda name: folded(name) in others):
        there.setdefault(folded(others.get(folded(name), name)), []).append(name)
    places = {name: folded(found.mapping.in_file(name)) for name in sorted(wanted)}
    spelt = {name: there[place] for name, place in places.items() if place in there}
    records = records.rename({name: first for name, (first, *_) in spelt.items() if first != name})
    several = {name: rest for name, (_, *rest) in spelt.items() if rest}
    filled = {name: [records[other] for other in (name, *rest)] for name, rest in several.items()}
    return records.mutate(**{name: ibis.coalesce(*texts) for name, texts in filled.items()})


def _read_of(found: Recognised, columns: Sequence[str]) -> set[str]:
    """Columns that the rules read, under every name, and those that become records."""
    read = {found.mapping.in_file(name) for name in records_read(found)}
    read |= {*spellings(found.mapping)}
    for level in levels(found.mapping):
        if level.wide and level.wide.like:
            read |= {*wide_columns(level.wide, columns, found)}
    return read


def _settled(
    engine: Engine,
    name: str,
    result: Mapped,
    stage: Stage,
    faults: ir.Table | None,
    patterns: Mapping[str, str],
) -> tuple[Reconciliation, ir.Table, ir.Table | None]:
    rows = result.rows
    if name in TEXTS:
        rows = without_secrets(rows, TEXTS[name], patterns=patterns)
    bad = stacked(name, faults, result.rejects, result.per_record)
    if bad is not None:
        bad = engine.save(without_secrets(bad, "value", "reason", patterns=patterns))
    standing, fates = settle(rows, result.loaded, TABLES[name], engine)
    entry = reconcile(
        engine,
        name,
        read=result.read + stage.quarantined * result.per_record,
        fates=fates,
        left_out=result.left_out,
        quarantined=bad,
    )
    return entry, standing, bad


def load_id_of(sha256: str, found: Recognised, patterns: Mapping[str, str]) -> str:
    """Name of a load: equal content, mapping, schema and own identifiers give an equal name."""
    words = f"{sha256}\n{fingerprint(found)}\n{SCHEMA}"
    if patterns:
        words += f"\n{orjson.dumps(dict(patterns), option=orjson.OPT_SORT_KEYS).decode()}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def fingerprint(found: Recognised) -> str:
    """Sha-256 of a mapping and the name of its source."""
    words = [found.source, found.mapping.model_dump(mode="json", exclude={"match"})]
    return hashlib.sha256(orjson.dumps(words, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _unknown(reading: Reading) -> LeftOut:
    shown = ", ".join(reading.columns[:SHOWN_COLUMNS])
    more = ", …" if len(reading.columns) > SHOWN_COLUMNS else ""
    reason = (
        f"{reading.label}: no mapping names this file, and its columns are not standard ones "
        f"({shown}{more}). Run `lastword init` to have a mapping proposed."
    )
    return LeftOut(reading.label, reason, "unknown")


def _unused(reading: Reading, found: Recognised) -> LeftOut:
    reason = f"{reading.label}: {found.source} {found.mapping.name}: {found.mapping.unused}."
    return LeftOut(reading.label, reason, "unneeded")


def _nothing(exports: Sequence[Export], left_out: Sequence[LeftOut]) -> str:
    if not exports:
        return "No file was found to load. Name a folder or files of exports."
    reasons = "\n".join(f"- {file.reason}" for file in left_out[:20])
    return f"None of {len(exports)} files could be loaded:\n{reasons}"
