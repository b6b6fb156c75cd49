"""How long work tells where it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0–1."""


def quiet(what: str, share: float) -> None:
    """Tell nobody."""
