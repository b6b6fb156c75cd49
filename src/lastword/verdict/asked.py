"""What each survey question asks: as declared, as confirmed, or as its wording and answers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lastword.settings import QuestionSettings
from lastword.text.ladders import Ladder, anchored_ends, direction_in, ladder_of
from lastword.text.questions import Asked, Direction, ends_in, folded, read_question

Teller = Literal["mapping", "settings", "wording", "nothing"]
LEAST_SEEN = 30
"""Answers from which on a scale may be read off them, if every step of it was used."""
USUAL_ENDS = ((0.0, 10.0), (1.0, 10.0), *((low, high) for low in (0.0, 1.0) for high in (3.0, 4.0,
              5.0, 6.0, 7.0)))  # fmt: skip
MOST_CONTACTS = 50
FIXED: Mapping[str, tuple[float | None, float | None, Direction]] = {
    "resolved": (0.0, 1.0, "better"),
    "nps": (0.0, 10.0, "better"),
    "expectation": (-1.0, 1.0, "better"),
    "contacts_needed": (None, None, "worse"),
}
"""Roles whose scale belongs to their definition: its ends, and which one is good."""
SCALED = ("csat", "ces", "attribute", "loyalty")


@dataclass(frozen=True, slots=True)
class Profile:
    """A question, and what was answered to it.

    Parameters
    ----------
    role, attribute, scale_min, scale_max, higher_is
        As the mapping or the survey's definition declares them.
    answers, numbers
        How many there are, and how many of them are numbers.
    lowest, highest, steps, is_whole
        Smallest and largest number, how many different ones, and whether all are whole.
    labels
        The different answers in words, where they are few; else empty.
    """

    source: str
    question: str
    wording: str | None = None
    role: str | None = None
    attribute: str | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    higher_is: Direction | None = None
    answers: int = 0
    numbers: int = 0
    lowest: float | None = None
    highest: float | None = None
    steps: int = 0
    is_whole: bool = True
    labels: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The wording, or the code where there is none."""
        return self.wording or self.question

    @property
    def is_numeric(self) -> bool:
        """Whether every answer is a number."""
        return self.numbers == self.answers > 0

    def lies_within(self, low: float, high: float) -> bool:
        """Whether all numbers lie between two ends."""
        return (
            self.lowest is not None
            and self.highest is not None
            and low <= self.lowest
            and self.highest <= high
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a question asks.

    Parameters
    ----------
    values
        Answer in words (or code) → number.
    why
        What decided, or what has to be said.
    """

    profile: Profile
    role: str | None
    told_by: Teller
    why: str
    attribute: str | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    higher_is: Direction | None = None
    values: Mapping[str, float] = field(default_factory=dict)


def decide(profile: Profile, confirmed: Sequence[QuestionSettings] = ()) -> Decision:
    """What one question asks.

    `lastword.toml` decides first, then the mapping, then the wording, which the answers must not
    contradict. What remains unclear stays open, with what has to be said.
    """
    settings = next((question for question in confirmed if _is_meant(question, profile)), None)
    if settings is not None:
        return _confirmed(profile, settings)
    if profile.role is not None:
        p = profile
        return Decision(p, p.role, "mapping", "the mapping of its source", p.attribute,
                        p.scale_min, p.scale_max, p.higher_is)  # fmt: skip
    return _read(profile)


def _is_meant(settings: QuestionSettings, profile: Profile) -> bool:
    names = {folded(profile.question), folded(profile.wording or profile.question)}
    return settings.source in (None, profile.source) and folded(settings.question) in names


def _confirmed(profile: Profile, given: QuestionSettings) -> Decision:
    role = None if given.role == "none" else given.role
    values: dict[str, float] = dict(given.answers)
    asked = Asked(role, given.attribute, read_question(profile.words).higher_is)
    ladder = ladder_of(profile.labels, [role]) if role and not values else None
    found = _scaled(profile, asked, ladder)
    ends = (min(values.values()), max(values.values())) if values else (None, None)
    return replace(
        found,
        told_by="settings",
        why="lastword.toml",
        attribute=given.attribute or (profile.attribute if role == "attribute" else None),
        scale_min=_first(given.scale_min, ends[0], found.scale_min),
        scale_max=_first(given.scale_max, ends[1], found.scale_max),
        higher_is=given.higher_is or found.higher_is,
        values=values or found.values,
    )


def _read(profile: Profile) -> Decision:
    ladder = None if profile.is_numeric else ladder_of(profile.labels)
    if not profile.is_numeric and ladder is None:
        return _in_words(profile)
    asked = read_question(profile.words, is_comment=False)
    if asked.role is None:
        return Decision(profile, None, "nothing", asked.why)
    if not profile.is_numeric:
        ladder = ladder_of(profile.labels, [asked.role])
    problem = _contradiction(profile, asked.role, ladder)
    if problem:
        return Decision(profile, None, "nothing", f"its wording says {asked.why}, but {problem}")
    return _scaled(profile, asked, ladder)


def _in_words(profile: Profile) -> Decision:
    """A question with answers of which nothing says what number they stand for."""
    comment = read_question(profile.words, is_comment=True)
    if comment.role:
        return Decision(profile, "comment", "wording", comment.why)
    asked = read_question(profile.words, is_comment=False)
    if asked.role is None:
        return Decision(profile, None, "nothing", asked.why)
    is_repeated = 0 < 2 * len(profile.labels) <= profile.answers
    if not is_repeated and not profile.numbers:
        return Decision(profile, "comment", "wording", f"answered in words; {asked.why}")
    shown = ", ".join(f"“{label}”" for label in profile.labels[:4] if is_repeated)
    why = f"its wording says {asked.why}, but not what {shown or 'its answers'} mean as numbers"
    return Decision(profile, None, "nothing", why)


def _contradiction(profile: Profile, role: str, ladder: Ladder | None) -> str | None:
    """Why the answers cannot be answers to such a question; None if they can."""
    if not profile.is_numeric:
        return None if ladder else "its answers belong to another kind of question"
    if role == "nps" and _eleven(profile) is None:
        return "nothing says that its scale goes from 0 to 10"
    if role in ("resolved", "expectation"):
        low, high, _ = FIXED[role]
        assert low is not None and high is not None
        if not profile.lies_within(low, high) or profile.steps > 3:
            return f"not what {_spoken(profile)} mean"
    if role == "contacts_needed" and not (
        profile.is_whole and profile.lies_within(0, MOST_CONTACTS)
    ):
        return f"{_spoken(profile)} are no counts"
    return None


def _scaled(profile: Profile, asked: Asked, ladder: Ladder | None) -> Decision:
    """The decision for a role: values, ends of the scale, direction."""
    role = asked.role or ""
    values = _values(profile, ladder)
    found = Decision(profile, asked.role, "wording", asked.why, asked.attribute, values=values)
    if role in FIXED:
        low, high, fixed = FIXED[role]
        return replace(found, scale_min=low, scale_max=high, higher_is=fixed)
    if role not in SCALED:
        return found
    low, high = _ends(profile, ladder)
    good = profile.higher_is or direction_in(profile.words)
    if ladder is not None and good is None:
        good = asked.higher_is if ladder.is_statement else "better"
    return replace(found, scale_min=low, scale_max=high, higher_is=good)


def _values(profile: Profile, ladder: Ladder | None) -> dict[str, float]:
    if ladder is None:
        return {}
    return {label: ladder.numbers[folded(label)] for label in profile.labels}


def _ends(profile: Profile, ladder: Ladder | None) -> tuple[float | None, float | None]:
    """Ends of a scale: declared, named in the wording, of its labels, or seen in every step."""
    if profile.scale_min is not None and profile.scale_max is not None:
        return profile.scale_min, profile.scale_max
    if ladder is not None:
        return min(ladder.values), max(ladder.values)
    named = anchored_ends(profile.words) or ends_in(profile.words)
    if named and profile.lies_within(*named):
        return named
    for low, high in USUAL_ENDS:
        is_seen = profile.lowest == low and profile.highest == high
        if is_seen and profile.steps == high - low + 1 and profile.answers >= LEAST_SEEN:
            return low, high
    return None, None


def _eleven(profile: Profile) -> tuple[float, float] | None:
    """0 to 10, if the survey, the wording or the answers say so."""
    eleven = (0.0, 10.0)
    if not profile.lies_within(*eleven):
        return None
    said = (profile.scale_min, profile.scale_max) == eleven or ends_in(profile.words) == eleven
    is_seen = profile.lowest == 0 and (profile.highest or 0) > 5
    return eleven if said or is_seen else None


def _spoken(profile: Profile) -> str:
    return f"numbers from {profile.lowest or 0:g} to {profile.highest or 0:g}"


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
