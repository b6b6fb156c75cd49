"""Configuration: the `lastword.toml` that reads the demo centre's exports."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from jinja2 import Environment, StrictUndefined

from lastword.sources.demo.vendors.untold import told
from lastword.sources.demo.world import World

Shape = Literal["plain", "vendors", "common"]
"""How the systems write: canonical names of columns, as their vendors export them, or plainly what
the vendors' exports tell, too."""


def configuration(world: World, shape: Shape = "plain") -> str:
    """Text of the demo centre's `lastword.toml`; vendors' exports need no mapping in it."""
    source = (files(__package__) / "lastword.toml.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(source).render(
        drivers=[driver.name for driver in world.drivers],
        shape=shape,
        common=told() if shape == "common" else {},
        has_messages=world.messages_per_contact > 0,
    )
