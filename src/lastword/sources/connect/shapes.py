"""Who speaks in a transcript of Contact Lens, and in which order."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.lists import NUMBER, RECORD
from lastword.ingest.recognition import Shape

ROLES = ("CUSTOMER", "AGENT", "SUPERVISOR", "SYSTEM", "CUSTOM_BOT")


def speakers(turns: ir.Table) -> ir.Table:
    """Add the role of each turn's participant, and the turn's place in the transcript.

    Calls name participants by their role; chats by an id, whose role stands in the list of
    participants beside the transcript.
    """
    listed = turns.Participants.re_replace(r"\s", "")
    key = turns["Transcript.ParticipantId"]
    found = [(_names(listed, key, role), role) for role in ROLES]
    order = ibis.window(group_by=RECORD, order_by=NUMBER)
    return turns.mutate(
        role=ibis.coalesce(
            turns["Transcript.ParticipantRole"],
            ibis.cases(*found),
            key.isin(ROLES).ifelse(key, None),
        ),
        place=(ibis.row_number().over(order) + 1).cast("string"),
    )


def _names(listed: ir.StringValue, key: ir.StringValue, role: str) -> ir.BooleanValue:
    """Whether the list of participants gives this one that role."""
    named = ibis.literal('"ParticipantId":"') + key + '"'
    kind = f'"ParticipantRole":"{role}"'
    first = listed.contains(named + "," + kind)
    return (first | listed.contains(kind + "," + named)).fill_null(False)


READS = ("Participants", "Transcript.ParticipantId", "Transcript.ParticipantRole")
SHAPES = {"speakers": Shape(speakers, READS)}
