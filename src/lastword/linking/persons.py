"""Who is one customer: references of all sources that stand for the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Engine, Tables, conform
from lastword.engine.components import components
from lastword.engine.joins import extend
from lastword.linking.confidence import BY_HAND
from lastword.linking.corrections import Conflict, Groups, named
from lastword.linking.identifiers import evidence, strongest
from lastword.settings import LinkingSettings
from lastword.store.corrections import Correction

REFERRED = ("contacts", "answers", "identifiers")


@dataclass(frozen=True, slots=True)
class Persons:
    """The table `persons`, and the corrections that could not be applied as they stand."""

    table: ir.Table
    conflicts: tuple[Conflict, ...]


def persons(
    tables: Tables, settings: LinkingSettings, corrections: Sequence[Correction] = ()
) -> ir.Table:
    """Tell for every customer reference which person it belongs to.

    See `link_persons`, which also lists the conflicts of the corrections.
    """
    return link_persons(tables, settings, corrections).table


def link_persons(
    tables: Tables, settings: LinkingSettings, corrections: Sequence[Correction] = ()
) -> Persons:
    """Link customer references that share identifiers, directly or in a chain.

    A person is a connected component of references over shared identifiers (see
    `identifiers.evidence` for what counts), with the pairs of the probabilistic linkage where
    `settings.probabilistic` asks for it, changed by the corrections in the order they were made.

    Returns
    -------
    Persons
        ``table`` has one row for every reference in contacts, answers and identifiers;
        ``person_id`` is the smallest reference of the group. ``rule`` and ``confidence`` name
        the strongest evidence; a reference that nothing ties is ``single``, its confidence null.

    Raises
    ------
    MissingExtra
        If `settings.probabilistic` is set and Splink is not installed.
    """
    engine = tables.engine
    links = engine.save(evidence(tables, settings))
    edges = links.filter(links.customer_ref != links.hub).select(a="hub", b="customer_ref")
    tied = strongest(links)
    if settings.probabilistic:
        pairs = _probable(tables, settings)
        edges = edges.union(pairs.select("a", "b"))
        tied = _with_probable(tied, pairs)
    groups = engine.save(components(engine, edges))
    changed = _corrected(tables, groups, named(corrections, "merge_persons", "split_person"))
    table = _told(_references(tables), groups, tied, engine.frame(changed.rows))
    return Persons(conform(table, "persons"), changed.conflicts)


def linked(persons: ir.Table) -> ir.Table:
    """Only the references that go by another's name: few, so cheap to look up.

    Returns
    -------
    ir.Table
        ``customer_ref``, ``linked_person``, ``person_confidence``.
    """
    moved = persons.filter(persons.customer_ref != persons.person_id)
    return moved.select("customer_ref", linked_person="person_id", person_confidence="confidence")


def _references(tables: Tables) -> ir.Table:
    parts = [tables[name].select("customer_ref") for name in REFERRED]
    return ibis.union(*parts, distinct=True).filter(lambda t: t.customer_ref.notnull())


def _probable(tables: Tables, settings: LinkingSettings) -> ir.Table:
    from lastword.linking.splink import probable_pairs

    return tables.engine.frame(probable_pairs(tables, settings))


def _with_probable(tied: ir.Table, pairs: ir.Table) -> ir.Table:
    ends = pairs.select(customer_ref="a", confidence="probability").union(
        pairs.select(customer_ref="b", confidence="probability")
    )
    best = ends.group_by("customer_ref").aggregate(confidence=ends.confidence.max())
    further = best.anti_join(tied, "customer_ref").mutate(rule=ibis.literal("probabilistic"))
    return tied.select("customer_ref", "rule", "confidence").union(
        further.select("customer_ref", "rule", "confidence")
    )


def _told(references: ir.Table, groups: ir.Table, tied: ir.Table, changed: ir.Table) -> ir.Table:
    grouped = groups.select(customer_ref="node", root="root")
    changed = changed.select("customer_ref", changed_to="person_id", changed_rule="rule")
    rows = references
    for further in (grouped, tied, changed):
        rows = extend(rows, further, "customer_ref")
    rule = ibis.coalesce(rows.changed_rule, rows.rule, "single")
    return rows.select(
        "customer_ref",
        person_id=ibis.coalesce(rows.changed_to, rows.root, rows.customer_ref),
        rule=rule,
        confidence=ibis.cases(
            (rule == "correction", BY_HAND), (rule == "single", None), else_=rows.confidence
        ),
    )


@dataclass(frozen=True, slots=True)
class _Changed:
    rows: pa.Table
    conflicts: tuple[Conflict, ...]


SCHEMA = pa.schema([(name, pa.string()) for name in ("customer_ref", "person_id", "rule")])


def _corrected(tables: Tables, groups: ir.Table, corrections: Sequence[Correction]) -> _Changed:
    if not corrections:
        return _Changed(SCHEMA.empty_table(), ())
    start = _named_groups(tables, groups, sorted({k for c in corrections for k in c.keys}))
    replay = Groups(start)
    for correction in corrections:
        if replay.unknown(correction):
            continue
        if correction.kind == "merge_persons":
            replay.merge(correction)
        else:
            replay.take_out(correction, correction.keys[:1])
    rows = [
        {"customer_ref": member, "person_id": min(members), "rule": _rule(member, members, replay)}
        for members in replay.members.values()
        for member in members
    ]
    return _Changed(pa.Table.from_pylist(rows, SCHEMA), tuple(replay.conflicts))


def _rule(member: str, members: Sequence[str], replay: Groups) -> str | None:
    if member in replay.touched:
        return "correction"
    return "single" if len(members) == 1 else None


def _named_groups(tables: Tables, groups: ir.Table, keys: Sequence[str]) -> dict[str, list[str]]:
    """Whole groups of the references named in corrections, and those that stand alone."""
    engine: Engine = tables.engine
    names = engine.frame(pa.table({"node": list(keys)}))
    roots = groups.semi_join(names, "node").select("root").distinct()
    found: dict[str, list[str]] = {}
    for row in engine.fetch(groups.semi_join(roots, "root")).to_pylist():
        found.setdefault(row["root"], []).append(row["node"])
    grouped = {node for members in found.values() for node in members}
    known = _references(tables).semi_join(names.select(customer_ref="node"), "customer_ref")
    for row in engine.fetch(known).to_pylist():
        if row["customer_ref"] not in grouped:
            found[row["customer_ref"]] = [row["customer_ref"]]
    return found
