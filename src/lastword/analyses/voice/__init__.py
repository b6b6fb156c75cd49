"""Voice: what customers say, in their own words."""

from __future__ import annotations

from lastword.analyses.voice.ideas import Idea
from lastword.analyses.voice.result import Voice, voice

__all__ = ["Idea", "Voice", "voice"]
