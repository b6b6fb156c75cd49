"""Matching: which contact a recording is of, and where that cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.audio.names import Said
from lastword.engine import Tables
from lastword.engine.base import union
from lastword.engine.joins import extend
from lastword.engine.times import EPOCH, since_epoch

HOW = ("uri", "name", "time")
"""What led to a contact, the surest first."""
_HOUR = 3_600_000
_OPEN = 300
"""Seconds that a contact without an end may have lasted before the recording began."""


@dataclass(frozen=True, slots=True)
class Found:
    """A recording's file and what its name says.

    Parameters
    ----------
    file
        Name of the file.
    """

    recording_id: str
    file: str
    said: Said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact that a recording may be of."""

    contact_id: str
    how: str
    customer_ref: str | None
    began_at: datetime | None
    is_outbound: bool
    has_words: bool


def matched(tables: Tables, found: Sequence[Found], tolerance: float) -> dict[str, list[Candidate]]:
    """The contacts that each recording may be of, by the surest way that leads to any.

    * ``uri``: the contact's `recording_uri` ends in the file's name, whatever its ending;
    * ``name``: the name holds the contact's id;
    * ``time``: the name's time lies within the contact, give or take the tolerance, and its agent
      is the contact's, where the name states one; of several, the one that began or was answered
      nearest to it, if no other lies within the tolerance of that one.

    More than one contact: it cannot be told. None: nothing fits.
    """
    if not found:
        return {}
    files = tables.engine.save(tables.engine.frame(_frame(found)))
    contacts = _contacts(tables)
    pairs = union(
        [_by_uri(files, contacts), _by_name(files, contacts), _by_time(files, tables, tolerance)]
    )
    return _surest(_told(tables, pairs), tolerance)


def stem(name: str) -> str:
    """A file's name without its ending, in small letters.

    Examples
    --------
    >>> stem("Call-4711.final.WAV")
    'call-4711.final'
    """
    head, dot, ending = name.casefold().rpartition(".")
    return head if dot and 1 < len(ending) < 5 else name.casefold()


def plain(name: str) -> str:
    """An agent's name or id, so that spellings of it agree: letters and digits alone.

    Examples
    --------
    >>> plain("Chris L."), plain("genesys:ChrisL")
    ('chrisl', 'chrisl')
    """
    return "".join(sign for sign in name.rpartition(":")[2].casefold() if sign.isalnum())


def _frame(found: Iterable[Found]) -> pa.Table:
    rows = [
        {
            "recording_id": one.recording_id,
            "stem": stem(one.file),
            "said_id": one.said.id.casefold() if one.said.id else None,
            "said_agent": plain(one.said.agent) if one.said.agent else None,
            "said_at": int((one.said.at - EPOCH) / timedelta(milliseconds=1))
            if one.said.at
            else None,
        }
        for one in found
    ]
    columns = [("recording_id", pa.string()), ("stem", pa.string()), ("said_id", pa.string()),
               ("said_agent", pa.string()), ("said_at", pa.int64())]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


def _contacts(tables: Tables) -> ir.Table:
    contacts = tables["contacts"]
    uri = contacts.recording_uri.lower().re_replace(r"[?#].*$", "").re_replace(r"^.*[/\\]", "")
    return contacts.select(
        "contact_id",
        uri_stem=uri.re_replace(r"\.[a-z0-9]{2,4}$", ""),
        own_id=contacts.contact_id.lower().re_replace(r"^[^:]*:", ""),
        full_id=contacts.contact_id.lower(),
    )


def _by_uri(files: ir.Table, contacts: ir.Table) -> ir.Table:
    named = contacts.filter(contacts.uri_stem.fill_null("") != "")
    return _pairs(files.inner_join(named, files.stem == named.uri_stem), "uri")


def _by_name(files: ir.Table, contacts: ir.Table) -> ir.Table:
    told = files.filter(files.said_id.notnull())
    short = told.inner_join(contacts, told.said_id == contacts.own_id)
    full = told.inner_join(contacts, told.said_id == contacts.full_id)
    return union([_pairs(short, "name"), _pairs(full, "name")]).distinct()


