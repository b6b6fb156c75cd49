"""Corrections by hand: append-only, keyed by contact ids and customer references."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CorrectionKind = Literal["merge_persons", "split_person", "merge_issues", "split_issue"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, replayed on every build in the order it was made.

    Parameters
    ----------
    kind
        ``merge_persons``/``split_person``: `keys` are customer references; splitting takes the
        first out of whatever group it is in. ``merge_issues``: `keys` are contact ids whose issues
        become one. ``split_issue``: the first contact and later ones of its issue start a new
        one.
    keys
        Customer references or contact ids; issue ids change, these do not.
    """

    kind: CorrectionKind
    keys: tuple[str, ...]
    made_by: str
    made_at: datetime
    note: str = ""
