"""Waits: staffing of the lines, and the offered wait of every call."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from lastword.sources.demo.arrays import Floats, Ints
from lastword.sources.demo.arrivals import DAY, HOUR, WEEK_HOURS, week_hour, week_profile
from lastword.sources.demo.calls import PATIENCE_MEANS, PATIENT_SHARES, Calls
from lastword.sources.demo.demand import draw_demand
from lastword.sources.demo.queue import Patience, sample_waits, simulate, wait_quantiles
from lastword.sources.demo.reasons import QUEUES
from lastword.sources.demo.world import World

TECHNICAL = QUEUES.index("technical")
_CUSHION = (1.0, 0.7, 0.9)
_SHORT_STAFFED = 0.33
_SAMPLED_CHUNKS = 4


class Waits(Protocol):
    """Offered waits of one chunk's calls, and of their retries."""

    def of(self, chunk: int, calls: Calls) -> tuple[Floats, Floats]:
        """Seconds; NaN where there was no retry."""


def waits_of(world: World) -> Waits:
    """Choose by size: an event simulation up to 10⁶ contacts, its stationary law beyond."""
    return _simulated(world) if world.is_simulated else _sampled(world)


def staff_lines(load: Floats) -> Ints:
    """Servers of each queue in each hour of the week.

    The square-root rule ⌈a + β√a⌉ with a cushion β by queue; the technical line is badly short
    of people on Monday mornings.

    Parameters
    ----------
    load
        Offered load in Erlang, queues × 168.
    """
    servers = np.ceil(load + np.array(_CUSHION)[:, None] * np.sqrt(load))
    servers[TECHNICAL, 8:12] = np.ceil(load[TECHNICAL, 8:12] * _SHORT_STAFFED)
    people: Ints = np.maximum(1, servers).astype(np.int64)
    return people


@dataclass(frozen=True, slots=True)
class _Simulated:
    waits: tuple[tuple[Floats, Floats], ...]

    def of(self, chunk: int, calls: Calls) -> tuple[Floats, Floats]:
        return self.waits[chunk]


@dataclass(frozen=True, slots=True)
class _Sampled:
    world: World
    quantiles: Floats

    def of(self, chunk: int, calls: Calls) -> tuple[Floats, Floats]:
        rng = self.world.stream("waits", chunk)
        hour = week_hour(calls.at, self.world.weekday)
        waits = sample_waits(rng, self.quantiles, calls.queue * WEEK_HOURS + hour)
        rings = (waits > calls.patience) & np.isfinite(calls.retry_at)
        hour = week_hour(np.where(rings, calls.retry_at, 0), self.world.weekday)
        again = sample_waits(rng, self.quantiles, calls.queue * WEEK_HOURS + hour)
        return waits, np.where(rings, again, np.nan)


@lru_cache(maxsize=1)
def _simulated(world: World) -> Waits:
    chunks = [draw_demand(world, chunk).calls for chunk in range(world.chunks)]
    servers = staff_lines(_load(world, chunks, 1.0))
    queue = np.concatenate([calls.queue for calls in chunks])
    waits, again = np.zeros(len(queue)), np.zeros(len(queue))
    columns = [
        np.concatenate([getattr(calls, name) for calls in chunks])
        for name in ("at", "service", "patience", "retry_at")
    ]
    for line in range(len(QUEUES)):
        mine = np.flatnonzero(queue == line)
        mine = mine[np.argsort(columns[0][mine], kind="stable")]
        at, service, patience, retry_at = (column[mine] for column in columns)
        waits[mine], again[mine] = simulate(
            at,
            service,
            patience,
            servers=servers[line],
            retry_at=retry_at,
            weekday=world.weekday,
        )
    ends = np.cumsum([len(calls.queue) for calls in chunks])[:-1]
    return _Simulated(tuple(zip(np.split(waits, ends), np.split(again, ends), strict=True)))


@lru_cache(maxsize=1)
def _sampled(world: World) -> Waits:
    some = range(min(world.chunks, _SAMPLED_CHUNKS))
    chunks = [draw_demand(world, chunk).calls for chunk in some]
    load = _load(world, chunks, world.chunks / len(some))
    service = np.array([_mean_service(chunks, line) for line in range(len(QUEUES))])
    servers = staff_lines(load)
    limit = world.limit("wait_cut_off") or math.inf
    rows = [
        wait_quantiles(
            load[line] / service[line],
            float(service[line]),
            servers[line],
            Patience(PATIENCE_MEANS, (1 - PATIENT_SHARES[line], PATIENT_SHARES[line]), limit),
        )
        for line in range(len(QUEUES))
    ]
    return _Sampled(world, np.concatenate(rows))


def _mean_service(chunks: list[Calls], line: int) -> float:
    return float(np.mean(np.concatenate([c.service[c.queue == line] for c in chunks])))


def _load(world: World, chunks: list[Calls], scale: float) -> Floats:
    """Offered load in Erlang by queue and hour of the week."""
    load = np.zeros((len(QUEUES), WEEK_HOURS))
    hours = np.bincount(
        (np.arange(world.days * 24) + world.weekday * 24) % WEEK_HOURS, minlength=WEEK_HOURS
    )
    for line in range(len(QUEUES)):
        for calls in chunks:
            mine = (calls.queue == line) & (calls.at < world.days * DAY)
            hour = week_hour(calls.at[mine], world.weekday)
            load[line] += np.bincount(hour, weights=calls.service[mine], minlength=WEEK_HOURS)
    load *= scale / (np.maximum(hours, 1) * HOUR)
    return np.where(week_profile() > 0, load, 0.0)
