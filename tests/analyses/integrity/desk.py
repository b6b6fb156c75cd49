"""A small help desk as plain frames: who plays with surveys, closings, claims and codes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np
import pandas as pd

START = datetime(2026, 1, 1)
AGENTS, CONTACTS, DAYS = 16, 400, 150
CODES = ("Billing", "Device", "Login", "Moving", "Tariff")
AGREED = "Only 9s and 10s count, so please give me a 10 in the survey."
NEUTRAL = "You will receive a short survey; tell us openly what we can do better."
QUESTION, THANKS = "But what about the amount that was taken?", "Great, thank you!"


@dataclass(frozen=True)
class Plants:
    """Strength of each plant, 0 for none; the agents that play are named in `PLAYERS`.

    Parameters
    ----------
    steered
        Share of invitations held back after contacts that went badly.
    begged
        Share of contacts in which the agent asks for a ten.
    dropped
        Share of contacts closed on the customer's open question.
    inflated
        Added probability of claiming what was not solved.
    boxed
        Share of contacts coded as “other”.
    reassigned
        Share of ratings credited to a colleague.
    tiring
        Fall of the response per earlier invitation.
    month_end
        Added claims in the last three days of a month, by everybody.
    timer
        Share of tickets closed by a timer 120 hours after “solved”.
    """

    steered: float = 0.0
    begged: float = 0.0
    dropped: float = 0.0
    inflated: float = 0.0
    boxed: float = 0.0
    reassigned: float = 0.0
    tiring: float = 0.0
    month_end: float = 0.0
    timer: float = 0.0


PLAYERS = {field.name: (2 * i, 2 * i + 1) for i, field in enumerate(fields(Plants)[:6])}
PLAYERS |= {
    "steered": tuple(range(8)),
    "inflated": tuple(range(AGENTS)),
    "reassigned": (10, 11, 12, 13),
}
ALL = Plants(
    steered=0.7,
    begged=0.3,
    dropped=0.25,
    inflated=0.5,
    boxed=0.3,
    reassigned=0.6,
    tiring=0.08,
    month_end=0.1,
    timer=0.6,
)


def desk(plants: Plants, *, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Canonical tables of the desk."""
    rng = np.random.default_rng(seed)
    base = _contacts(plants, rng)
    sent = _invitations(plants, base, rng)
    return {
        "contacts": base[
            [
                "contact_id", "thread_id", "customer_ref", "channel", "direction", "outcome",
                "queue", "team_id", "agent_id", "reason", "offered_at", "ended_at", "ended_by",
                "is_claimed_resolved", "wrap_seconds",
            ]
        ],
        "issue_contacts": _members(base),
        "verdicts": _verdicts(base),
        "messages": _messages(plants, base, rng),
        "events": _events(plants, base, rng),
        "invitations": sent.drop(columns="score"),
        "answers": _answers(sent),
    }  # fmt: skip


def _plays(name: str, agent: pd.Series) -> np.ndarray:
    return agent.isin(PLAYERS[name]).to_numpy()


