"""Solved: as claimed, as said, as inferred for everybody, and with nothing assumed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from lastword.charts.dots import dots
from lastword.charts.palette import Role
from lastword.charts.rows import Row
from lastword.estimate import Bounds, Estimate, say
from lastword.finding import Condition, Evidence
from lastword.pages.page import (
    Block,
    Cell,
    Column,
    Figure,
    Headline,
    Kind,
    Note,
    Number,
    Rows,
    Statement,
)
from lastword.pages.words import count, sentence, short
from lastword.project.results import Results
from lastword.verdict.results import Common, Disagreement, Ladder, Resolution, Rung

_ROLE: dict[str, Role] = {
    "agent": "muted",
    "system": "muted",
    "behaviour": "ink",
    "customer": "reward",
}
_OWN_ANSWER = "customer_says_resolved"
_IF_ALIKE = "Inferred holds if the silent are like those who answered; no answer can test that."
_NOT_ASKED = "no customer was asked whether it is solved"


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how many problems were solved, and who says so."""
    resolution, ladder = results.resolution, results.ladder
    if resolution is None:
        return None
    blocks: list[Block] = [_verdict_figure(resolution)]
    if not resolution.said.is_known:
        blocks.append(Note(f"{_NOT_ASKED.capitalize()}: what follows is behaviour only. "
                           "`lastword survey` writes the questions that are missing.",
                           "What these data cannot say", "attention"))  # fmt: skip
    if ladder is not None:
        blocks += [_ladder_figure(ladder), _ladder_rows(ladder), _disagreement_rows(ladder)]
    if ladder is not None and ladder.common is not None:
        blocks.append(_common(ladder.common, ladder))
    if resolution.what_if:
        blocks += [_what_if_figure(resolution)]
    if resolution.caveats and results.finding("verdict.solved") is None:
        blocks.append(Note(" ".join(resolution.caveats), "What limits this"))
    return _lead(resolution), blocks


def headline(results: Results) -> Headline | None:
    """The first row of the first screen."""
    found = results.resolution
    return Headline("SOLVED?", _lines(found), "solved", found.said.is_known) if found else None


def _lead(resolution: Resolution) -> Statement:
    numbers = (
        Number("Claimed by the centre", resolution.claimed, "agent_code"),
        Number("Said by customers who answered", resolution.said, "customer_says_resolved",
               _NOT_ASKED),
        Number("All customers, inferred", resolution.inferred, "customer_says_resolved",
               _NOT_ASKED),
        Number("Nothing assumed about the silent", resolution.bounds, "", _NOT_ASKED),
    )  # fmt: skip
    note = sentence(
        f"{count(resolution.mature, 'problem')} old enough to judge, of {resolution.issues:,};",
        f"{resolution.invited:,} asked, {resolution.answered:,} answered.",
    )
    return Statement(" ".join(_lines(resolution)), numbers, note)


def _lines(resolution: Resolution) -> tuple[str, ...]:
    claim = (
        f"You claim {say(resolution.claimed.value)}."
        if resolution.claimed.value is not None
        else "The data hold no claim."
    )
    if not resolution.said.is_known:
        return claim, f"{_NOT_ASKED.capitalize()}: behaviour only.{_proxy(resolution)}"
    said = f"Customers who answered: {resolution.said.text()}."
    beside = f"assuming nothing: {resolution.bounds.text()}." if resolution.bounds else ""
    if resolution.inferred is None:
        return f"{claim} {said}", beside.capitalize()
    joined = f"All, inferred: {resolution.inferred.text()}"
    return f"{claim} {said}", f"{joined}; {beside}" if beside else f"{joined}.", _IF_ALIKE


def _proxy(resolution: Resolution) -> str:
    if resolution.proxy is None:
        return ""
    return f" A proxy, not a verdict: {resolution.proxy.text()} did not come back."


def _verdict_figure(resolution: Resolution) -> Figure:
    def row(label: str, number: Estimate | Bounds | None, role: Role, under: str = "issues") -> Row:
        n = f"n {number.n:,}" if number is not None and number.n else ""
        known = number if not isinstance(number, Estimate) or number.is_known else None
        return Row(label, known, n, _NOT_ASKED, role, "#rows-ladder")

    rows = [
        row("You claim", resolution.claimed, "muted"),
        row("Customers who answered", resolution.said, "reward"),
        row("Weighted for who answers", resolution.weighted, "reward"),
        row("All customers, inferred", resolution.inferred, "reward"),
        row("Nothing assumed", resolution.bounds, "bars"),
    ]
    return Figure(
        "verdict",
        "Claimed, said, inferred",
        "Dots: share of problems solved. Lines: 95 % interval. Pale bar: all that is possible "
        "when nothing is assumed about customers who did not answer.",
        partial(dots, tuple(rows)),
        "; ".join(f"{r.label}: {short(r.number, r.unknown)}" for r in rows) + ".",
        tuple({"what": r.label, "number": r.number} for r in rows),
        ("agent_code", "customer_says_resolved"),
    )


def _ladder_figure(ladder: Ladder) -> Figure:
    rows = tuple(_rung(rung) for rung in ladder.rungs)
    return Figure(
        "ladder",
        "The same problems, by every definition in use",
        "Each row counts the same mature problems by another definition of “resolved”. "
        "Faint: the centre decides. Strong: what customers did. Green: what customers said.",
        partial(dots, rows),
        "; ".join(f"{row.label}: {short(row.number, row.unknown)}" for row in rows) + ".",
        tuple({"definition": r.title, "decided by": r.decider, "number": r.estimate}
              for r in ladder.rungs),
        tuple(rung.name for rung in ladder.rungs),
    )  # fmt: skip


