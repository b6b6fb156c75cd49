"""The default study's result as plain values: what pages and findings are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from lastword.analyses.drivers.cells import IN_MEMORY, Cells, count
from lastword.analyses.drivers.centre import (
    FEWEST,
    Asked,
    drivers_of,
    outcome_of,
    questions_asked,
    study_frame,
)
from lastword.analyses.drivers.claims import Claim
from lastword.analyses.drivers.controls import control_of
from lastword.analyses.drivers.driver import Driver
from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.guards import Guard
from lastword.analyses.drivers.interaction import Interaction
from lastword.analyses.drivers.money import Money, money_of
from lastword.analyses.drivers.rows import Rows
from lastword.analyses.drivers.scales import Scale, outcome_scale, scale_of, values
from lastword.analyses.drivers.sensitivity import Variant
from lastword.analyses.drivers.study import DriverStudy, study
from lastword.errors import NotIdentified, NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.importance import Importance
from lastword.stats.penalty_reward import Contrast

CLUSTERS = ("agent_id", "person_id")


@dataclass(frozen=True, slots=True)
class Drivers(Result):
    """What costs and what earns the customers' verdict.

    Parameters
    ----------
    outcome
        Words of the verdict, with the ends of its scale.
    n, issues
        Answers studied, and mature issues that they speak for.
    effects
        One a driver.
    variants
        The effects under other links and references.
    contrasts
        Classical analysis, by the lowest and highest levels.
    importance
        Driver → share of explained variance.
    together
        Resolution and the attribute that earns most, or None.
    claims
        Beliefs that were tested.
    guards
        What limits the study.
    money
        What goes with one point of the verdict, where outcomes have amounts.
    """

    outcome: str
    n: int
    issues: int
    effects: tuple[Effect, ...]
    variants: tuple[Variant, ...]
    contrasts: tuple[Contrast, ...]
    importance: Mapping[str, Estimate]
    together: Interaction | None
    claims: tuple[Claim, ...]
    guards: tuple[Guard, ...]
    money: Money | None = None

    def numbers(self) -> Numbers:
        """What each driver costs at its worst and earns at its best, in the mean answer."""
        sides = {"at its worst": "low", "at its best": "high"}
        return {
            f"{effect.title} {words}": getattr(effect, side)["mean"]
            for effect in self.effects
            for words, side in sides.items()
            if getattr(effect, side)
        }

    def effect(self, driver: str) -> Effect | None:
        """The effect of a driver, if it was studied."""
        return next((effect for effect in self.effects if effect.driver == driver), None)


def drivers_result(context: Context) -> Drivers:
    """Study every attribute asked, and what happened, against the customers' verdict.

    Raises
    ------
    NotTestable
        If no verdict was asked often enough, or nothing can be told apart.
    """
    asked = questions_asked(context)
    outcome = outcome_of(asked)
    if outcome is None:
        raise NotTestable(f"no verdict (satisfaction, recommendation) has {FEWEST} answers")
    frame = context.tables.engine.save(study_frame(context, asked))
    made, left_out = centre_study(context, frame, asked, outcome)
    verdicts = context.tables["verdicts"]
    mature = verdicts.filter(verdicts.is_mature)
    issues = context.tables.engine.fetch(mature.aggregate(n=mature.count()))["n"][0].as_py()
    money = money_of(context, frame, outcome.column)
    return summed_up(made, _words(outcome), int(issues), left_out, money)


def summed_up(
    made: DriverStudy,
    outcome: str,
    issues: int,
    left_out: Sequence[Guard] = (),
    money: Money | None = None,
) -> Drivers:
    """Ask a study everything that the page says."""
    together = _together(made)
    return Drivers(
        outcome=outcome,
        n=made.n,
        issues=issues,
        effects=made.effects,
        variants=made.sensitivity(),
        contrasts=_contrasts(made),
        importance=_shares(made),
        together=together,
        claims=_claims(made, together),
        guards=(*left_out, *made.guards),
        money=money,
    )


def centre_study(
    context: Context, frame: ir.Table, asked: Sequence[Asked], outcome: Asked
) -> tuple[DriverStudy, list[Guard]]:
    """Fit the default study of a frame; drivers that cannot be studied are left out and said.

    Raises
    ------
    NotTestable
        If too few answers or no driver are left.
    """
    target = Driver(
        outcome.column,
        title=_words(outcome),
        higher_is="worse" if outcome.higher_is == "worse" else "better",
        scale=outcome.scale,
    )
    scales, left_out = _scales(frame, drivers_of(context, asked))
    cells = _count(frame, scales, target)
    while True:
        try:
            return study(cells, {}), left_out
        except NotIdentified as error:
            scales, guard = _without_one(scales, error)
            left_out.append(guard)
            cells = _count(frame, scales, target)
        except UsageError as error:
            raise NotTestable(str(error)) from error


def _scales(frame: ir.Table, drivers: Sequence[Driver]) -> tuple[list[Scale], list[Guard]]:
    scales, left_out = [], []
    for driver in drivers:
        try:
            scales.append(scale_of(driver, values(frame, driver.name)))
        except UsageError as error:
            left_out.append(Guard("left out", driver.name, str(error)))
    return scales, left_out


def _count(frame: ir.Table, scales: Sequence[Scale], target: Driver) -> Cells:
    if not scales:
        raise NotTestable("no driver was asked or recorded that differs between customers")
    said = values(frame, target.name)
    found = outcome_scale(target, said)
    controls = (control_of("channel", values(frame, "channel")),)
    rows = Rows(tuple(scales), controls, found, "weight", CLUSTERS)
    cells = count(frame, rows, in_memory=said.counts.sum() <= IN_MEMORY)
    if cells.n < FEWEST:
        raise NotTestable(f"only {cells.n} verdicts of mature issues; {FEWEST} are needed")
    return cells


def _without_one(scales: Sequence[Scale], refused: NotIdentified) -> tuple[list[Scale], Guard]:
    """Leave out the last driver that a refused fit names.

    Raises
    ------
    NotTestable
        If it names none.
    """
    named = [scale.name for scale in scales if scale.name in refused.columns]
    if not named:
        raise NotTestable(str(refused)) from refused
    kept = [scale for scale in scales if scale.name != named[-1]]
    return kept, Guard("left out", named[-1], str(refused))


def _words(asked: Asked) -> str:
    name = {"csat": "satisfaction", "nps": "recommendation"}[asked.role]
    if asked.scale is None:
        return name
    return f"{name} ({asked.scale[0]:g} to {asked.scale[1]:g})"


def _rated(made: DriverStudy) -> list[Effect]:
    """Ratings of the survey: reward variables first, then by what they earn, most first."""
    found = [
        effect
        for effect, scale in zip(made.effects, made.cells.drivers, strict=True)
        if scale.is_survey and not scale.driver.levels and effect.reward is not None
    ]
    return sorted(found, key=lambda e: (e.label != "reward", -_size(e.reward)))


def _size(number: Estimate | None) -> float:
    return number.value or 0.0 if number is not None else 0.0


def _together(made: DriverStudy) -> Interaction | None:
    """Resolution and what earns most beside it; None where one of them was not asked."""
    rated = _rated(made)
    if not rated or made.cells.drivers[0].name != "resolution":
        return None
    try:
        return made.interaction("resolution", rated[0].driver)
    except (NotTestable, UsageError):
        return None


def _claims(made: DriverStudy, together: Interaction | None) -> tuple[Claim, ...]:
    names = [effect.driver for effect in made.effects]
    rated = [effect.driver for effect in _rated(made)]
    claims = []
    if "resolution" in names:
        claims.append(made.claim("hygiene", "resolution"))
    if rated:
        claims.append(made.claim("reward", rated[0]))
    if together is not None:
        claims.append(made.claim("both_needed", together.condition, together.driver))
    effort = next((name for name in names if name.endswith("_ces")), None)
    delights = [name for name in rated if name != effort]
    if effort is not None and delights:
        claims.append(made.claim("effort_beats_delight", effort, delights[0]))
    return tuple(claims)


def _contrasts(made: DriverStudy) -> tuple[Contrast, ...]:
    """Classical contrasts of the ratings: below against above the reference."""
    rated = {effect.driver for effect in _rated(made)}
    low: dict[str, float | str] = {}
    high: dict[str, float | str] = {}
    for scale in made.cells.drivers:
        if scale.name in rated:
            reference = made.references[scale.name]
            low[scale.name] = scale.labels[reference - 1]
            high[scale.name] = scale.labels[reference + 1]
    if not low:
        return ()
    try:
        return made.prca(low, high, drivers=tuple(low)).contrasts
    except UsageError:
        return ()


def _shares(made: DriverStudy) -> Mapping[str, Estimate]:
    rated = [effect.driver for effect in _rated(made)]
    if len(rated) < 2:
        return {}
    shares = made.importance("lmg", drivers=rated)
    return shares.shares if isinstance(shares, Importance) else {}
