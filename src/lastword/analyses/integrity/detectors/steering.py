"""Steering: surveys that only the happy receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, ndtr

from lastword.analyses.integrity.detector import Case, Detector
from lastword.analyses.integrity.harm import harms
from lastword.analyses.integrity.pattern import of_unit, scaled
from lastword.analyses.integrity.pictures import Shares
from lastword.analyses.integrity.sign import Explanation, Level, Sign
from lastword.analyses.integrity.units import named, unit_of
from lastword.engine import Requires
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.result import Numbers, Result
from lastword.stats.funnel import beside_peers
from lastword.stats.mantel_haenszel import LogOdds, common_log_odds, mantel_haenszel
from lastword.stats.proportion import wilson

Floats = NDArray[np.float64]
CAP_DAYS = 90.0
FEWEST_UNITS = 4
LEAST_BAD = 20


@dataclass(frozen=True, slots=True)
class Steering(Result):
    """How much less often customers are asked after contacts that went badly.

    Parameters
    ----------
    units
        Ids.
    odds
        Log odds ratio of being asked, bad against good, one a unit; below 0 is fewer.
    withheld
        Invitations that are missing after bad contacts, one a unit, against its peers' custom.
    p
        One-sided, one a unit: so much fewer than peers.
    common
        Mean log odds ratio over units (random effects).
    common_p
        One-sided p of its being below 0.
    detectable
        Log odds ratio, one a unit, that would have been found in four cases of five.
    """

    units: tuple[str, ...]
    odds: LogOdds
    withheld: tuple[Estimate, ...]
    p: Floats
    common: Estimate
    common_p: float
    detectable: Floats

    def numbers(self) -> Numbers:
        """The common log odds ratio and every unit's missing invitations."""
        return {"common": self.common, **dict(zip(self.units, self.withheld, strict=True))}


def steering(
    invited: ArrayLike, went_badly: ArrayLike, unit: ArrayLike, stratum: ArrayLike | None = None
) -> Steering:
    """Say whether customers are asked less often after contacts that went badly, unit by unit.

    Mantel–Haenszel log odds ratio of being invited, bad against good outcome, within strata; each
    unit is put beside its peers with additive overdispersion, so that what a rule does to all
    alike is nobody's doing.

    Parameters
    ----------
    invited
        Whether each contact was followed by an invitation (or, to test answering, an answer).
    went_badly
        Whether it went badly by an outcome that nobody in the centre codes: the customer came
        back about it.
    unit
        Agent or team of each.
    stratum
        What decides on invitations apart from the outcome: channel, queue, asked lately.

    Raises
    ------
    UsageError
        If lengths differ, or fewer than three units are given.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> agent, bad = rng.integers(0, 20, 40_000), rng.random(40_000) < 0.25
    >>> asked = rng.random(40_000) < np.where(bad & (agent == 7), 0.2, 0.4)
    >>> [name for name, p in zip(*(lambda s: (s.units, s.p))(steering(asked, bad, agent)))
    ...  if p < 0.001]
    ['7']
    """
    columns = [np.asarray(invited, bool), np.asarray(went_badly, bool), np.asarray(unit)]
    columns.append(np.zeros(columns[0].shape) if stratum is None else np.asarray(stratum))
    if len({column.shape for column in columns}) != 1:
        raise UsageError("invited, went_badly, unit and stratum must have one length")
    names, place = np.unique(columns[2], return_inverse=True)
    strata, layer = np.unique(columns[3], return_inverse=True)
    counts = np.zeros((names.size, strata.size, 2, 2))
    np.add.at(counts, (place, layer, columns[1].astype(int), 1 - columns[0].astype(int)), 1)
    return steering_of_counts(counts[:, :, 1], counts[:, :, 0], tuple(map(str, names)))


def steering_of_counts(bad: Floats, good: Floats, units: Sequence[str]) -> Steering:
    """The same from counts: units × strata × (invited, not invited), after bad and good contacts.

    Raises
    ------
    UsageError
        With fewer than three units.
    """
    odds = mantel_haenszel(bad, good)
    peers = beside_peers(-odds.values, odds.errors)
    common, tau = common_log_odds(odds)
    error = (common.upper - common.lower) / 3.92  # type: ignore[operator]
    gap = odds.values + peers.centre
    ends = [gap, gap - 1.96 * odds.errors, gap + 1.96 * odds.errors]
    missing = [_withheld(bad, good, end, -peers.centre) for end in ends]
    withheld = tuple(
        Estimate(value, min(a, b), max(a, b), n=int(n), method="Mantel-Haenszel", unit="count")
        for value, a, b, n in zip(*(m.tolist() for m in missing), odds.n.tolist(), strict=True)
    )
    return Steering(
        units=tuple(units),
        odds=odds,
        withheld=withheld,
        p=peers.p,
        common=common,
        common_p=float(ndtr((common.value or 0.0) / error)),
        detectable=-2.8 * np.sqrt(odds.errors**2 + tau**2),
    )


