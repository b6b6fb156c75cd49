"""Claims as objects: what a belief says, what the data answer, what would flip it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lastword.analyses.drivers.effects import Effect
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.result import Numbers, Result
from lastword.stats.hinge import MARGIN

if TYPE_CHECKING:
    from lastword.analyses.drivers.study import DriverStudy

Verdict = Literal["supported", "contradicted", "undecided", "not testable"]
ClaimName = Literal["hygiene", "reward", "both_needed", "loyalty_plateau", "effort_beats_delight"]


@dataclass(frozen=True, slots=True)
class Claim(Result):
    """A belief and what this centre's customers say to it.

    Parameters
    ----------
    name, drivers
        Which claim about which drivers.
    answer
        The verdict.
    sentence
        One plain sentence.
    margin
        δ: the latent effect below which an effect counts as none.
    latent, response
        What the verdict rests on, on both scales.
    flips
        Choices (link, reference) under which the verdict would be another.
    """

    name: ClaimName
    drivers: tuple[str, ...]
    answer: Verdict
    sentence: str
    margin: float = MARGIN
    latent: Mapping[str, Estimate] = field(default_factory=dict)
    response: Mapping[str, Estimate] = field(default_factory=dict)
    flips: tuple[str, ...] = ()

    def numbers(self) -> Numbers:
        """What the verdict rests on: latent numbers first."""
        return {**self.latent, **self.response}


def claim(study: DriverStudy, name: str, drivers: Sequence[str]) -> Claim:
    """Test a claim.

    Raises
    ------
    UsageError
        If there is no such claim, or it needs another number of drivers.
    """
    if name not in CLAIMS:
        raise UsageError(f"unknown claim {name!r}. Choose one of: {', '.join(CLAIMS)}")
    needed, test = CLAIMS[name]
    if len(drivers) != needed:
        raise UsageError(f"claim {name!r} is about {needed} drivers, got {list(drivers)}")
    return test(study, *drivers)


def _one_sided(study: DriverStudy, name: ClaimName, driver: str, wanted: str) -> Claim:
    effect = study.effect(driver)
    words = {"penalty": "missing it costs, meeting it is merely expected",
             "reward": "having it earns, lacking it costs little"}  # fmt: skip
    answer = _of_label(effect, wanted)
    said = {
        "supported": f"{effect.title}: {words[wanted]}.",
        "contradicted": f"{effect.title} is no {wanted} variable here: it is {effect.label}.",
        "undecided": f"{effect.title}: the data do not decide whether it is a {wanted} variable.",
        "not testable": effect.guards[0].sentence + "." if effect.guards else "",
    }
    flips = tuple(
        variant.choice
        for variant in study.sensitivity()
        if variant.driver == driver and _of_label(variant.effect, wanted) != answer
    )
    return Claim(
        name, (driver,), answer, said[answer],
        latent=_latent(effect),
        response=_response(effect),
        flips=flips if answer != "not testable" else (),
    )  # fmt: skip


def _of_label(effect: Effect, wanted: str) -> Verdict:
    if effect.label == "not testable":
        return "not testable"
    if effect.label == "undetermined":
        return "undecided"
    return "supported" if effect.label == wanted else "contradicted"


def hygiene(study: DriverStudy, driver: str) -> Claim:
    """Missing it costs; meeting it is merely expected."""
    return _one_sided(study, "hygiene", driver, "penalty")


def reward(study: DriverStudy, driver: str) -> Claim:
    """Having it earns; lacking it costs little."""
    return _one_sided(study, "reward", driver, "reward")


def loyalty_plateau(study: DriverStudy, driver: str) -> Claim:
    """Exceeding adds nothing: two one-sided tests put the slope above within ±δ."""
    effect = study.effect(driver)
    above = effect.reward
    if above is None or above.lower is None or above.upper is None:
        return _one_sided(study, "loyalty_plateau", driver, "penalty")
    answer: Verdict = "undecided"
    column = study.model.design.slots[study.cells.place(driver)].above
    assert column is not None
    if not effect.guards and study.model.is_within({column: 1.0}, MARGIN):
        answer = "supported"
    elif above.lower > MARGIN:
        answer = "contradicted"
    said = {
        "supported": "adds nothing that matters",
        "contradicted": "still adds",
        "undecided": "may or may not add: the interval does not decide",
    }
    sentence = f"{effect.title} above {effect.reference} {said[answer]}."
    return Claim("loyalty_plateau", (driver,), answer, sentence,
                 latent=_latent(effect), response=_response(effect))  # fmt: skip


def both_needed(study: DriverStudy, condition: str, driver: str) -> Claim:
    """What the driver earns, it earns only where the condition is met."""
    words = [study.effect(name).title for name in (condition, driver)]
    try:
        found = study.interaction(condition, driver)
    except NotTestable as error:
        return Claim("both_needed", (condition, driver), "not testable", f"{error}.")
    second = found.second_difference_latent
    if second is None or second.lower is None or second.upper is None:
        sentence = f"Nobody had {words[1]} above its reference with and without {words[0]}."
        return Claim("both_needed", (condition, driver), "not testable", sentence)
    answer: Verdict = "undecided"
    if second.lower > 0 and (second.value or 0.0) > MARGIN:
        answer = "supported"
    elif second.upper < MARGIN:
        answer = "contradicted"
    said = {
        "supported": f"{words[1]} earns more where {words[0]} is met: one without the other is an "
        "opportunity missed.",
        "contradicted": f"{words[1]} earns as much without {words[0]} as with it.",
        "undecided": f"Whether {words[1]} needs {words[0]} to earn is undecided.",
    }
    return Claim(
        "both_needed", (condition, driver), answer, said[answer],
        latent={"second difference": second},
        response={f"second difference, {k}": v for k, v in found.second_difference.items()},
    )  # fmt: skip


def effort_beats_delight(study: DriverStudy, effort: str, delight: str) -> Claim:
    """Falling short in effort costs more than rising in delight earns, from worst to best."""
    costs, earns = study.effect(effort), study.effect(delight)
    difference = study.difference(effort, delight)
    if difference is None or difference.lower is None or difference.upper is None:
        sentence = f"{costs.title} has no level below, or {earns.title} none above its reference."
        return Claim("effort_beats_delight", (effort, delight), "not testable", sentence)
    answer: Verdict = "undecided"
    if difference.lower > 0:
        answer = "supported"
    elif difference.upper < 0:
        answer = "contradicted"
    relation = {"supported": "more than", "contradicted": "less than",
                "undecided": "more or less than"}[answer]  # fmt: skip
    end = ": undecided." if answer == "undecided" else "."
    return Claim(
        "effort_beats_delight", (effort, delight), answer,
        f"{costs.title} at its worst costs {relation} {earns.title} at its best earns{end}",
        latent={"cost minus earning": difference},
        response={f"cost, {k}": v for k, v in costs.low.items()}
        | {f"earning, {k}": v for k, v in earns.high.items()},
    )  # fmt: skip


def _latent(effect: Effect) -> dict[str, Estimate]:
    sides = {"penalty": effect.penalty, "reward": effect.reward, "asymmetry": effect.asymmetry,
             "contrast": effect.contrast}  # fmt: skip
    return {name: number for name, number in sides.items() if number is not None}


def _response(effect: Effect) -> dict[str, Estimate]:
    low = {f"all at worst, {name}": number for name, number in effect.low.items()}
    return low | {f"all at best, {name}": number for name, number in effect.high.items()}


CLAIMS: dict[str, tuple[int, Callable[..., Claim]]] = {
    "hygiene": (1, hygiene),
    "reward": (1, reward),
    "loyalty_plateau": (1, loyalty_plateau),
    "both_needed": (2, both_needed),
    "effort_beats_delight": (2, effort_beats_delight),
}
