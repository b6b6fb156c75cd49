"""Interaction: what one experience earns or costs with and without another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.conditional import Reader, Side, Way, is_met, products
from lastword.analyses.drivers.effects import Change
from lastword.analyses.drivers.held_out import Together, log_scores
from lastword.analyses.drivers.model import fit_model
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.result import Numbers, Result
from lastword.stats.links import LinkName

FEWEST = 50


@dataclass(frozen=True, slots=True)
class Given:
    """What a driver does where the other one is met, or missed.

    Parameters
    ----------
    n
        Answers with the condition met, or missed.
    earns, costs
        Response scale: change from the reference to the best level; from it to the worst.
    earns_latent, costs_latent
        The same on the latent scale, in latent standard deviations.
    """

    n: int
    earns: Change
    costs: Change
    earns_latent: Estimate | None
    costs_latent: Estimate | None


@dataclass(frozen=True, slots=True)
class Interaction(Result):
    """One driver with and without another, for example courtesy if resolved and if not.

    Parameters
    ----------
    condition, driver
        The driver that is met or missed, and the one whose effect is read.
    met, missed
        Its effect in each case.
    second_difference
        Response scale: what it earns if met minus what it earns if missed.
    second_difference_latent
        The same on the latent scale, in latent standard deviations.
    second_cost, second_cost_latent
        The same of what falling below costs.
    together
        ``additive``, ``product`` or ``min`` → held-out log score an answer, relative to additive:
        the highest predicts best.
    counts
        Answers by (condition, driver at or above its reference): who had one without the other.
    """

    condition: str
    driver: str
    met: Given
    missed: Given
    second_difference: Change
    second_difference_latent: Estimate | None
    second_cost: Change
    second_cost_latent: Estimate | None
    together: Mapping[Together, Estimate]
    counts: Mapping[str, int]

    @property
    def best(self) -> Together | Literal["additive"] | None:
        """Which way of acting together predicts best; None where no way is clearly better."""
        known = {name: gain for name, gain in self.together.items() if gain.lower is not None}
        better = [name for name, gain in known.items() if (gain.lower or 0.0) > 0]
        if better:
            return max(better, key=lambda name: known[name].value or 0.0)
        is_worse = known and all((gain.upper or 0.0) < 0 for gain in known.values())
        return "additive" if is_worse else None

    def numbers(self) -> Numbers:
        """Changes of the mean answer in both cases, and their differences."""
        means = {
            "earns if met": self.met.earns,
            "earns if missed": self.missed.earns,
            "earns more if met": self.second_difference,
            "costs if met": self.met.costs,
            "costs if missed": self.missed.costs,
            "costs more if met": self.second_cost,
        }
        return {name: change["mean"] for name, change in means.items() if "mean" in change}

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return Result.to_dict(self) | {"best": self.best}


def interaction(
    cells: Cells,
    references: Mapping[str, int],
    condition: str,
    driver: str,
    *,
    link: LinkName = "logit",
) -> Interaction:
    """Fit the driver's hinge separately where the condition is met and where it is missed.

    Met means at or above its reference (the good value of a binary one).

    Raises
    ------
    NotTestable
        If the condition is met, or missed, in fewer than 50 answers.
    """
    at, of = cells.place(condition), cells.place(driver)
    met = is_met(cells, references, condition)
    sizes = {side: int(cells.size[met[cells.row] == value].sum())
             for side, value in (("met", True), ("missed", False))}  # fmt: skip
    if min(sizes.values()) < FEWEST:
        rare = min(sizes, key=lambda side: sizes[side])
        raise NotTestable(
            f"{condition} is {rare} in {sizes[rare]} answers: too few to see what {driver} does "
            f"then. {FEWEST} are needed"
        )
    extra = products(cells, references, of, met)
    model = fit_model(cells, references, link=link, extra=extra)
    reader = Reader(model, at, of, met)
    return Interaction(
        condition=condition,
        driver=driver,
        met=_given(reader, "met", sizes["met"]),
        missed=_given(reader, "missed", sizes["missed"]),
        second_difference=_second(reader, "earns"),
        second_difference_latent=reader.latent("earns", {"met": 1.0, "missed": -1.0}),
        second_cost=_second(reader, "costs"),
        second_cost_latent=reader.latent("costs", {"met": 1.0, "missed": -1.0}),
        together=log_scores(cells, references, condition, driver, link=link),
        counts=_counts(cells, references, driver, met),
    )


def _given(reader: Reader, side: Side, n: int) -> Given:
    return Given(
        n=n,
        earns=reader.change(reader.shift("earns", side)),
        costs=reader.change(reader.shift("costs", side)),
        earns_latent=reader.latent("earns", {side: 1.0}),
        costs_latent=reader.latent("costs", {side: 1.0}),
    )


def _second(reader: Reader, way: Way) -> Change:
    met, missed = reader.shift(way, "met"), reader.shift(way, "missed")
    return reader.change(met - missed) if met and missed else {}


def _counts(
    cells: Cells, references: Mapping[str, int], driver: str, met: NDArray[np.bool_]
) -> dict[str, int]:
    good = is_met(cells, references, driver)
    pairs = {"both": met & good, "condition only": met & ~good,
             "driver only": ~met & good, "neither": ~met & ~good}  # fmt: skip
    return {name: int(cells.size[flags[cells.row]].sum()) for name, flags in pairs.items()}
