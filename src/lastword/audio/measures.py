"""Measures: how much of a recording is talk, hold, silence, and who cut whom off."""

from __future__ import annotations

from typing import Any

from lastword.audio.lanes import Lanes
from lastword.audio.spans import total


def measures(lanes: Lanes, dead_air_seconds: float, *, knows_speakers: bool) -> dict[str, Any]:
    """Columns of the table `recordings` that the lanes tell.

    Hold counts the announcements in it. Silence is everything in which nothing is heard; dead air
    is its long stretches between the first word and the last. What cannot be known is None: who
    speaks where one voice alone is heard, overlap and interruptions where both share a channel.
    """
    dead = lanes.dead_air(dead_air_seconds)
    found = {
        "customer_seconds": total(lanes.customer) if knows_speakers else None,
        "agent_seconds": total(lanes.agent) if knows_speakers else None,
        "overlap_seconds": total(lanes.overlap) if lanes.knows_overlap else None,
        "hold_seconds": total(lanes.hold),
        "announcement_seconds": total(lanes.announcements),
        "silence_seconds": total(lanes.silence),
        "dead_air_seconds": total(dead),
    }
    rounded = {name: None if value is None else round(value, 2) for name, value in found.items()}
    cuts = [one.speaker for one in lanes.interruptions()] if lanes.knows_overlap else None
    return {
        **rounded,
        "dead_airs": len(dead),
        "agent_interruptions": None if cuts is None else cuts.count("agent"),
        "customer_interruptions": None if cuts is None else cuts.count("customer"),
        "is_voicemail": lanes.is_voicemail,
    }
