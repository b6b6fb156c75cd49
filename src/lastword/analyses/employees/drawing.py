"""Pictures: both arrows on one scale, and strains beside their placebos."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lastword.charts.dots import dots
from lastword.charts.palette import Role
from lastword.charts.rows import Row
from lastword.estimate import Estimate

if TYPE_CHECKING:
    import altair as alt

    from lastword.analyses.employees.claims import ClaimName
    from lastword.analyses.employees.conditions import Conditions, Strain
    from lastword.analyses.employees.links import Link, Links
    from lastword.charts.frame import Form

WORDS: dict[ClaimName, str] = {
    "ex_drives_cx": "employees first",
    "move_together": "at the same time",
    "cx_drives_ex": "customers first",
}
ROLES: dict[str, Role] = {"supported": "reward", "contradicted": "penalty"}


def leads_and_lags(found: Links, *, form: Form = "wide") -> alt.LayerChart:
    """Standard deviations of one for a standard deviation of the other, three times a figure."""
    rows = [row for link in found.links for row in _rows(link)]
    return dots(rows, form=form, zero=0.0)


def standardised(link: Link) -> dict[ClaimName, Estimate]:
    """Effects in standard deviations, so that both arrows stand on one scale."""
    if link.arrows is None:
        return {}
    first, second = link.arrows.spread
    ahead, behind = first / second, second / first
    return {
        "ex_drives_cx": _times(link.arrows.onward.effect, ahead),
        "move_together": _times(link.arrows.together, ahead),
        "cx_drives_ex": _times(link.arrows.back.effect, behind),
    }


def _times(effect: Estimate, factor: float) -> Estimate:
    ends = [None if end is None else end * factor
            for end in (effect.value, effect.lower, effect.upper)]  # fmt: skip
    return replace(effect, value=ends[0], lower=ends[1], upper=ends[2], unit="score")


def _rows(link: Link) -> list[Row]:
    found = standardised(link)
    if not found:
        return []
    return [
        Row(
            f"{link.cause.title}: {WORDS[claim]}",
            effect,
            link.claims[claim],
            role=ROLES.get(link.claims[claim], "muted"),
            href="#rows-employees-links",
        )
        for claim, effect in found.items()
    ]


def strains(found: Conditions, *, form: Form = "wide") -> alt.LayerChart:
    """What a full dose of each strain does to the verdict, and what its placebo does."""
    rows = [row for strain in found.strains for row in _strain(strain)]
    return dots(rows, form=form, zero=0.0)


def _strain(strain: Strain) -> list[Row]:
    words = strain.dose.step_words
    own = Row(words[:1].upper() + words[1:], strain.slope, strain.answer,
              role="penalty" if strain.answer == "supported" else "muted",
              href="#rows-employees-strains")  # fmt: skip
    placebos = [
        Row("Placebo: " + name, estimate, words, role="bars")
        for name, estimate in strain.placebos.items()
    ]
    return [own, *placebos]
