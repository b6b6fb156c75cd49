"""What an analyst declares of a driver, an outcome or a control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DriverKind = Literal["ordinal", "binary", "count", "duration"]


@dataclass(frozen=True, slots=True)
class Driver:
    """One experience that may cost or earn the outcome.

    A plain column name does where everything can be found in the data.

    Parameters
    ----------
    name
        Column of the frame.
    title
        Its words on charts; the name where empty.
    kind
        ``ordinal`` (rating, or words in `levels`), ``binary``, ``count`` (transfers, recontacts)
        or ``duration`` (seconds, any measure with many values). Found where None.
    levels
        The words of a column of words, worst first: ``("never", "later", "first contact")``.
    higher_is
        Whether high values are good. Counts and durations are ``worse``, ratings ``better``
        unless declared; a rating that falls as the outcome rises is refused until declared.
    reference
        What is merely expected: below it experiences cost, above it they earn. The weighted
        median category where None.
    scale
        Lowest and highest possible value; the observed ones where None.
    not_applicable
        Codes for “does not apply to me”, such as 0 beside a scale from 1 to 5; None where an
        empty answer says so, as where not every customer is asked every question. Such answers
        stay, with a level of their own.
    grid
        Cut points of a duration or count; found from the data where empty.
    missed
        Levels at which it counts as missed where another driver is read with and without it;
        those below the reference where empty.
    origin
        ``survey`` where the customer said it together with the outcome, ``record`` where it was
        measured elsewhere. Ratings are ``survey``, everything else ``record``, unless declared.
    """

    name: str
    title: str = ""
    kind: DriverKind | None = None
    levels: tuple[str, ...] = ()
    higher_is: Literal["better", "worse"] | None = None
    reference: float | str | None = None
    scale: tuple[float, float] | None = None
    not_applicable: tuple[float | None, ...] = ()
    grid: tuple[float, ...] = ()
    missed: tuple[str, ...] = ()
    origin: Literal["survey", "record"] | None = None


def declared(driver: str | Driver) -> Driver:
    """A driver, from its column's name where nothing else was declared."""
    return driver if isinstance(driver, Driver) else Driver(driver)
