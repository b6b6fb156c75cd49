"""The definition ladder over 10⁷ issues, against the same ladder in pandas from the same Parquet.

`python -m benchmarks.ladder --issues 10_000_000`

All judge every mature issue by every definition, count the patterns of answers, and read shares
and 2×2 tables off the counts; the numbers must be equal. Pandas does it twice: with its nullable
columns, and with Arrow-backed ones, which are its quickest. The issues are those of a demo centre,
repeated under new ids. Of three runs the quickest counts, each program in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from benchmarks.loaded import loaded, settings
from benchmarks.record import apart, record, timed
from lastword.engine import Tables, open_engine
from lastword.question import Context
from lastword.verdict.ladder import ladder

SEED = 1
CONTACTS = 1_000_000
RUNS = 3
BACKENDS = ("numpy_nullable", "pyarrow")
CLOCKS = ("wall", "cpu")
COLUMNS = [
    "is_mature",
    "claimed_resolved",
    "touches",
    "has_customer_reply",
    "claimed_at",
    "opened_at",
    "has_number",
    "same_number_days",
    "has_person",
    "next_contact_days",
    "did_come_back",
    "said_resolved",
    "said_contacts_needed",
    "is_first_call_right",
]
Counts = dict[str, tuple[int, ...]]
"""Definition → (resolved, judged); “a | b” → the four counts of the 2×2 table."""


def in_engine(paths: list[Path]) -> Counts:
    """Counts of the ladder that the report prints."""
    with open_engine("duckdb", threads=2) as engine:
        tables = Tables(engine, {"verdicts": paths})
        found = ladder(Context(tables, settings(), datetime(2025, 4, 8)))
    shares = {
        rung.name: (round(rung.estimate.value * rung.estimate.n), rung.estimate.n)
        for rung in found.rungs
        if rung.estimate
    }
    pairs = {
        f"{pair.first} | {pair.second}": (
            pair.both,
            pair.only_first,
            pair.only_second,
            pair.neither,
        )
        for pair in found.disagreements
    }
    return {**shares, **pairs}


def in_pandas(paths: list[Path], backend: Literal["numpy_nullable", "pyarrow"]) -> Counts:
    """The same counts in pandas: only the columns needed, one group-by."""
    issues = pd.read_parquet(paths[0], columns=COLUMNS, dtype_backend=backend)
    judged = judgements(issues[issues.is_mature])
    names = list(judged)
    patterns = judged.groupby(names, dropna=False).size().reset_index(name="issues")
    counts = {}
    for name in names:
        known = patterns[patterns[name] >= 0]
        yes = known.issues[known[name] == 1].sum()
        if len(known):
            counts[name] = (int(yes), int(known.issues.sum()))
    for first, second in combinations(counts, 2):
        a, b, n = patterns[first], patterns[second], patterns.issues
        cells = [int(n[(a == x) & (b == y)].sum()) for x, y in ((1, 1), (1, 0), (0, 1), (0, 0))]
        if sum(cells):
            counts[f"{first} | {second}"] = tuple(cells)
    return counts


def judgements(issues: pd.DataFrame) -> pd.DataFrame:
    """Every issue by every definition: 1 resolved, 0 not, −1 cannot be judged."""
    claimed, said = issues.claimed_resolved, issues.said_resolved
    took = issues.claimed_at.astype("datetime64[ms]") - issues.opened_at.astype("datetime64[ms]")
    is_quick = (took <= pd.Timedelta(minutes=15)).astype("boolean")
    same_number = (issues.same_number_days > 7).fillna(True)
    next_contact = (issues.next_contact_days > 7).fillna(True)
    is_one = issues.said_contacts_needed == 1
    answers = {
        "agent_code": claimed,
        "one_touch_under_two": claimed & (issues.touches < 2),
        "one_touch_exactly_one": claimed & (issues.touches == 1),
        "no_customer_reply": claimed & ~issues.has_customer_reply,
        "closed_in_15_minutes": is_quick.where(claimed.notna()),
        "same_number_7d": same_number.where(issues.has_number.fillna(False)),
        "next_contact_avoidance_7d": next_contact.where(issues.has_person),
        "no_recontact": ~issues.did_come_back,
        "customer_says_resolved": said,
        "customer_says_one_call": (said & is_one).where(is_one.notna()),
        "first_call_right": issues.is_first_call_right,
    }
    return pd.DataFrame(
        {
            name: answer.astype("Int8").fillna(-1).to_numpy("int8")
            for name, answer in answers.items()
        }
    )


def measured(count: Callable[..., Counts], *args: Any) -> tuple[Counts, dict[str, float]]:
    """The quickest of a few runs."""
    runs = []
    for _ in range(RUNS):
        with timed() as figures:
            counts = count(*args)
        runs.append(figures)
    return counts, min(runs, key=lambda run: run["wall_seconds"])


def repeated(folder: Path, issues: int) -> list[Path]:
    """Verdicts of a demo centre, repeated under new ids until there are enough."""
    project = loaded(folder, CONTACTS, seed=SEED, threads=2)
    published = project.build()
    times = -(-issues // published.manifest.rows("verdicts"))
    target = folder / "verdicts.parquet"
    with open_engine("duckdb", threads=2) as engine:
        source = [str(path) for path in published.parts["verdicts"]]
        engine.connection.con.execute(
            f"COPY (SELECT * REPLACE (issue_id || '/' || turn AS issue_id, "
            f"person_id || '/' || turn AS person_id) FROM read_parquet({source}), "
            f"range({times}) AS turns(turn) LIMIT {issues}) TO '{target}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    return [target]


def main() -> int:
    """Measure both, compare their numbers, write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=lambda n: int(n.replace("_", "")), default=10_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = apart(repeated, Path(folder), options.issues)
        ours, engine = apart(measured, in_engine, paths)
        theirs = {name: apart(measured, in_pandas, paths, name) for name in BACKENDS}
    is_equal = all(counts == ours for counts, _ in theirs.values())
    figures = {
        "issues": options.issues,
        "definitions": sum("|" not in name for name in ours),
        "is_equal": is_equal,
        "lastword": engine,
        "pandas": {name: compared(cost, engine) for name, (_, cost) in theirs.items()},
    }
    print(record("ladder", figures, seed=SEED).read_text(encoding="utf-8"))
    return int(not is_equal)


def compared(cost: dict[str, float], ours: dict[str, float]) -> dict[str, float]:
    """What it cost, and how many times that is of ours."""
    times = {name: round(cost[f"{name}_seconds"] / ours[f"{name}_seconds"], 2) for name in CLOCKS}
    return {**cost, "times_wall": times["wall"], "times_cpu": times["cpu"]}


if __name__ == "__main__":
    sys.exit(main())
