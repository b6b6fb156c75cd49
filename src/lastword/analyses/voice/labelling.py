"""The table `labels`: what was read, with people's corrections applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.analyses.voice.allowed import allowed
from lastword.analyses.voice.asked import topic_labels
from lastword.analyses.voice.reading import LABELS, Say, read_all
from lastword.engine import Tables, conform
from lastword.engine.base import union
from lastword.estimate import Estimate
from lastword.settings import VoiceSettings
from lastword.stats.proportion import wilson
from lastword.store.corrections import Correction
from lastword.store.readings import Readings
from lastword.text.embedding import embedder_named

SOURCE = "lastword"
RIGHT, WRONG, ADDED = "label_right", "label_wrong", "label_added"
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Labelling:
    """Reads a project's messages and keeps what was read.

    Parameters
    ----------
    readings
        What this version of rules and models read in earlier runs.
    staged
        Empty folder for what lasts only as long as the build.
    corrections
        Those of labels: `keys` are contact, message, kind and value.
    """

    tables: Tables
    settings: VoiceSettings
    readings: Readings
    staged: Path
    corrections: Sequence[Correction]

    def table(self, say: Say) -> ir.Table | None:
        """The labels of this generation: loaded ones, read ones, corrected; None if none."""
        loaded = self.tables["labels"] if "labels" in self.tables.parts else None
        if not self.settings.is_read or not self.tables.parts.get("messages"):
            return loaded
        messages = allowed(self.tables, self.settings)
        read_all(self.tables.engine, messages, self.readings, self.staged / "unread", say)
        own = [self._read(messages), *self._topics(messages, say)]
        corrected = self._corrected(union(own))
        return corrected if loaded is None else union([loaded, corrected])

    def _read(self, messages: ir.Table) -> ir.Table:
        engine = self.tables.engine
        paths = self.readings.labels()
        rows = engine.read(paths) if paths else engine.frame(LABELS.empty_table())
        return rows.semi_join(messages, ["message_id", "digest"])

    def _topics(self, messages: ir.Table, say: Say) -> list[ir.Table]:
        say("finding topics", 1.0)
        engine = self.tables.engine
        folder = self.staged / "topics"
        folder.mkdir()
        embedder = embedder_named(self.settings.model)
        found = topic_labels(engine, messages, embedder, self.staged / "requests")
        for number, labels in enumerate(found):
            pq.write_table(labels, folder / f"part-{number}.parquet")
        paths = sorted(folder.glob("*.parquet"))
        return [engine.read(paths)] if paths else []

    def _corrected(self, labels: ir.Table) -> ir.Table:
        """Without what a person called wrong, and with what a person added."""
        judged = judgements(self.corrections)
        rows = labels.mutate(source=ibis.literal(SOURCE), load_id=labels.version)
        rows = conform(rows, "labels")
        if not judged:
            return rows
        engine = self.tables.engine
        wrong = engine.frame(_frame([keys for keys, kind in judged.items() if kind == WRONG]))
        rows = conform(rows.anti_join(wrong, ["message_id", "kind", "value"]), "labels")
        added = [keys for keys, kind in judged.items() if kind == ADDED]
        extra = engine.frame(_frame(added)).mutate(
            confidence=ibis.literal(1.0),
            made_by=ibis.literal(BY_HAND),
            source=ibis.literal(SOURCE),
            load_id=ibis.literal(BY_HAND),
        )
        extra = extra.anti_join(rows, ["message_id", "kind", "value"])
        return union([rows, conform(extra, "labels")])


def judgements(corrections: Sequence[Correction]) -> dict[tuple[str, ...], str]:
    """What people said of labels last: (contact, message, kind, value) → right, wrong or added."""
    said = sorted(corrections, key=lambda correction: correction.made_at)
    return {c.keys: c.kind for c in said if c.kind in {RIGHT, WRONG, ADDED}}


def precision(corrections: Sequence[Correction]) -> dict[str, Estimate]:
    """Kind → share of its labels that people judged right, of those they judged.

    It speaks of this centre's own words. People look first at what seems wrong: judge a random
    dozen of a kind before believing it.
    """
    judged = [(keys[2], verdict) for keys, verdict in judgements(corrections).items()]
    kinds = sorted({kind for kind, _ in judged})
    return {
        kind: wilson(right := judged.count((kind, RIGHT)), right + judged.count((kind, WRONG)))
        for kind in kinds
    }


def _frame(keys: Sequence[tuple[str, ...]]) -> pa.Table:
    names = ("contact_id", "message_id", "kind", "value")
    columns = {
        name: pa.array([key[place] for key in keys], pa.string())
        for place, name in enumerate(names)
    }
    label_id = [f"hand:{key[1]}:{key[2]}:{key[3]}" for key in keys]
    return pa.table({"label_id": pa.array(label_id, pa.string()), **columns})
