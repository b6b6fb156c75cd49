"""Page: one question, what it says, its numbers, its charts, the rows behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from lastword.estimate import Bounds, Estimate
from lastword.finding import Evidence, Finding
from lastword.project.results import Behind, Definition, Results
from lastword.result import plain

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

Cell = str | int | float | bool | datetime | Estimate | Bounds | None
"""What a table cell may hold; None is shown as unknown, never as 0."""

Tone = Literal["plain", "attention", "muted"]


@dataclass(frozen=True, slots=True)
class Number:
    """A labelled number with its definition.

    Parameters
    ----------
    definition
        Name in the catalogue; empty where the label says it all.
    unknown
        Why there is no number.
    """

    label: str
    value: Estimate | Bounds | None
    definition: str = ""
    unknown: str = "not known"


@dataclass(frozen=True, slots=True)
class Statement:
    """A plain sentence that holds the number, and the numbers it rests on."""

    sentence: str
    numbers: tuple[Number, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A few numbers side by side."""

    numbers: tuple[Number, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One row of the first screen: a label in capitals, lines, the page that says more."""

    label: str
    lines: tuple[str, ...]
    slug: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Headlines:
    """The first screen: numbered rows, then what to do on Monday."""

    rows: tuple[Headline, ...]
    monday: tuple[str, ...]


class Draw(Protocol):
    """Makes a chart in one of its two forms."""

    def __call__(self, *, form: Form) -> alt.LayerChart:
        """Draw it wide, or narrow for phones."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its text alternative and its data.

    Parameters
    ----------
    id
        Unique in the report; the chart's anchor.
    caption
        How to read it: what the marks are, in one or two sentences.
    draw
        Makes the chart, wide or narrow.
    alternative
        What the chart shows, in words.
    data
        The numbers drawn, for the JSON twin and the workbook.
    """

    id: str
    title: str
    caption: str
    draw: Draw
    alternative: str
    data: tuple[Mapping[str, Any], ...] = ()
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    label
        Its words.
    is_number
        Numbers stand right-aligned.
    is_detail
        Long text that the terminal leaves out.
    """

    label: str
    is_number: bool = False
    is_detail: bool = False


def columns(*words: str, numbers: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns of words, and after them columns of numbers."""
    return (*map(Column, words), *(Column(title, is_number=True) for title in numbers))


@dataclass(frozen=True, slots=True)
class Rows:
    """A table.

    Parameters
    ----------
    id
        Unique in the report; the table's anchor.
    evidence
        The query that the rows come from; None where they are the result itself.
    definitions
        Names of the catalogue's metrics used.
    shown
        How many rows a screen shows; the workbook and JSON hold all.
    total
        How many rows there are in all; None where `rows` are all.
    more
        The command that lists the rest.
    empty
        What an empty table means.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    evidence: Evidence | None = None
    definitions: tuple[str, ...] = ()
    note: str = ""
    shown: int = 25
    total: int | None = None
    more: str = ""
    empty: str = "No rows."

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.id}: {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Note:
    """A remark: what limits the numbers, or what the data cannot say."""

    text: str
    title: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Player:
    """A recording to listen to, where it lies.

    Parameters
    ----------
    address
        Of the file; it is not copied.
    moments
        Words and address of places in it.
    """

    address: str
    title: str
    moments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Definitions, each with an anchor that every number links to."""

    definitions: tuple[Definition, ...]


Block = Statement | Tiles | Headlines | Figure | Rows | Note | Player | Terms


@dataclass(frozen=True, slots=True)
class Page:
    """One question and its answer; report, workbook, terminal, JSON and web render it.

    Parameters
    ----------
    slug
        Name in addresses and anchors.
    title
        Short, for the menu.
    question
        In the words of a head of service.
    lead
        The answer in one plain sentence, with its numbers.
    blocks
        What follows, in order.
    findings
        Findings that belong to the question.
    behind
        Finding id → the first rows behind it.
    """

    slug: str
    title: str
    question: str
    lead: Statement
    blocks: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = ()
    behind: Mapping[str, Behind] = field(default_factory=dict)

    def says(self, finding: Finding) -> bool:
        """Whether the page itself already shows every number of a finding."""
        shown: list[Any] = [number.value for number in self.lead.numbers]
        for block in self.blocks:
            if isinstance(block, Rows):
                shown += [cell for row in block.rows for cell in row]
            elif isinstance(block, Figure):
                shown += [value for row in block.data for value in row.values()]
            elif isinstance(block, Tiles | Statement):
                shown += [number.value for number in block.numbers]
        known = [number for number in shown if isinstance(number, Estimate | Bounds)]
        return all(number in known for number in finding.estimates.values())

    def to_dict(self) -> dict[str, Any]:
        """The page's JSON twin."""
        return {
            "slug": self.slug,
            "title": self.title,
            "question": self.question,
            "lead": plain(self.lead),
            "blocks": [_block(block) for block in self.blocks],
            "findings": plain(self.findings),
            "behind": plain(self.behind),
        }


def _no_headline(results: Results) -> Headline | None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """How a page module offers itself: the registry finds its `PAGE`.

    Parameters
    ----------
    order
        Place in the menu.
    room
        Room whose `lastword show ROOM` includes the page.
    findings
        Beginnings of the ids of findings that belong to the page.
    build
        From the results to lead and blocks; None where the page has nothing to say.
    shows
        Rooms besides its own whose answers the page shows.
    headline
        The page's row of the first screen; None where it has none.
    """

    slug: str
    title: str
    question: str
    order: int
    build: Callable[[Results], tuple[Statement, Sequence[Block]] | None]
    room: str = "verdict"
    shows: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    headline: Callable[[Results], Headline | None] = _no_headline

    def owns(self, finding: Finding) -> bool:
        """Whether a finding belongs to this page."""
        return any(finding.id.startswith(start) for start in self.findings)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Figure):
        data = {"id": block.id, "title": block.title, "caption": block.caption}
        data |= {"alternative": block.alternative, "data": plain(block.data)}
        return {"kind": "figure", **data, "definitions": list(block.definitions)}
    if isinstance(block, Rows):
        evidence = block.evidence.to_dict() if block.evidence else None
        rest = {k: v for k, v in plain(block).items() if k != "evidence"}
        return {"kind": "rows", **rest, "evidence": evidence}
    return {"kind": type(block).__name__.lower(), **plain(block)}
