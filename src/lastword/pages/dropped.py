"""Dropped: cut off while waiting, abandoned, too short to help, closed on an open question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.charts.bars import bars
from lastword.charts.rows import Row
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Figure, Headline, Kind, Number, Rows, Statement, columns
from lastword.pages.words import clock, count
from lastword.project.results import Results
from lastword.verdict.results import Dropped


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say who was dropped, and whether they came back at once."""
    dropped = results.dropped
    if dropped is None:
        return None
    return (
        Statement(" ".join(_lines(dropped)), _numbers(dropped), f"{dropped.offered:,} contacts."),
        [_figure(dropped), _rows(dropped)],
    )


def headline(results: Results) -> Headline | None:
    """The row of the first screen."""
    return Headline("DROPPED", _lines(results.dropped), "dropped") if results.dropped else None


def _lines(dropped: Dropped) -> tuple[str, ...]:
    said = []
    if dropped.cut_off:
        where = f" at {clock(dropped.cut_off_at_seconds)}" if dropped.cut_off_at_seconds else ""
        again = dropped.cut_off_again_in_hour
        rang = f"; {again.text()} tried again within the hour" if again else ""
        said.append(f"{dropped.cut_off:,} cut off{where} of waiting{rang}.")
    if dropped.abandoned.is_known:
        said.append(f"{dropped.abandoned.text()} gave up waiting.")
    if dropped.unanswered:
        chats = count(dropped.unanswered, "conversation")
        said.append(f"{chats} closed on the customer's open question.")
    return tuple(said) or ("Nobody was dropped, as far as the data show.",)


def _numbers(dropped: Dropped) -> tuple[Number, ...]:
    return (
        Number("Gave up waiting", dropped.abandoned, "abandonment", "the data hold no outcome"),
        Number("Cut off, tried again within the hour", dropped.cut_off_again_in_hour, "",
               "nobody known was cut off"),
        Number("Served, but too short to help", dropped.short, "", "the data hold no talk time"),
        Number("Short, tried again within the hour", dropped.short_again_in_hour, "",
               "no short contact of a known customer"),
    )  # fmt: skip


def _cases(dropped: Dropped) -> tuple[tuple[str, float | None], ...]:
    def of(share: Estimate | None) -> float | None:
        return None if share is None or share.value is None else round(share.value * share.n)

    return (
        ("Gave up waiting", of(dropped.abandoned)),
        ("Cut off by the system", dropped.cut_off),
        ("Served, but too short to help", of(dropped.short)),
        ("Closed on the customer's open question", dropped.unanswered),
    )


def _figure(dropped: Dropped) -> Figure:
    rows = tuple(_row(label, number) for label, number in _cases(dropped))
    return Figure(
        "dropped-ways",
        "How customers were dropped",
        "Contacts, each way counted by itself.",
        partial(bars, rows),
        "; ".join(f"{label}: {_said(number)}" for label, number in _cases(dropped)) + ".",
        tuple({"how": label, "contacts": number} for label, number in _cases(dropped)),
        ("abandonment",),
    )


def _row(label: str, number: float | None) -> Row:
    if number is None:
        return Row(label, None, unknown="not in the data")
    contacts = Estimate(number, None, None, n=int(number), method="count", unit="count")
    return Row(label, contacts, role="penalty", href="#rows-dropped")


def _said(number: float | None) -> str:
    return "not known" if number is None else f"{number:,.0f}"


def _rows(dropped: Dropped) -> Rows:
    again = {
        "Cut off by the system": dropped.cut_off_again_in_hour,
        "Served, but too short to help": dropped.short_again_in_hour,
    }
    shares = {"Gave up waiting": dropped.abandoned, "Served, but too short to help": dropped.short}
    return Rows(
        "rows-dropped",
        "The same in numbers",
        columns("How", numbers=("Contacts", "Share", "Tried again within the hour")),
        tuple(
            (label, number, shares.get(label), again.get(label))
            for label, number in _cases(dropped)
        ),
        Evidence("contacts", (Condition("outcome", "in", ("abandoned", "cut_off")),),
                 ("-wait_seconds",)),
        ("abandonment", "abandonment_without_short"),
        "A share is left blank where the data do not say of how many.",
        more="lastword contacts --behind verdict.dropped",
    )  # fmt: skip


PAGE = Kind(
    "dropped",
    "Dropped",
    "Who was cut off, gave up, or was closed on an open question?",
    order=50,
    build=build,
    headline=headline,
    findings=("verdict.dropped", "verdict.unanswered", "verdict.cut_off", "verdict.abandon"),
)
