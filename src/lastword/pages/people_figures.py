"""Figures of the pages on people."""

from __future__ import annotations

from functools import partial

from lastword.analyses.people import drawing
from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.growth import Growth
from lastword.analyses.people.outcomes import TITLES
from lastword.analyses.people.recognition import Recognition
from lastword.analyses.people.unit import AgentStudy
from lastword.estimate import say
from lastword.pages.page import Figure
from lastword.pages.words import count


def teams(study: AgentStudy) -> Figure:
    """Every team on its interval."""
    above, below = study.told_apart()
    return Figure(
        "people-teams",
        f"Teams: {TITLES.get(study.outcome, study.outcome)}",
        "Each team on the centre's mix of problems, with luck taken out; line: 95 % interval. "
        "Grey: cannot be told from the average.",
        partial(drawing.caterpillar, study),
        f"{count(len(above), 'team')} above and {count(len(below), 'team')} below an average of "
        f"{say(study.mean)}, of {len(study.units)}.",
        tuple({"team": unit.name, "value": unit.value} for unit in study.units),
    )


def risers(found: Recognition) -> Figure:
    """Who would gain and lose."""
    gains = [place for place in found.places if place.gain > 0]
    return Figure(
        f"people-places-{_key(found)}",
        f"If recognition followed customers instead of {found.scorecard}",
        f"Left: today's place by {found.scorecard}; right: place by customers. Teal would gain, "
        "orange would lose. Both orders hold luck: see below.",
        partial(drawing.risers, found),
        f"{count(len(gains), 'team')} of {len(found.places)} would gain places.",
        tuple(
            {"team": one.name, "by_scorecard": one.by_scorecard, "by_customers": one.by_customers}
            for one in found.places
        ),
    )


def criteria(found: Calibration) -> Figure:
    """What each criterion says of customers."""
    known = [one for one in found.criteria if one.gain is not None]
    names = [one.name for one in known if one.gain and (one.gain.lower or 0.0) > 0]
    return Figure(
        "people-criteria",
        "What full points say of the customer's own verdict",
        "Share who say solved at full points less that at none; line: 95 % interval. Grey: says "
        "nothing that can be told from chance.",
        partial(drawing.telling, found),
        f"Telling: {', '.join(names) or 'none'}, of {count(len(known), 'criterion', 'criteria')}.",
        tuple({"criterion": one.name, "gain": one.gain} for one in known),
    )


def curve(found: Growth) -> Figure:
    """New agents beside their team's others."""
    worse = [point for point in found.curve.curve if point.upper is not None and point.upper < 0]
    return Figure(
        "growth-curve",
        "New agents' customers beside those of their team's settled agents",
        f"Difference in {TITLES[found.outcome]}, like for like; line: 95 % interval over new "
        "agents.",
        partial(drawing.learnt, found),
        f"Worse in {len(worse)} of {len(found.steps)} steps of the first year.",
        tuple(
            {"from_month": start, "to_month": end, "difference": point}
            for (start, end), point in zip(found.steps, found.curve.curve, strict=True)
        ),
    )


def _key(found: Recognition) -> str:
    return found.scorecard.replace(" ", "-")
