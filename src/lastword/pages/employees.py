"""Employees: how they fare, whether customers fare with them, and what strain does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.analyses.employees.conditions import Conditions, Strain
from lastword.analyses.employees.drawing import leads_and_lags, standardised
from lastword.analyses.employees.links import Link, Links
from lastword.analyses.employees.pulses import Level, Pulses, UnitLevel
from lastword.analyses.employees.questions import FIRST
from lastword.estimate import capital
from lastword.pages.page import Block, Cell, Figure, Kind, Note, Rows, Statement, columns
from lastword.pages.words import count
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say whether employees and customers move together, how employees fare, what strain does."""
    links, pulses, strain = results.employees, results.pulses, results.conditions
    if links is None and pulses is None and strain is None:
        return None
    blocks: list[Block] = []
    if links is not None:
        blocks += [*_arrows(links), _link_rows(links), *_untold(links)]
    if strain is not None and strain.strains:
        blocks += [_strain_figure(strain), _strain_rows(strain), _level_rows(strain)]
    if pulses is not None:
        blocks += [_survey_rows(pulses), _unit_rows(pulses), _audit(pulses)]
    return _lead(results), blocks


def _lead(results: Results) -> Statement:
    for name in ("employees.ex_drives_cx", "employees.survey"):
        finding = results.finding(name)
        if finding is not None and finding.answer != "not testable":
            return Statement(finding.sentence, (), "Associations, not experiments.")
    finding = next((f for f in results.findings if f.id.startswith("employees.")), None)
    return Statement(finding.sentence if finding else "What is known of employees was counted.")


def _arrows(found: Links) -> list[Block]:
    told = [link for link in found.links if link.arrows is not None]
    if not told:
        return []
    data = tuple(
        {"figure": link.cause.title, "arrow": FIRST[claim], "effect": effect}
        for link in told
        for claim, effect in standardised(link).items()
    )
    supported = sum(link.claims["ex_drives_cx"] == "supported" for link in told)
    back = sum(link.claims["cx_drives_ex"] == "supported" for link in told)
    figure = Figure(
        "employees-arrows",
        f"Employees and {found.outcome}: who moves first?",
        "Standard deviations of one for a standard deviation of the other, within teams; line: "
        "95 % interval. “Employees first”: customers a round or week later; “customers first”: "
        "employees a round or week later. Coloured: beyond chance, over all arrows together.",
        partial(leads_and_lags, found),
        f"Of {count(len(told), 'figure')} of employees, {supported} move before customers and "
        f"{back} after them, beyond chance.",
        data,
    )
    return [figure]


def _link_rows(found: Links) -> Rows:
    return Rows(
        "rows-employees-links",
        "Both arrows, claim by claim",
        columns("Figure of employees", "One step")
        + columns(
            numbers=("Same time, points", "Employees first, points",
                     "Its placebo (customers before)", "Customers first, steps"),
        )
        + columns("Together", "Employees first", "Customers first"),
        tuple(map(_link_row, found.links)),
        note=f"Points of {found.outcome} for one step; the last number is steps after ten points "
        "more. An arrow is believed only beyond chance (Holm, over all) and where its own lead "
        "stays silent.",
    )  # fmt: skip


def _link_row(link: Link) -> tuple[Cell, ...]:
    effects = link.effects
    return (
        link.cause.title,
        link.cause.step_words,
        effects.get("move_together"),
        effects.get("ex_drives_cx"),
        link.arrows.onward.placebo if link.arrows else None,
        effects.get("cx_drives_ex"),
        link.claims["move_together"],
        link.claims["ex_drives_cx"],
        link.claims["cx_drives_ex"],
    )


def _untold(found: Links) -> list[Block]:
    reasons = {link.cause.title: link.why_not for link in found.links if link.why_not}
    text = ". ".join(f"{title}: {why}" for title, why in reasons.items())
    return [Note(f"{text}.", "What cannot be told", "muted")] if reasons else []


