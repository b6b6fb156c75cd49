"""What was said, out of the texts that hold it: WebVTT, SRT, and lines of “speaker: words”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

ROLES = (
    "agent|advis[eo]r|representative|rep|operator|assistant|support|employee|staff|csr|"
    "customer|client|caller|user|visitor|guest|patient|member|"
    "mitarbeiter(?:in)?|berater(?:in)?|kund(?:e|in)|anrufer(?:in)?|"
    "conseill(?:er|ère)|client|cliente|appelant|agente|asesor(?:a)?|operador(?:a)?|"
    "atendente|assistente|medewerker|klant|beller|operatore|chiamante|"
    "bot|chatbot|ivr|system|virtual assistant|speaker ?[0-9]+|speaker_[0-9]+"
)
_TIMES = re.compile(
    r"^\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})"
)
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_SAID = re.compile(r"^\s*(?:>>\s*)?([^\s:\[\]<>][^:\[\]<>\n]{0,39}?)\s*:\s+(\S.*)$", re.DOTALL)
_CLOCK = r"[\[(]?(?:\d{4}-\d{2}-\d{2}[T ])?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:Z)?[\])]?"
_LINE = re.compile(rf"^\s*(?:({_CLOCK})\s*[-–]?\s*)?([^\s:\[\]][^:\[\]]{{0,39}}?)\s*:\s+(\S.*)$")
_ABOUT = re.compile(
    r"^\s*(?:(contact|call|conversation|ticket|chat|case|interaction)[ _-]?(?:id|no|number)?|"
    r"(date|started|started at|start))\s*[:#]\s*(\S.*?)\s*$",
    re.IGNORECASE,
)
_ROLE = re.compile(rf"^(?:{ROLES})$", re.IGNORECASE)
_ASIDE = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """One utterance.

    Parameters
    ----------
    line
        Line of the file on which it begins, from 1.
    start, end
        Times as hh:mm:ss with fractions, within the recording; or the clock, for dialogues.
    fault
        Why it cannot be read; then `text` is what stands there.
    """

    line: int
    text: str
    speaker: str | None = None
    start: str | None = None
    end: str | None = None
    fault: str | None = None


def timed_cues(text: str) -> Iterator[Cue]:
    """Cues of WebVTT or SRT: blocks with a line of times."""
    for line, block in _blocks(text):
        times = [place for place, row in enumerate(block) if "-->" in row]
        if not times:
            if not block[0].startswith(_ASIDE):
                yield Cue(line, " ".join(block), fault="has no line of times")
            continue
        found = _TIMES.match(block[times[0]])
        said = " ".join(block[times[0] + 1 :]).strip()
        if found is None or not said:
            why = "has no words" if found else "has times that cannot be read"
            yield Cue(line, " ".join(block), fault=why)
            continue
        speaker, words = _spoken(said)
        yield Cue(line, words, speaker, _clock(found[1]), _clock(found[2]))


def dialogue_cues(text: str) -> Iterator[Cue]:
    """Utterances of lines “speaker: words”; a line without a speaker goes on with the last one.

    Speakers are the usual words for the two sides in seven languages, and every name that begins
    two lines at least.
    """
    rows = [(number, row) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    matches = [_LINE.match(row) for _, row in rows]
    often = Counter(found[2].casefold() for found in matches if found)
    cue: Cue | None = None
    for (number, row), found in zip(rows, matches, strict=True):
        is_speaker = found and (_ROLE.match(found[2]) or often[found[2].casefold()] > 1)
        if found and is_speaker and not (cue is None and _ABOUT.match(row)):
            if cue is not None:
                yield cue
            clock = found[1].strip("[]()") if found[1] else None
            cue = Cue(number, found[3].strip(), found[2], _moment(clock))
        elif cue is not None:
            cue = Cue(cue.line, f"{cue.text} {row.strip()}", cue.speaker, cue.start)
        elif not _ABOUT.match(row):
            yield Cue(number, row, fault="says nothing of who speaks")
    if cue is not None:
        yield cue


def about(text: str) -> dict[str, str]:
    """What the lines above the first utterance say of it: `contact_id`, `started_at`."""
    found: dict[str, str] = {}
    for row in text.splitlines()[:20]:
        told = _ABOUT.match(row.removeprefix("NOTE "))
        if told:
            found.setdefault("contact_id" if told[1] else "started_at", told[3])
    return found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, row in enumerate([*text.splitlines(), ""], start=1):
        if row.strip():
            block.append(row.strip())
        elif block:
            yield number - len(block), block
            block = []


def _spoken(said: str) -> tuple[str | None, str]:
    voice = _VOICE.search(said)
    words = " ".join(_TAG.sub(" ", said).split())
    if voice:
        return voice[1].strip(), words
    named = _SAID.match(words)
    return (named[1], named[2]) if named else (None, words)


def _clock(text: str) -> str:
    """Times with hours and a point."""
    text = text.replace(",", ".")
    return text if text.count(":") == 2 else f"00:{text}"


def _moment(clock: str | None) -> str | None:
    if clock is None or "-" in clock:
        return clock
    return _clock(clock)
