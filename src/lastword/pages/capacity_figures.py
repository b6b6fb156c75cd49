"""Figures of the capacity page."""

from __future__ import annotations

from functools import partial

import numpy as np

from lastword.analyses.capacity.calibration import Calibration
from lastword.analyses.capacity.centre import Capacity
from lastword.analyses.capacity.demand import Demand
from lastword.analyses.capacity.drawing import (
    forecast_chart,
    hazard_chart,
    known,
    queue_chart,
    survival_chart,
)
from lastword.analyses.capacity.forecast import Forecast
from lastword.analyses.capacity.queue import QueueTable, queue
from lastword.charts.calibration import Agreement, calibration
from lastword.charts.panels import Panel, Series, panels
from lastword.estimate import Estimate, say
from lastword.pages.page import Figure
from lastword.pages.words import clock, short

_POINTS = (1, 2, 5, 10)
_BELOW, _ABOVE = 4, 6
_BIN = 5.0


def day_figure(found: Capacity) -> Figure:
    """A usual busy day: callers, agents seen and needed, and what callers met."""
    slots, size = found.day, len(found.day)
    places = [float(slot.minute) for slot in slots]
    ends = [*places, places[-1] + found.interval_minutes]
    marks = [(at, clock(at)) for at in ends if at % 60 == 0]
    agents = [Series(known([slot.agents for slot in slots]), "took contacts", role="link",
                     style="step")]  # fmt: skip
    if found.needed is not None:
        agents.append(Series(known(found.needed.agents), "needed", style="step", is_reference=True))
    met = (
        Series(tuple(slot.waited_over for slot in slots), "waited over 20 s", role="attention",
               style="step"),
        Series(tuple(slot.gave_up for slot in slots), "gave up", role="penalty", style="step"),
    )  # fmt: skip
    callers = Series(known([slot.callers for slot in slots]), role="bars", style="bars")
    shown = [
        Panel(f"Callers in {found.interval_minutes} minutes", (callers,)),
        Panel("Agents", tuple(agents)),
        Panel("Share of callers", met, "share"),
    ]
    worst = max(slots, key=lambda slot: slot.waited_over or 0.0)
    return Figure(
        "capacity-day",
        "A busy day as the callers lived it",
        "Means over the busier half of the days, local time.",
        partial(panels, shown, ends, marks=marks),
        f"Worst at {clock(worst.minute)}: {100 * (worst.waited_over or 0):.0f} % of callers waited "
        f"over 20 s, {100 * (worst.gave_up or 0):.0f} % gave up. {size} intervals.",
        tuple(
            {
                "minute": slot.minute,
                "callers": slot.callers,
                "agents": slot.agents,
                "needed": None if found.needed is None else int(found.needed.agents[k]),
                "waited_over": slot.waited_over,
                "gave_up": slot.gave_up,
            }
            for k, slot in enumerate(slots)
        ),
    )


def patience_figure(found: Capacity) -> Figure:
    """Share still willing to wait, of all and of the reasons."""
    study = found.patience
    groups = [name for name in study.curves if not name.startswith("priority: ")]
    quarters = {name: study.quantile(0.25, name) for name in groups}
    said = "; ".join(
        f"{name.removeprefix('reason: ')}: a quarter gone by {clock(gone)}"
        for name, gone in quarters.items()
        if gone
    )
    return Figure(
        "capacity-patience",
        "How long customers are willing to wait",
        "Share who would still hold (Kaplan–Meier: who was answered counts as willing up to then), "
        "as far as 100 callers were still waiting. Bands: 95 % interval.",
        partial(survival_chart, study, groups=groups),
        f"{said or 'No quarter of any group was gone'}.",
        tuple({"group": name, "quarter_gone": quarters[name], "mean": study.means[name]}
              for name in groups),
    )  # fmt: skip


def hazard_figure(found: Capacity) -> Figure:
    """How fast those who still wait give up, with its peaks."""
    hazard = found.patience.hazard(width=_BIN)
    peaks = [clock(at) for at in hazard.peaks()]
    said = f"Peaks at {', '.join(peaks)}" if peaks else "No sure peak"
    return Figure(
        "capacity-hazard",
        "When do they give up?",
        "Hang-ups for each minute waited by all who still wait, by five seconds of waiting. Sharp "
        "peaks stand where an announcement tells callers how it looks. Band: 95 % interval.",
        partial(hazard_chart, hazard),
        f"{said}.",
        tuple(
            {"from_seconds": float(start), "a_minute": None if np.isnan(rate) else 60 * float(rate)}
            for start, rate in zip(hazard.edges[:-1], hazard.rate, strict=True)
        ),
    )


