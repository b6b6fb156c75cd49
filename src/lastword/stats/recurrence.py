"""Recurrence: how many come back soon after an event, against those without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.proportion import newcombe, wilson

Floats = NDArray[np.float64]
WINDOWS = {"10 minutes": 600.0, "1 hour": 3_600.0, "7 days": 604_800.0}
"""Windows in which coming back is looked for: at once, soon, for the same trouble."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Coming back within some windows, after the event and without it.

    Parameters
    ----------
    windows
        Name of each window.
    after, otherwise
        Share that came back within each window after the event, and of the others.
    difference
        After minus otherwise.
    """

    windows: tuple[str, ...]
    after: tuple[Estimate, ...]
    otherwise: tuple[Estimate, ...]
    difference: tuple[Estimate, ...]

    def within(self, window: str) -> Estimate:
        """The difference within one window, by its name."""
        return self.difference[self.windows.index(window)]

    @property
    def is_harm(self) -> bool:
        """Whether more came back than otherwise, in any window, beyond chance."""
        return any(gap.lower is not None and gap.lower > 0 for gap in self.difference)


def recurrence(
    back_seconds: ArrayLike,
    is_event: ArrayLike,
    *,
    watched_seconds: ArrayLike | None = None,
    level: float = 0.95,
) -> Recurrence:
    """Compare how many come back within 10 minutes, an hour and 7 days after an event.

    Parameters
    ----------
    back_seconds
        Seconds from the end of each contact to the customer's next; NaN where none came.
    is_event
        Whether the event happened at it (it was ended under 10 s, closed on a question, …).
    watched_seconds
        How long each contact was watched; one that was watched for less than a window and did not
        come back counts for no window longer than that. All windows were watched where None.
    level
        Confidence level.

    Raises
    ------
    UsageError
        If lengths differ.

    Examples
    --------
    >>> back = [300, 200, np.nan, 90_000, np.nan, np.nan]
    >>> found = recurrence(back, [True, True, True, False, False, False])
    >>> found.after[0].text()
    '67 % (21–94)'
    """
    back = np.asarray(back_seconds, dtype=np.float64)
    event = np.asarray(is_event).astype(bool)
    watched = np.full(back.shape, np.inf) if watched_seconds is None else watched_seconds
    seen = np.asarray(watched, dtype=np.float64)
    if back.ndim != 1 or event.shape != back.shape or seen.shape != back.shape:
        raise UsageError("back_seconds, is_event and watched_seconds must have one length")
    counts = np.array(
        [
            [_counts(back, seen, seconds, rows) for seconds in WINDOWS.values()]
            for rows in (event, ~event)
        ]
    )
    return recurrence_of_counts(counts[0], counts[1], level=level)


def recurrence_of_counts(
    after: ArrayLike, otherwise: ArrayLike, *, level: float = 0.95
) -> Recurrence:
    """The same from counts: rows of (came back, watched), one a window of `WINDOWS`."""
    first, other = np.asarray(after, np.float64), np.asarray(otherwise, np.float64)
    if first.shape != (len(WINDOWS), 2) or other.shape != first.shape:
        raise UsageError(f"give {len(WINDOWS)} rows of (came back, watched) for each group")
    pairs = list(zip(first.tolist(), other.tolist(), strict=True))
    return Recurrence(
        windows=tuple(WINDOWS),
        after=tuple(wilson(*row, level=level) for row in first.tolist()),
        otherwise=tuple(wilson(*row, level=level) for row in other.tolist()),
        difference=tuple(newcombe(*a, *b, level=level) for a, b in pairs),
    )


def _counts(
    back: Floats, watched: Floats, seconds: float, rows: NDArray[np.bool_]
) -> tuple[int, int]:
    came = rows & (back <= seconds)
    known = rows & ((watched >= seconds) | came)
    return int(came.sum()), int(known.sum())
