"""Due: the day that a promise names, counted from the day it was made."""

from __future__ import annotations

import re
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "few": 3}
_TODAY = re.compile(
    r"\b(?:today|tonight|this (?:afternoon|evening)|within the hour|shortly|end of the day|heute|"
    r"aujourd'hui|hoy|hours?|hrs?|minutes?|mins?|stunden?|heures?|horas?)\b"
)
_TOMORROW = re.compile(
    r"\b(?:tomorrow|morgen|demain|mañana|24 (?:hours|hrs|stunden|heures|horas))\b"
)
_DAYS = re.compile(
    r"\b(?:\d+ ?(?:-|to|or) ?)?(\d+|an?|one|two|three|four|five|few)"
    r" (?:(business|working) |\w+ )?(days?|weeks?|tagen?|jours?|días?)\b"
)
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b")
_HOURS = re.compile(r"\b(\d+) ?(?:hours?|hrs?|stunden|heures|horas)\b")


def due(words: str, made_on: date) -> date | None:
    """Last day on which a promise can be kept, as its words say; None where they name no day.

    Parameters
    ----------
    words
        The promise in plain text (lower case).
    made_on
        Day on which it was made.

    Examples
    --------
    >>> due("i will call you back by friday", date(2026, 10, 7)).isoformat()
    '2026-10-09'
    >>> due("you will receive it in 3-5 business days", date(2026, 10, 9)).isoformat()
    '2026-10-16'
    """
    days = _DAYS.search(words)
    if days:
        return _after(made_on, days)
    hours = _HOURS.search(words)
    if hours:
        return made_on + timedelta(days=-(-int(hours[1]) // 24) if int(hours[1]) < 1_000 else 0)
    if _TOMORROW.search(words):
        return made_on + timedelta(days=1)
    weekday = _WEEKDAY.search(words)
    if weekday:
        ahead = (WEEKDAYS.index(weekday[1]) - made_on.weekday() - 1) % 7 + 1
        return made_on + timedelta(days=ahead)
    return made_on if _TODAY.search(words) else None


def _after(made_on: date, days: re.Match[str]) -> date | None:
    count = NUMBERS.get(days[1]) or (int(days[1]) if days[1].isdigit() else 0)
    if not 0 < count <= 366:
        return None
    if days[3].startswith("week"):
        return made_on + timedelta(weeks=count)
    if not days[2]:
        return made_on + timedelta(days=count)
    day = made_on
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
