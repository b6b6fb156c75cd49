"""The room's charts: units on intervals, who would rise and fall, criteria, a learning curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastword.charts.dots import dots
from lastword.charts.palette import Role
from lastword.charts.rows import Row
from lastword.charts.slopes import Slope, slopes
from lastword.estimate import Estimate

if TYPE_CHECKING:
    import altair as alt

    from lastword.analyses.people.calibration import Calibration
    from lastword.analyses.people.growth import Growth
    from lastword.analyses.people.recognition import Place, Recognition
    from lastword.analyses.people.unit import AgentStudy, Unit
    from lastword.charts.frame import Form

ROLES: dict[str, Role] = {"above": "reward", "below": "penalty"}
MOST = 40
NAMED = 6
"""So many who rise, and who fall, are named at most."""


def caterpillar(study: AgentStudy, *, form: Form = "wide") -> alt.LayerChart:
    """Draw the units, best first; of many, the first and last ones."""
    half = MOST // 2
    drawn = study.units if len(study.units) <= MOST else (*study.units[:half], *study.units[-half:])
    ends = [
        end for unit in drawn for end in (unit.value.lower, unit.value.upper) if end is not None
    ]
    rows = [_row(unit, len(study.units) + study.hidden) for unit in drawn]
    return dots(rows, form=form, domain=(min(ends), max(ends)), zero=study.mean)


def risers(found: Recognition, *, form: Form = "wide") -> alt.LayerChart:
    """Draw places by the scorecard against places by customers, those who move most named."""
    moving = [place for place in found.places if place.gain]
    named = {place.name for place in (*moving[:NAMED], *moving[-NAMED:])}
    rows = [
        Slope(place.name, place.by_scorecard, place.by_customers, _role(place), place.name in named)
        for place in sorted(found.places, key=lambda place: place.by_customers)
    ]
    return slopes(rows, before=f"by {found.scorecard}", after="by customers", form=form)


def telling(found: Calibration, *, form: Form = "wide") -> alt.LayerChart:
    """Draw what each criterion says of customers."""
    known = [one for one in found.criteria if one.gain is not None]
    rows = [
        Row(one.name, one.gain, f"{one.assessments:,} assessments", role=_told(one.gain))
        for one in known
    ]
    return dots(rows, form=form, zero=0.0)


def learnt(found: Growth, *, form: Form = "wide") -> alt.LayerChart:
    """Draw new agents beside their team's others, month by month."""
    rows = [
        Row(f"{_months(start, end)}", point, role=_told(point))
        for (start, end), point in zip(found.steps, found.curve.curve, strict=True)
    ]
    return dots(rows, form=form, zero=0.0)


def _row(unit: Unit, of: int) -> Row:
    return Row(
        unit.name,
        unit.value,
        f"place {unit.place} of {of}, n {unit.problems:,}",
        role=ROLES.get(unit.standing, "muted"),
        href="#rows-people",
    )


def _role(place: Place) -> Role:
    return "reward" if place.gain > 0 else "penalty" if place.gain < 0 else "muted"


def _told(number: Estimate | None) -> Role:
    if number is None or number.lower is None or number.upper is None:
        return "muted"
    return "reward" if number.lower > 0 else "penalty" if number.upper < 0 else "muted"


def _months(start: float, end: float) -> str:
    if end - start <= 1:
        return f"month {end:g}"
    return f"months {start + 1:g} to {end:g}"
