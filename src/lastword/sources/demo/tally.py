"""Tally: counts that add up over chunks, and the shares that were planted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.contacts import ABANDONED, CUT_OFF
from lastword.sources.demo.plants import kind_of
from lastword.sources.demo.reasons import REASONS
from lastword.sources.demo.surveys import REACTION_SCALE
from lastword.sources.demo.truth import (
    MATURE_DAYS,
    false_first,
    is_seen_issue,
)
from lastword.sources.demo.world import World


def tally(chunk: Chunk) -> Counter[str]:
    """Counts of one chunk that add up to the centre's shares."""
    contacts, endings, world = chunk.contacts, chunk.endings, chunk.world
    seen, issue = chunk.is_seen, is_seen_issue(chunk)
    mature = issue & (endings.last_at <= world.seconds - MATURE_DAYS * DAY)
    answered = (chunk.surveys.answered_at < world.seconds)[chunk.replies.survey]
    looks_first = false_first(chunk) | (contacts.position == 0)
    counts = {
        "customers": len(chunk.demand.customers.number),
        "contacts": seen.sum(),
        "approaches": (seen & ~contacts.is_callback).sum(),
        "issues": issue.sum(),
        "mature_issues": mature.sum(),
        "says_solved": (mature & endings.says_solved).sum(),
        "solved": (mature & endings.is_solved).sum(),
        "claimed": (mature & (endings.claim == 1)).sum(),
        "with_claim": (mature & (endings.claim >= 0)).sum(),
        "first_call_right": (mature & endings.is_first_call_right).sum(),
        "more_than_one_contact": (mature & (endings.contact_count > 1)).sum(),
        "false_first": (seen & false_first(chunk)).sum(),
        "looks_first": (seen & looks_first).sum(),
        "answers": answered.sum(),
        "answers_solved": (answered & (chunk.replies.resolved == 1)).sum(),
        "abandoned": (seen & (contacts.outcome == ABANDONED)).sum(),
        "cut_off": (seen & (contacts.outcome == CUT_OFF)).sum(),
        "open_questions": (seen & contacts.is_open_question).sum(),
        "promises": (seen & contacts.is_promise).sum(),
        "callbacks": (seen & contacts.is_callback).sum(),
        "ideas": (chunk.messages.is_idea & seen[chunk.messages.contact]).sum(),
    }
    for place in range(len(world.plants)):
        touched = seen & (contacts.touched >> place & 1 > 0)
        counts[f"plant {place}"] = touched.sum()
        counts[f"plant {place} served"] = (touched & contacts.is_served).sum()
    return Counter({name: int(count) for name, count in counts.items()})


def planted(
    world: World, counts: Mapping[str, int], files: Mapping[str, Mapping[str, int]]
) -> dict[str, Any]:
    """Everything that ``planted.json`` says."""
    return {
        "end": world.end.isoformat(),
        "seed": world.seed,
        "response": world.response,
        "counts": {name: count for name, count in counts.items() if " " not in name},
        "shares": _shares(counts),
        "plants": [
            {**asdict(plant), "title": kind_of(plant).title, "dose_means": kind_of(plant).dose}
            | {"touched": counts[f"plant {place}"], "served": counts[f"plant {place} served"]}
            for place, plant in enumerate(world.plants)
        ],
        "drivers": [asdict(driver) for driver in world.drivers],
        "employees": {
            "mood_effect": world.mood_effect,
            "mood_lag_months": world.mood_lag,
            "fatigue": world.fatigue,
        },
        "learning": asdict(world.learning),
        "routing": world.routing,
        "assessors": world.assessors.to_dict(),
        "reaction_sd": REACTION_SCALE * math.pi / math.sqrt(3),
        "next_issues": [
            {"reason": r.name, "next_reason": r.next_name, "share_of_solved": r.next_share}
            for r in REASONS
            if r.next_name
        ],
        "reconciliation": dict(files),
    }


def _shares(counts: Mapping[str, int]) -> dict[str, float | None]:
    def share(part: str, whole: str) -> float | None:
        return counts[part] / counts[whole] if counts[whole] else None

    return {
        "says_solved": share("says_solved", "mature_issues"),
        "solved": share("solved", "mature_issues"),
        "claimed": share("claimed", "with_claim"),
        "first_call_right": share("first_call_right", "mature_issues"),
        "more_than_one_contact": share("more_than_one_contact", "mature_issues"),
        "false_first": share("false_first", "looks_first"),
        "answered": share("answers", "issues"),
        "said_by_those_who_answered": share("answers_solved", "answers"),
        "abandoned": share("abandoned", "approaches"),
    }
