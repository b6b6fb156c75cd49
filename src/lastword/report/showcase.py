"""Showcase: a page for the whole company of what customers wished for and what changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lastword.pages.page import Block, Column, Note, Page, Rows, Statement
from lastword.pages.words import count
from lastword.project.backlog import Entry
from lastword.project.results import Results
from lastword.report.html import html
from lastword.text.redaction import redact

SHOWN = 60


def showcase(
    results: Results, entries: Sequence[Entry], shown: Collection[str], *, names: bool
) -> str:
    """Write the page as one HTML text.

    Parameters
    ----------
    shown
        Contacts whose customers agreed that their words are shown; others count, unquoted.
    names
        Whether agents are named; else they are credited by number.
    """
    changed = [entry for entry in entries if entry.status == "shipped"]
    open_ = [entry for entry in entries if entry.status not in ("shipped", "declined")][:SHOWN]
    lead = Statement(
        f"{count(len(entries), 'idea')} of customers, {len(changed) or 'none'} of them shipped.",
        note="Customers’ own words, shown with their consent. Agents are credited for listening.",
    )
    blocks: list[Block] = []
    if changed:
        blocks.append(_rows("shipped", "What changed", changed, shown, names))
    blocks.append(_rows("open", "What customers wish for", open_, shown, names))
    unquoted = sum(_quotes(entry, shown) is None for entry in (*changed, *open_))
    if unquoted:
        whose = (
            f"{count(unquoted, 'idea')} {'is' if unquoted == 1 else 'are'} shown without a quote"
        )
        blocks.append(Note(f"{whose}: no customer behind it agreed to be quoted.", tone="muted"))
    blocks.append(Note("Credit is for listening, never a count to be paid by.", tone="muted"))
    page = Page("showcase", "Showcase", "What did customers teach us?", lead, tuple(blocks))
    return html(results, [page])


def _rows(
    id_: str, title: str, entries: Sequence[Entry], shown: Collection[str], names: bool
) -> Rows:
    return Rows(
        f"showcase-{id_}",
        title,
        (
            Column("Idea"), Column("Customers", is_number=True), Column("In their words"),
            Column("Heard by"), Column("Status"), Column("Contacts on it since", is_number=True),
        ),
        tuple(
            (
                _title(entry, shown), entry.customers or None, _quotes(entry, shown),
                _credit(entry, names), entry.status, entry.effect.change if entry.effect else None,
            )
            for entry in entries
        ),
        shown=SHOWN,
        empty="Nothing yet.",
    )  # fmt: skip


def _title(entry: Entry, shown: Collection[str]) -> str:
    quoted = [told.text for told in entry.quotes if told.contact_id in shown]
    is_own = entry.title not in {told.text for told in entry.quotes}
    return redact(entry.title if is_own else quoted[0] if quoted else f"Idea {entry.idea_id}")


def _quotes(entry: Entry, shown: Collection[str]) -> str | None:
    quoted = [f"“{redact(told.text)}”" for told in entry.quotes if told.contact_id in shown]
    return " ".join(quoted[:3]) or None


def _credit(entry: Entry, names: bool) -> str | None:
    if not entry.credited:
        return None
    return ", ".join(entry.credited[:8]) if names else count(len(entry.credited), "agent")
