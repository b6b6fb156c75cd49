"""Phrases: the rules of `said/*.toml`, one file a kind of label; a language is a few lines."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from lastword.text.rules import Rule, RuleSet

BY_CUSTOMERS = (
    "effort_said",
    "resolution_said",
    "expectation_said",
    "heard_said",
    "cancel",
    "idea",
)
OF_LEAVERS = frozenset({"cancel_reason", "competitor"})
BY_AGENTS = ("promise", "courtesy", "retention")
VERSION = "phrases-6"
"""Version of all phrase files together; goes up whenever one of them changes what is found."""


def rules_of(name: str) -> tuple[Rule, ...]:
    """Rules of one phrase file, with its words put in where ``<word>`` stands.

    A pattern that is a list is any of its lines. The table `unless_sentence` holds, for a value,
    what takes back every finding of it in the whole sentence: wishes, conditions, advice.
    """
    text = (files("lastword.text") / "said" / f"{name}.toml").read_text(encoding="utf-8")
    held = tomllib.loads(text)
    return tuple(_rule(name, entry, held) for entry in held["rule"])


@cache
def rule_set(*names: str) -> RuleSet:
    """The rules of several phrase files, ready to read with."""
    return RuleSet(rule for name in names for rule in rules_of(name))


@cache
def of_customers() -> RuleSet:
    """What is looked for in every message of a customer."""
    rules = (rule for name in BY_CUSTOMERS for rule in rules_of(name))
    return RuleSet(rule for rule in rules if rule.kind not in OF_LEAVERS)


@cache
def of_leavers() -> RuleSet:
    """What is looked for only where a message says that the customer wants to leave."""
    return RuleSet(rule for rule in rules_of("cancel") if rule.kind in OF_LEAVERS)


def _rule(name: str, entry: dict[str, Any], held: dict[str, Any]) -> Rule:
    fragments: dict[str, str] = held.get("words", {})

    def filled(pattern: str | list[str]) -> str:
        lines = pattern if isinstance(pattern, str) else "|".join(pattern)
        return re.sub(r"<(\w+)>", lambda word: fragments.get(word[1], word[0]), lines)

    value = entry["value"]
    return Rule(
        entry.get("kind", name),
        value,
        filled(entry["pattern"]),
        entry.get("confidence", 0.9),
        filled(entry.get("unless", "")),
        filled(held.get("unless_sentence", {}).get(value, "")),
    )