def _withheld(bad: Floats, good: Floats, gap: Floats, custom: float) -> Floats:
    """Invitations that a gap in log odds takes from those whose contact went badly."""
    total = good.sum(axis=2)
    asked = (good[..., 0] + 0.5) / (total + 1.0)
    usual = expit(logit(asked) + custom)
    seen = expit(logit(asked) + custom + gap[:, None])
    return np.asarray((bad.sum(axis=2) * (usual - seen)).sum(axis=1))


def _contacts(case: Case) -> ir.Table:
    """Served contacts with `is_bad`, `is_invited`, their stratum and their units."""
    members = case.tables["issue_contacts"]
    week = case.settings.verdict.recontact_days
    served = members.filter(
        members.agent_id.notnull()
        & members.person_id.notnull()
        & ~members.is_callback.fill_null(False)
        & (days_between(moment(case.context.as_of), members.ended_at) >= week)
    )
    days = days_between(served.next_contact_at, served.ended_at)
    same = (served.next_contact_issue_id == served.issue_id).fill_null(False)
    rows = served.mutate(is_bad=same & (days <= week).fill_null(False))
    sent = case.tables["invitations"]
    sent = sent.filter(sent.withheld_reason.isnull() & ~sent.is_reminder.fill_null(False))
    asked = sent.filter(sent.contact_id.notnull()).select("contact_id").distinct()
    rows = extend(rows, asked.mutate(was_asked=True), "contact_id")
    lately = extend(rows, _asked_lately(rows, sent), "contact_id")
    stratum = ibis.coalesce(lately.channel, "?") + "|" + ibis.coalesce(lately.queue, "?")
    return lately.mutate(
        is_invited=lately.was_asked.fill_null(False),
        stratum=stratum + lately.is_lately.notnull().ifelse("|asked lately", ""),
    )


def _asked_lately(rows: ir.Table, sent: ir.Table) -> ir.Table:
    """Contacts whose customer had been asked within the 90 days before."""
    earlier = sent.filter(sent.customer_ref.notnull()).select("customer_ref", "invited_at")
    near = rows.select("contact_id", "customer_ref", "offered_at").inner_join(
        earlier, "customer_ref"
    )
    days = days_between(near.offered_at, near.invited_at)
    recent = near.filter((days > 0) & (days <= CAP_DAYS))
    return recent.select("contact_id").distinct().mutate(is_lately=True)


def _counts(case: Case, level: Level) -> tuple[Floats, Floats, tuple[str, ...]]:
    rows = case.once(_contacts)
    column = "agent_id" if level == "centre" else unit_of(rows, level).get_name()
    known = rows.filter(rows[column].notnull())
    counts = known.group_by(unit=known[column], stratum=known.stratum, is_bad=known.is_bad)
    found = case.fetch(
        counts.aggregate(asked=known.is_invited.cast("int64").sum(), n=known.count())
    ).to_pylist()
    units, strata = (sorted({row[key] for row in found}) for key in ("unit", "stratum"))
    table = np.zeros((2, len(units), len(strata), 2))
    for row in found:
        place = int(not row["is_bad"]), units.index(row["unit"]), strata.index(row["stratum"])
        table[place] = row["asked"], row["n"] - row["asked"]
    fewest = case.settings.integrity.fewest_invitations if level == "agent" else LEAST_BAD
    kept = (table.sum(axis=(0, 2, 3)) >= fewest) & (table[0].sum(axis=(1, 2)) >= LEAST_BAD)
    kept &= table[..., 0].sum(axis=(0, 2)) > 0
    return table[0][kept], table[1][kept], tuple(np.array(units, dtype=object)[kept])


