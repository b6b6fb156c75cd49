"""Tables of the capacity page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from lastword.analyses.capacity.centre import Capacity
from lastword.analyses.capacity.demand import Burden, Change, Demand
from lastword.analyses.capacity.options import Options
from lastword.analyses.capacity.price import MEASURES, Price
from lastword.analyses.capacity.staff import Plan
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.pages.capacity_figures import busiest
from lastword.pages.page import Cell, Column, Rows

_WAITED = Evidence("contacts", (Condition("wait_seconds", ">", 20.0),), ("-wait_seconds",))
_LOST = Evidence("contacts", (Condition("outcome", "==", "abandoned"),), ("-wait_seconds",))
_REPEATS = Evidence("issues", (Condition("contact_count", ">", 1),), ("-contact_count",))
_LONG = Evidence("verdicts", (Condition("wait_seconds", ">", 300.0),), ("-wait_seconds",))


_LEVELS = [
    "agents", "served_within", "answered_within", "wait_over", "abandoned", "occupancy",
]  # fmt: skip


def _numbers(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(label, is_number=True) for label in labels)


def view_rows(found: Capacity) -> Rows:
    """The same waits from both sides."""
    seen = found.views
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Waited longer than 20 s", "callers", seen.waited_over),
        ("Gave up", "callers", seen.gave_up),
        ("Mean wait of all", "callers", seen.mean_wait),
        ("Callers who came in a good interval", "callers", seen.callers_in_good),
        ("Service level of all who came", "centre", seen.of_offered),
        ("Service level without short hang-ups", "centre", seen.without_short),
        ("Service level of the answered", "centre", seen.of_answered),
        ("Average speed of answer", "centre", seen.speed_of_answer),
        ("Intervals that were good", "centre", seen.good_intervals),
    )
    return Rows(
        "rows-views",
        "The same waits, as callers live them and as the centre counts them",
        (Column("What"), Column("Who sees it"), Column("How much", is_number=True)),
        rows,
        _WAITED,
        ("service_level_offered", "service_level_answered", "service_level_without_short",
         "average_speed_of_answer"),
        "Good interval: 80 % of those who came were served within 20 s. Intervals over days.",
        more="lastword contacts --behind capacity.waits",
    )  # fmt: skip


def patience_rows(found: Capacity) -> Rows:
    """Patience of all, by reason and by priority, with what it is often taken for beside."""
    study = found.patience
    rows = []
    for name, curve in study.curves.items():
        mean, naive = study.means[name], study.naive_means[name]
        quarter, half = (_seconds(study.quantile(q, name), mean.n) for q in (0.25, 0.5))
        wait = study.virtual[name].quantile(0.9)
        rows.append((
            name, round(float(curve.n)), mean.n, quarter, half,
            mean, _seconds(naive, mean.n), _seconds(wait, round(float(curve.n))),
        ))  # fmt: skip
    return Rows(
        "rows-patience",
        "Patience by reason and priority",
        (
            Column("Callers"),
            *_numbers("How many", "Gave up", "A quarter gone by", "Half gone by", "Mean patience",
                      "Mean wait of those who hung up", "1 in 10 would have to wait"),
        ),
        tuple(rows),
        _LOST,
        note="A time is left blank where the curve ends before, or fewer than 100 callers waited "
        "that long. Mean patience: seconds waited by all for each who gave up. Last column: the "
        "wait that a caller with endless patience would meet.",
        more="lastword contacts --behind capacity.patience",
    )  # fmt: skip


def staffing_rows(found: Capacity) -> Rows:
    """The busiest interval in three service levels, with what each agent costs."""
    frame = busiest(found).frame()
    n = round(max(slot.callers for slot in found.day))
    rows = tuple(
        (
            int(agents),
            *(_share(value, n) for value in (of_all, of_answered, 1 - over, lost, busy)),
            None if found.paid_hour is None else round(agents * found.paid_hour, 2),
        )
        for agents, of_all, of_answered, over, lost, busy in frame[_LEVELS].to_numpy(float).tolist()
    )
    return Rows(
        "rows-staffing",
        "The busiest interval, in three service levels",
        _numbers("Agents present", "Served in 20 s, of all", "of the answered",
                 "Waited no longer than 20 s", "Give up", "Agents busy", "Cost an hour"),
        rows,
        note="The third level counts who hung up early as well treated. Cost: `hourly_cost` of the "
        "settings, with shrinkage.",
    )  # fmt: skip


def plan_rows(plan: Plan) -> Rows:
    """The plan by day; intervals are in the file that `lastword staff` writes."""
    rows: list[tuple[Cell, ...]] = []
    numbered = enumerate(plan.starts_at)
    for day, members in groupby(numbered, key=lambda pair: pair[1].date()):
        own = [k for k, _ in members]
        if not plan.agents[own].any():
            continue
        contacts = round(float(plan.arrivals[own].sum()))
        hours = plan.interval_minutes / 60
        rows.append((
            f"{day:%A, %-d %B}", contacts, int(plan.agents[own].max()),
            round(float(plan.agents[own].sum()) * hours, 1),
            round(float(plan.scheduled[own].sum()) * hours, 1),
        ))  # fmt: skip
    return Rows(
        "rows-plan",
        "Agents for the days ahead",
        (Column("Day"), *_numbers("Contacts expected", "Agents at most", "Hours of presence",
                                  "Hours to schedule")),
        tuple(rows),
        note=f"Keeps “{plan.target}”, as often as the settings say although more may come than "
        "expected. Days that need nobody are left out.",
        more="lastword staff --days 14",
    )  # fmt: skip


def option_rows(found: Options) -> Rows:
    """What could be done on a day busier than planned."""
    rows = tuple(
        (one.name, one.waited_over, one.gave_up, one.fewer_lost, round(one.hours_on_hold, 1),
         round(one.staff_hours, 1))
        for one in (found.as_planned, *found.options)
    )  # fmt: skip
    return Rows(
        "rows-options",
        f"If {found.more_come:.0%} more come than planned for".replace("%", " %"),
        (Column("What is done"), *_numbers("Wait over 20 s", "Give up", "Fewer give up",
                                           "Hours on hold", "Agents' hours")),
        rows,
        note="The very same simulated callers meet each. On demand: a tenth of the agents, five "
        "minutes after somebody has waited a minute, for an hour. Calling back: offered in turn "
        "to who arrives while somebody has waited a minute, accepted by 4 in 10.",
    )  # fmt: skip


def burden_rows(demand: Demand) -> Rows:
    """What problems cost by what their customers said."""
    parts = _parts(demand.burdens)
    return Rows(
        "rows-burden",
        "What a problem takes, by what its customer said",
        (Column("Customer"), *_numbers("Problems", *parts.values())),
        tuple((burden.name, burden.issues, *_each(burden, parts)) for burden in demand.burdens),
        _REPEATS,
        more="lastword issues --behind capacity.demand",
        empty="No customer was asked.",
    )


def change_rows(change: Change) -> Rows:
    """What problems cost before and after a change."""
    parts = _parts(change.before)
    rows: list[tuple[Cell, ...]] = [
        (f"{burden.name}, {side}", burden.issues, *_each(burden, parts))
        for name in dict.fromkeys(burden.name for burden in (*change.before, *change.after))
        for side, burdens in (("before", change.before), ("since", change.after))
        for burden in burdens
        if burden.name == name
    ]
    rows.append(("difference of all", None, *(change.difference[part] for part in parts)))
    return Rows(
        "rows-change",
        f"What a problem takes, opened before and since {change.at:%-d %B %Y}",
        (Column("Problems"), *_numbers("How many", *parts.values())),
        tuple(rows),
        _REPEATS,
        note="Intervals are over days. What else changed at that time changes the numbers too.",
    )


def _parts(burdens: Sequence[Burden]) -> dict[str, str]:
    """What is known of each problem, with the heads of the columns."""
    heads = {
        "contacts": "Contacts each",
        "minutes": "Minutes of life each",
        "agent_minutes": "Agents' minutes each",
    }
    costs = any(burden.money.is_known for burden in burdens)
    return heads | {"money": "Money each"} if costs else heads


def _each(burden: Burden, parts: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(getattr(burden, part) for part in parts)


def price_rows(price: Price) -> Rows:
    """What became of callers by how long they waited."""
    measures = list(price.differences)
    rows: list[tuple[Cell, ...]] = [
        (MEASURES[name], *(band.shares[name] for band in price.bands), price.differences[name])
        for name in measures
    ]
    return Rows(
        "rows-price",
        "What becomes of those who waited and were answered",
        (Column("Share of callers"), *_numbers(*(b.name for b in price.bands), "Difference")),
        tuple(rows),
        _LONG,
        note="Waits of a problem's first contact. Difference: longest less shortest.",
        more="lastword issues --behind capacity.price",
    )


def _seconds(value: float | None, n: int) -> Estimate | None:
    return None if value is None else Estimate(value, None, None, n, "from the curve",
                                               unit="seconds")  # fmt: skip


def _share(value: float, n: int) -> Estimate | None:
    return None if math.isnan(value) else Estimate(value, None, None, n, "queueing formula")
