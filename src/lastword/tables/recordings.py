"""recordings: one recording, what was found in it, or why it was not read."""

from __future__ import annotations

from lastword.tables.model import Column, Table

RECORDINGS = Table(
    "recordings",
    "one recording, what was found in it, or why it was not read",
    ("recording_id",),
    (
        Column("recording_id", "text", "Recording, by its place in the folder", is_required=True),
        Column("contact_id", "text", "Contact that it is of; null where none was found"),
        Column("uri", "text", "Where it lies"),
        Column("size", "int", "Bytes", minimum=0),
        Column("modified_at", "time", "When the file was last written, UTC"),
        Column("sha256", "text", "Of its bytes; null where it was not read"),
        Column(
            "state",
            "text",
            "What came of it",
            values=("heard", "no_consent", "unmatched", "ambiguous", "refused", "copy"),
            is_required=True,
        ),
        Column("remark", "text", "Why it was not read, or what is wrong with the file"),
        Column("matched_by", "text", "What led to the contact", values=("uri", "name", "time")),
        Column("hearing", "text", "Version of what listened"),
        Column("channels", "int", "1 mono, 2 one speaker each", minimum=1),
        Column("lasted_seconds", "float", "Seconds of the whole recording", minimum=0),
        Column("customer_seconds", "float", "Seconds in which the customer speaks", minimum=0),
        Column("agent_seconds", "float", "Seconds in which the agent speaks", minimum=0),
        Column(
            "overlap_seconds", "float", "Seconds in which both speak; null for mono", minimum=0
        ),
        Column("hold_seconds", "float", "Seconds of hold music and announcements in it", minimum=0),
        Column("announcement_seconds", "float", "Seconds of recorded voices", minimum=0),
        Column("silence_seconds", "float", "Seconds in which nothing is heard", minimum=0),
        Column("dead_air_seconds", "float", "Seconds of long silences in the talk", minimum=0),
        Column("dead_airs", "int", "How many long silences in the talk", minimum=0),
        Column(
            "agent_interruptions", "int", "Times the agent cut the customer off; null for mono",
            minimum=0,
        ),
        Column(
            "customer_interruptions", "int", "Times the customer cut the agent off; null for mono",
            minimum=0,
        ),
        Column("is_voicemail", "bool", "Whether somebody speaks to a machine"),
        Column("speaker_confidence", "float", "How surely speakers are told apart", minimum=0),
        Column("language", "text", "Language heard, BCP 47"),
        Column("words", "int", "Words written down; null where no model transcribed", minimum=0),
        Column("numbers_dropped", "int", "Spoken numbers left out of the transcript", minimum=0),
    ),
)  # fmt: skip
