"""Charts of the room: patience, queues, plans, forecasts, days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lastword.charts.curves import Line, curves
from lastword.charts.panels import Panel, Series, panels
from lastword.stats.hazard import Hazard

if TYPE_CHECKING:
    import altair as alt

    from lastword.analyses.capacity.forecast import Forecast
    from lastword.analyses.capacity.patience import PatienceStudy
    from lastword.analyses.capacity.queue import QueueTable
    from lastword.analyses.capacity.simulate import Simulation
    from lastword.analyses.capacity.staff import Plan
    from lastword.charts.frame import Form
    from lastword.charts.palette import Role

_ROLES: tuple[Role, ...] = ("ink", "penalty", "link", "reward", "attention", "muted")
_SECONDS = (15.0, 30.0, 60.0, 120.0, 180.0, 240.0, 300.0, 420.0, 600.0, 900.0, 1200.0, 1800.0)
_DRAWN, _POINTS, _WEEK = 6, 60, 7


def survival_chart(
    study: PatienceStudy, *, groups: Sequence[str] = (), form: Form = "wide"
) -> alt.LayerChart:
    """Share still willing to wait, by group, as far as 100 callers were still waiting."""
    shown = [name for name in groups or study.curves if study.horizon(name) > 0][:_DRAWN]
    lines = [_line(study, name, role) for name, role in zip(shown, _ROLES, strict=False)]
    return curves(lines, form=form, marks=_SECONDS, unit="s", watched="Callers still waiting then")


def _line(study: PatienceStudy, name: str, role: Role) -> Line:
    curve = study.curves[name]
    last = np.flatnonzero(curve.times <= study.horizon(name))[-1]
    kept = np.unique(np.linspace(0, last, _POINTS).astype(int))
    return Line(
        name.removeprefix("reason: "),
        (0.0, *curve.times[kept].tolist()),
        (1.0, *curve.survival[kept].tolist()),
        (1.0, *curve.lower[kept].tolist()),
        (1.0, *curve.upper[kept].tolist()),
        (int(curve.n), *np.round(curve.at_risk[kept]).astype(int).tolist()),
        role,
    )


def hazard_chart(hazard: Hazard, *, form: Form = "wide") -> alt.LayerChart:
    """Callers giving up, of 100 who still wait, each second."""
    series = Series(
        known(hazard.rate * 60),
        lower=known(hazard.lower * 60),
        upper=known(hazard.upper * 60),
        role="penalty",
        style="step",
    )
    panel = Panel("Give up within a minute, for each caller who still waits", (series,), "ratio",
                  height=190.0)  # fmt: skip
    edges = hazard.edges.tolist()
    marks = [(at, f"{at:g} s") for at in (0.0, *_SECONDS) if at <= edges[-1]]
    return panels([panel], edges, marks=marks, form=form)


def queue_chart(table: QueueTable, *, form: Form = "wide") -> alt.LayerChart:
    """Shares of callers over the agents, or over the rows where agents are no row of numbers."""
    frame = table.frame()
    has_agents = frame["agents"].is_monotonic_increasing and frame["agents"].is_unique
    places = frame["agents"].tolist() if has_agents else [float(k) for k in range(len(frame))]
    if len(places) == 1:
        places = [*places, places[0] + 1]
    word = "agents" if has_agents else "row"
    shares = Panel(
        "Share of callers",
        (
            Series(known(frame["served_within"]), f"served within {table.waits.within:g} s",
                   role="reward"),
            Series(known(frame["waited"]), "wait at all", role="muted"),
            Series(known(frame["abandoned"]), "give up", role="penalty"),
        ),
        "share",
        height=200.0,
    )  # fmt: skip
    return panels([shares], places, marks=[(at, f"{at:g} {word}") for at in places], form=form)


def plan_chart(plan: Plan, *, form: Form = "wide") -> alt.LayerChart:
    """Contacts and agents through the day, and what callers meet where it was computed."""
    places, marks = axis(plan.agents.size, plan.interval_minutes, plan.starts_at)
    agents = (
        Series(known(plan.scheduled), "to schedule", role="bars", style="bars"),
        Series(known(plan.agents), "present", role="link", style="step"),
    )
    shown = [
        Panel("Contacts an interval", (Series(known(plan.arrivals), role="muted", style="step"),)),
        Panel("Agents", agents),
    ]
    if plan.delivered is not None:
        met = (
            Series(known(plan.delivered.wait_over), f"wait over {plan.delivered.within:g} s"),
            Series(known(plan.delivered.abandoned), "give up", role="penalty"),
        )
        shown.append(Panel("Share of callers", met, "share"))
    return panels(shown, places, marks=marks, form=form)


def simulation_chart(played: Simulation, *, form: Form = "wide") -> alt.LayerChart:
    """Agents and callers through the day, and what they meet."""
    places, marks = axis(played.agents.size, played.interval_minutes)
    came = played.came.mean(axis=0)
    met = (
        Series(known(played.by_interval("wait_over")), f"wait over {played.within:g} s",
               role="attention", style="step"),
        Series(known(played.by_interval("abandoned")), "give up", role="penalty", style="step"),
    )  # fmt: skip
    return panels(
        [
            Panel("Callers an interval", (Series(known(came), role="muted", style="step"),)),
            Panel("Agents", (Series(known(played.agents), role="link", style="step"),)),
            Panel("Share of callers", met, "share"),
        ],
        places,
        marks=marks,
        form=form,
    )


def forecast_chart(forecast: Forecast, *, form: Form = "wide") -> alt.LayerChart:
    """Contacts an interval with their fan, for the first week."""
    size = min(len(forecast.starts_at), round(_WEEK * 1440 / forecast.interval_minutes))
    places, marks = axis(size, forecast.interval_minutes, forecast.starts_at)
    fan = Series(
        known(forecast.mean[:size]),
        lower=known(forecast.lower[:size]),
        upper=known(forecast.upper[:size]),
        role="link",
    )
    title = f"Contacts an interval; {100 * forecast.level:.0f} % of intervals stay in the band"
    return panels([Panel(title, (fan,), height=220.0)], places, marks=marks, form=form)


def axis(
    size: int, minutes: float, starts_at: Sequence[object] = ()
) -> tuple[list[float], list[tuple[float, str]]]:
    """Places of intervals in minutes, and the words of the axis: hours, or days if more."""
    places = [k * minutes for k in range(size + 1)]
    first = np.datetime64("2000-01-03T00:00", "m")
    if starts_at:
        first = np.datetime64(starts_at[0], "m")  # type: ignore[call-overload]
    stamps = [first + np.timedelta64(round(at), "m") for at in places]
    if size * minutes > 1440:
        days = [(at, stamp) for at, stamp in zip(places, stamps, strict=True)
                if stamp == stamp.astype("datetime64[D]")]  # fmt: skip
        return places, [(at, f"{stamp.item():%a %-d}") for at, stamp in days]
    hours = [(at, stamp.item()) for at, stamp in zip(places, stamps, strict=True)]
    return places, [(at, f"{stamp:%-H:%M}") for at, stamp in hours if stamp.minute == 0]


def known(values: object) -> tuple[float | None, ...]:
    """Plain numbers, None where there is none."""
    numbers: NDArray[np.float64] = np.asarray(values, np.float64)
    return tuple(None if np.isnan(number) else float(number) for number in numbers)
