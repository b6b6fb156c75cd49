"""Calls as Genesys Cloud and Asterisk both name and count them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import joined, moments
from lastword.sources.demo.logs import contacts_table
from lastword.sources.demo.vendors.asterisk import call_id
from lastword.sources.demo.vendors.common.rows import Columns, taken
from lastword.sources.demo.vendors.telephones import OLD_LINE, PHONE, calls, served


def contacts(chunk: Chunk, source: str, rows: Ints) -> Columns:
    """Calls as one system names and counts them."""
    plain = taken(contacts_table(chunk, PHONE), chunk.number[rows])
    columns = {name: plain[name] for name in plain.column_names if name != "solved"}
    is_served = pc.is_valid(plain["answered_at"])
    columns |= {
        "contact_id": _names(chunk, source, rows),
        "channel": pa.repeat("voice", len(rows)),
        "is_claimed_resolved": plain["solved"],
        "reason": pc.if_else(is_served, plain["reason"].cast(pa.string()), None),
        "ivr_seconds": pa.nulls(len(rows), pa.int64()),
    }
    if source == "genesys":
        held = plain["hold_seconds"]
        return columns | {"hold_seconds": pc.if_else(pc.greater(held, 0), held, None)}
    talk = pc.add(plain["talk_seconds"], plain["hold_seconds"])
    return columns | {"talk_seconds": talk, "ivr_seconds": pa.repeat(0, len(rows))}


def legs(chunk: Chunk, source: str, rows: Ints) -> Columns:
    """Every agent's stretch; the plain log tells those of calls that were passed on alone."""
    found = [(row, part) for row in map(int, rows) for part in served(chunk, row)]
    parts = [part for _, part in found]
    row = np.array([row for row, _ in found], dtype=np.int64)
    plain = taken(contacts_table(chunk, PHONE), chunk.number[row])
    passes_on = pa.array([part.passes_on for part in parts], pa.bool_())
    hold, talk = (np.array([getattr(part, name) for part in parts]) for name in ("hold", "talk"))
    is_old = source == "asterisk"
    following = pa.repeat(OLD_LINE, len(row)) if is_old else joined("genesys:", plain["agent_id"])
    return {
        "contact_id": _names(chunk, source, row),
        "position": np.array([1 + (not part.passes_on) for part in parts]),
        "agent_id": np.array([part.agent for part in parts], dtype=np.int64),
        "queue": plain["queue"],
        "started_at": moments(chunk.world, np.array([part.begins for part in parts])),
        "ended_at": moments(chunk.world, np.array([part.ends for part in parts])),
        "talk_seconds": talk + hold if is_old else talk,
        "hold_seconds": pa.array(hold, mask=hold == 0),
        "wrap_seconds": pc.if_else(passes_on, None, plain["wrap_seconds"]),
        "ended_by": pc.if_else(passes_on, "transfer", plain["ended_by"].cast(pa.string())),
        "transferred_to": pc.if_else(passes_on, following, None),
    }


def callers(chunk: Chunk, rows: Ints) -> Columns:
    """Numbers that rang, or were rung, on these calls."""
    plain = taken(contacts_table(chunk, PHONE), chunk.number[rows])
    numbers = pc.unique(pc.drop_null(plain["customer_ref"]))
    return {"customer_ref": numbers, "kind": pa.repeat("phone", len(numbers)), "value": numbers}


def agents(chunk: Chunk) -> Ints:
    """Agents who served a call that Genesys tells of."""
    rows = calls(chunk, is_old_line=False)
    return np.unique([part.agent for row in map(int, rows) for part in served(chunk, row)])


def _names(chunk: Chunk, source: str, rows: Ints) -> Any:
    """How a system names calls."""
    if source == "asterisk":
        return pa.array([call_id(chunk, row) for row in map(int, rows)], pa.string())
    return chunk.number[rows]
