"""Boxes: concerns forced into codes that say nothing of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis.expr.types as ir
import numpy as np
from numpy.typing import ArrayLike

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import harms
from lastword.analyses.integrity.pattern import Pattern, of_unit
from lastword.analyses.integrity.rates import Rates, counted, rates_of, unit_signs
from lastword.analyses.integrity.sign import Level, Sign
from lastword.analyses.integrity.units import unit_of
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Bounds, Estimate
from lastword.finding import Condition, Evidence
from lastword.result import Result
from lastword.stats.information import Kept, entropy, kept
from lastword.stats.mean import cluster_mean
from lastword.stats.multiplicity import simes
from lastword.stats.proportion import wilson

OTHER = (
    r"(^|[^\p{L}])(others?|misc(ellaneous)?|general( inquiry| enquiry)?|unknown|none|n/a|various|"
    r"sonstiges?|andere[rs]?|verschiedenes|allgemein(es)?|autres?|divers|otros?|varios|outros?|"
    r"altr[oi]|varie|overige?|overig)($|[^\p{L}])"
)
"""Names of codes for what fits nowhere."""

KINDS = ("channel", "queue")
FEWEST_CODES = 3


@dataclass(frozen=True, slots=True)
class Boxes(Result):
    """How much a list of codes says.

    Parameters
    ----------
    other
        Share of contacts in the code for what fits nowhere.
    first
        Share in the first code of the list.
    bits
        Entropy of the codes.
    most_bits
        What it would be if all codes were used alike.
    information
        Share of the topic that the code keeps, where topics are known.
    """

    other: Estimate
    first: Estimate
    bits: float
    most_bits: float
    information: Kept | None


def boxes(
    counts: ArrayLike, *, other: int | None = None, first: int = 0, topics: ArrayLike | None = None
) -> Boxes:
    """Say how much the codes of contacts tell.

    Parameters
    ----------
    counts
        Contacts in each code, in the order of the list that agents see.
    other, first
        Places of the code for what fits nowhere (None: there is none) and of the first one.
    topics
        Contacts by code (rows) and topic of their text (columns), where known.

    Examples
    --------
    >>> boxes([700, 100, 100, 100], other=3).other.text()
    '10 % (8.3–12)'
    """
    c = np.asarray(counts, dtype=np.float64)
    n = float(c.sum())
    return Boxes(
        other=wilson(0.0 if other is None else float(c[other]), n),
        first=wilson(float(c[first]), n),
        bits=entropy(c),
        most_bits=float(np.log2(c.size)),
        information=None if topics is None else kept(topics),
    )


def _coded(case: Case) -> ir.Table:
    contacts = case.tables["contacts"]
    return contacts.filter(contacts.reason.notnull() & contacts.agent_id.notnull())


def _codes(case: Case) -> list[dict[str, object]]:
    rows = _coded(case)
    counts = rows.group_by("reason").aggregate(n=rows.count())
    named = counts.mutate(is_other=counts.reason.lower().re_search(OTHER))
    return sorted(case.fetch(named).to_pylist(), key=lambda row: str(row["reason"]))


def test(case: Case) -> list[Sign]:
    """Who uses “other”, or the first code of the list, beyond custom."""
    codes = case.once(_codes)
    if len(codes) < FEWEST_CODES:
        raise NotTestable(f"{len(codes)} reason codes are in use; {FEWEST_CODES} are needed")
    rows = _coded(case)
    other = [str(row["reason"]) for row in codes if row["is_other"]]
    events = {"first": rows.reason == str(codes[0]["reason"])}
    if other:
        events["other"] = rows.reason.isin(other)
    signs: list[Sign] = []
    for about, is_event in events.items():
        counts = counted(case, rows.mutate(is_event=is_event), kinds=KINDS)
        made = rates_of(counts, "agent")
        if made is not None:
            signs.append(_centre(made, about))
        pattern = Pattern("boxes", about, _EFFECTS[about], "codes chosen for speed", _evidence)
        signs += unit_signs(case, counts, pattern)
    if not signs:
        raise NotTestable("fewer than four agents coded enough contacts to be compared")
    return signs


_EFFECTS = {
    "other": "contacts coded as “other”",
    "first": "contacts coded with the alphabetically first code",
}


def _centre(made: Rates, about: str) -> Sign:
    events, n = int(made.events.sum()), int(made.contacts.sum())
    share = wilson(events, n)
    surplus = np.array([max(excess.value or 0.0, 0.0) for excess in made.funnel.excess])
    total = float(surplus[made.funnel.p < 0.05].sum())
    spread = float(np.sqrt(np.maximum(made.funnel.expected, 1).sum()))
    return Sign(
        detector="boxes",
        level="centre",
        unit=None,
        about=about,
        sentence=(
            f"Pattern consistent with codes chosen for speed: {events:,} of {n:,} "
            f"{_EFFECTS[about]} ({share.text()}), unevenly over {len(made.units):,} agents"
        ),
        estimate=Estimate(
            total, max(0.0, total - 1.96 * spread), total + 1.96 * spread, n, "peers", unit="count"
        ),
        effect=f"{_EFFECTS[about]} by agents who do so beyond custom",
        share=share,
        p=simes(made.funnel.p),
        n=n,
        minimal_detectable_effect=None,
        evidence=_evidence("centre", None),
    )


def _evidence(level: Level, unit: str | None) -> Evidence:
    coded = Condition("reason", "is not null")
    return Evidence("contacts", (coded, *of_unit(level, unit)), ("reason", "wrap_seconds"))


def deepen(case: Case, sign: Sign) -> Sign:
    """Add the time taken to code, the information kept, and who came back."""
    codes = case.once(_codes)
    chosen = [str(r["reason"]) for r in codes if r["is_other"]]
    if sign.about == "first":
        chosen = [str(codes[0]["reason"])]
    rows = _coded(case)
    if sign.level != "centre":
        rows = rows.filter(unit_of(rows, sign.level) == sign.unit)
    marked = rows.mutate(is_touched=rows.reason.isin(chosen))
    beside: dict[str, Estimate | Bounds] = dict(_time_to_code(case, marked))
    topics = _topics(case)
    if topics is not None:
        beside["information_kept"] = topics.share
    return replace(
        sign,
        numbers_beside=beside,
        evidence=replace(
            sign.evidence or _evidence("centre", None),
            where=(Condition("reason", "in", tuple(chosen)), *of_unit(sign.level, sign.unit)),
        ),
        harm=harms(case, marked.select("contact_id", "is_touched")),
    )


def _time_to_code(case: Case, marked: ir.Table) -> dict[str, Estimate]:
    timed = marked.filter(marked.wrap_seconds.notnull())
    sums = timed.group_by(["is_touched", "agent_id"]).aggregate(
        total=timed.wrap_seconds.sum(), n=timed.count()
    )
    found = case.fetch(sums).to_pylist()
    made = {}
    for name, is_touched in (("wrap_up_so_coded", True), ("wrap_up_otherwise", False)):
        own = [row for row in found if row["is_touched"] == is_touched]
        if own:
            totals, sizes = [row["total"] for row in own], [row["n"] for row in own]
            made[name] = cluster_mean(totals, sizes, unit="seconds")
    return made


def _topics(case: Case) -> Kept | None:
    """Information that the codes keep of the topics read in the texts; None without topics."""
    labels = case.tables["labels"]
    topics = labels.filter((labels.kind == "topic") & labels.value.notnull())
    both = _coded(case).inner_join(topics.select("contact_id", topic="value"), "contact_id")
    rows = case.fetch(both.group_by(["reason", "topic"]).aggregate(n=both.count())).to_pylist()
    names = [sorted({row[key] for row in rows}) for key in ("reason", "topic")]
    if len(names[1]) < 2:
        return None
    table = np.zeros((len(names[0]), len(names[1])))
    for row in rows:
        table[names[0].index(row["reason"]), names[1].index(row["topic"])] = row["n"]
    return kept(table)


DETECTOR = Detector(
    name="boxes",
    title="Forced boxes",
    question="Do our codes say what customers came for?",
    requires=Requires({"contacts": ("reason", "agent_id")}),
    null_model=(
        "Within channel and queue an agent uses “other” and the first code as often as the peers."
    ),
    innocent=(
        "a new product or fault that has no code yet",
        "a queue that takes what fits nowhere",
        "the first code is the commonest concern",
    ),
    would_settle="Let two people code a hundred of these contacts anew from the conversation.",
    measures_harm="who came back after contacts so coded, beside the others",
    metrics=("wrap", "handle", "coded", "coding"),
    test=test,
    deepen=deepen,
)
