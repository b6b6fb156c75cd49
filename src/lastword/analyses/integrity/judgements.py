"""Judgements: which targets to keep, drop or replace, and with what."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.integrity.detector import Case
from lastword.analyses.integrity.registry import detectors
from lastword.analyses.integrity.result import Advice, Judgement
from lastword.analyses.integrity.sign import Sign
from lastword.metrics import catalogue
from lastword.settings import TargetSettings

_INSTEAD: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("handle", "talk", "hold", "wrap", "aht"), ("first_call_right", "contacts_per_issue")),
    (("service_level", "answer", "wait", "abandon"), ("customer_seconds_per_issue", "effort")),
    (("csat", "nps", "effort", "ces", "rating"), ("customer_says_resolved", "first_call_right")),
    (("transfer", "escalat"), ("transferred", "first_call_right")),
)
_OTHERWISE = ("customer_says_resolved", "first_call_right")


def judgements(case: Case, signs: Sequence[Sign]) -> tuple[Judgement, ...]:
    """One judgement a declared target, then one a limit that was found without being declared."""
    found = [sign for sign in signs if sign.is_found]
    judged = [_judge(target, True, found) for target in case.targets]
    hidden = {
        (sign.target.metric, sign.target.value): sign.target
        for sign in found
        if sign.target is not None and sign.target not in case.targets
    }
    return (*judged, *(_judge(target, False, found) for target in hidden.values()))


def undermines(sign: Sign, target: TargetSettings) -> bool:
    """Whether a sign speaks against a target: it names it, or it games its metric."""
    if sign.target is not None:
        return sign.target == target
    games = next((d.metrics for d in detectors() if d.name == sign.detector), ())
    return any(word in target.metric.lower() for word in games)


def instead_of(metric: str) -> tuple[str, ...]:
    """Verdict metrics that stand for the goal behind a metric.

    Examples
    --------
    >>> instead_of("average_handle_time")
    ('first_call_right', 'contacts_per_issue')
    """
    name = metric.lower()
    choices = next((then for words, then in _INSTEAD if any(w in name for w in words)), _OTHERWISE)
    return tuple(choice for choice in choices if choice != metric)


def _judge(target: TargetSettings, is_declared: bool, found: Sequence[Sign]) -> Judgement:
    against = [sign for sign in found if undermines(sign, target)]
    advice, because = _advice(target, against)
    instead = instead_of(target.metric) if advice in ("drop", "replace", "watch") else ()
    ids = tuple(sign.id for sign in against)
    return Judgement(target, is_declared, advice, instead, because, ids)


def _advice(target: TargetSettings, against: Sequence[Sign]) -> tuple[Advice, str]:
    if against:
        return _against(target, against)
    metric = catalogue().get(target.metric)
    is_verdict = metric is not None and metric.kind == "verdict"
    if target.is_paid and is_verdict:
        return "watch", "No sign of gaming yet; a verdict that is paid for invites it."
    if target.is_paid:
        return "replace", "No sign of gaming, but pay depends on the centre's own view."
    if is_verdict:
        return "keep", "It is the customers' verdict, and there is no sign of gaming."
    return "watch", "No sign of gaming; it is the centre's view, not the customers' verdict."


def _against(target: TargetSettings, against: Sequence[Sign]) -> tuple[Advice, str]:
    is_harmful = any(harm.is_sure for sign in against for harm in sign.harm)
    signs = "a sign" if len(against) == 1 else f"{len(against)} signs"
    harm = "customers are worse off for it" if is_harmful else "no harm to customers was shown"
    if target.is_paid:
        return "replace", f"Pay depends on it, with {signs} of gaming; {harm}."
    if target.is_displayed:
        return "drop", f"Agents see it live, with {signs} of gaming; {harm}. Stop displaying it."
    if is_harmful:
        return "replace", f"There {'is' if len(against) == 1 else 'are'} {signs} of gaming; {harm}."
    return "watch", f"There {'is' if len(against) == 1 else 'are'} {signs} of gaming; {harm}."
