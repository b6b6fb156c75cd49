"""The caterpillar: every unit on its interval, the average as a line, places in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastword.charts.dots import dots
from lastword.charts.palette import Role
from lastword.charts.rows import Row

if TYPE_CHECKING:
    import altair as alt

    from lastword.analyses.people.study import AgentStudy, Unit
    from lastword.charts.frame import Form

ROLES: dict[str, Role] = {"above": "reward", "below": "penalty"}
MOST = 40


def caterpillar(study: AgentStudy, *, form: Form = "wide") -> alt.LayerChart:
    """Draw the units, best first; of many, the first and last ones."""
    half = MOST // 2
    drawn = study.units if len(study.units) <= MOST else (*study.units[:half], *study.units[-half:])
    ends = [
        end for unit in drawn for end in (unit.value.lower, unit.value.upper) if end is not None
    ]
    rows = [_row(unit, len(study.units)) for unit in drawn]
    return dots(rows, form=form, domain=(min(ends), max(ends)), zero=study.mean)


def _row(unit: Unit, of: int) -> Row:
    return Row(
        unit.name,
        unit.value,
        f"place {unit.place} of {of}, n {unit.problems:,}",
        role=ROLES.get(unit.standing, "muted"),
        href="#rows-people",
    )
