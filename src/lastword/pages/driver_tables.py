"""The tables of the drivers page."""

from __future__ import annotations

from dataclasses import replace

from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.interaction import Interaction
from lastword.analyses.drivers.result import Drivers
from lastword.estimate import Estimate, say
from lastword.pages.page import Cell, Column, Rows
from lastword.pages.words import chance

_LATENT = "Latent numbers are in standard deviations of the customers' reaction, a step."


def effects_rows(found: Drivers) -> Rows:
    """Every effect on the scale of the answers."""
    return Rows(
        "rows-drivers",
        "Every driver, in answers",
        (Column("Driver"), Column("What it is"), Column("Expected"),
         Column("Mean at worst", is_number=True), Column("Mean at best", is_number=True),
         Column("Best answers at worst", is_number=True, is_detail=True),
         Column("Best answers at best", is_number=True, is_detail=True)),
        tuple(
            (effect.title, effect.label, effect.reference or "–",
             effect.low.get("mean"), effect.high.get("mean"),
             effect.low.get("top_box"), effect.high.get("top_box"))
            for effect in found.effects
        ),
        note="Change if everybody fell to the worst level or rose to the best; best answers in "
        "points of their share.",
    )  # fmt: skip


def latent_rows(found: Drivers) -> Rows:
    """Every effect on the latent scale, with the probability of its class."""
    return Rows(
        "rows-latent",
        "Every driver, in the customers' reaction",
        (Column("Driver"), *_ON_LATENT, Column("Likeliest class")),
        tuple((effect.title, *_on_latent(effect), _class(effect)) for effect in found.effects),
        note=f"{_LATENT} A class is named at a probability of 80 % or more, else it is "
        "undetermined; effects below .1 count as none.",
    )  # fmt: skip


_ON_LATENT = (Column("Latent penalty", is_number=True), Column("Latent reward", is_number=True),
              Column("Symmetry p", is_number=True))  # fmt: skip


def _on_latent(effect: Effect) -> tuple[Cell, ...]:
    """Cells of `_ON_LATENT`; the one contrast of a binary driver stands as its penalty."""
    below = effect.penalty if effect.penalty is not None else effect.contrast
    return below, effect.reward, "–" if effect.p is None else chance(effect.p)


def _class(effect: Effect) -> str:
    if not effect.probabilities:
        return "not testable"
    best = max(effect.probabilities, key=lambda name: effect.probabilities[name])
    return f"{best} {say(effect.probabilities[best])}"


def worth_rows(found: Drivers) -> Rows:
    """What halving each driver's failures would be worth."""
    ranked = sorted(found.effects, key=lambda e: -abs(e.attainable["mean"].value or 0.0))
    return Rows(
        "rows-worth",
        "What would it be worth to halve the failures?",
        (Column("Driver"), Column("Below expected now", is_number=True),
         Column("Mean answer", is_number=True), Column("Best answers, points", is_number=True),
         Column("Problems that would end with the best answer", is_number=True), *_money(found)),
        tuple(
            (effect.title, _share(effect, found.n), effect.attainable["mean"],
             effect.attainable["top_box"], _problems(effect, found.issues), *_worth(found, effect))
            for effect in ranked
        ),
        note=f"If half of those below the expected level reached it, everything else as it is; of "
        f"{found.issues:,} problems.{_how(found)}",
    )  # fmt: skip


def _money(found: Drivers) -> tuple[Column, ...]:
    if found.money is None:
        return ()
    title = f"Money that goes with it, {found.money.currency}".rstrip(", ")
    return (Column(title, is_number=True),)


def _worth(found: Drivers, effect: Effect) -> tuple[Cell, ...]:
    if found.money is None:
        return ()
    return (found.money.worth(effect.attainable["mean"], found.issues),)


def _how(found: Drivers) -> str:
    if found.money is None:
        return ""
    return (
        f" Money: what was bought and renewed less what was cancelled, downgraded and refunded "
        f"within {found.money.days:g} days differs by {found.money.a_point.text()} an issue for "
        "one point of the verdict, other things not held equal."
    )


