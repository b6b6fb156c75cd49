"""Moments of the demo centre as vendors write them."""

from __future__ import annotations

from datetime import UTC, datetime

from lastword.sources.demo.world import World


def second(world: World, at: float) -> int:
    """Seconds since 1970, UTC."""
    return int(at) + world.epoch


def stamp(world: World, at: float) -> str:
    """ISO 8601 with a Z."""
    moment = datetime.fromtimestamp(second(world, at), tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
