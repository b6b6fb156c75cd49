"""Many demo centres at once: linked and judged together, counted apart.

Tables go straight into the engine and every id carries the number of its centre, so that each
expression is compiled once for a batch. `judged` brings back what the inference needs of every
centre: counts by agent and cell. From there on it is the product's own arithmetic.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lastword.engine import Engine, Tables, arrow_schema, conform
from lastword.linking import issue_contacts, issues_step, persons
from lastword.question import Context
from lastword.settings import Settings
from lastword.sources.demo import World, canonical
from lastword.sources.demo.configuration import configuration
from lastword.stats.doubly_robust import ClusterSums, cluster_sums
from lastword.verdict import verdicts
from lastword.verdict.cells import Cells, Factor, coded, factors_of
from lastword.verdict.linking_error import LinkingError, measured
from lastword.verdict.resolution import Counts, infer
from lastword.verdict.response import Fit, fit_cells
from lastword.verdict.results import Resolution

NUMBERS = 10**10
IN_MEMORY = Path("memory")
OWN_IDS = ("load_id",)
JUDGED = ("contacts", "events", "invitations", "answers", "identifiers")
TOLD = ("contact_id", "offered_at", "direction", "is_callback", "reason")
PAIRED = ("contact_id", "issue_id", "direction")
LINKS = {"issue_contacts": "issue_id", "issues": "issue_id", "persons": "customer_ref"}
SEEN = (
    "issue_id",
    "agent_id",
    "is_mature",
    "channel",
    "reason",
    "contact_count",
    "wait_seconds",
    "claimed_resolved",
    "did_come_back",
    "did_next_issue",
    "is_unanswered",
    "said_resolved",
)
"""Columns of `verdicts` that the inference rests on."""
TRUE = ("true_contacts", "true_issues")
ASKED = ("invitations", "answers")
Drawn = dict[str, pa.Table]


@dataclass(frozen=True)
class Judged:
    """The mature issues of one centre, counted by cluster and cell.

    Parameters
    ----------
    factors
        What makes a cell.
    counts
        One row a cluster and cell: cluster, cell, size, answered, yes.
    """

    factors: tuple[Factor, ...]
    counts: pd.DataFrame

    @cached_property
    def cells(self) -> Cells:
        """Counts by cell, as `lastword.verdict.cells.count` gives them."""
        sums = self.counts.groupby("cell")[["size", "answered", "yes"]].sum()
        columns = (sums[name].to_numpy(dtype=np.float64) for name in sums)
        return Cells(self.factors, sums.index.to_numpy(dtype=np.int64), *columns)

    @cached_property
    def fitted(self) -> Fit:
        """Who answers, and what they would say."""
        return fit_cells(self.cells)

    @property
    def by_cluster(self) -> pd.DataFrame:
        """Counts by cluster."""
        return self.counts.groupby("cluster")[["size", "answered", "yes"]].sum()

    def sums(self, fitted: Fit) -> ClusterSums:
        """Sums by cluster, as `lastword.verdict.response.sums_by_cluster` gives them."""
        rows, place = self.counts, np.searchsorted(fitted.cells.code, self.counts.cell)
        no = rows.answered - rows.yes
        times = np.concatenate([rows.yes, no, rows["size"] - rows.answered]).astype(int)
        kind = np.repeat([0, 1, 2], len(rows))
        unit = np.repeat(np.tile(np.arange(len(rows)), 3), times)
        kind = np.repeat(kind, times)
        return cluster_sums(
            y=kind == 0,
            answered=kind < 2,
            prediction=fitted.verdict[place][unit],
            probability=fitted.response[place][unit],
            clusters=rows.cluster.to_numpy()[unit],
        )

    def resolution(self, linking: LinkingError) -> Resolution:
        """What `lastword.verdict.resolution` says of the centre."""
        fitted, by_cluster = self.fitted, self.by_cluster
        size, answered, yes = (by_cluster[name].to_numpy(dtype=np.float64) for name in by_cluster)
        nothing = np.zeros_like(size)
        counts = Counts(
            issues=int(size.sum()),
            invited=int(answered.sum()),
            agents=len(size),
            size=size,
            answered_in=answered,
            yes_in=yes,
            judged_in=nothing,
            claimed_in=nothing,
            watched_in=nothing,
            stayed_in=nothing,
        )
        return infer(counts, fitted, self.sums(fitted), linking)


@dataclass(frozen=True)
class Centre:
    """One demo centre: how its issues were judged, and what is true of them.

    Parameters
    ----------
    linked, true
        Issues as they were linked, and as they are; who answers depends on what is seen.
    hidden
        True issues; who answers depends on the outcome itself, and surveys are steered.
    linking
        How often linking errs, as the product measures it without knowing the truth.
    splits, merges
        False pieces, and issues lost in another one, per true issue.
    truth
        Share of true mature issues whose customer would say solved.
    """

    linked: Judged
    true: Judged
    hidden: Judged
    linking: LinkingError
    splits: float
    merges: float
    truth: float


def centres(engine: Engine, worlds: Sequence[World], hidden: Sequence[World]) -> list[Centre]:
    """Generate, link and judge centres.

    Parameters
    ----------
    worlds, hidden
        The same centres, but for who is asked and who answers.
    """
    settings = settings_of(worlds[0])
    drawn = together([canonical(world) for world in worlds], settings)
    asked = together([canonical(world) for world in hidden], settings)
    moment = pc.max(drawn["contacts"]["offered_at"]).as_py()
    tables = opened(engine, drawn)
    contacts = link(tables, settings, moment)
    own = truly_linked(engine, contacts, drawn["true_contacts"])
    linked = _with_issues(tables, contacts, settings, moment)
    true = _with_issues(tables, own, settings, moment)
    other = _with(true, {name: engine.frame(asked[name]) for name in ASKED})
    ways = {
        way: judged(engine, found, settings, moment)
        for way, found in (("linked", linked), ("true", true), ("hidden", other))
    }
    errors = errors_of_linking(engine.fetch(contacts.select(*PAIRED)), drawn["true_contacts"])
    shares = _true_shares(drawn["true_issues"], settings, moment)
    return [
        Centre(
            **{way: found[number] for way, found in ways.items()},
            linking=measured(Context(_only(linked, number), settings, moment)),
            splits=errors.splits[number],
            merges=errors.merges[number],
            truth=shares[number],
        )
        for number in range(len(worlds))
    ]


def settings_of(world: World) -> Settings:
    """The settings that the demo centre comes with."""
    settings = Settings.model_validate(tomllib.loads(configuration(world)))
    return settings.model_copy(update={"sources": {}})


def together(drawn: Sequence[Drawn], settings: Settings) -> Drawn:
    """The tables of many centres in one, with every id prefixed by the number of its centre."""
    most = settings.linking.max_shared
    return {
        name: pa.concat_tables(
            [_numbered(tables[name], number, most) for number, tables in enumerate(drawn)]
        )
        for name in (*JUDGED, *TRUE)
        if name in drawn[0]
    }


def opened(engine: Engine, drawn: Drawn) -> Tables:
    """Tables in memory, as an analysis finds them."""
    return _with(
        Tables(engine, {}),
        {name: engine.frame(drawn[name]) for name in JUDGED if name in drawn},
    )


def link(tables: Tables, settings: Settings, moment: datetime) -> ir.Table:
    """`issue_contacts` of all centres; `persons` is added to the tables."""
    engine = tables.engine
    known = engine.save(persons(tables, settings.linking))
    tables._open["persons"] = conform(known, "persons")
    plan = issue_contacts(tables, tables["persons"], settings.linking, (), moment)
    return engine.save(plan.step(plan.table))


def truly_linked(engine: Engine, contacts: ir.Table, true: pa.Table) -> ir.Table:
    """The same contacts in their true issues and persons, with what follows from that."""
    known = engine.fetch(contacts.select(*TOLD)).to_pandas()
    frame = _true_columns(known, true.to_pandas())
    schema = arrow_schema("issue_contacts")
    fields = pa.schema([schema.field(name) for name in frame.columns])
    rows = engine.frame(pa.Table.from_pandas(frame, schema=fields, preserve_index=False))
    changed = [name for name in frame.columns if name != "contact_id"]
    return engine.save(conform(contacts.drop(*changed).join(rows, "contact_id"), "issue_contacts"))


def _with(tables: Tables, more: Mapping[str, ir.Table]) -> Tables:
    """Tables in memory, and more of them."""
    opened = tables._open | {name: conform(table, name) for name, table in more.items()}
    found = Tables(tables.engine, dict.fromkeys(opened, (IN_MEMORY,)))
    found._open.update(opened)
    return found


def _with_issues(
    tables: Tables, contacts: ir.Table, settings: Settings, moment: datetime
) -> Tables:
    step = issues_step(tables, settings.linking, settings.verdict, moment)
    issues = tables.engine.save(step(contacts))
    return _with(tables, {"issue_contacts": contacts, "issues": issues})


def _only(tables: Tables, number: int) -> Tables:
    """The links of one centre."""
    own = {
        name: tables.engine.save(table.filter(table[key].startswith(f"{number}/")))
        for name, key in LINKS.items()
        for table in (tables[name],)
    }
    return _with(Tables(tables.engine, {}), own)


def judged(engine: Engine, tables: Tables, settings: Settings, moment: datetime) -> list[Judged]:
    """Judge every issue, and count the mature ones of every centre."""
    table = verdicts(tables, settings, moment)
    seen = engine.save(table.filter(table.is_mature).select(*SEEN))
    context = Context(_with(tables, {"verdicts": seen}), settings, moment)
    factors = factors_of(context)
    rows = coded(context, factors)
    centre = rows.issue_id.split("/")[0].cast("int64")
    counts = rows.group_by(centre=centre, cluster=rows.cluster, cell=rows.cell).aggregate(
        size=rows.count(),
        answered=rows.said_resolved.count(),
        yes=rows.said_resolved.cast("int64").sum().fill_null(0),
    )
    found = engine.fetch(counts).to_pandas().sort_values(["centre", "cluster", "cell"])
    return [Judged(factors, counts) for _, counts in found.groupby("centre")]


def errors_of_linking(linked: pa.Table, true: pa.Table) -> pd.DataFrame:
    """False pieces, and issues lost in another one, per true issue of each centre."""
    rows = linked.to_pandas().merge(true.to_pandas()[["contact_id", "issue"]], on="contact_id")
    own = rows[rows.direction.isna() | (rows.direction == "inbound")]
    pairs = own[["issue_id", "issue"]].drop_duplicates()
    by_centre = pairs.groupby(pairs.issue // NUMBERS)
    counts = by_centre.nunique()
    return pd.DataFrame(
        {
            "splits": by_centre.size() / counts.issue - 1,
            "merges": (by_centre.size() - counts.issue_id) / counts.issue,
        }
    )


def _true_columns(linked: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    rows = linked.merge(true[["contact_id", "issue", "person"]], on="contact_id")
    rows = rows.sort_values(["person", "offered_at", "contact_id"], ignore_index=True)
    by_issue = rows.groupby("issue").contact_id
    issue_id = by_issue.transform("first")
    centre = issue_id.str.split("/").str[0]
    is_called_back = rows.is_callback.eq(True).fillna(False)
    is_own = (rows.direction.isna() | (rows.direction == "inbound")) & ~is_called_back
    rows["issue_id"] = issue_id
    return pd.DataFrame(
        {
            "contact_id": rows.contact_id,
            "issue_id": issue_id,
            "person_id": centre + "/true:" + rows.person.astype(str),
            "position": by_issue.cumcount() + 1,
            "is_last": rows.contact_id == by_issue.transform("last"),
            "contact_number": rows.groupby("person").cumcount() + 1,
            "next_contact_at": _next(rows, "offered_at", is_own, ["person"]),
            "next_contact_issue_id": _next(rows, "issue_id", is_own, ["person"]),
            "next_same_reason_at": _next(rows, "offered_at", is_own, ["person", "reason"]),
        }
    )


def _next(rows: pd.DataFrame, column: str, is_own: pd.Series, keys: list[str]) -> pd.Series:
    groups = [rows[key] for key in keys]
    following = rows[column].where(is_own).groupby(groups, dropna=False).shift(-1)
    return following.groupby(groups, dropna=False).bfill()


def _numbered(table: pa.Table, number: int, most: int) -> pa.Table:
    for place, name in enumerate(table.column_names):
        column = table[name]
        if name.endswith(("_id", "_ref")) and name not in OWN_IDS and column.type == pa.string():
            column = pc.binary_join_element_wise(f"{number}/", column, "")
        elif name in ("issue", "person"):
            column = pc.add(column.cast(pa.int64()), number * NUMBERS)
        elif name == "value" and "kind" in table.column_names:
            column = _apart(column, number, most)
        table = table.set_column(place, name, column)
    return table


def _apart(values: pa.ChunkedArray, number: int, most: int) -> pa.ChunkedArray:
    """Identifiers that no other centre shares; placeholders, which link nobody, stay."""
    counts = values.value_counts()
    common = counts.filter(pc.greater(counts.field("counts"), most)).field("values")
    other = pc.binary_join_element_wise(values, f"{number:03d}", "")
    return pc.if_else(pc.is_in(values, common), values, other)


def _true_shares(issues: pa.Table, settings: Settings, moment: datetime) -> NDArray[np.float64]:
    days = max(settings.linking.window_days, settings.verdict.recontact_days)
    frame = issues.to_pandas()
    is_mature = frame.last_contact_at <= pd.Timestamp(moment) - timedelta(days=days)
    mature = frame[is_mature]
    return mature.says_solved.groupby(mature.issue // NUMBERS).mean().to_numpy(dtype=np.float64)
