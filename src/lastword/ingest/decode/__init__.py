"""From bytes to staged text: every record of a file as a row of text, or quarantined."""

from __future__ import annotations

from lastword.ingest.decode.hints import Format, Hints

__all__ = ["Format", "Hints"]
