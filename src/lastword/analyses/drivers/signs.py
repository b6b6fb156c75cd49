"""Sign flips: a driver that goes with the outcome alone and against it beside the others."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.guards import Guard, association


def sign_guards(cells: Cells, found: Sequence[Effect]) -> tuple[Guard, ...]:
    """Name effects that are clearly below 0 although the driver goes with the outcome."""
    guards = []
    for place, effect in enumerate(found):
        r = association(cells, place)
        sides = {"penalty": effect.penalty, "reward": effect.reward, "effect": effect.contrast}
        turned = [name for name, e in sides.items() if e and e.upper is not None and e.upper < 0]
        if r > 0 and turned:
            sentence = (
                f"{effect.title} goes with {cells.outcome.title} (r = {r:.2f}), but its "
                f"{' and '.join(turned)} is negative beside the other drivers: it stands in for "
                "one of them, or works only together with it"
            )
            guards.append(Guard("sign", effect.driver, sentence))
    return tuple(guards)
