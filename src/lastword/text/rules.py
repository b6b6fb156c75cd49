"""Rules: phrases that say one thing, tried on many texts at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from lastword.text.reading import Reading

_BEFORE = 24
"""Characters before a phrase in which a word turns it round."""
_ENDS = ".!?,;"
_LOOK_AROUND = re.compile(r"\(\?<?[!=](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_LOOSER = (
    (_LOOK_AROUND, ""),
    (re.compile(r"\\b"), ""),
    (re.compile(r"\\w"), "[^ .,!?]"),
    (re.compile(r"\\W"), "[^a-z]"),
    (re.compile(r"\{\d*,\d+\}\??"), "*"),
    (re.compile(r"\(\?P<\w+>"), "("),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase pattern.

    Parameters
    ----------
    kind, value
        What it says, as in `Reading`.
    pattern
        Regular expression over plain text (lower case, straight apostrophes).
    confidence
        Share of its findings that are right.
    unless
        Pattern that takes a finding back when it matches the finding or the text before it.
    unless_sentence
        Pattern that takes a finding back when it matches anywhere in the sentence around it.
    """

    kind: str
    value: str
    pattern: str
    confidence: float = 0.9
    unless: str = ""
    unless_sentence: str = ""

    def takes_back(self, text: str, start: int, end: int) -> bool:
        """Whether what stands around a finding says that it is none."""
        before = text[max(0, start - _BEFORE) : end]
        if self.unless and re.search(self.unless, before):
            return True
        if not self.unless_sentence:
            return False
        return bool(re.search(self.unless_sentence, sentence_around(text, start, end)))


class RuleSet:
    r"""Rules that are tried together.

    Each pattern is first loosened and run over all texts by Arrow's linear-time matcher; the exact
    pattern, which says where the evidence stands, sees only the texts that are left.

    Examples
    --------
    >>> rules = RuleSet([Rule("effort_said", "high", r"\bthird time i call\b")])
    >>> rules.read(["this is the third time i call", "hello"])
    [[Reading(kind='effort_said', value='high', confidence=0.9, start=12, end=29)], []]
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(rule, loosened(rule.pattern), re.compile(rule.pattern)) for rule in rules]

    def read(self, texts: Sequence[str]) -> list[list[Reading]]:
        """Everything that the rules find in plain texts, the surest once a kind and value."""
        best: list[dict[tuple[str, str], Reading]] = [{} for _ in texts]
        held = pa.array(texts, pa.large_string())
        for rule, loose, pattern in self._rules:
            tried = pc.indices_nonzero(pc.match_substring_regex(held, loose)).to_pylist()
            for place in tried:
                found = _find(rule, pattern, texts[place])
                if found is not None:
                    _keep(best[place], found)
        return [list(found.values()) for found in best]


def loosened(pattern: str) -> str:
    r"""A pattern in the words of RE2 that matches wherever the given one does, and a little more.

    Word edges, look-arounds, distances and counts fall away; a letter is whatever is no space or
    stop.

    Examples
    --------
    >>> loosened(r"\bcalled\b[^.!?]{0,30}\btwice\b(?! as)")
    'called[^.!?]*twice'
    """
    for part, instead in _LOOSER:
        pattern = part.sub(instead, pattern)
    return pattern


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which a finding stands, as far as full stops tell, with its own.

    Examples
    --------
    >>> sentence_around("hello. please get it solved. bye", 17, 26)
    ' please get it solved.'
    """
    first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    found = (text.find(mark, end) for mark in _ENDS)
    last = min((place for place in found if place >= 0), default=len(text))
    return text[first : last + 1]


def _find(rule: Rule, pattern: re.Pattern[str], text: str) -> Reading | None:
    for match in pattern.finditer(text):
        if not rule.takes_back(text, *match.span()):
            value = match.groupdict().get("name") or rule.value
            return Reading(rule.kind, value, rule.confidence, *match.span())
    return None


def _keep(best: dict[tuple[str, str], Reading], found: Reading) -> None:
    key = (found.kind, found.value)
    if key not in best or best[key].confidence < found.confidence:
        best[key] = found
