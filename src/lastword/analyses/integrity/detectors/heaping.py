"""Heaping: more top scores than the same customers' other scores let expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import harms
from lastword.analyses.integrity.pattern import scaled
from lastword.analyses.integrity.sign import Level, Sign
from lastword.analyses.integrity.units import named, unit_of
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.stats.funnel import beside_peers
from lastword.stats.heaping import Heaping, cut_points, heaping_of_counts
from lastword.stats.multiplicity import benjamini_hochberg, simes
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
ROLES = ("csat", "nps", "ces")
FEWEST = 60
"""Answers below which a unit is left out."""
FEWEST_UNITS = 4
MOST_STEPS = 10
"""Steps of the longest scale; sliders of a hundred points heap by themselves."""
OUT = 0.05
_POWER = 2.8


@dataclass(frozen=True, slots=True)
class Heaps:
    """Units' top scores beside what their other scores let expect.

    Parameters
    ----------
    units
        Ids.
    made
        One a unit, against the shape of everybody else's answers.
    p
        One-sided, one a unit: so many more than peers.
    """

    units: tuple[str, ...]
    made: tuple[Heaping, ...]
    p: Floats


def heaps(counts: Floats, units: Sequence[str]) -> Heaps:
    """Put units' answers beside each other.

    Parameters
    ----------
    counts
        Units × scores, the best score last.
    units
        Ids of the rows.
    """
    others = counts.sum(axis=0) - counts
    made = [
        heaping_of_counts(own, cut_points(rest)) for own, rest in zip(counts, others, strict=True)
    ]
    peers = beside_peers([one.log_ratio for one in made], [one.error for one in made])
    return Heaps(tuple(units), tuple(made), peers.p)


def scores(case: Case) -> ir.Table:
    """Answers on a scale, with who served: `scale`, `score` (0 = worst), `is_top`."""
    answers, contacts = case.tables["answers"], case.tables["contacts"]
    steps = answers.scale_max - answers.scale_min
    is_worse = (answers.higher_is == "worse").fill_null(False)
    score = is_worse.ifelse(answers.scale_max - answers.value, answers.value - answers.scale_min)
    known = answers.mutate(steps=steps, score=score).filter(
        answers.role.isin(ROLES) & answers.contact_id.notnull() & (score == score.floor())
    )
    rows = known.filter((known.steps >= 2) & (known.steps <= MOST_STEPS)).select(
        "contact_id",
        role="role",
        best=is_worse.ifelse(answers.scale_min, answers.scale_max),
        steps=known.steps.cast("int64"),
        score=known.score.cast("int64"),
        is_top=known.score == known.steps,
    )
    served = contacts.select("contact_id", "team_id", "agent_id")
    return rows.inner_join(served, "contact_id")


def test(case: Case) -> list[Sign]:
    """Whether some have more top scores than their other scores let expect."""
    rows = case.tables.engine.save(scores(case))
    signs: list[Sign] = []
    levels: tuple[Level, ...] = ("agent", *(level for level in case.levels if level == "team"))
    for level in levels:
        for (role, best), counted in _counted(case, rows, level).items():
            if len(counted) < FEWEST_UNITS:
                continue
            found = heaps(np.array([*counted.values()]), [*counted])
            sign = partial(_sign, case, found, role, best)
            signs += [sign("centre", None)] if level == "agent" else []
            places = range(len(counted) if level in case.levels else 0)
            signs += [sign(level, place) for place in places]
    if not signs:
        raise NotTestable(f"fewer than {FEWEST_UNITS} agents have {FEWEST} scores on one scale")
    return signs


def _counted(
    case: Case, rows: ir.Table, level: Level
) -> dict[tuple[str, float], dict[str, Floats]]:
    """(role, best score) → unit → answers on each score, where a unit has enough of them."""
    known = rows.filter(unit_of(rows, level).notnull())
    counts = known.group_by("role", "best", "steps", "score", unit=unit_of(known, level))
    found = case.fetch(counts.aggregate(n=known.count())).to_pylist()
    made: dict[tuple[str, float], dict[str, Floats]] = {}
    for row in sorted(found, key=lambda r: (r["role"], r["best"], r["steps"], r["unit"])):
        units = made.setdefault((row["role"], row["best"]), {})
        own = units.setdefault(row["unit"], np.zeros(row["steps"] + 1))
        if row["score"] < own.size == row["steps"] + 1:
            own[row["score"]] = row["n"]
    return {
        scale: _alike({unit: own for unit, own in units.items() if own.sum() >= FEWEST})
        for scale, units in made.items()
    }


def _alike(units: Mapping[str, Floats]) -> dict[str, Floats]:
    """Units that were asked on the scale that most were asked on."""
    sizes = [own.size for own in units.values()]
    commonest = max(sizes, key=sizes.count, default=0)
    return {unit: own for unit, own in units.items() if own.size == commonest}


def _sign(
    case: Case, found: Heaps, role: str, best: float, level: Level, place: int | None
) -> Sign:
    out = benjamini_hochberg(found.p) <= OUT
    who = out if out.any() else found.p == found.p.min()
    chosen = np.flatnonzero(who) if place is None else np.array([place])
    unit = None if place is None else found.units[place]
    excess = _together([found.made[i] for i in chosen])
    error = ((excess.upper or 0.0) - (excess.lower or 0.0)) / (2 * normal_quantile())
    where = f"{len(chosen)} of {len(found.units)} agents have" if place is None else (
        f"{named(case, level, unit)} has"
    )  # fmt: skip
    return Sign(
        detector="heaping",
        level=level,
        unit=unit,
        about=role,
        sentence=(
            "Pattern consistent with scores that somebody else chose: "
            f"{where} {max(excess.value or 0.0, 0.0):,.0f} answers “{best:g}” ({role}) more than "
            "the other scores of the same customers let expect"
        ),
        estimate=excess,
        effect="top scores beyond what the other scores let expect",
        share=replace(scaled(excess, 1 / excess.n, "share"), n=excess.n),
        p=simes(found.p) if place is None else float(found.p[place]),
        n=excess.n,
        minimal_detectable_effect=_POWER * error,
        evidence=_evidence(role, best),
    )


def _together(made: Sequence[Heaping]) -> Estimate:
    """Top scores in excess over several units, with the interval of their sum."""
    counts = [scaled(one.excess, one.n, "count") for one in made]
    total = sum(count.value or 0.0 for count in counts)
    reach = float(np.sqrt(sum(((c.upper or 0.0) - (c.value or 0.0)) ** 2 for c in counts)))
    n = sum(one.n for one in made)
    return Estimate(total, total - reach, total + reach, n, "shifted cut points", unit="count")


def _evidence(role: str, best: float) -> Evidence:
    where = Condition("role", "==", role), Condition("value", "==", best)
    return Evidence("answers", where, ("-answered_at",))


def deepen(case: Case, sign: Sign) -> Sign:
    """Add whether customers who gave the top score came back all the same, beside others' tops."""
    rows = scores(case)
    tops = rows.filter((rows.role == sign.about) & rows.is_top)
    if sign.level == "centre":
        return sign
    mine = (unit_of(tops, sign.level) == sign.unit).fill_null(False)
    marked = tops.mutate(is_touched=mine).select("contact_id", "is_touched").distinct()
    return replace(sign, harm=harms(case, marked))


DETECTOR = Detector(
    name="heaping",
    title="Top scores heaped",
    question="Do customers choose our top scores themselves?",
    requires=Requires(
        {
            "answers": ("contact_id", "role", "value", "scale_min", "scale_max"),
            "contacts": ("agent_id",),
        }
    ),
    null_model=(
        "An agent who is better shifts all scores: the top holds what the lower scores and the "
        "shape of everybody else's answers let expect."
    ),
    innocent=(
        "a form that is sent with the top score chosen",
        "customers of one product or language who use the ends of the scale only",
        "few answers from those in between, as when only the pleased and the angry reply",
    ),
    would_settle="Send these customers the survey by a rule, without the agent, for four weeks.",
    measures_harm="customers who came back although they gave the top score, beside other tops",
    metrics=("csat", "nps", "ces", "rating", "stars", "satisf"),
    test=test,
    deepen=deepen,
)
