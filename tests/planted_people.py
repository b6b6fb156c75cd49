"""A demo centre whose issues are known, as tables for the analyses of people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.engine import Engine, Tables, arrow_schema
from lastword.sources.demo import World, canonical

OWN = (
    "contact_id", "offered_at", "ended_at", "outcome", "direction", "channel", "queue", "reason",
    "agent_id", "team_id",
)  # fmt: skip
WORK = ("talk_seconds", "hold_seconds", "wrap_seconds")


def planted_tables(engine: Engine, folder: Path, world: World, *, answer: float = 0.3) -> Tables:
    """Contacts in their true issues; a share of all customers says what is true of the end.

    Linking, matching and non-response are rooms of their own: here they are left out.
    """
    drawn = canonical(world)
    contacts = _contacts(drawn)
    made = {
        "issue_contacts": contacts,
        "verdicts": _verdicts(drawn, contacts, answer, world.seed),
        "agents": drawn["agents"].to_pandas(),
        "evaluations": drawn["evaluations"].to_pandas(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made.items():
        fields = [field for field in arrow_schema(name) if field.name in frame.columns]
        table = pa.Table.from_pandas(frame, pa.schema(fields), preserve_index=False)
        empty = pa.Table.from_pylist([], arrow_schema(name))
        whole = pa.concat_tables([table, empty], promote_options="default")
        pq.write_table(whole.select(empty.column_names), folder / f"{name}.parquet")
    return Tables(engine, {name: [folder / f"{name}.parquet"] for name in made})


def _contacts(drawn: dict[str, pa.Table]) -> pd.DataFrame:
    own = drawn["contacts"].select([*OWN, *WORK]).to_pandas()
    true = drawn["true_contacts"].select(["contact_id", "issue", "position"]).to_pandas()
    rows = own.merge(true.dropna(subset="position"), on="contact_id")
    rows = rows.assign(
        issue_id="i" + rows.issue.astype(str),
        handle_seconds=rows[list(WORK)].sum(axis=1),
        position=rows.position.astype(int),
        bucket=0,
        rule="first",
        contact_number=rows.position.astype(int),
        is_last=rows.position == rows.groupby("issue").position.transform("max"),
    )
    return rows.drop(columns=["issue", *WORK])


def _verdicts(
    drawn: dict[str, pa.Table], contacts: pd.DataFrame, answer: float, seed: int
) -> pd.DataFrame:
    issues = drawn["true_issues"].to_pandas()
    last = contacts[contacts.is_last].set_index("issue_id")
    names = "i" + issues.issue.astype(str)
    says = np.random.default_rng(seed).random(len(issues)) < answer
    frame = pd.DataFrame(
        {
            "issue_id": names,
            "bucket": 0,
            "is_mature": True,
            "is_answered": says,
            "opened_at": issues.opened_at,
            "contact_count": issues.contact_count,
            "agent_id": names.map(last.agent_id),
            "team_id": names.map(last.team_id),
            "said_resolved": issues.says_solved.where(pd.Series(says), None),
            "claimed_resolved": issues.claimed,
            "did_come_back": issues.contact_count > 1,
        }
    )
    return frame[frame.issue_id.isin(contacts.issue_id)]
