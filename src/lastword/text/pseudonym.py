"""Pseudonyms: words for agents that keep their names off the screen."""

from __future__ import annotations

from hashlib import md5


def pseudonym(agent_id: str, role: str = "agent") -> str:
    """A stable word for an agent, or somebody of another role, that does not say who it is.

    It keeps names off the screen; who holds the export can look it up.

    Examples
    --------
    >>> pseudonym("bank:ANAT")
    'agent 47fea4'
    """
    return f"{role} {md5(agent_id.encode(), usedforsecurity=False).hexdigest()[:6]}"