def _strain_figure(found: Conditions) -> Figure:
    data = tuple(
        {"strain": strain.dose.step_words, "dose": words, "points": number}
        for strain in found.strains
        for words, number in {"own": strain.slope, **strain.placebos}.items()
    )
    falls = [strain.dose.title for strain in found.strains if strain.answer == "supported"]
    return Figure(
        "employees-strain",
        f"Strain and {found.outcome}",
        "Points that a full dose takes from the same agent's customers' verdict; line: 95 % "
        "interval. Grey below: a dose that cannot have done it.",
        found.chart,
        f"The verdict falls with {', '.join(falls)}." if falls else
        "No strain lets the verdict fall beyond chance.",
        data,
    )  # fmt: skip


def _strain_rows(found: Conditions) -> Rows:
    return Rows(
        "rows-employees-strains",
        "Working conditions, same agent",
        columns("Strain", "Full dose", numbers=("Points", "Falls from"))
        + columns("Does the verdict fall?", "Placebos"),
        tuple(map(_strain_row, found.strains)),
        note="Against the same agent's other contacts in the same channel and hours of the day. "
        "A break's part is told at equal hours on shift. Never a figure of one agent.",
    )


def _strain_row(strain: Strain) -> tuple[Cell, ...]:
    placebos = "; ".join(f"{words}: {one.text()}" for words, one in strain.placebos.items())
    return (
        capital(strain.dose.title),
        strain.dose.step_words,
        strain.slope,
        strain.falls_from,
        strain.answer,
        placebos or "none",
    )


def _level_rows(found: Conditions) -> Rows:
    rows = [
        (strain.dose.title, start, level, level.n)
        for strain in found.strains
        for start, level in strain.levels.items()
    ]
    return Rows(
        "rows-employees-doses",
        "The verdict, dose by dose",
        columns("Strain", numbers=("From", "Points against the lowest dose", "Contacts")),
        tuple(rows),
    )


def _survey_rows(found: Pulses) -> Rows:
    return Rows(
        "rows-employees-survey",
        "The employee survey, all units together",
        columns("Question", "Round from")
        + columns(
            numbers=("Mean answer", "Change from the round before", "Took part",
                     "Whatever the silent think"),
        ),
        tuple(map(_survey_row, found.levels)),
        note=_who_answers(found),
    )  # fmt: skip


def _survey_row(level: Level) -> tuple[Cell, ...]:
    return (
        level.question,
        level.start.isoformat(),
        level.value,
        level.change,
        level.participation,
        level.bounds,
    )


def _who_answers(found: Pulses) -> str:
    if found.who_answers is None:
        return "Whether those who answer differ from the silent cannot be told."
    return (
        "Where ten points more of a unit take part, its mean answer moves by "
        f"{found.who_answers.text()}: a sign of who stays silent, if it is not 0."
    )


def _unit_rows(found: Pulses) -> Rows:
    return Rows(
        "rows-employees-units",
        "The employee survey, unit by unit",
        columns("Question", "Unit")
        + columns(numbers=("Mean answer", "The round before", "Answered"))
        + columns("Released"),
        tuple(_unit_row(level, unit) for level in found.levels for unit in level.units),
        note=f"Hidden: fewer than {found.minimum} answered, or a smaller group could be worked "
        "out from it and from what was released before.",
    )


def _unit_row(level: Level, unit: UnitLevel) -> tuple[Cell, ...]:
    released = f"as of {unit.as_of}" if unit.value else "hidden"
    return level.question, unit.name, unit.value, unit.before, unit.persons, released


def _audit(found: Pulses) -> Note:
    text = (
        f"{count(found.shown, 'figure')} of the survey shown, {found.hidden} hidden. Solved "
        "together with everything that this project released before, they tell of no group of "
        f"fewer than {found.minimum}"
    )
    if found.given_away:
        given = count(found.given_away, "such group")
        text += f", except {given} that earlier releases under laxer settings gave away"
    return Note(f"{text}.", "Audit of this release")


PAGE = Kind(
    "employees",
    "Employees",
    "How do employees fare, and do customers fare with them?",
    order=76,
    build=build,
    room="employees",
    findings=("employees.",),
)
