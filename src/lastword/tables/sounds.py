"""sounds: one stretch of one recording in which one thing is heard."""

from __future__ import annotations

from lastword.tables.model import Column, Table

SOUNDS = Table(
    "sounds",
    "one stretch of one recording in which one thing is heard",
    ("sound_id",),
    (
        Column("sound_id", "text", "Stretch", is_required=True),
        Column("recording_id", "text", "Recording", is_required=True),
        Column("contact_id", "text", "Contact"),
        Column(
            "kind",
            "text",
            "What is heard",
            values=("speech", "hold", "announcement", "dead_air", "interruption"),
            is_required=True,
        ),
        Column("speaker", "text", "Who speaks or interrupts", values=("customer", "agent")),
        Column("start_seconds", "float", "Start within the recording", minimum=0),
        Column("end_seconds", "float", "End within the recording", minimum=0),
        Column("confidence", "float", "How surely it is this speaker, 0–1", minimum=0),
    ),
)
