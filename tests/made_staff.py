"""Employees made by hand for pages and report: arrows, a survey, strain."""

from __future__ import annotations

from datetime import date

from lastword.analyses.employees.causes import ABSENCE, Cause
from lastword.analyses.employees.conditions import Conditions, Strain
from lastword.analyses.employees.doses import DOSES
from lastword.analyses.employees.links import Link, Links
from lastword.analyses.employees.pulses import Level, Pulses, UnitLevel
from lastword.analyses.employees.questions import link_finding, strain_finding, survey_finding
from lastword.estimate import Bounds, Estimate
from lastword.finding import Finding
from lastword.stats.arrows import Arrow, Arrows


def _effect(value: float, half: float, unit: str = "points") -> Estimate:
    method = "two-way fixed effects, clustered by unit"
    return Estimate(value, value - half, value + half, 240, method, unit=unit)  # type: ignore[arg-type]


def made_links() -> Links:
    """Engagement moves before customers; absence is too short to tell."""
    onward = Arrow(_effect(4.2, 1.5), 0.0004, _effect(0.3, 1.6), True)
    back = Arrow(_effect(0.01, 0.03, "score"), 0.5, _effect(0.02, 0.03, "score"), True)
    told = Arrows(_effect(1.1, 1.4), 0.2, onward, back, (0.3, 6.0), 20, 240)
    engagement = Cause("pulse_engagement", "“engagement”", 1.0, "one point more of “engagement”", 1)
    return Links(
        "customers' satisfaction",
        (
            Link(
                engagement, "round", told,
                {"move_together": "undecided", "ex_drives_cx": "supported",
                 "cx_drives_ex": "undecided"},
                {"move_together": 0.4, "ex_drives_cx": 0.001, "cx_drives_ex": 1.0},
            ),
            Link(
                ABSENCE, "week", None,
                {"move_together": "not testable", "ex_drives_cx": "not testable",
                 "cx_drives_ex": "not testable"},
                {}, "4 units have the cause and the outcome over enough periods",
            ),
        ),
    )  # fmt: skip


def made_pulses() -> Pulses:
    """One question; the smallest unit is hidden."""
    method = "widest that the scale allows"
    mean = Estimate(3.4, 3.1, 3.7, 61, method, unit="score")
    unit = Estimate(3.6, 3.0, 4.2, 14, method, unit="score")
    level = Level(
        "engagement", date(2026, 9, 1), mean,
        Estimate(-0.2, -0.35, -0.05, 61, "6 units, paired", unit="score"),
        Estimate(0.76, None, None, 80, "count"),
        Bounds(2.8, 3.8, 80, "the silent at either end of the scale", unit="score"),
        (UnitLevel("Team A", unit, 3.8, 14, "2026-10-31"),
         UnitLevel("Team B", None, None, None, "")),
    )  # fmt: skip
    return Pulses((level,), {}, None, 5, 1, 0, 5, 2)


def made_conditions() -> Conditions:
    """The verdict falls with hours on shift; nothing is known of occupancy."""
    fall = _effect(-6.0, 2.5)
    levels = {1.0: _effect(-0.5, 1.5), 2.0: _effect(-2.0, 1.5)}
    strain = Strain(
        DOSES[0], fall, levels, {"dealt out anew": _effect(0.2, 2.4)}, 0.001, "supported", 2.0
    )
    return Conditions("customers' satisfaction", (strain,), {DOSES[2].title: "it is not known"})


def staff_findings() -> tuple[Finding, ...]:
    """What is said of these employees."""
    links, strain = made_links(), made_conditions()
    return (
        link_finding(links, "move_together"),
        link_finding(links, "ex_drives_cx"),
        link_finding(links, "cx_drives_ex"),
        survey_finding(made_pulses()),
        *(strain_finding(strain, one) for one in strain.strains),
    )
