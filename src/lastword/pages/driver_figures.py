"""The charts of the drivers page."""

from __future__ import annotations

from functools import partial

from lastword.analyses.drivers.effects import Effect
from lastword.analyses.drivers.interaction import Interaction
from lastword.analyses.drivers.result import Drivers
from lastword.charts.butterfly import Pair, butterfly
from lastword.charts.dots import dots
from lastword.charts.ellipses import Spot, ellipses
from lastword.charts.palette import Role
from lastword.charts.rows import Row
from lastword.estimate import capital
from lastword.pages.page import Figure
from lastword.pages.words import short

_ROWS = "#rows-drivers"


def butterfly_figure(found: Drivers) -> Figure:
    """Penalty to the left, reward to the right, on the scale of the answers."""
    ordered = sorted(found.effects, key=lambda effect: -_reach(effect))
    pairs = tuple(
        Pair(capital(effect.title), effect.low.get("mean"), effect.high.get("mean"),
             _under(effect), _ROWS)
        for effect in ordered
    )  # fmt: skip
    return Figure(
        "drivers-butterfly",
        f"What costs and what earns {found.outcome}",
        "Bars: change of the mean answer if everybody moved from the expected level to the worst "
        "(left) or to the best (right), all else as it is. Lines: 95 % interval. Faded: the "
        "interval holds zero.",
        partial(butterfly, pairs),
        "; ".join(f"{p.label}: costs {short(p.left)}, earns {short(p.right)}" for p in pairs) + ".",
        tuple({"driver": p.label, "costs": p.left, "earns": p.right} for p in pairs),
    )


def map_figure(found: Drivers) -> Figure:
    """Range against asymmetry on the latent scale."""
    spots = [_spot(effect) for effect in found.effects if effect.covariance is not None]
    return Figure(
        "drivers-map",
        "Is the customers' reaction itself lopsided?",
        "Latent scale, free of the ceiling of the answers. Right: the driver moves more. Below "
        "zero: missing it costs more than exceeding earns; above: the reverse. Ellipses: 95 %.",
        partial(ellipses, spots, x_title="range: penalty + reward a step",
                y_title="asymmetry: reward − penalty"),
        "; ".join(f"{s.label}: range {s.x:.2f}, asymmetry {s.y:.2f}" for s in spots) + ".",
        tuple({"driver": s.label, "range": s.x, "asymmetry": s.y} for s in spots),
    )  # fmt: skip


def together_figure(found: Drivers, together: Interaction) -> Figure:
    """One experience with and without the other."""
    effect = found.effect(together.driver)
    name = effect.title if effect else together.driver
    cases = (("solved", together.met), ("unsolved", together.missed))
    rows = tuple(
        Row(f"{capital(words)} {name}, {case}", number.get("mean"), f"n {given.n:,}",
            "never seen", role, "#rows-together")
        for words, side, role in _SIDES
        for case, given in cases
        for number in [getattr(given, side)]
    )  # fmt: skip
    second = together.second_difference.get("mean")
    return Figure(
        "drivers-together",
        f"Does {name} earn anything while the problem is unsolved?",
        "Dots: change of the mean answer from the expected level to the best or worst, with every "
        f"problem solved, and with none. Second difference: {short(second)}.",
        partial(dots, rows, zero=0.0),
        "; ".join(f"{row.label}: {short(row.number, row.unknown)}" for row in rows) + ".",
        tuple({"case": row.label, "change": row.number} for row in rows),
    )


_SIDES: tuple[tuple[str, str, Role], ...] = (
    ("best", "earns", "reward"),
    ("worst", "costs", "penalty"),
)
_ROLES: dict[str, Role] = {"penalty": "penalty", "reward": "reward", "performance": "link"}


def _spot(effect: Effect) -> Spot:
    assert effect.covariance is not None
    penalty = effect.penalty.value or 0.0 if effect.penalty else 0.0
    reward = effect.reward.value or 0.0 if effect.reward else 0.0
    a, between, b = effect.covariance
    spread = (a + b + 2 * between, b - a, a + b - 2 * between)
    role = _ROLES.get(effect.label, "muted")
    return Spot(effect.title, penalty + reward, reward - penalty, spread, role, _ROWS)


def _reach(effect: Effect) -> float:
    sides = [effect.low.get("mean"), effect.high.get("mean")]
    return max(abs(n.value or 0.0) for n in sides if n is not None)


def _under(effect: Effect) -> str:
    if effect.label == "not testable":
        return f"asymmetry not testable: {effect.guards[0].kind}"
    if effect.label == "undetermined":
        return f"undetermined · expected: {effect.reference}"
    return f"{effect.label} · expected: {effect.reference}"
