"""A small centre as plain frames: who may be planted with what, and innocent look-alikes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

START = datetime(2026, 3, 2)
AGENTS, CALLS, DAYS = 16, 450, 40


@dataclass(frozen=True)
class Plants:
    """What is planted: 0 for nothing.

    Parameters
    ----------
    cut
        Share of agent 0–7's calls beyond 600 s that are ended just under it.
    short
        Share of agent 3's calls ended within seconds.
    faulty
        Share of the calls on line ``l3`` that break off within seconds, whoever answers.
    device_day
        Short calls of agent 5 on one single day.
    cut_off
        Callers that the system cuts off after 1,800 s of waiting.
    """

    cut: float = 0.0
    short: float = 0.0
    faulty: float = 0.0
    device_day: int = 0
    cut_off: int = 0


def contacts(plants: Plants, *, seed: int = 1) -> tuple[pd.DataFrame, pd.Series]:
    """Calls of the centre, and which of them were touched by a plant that games."""
    rng = np.random.default_rng(seed)
    n = AGENTS * CALLS
    agent = np.repeat(np.arange(AGENTS), CALLS)
    line, reason = rng.integers(0, 4, n), rng.integers(0, 3, n)
    day = rng.integers(0, DAYS, n)
    talk = np.floor(np.exp(rng.normal(np.log(340) + 0.1 * (agent % 3), 0.55, n)))
    by = np.where(rng.random(n) < 0.5, "agent", "customer").astype(object)
    talk = np.where(rng.random(n) < 0.004 * (1 + reason), rng.integers(2, 10, n), talk)
    touched = np.zeros(n, dtype=bool)
    hit = (agent < 8) & (talk >= 600) & (rng.random(n) < plants.cut)
    talk = np.where(hit, 599 - np.floor(np.minimum(rng.exponential(7, n), 28)), talk)
    avoided = (agent == 3) & (rng.random(n) < plants.short)
    broken = (line == 3) & (rng.random(n) < plants.faulty)
    device = np.zeros(n, dtype=bool)
    device[rng.choice(np.flatnonzero(agent == 5), plants.device_day, replace=False)] = True
    day = np.where(device, 17, day)
    short = avoided | broken | device
    talk = np.where(short, rng.integers(2, 10, n), talk)
    touched |= hit | avoided
    by = np.where(hit | short, "agent", by)
    start = pd.Timestamp(START) + pd.to_timedelta(
        day * 86_400 + rng.integers(28_800, 64_800, n), "s"
    )
    calls = pd.DataFrame(
        {
            "contact_id": [f"c{i:05d}" for i in range(n)],
            "customer_ref": [f"p{i}" for i in range(n)],
            "channel": "voice", "direction": "inbound", "outcome": "answered",
            "line": [f"l{v}" for v in line], "reason": [f"r{v}" for v in reason],
            "agent_id": [f"a{v:02d}" for v in agent], "team_id": [f"t{v // 8}" for v in agent],
            "offered_at": start, "wait_seconds": np.floor(rng.exponential(60, n)),
            "talk_seconds": talk, "ended_by": by,
        }
    )  # fmt: skip
    calls["ended_at"] = calls.offered_at + pd.to_timedelta(calls.wait_seconds + talk, "s")
    return _with_returns(calls, touched, rng, plants), pd.Series(touched, index=calls.contact_id)


def _with_returns(
    calls: pd.DataFrame, touched: np.ndarray, rng: np.random.Generator, plants: Plants
) -> pd.DataFrame:
    """Customers who ring again within the hour (half of the touched, a tenth of the rest)."""
    back = rng.random(len(calls)) < np.where(touched, 0.5, 0.1)
    again = calls[back].copy()
    again["contact_id"] = again.contact_id + "x"
    again["offered_at"] = again.ended_at + pd.to_timedelta(rng.integers(60, 3_000, len(again)), "s")
    again["agent_id"], again["team_id"], again["talk_seconds"] = "", "", -1.0
    again["outcome"], again["ended_by"] = "abandoned", "customer"
    cut = again.head(plants.cut_off).copy()
    cut["contact_id"], cut["customer_ref"] = cut.contact_id + "y", None
    cut["outcome"], cut["ended_by"], cut["wait_seconds"] = "cut_off", "system", 1_800.0
    made = pd.concat([calls, again, cut], ignore_index=True)
    unserved = made.talk_seconds < 0
    made["talk_seconds"] = made.talk_seconds.where(~unserved)
    for column in ("agent_id", "team_id"):
        made[column] = made[column].where(~unserved, None)
    return made
