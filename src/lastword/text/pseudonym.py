"""Pseudonyms: words for agents that keep their names off the screen."""

from __future__ import annotations

from hashlib import md5


def pseudonym(agent_id: str) -> str:
    """A stable word for an agent that does not say who it is.

    It keeps names off the screen; who holds the export can look it up.

    Examples
    --------
    >>> pseudonym("bank:ANAT")
    'agent 47fea4'
    """
    return f"agent {md5(agent_id.encode(), usedforsecurity=False).hexdigest()[:6]}"
