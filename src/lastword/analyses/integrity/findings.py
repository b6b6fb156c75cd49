"""Findings of the audit: the worst first, then what was tested without a sign, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastword.analyses.integrity.audit import audited
from lastword.analyses.integrity.detector import Detector
from lastword.analyses.integrity.registry import detectors
from lastword.analyses.integrity.result import Audit, Judgement
from lastword.analyses.integrity.sign import Level, Sign
from lastword.estimate import Estimate, say
from lastword.finding import Finding, NextStep
from lastword.question import Context

ROOM = "integrity"
HEADLINE = "GOAL LOST"
"""Row of the first screen that the most harmful finding is shown in."""
UNTESTED = "Which ways of gaming can these data not show?"
MATERIAL = 0.01


def level_of(context: Context) -> Level:
    """How close a project's audit may look: teams, and agents only where it is agreed."""
    return "agent" if context.settings.integrity.individuals else "team"


def audit_of(context: Context) -> Audit:
    """The audit of a project as its settings allow it."""
    return audited(context, level=level_of(context), fdr=context.settings.integrity.fdr)


def undermined(made: Audit) -> dict[str, tuple[str, ...]]:
    """Definition of “resolved” → the patterns found that undermine it, in words."""
    words: dict[str, list[str]] = {}
    for detector in detectors():
        if any(sign.detector == detector.name for sign in made.found):
            for definition in detector.definitions:
                words.setdefault(definition, []).append(detector.title.lower())
    return {definition: tuple(titles) for definition, titles in words.items()}


def integrity_findings(context: Context) -> Sequence[Finding]:
    """Every sign found, then one finding a detector without any, then what cannot be tested."""
    made = context.once(audit_of)
    found = [_found(sign, made) for sign in made.found]
    found[:1] = [replace(finding, headline=HEADLINE) for finding in found[:1]]
    seen = {sign.detector for sign in made.found}
    tested = {sign.detector for sign in made.signs}
    clear = [_clear(d, made) for d in detectors() if d.name in tested - seen]
    return (*found, *clear, *_untested(made))


def _found(sign: Sign, made: Audit) -> Finding:
    detector = next(d for d in detectors() if d.name == sign.detector)
    harm = "; ".join(harm.text() for harm in sign.harm if harm.otherwise is not None)
    return Finding(
        id=f"{ROOM}.{sign.id}",
        question=detector.question,
        answer="supported",
        sentence=sign.sentence,
        estimates=dict(sign.numbers()),
        effect=sign.effect,
        p=sign.p,
        q=sign.q,
        minimal_detectable_effect=sign.minimal_detectable_effect,
        harm=f"Of these customers {harm}." if harm else "",
        evidence=sign.evidence,
        privacy=sign.level,
        caveats=(f"Null model: {detector.null_model}",
                 f"What would settle it: {detector.would_settle}"),
        innocent=tuple(explanation.text() for explanation in sign.explanations),
        next_step=_step(sign, made),
    )  # fmt: skip


def _step(sign: Sign, made: Audit) -> NextStep:
    judged = next((j for j in made.targets if sign.id in j.signs), None)
    if judged is None:
        return NextStep("look at the contacts behind it with those concerned", "QA lead")
    return NextStep(_advised(judged), "head of service")


def _advised(judged: Judgement) -> str:
    target = judged.target
    name = f"{target.metric.replace('_', ' ')} {target.operator} {target.value:g} {target.unit}"
    instead = ", ".join(metric.replace("_", " ") for metric in judged.replace_with)
    words = {
        "keep": f"keep the target {name}",
        "watch": f"watch the target {name}",
        "drop": f"stop displaying the target {name}",
        "replace": f"replace the target {name} with {instead}",
    }
    return words[judged.advice]


def _clear(detector: Detector, made: Audit) -> Finding:
    """Tested without a sign: how small a pattern would have been seen."""
    signs = sorted(made.of(detector.name), key=lambda sign: (sign.level != "centre", sign.p))
    sign = signs[0]
    least = sign.minimal_detectable_effect
    is_sharp = sign.share is not None and least is not None and least <= MATERIAL * sign.n
    tests = f"{len(signs)} tests" if len(signs) > 1 else "one test"
    seen = (
        f"; {_size(sign.estimate, least)} or more would have been seen" if least is not None else ""
    )
    return Finding(
        id=f"{ROOM}.{detector.name}",
        question=detector.question,
        answer="contradicted" if is_sharp else "undecided",
        sentence=f"No sign of it in {tests} of {sign.n:,} cases{seen}.",
        estimates=dict(sign.numbers()),
        effect=sign.effect,
        p=sign.p,
        q=sign.q,
        minimal_detectable_effect=least,
        caveats=(f"Null model: {detector.null_model}",),
        innocent=detector.innocent,
    )


def _size(estimate: Estimate, least: float) -> str:
    return say(least, estimate.unit)


def _untested(made: Audit) -> tuple[Finding, ...]:
    if not made.silent:
        return ()
    why = "; ".join(f"{silence.title.lower()}: {silence.why}" for silence in made.silent)
    sentence = f"Not testable with these data: {why}."
    return (Finding(f"{ROOM}.untested", UNTESTED, "not testable", sentence),)