def _contacts(plants: Plants, rng: np.random.Generator) -> pd.DataFrame:
    n = AGENTS * CONTACTS
    agent = pd.Series(np.repeat(np.arange(AGENTS), CONTACTS))
    start = rng.integers(0, DAYS * 86_400, n)
    bad = rng.random(n) < 0.25
    back = np.where(bad & (rng.random(n) < 0.8), rng.integers(3_600, 6 * 86_400, n), np.nan)
    begun = pd.Series(pd.Timestamp(START) + pd.to_timedelta(start, "s"))
    is_end = (begun + pd.Timedelta(days=3)).dt.month != begun.dt.month
    claims = np.where(bad, 0.3 + plants.inflated * _plays("inflated", agent), 0.85)
    claims = claims + plants.month_end * is_end
    code = rng.choice(CODES, n)
    is_other = rng.random(n) < np.where(_plays("boxed", agent), 0.05 + plants.boxed, 0.05)
    lasts = rng.integers(300, 1_800, n)
    return pd.DataFrame(
        {
            "contact_id": [f"c{i:05d}" for i in range(n)],
            "thread_id": [f"t{i:05d}" for i in range(n)],
            "customer_ref": [f"p{i:04d}" for i in rng.integers(0, n // 4, n)],
            "channel": rng.choice(["chat", "email"], n), "direction": "inbound",
            "outcome": "answered", "queue": rng.choice(["north", "south"], n),
            "team_id": [f"team{v // 8}" for v in agent], "agent_id": [f"a{v:02d}" for v in agent],
            "agent": agent, "bad": bad, "back": back,
            "reason": np.where(is_other, "Other", code),
            "offered_at": begun, "ended_at": begun + pd.to_timedelta(lasts, "s"),
            "ended_by": "agent", "is_claimed_resolved": rng.random(n) < claims,
            "wrap_seconds": np.where(is_other, 5.0, 40.0) + rng.integers(0, 10, n),
        }
    )  # fmt: skip


def _members(base: pd.DataFrame) -> pd.DataFrame:
    kept = base[[
        "contact_id", "thread_id", "customer_ref", "channel", "direction", "queue", "team_id",
        "agent_id", "offered_at", "ended_at", "is_claimed_resolved",
    ]]  # fmt: skip
    came_back = base.back.notna()
    return kept.assign(
        issue_id=base.contact_id,
        person_id=base.customer_ref,
        position=1,
        is_last=~came_back,
        bucket=0,
        next_contact_at=base.ended_at + pd.to_timedelta(base.back, "s"),
        next_contact_issue_id=base.contact_id.where(came_back, None),
    )


def _verdicts(base: pd.DataFrame) -> pd.DataFrame:
    kept = base[["contact_id", "agent_id", "team_id", "channel", "reason"]]
    return kept.rename(columns={"contact_id": "issue_id"}).assign(
        opened_at=base.offered_at,
        bucket=0,
        is_mature=True,
        contact_count=1,
        did_come_back=base.back.notna(),
        claimed_resolved=base.is_claimed_resolved,
        said_resolved=(~base.bad).where(base.agent % 3 == 0, None).astype("boolean"),
    )


def _messages(plants: Plants, base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = len(base)
    begs = rng.random(n) < plants.begged * _plays("begged", base.agent)
    asks = rng.random(n) < 0.02 + plants.dropped * _plays("dropped", base.agent)
    parts = []
    for place, (author, text) in enumerate(
        (
            ("customer", np.full(n, "My bill is wrong.")),
            ("agent", np.where(begs, AGREED, NEUTRAL)),
            ("customer", np.where(asks, QUESTION, THANKS)),
        )
    ):
        parts.append(
            pd.DataFrame(
                {
                    "message_id": base.contact_id + f"-{place}",
                    "contact_id": base.contact_id, "thread_id": base.thread_id,
                    "position": place + 1, "author": author, "text": text, "is_public": True,
                    "author_id": base.agent_id if author == "agent" else base.customer_ref,
                    "sent_at": base.offered_at + pd.to_timedelta(60.0 * (place + 1), "s"),
                }
            )
        )  # fmt: skip
    return pd.concat(parts)


def _events(plants: Plants, base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    by_timer = rng.random(len(base)) < plants.timer
    lag = np.where(by_timer, 120 * 3_600, rng.exponential(60 * 3_600, len(base)))
    solved = pd.DataFrame({"thread_id": base.thread_id, "at": base.ended_at, "kind": "solved"})
    closed = solved.assign(kind="closed", at=solved["at"] + pd.to_timedelta(np.floor(lag), "s"))
    both = pd.concat([solved, closed], ignore_index=True)
    return both.assign(event_id=[f"e{i}" for i in range(len(both))], actor="agent")


def _invitations(plants: Plants, base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = len(base)
    held = plants.steered * _plays("steered", base.agent) * base.bad
    sent = base[rng.random(n) < 0.6 * (1 - held)].sort_values("offered_at")
    earlier = sent.groupby("customer_ref").cumcount().to_numpy()
    answers = rng.random(len(sent)) < np.clip(0.5 - plants.tiring * earlier, 0.02, 1)
    is_moved = rng.random(len(sent)) < plants.reassigned * _plays("reassigned", sent.agent)
    at = sent.ended_at + pd.Timedelta(hours=1)
    return pd.DataFrame(
        {
            "invitation_id": "i" + sent.contact_id, "contact_id": sent.contact_id,
            "customer_ref": sent.customer_ref, "is_reminder": False, "invited_at": at,
            "agent_id": np.where(is_moved, "a15", sent.agent_id),
            "answered_at": (at + pd.Timedelta(hours=2)).where(answers),
            "score": np.where(sent.bad, 2.0, 5.0),
        }
    )  # fmt: skip


def _answers(sent: pd.DataFrame) -> pd.DataFrame:
    said = sent[sent.answered_at.notna()]
    return pd.DataFrame(
        {
            "answer_id": "s" + said.contact_id, "invitation_id": said.invitation_id,
            "contact_id": said.contact_id, "customer_ref": said.customer_ref,
            "answered_at": said.answered_at, "role": "csat", "value": said.score,
            "scale_min": 1.0, "scale_max": 5.0, "higher_is": "better",
        }
    )  # fmt: skip
