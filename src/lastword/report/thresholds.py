"""Thresholds for schedulers: `--fail-on 'said<0.6'`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence

from lastword.errors import ThresholdMissed, UsageError
from lastword.estimate import Bounds, Estimate
from lastword.project.results import Results

_RULE = re.compile(r"\s*([a-z_][a-z0-9_.]*)\s*(<=|>=|<|>)\s*(-?[0-9.]+)\s*")
_TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def check_thresholds(results: Results, rules: Sequence[str]) -> None:
    """Fail if any number is where a rule says it must not be.

    Parameters
    ----------
    rules
        For example ``"said<0.6"``: fail if fewer than 60 % of answering customers say solved.
        Shares are 0–1. A number that is not known fails too: nothing can be said for it.

    Raises
    ------
    UsageError
        If a rule cannot be read or names no number; lists the numbers.
    ThresholdMissed
        With every number that failed.
    """
    known = numbers(results)
    missed = [fault for rule in rules if (fault := _fault(rule, known))]
    if missed:
        raise ThresholdMissed("\n".join(missed))


def numbers(results: Results) -> dict[str, Estimate | Bounds | None]:
    """Every number that a rule may name."""
    found: dict[str, Estimate | Bounds | None] = {}
    if results.resolution:
        for name in ("claimed", "said", "weighted", "inferred"):
            found[name] = getattr(results.resolution, name)
    if results.ladder:
        found |= {rung.name: rung.estimate for rung in results.ladder.rungs}
    if results.recontact:
        found["came_back"] = dict(results.recontact.same.at).get(7.0)
    if results.false_first:
        found["false_first"] = results.false_first.share
    if results.dropped:
        found["abandoned"] = results.dropped.abandoned
    if results.experience:
        for name in ("csat_top_box", "csat_top_two", "csat_mean", "nps", "effort"):
            found[name] = getattr(results.experience, name)
    for finding in results.findings:
        found |= {f"{finding.id}.{name}": value for name, value in finding.estimates.items()}
    return found


def _fault(rule: str, known: Mapping[str, Estimate | Bounds | None]) -> str:
    match = _RULE.fullmatch(rule)
    if match is None:
        raise UsageError(f"--fail-on {rule!r} cannot be read. Write it like 'said<0.6'.")
    name, sign, limit = match.groups()
    if name not in known:
        raise UsageError(f"--fail-on names no number: {name!r}. Choose one of: {', '.join(known)}")
    number = known[name]
    value = number.value if isinstance(number, Estimate) else None
    if value is None:
        return f"{name} is not known, so {rule.strip()!r} cannot be ruled out."
    failed = _TESTS[sign](value, float(limit))
    return f"{name} is {number.text() if number else ''}: {rule.strip()!r} holds." if failed else ""