def calibration_figure(found: Calibration) -> Figure:
    """Hang-ups foretold for hours that patience was not learnt from, and those observed."""
    size = found.callers / found.hours
    bins = [
        Agreement(place.foretold, *(end or 0.0 for end in _ends(place.observed)))
        for place in found.bins
    ]
    draw = partial(calibration, bins, x_title="Foretold to give up", y_title="Gave up")
    return Figure(
        "capacity-calibration",
        "Can we foretell who gives up?",
        "Dots: share of callers who gave up in hours of the last two weeks, by the share foretold "
        "from the waits of the hour and the patience of all other days. On the line both agree. "
        "Bars: 95 % interval.",
        draw,
        f"Foretold {100 * found.foretold:.1f} %, observed {found.observed.text()}; an hour of "
        f"{size:,.0f} callers is off by {100 * found.error:.1f} points on average, of which chance "
        f"alone makes {100 * found.of_chance:.1f}. {found.hours:,} hours.",
        tuple(
            {"foretold": place.foretold, "observed": place.observed, "hours": place.hours}
            for place in found.bins
        ),
    )


def _ends(share: Estimate) -> tuple[float | None, ...]:
    return share.value, share.lower, share.upper


def busiest(found: Capacity) -> QueueTable:
    """The busiest interval with a few agents fewer and more than needed."""
    assert found.needed is not None and found.service_seconds is not None
    place = int(np.argmax(found.needed.agents))
    hourly = max(slot.callers for slot in found.day) * 60 / found.interval_minutes
    middle = int(found.needed.agents[place])
    least = 1 if found.law is not None else int(hourly / 3600 * found.service_seconds) + 1
    agents = np.arange(max(middle - _BELOW, least), middle + _ABOVE + 1)
    return queue(hourly, found.service_seconds, agents, patience=found.law)


def staffing_figure(found: Capacity) -> Figure:
    """Service in the busiest interval by how many agents there are."""
    table = busiest(found)
    frame = table.frame()
    shown = frame[["agents", "served_within", "abandoned"]]
    return Figure(
        "capacity-staffing",
        "What one agent more or fewer does in the busiest interval",
        "By this centre's own handling time and patience. Few agents more or fewer decide between "
        "waiting and not.",
        partial(queue_chart, table),
        f"From {frame.agents.iloc[0]:.0f} to {frame.agents.iloc[-1]:.0f} agents, the share served "
        f"within 20 s goes from {say(frame.served_within.iloc[0])} to "
        f"{frame.served_within.iloc[-1]:.0%}.".replace("%", " %"),
        tuple(
            {"agents": agents, "served_within": served, "abandoned": lost}
            for agents, served, lost in shown.to_numpy(float).tolist()
        ),
    )  # fmt: skip


def forecast_figure(coming: Forecast) -> Figure:
    """Contacts of the days ahead with their fan."""
    daily: dict[str, float] = {}
    for start, mean in zip(coming.starts_at, coming.mean, strict=True):
        day = f"{start:%Y-%m-%d}"
        daily[day] = daily.get(day, 0.0) + float(mean)
    days = "; ".join(f"{day}: {total:,.0f}" for day, total in daily.items())
    return Figure(
        "capacity-forecast",
        f"Contacts expected in the next {len(daily)} days",
        "The first week by interval. Line: expected. Band: "
        f"{say(coming.level)} of intervals should stay in it, by how wrong such forecasts of the "
        "past were.".replace("%", " %"),
        partial(forecast_chart, coming),
        f"{days}.",
        tuple({"day": day, "contacts": total} for day, total in daily.items()),
    )


def freed_figure(demand: Demand) -> Figure:
    """Contacts a week that would not come if more problems were solved at the first contact."""
    freed = [demand.contacts_freed(points) for points in (0, *range(1, 11))]
    series = Series(tuple(freed), role="reward")
    panel = Panel("Contacts a week that would not come", (series,), height=150.0)
    places = [float(points) for points in range(11)]
    marks = [(float(at), f"{at} more in 100") for at in (0, *_POINTS)]
    return Figure(
        "capacity-freed",
        "If one more in a hundred problems were solved the first time",
        f"{short(demand.once)} of problems take one contact; each of the others brings "
        f"{short(demand.repeats_of_unsolved)} more.",
        partial(panels, [panel], places, marks=marks),
        "; ".join(f"{p} more in a hundred: {demand.contacts_freed(p):,.0f} contacts a week fewer"
                  for p in _POINTS) + ".",
        tuple({"more_in_100": p, "contacts_a_week": demand.contacts_freed(p)} for p in _POINTS),
    )  # fmt: skip
