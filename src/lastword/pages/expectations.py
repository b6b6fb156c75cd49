"""Expectations: what falling short costs, whether exceeding pays, what is missed and praised."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.analyses.expectations.curve import LoyaltyCurve
from lastword.analyses.expectations.drawing import draw, label_of
from lastword.analyses.expectations.loyalty import Loyalties, Measure
from lastword.analyses.expectations.questions import FELL_SHORT
from lastword.analyses.expectations.topics import Topic, Topics
from lastword.charts.dots import dots
from lastword.charts.rows import Row
from lastword.estimate import say
from lastword.pages.page import (
    Block,
    Cell,
    Figure,
    Kind,
    Note,
    Number,
    Rows,
    Statement,
    columns,
)
from lastword.pages.words import chance, count, short
from lastword.project.results import Results

_DRAWN = 12
_BANDS = {"below": "fell short", "met": "as expected", "above": "exceeded"}


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say whether exceeding expectations pays, and what complaints and praise are about."""
    finding = results.finding("expectations.plateau")
    found, topics = results.loyalties, results.topics
    if finding is None:
        return None
    blocks: list[Block] = []
    if found is not None:
        blocks += [_figure(measure, curve) for measure, curve in found.curves]
        blocks += [_bands(found), _changes(found), _slopes(found)]
        guards = dict.fromkeys(guard for _, curve in found.curves for guard in curve.guards)
        blocks += [Note(guard, "What limits it", "attention") for guard in guards]
    if topics is not None:
        blocks += [_topic_figure(topics), _topic_rows(topics)]
    return _lead(finding.sentence, found), blocks


def _lead(sentence: str, found: Loyalties | None) -> Statement:
    if found is None:
        return Statement(sentence)
    _, curve = found.curves[0]
    change = curve.changes[0]
    numbers = (
        Number("Falling short", change.short, "below_expectation", "nobody fell short"),
        Number("Exceeding", change.exceeded, "above_expectation", "nobody exceeded"),
    )
    return Statement(
        sentence,
        numbers,
        f"Change in “{curve.loyalty}” against expectation just met. Customers whose expectations "
        "were exceeded may differ in more than that.",
    )


def _figure(measure: Measure, curve: LoyaltyCurve) -> Figure:
    points = zip(curve.fit.levels, curve.fit.means, curve.fit.fitted, curve.fit.n, strict=True)
    data = tuple(
        {"expectation": label_of(curve, gap), "n": n, "mean": mean, "fitted": fitted}
        for gap, mean, fitted, n in points
    )
    said = "; ".join(
        f"{_BANDS[band.name]}: {short(band.mean)}, {count(band.n, 'answer')}"
        for band in curve.bands
    )
    return Figure(
        f"loyalty-{measure.column}",
        f"{measure.title}, by how expectation was met",
        "Dots: mean. Pale bars: 95 % interval of the monotone fit (dashed). Coloured lines: slope "
        "below and above “as expected”.",
        partial(draw, curve),
        f"{said}.",
        data,
        ("below_expectation", "above_expectation"),
    )


def _bands(found: Loyalties) -> Rows:
    rows: list[tuple[Cell, ...]] = []
    for _, curve in found.curves:
        cells: list[Cell] = [cell for band in curve.bands for cell in (band.mean, band.n)]
        rows.append((curve.loyalty, *cells))
    return Rows(
        "rows-loyalty",
        "Loyalty by how expectation was met",
        columns("Loyalty", numbers=("Fell short", "n", "As expected", "n", "Exceeded", "n")),
        tuple(rows),
        FELL_SHORT,
        ("below_expectation", "above_expectation"),
        more="lastword issues --behind expectations.plateau",
    )


def _changes(found: Loyalties) -> Rows:
    rows = tuple(
        (curve.loyalty, change.measure, change.short, change.exceeded)
        for _, curve in found.curves
        for change in curve.changes
    )
    return Rows(
        "rows-loyalty-changes",
        "What falling short costs, what exceeding earns",
        columns(
            "Loyalty", "Measure", numbers=("Falling short changes it by", "Exceeding changes it by")
        ),
        rows,
        note="Against “as expected”: differences of means, without a model; intervals over agents.",
    )


def _slopes(found: Loyalties) -> Rows:
    rows = tuple(
        (
            curve.loyalty,
            {"response": "answers", "latent": "customer's reaction"}[slopes.scale],
            slopes.below,
            slopes.above,
            slopes.ratio,
            say(slopes.steeper_below),
            chance(slopes.plateau.p),
        )
        for _, curve in found.curves
        for slopes in (curve.response, curve.latent)
        if slopes is not None
    )
    return Rows(
        "rows-loyalty-slopes",
        "Slopes on both scales",
        columns(
            "Loyalty",
            "Scale",
            numbers=(
                "Slope below",
                "Slope above",
                "Times as steep below",
                "P(steeper below)",
                "p of “exceeding adds nothing”",
            ),
        ),
        rows,
        note="A full answer scale flattens at its top; the customer's reaction, in standard "
        "deviations, does not. The ratio is unknown where the slope above may be 0.",
        empty="Customers on both sides of “as expected” are needed.",
    )


def _topic_figure(topics: Topics) -> Figure:
    half = _DRAWN // 2
    listed = topics.topics
    drawn = listed if len(listed) <= _DRAWN else (*listed[:half], *listed[-half:])
    rows = tuple(_topic_row(topic) for topic in drawn)
    return Figure(
        "topics",
        "Missed when it lacks, praised when it is there",
        "Share of complaints less share of praise about each topic. Right: complained about more "
        "than praised. Lines: 95 % interval.",
        partial(dots, rows, zero=0.0),
        "; ".join(f"{topic.name}: {topic.difference.text()}" for topic in drawn) + ".",
        tuple({"topic": topic.name, "difference": topic.difference} for topic in drawn),
    )


def _topic_row(topic: Topic) -> Row:
    under = f"{topic.complaints:,} complaints, {topic.praises:,} praises"
    missed = (topic.difference.value or 0.0) > 0
    role = "muted" if not topic.is_sure else "penalty" if missed else "reward"
    return Row(topic.name, topic.difference, under, role=role, href="#rows-topics")  # type: ignore[arg-type]


def _topic_rows(topics: Topics) -> Rows:
    return Rows(
        "rows-topics",
        "What complaints and praise are about",
        columns(
            "Topic",
            numbers=("Complaints", "Praises", "Of all complaints", "Of all praise", "Difference"),
        ),
        tuple(
            (t.name, t.complaints, t.praises, t.of_complaints, t.of_praise, t.difference)
            for t in topics.topics
        ),
        FELL_SHORT,
        note=f"Topics are {topics.source}. Complaint: fell short, or one of the worst answers; "
        "praise: exceeded, or the best answer.",
        more="lastword issues --behind expectations.topics",
    )


PAGE = Kind(
    "expectations",
    "Expectations",
    "Does exceeding expectations pay?",
    order=66,
    build=build,
    room="expectations",
    findings=("expectations.",),
)