def _rung(rung: Rung) -> Row:
    n = f" · n {rung.estimate.n:,}" if rung.estimate else ""
    under = f"{rung.decider} decides{n}"
    unknown = f"not computed: {rung.why_not}" if rung.why_not else "not computed"
    return Row(rung.title, rung.estimate, under, unknown, _ROLE[rung.decider], "#rows-ladder")


def _ladder_rows(ladder: Ladder) -> Rows:
    return Rows(
        "rows-ladder",
        "Definitions, who decides, and how each misleads",
        (
            Column("Definition"),
            Column("Decided by"),
            Column("Resolved", is_number=True),
            Column("n", is_number=True),
            Column("How it misleads", is_detail=True),
            Column("Used by", is_detail=True),
        ),
        tuple(
            (
                rung.title,
                rung.decider,
                rung.estimate,
                rung.estimate.n if rung.estimate else None,
                _misleads(rung),
                rung.source,
            )
            for rung in ladder.rungs
        ),
        Evidence("verdicts", (Condition("is_mature", "==", True),), ("-opened_at",)),
        tuple(rung.name for rung in ladder.rungs),
    )


def _misleads(rung: Rung) -> str:
    if not rung.estimate:
        return f"Not computed: {rung.why_not}"
    here = ", ".join(rung.undermined_by)
    return f"{rung.trap} Here inflated by what the audit found: {here}." if here else rung.trap


def _disagreement_rows(ladder: Ladder) -> Rows:
    titles = {rung.name: rung.title for rung in ladder.rungs}
    with_customer = [pair for pair in ladder.disagreements if _OWN_ANSWER in _names(pair)]
    others = [pair for pair in ladder.disagreements if _OWN_ANSWER not in _names(pair)]
    return Rows(
        "rows-disagreement",
        "Who disagrees with whom",
        (
            Column("First says"),
            Column("Second says"),
            Column("Both yes", is_number=True),
            Column("Only first", is_number=True),
            Column("Only second", is_number=True),
            Column("Both no", is_number=True),
            Column("Second says no when first says yes", is_number=True),
            Column("Agreement (PABAK)", is_number=True, is_detail=True),
        ),
        tuple(_disagreement(pair, titles) for pair in (*with_customer, *others)),
        Evidence("verdicts", (Condition("is_mature", "==", True),)),
        tuple(dict.fromkeys(name for pair in with_customer for name in _names(pair))),
        "Counted on the problems that both definitions can judge. PABAK: 1 is full agreement, "
        "0 what a coin would give.",
        shown=len(with_customer) or 10,
        empty="No two definitions could judge the same problems.",
    )


def _common(common: Common, ladder: Ladder) -> Note:
    titles = {rung.name: rung.title for rung in ladder.rungs}
    rates = zip(common.definitions, common.yes_if_so, common.no_if_not, strict=True)
    low, high = (say(end) for end in common.range)
    others = "" if low == high else f" (solutions that fit about as well: {low} to {high})"
    text = sentence(
        f"If {len(common.definitions)} definitions are taken as imperfect signs of one hidden yes "
        f"or no, {short(common.share)} of the problems are a yes{others}.",
        "; ".join(
            f"“{titles.get(name, name)}” says yes to {say(yes)} of them and no to {say(no)} of "
            "the others"
            for name, yes, no in rates
        )
        + ".",
        "This is what the definitions share, not what customers said: signs that err together "
        "pass for the truth.",
        *common.warnings,
    )
    return Note(text, "What the definitions have in common", "muted")


def _names(pair: Disagreement) -> tuple[str, str]:
    return pair.first, pair.second


def _disagreement(pair: Disagreement, titles: dict[str, str]) -> tuple[Cell, ...]:
    return (
        titles.get(pair.first, pair.first),
        titles.get(pair.second, pair.second),
        pair.both,
        pair.only_first,
        pair.only_second,
        pair.neither,
        pair.no_given_yes,
        pair.pabak,
    )


def _what_if_figure(resolution: Resolution) -> Figure:
    rows = tuple(
        Row("The silent are as inferred" if not points else f"{points:g} points worse", number)
        for points, number in resolution.what_if
    )
    falls = all(
        (later.value or 0) <= (earlier.value or 0)
        for (_, earlier), (_, later) in pairwise(resolution.what_if)
    )
    return Figure(
        "what-if",
        "What if customers who did not answer were worse off?",
        "Share of all problems solved, if the silent say “solved” less often than inferred by "
        "so many points." + ("" if falls else " Read each row by itself."),
        partial(dots, rows),
        "; ".join(f"{row.label}: {short(row.number)}" for row in rows) + ".",
        tuple({"points worse": points, "number": number} for points, number in resolution.what_if),
        ("customer_says_resolved",),
    )


PAGE = Kind(
    "solved",
    "Solved?",
    "How many problems do customers call solved?",
    order=20,
    build=build,
    headline=headline,
    findings=("verdict.ladder", "verdict.resolution", "verdict.claimed", "verdict.solved"),
    shows=("integrity",),
)
