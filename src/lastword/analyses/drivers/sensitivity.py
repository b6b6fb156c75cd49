"""Sensitivity: what other links and other references would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.effects import Effect, effects
from lastword.analyses.drivers.model import fit_model
from lastword.stats.links import LINKS, LinkName


@dataclass(frozen=True, slots=True)
class Variant:
    """One driver's effect under one other choice.

    Parameters
    ----------
    choice
        ``"as reported"``, ``"link probit"``, ``"reference 3"`` …
    log_likelihood
        Of the whole model: comparable between links, since they have equally many parameters.
    """

    driver: str
    choice: str
    effect: Effect
    log_likelihood: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = self.effect.to_dict()
        kept = ("penalty", "reward", "asymmetry", "p", "class_name", "label", "probabilities")
        head = {"driver": self.driver, "choice": self.choice}
        return head | {name: plain[name] for name in kept} | {"log_likelihood": self.log_likelihood}


def sensitivity(
    cells: Cells, references: Mapping[str, int], link: LinkName, *, draws: int, seed: int
) -> tuple[Variant, ...]:
    """Refit under every link, and with each driver's reference one level lower and higher."""
    variants = []
    for choice, driver, moved, law in _choices(cells, references, link):
        model = fit_model(cells, moved, link=law)
        found = effects(model, draws=draws, rng=np.random.default_rng(seed))
        variants += [
            Variant(effect.driver, choice, effect, model.fit.log_likelihood)
            for effect in found
            if driver in ("", effect.driver)
        ]
    return tuple(variants)


def _choices(
    cells: Cells, references: Mapping[str, int], link: LinkName
) -> Iterator[tuple[str, str, Mapping[str, int], LinkName]]:
    yield "as reported", "", references, link
    for name, law in LINKS.items():
        if name != link:
            yield f"link {name}", "", references, law.name
    for scale in cells.drivers:
        if scale.name not in references:
            continue
        for other in (references[scale.name] - 1, references[scale.name] + 1):
            if 0 < other < len(scale.labels) - 1:
                moved = {**references, scale.name: other}
                yield f"reference {scale.labels[other]}", scale.name, moved, link
