"""Configuration: the `lastword.toml` that reads the demo centre's exports."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from lastword.sources.demo.world import World


def configuration(world: World) -> str:
    """Text of the demo centre's `lastword.toml`."""
    source = (files(__package__) / "lastword.toml.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(source).render(
        drivers=[driver.name for driver in world.drivers],
        has_messages=world.messages_per_contact > 0,
    )
