"""Effects: what falling below the reference costs, and what rising above it earns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.guards import Guard, band_guards
from lastword.analyses.drivers.model import Model
from lastword.analyses.drivers.payoffs import Payoffs, payoffs
from lastword.analyses.drivers.scales import NOT_APPLICABLE, Scale
from lastword.estimate import Estimate
from lastword.stats.hinge import (
    MARGIN,
    ClassName,
    SideName,
    class_probabilities,
    side_probabilities,
)
from lastword.stats.standardised import Standardised, standardised

Floats = NDArray[np.float64]
Label = Literal[
    "penalty", "reward", "performance", "negligible", "reversed", "undetermined", "not testable"
]
NAMED = 0.8
"""Probability at which a class or label is named."""
Change = Mapping[str, Estimate]
"""Payoff (``mean``, ``top_box``, ``bottom_box``, ``nps``) → change with its interval."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one driver does to the outcome, on both scales.

    Parameters
    ----------
    driver, title, kind
        Column, its words, what kind of scale it is.
    reference, lowest, highest
        Words of the reference level and of both ends.
    penalty, reward
        Latent slope below and above the reference, in latent standard deviations a step: positive
        where falling below costs and rising above earns. None where the data cannot show it.
    asymmetry, p
        Reward minus penalty, and the p-value of symmetry.
    covariance
        Variance of the penalty, covariance, variance of the reward.
    contrast
        Latent difference between the two values of a binary driver.
    low, high
        Response scale: change if everybody moved from the reference to the worst, or best, level
        (for a binary driver `low` is from the good to the bad value).
    attainable
        Response scale: change if half of those below the reference reached it.
    failing
        Weighted share of customers below the reference.
    probabilities
        Probability of each class.
    class_name, label
        The class, and the side it is on, where their probability is at least .8; else
        ``"undetermined"``.
    guards
        What limits the effect.
    """

    driver: str
    title: str
    kind: str
    reference: str | None
    lowest: str
    highest: str
    penalty: Estimate | None
    reward: Estimate | None
    asymmetry: Estimate | None
    p: float | None
    contrast: Estimate | None
    low: Change
    high: Change
    attainable: Change
    failing: float
    covariance: tuple[float, float, float] | None = None
    probabilities: Mapping[ClassName, float] = field(default_factory=dict)
    class_name: ClassName | Literal["undetermined", "not testable"] = "undetermined"
    label: Label = "undetermined"
    guards: tuple[Guard, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        numbers = ("penalty", "reward", "asymmetry", "contrast")
        plain: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("driver", "title", "kind", "reference", "lowest", "highest", "p",
                         "failing", "class_name", "label")
        }  # fmt: skip
        for name in numbers:
            number: Estimate | None = getattr(self, name)
            plain[name] = number.to_dict() if number else None
        for side in ("low", "high", "attainable"):
            plain[side] = {key: value.to_dict() for key, value in getattr(self, side).items()}
        plain["probabilities"] = dict(self.probabilities)
        plain["guards"] = [guard.sentence for guard in self.guards]
        return plain


def effects(
    model: Model, *, draws: int, rng: np.random.Generator, margin: float = MARGIN
) -> tuple[Effect, ...]:
    """Every driver's effect from a fitted model."""
    drawn = model.draws(draws, rng)
    counted = payoffs(model.cells.outcome)
    return tuple(
        _effect(model, place, drawn, counted, margin) for place in range(len(model.cells.drivers))
    )


def _effect(model: Model, place: int, drawn: Floats, counted: Payoffs, margin: float) -> Effect:
    scale, slot = model.cells.drivers[place], model.design.slots[place]
    reference = _reference(model, scale)
    low, high, attainable, failing = _responses(model, place, reference, counted)
    effect = Effect(
        driver=scale.name,
        title=scale.title,
        kind=scale.kind,
        reference=None if scale.kind == "binary" else scale.labels[reference],
        lowest=scale.labels[0],
        highest=scale.labels[-1],
        penalty=None if slot.below is None else model.latent({slot.below: 1.0}),
        reward=None if slot.above is None else model.latent({slot.above: 1.0}),
        asymmetry=None,
        p=None,
        contrast=None if slot.contrast is None else model.latent({slot.contrast: 1.0}),
        low=low,
        high=high,
        attainable=attainable,
        failing=failing,
        guards=band_guards(model, place),
    )
    if slot.below is None or slot.above is None:
        return replace(effect, class_name="not testable", label="not testable")
    asymmetry = {slot.above: 1.0, slot.below: -1.0}
    shares = class_probabilities(drawn[:, slot.below], drawn[:, slot.above], margin=margin)
    sides = side_probabilities(drawn[:, slot.below], drawn[:, slot.above], margin=margin)
    named = _named(shares, sides) if not effect.guards else ("undetermined", "undetermined")
    return replace(
        effect,
        asymmetry=model.latent(asymmetry),
        p=model.p(asymmetry),
        covariance=model.pair(slot.below, slot.above),
        probabilities=shares,
        class_name=named[0],
        label=named[1],
    )


def _named(
    shares: Mapping[ClassName, float], sides: Mapping[SideName, float]
) -> tuple[ClassName | Literal["undetermined"], Label]:
    """Class and label, each where its probability suffices; no class without its side."""
    side = max(sides, key=lambda name: sides[name])
    if sides[side] < NAMED:
        return "undetermined", "undetermined"
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= NAMED else "undetermined", side


def _reference(model: Model, scale: Scale) -> int:
    """Level that effects are measured from; the good one of a binary driver."""
    return 1 if scale.kind == "binary" else model.design.references[scale.name]


def _responses(
    model: Model, place: int, reference: int, counted: Payoffs
) -> tuple[Change, Change, Change, float]:
    cells, level = model.cells, model.cells.levels[:, place]
    applies = level != NOT_APPLICABLE
    everybody = cells.share * applies / cells.share[applies].sum()
    failing = cells.share * (applies & (level < reference))
    top = len(cells.drivers[place].labels) - 1

    def mean_at(matrix: Floats, share: Floats) -> Standardised:
        return standardised(model.fit, matrix, share, counted.values)

    met = model.design.at(cells, place, reference)
    base = mean_at(met, everybody)
    low = mean_at(model.design.at(cells, place, 0), everybody) - base
    high = mean_at(model.design.at(cells, place, top), everybody) - base
    halved = 0.5 * (mean_at(met, failing) - mean_at(model.design.matrix, failing))
    return (
        changes(model, low, counted),
        changes(model, high, counted) if top > reference else {},
        changes(model, halved, counted),
        float(failing.sum()),
    )


def changes(model: Model, shift: Standardised, counted: Payoffs) -> Change:
    """Changes of each payoff with their intervals."""
    return {
        name: replace(estimate, unit=unit)
        for name, unit, estimate in zip(
            counted.names, counted.units, model.response(shift), strict=True
        )
    }
