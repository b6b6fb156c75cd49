"""Made results of the room of people, for tests of pages and renderings."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from lastword.analyses.people.calibration import Calibration, Criterion
from lastword.analyses.people.chosen import Chosen, Trait
from lastword.analyses.people.evaluators import Evaluator
from lastword.analyses.people.examples import Example
from lastword.analyses.people.fairness import chosen_finding, evaluator_finding
from lastword.analyses.people.growth import STEPS, Growth
from lastword.analyses.people.lessons import growth_finding, loss_finding
from lastword.analyses.people.nominations import Candidate, Nominations
from lastword.analyses.people.questions import (
    attribution_finding,
    scorecard_finding,
    team_finding,
)
from lastword.analyses.people.recognition import Place, Recognition
from lastword.analyses.people.result import Agents
from lastword.analyses.people.sensitivity import Sensitivity
from lastword.analyses.people.stability import Stability
from lastword.analyses.people.strengths import Strength
from lastword.analyses.people.unit import AgentStudy, Standing, Unit
from lastword.estimate import Estimate
from lastword.finding import Finding
from lastword.stats.adverse_impact import adverse_impact
from lastword.stats.learning import learning

NAMES = tuple(f"Team {name}" for name in "ABCDEF")
AVERAGE: Standing = "cannot be told from the average"


def share(value: float, n: int, half: float = 0.05) -> Estimate:
    return Estimate(value, value - half, value + half, n, "shrunken, case mix adjusted")


def rho(value: float, half: float = 0.4) -> Estimate:
    return Estimate(value, max(value - half, -1), min(value + half, 1), 6, "Spearman", unit="score")


def teams(names: tuple[str, ...] = NAMES) -> AgentStudy:
    """Six teams, one above the average."""
    shares = (0.71, 0.62, 0.61, 0.6, 0.59, 0.58)
    return AgentStudy(
        "solved", "team_id", "shared", 0.61, 0.04, 380.0,
        tuple(
            Unit(name, 340, value + 0.02, 0.6, share(value, 340), 0.8,
                 (1, 1, 2) if place == 0 else (2, place + 1, 6), 0.9 if place == 0 else 0.02,
                 "above" if place == 0 else AVERAGE, 40.0)
            for place, (name, value) in enumerate(zip(names, shares, strict=True))
        ),
        hidden=1,
    )  # fmt: skip


def recognised(names: tuple[str, ...] = NAMES) -> Recognition:
    """The same teams by handle time."""
    places = tuple(Place(name, n + 1, 6 - n) for n, name in enumerate(names))
    stable = Stability(rho(0.6), rho(0.4))
    return Recognition("handle time", rho(-0.2), teams(names), places, stable, stable, rho(0.7))


def calibrated() -> Calibration:
    """One criterion that tells, one judged by a single evaluator; one severe, one idle to tell."""
    alpha = Estimate(0.61, 0.5, 0.7, 120, "Krippendorff's alpha, interval", unit="score")
    none = Estimate(None, None, None, 200, "beside other raters", unit="score")
    return Calibration(
        (Criterion("solution", 900, 8, alpha, share(0.2, 140, 0.1)),
         Criterion("greeting", 900, 1, None, None)),
        (Evaluator("evaluator 47fea4", 120, share(-0.16, 480), share(0.01, 480), rho(0.1),
                   ("leniency",)),
         Evaluator("evaluator a1b2c3", 80, share(0.01, 320), share(0.004, 320), none, ())),
        Chosen(40_000, 450, 48, 2,
               (Trait("the customer says solved", 0.75, 0.6, share(0.15, 3000), True),
                Trait("longer than its channel's mean", 0.41, 0.4, share(0.01, 40_000), False))),
    )  # fmt: skip


WORDS = "At last somebody listened."


def agents_made(names: tuple[str, ...] = NAMES, words: str = WORDS) -> Agents:
    """Teams that differ by the rule of attribution, newcomers who learn, kinds lost and won."""
    study = teams(names)
    last = replace(study, units=(replace(study.units[0], standing=AVERAGE), *study.units[1:]))
    at = (np.array(STEPS[:-1]) + np.array(STEPS[1:])) / 2
    people = np.random.default_rng(1).normal(1, 0.2, (12, 1))
    curve = learning(at, -9 * people * np.exp(-at / 2), np.full((12, at.size), 50.0))
    return Agents(
        studies=(study, replace(study, outcome="recovered", needed=None, spread=0.0)),
        sensitivity=Sensitivity({"shared": study, "first": study, "last": last}),
        strengths=(
            Strength(names[1], "reason", words, 44, share(-0.12, 44), share(-0.1, 44), "below",
                     AVERAGE),
            Strength(names[0], "customer", "known from before", 80, share(0.02, 80),
                     share(0.09, 80), AVERAGE, "above"),
        ),
        growth=Growth("solved", curve, tuple(pairwise(STEPS))),
        examples=(Example("chat:1", words, names[0], "came upset or a third time", words),),
    )  # fmt: skip


def nominated(words: str = "text me before the engineer comes") -> Nominations:
    """Two who stand out of forty, the night shift passed over."""
    review = adverse_impact(["day", "night"], [18, 1], [20, 20])
    return Nominations(
        40,
        (Candidate("agent 47fea4", {"problems solved": share(0.8, 90)}, (words,)),
         Candidate("agent a1b2c3", {}, ("a shorter form",))),
        {"shift": review},
    )  # fmt: skip


def people_findings() -> tuple[Finding, ...]:
    """What the room says of all this."""
    made, scorecard = agents_made(), calibrated()
    assert made.sensitivity and made.growth and scorecard.chosen
    return (
        team_finding(teams()),
        attribution_finding(made.sensitivity),
        scorecard_finding(recognised()),
        growth_finding(made.growth),
        loss_finding(made),
        evaluator_finding(scorecard.evaluators),
        chosen_finding(scorecard.chosen),
    )
