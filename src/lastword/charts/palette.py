"""The colours by role, light and dark. Charts are drawn in the light ones and hold no others."""

from __future__ import annotations

from typing import Literal

Role = Literal[
    "ground",
    "card",
    "ink",
    "muted",
    "line",
    "penalty",
    "reward",
    "attention",
    "bars",
    "link",
    "limit",
]

LIGHT: dict[Role, str] = {
    "ground": "#f6f7f9",
    "card": "#ffffff",
    "ink": "#14181f",
    "muted": "#545d6b",
    "line": "#dfe3e8",
    "penalty": "#c2410c",
    "reward": "#0f766e",
    "attention": "#b45309",
    "bars": "#a3b0c2",
    "link": "#1d4ed8",
    "limit": "#b91c1c",
}
DARK: dict[Role, str] = {
    "ground": "#0e1217",
    "card": "#161c24",
    "ink": "#e8ecf2",
    "muted": "#a3adbb",
    "line": "#2a323d",
    "penalty": "#fb8a5c",
    "reward": "#3cc7b7",
    "attention": "#f0a63a",
    "bars": "#536174",
    "link": "#8ab0ff",
    "limit": "#ff7b7b",
}


def variables(colours: dict[Role, str]) -> str:
    """Write the colours as CSS custom properties.

    Examples
    --------
    >>> variables({"ink": "#14181f"})
    '--ink:#14181f'
    """
    return ";".join(f"--{role}:{colour}" for role, colour in colours.items())


def mark_classes() -> str:
    """Write the classes that let a chart's marks follow the light or dark colours."""
    return "".join(
        f".f-{role}{{fill:var(--{role})}}.s-{role}{{stroke:var(--{role})}}" for role in LIGHT
    )
