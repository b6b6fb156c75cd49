"""What a demo centre planted, beside what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastword.estimate import Bounds, Estimate, Unit
from lastword.project.results import Planted, Results


def planted(truth: Mapping[str, Any], results: Results) -> tuple[Planted, ...]:
    """Set the truth of a demo centre (``truth/planted.json``) beside the results."""
    shares, counts = truth["shares"], truth["counts"]
    asked = results.resolution
    pairs: list[tuple[str, float, Estimate | Bounds | None, Unit, str]] = []
    if asked:
        says = shares["says_solved"]
        kinds = {plant["kind"] for plant in truth["plants"]}
        steered = " (surveys are steered here)" if "survey_steering" in kinds else ""
        pairs += [
            ("Problems the centre claims solved", shares["claimed"], asked.claimed, "share", ""),
            (
                f"Customers who would say solved: all, inferred{steered}",
                says,
                asked.inferred,
                "share",
                "",
            ),
            ("Customers who would say solved: assuming nothing", says, asked.bounds, "share", ""),
            ("Customers who would say solved: naive survey mean", says, asked.said, "share", ""),
        ]
    if results.false_first:
        found = results.false_first.share
        pairs.append(("False first-timers", shares["false_first"], found, "share", "first"))
    if results.dropped:
        found = results.dropped.abandoned
        pairs.append(("Hung up before an answer", shares["abandoned"], found, "share", "dropped"))
        cut_off = _counted(results.dropped.cut_off)
        pairs.append(("Cut off while waiting", counts["cut_off"], cut_off, "count", "dropped"))
    pairs += _gaming(truth, results)
    pairs += _drivers(truth, results)
    return tuple(Planted(what, t, f, unit, slug or "solved") for what, t, f, unit, slug in pairs)


def _gaming(
    truth: Mapping[str, Any], results: Results
) -> list[tuple[str, float, Estimate | Bounds | None, Unit, str]]:
    """Calls that were cut under the limit, beside the excess that the audit found there."""
    if results.integrity is None:
        return []
    cut = [p for p in truth["plants"] if p["kind"] == "handle_time_limit" and "served" in p]
    found = [s for s in results.integrity.of("bunching") if s.level == "centre" and s.is_found]
    number = max((sign.estimate for sign in found), key=lambda e: e.value or 0.0, default=None)
    what = "Calls ended just under the handle-time limit"
    return [(what, plant["served"], number, "count", "integrity") for plant in cut]


def _drivers(
    truth: Mapping[str, Any], results: Results
) -> list[tuple[str, float, Estimate | Bounds | None, Unit, str]]:
    """Planted slopes of the ratings, in standard deviations of the customers' reaction."""
    if results.drivers is None or "reaction_sd" not in truth:
        return []
    pairs: list[tuple[str, float, Estimate | Bounds | None, Unit, str]] = []
    for driver in truth["drivers"]:
        effect = results.drivers.effect(f"asked_{driver['name']}")
        if effect is None or driver["if_unsolved"] != 1:
            continue
        for side, found in (("below", effect.penalty), ("above", effect.reward)):
            words = "costs below" if side == "below" else "earns above"
            what = f"{driver['name'].capitalize()} {words} what is expected, a step"
            pairs.append((what, driver[side] / truth["reaction_sd"], found, "score", "drivers"))
    return pairs


def _counted(count: int) -> Estimate:
    return Estimate(count, None, None, n=count, method="count", unit="count")
