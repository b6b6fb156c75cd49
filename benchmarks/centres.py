"""Many demo centres at once, as an analysis sees them: with linked issues, and with true ones."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lastword.engine import Engine, Tables, arrow_schema
from lastword.linking import issue_contacts, issues_step, persons
from lastword.question import Context
from lastword.settings import Settings
from lastword.sources.demo import World, canonical
from lastword.sources.demo.configuration import configuration
from lastword.verdict import verdicts

NUMBERS = 10**10
OWN_IDS = ("load_id",)
Parts = dict[str, list[Path]]


@dataclass(frozen=True)
class Centre:
    """One demo centre, judged twice, and the true share of its mature issues.

    Parameters
    ----------
    linked, true
        What an analysis works on: with issues as they were linked, and as they are.
    truth
        Share of true mature issues whose customer would say solved.
    splits, merges
        False extra pieces, and issues lost in another one, per true issue.
    """

    linked: Context
    true: Context
    truth: float
    splits: float
    merges: float


def centres(engine: Engine, worlds: Sequence[World], folder: Path) -> list[Centre]:
    """Generate centres, and link and judge them all in one go.

    Every id is prefixed by the number of its centre; persons, whose identifiers must stay as they
    are, are linked centre by centre.
    """
    settings = Settings.model_validate(tomllib.loads(configuration(worlds[0])))
    settings = settings.model_copy(update={"sources": {}})
    drawn = [_drawn(engine, world, settings, number) for number, world in enumerate(worlds)]
    names = [name for name in drawn[0] if not name.startswith("true_")]
    parts = {
        name: [_write(table[name], folder / f"{name}-{i}.parquet") for i, table in enumerate(drawn)]
        for name in names
    }
    moment = max(pc.max(table["contacts"]["offered_at"]).as_py() for table in drawn)
    tables = Tables(engine, parts)
    plan = issue_contacts(tables, tables["persons"], settings.linking, (), moment)
    linked = engine.fetch(plan.step(plan.table)).to_pandas()
    true = pd.concat([table["true_contacts"].to_pandas() for table in drawn])
    judged = [
        _judged(engine, dict(parts), folder / name, settings, moment, rows)
        for name, rows in (("linked", linked), ("true", with_true_links(linked, true)))
    ]
    errors = errors_of_linking(linked, true)
    return [
        Centre(
            *(
                _one(engine, table, folder / f"{way}-{number}.parquet", number, settings, moment)
                for way, table in zip(("linked", "true"), judged, strict=True)
            ),
            truth=_true_share(table["true_issues"], settings, moment),
            splits=float(errors.splits[number]),
            merges=float(errors.merges[number]),
        )
        for number, table in enumerate(drawn)
    ]


def errors_of_linking(linked: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """False pieces and lost issues per true issue of each centre, over inbound contacts."""
    own = true[true.position.notna()]
    both = linked[["contact_id", "issue_id"]].merge(own[["contact_id", "issue"]], on="contact_id")
    pairs = both[["issue_id", "issue"]].drop_duplicates()
    by_centre = pairs.groupby(pairs.issue // NUMBERS)
    counts = by_centre.nunique()
    return pd.DataFrame(
        {
            "splits": by_centre.size() / counts.issue - 1,
            "merges": (by_centre.size() - counts.issue_id) / counts.issue,
        }
    )


def with_true_links(linked: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """The same contacts in their true issues and persons, with what follows from that."""
    rows = linked.merge(true[["contact_id", "issue", "person"]], on="contact_id")
    rows = rows.sort_values(["person", "offered_at", "contact_id"], ignore_index=True)
    rows["person_id"] = "true:" + rows.person.astype(str)
    by_issue = rows.groupby("issue").contact_id
    rows["issue_id"] = by_issue.transform("first")
    rows["position"] = by_issue.cumcount() + 1
    rows["is_last"] = rows.contact_id == by_issue.transform("last")
    rows["contact_number"] = rows.groupby("person").cumcount() + 1
    is_called_back = rows.is_callback.eq(True).fillna(False)
    is_own = (rows.direction.isna() | (rows.direction == "inbound")) & ~is_called_back
    rows["next_contact_at"] = _next(rows, "offered_at", is_own, ["person"])
    rows["next_contact_issue_id"] = _next(rows, "issue_id", is_own, ["person"])
    rows["next_same_reason_at"] = _next(rows, "offered_at", is_own, ["person", "reason"])
    return rows[linked.columns]


def _next(rows: pd.DataFrame, column: str, is_own: pd.Series, keys: list[str]) -> pd.Series:
    groups = [rows[key] for key in keys]
    following = rows[column].where(is_own).groupby(groups, dropna=False).shift(-1)
    return following.groupby(groups, dropna=False).bfill()


def _drawn(engine: Engine, world: World, settings: Settings, number: int) -> dict[str, pa.Table]:
    drawn = canonical(world)
    identifiers = {name: engine.frame(drawn[name]) for name in ("contacts", "identifiers")}
    tables = Tables(engine, {})
    tables._open.update(identifiers)
    drawn["persons"] = engine.fetch(persons(tables, settings.linking, ()))
    return {name: _numbered(table, number) for name, table in drawn.items()}


def _numbered(table: pa.Table, number: int) -> pa.Table:
    for place, name in enumerate(table.column_names):
        column = table[name]
        if name.endswith(("_id", "_ref")) and name not in OWN_IDS and column.type == pa.string():
            column = pc.binary_join_element_wise(f"{number}/", column, "")
        elif name in ("issue", "person"):
            column = pc.add(column.cast(pa.int64()), number * NUMBERS)
        table = table.set_column(place, name, column)
    return table


def _judged(
    engine: Engine,
    parts: Parts,
    folder: Path,
    settings: Settings,
    moment: datetime,
    contacts: pd.DataFrame,
) -> pa.Table:
    folder.mkdir()
    schema = arrow_schema("issue_contacts")
    rows = pa.Table.from_pandas(contacts, schema=schema, preserve_index=False)
    parts["issue_contacts"] = [_write(rows, folder / "issue_contacts.parquet")]
    tables = Tables(engine, parts)
    step = issues_step(tables, settings.linking, settings.verdict, moment)
    issues = engine.fetch(step(tables["issue_contacts"]))
    parts["issues"] = [_write(issues, folder / "issues.parquet")]
    return engine.fetch(verdicts(Tables(engine, parts), settings, moment))


def _one(
    engine: Engine,
    judged: pa.Table,
    path: Path,
    number: int,
    settings: Settings,
    moment: datetime,
) -> Context:
    own = judged.filter(pc.starts_with(judged["issue_id"], f"{number}/"))
    return Context(Tables(engine, {"verdicts": [_write(own, path)]}), settings, moment)


def _true_share(issues: pa.Table, settings: Settings, moment: datetime) -> float:
    days = max(settings.linking.window_days, settings.verdict.recontact_days)
    frame = issues.to_pandas()
    is_mature = frame.last_contact_at <= pd.Timestamp(moment) - timedelta(days=days)
    return float(frame.says_solved[is_mature].mean())


def _write(table: pa.Table, path: Path) -> Path:
    pq.write_table(table, path)
    return path
