"""How well are contacts linked to issues? Pairwise F₁ on fresh demo centres.

`python -m benchmarks.linking_quality --centres 25 --contacts 20000`
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.centres import NUMBERS, link, opened, settings_of, together
from benchmarks.record import record, timed
from lastword.engine import open_engine
from lastword.linking.quality import Agreement
from lastword.sources.demo import World, canonical

BATCH = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centres", type=int, default=25)
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=5001)
    options = parser.parse_args()
    with timed() as cost:
        rows = [
            row
            for first in range(0, options.centres, BATCH)
            for row in of_batch(options, first, min(BATCH, options.centres - first))
        ]
    figures: dict[str, Any] = {
        way: summed(own.drop(columns="way")) for way, own in pd.DataFrame(rows).groupby("way")
    }
    record(
        "linking_quality",
        {**figures, "contacts": options.contacts, "cost": cost},
        seed=options.seed,
    )


def of_batch(options: argparse.Namespace, first: int, size: int) -> Iterator[dict[str, Any]]:
    """Precision, recall and F₁ of each centre, with reasons and without."""
    seeds = range(options.seed + first, options.seed + first + size)
    worlds = [World(contacts=options.contacts, seed=s, messages_per_contact=0) for s in seeds]
    settings = settings_of(worlds[0])
    drawn = together([canonical(world) for world in worlds], settings)
    moment = pc.max(drawn["contacts"]["offered_at"]).as_py()
    true = drawn["true_contacts"].select(["contact_id", "issue"]).to_pandas()
    for way in ("with reasons", "without reasons"):
        if way == "without reasons":
            drawn["contacts"] = without_reasons(drawn["contacts"])
        with open_engine("duckdb", threads=1) as engine:
            links = link(opened(engine, drawn), settings, moment)
            found = engine.fetch(links.select("contact_id", "issue_id")).to_pandas()
        both = found.merge(true, on="contact_id")
        for _, own in both.groupby(both.issue // NUMBERS):
            agreed = compared(own)
            yield {
                "way": way,
                "precision": agreed.precision,
                "recall": agreed.recall,
                "f1": agreed.f1,
            }


def without_reasons(contacts: pa.Table) -> pa.Table:
    """The same contacts, none of them coded."""
    place = contacts.schema.get_field_index("reason")
    return contacts.set_column(place, "reason", pa.nulls(contacts.num_rows, pa.string()))


def compared(links: pd.DataFrame) -> Agreement:
    """Pairs within linked issues, within true ones, and within both."""

    def pairs(*keys: str) -> int:
        sizes = links.groupby(list(keys)).size()
        return int((sizes * (sizes - 1) // 2).sum())

    return Agreement(pairs("issue_id"), pairs("issue"), pairs("issue_id", "issue"))


def summed(rows: pd.DataFrame) -> dict[str, Any]:
    """Mean, least, and Monte-Carlo error of the mean, over centres."""
    return {
        "centres": len(rows),
        "mean": rows.mean().to_dict(),
        "least": rows.min().to_dict(),
        "monte_carlo_error": (rows.std(ddof=1) / math.sqrt(len(rows))).to_dict(),
    }


if __name__ == "__main__":
    main()
