"""Demo centres as an analysis sees them: with linked issues, or with the true ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
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
from lastword.verdict import verdicts

MATURE_DAYS = 30


@dataclass(frozen=True)
class Centre:
    """One demo centre, judged, and the true share of its mature issues."""

    context: Context
    truth: float
    splits: float
    """False extra pieces per true issue."""
    merges: float
    """True issues lost in another one, per true issue."""


def centre(engine: Engine, world: World, folder: Path, *, is_true: bool) -> Centre:
    """Generate a centre, link it (or take the true links), and judge its issues."""
    drawn = canonical(world)
    moment = pc.max(drawn["contacts"]["offered_at"]).as_py()
    settings, parts = Settings(), {}
    for name, table in drawn.items():
        if not name.startswith("true_"):
            parts[name] = [_write(table, folder / f"{name}.parquet")]
    _derive(engine, parts, folder, "persons", persons(Tables(engine, parts), settings.linking, ()))
    tables = Tables(engine, parts)
    plan = issue_contacts(tables, tables["persons"], settings.linking, (), moment)
    linked = engine.fetch(plan.step(plan.table)).to_pandas()
    splits, merges = errors_of_linking(linked, drawn["true_contacts"].to_pandas())
    if is_true:
        linked = with_true_links(linked, drawn["true_contacts"].to_pandas())
    rows = pa.Table.from_pandas(linked, schema=arrow_schema("issue_contacts"), preserve_index=False)
    parts["issue_contacts"] = [_write(rows, folder / "issue_contacts.parquet")]
    step = issues_step(Tables(engine, parts), settings.linking, settings.verdict, moment)
    _derive(engine, parts, folder, "issues", step(Tables(engine, parts)["issue_contacts"]))
    _derive(engine, parts, folder, "verdicts", verdicts(Tables(engine, parts), settings, moment))
    context = Context(Tables(engine, parts), settings, moment)
    return Centre(context, _true_share(drawn["true_issues"], moment), splits, merges)


def errors_of_linking(linked: pd.DataFrame, true: pd.DataFrame) -> tuple[float, float]:
    """False pieces and lost issues per true issue, over inbound contacts."""
    both = linked.merge(true[["contact_id", "issue", "position"]], on="contact_id")
    both = both[both.position_y.notna()]
    pairs = both[["issue_id", "issue"]].drop_duplicates()
    true_issues, pieces = pairs.issue.nunique(), pairs.issue_id.nunique()
    return (len(pairs) - true_issues) / true_issues, (len(pairs) - pieces) / true_issues


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
    is_own = rows.direction.isin(["inbound", None]) & (rows.is_callback != True)  # noqa: E712
    for column, source in (
        ("next_contact_at", "offered_at"),
        ("next_contact_issue_id", "issue_id"),
    ):
        own = rows[source].where(is_own).groupby(rows.person)
        rows[column] = own.bfill().groupby(rows.person).shift(-1)
    same = rows.offered_at.where(is_own).groupby([rows.person, rows.reason], dropna=False)
    filled = same.bfill().groupby([rows.person, rows.reason], dropna=False)
    rows["next_same_reason_at"] = filled.shift(-1)
    return rows[linked.columns]


def _true_share(issues: pa.Table, moment: object) -> float:
    frame = issues.to_pandas()
    is_mature = frame.last_contact_at <= pd.Timestamp(moment) - timedelta(days=MATURE_DAYS)
    return float(frame.says_solved[is_mature].mean())


def _derive(engine: Engine, parts: dict, folder: Path, name: str, table: object) -> None:
    parts[name] = [_write(engine.fetch(table), folder / f"{name}.parquet")]


def _write(table: pa.Table, path: Path) -> Path:
    pq.write_table(table, path)
    return path
