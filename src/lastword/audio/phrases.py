"""Phrases that tell a recorded voice, a mailbox and the agent from what is said."""

from __future__ import annotations

import re

_RECORDED = re.compile(
    r"(?i)(your call is (very )?important|all (of )?(our|the) (agents|representatives|operators|"
    r"advisors|lines) are (currently )?(busy|assisting)|please (stay on|hold) the line|"
    r"calls? (may|will|might) be (recorded|monitored)|being recorded for|"
    r"for .{2,40},? (please )?press (\d|one|two|three|four|five|star|pound)|press (\d|one|two|"
    r"three|pound|star) (for|to|now)|estimated (wait|hold) time|you are (currently )?(number|"
    r"caller) (\w+ )?in (the )?(line|queue)|next available (agent|representative|operator)|"
    r"to continue in english|our opening hours|office hours are|"
    r"alle (unsere )?(mitarbeiter|leitungen|plätze) (sind|sprechen)|bitte bleiben sie|"
    r"zu (trainings|schulungs)zwecken|drücken sie (die )?(\d|eins|zwei)|"
    r"su llamada es|nuestros agentes|marque (el )?\d|no cuelgue|"
    r"votre appel|nos conseillers|tapez (\d|un|deux)|veuillez patienter)"
)
_MAILBOX = re.compile(
    r"(?i)(after the (tone|beep|signal)|leave (a|your) (message|name)|voice ?mail|mailbox|"
    r"not available (right now|to take)|nach dem (signal|ton|piep)|hinterlassen sie|"
    r"deje (un|su) mensaje|después de la señal|laissez (un|votre) message|après le (bip|signal))"
)
_AGENT = re.compile(
    r"(?i)(thank(s| you) for (calling|holding|your patience)|how (can|may) i (help|assist)|"
    r"my name is \w+,? (and|from|with|how)|this is \w+ (from|with|speaking)|"
    r"is there anything else|can i (have|get|take) your|may i (have|ask) (for )?your|"
    r"let me (just )?(check|look|pull|see|transfer|put you)|put you on hold|"
    r"verify (your|some)|for (security|verification)|i('m| am) (showing|seeing)|"
    r"i can see (here|that)|i('ll| will) (go ahead|send you|transfer)|you('re| are) welcome|"
    r"have a (great|nice|good|wonderful) (day|one|evening|weekend)|"
    r"was kann ich (für sie|ihnen)|vielen dank für ihren anruf|kann ich .* noch helfen|"
    r"en qué (le )?puedo ayudar|gracias por llamar|comment puis-je vous aider|merci d'avoir appelé)"
)


def is_recorded(text: str) -> bool:
    """Whether a recorded voice says such a thing.

    Examples
    --------
    >>> is_recorded("All our agents are busy."), is_recorded("Please hold the box upright.")
    (True, False)
    """
    return bool(_RECORDED.search(text)) or is_mailbox(text)


def is_mailbox(text: str) -> bool:
    """Whether it asks for a message."""
    return bool(_MAILBOX.search(text))


def agent_like(text: str) -> int:
    """How many things are said that agents say and customers do not."""
    return len(_AGENT.findall(text))
