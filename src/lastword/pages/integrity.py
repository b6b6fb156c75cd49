"""Integrity: where the measure has replaced the goal."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.integrity.result import Audit, Judgement
from lastword.analyses.integrity.sign import Sign
from lastword.estimate import say
from lastword.pages.integrity_figures import figure_of, views_figure
from lastword.pages.page import Block, Cell, Column, Kind, Note, Number, Rows, Statement
from lastword.pages.words import chance, count
from lastword.project.results import Results

_MOST_FIGURES = 8
_RULES = (
    "A finding is a pattern consistent with a target having replaced its goal. It names the target "
    "and the pattern, never a culprit; each comes with explanations under which nobody did "
    "anything wrong, and with what would settle it."
)


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say which targets look gamed, whom it harmed, and what to do with each target."""
    made = results.integrity
    if made is None:
        return None
    blocks: list[Block] = [_found_rows(made), _target_rows(made, results)]
    figures = [figure_of(sign) for sign in made.found]
    blocks += [figure for figure in figures if figure is not None][:_MOST_FIGURES]
    if made.views is not None:
        blocks.append(views_figure(made.views))
    blocks += [_innocent_rows(made), _exhibit_rows(made), _tested_rows(made)]
    if made.silent:
        blocks.append(_silent_rows(made))
    blocks.append(Note(_RULES, "How to read this", "muted"))
    return _lead(made), [block for block in blocks if not _is_empty(block)]


def _lead(made: Audit) -> Statement:
    tests = count(made.tests, "test")
    if not made.found:
        return Statement(
            f"No sign in {tests} that a measure has replaced its goal.",
            note="What could not be tested stands below; so does the smallest effect that would "
            "have been seen.",
        )
    patterns = count(len(made.found), "pattern is", "patterns are")
    worst = made.found[0]
    numbers = (Number("Effect of the first", worst.estimate),)
    return Statement(
        f"{patterns[:1].upper()}{patterns[1:]} consistent with a measure that has replaced its "
        f"goal. First: {worst.sentence}",
        numbers,
        f"Of {tests}, judged together so that about {say(made.fdr)} of what is found is false "
        "alarm. Ordered by customers harmed, then by strength.",
    )


def _found_rows(made: Audit) -> Rows:
    return Rows(
        "rows-integrity",
        "What was found",
        (
            Column("Pattern consistent with"),
            Column("In words", is_detail=True),
            Column("Effect", is_number=True),
            Column("Share", is_number=True),
            Column("Customers' harm"),
            Column("q", is_number=True),
            Column("Smallest effect seen", is_number=True, is_detail=True),
        ),
        tuple(_found(sign) for sign in made.found),
        empty="No pattern was found.",
        more="lastword contacts --behind integrity.…",
    )


def _found(sign: Sign) -> tuple[Cell, ...]:
    worst = sorted((h for h in sign.harm if h.otherwise), key=lambda harm: -harm.customers)
    harm = worst[0].text() if worst else "not measurable"
    return (
        _named(sign), sign.sentence, sign.estimate, sign.share, harm, chance(sign.q),
        f"{sign.minimal_detectable_effect:,.0f}" if sign.minimal_detectable_effect else None,
    )  # fmt: skip


def _named(sign: Sign) -> str:
    """The pattern without its numbers, and whom it speaks of."""
    name = sign.sentence.partition(": ")[0].removeprefix("Pattern consistent with ")
    is_named = sign.level == "centre" or str(sign.unit) in name
    return name if is_named else f"{name} ({sign.level} {sign.unit})"


def _target_rows(made: Audit, results: Results) -> Rows:
    return Rows(
        "rows-integrity-targets",
        "Which targets to keep, drop or replace",
        (
            Column("Target"),
            Column("Paid for"),
            Column("Shown to agents"),
            Column("Advice"),
            Column("Replace with"),
            Column("Because"),
        ),
        tuple(_judged(judged, results) for judged in made.targets),
        note="Lastword's own metrics are audited like any other once they are targets.",
        empty="No targets are declared and none was found; declare them under [[targets]].",
    )


def _judged(judged: Judgement, results: Results) -> tuple[Cell, ...]:
    target = judged.target
    known = results.definitions
    title = known[target.metric].title if target.metric in known else target.metric
    instead = ", ".join(known[m].title if m in known else m for m in judged.replace_with)
    declared = "" if judged.is_declared else " (not declared; found in the data)"
    return (
        f"{title} {target.operator} {target.value:g} {target.unit}{declared}",
        target.is_paid,
        target.is_displayed,
        judged.advice,
        instead or None,
        judged.because,
    )


def _innocent_rows(made: Audit) -> Rows:
    return Rows(
        "rows-integrity-innocent",
        "Explanations under which nobody did anything wrong",
        (Column("Pattern"), Column("Explanation"), Column("What the data say")),
        tuple(
            (sign.id, explanation.words, _said(explanation.is_ruled_out, explanation.basis))
            for sign in made.found
            for explanation in sign.explanations
        ),
        empty="No pattern, nothing to explain.",
    )


def _said(is_ruled_out: bool | None, basis: str) -> str:
    words = {True: "ruled out", False: "possible", None: "cannot be told"}[is_ruled_out]
    return f"{words}: {basis}" if basis else words


def _exhibit_rows(made: Audit) -> Rows:
    return Rows(
        "rows-integrity-contacts",
        "The contacts to look at first",
        (Column("Pattern"), Column("Contact"), Column("Second", is_number=True),
         Column("Message"), Column("What to see")),
        tuple(
            (sign.id, exhibit.contact_id, exhibit.seconds, exhibit.message_id, exhibit.words)
            for sign in made.found
            for exhibit in sign.exhibits
        ),
        note="Ranked: customers who came again soonest first. `lastword read CONTACT` opens one.",
        empty="No pattern, no contacts.",
    )  # fmt: skip


def _tested_rows(made: Audit) -> Rows:
    return Rows(
        "rows-integrity-tested",
        "Tested without a sign",
        (
            Column("Test"),
            Column("Whom"),
            Column("Effect", is_number=True),
            Column("p", is_number=True),
            Column("Cases", is_number=True),
            Column("Smallest effect that would be seen", is_number=True),
        ),
        tuple(
            (
                sign.id, sign.level, sign.estimate, chance(sign.p), sign.n,
                f"{sign.minimal_detectable_effect:,.3g}"
                if sign.minimal_detectable_effect is not None else None,
            )
            for sign in made.signs if not sign.is_found
        ),
        shown=12,
        empty="Every test found something.",
    )  # fmt: skip


def _silent_rows(made: Audit) -> Rows:
    return Rows(
        "rows-integrity-silent",
        "What these data cannot show",
        (Column("Way of gaming"), Column("Why it cannot be tested")),
        tuple((silence.title, silence.why) for silence in made.silent),
    )


def _is_empty(block: Block) -> bool:
    names = ("rows-integrity-innocent", "rows-integrity-contacts", "rows-integrity-tested")
    return isinstance(block, Rows) and not block.rows and block.id in names


PAGE = Kind(
    "integrity",
    "Integrity",
    "Where has the measure replaced the goal?",
    order=55,
    build=build,
    room="integrity",
    findings=("integrity.",),
)