def _share(effect: Effect, n: int) -> Estimate:
    return Estimate(effect.failing, None, None, n, "weighted share of answers")


def _problems(effect: Effect, issues: int) -> Estimate:
    points = effect.attainable["top_box"]
    ends = [None if e is None else e / 100 * issues for e in (points.value, points.lower,
                                                              points.upper)]  # fmt: skip
    return replace(points, value=ends[0], lower=ends[1], upper=ends[2], unit="count")


def counts_rows(found: Drivers, together: Interaction) -> Rows:
    """How many had one without the other, and what each missed."""
    effect = found.effect(together.driver)
    name = effect.title if effect else together.driver
    words = {
        "both": f"solved, {name} as expected or better",
        "condition only": f"solved, {name} below expected",
        "driver only": f"unsolved, {name} as expected or better",
        "neither": f"unsolved, {name} below expected",
    }
    missed: dict[str, Cell] = {
        "both": None,
        "condition only": together.met.costs.get("mean"),
        "driver only": _resolution(found),
        "neither": None,
    }
    return Rows(
        "rows-together",
        "One without the other",
        (Column("Answers"), Column("How many", is_number=True),
         Column("What the missing part costs at its worst", is_number=True)),
        tuple(
            (words[case], together.counts[case], missed[case] if missed[case] is not None else "–")
            for case in words
        ),
        note=_best(together),
    )  # fmt: skip


def _resolution(found: Drivers) -> Cell:
    effect = found.effect("resolution")
    return effect.low.get("mean") if effect else None


def _best(together: Interaction) -> str:
    gains = {name: gain.text() for name, gain in together.together.items()}
    said = "; ".join(f"{name}: {gain}" for name, gain in gains.items())
    verdict = {
        "additive": "They add up: neither a product nor the weaker of both predicts better.",
        "product": "They work together: what one earns depends on the other.",
        "min": "The weaker of both decides.",
        None: "Whether they add up or work together is undecided.",
    }[together.best]
    return f"{verdict} Gain in held-out log score an answer over adding up: {said}."


def sensitivity_rows(found: Drivers) -> Rows:
    """What other links and references would have said."""
    return Rows(
        "rows-driver-sensitivity",
        "Would another choice say something else?",
        (Column("Driver"), Column("Choice"), Column("What it is"), *_ON_LATENT),
        tuple(
            (v.effect.title, v.choice, v.effect.label, *_on_latent(v.effect))
            for v in sorted(found.variants, key=lambda v: v.driver)
            if v.effect.penalty is not None
        ),
        note="The same answers under other links of the model and with the expected level moved "
        "by one. A label that changes here is not to be built on.",
    )  # fmt: skip


def classical_rows(found: Drivers) -> Rows:
    """The classical contrasts, and what they would show of a straight line."""
    return Rows(
        "rows-classical",
        "What the classical analysis would say",
        (Column("Driver"), Column("Low against expected", is_number=True),
         Column("High against expected", is_number=True), Column("Asymmetry", is_number=True),
         Column("Of a straight line", is_number=True), Column("Classical label"),
         Column("In words", is_detail=True)),
        tuple(
            (_title(found, c.driver), c.penalty, c.reward, _index(c.asymmetry),
             _index(c.asymmetry_if_linear), c.label, _against(found, c.driver, c.label))
            for c in found.contrasts
        ),
        note="Penalty-reward contrasts by least squares. Where its asymmetry is near that of a "
        "straight line, the label speaks of the bands and of a full scale, not of customers.",
    )  # fmt: skip


def _title(found: Drivers, driver: str) -> str:
    effect = found.effect(driver)
    return effect.title if effect else driver


def _index(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def _against(found: Drivers, driver: str, label: str) -> str:
    effect = found.effect(driver)
    ours = effect.label if effect else "unknown"
    is_hygiene = label in ("frustrator", "dissatisfier")
    if is_hygiene and ours != "penalty":
        return f"classical says hygiene, the reaction itself is {ours}: bands and ceiling"
    if label in ("satisfier", "delighter") and ours != "reward":
        return f"classical says delight, the reaction itself is {ours}"
    return "no disagreement"
