"""References: the level of each driver that is merely expected."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.guards import Guard
from lastword.analyses.drivers.scales import Scale


def references_of(
    cells: Cells, wanted: Mapping[str, float | str]
) -> tuple[dict[str, int], tuple[Guard, ...]]:
    """Find each driver's reference: declared, or the weighted median category.

    A rating's median at either end of its scale is moved one level inwards, since nothing lies
    beyond it; a guard says so. The best level of a count or duration stays: nothing is better
    than no waiting, so that only a penalty can be seen.

    Raises
    ------
    UsageError
        If a declared reference is no level of its driver.
    """
    references, guards = {}, []
    for place, scale in enumerate(cells.drivers):
        if scale.kind == "binary":
            continue
        given = wanted.get(scale.name, scale.driver.reference)
        if given is not None:
            references[scale.name] = scale.at(given)
            continue
        median = _median(cells, place)
        if scale.kind != "ordinal":
            references[scale.name] = max(median, 1)
            continue
        inner = min(max(median, 1), len(scale.labels) - 2)
        references[scale.name] = inner
        if inner != median:
            guards.append(_moved(scale, median, inner))
    return references, tuple(guards)


def _median(cells: Cells, place: int) -> int:
    level = cells.levels[cells.row, place]
    weight = np.bincount(level[level >= 0], weights=cells.weight[level >= 0])
    return int(np.searchsorted(weight.cumsum() / weight.sum(), 0.5))


def _moved(scale: Scale, median: int, inner: int) -> Guard:
    end = "best" if median > inner else "worst"
    sentence = (
        f"Most answers have {scale.title} at its {end} level {scale.labels[median]}: effects are "
        f"measured from {scale.labels[inner]} instead"
    )
    return Guard("reference moved", scale.name, sentence)