def test(case: Case) -> list[Sign]:
    """Whether customers are asked less often after contacts that went badly."""
    signs = []
    for level in case.levels:
        bad, good, units = _counts(case, level)
        if len(units) < FEWEST_UNITS:
            continue
        made = steering_of_counts(bad, good, units)
        if level == "centre":
            signs.append(_centre(made, bad, good))
        else:
            size = bad.sum(axis=(1, 2))
            signs += [_unit(case, level, made, place, size[place]) for place in range(len(units))]
    if not signs:
        raise NotTestable(
            f"fewer than {FEWEST_UNITS} agents or teams with {LEAST_BAD} contacts that went badly"
        )
    return signs


def _centre(made: Steering, bad: Floats, good: Floats) -> Sign:
    pooled = bad.sum(axis=0)[None], good.sum(axis=0)[None]
    common = made.common
    ends = [common.value or 0.0, common.upper or 0.0, common.lower or 0.0]
    missing = [float(_withheld(*pooled, np.array([end]), 0.0)[0]) for end in ends]
    n = int(bad.sum() + good.sum())
    value, lower, upper = missing
    estimate = Estimate(value, lower, upper, n=n, method=common.method, unit="count")
    return Sign(
        detector="steering",
        level="centre",
        unit=None,
        about="invitations",
        sentence=(
            f"Pattern consistent with asking the happy: {missing[0]:,.0f} invitations are missing "
            f"after contacts that went badly (odds ratio {np.exp(ends[0]):.2f} of being asked)"
        ),
        estimate=estimate,
        effect="invitations missing after contacts that went badly",
        share=_share(estimate, float(bad.sum())),
        p=made.common_p,
        n=n,
        minimal_detectable_effect=None,
        evidence=_evidence("centre", None),
        picture=Shares(
            tuple(
                (words, wilson(float(counts[..., 0].sum()), float(counts.sum())))
                for words, counts in (("went well", good), ("went badly", bad))
            ),
            of="customers asked after contacts that …",
        ),
    )


def _unit(case: Case, level: Level, made: Steering, place: int, size: float) -> Sign:
    withheld, unit = made.withheld[place], made.units[place]
    ratio = float(np.exp(made.odds.values[place]))
    return Sign(
        detector="steering",
        level=level,
        unit=unit,
        about="invitations",
        sentence=(
            f"Pattern consistent with asking the happy ({named(case, level, unit)}): "
            f"{withheld.value:,.0f} invitations fewer than customary after contacts that went "
            f"badly (odds ratio {ratio:.2f})"
        ),
        estimate=withheld,
        effect="invitations missing after contacts that went badly",
        share=_share(withheld, float(size)),
        p=float(made.p[place]),
        n=int(made.odds.n[place]),
        minimal_detectable_effect=None,
        evidence=_evidence(level, unit),
    )


def _share(count: Estimate, size: float) -> Estimate:
    return replace(scaled(count, 1 / size, "share"), n=round(size))


def _evidence(level: Level, unit: str | None) -> Evidence:
    silent = Condition("is_invited", "==", False), Condition("did_come_back", "==", True)
    return Evidence("verdicts", (*silent, *of_unit(level, unit)), ("-contact_count",))


_STRATIFIED = (
    Explanation(
        "a rule that asks nobody who was asked lately", True, "compared within asked lately"
    ),
    Explanation("a queue or channel that sends no surveys", True, "compared within both"),
    Explanation("customers who forbade surveys after a quarrel"),
    Explanation("a form that goes out at closing only, so that open issues wait for theirs"),
)


def deepen(case: Case, sign: Sign) -> Sign:
    """Add what happened to customers who were not asked, beside those who were."""
    rows = case.once(_contacts)
    if sign.level != "centre":
        rows = rows.filter(unit_of(rows, sign.level) == sign.unit)
    marked = rows.select("contact_id", is_touched=~rows.is_invited)
    return replace(sign, harm=harms(case, marked), explanations=_STRATIFIED)


DETECTOR = Detector(
    name="steering",
    title="Survey steering",
    question="Do only the happy receive our surveys?",
    requires=Requires(
        {
            "invitations": ("contact_id", "invited_at"),
            "issue_contacts": ("agent_id", "person_id", "next_contact_at"),
        }
    ),
    null_model=(
        "Within channel, queue and asked-lately, an agent's customers are asked as often after "
        "contacts that went badly, relative to good ones, as those of the peers."
    ),
    innocent=tuple(explanation.words for explanation in _STRATIFIED),
    would_settle="Send the invitations by a rule alone for four weeks and compare the scores.",
    measures_harm="what those who were not asked did next, and their own verdict where known",
    metrics=("csat", "nps", "ces", "rating", "survey", "customer_says", "satisf"),
    test=test,
    deepen=deepen,
)
