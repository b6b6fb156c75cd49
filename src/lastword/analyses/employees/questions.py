"""The questions of the room: employees and customers, the survey itself, and strain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from lastword.analyses.employees.claims import CLAIMS, ClaimName
from lastword.analyses.employees.conditions import Conditions, Strain, strained
from lastword.analyses.employees.links import Link, Links, employees_and_customers
from lastword.analyses.employees.pulses import Level, Pulses, released_pulses
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import Estimate, say
from lastword.finding import Answer, Finding, NextStep
from lastword.question import Context, Question

T = TypeVar("T")

ARROWS = "Do employees and customers fare well together, and who moves first?"
SURVEY = "How do employees say they fare, and how did that change?"
STRAIN = "Under which working conditions do customers' verdicts fall?"
NAMED = 3
FIRST: dict[ClaimName, str] = {
    "move_together": "at the same time",
    "ex_drives_cx": "employees first",
    "cx_drives_ex": "customers first",
}
CAUTION = "An association within teams, not an experiment."


def link_findings(context: Context) -> Sequence[Finding]:
    """Every claim about employees and customers, judged."""
    found = _or_error(employees_and_customers, context)
    if isinstance(found, NotTestable):
        return (_untestable("employees.arrows", ARROWS, found),)
    return tuple(link_finding(found, claim) for claim in CLAIMS)


def link_finding(found: Links, claim: ClaimName) -> Finding:
    """One claim, over all figures of employees."""
    verdict = found.answer(claim)
    shown = [link for link in found.links if claim in link.effects]
    caveats = [CAUTION, "More of each survey question is taken to be good."]
    if claim == "move_together":
        caveats.append("Moving at the same time says nothing of who moves whom.")
    return Finding(
        id=f"employees.{claim}",
        question=f"{ARROWS} ({FIRST[claim]})",
        answer=verdict,
        sentence=_link_sentence(found, claim, verdict),
        estimates={link.cause.name: link.effects[claim] for link in shown},
        effect=_effect_words(found, claim),
        q=min((link.q[claim] for link in shown), default=None),
        privacy="centre",
        caveats=tuple(caveats),
        innocent=("Something else, such as a product launch in one team's queue, may move both.",),
        next_step=(
            NextStep(
                "Try it out: change it for some teams first, and look here.", "head of service"
            )
            if verdict == "supported"
            else None
        ),
    )


def _effect_words(found: Links, claim: ClaimName) -> str:
    if claim == "cx_drives_ex":
        return f"steps of each figure, one period after ten points more of {found.outcome}"
    when = "in the same period" if claim == "move_together" else "one period later"
    return f"points of {found.outcome} {when}, for one step of each figure"


def _link_sentence(found: Links, claim: ClaimName, verdict: Answer) -> str:
    if verdict == "not testable":
        reasons = dict.fromkeys(link.why_not for link in found.links)
        return f"Not testable with this data: {'; '.join(reasons)}."
    telling = [link for link in found.links if link.claims[claim] == verdict]
    said = "; ".join(_told(link, claim) for link in telling[:NAMED])
    head = f"{CLAIMS[claim]} {verdict.capitalize()}"
    return f"{head} ({found.outcome}): {said}."


def _told(link: Link, claim: ClaimName) -> str:
    effect = link.effects[claim].text()
    if claim == "cx_drives_ex":
        return f"{link.cause.title} {effect} steps, a {link.word} after 10 points more"
    when = f"in the same {link.word}" if claim == "move_together" else f"a {link.word} later"
    return f"{link.cause.step_words}: {effect} points {when}"


def survey_findings(context: Context) -> Sequence[Finding]:
    """Levels and changes of the employee survey."""
    found = _or_error(released_pulses, context)
    if isinstance(found, NotTestable):
        return (_untestable("employees.survey", SURVEY, found),)
    return (survey_finding(found),)


def survey_finding(found: Pulses) -> Finding:
    """Levels and changes of the employee survey, of all units together."""
    named = [level for level in found.levels if level.value is not None]
    bounds = {
        f"{level.question}, whatever the silent think": level.bounds
        for level in named
        if level.bounds is not None
    }
    return Finding(
        id="employees.survey",
        question=SURVEY,
        answer="figure" if named else "undecided",
        sentence=_survey_sentence(found, named),
        estimates={**found.numbers(), **bounds},
        effect="mean answers on each question's own scale",
        privacy="team",
        caveats=(
            f"Groups of fewer than {found.minimum} who answered are hidden, and so is whatever "
            "they could be worked out from.",
            "Only means are known, so intervals are the widest that the scale allows.",
            *_unsized(found),
        ),
        next_step=NextStep("Ask the teams what is behind it.", "team leads"),
    )


def _unsized(found: Pulses) -> tuple[str, ...]:
    if not found.unsized:
        return ()
    return (f"{found.unsized:,} figures do not say how many answered, and are hidden.",)


def _survey_sentence(found: Pulses, named: Sequence[Level]) -> str:
    if not named:
        return f"All figures are hidden: fewer than {found.minimum} answered, or it is not known."
    said = "; ".join(_moved(level) for level in named[:NAMED])
    more = f"; and {len(named) - NAMED} more questions" if len(named) > NAMED else ""
    return f"Latest round, all units: {said}{more}."


def _moved(level: Level) -> str:
    assert level.value is not None
    words = f"“{level.question}” {level.value.text()}"
    if level.change is None or level.change.value is None:
        return words
    lower, upper = level.change.lower, level.change.upper
    is_sure = lower is not None and upper is not None and not lower <= 0 <= upper
    return f"{words}, changed by {level.change.text()}{'' if is_sure else ', within chance'}"


def strain_findings(context: Context) -> Sequence[Finding]:
    """Every strain and the verdict."""
    found = _or_error(strained, context)
    if isinstance(found, NotTestable):
        return (_untestable("employees.strain", STRAIN, found),)
    if not found.strains:
        reasons = "; ".join(dict.fromkeys(found.lacking.values()))
        return (_untestable("employees.strain", STRAIN, NotTestable(reasons)),)
    return tuple(strain_finding(found, strain) for strain in found.strains)


def strain_finding(found: Conditions, strain: Strain) -> Finding:
    """Whether the verdict falls with one strain."""
    placebos = {f"placebo: {words}": number for words, number in strain.placebos.items()}
    return Finding(
        id=f"employees.strain.{strain.dose.name}",
        question=f"{STRAIN} ({strain.dose.title})",
        answer=strain.answer,
        sentence=_strain_sentence(found, strain),
        estimates={strain.dose.step_words: strain.slope, **placebos},
        effect=f"points of {found.outcome}, same agent",
        q=strain.q,
        privacy="centre",
        caveats=(
            "An association within agents, not an experiment: other customers may call then.",
            "What customers said is known of an issue's last contact only.",
        ),
        innocent=("Harder problems may come at other hours, beyond channel and time of day.",),
        next_step=_next_step(strain),
    )


def _strain_sentence(found: Conditions, strain: Strain) -> str:
    fall = f"{strain.dose.step_words}: {strain.slope.text()} points of {found.outcome}"
    words = f"The same agent's customers, {fall}"
    if strain.answer == "supported" and strain.falls_from is not None:
        return f"{words}; beyond chance from {_place(strain)} on."
    said = {
        "supported": "beyond chance",
        "contradicted": "no fall that matters"
        if not _rises(strain.slope)
        else "a rise, not a fall",
        "undecided": "undecided",
    }
    return f"{words}; {said[strain.answer]}."


def _rises(slope: Estimate) -> bool:
    return (slope.lower or 0.0) > 0


def _place(strain: Strain) -> str:
    start = strain.falls_from or 0.0
    if strain.dose.name == "occupancy":
        return say(start)
    return f"{start:.0f} in a row" if strain.dose.name == "streak" else f"{start:.0f} h"


def _next_step(strain: Strain) -> NextStep | None:
    if strain.answer != "supported":
        return None
    steps = {
        "hours": "Try shorter shifts, or easier queues at their end, for some agents first.",
        "unbroken": "Try a break earlier, for some agents first: at equal hours on shift it goes "
        "with better verdicts.",
        "occupancy": "Try a moment's pause between contacts at the busiest hours.",
        "streak": "Route the next contact elsewhere, or offer a pause, after hard conversations.",
    }
    return NextStep(steps[strain.dose.name], "planner")


def _or_error(ask: Callable[[Context], T], context: Context) -> T | NotTestable:
    try:
        return context.once(ask)
    except NotTestable as error:
        return error


def _untestable(name: str, question: str, error: NotTestable) -> Finding:
    return Finding(name, question, "not testable", f"Not testable with this data: {error}.")


QUESTIONS: tuple[Question, ...] = (
    Question("employees.arrows", ARROWS, Requires({"issues": ("last_contact_at",)}), link_findings),
    Question("employees.survey", SURVEY, Requires({"pulses": ("value",)}), survey_findings),
    Question(
        "employees.strain", STRAIN, Requires({"issue_contacts": ("agent_id",)}), strain_findings
    ),
)
