"""Small turns of phrase that pages share, so that numbers are said alike."""

from __future__ import annotations

from lastword.estimate import Bounds, Estimate


def count(number: int, one: str, many: str = "") -> str:
    """Say how many of what.

    Examples
    --------
    >>> count(1, "chat"), count(1204, "chat"), count(0, "reply", "replies")
    ('1 chat', '1,204 chats', 'no replies')
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def short(number: Estimate | Bounds | None, unknown: str = "unknown") -> str:
    """A number with its interval, or the word for not knowing it.

    Examples
    --------
    >>> short(Estimate(0.61, 0.59, 0.63, 2140, "Wilson")), short(None)
    ('61 % (59–63)', 'unknown')
    """
    return unknown if number is None else number.text()


def inside(number: Estimate) -> str:
    """A number with its interval for use within brackets.

    Examples
    --------
    >>> inside(Estimate(0.2, 0.19, 0.21, 23050, "Wilson"))
    '20 %, 19–21'
    """
    return number.text().replace(" (", ", ").rstrip(")")


def chance(probability: float | None) -> str:
    """A p or q value as far as its digits mean anything; unknown where there is none.

    Examples
    --------
    >>> chance(0.0132), chance(3.7e-157), chance(0.5)
    ('0.013', '< 0.0001', '0.50')
    """
    if probability is None:
        return "unknown"
    if probability < 1e-4:
        return "< 0.0001"
    return f"{probability:.2f}" if probability >= 0.1 else f"{probability:.2g}"


def clock(seconds: float) -> str:
    """Seconds as a clock.

    Examples
    --------
    >>> clock(1800), clock(47.2)
    ('30:00', '0:47')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def sentence(*parts: str) -> str:
    """Join what is there to sentences."""
    return " ".join(part for part in parts if part)
