"""The price of waiting: what happens to those who waited long, beside those who did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from lastword.analyses.capacity.log import LIVE, band_of, fetch
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context, answer
from lastword.result import Numbers, Result
from lastword.stats.proportion import cluster_share, difference
from lastword.verdict.clusters import clustered

EDGES = (20.0, 60.0, 180.0, 300.0)
NAMES = ("up to 20 s", "20–60 s", "1–3 min", "3–5 min", "over 5 min")
FEWEST = 30
ANGRY = ("anger", "annoyance", "frustration")
MEASURES = {
    "short": "Answered, but gone within seconds",
    "unsolved": "Said: not solved",
    "dissatisfied": "Said: dissatisfied",
    "angry": "Angry words",
    "back": "Came back on the same problem",
    "left": "Cancelled or downgraded",
}


@dataclass(frozen=True, slots=True)
class Band:
    """Answered callers who waited so long, and the share of them that each thing happened to."""

    name: str
    callers: int
    shares: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Price(Result):
    """What became of answered callers by how long their problem's first contact let them wait.

    Parameters
    ----------
    bands
        From the shortest wait to the longest; bands of fewer than 30 callers are left out.
    differences
        Measure → share after the longest wait less share after the shortest, over agents.
    sure
        Measures whose difference leaves out 0 even with all of them compared at once.
    """

    bands: tuple[Band, ...]
    differences: Mapping[str, Estimate]
    sure: tuple[str, ...]

    def numbers(self) -> Numbers:
        """The differences between the longest and the shortest waits."""
        return self.differences


def price(data: Any) -> Price:
    """Say what becomes of customers by how long they waited before they were answered.

    Parameters
    ----------
    data
        A project, or the context of an analysis.

    Raises
    ------
    NotTestable
        If fewer than two bands of waits hold 30 callers.
    """
    return answer(data, price_of)


def price_of(context: Context) -> Price:
    """Compare callers by how long they waited.

    Raises
    ------
    NotTestable
        If fewer than two bands of waits hold 30 callers.
    """
    cells = _cells(context)
    sizes = cells.groupby("band").n.sum()
    kept = [int(band) for band in sizes.index if sizes[band] >= FEWEST]
    if len(kept) < 2:
        raise NotTestable("too few callers waited long, or too few did not, to compare them")
    known = [name for name in MEASURES if cells[f"{name}_known"].sum() > 0]
    bands = tuple(
        Band(NAMES[band], int(sizes[band]), {name: _share(cells, band, name) for name in known})
        for band in kept
    )
    ends, strict = (kept[-1], kept[0]), 1 - 0.05 / max(len(known), 1)
    sure = [name for name in known if _leaves_out_zero(_gap(cells, ends, name, strict))]
    return Price(bands, {name: _gap(cells, ends, name) for name in known}, tuple(sure))


def _leaves_out_zero(gap: Estimate) -> bool:
    return gap.lower is not None and gap.upper is not None and (gap.lower > 0 or gap.upper < 0)


def _share(cells: pd.DataFrame, band: int, name: str, level: float = 0.95) -> Estimate:
    own = cells[cells.band == band]
    return cluster_share(own[name], own[f"{name}_known"], level=level)


def _gap(cells: pd.DataFrame, bands: tuple[int, int], name: str, level: float = 0.95) -> Estimate:
    """The share in the first of two bands less that in the second."""
    return difference(*(_share(cells, band, name, level) for band in bands))


def _cells(context: Context) -> pd.DataFrame:
    """Sums by band of waiting and agent."""
    rows = _first_contacts(context)
    found: dict[str, ir.IntegerScalar] = {"n": rows.count()}
    for name in MEASURES:
        found[name] = rows[name].cast("int64").sum()
        found[f"{name}_known"] = rows[name].count()
    counted = rows.group_by(["band", "cluster"]).aggregate(**found)
    return fetch(context, counted, ["band", "cluster"]).fillna(0)


def _first_contacts(context: Context) -> ir.Table:
    """The first contact of each issue, if it was answered, with what became of the issue."""
    tables = context.tables
    links = tables["issue_contacts"]
    is_first = (links.position == 1) & links.channel.isin(LIVE) & (links.outcome == "answered")
    first = links.filter(is_first & links.wait_seconds.notnull())
    seconds = context.settings.verdict.short_seconds
    chosen = clustered(first).select(
        "issue_id",
        "contact_id",
        "cluster",
        band=band_of(first.wait_seconds, EDGES),
        short=(first.channel == "voice").ifelse(first.handle_seconds < seconds, None),
    )
    verdicts = tables["verdicts"]
    became = verdicts.select(
        "issue_id",
        unsolved=~verdicts.said_resolved,
        dissatisfied=verdicts.said_csat <= 0.25,
        back=verdicts.did_come_back,
        left=verdicts.did_leave,
    )
    return _with_anger(context, extend(chosen, became, "issue_id"))


def _with_anger(context: Context, rows: ir.Table) -> ir.Table:
    """Whether the words of the contact were read as angry; null where none were read."""
    labels = context.tables["labels"]
    read = labels.filter((labels.kind == "emotion") & labels.contact_id.notnull())
    marked = read.mutate(is_angry=read.value.isin(ANGRY).fill_null(False).cast("int64"))
    angry = marked.group_by("contact_id").aggregate(angry=marked.is_angry.max() > 0)
    return extend(rows, angry, "contact_id")
