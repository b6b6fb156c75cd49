"""Back: who came back, on the same issue or any, compared with chance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.charts.curves import Line, curves
from lastword.charts.palette import Role
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Headline, Kind, Number, Rows, Statement
from lastword.pages.words import sentence, short
from lastword.project.results import Results
from lastword.verdict.results import Curve, Recontact

_WINDOW = 7.0
_OUTCOME_ROLES: tuple[Role, ...] = ("ink", "penalty", "attention", "link", "muted", "limit")


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how many came back, and how much of it chance explains."""
    recontact = results.recontact
    if recontact is None:
        return None
    blocks: list[Block] = [_figure(recontact), _rows(recontact)]
    if recontact.by_outcome:
        blocks.append(_outcome_figure(recontact))
    return _lead(recontact), blocks


def _lead(recontact: Recontact) -> Statement:
    same = dict(recontact.same.at).get(_WINDOW)
    other = dict(recontact.any.at).get(_WINDOW)
    chance = dict(recontact.chance.at).get(_WINDOW) if recontact.chance else None
    excess = dict(recontact.excess).get(_WINDOW)
    said = sentence(
        f"{short(same)} came back about the same problem within {_WINDOW:g} days,",
        f"{short(other)} about anything;",
        f"chance alone would bring back {short(chance)}." if chance else "no chance baseline.",
        f"The system itself calls {short(recontact.reopened)} reopened."
        if recontact.reopened
        else "",
    )
    numbers = (
        Number("Same problem", same, "no_recontact"),
        Number("Any problem", other),
        Number("Chance alone", chance, "", "no customer had a second reason to compare with"),
        Number("Beyond chance", excess, "", "no chance baseline"),
        Number("Reopened, says the system", recontact.reopened, "", "the data hold no reopening"),
    )
    return Statement(said, numbers, "Share of mature problems, Kaplan–Meier: problems whose time "
                     "is not up yet count for as long as they were watched.")  # fmt: skip


def headline(results: Results) -> Headline | None:
    """The row of the first screen, where no customer was asked."""
    found, asked = results.recontact, results.resolution
    if found is None or (asked is not None and asked.said.is_known):
        return None
    return Headline("BACK?", (_lead(found).sentence,), "back")


def _figure(recontact: Recontact) -> Figure:
    lines = [
        _line(recontact.any, "any problem", "ink"),
        _line(recontact.same, "same problem", "penalty"),
    ]
    if recontact.chance:
        lines.append(_line(recontact.chance, "chance alone", "muted", is_reference=True))
    drawn = tuple(line for line in lines if line.days)
    return Figure(
        "recontact",
        "Came back, by day",
        "Share of customers back after so many days. Bands: 95 % interval. Dashed: what chance "
        "alone gives for the same customers.",
        partial(curves, drawn),
        _alternative(recontact.same, recontact.any, recontact.chance),
        _data(recontact.same, recontact.any, recontact.chance),
        ("no_recontact",),
    )


def _outcome_figure(recontact: Recontact) -> Figure:
    shown = recontact.by_outcome[: len(_OUTCOME_ROLES)]
    lines = tuple(
        _line(curve, curve.name.replace("_", " "), role)
        for curve, role in zip(shown, _OUTCOME_ROLES, strict=False)
        if curve.days
    )
    return Figure(
        "recontact-by-outcome",
        "Came back, by how the contact went",
        "Share of customers back about anything, after contacts that went differently.",
        partial(curves, lines),
        _alternative(*shown),
        _data(*shown),
    )


def _rows(recontact: Recontact) -> Rows:
    curves_ = [recontact.same, recontact.any, *([recontact.chance] if recontact.chance else [])]
    curves_ += recontact.by_outcome
    days = sorted({day for curve in curves_ for day, _ in curve.at})
    rows = tuple(
        (curve.name.replace("_", " "), *(dict(curve.at).get(day) for day in days), curve.n)
        for curve in curves_
    )
    if recontact.excess:
        beyond = dict(recontact.excess)
        rows += (("beyond chance", *(beyond.get(day) for day in days), None),)
    return Rows(
        "rows-recontact",
        "The same in numbers",
        (
            Column("Came back"),
            *(Column(f"{day:g} {'day' if day == 1 else 'days'}", is_number=True) for day in days),
            Column("n", is_number=True),
        ),
        rows,
        Evidence("verdicts", (Condition("did_come_back", "==", True),), ("came_back_days",)),
        ("no_recontact",),
        more="lastword issues --behind verdict.recontact",
    )


def _line(curve: Curve, name: str, role: Role, *, is_reference: bool = False) -> Line:
    parts = (curve.days, curve.share, curve.lower, curve.upper)
    watched = () if is_reference else curve.at_risk
    return Line(name, *parts, watched, role, is_reference)


def _alternative(*shown: Curve | None) -> str:
    return "; ".join(
        f"{curve.name}: " + ", ".join(f"{n.text()} after {day:g} days" for day, n in curve.at)
        for curve in shown
        if curve is not None
    )


def _data(*shown: Curve | None) -> tuple[dict[str, object], ...]:
    return tuple(
        {"curve": curve.name, "day": day, "share": share, "lower": lower, "upper": upper}
        for curve in shown
        if curve is not None
        for day, share, lower, upper in zip(
            curve.days, curve.share, curve.lower, curve.upper, strict=True
        )
    )


PAGE = Kind(
    "back",
    "Came back",
    "Who came back, and how much of it is chance?",
    order=30,
    build=build,
    headline=headline,
    findings=("verdict.recontact", "verdict.reopened", "verdict.came_back"),
)