def _by_time(files: ir.Table, tables: Tables, tolerance: float) -> ir.Table:
    """Join by the hour, each file with its own hour and the ones beside it."""
    near = int(tolerance * 1000)
    told = files.filter(files.said_at.notnull())
    hour = (told.said_at / float(_HOUR)).floor().cast("int64")
    beside = union([told.mutate(hour=hour + shift) for shift in (-1, 0, 1)])
    calls = _calls(tables)
    pairs = beside.inner_join(calls, "hour")
    pairs = pairs.filter(
        (pairs.said_at >= pairs.offered - near)
        & (pairs.said_at <= pairs.ended + near)
        & (pairs.said_agent.isnull() | (pairs.said_agent == pairs.agent)
           | (pairs.said_agent == pairs.agent_name))
    )  # fmt: skip
    start = ibis.least(
        (pairs.said_at - pairs.offered).abs(), (pairs.said_at - pairs.answered).abs()
    )
    return _pairs(pairs.mutate(far=start.cast("int64")), "time").distinct()


def _calls(tables: Tables) -> ir.Table:
    contacts = tables["contacts"]
    spoken = contacts.filter(contacts.channel.fill_null("voice").isin(["voice", "ivr"]))
    offered = since_epoch(spoken.offered_at)
    ended = since_epoch(spoken.ended_at)
    rows = spoken.select(
        "contact_id", "agent_id",
        offered=offered,
        answered=since_epoch(spoken.answered_at).fill_null(offered),
        ended=ended.fill_null(offered + _OPEN * 1000),
        hour=(offered / float(_HOUR)).floor().cast("int64"),
        agent=_letters(spoken.agent_id.re_replace(r"^[^:]*:", "")),
    )  # fmt: skip
    agents = tables["agents"]
    names = agents.group_by("agent_id").aggregate(agent_name=_letters(agents.name).max())
    return extend(rows, names, "agent_id")


def _letters(text: ir.StringValue) -> ir.StringValue:
    return text.lower().re_replace(r"[^a-z0-9]", "")


def _pairs(joined: ir.Table, how: str) -> ir.Table:
    far = joined.far if "far" in joined.columns else ibis.literal(0, "int64")
    return joined.select("recording_id", "contact_id", how=ibis.literal(how), far=far)


def _told(tables: Tables, pairs: ir.Table) -> list[dict[str, Any]]:
    contacts = tables["contacts"]
    about = contacts.select(
        "contact_id", "customer_ref", "direction",
        began_at=contacts.answered_at.coalesce(contacts.offered_at),
    )  # fmt: skip
    messages = tables["messages"]
    written = messages.filter(messages.recording_id.isnull() & messages.text.notnull())
    words = written.group_by("contact_id").aggregate(messages=written.count())
    rows = extend(extend(pairs, about, "contact_id"), words, "contact_id")
    found: list[dict[str, Any]] = tables.engine.fetch(rows).to_pylist()
    return found


def _surest(rows: Iterable[dict[str, Any]], tolerance: float) -> dict[str, list[Candidate]]:
    found: dict[str, dict[str, list[tuple[int, Candidate]]]] = {}
    for row in sorted(rows, key=lambda row: str(row["contact_id"])):
        candidate = Candidate(
            row["contact_id"], row["how"], row["customer_ref"], row["began_at"],
            row["direction"] == "outbound", bool(row["messages"]),
        )  # fmt: skip
        ways = found.setdefault(row["recording_id"], {})
        ways.setdefault(row["how"], []).append((row["far"], candidate))
    return {
        name: _nearest(next(ways[how] for how in HOW if how in ways), tolerance)
        for name, ways in found.items()
    }


def _nearest(told: Sequence[tuple[int, Candidate]], tolerance: float) -> list[Candidate]:
    """Those that are as near as the nearest, give or take the tolerance."""
    least = min(far for far, _ in told)
    return [one for far, one in told if far <= least + tolerance * 1000]
